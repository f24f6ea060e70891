"""The user pool itself and its password policy."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from stacks.service import (
    CUSTOM_ATTRIBUTES,
    SCHEMA_ATTRIBUTES,
    RecoveryMechanism,
    StandardAttribute,
    ThreatProtection,
    Tier,
)
from stacks.settings.attributes import Attribute, AttributeName, attribute_errors, is_custom
from stacks.settings.groups import GroupName
from stacks.settings.section import FieldError, Section
from stacks.settings.types import DerivedOrUnset, Distinct, Name, Unsettable

SignInAttribute = Literal["username", "email", "phone_number", "preferred_username"]
VerifiedAttribute = Literal["email", "phone_number"]


class DeviceTracking(Section):
    """Devices that Cognito remembers, on which users can skip MFA."""

    challenge_required_on_new_device: bool = False
    """Whether a remembered device replaces the second factor."""
    device_only_remembered_on_user_prompt: bool = False
    """Whether users choose if a device is remembered; otherwise every device is."""


class UserPool(Section):
    """The user pool: who signs in with what, and how the pool is kept."""

    name: Name
    """The pool's name in the console."""
    sign_in: Distinct[SignInAttribute] = ("username",)
    """What users sign in with. ["email"], ["phone_number"] or both: that is the user name (username
    attributes). With "username" among them, the others are aliases of it. Cannot be changed later."""
    case_sensitive: Unsettable[bool] = False
    """Whether user names and e-mail addresses that differ in case are different users. Cannot be changed
    later."""
    required_attributes: Distinct[StandardAttribute] = ("email",)
    """The attributes that users have to provide to sign up. Cannot be changed later."""
    attributes: dict[AttributeName, Attribute] = Field(default_factory=dict)
    """Custom attributes, and standard ones that are not as Cognito makes them. Custom attributes can be added
    later, and never changed or removed."""
    auto_verify: Distinct[VerifiedAttribute] = ("email",)
    """What Cognito verifies with a code at sign-up. With both, the code goes to the phone number if there is
    one."""
    keep_original: DerivedOrUnset[Distinct[VerifiedAttribute]] = None
    """Attributes whose new value takes effect only when it is verified; until then the user keeps the old
    one. Those of `auto_verify` by default."""
    self_sign_up: bool = True
    """Whether users can sign up themselves; otherwise administrators create them."""
    join_groups: Distinct[GroupName] = ()
    """The groups that users join when they sign up. The post-confirmation function adds them."""
    account_recovery: Unsettable[Distinct[RecoveryMechanism]] = ("verified_email",)
    """How users who forgot their password regain access, in order of preference."""
    device_tracking: Unsettable[DeviceTracking] = None
    """Remembered devices; none by default."""
    tier: Tier = "ESSENTIALS"
    """Cognito's feature plan, which decides the price per user."""
    threat_protection: DerivedOrUnset[ThreatProtection] = None
    """Cognito's threat protection, with PLUS only, where "ENFORCED" is the default."""
    custom_auth_threat_protection: Unsettable[Literal["AUDIT", "ENFORCED"]] = None
    """The threat protection of custom authentication, with PLUS only."""
    deletion_protection: bool = True
    """Cognito refuses to delete the pool as long as this is on."""
    removal_policy: Literal["retain", "destroy"] = "retain"
    """What happens to the pool and its users when the stack is deleted or the pool is removed from it."""

    @property
    def effective_threat_protection(self) -> ThreatProtection:
        """The threat protection that applies: what is set, or the strictest that the tier has."""
        if self.threat_protection == "unset":
            return "OFF"
        return self.threat_protection or ("ENFORCED" if self.tier == "PLUS" else "OFF")

    @property
    def verified_before_update(self) -> tuple[VerifiedAttribute, ...] | None:
        """Of which attributes a new value counts only once it is verified; None: the property is not set."""
        if self.keep_original == "unset":
            return None
        return self.auto_verify if self.keep_original is None else self.keep_original

    @property
    def has_user_names(self) -> bool:
        """Whether users have a user name, the other sign-in attributes being aliases of it."""
        return "username" in self.sign_in

    @property
    def custom_attributes(self) -> tuple[str, ...]:
        """The names of the attributes that a team made."""
        return tuple(name for name in self.attributes if is_custom(name))

    def rule_errors(self) -> Iterator[FieldError]:
        yield from self._sign_in_errors()
        yield from self._attribute_errors()
        if self.removal_policy == "destroy" and self.deletion_protection:
            yield FieldError(
                "deletion_protection",
                'must be set to false with removal_policy = "destroy": Cognito refuses to delete a '
                "protected pool, and the stack's deletion fails partway",
                ("removal_policy",),
            )
        yield from self._tier_errors()
        if self.account_recovery == ():
            yield FieldError("account_recovery", 'must name at least one way; "admin_only" leaves it to you')
        if self.account_recovery and "admin_only" in self.account_recovery and len(self.account_recovery) > 1:
            yield FieldError("account_recovery", "admin_only goes with no other way: Cognito refuses it")

    def _sign_in_errors(self) -> Iterator[FieldError]:
        if not self.sign_in:
            yield FieldError("sign_in", "must name at least one of username, email and phone_number")
        if "preferred_username" in self.sign_in and not self.has_user_names:
            yield FieldError(
                "sign_in",
                'preferred_username can only be an alias: add "username", or sign in with email or '
                "phone_number",
            )
        if "preferred_username" in self.sign_in and "preferred_username" in self.required_attributes:
            # https://github.com/aws-amplify/amplify-js/issues/1669
            yield FieldError(
                "required_attributes",
                "must not have preferred_username, which is an alias in sign_in: Cognito takes it only from "
                "confirmed users, so nobody could sign up",
                ("sign_in",),
            )
        not_verified = [name for name in self.verified_before_update or () if name not in self.auto_verify]
        if not_verified:
            yield FieldError(
                "keep_original",
                f"has {not_verified[0]}, which is not in auto_verify: Cognito refuses it",
                ("auto_verify",),
            )

    def _attribute_errors(self) -> Iterator[FieldError]:
        for error in attribute_errors(self.attributes):
            yield error.below("attributes")
        if len(self.custom_attributes) > CUSTOM_ATTRIBUTES:
            yield FieldError(
                "attributes",
                f"has {len(self.custom_attributes)} custom attributes: Cognito takes {CUSTOM_ATTRIBUTES} "
                f"at most",
            )
        elif len({*self.required_attributes, *self.attributes}) > SCHEMA_ATTRIBUTES:
            yield FieldError(
                "attributes",
                f"and required_attributes have more than {SCHEMA_ATTRIBUTES} attributes together: "
                "CloudFormation refuses it",
                ("required_attributes",),
            )

    def _tier_errors(self) -> Iterator[FieldError]:
        if self.tier == "PLUS":
            return
        # An old pool can have it with LITE, where threat protection used to be an option of its own.
        if self.effective_threat_protection != "OFF" and self.tier != "LITE":
            yield FieldError(
                "threat_protection",
                f'needs tier = "PLUS": Cognito refuses it with {self.tier}. Change the tier or set "OFF"',
                ("tier",),
            )
        if self.custom_auth_threat_protection:
            yield FieldError(
                "custom_auth_threat_protection",
                f'needs tier = "PLUS": Cognito refuses it with {self.tier}. Change the tier or remove it',
                ("tier",),
            )


class PasswordPolicy(Section):
    """What a password must have. The default satisfies AwsSolutions-COG1."""

    minimum_length: Annotated[int, Field(ge=6, le=99)] = 12
    """The minimum password length, 6 to 99 characters."""
    require_lowercase: bool = True
    """Whether passwords need a lower-case letter."""
    require_uppercase: bool = True
    """Whether passwords need an upper-case letter."""
    require_numbers: bool = True
    """Whether passwords need a digit."""
    require_symbols: bool = True
    """Whether passwords need a special character."""
    temporary_password_days: Unsettable[Annotated[int, Field(ge=0, le=365)]] = 7
    """How many days a temporary password from an administrator is valid, 0 to 365."""
    history: Unsettable[Annotated[int, Field(ge=0, le=24)]] = 0
    """How many previous passwords cannot be reused, 0 to 24; not with tier LITE."""
