"""The user pool itself and its password policy."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from stacks.service import RecoveryMechanism, StandardAttribute, ThreatProtection, Tier
from stacks.settings.section import FieldError, Section
from stacks.settings.types import Distinct, Name

SignInAttribute = Literal["username", "email", "phone_number", "preferred_username"]
VerifiedAttribute = Literal["email", "phone_number"]


class UserPool(Section):
    """The user pool: who signs in with what, and how the pool is kept."""

    name: Name
    """The pool's name in the console."""
    sign_in: Distinct[SignInAttribute] = ("username",)
    """What users sign in with. ["email"], ["phone_number"] or both: that is the user name (username
    attributes). With "username" among them, the others are aliases of it. Cannot be changed later."""
    case_sensitive: bool | None = False
    """Whether user names and e-mail addresses that differ in case are different users. Cannot be changed
    later."""
    required_attributes: Distinct[StandardAttribute] = ("email",)
    """What a user must give to sign up. Cannot be changed later."""
    auto_verify: Distinct[VerifiedAttribute] = ("email",)
    """What Cognito verifies by a code at sign-up. With both, the code goes to the phone number where there
    is one."""
    self_sign_up: bool = True
    """Whether users can sign up themselves; otherwise administrators create them."""
    account_recovery: Distinct[RecoveryMechanism] | None = ("verified_email",)
    """How a user who forgot the password gets back in, in this order of preference."""
    tier: Tier = "ESSENTIALS"
    """Cognito's feature plan; it decides the price a user."""
    threat_protection: ThreatProtection | None = None
    """Cognito's threat protection, only with PLUS: "ENFORCED" there unless said."""
    deletion_protection: bool = True
    """Cognito refuses to delete the pool as long as this is on."""
    removal_policy: Literal["retain", "destroy"] = "retain"
    """What becomes of the pool and its users when the stack is deleted or the pool is taken out of it."""

    @property
    def effective_threat_protection(self) -> ThreatProtection:
        """The threat protection that applies: what is said, or the strictest that the tier has."""
        return self.threat_protection or ("ENFORCED" if self.tier == "PLUS" else "OFF")

    @property
    def has_user_names(self) -> bool:
        """Whether users have a user name, the other sign-in attributes being aliases of it."""
        return "username" in self.sign_in

    def rule_errors(self) -> Iterator[FieldError]:
        if not self.sign_in:
            yield FieldError("sign_in", "must name at least one of username, email and phone_number")
        if "preferred_username" in self.sign_in and not self.has_user_names:
            yield FieldError(
                "sign_in",
                'preferred_username can only be an alias: add "username", or sign in with email or '
                "phone_number",
            )
        if self.removal_policy == "destroy" and self.deletion_protection:
            yield FieldError(
                "deletion_protection",
                'must be set to false with removal_policy = "destroy": Cognito refuses to delete a '
                "protected pool, and the stack's deletion fails half way",
            )
        if self.effective_threat_protection != "OFF" and self.tier != "PLUS":
            yield FieldError(
                "threat_protection",
                f'needs tier = "PLUS": Cognito refuses it with {self.tier}. Change the tier or set "OFF"',
                ("tier",),
            )
        if self.account_recovery == ():
            yield FieldError("account_recovery", 'must name at least one way; "admin_only" leaves it to you')
        if self.account_recovery and "admin_only" in self.account_recovery and len(self.account_recovery) > 1:
            yield FieldError("account_recovery", "admin_only goes with no other way: Cognito refuses it")


class PasswordPolicy(Section):
    """What a password must have. The default satisfies AwsSolutions-COG1."""

    minimum_length: Annotated[int, Field(ge=6, le=99)] = 12
    """The shortest password, 6 to 99 characters."""
    require_lowercase: bool = True
    """A lower-case letter is needed."""
    require_uppercase: bool = True
    """An upper-case letter is needed."""
    require_numbers: bool = True
    """A digit is needed."""
    require_symbols: bool = True
    """A special character is needed."""
    temporary_password_days: Annotated[int, Field(ge=1, le=365)] | None = None
    """How long an administrator's temporary password can be used, 1 to 365 days; Cognito's 7 unless said."""
    history: Annotated[int, Field(ge=0, le=24)] = 0
    """How many former passwords cannot be used again, 0 to 24; not with tier LITE."""
