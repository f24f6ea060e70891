"""An environment: everything that one file says, and the rules between its tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import Field, StringConstraints, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from stacks.service import ALTERNATE_SNS_REGIONS, MfaType
from stacks.settings.amplify import Amplify
from stacks.settings.clients import Clients
from stacks.settings.features import GroupName, HostedUi, IdentityPool, Precedence
from stacks.settings.messages import Email, Sms
from stacks.settings.mfa import Mfa, MfaOff, MfaOn, MfaOptional
from stacks.settings.operation import Monitoring, Worker
from stacks.settings.section import FieldError, Section, SettingsWarning
from stacks.settings.triggers import Triggers
from stacks.settings.types import AccountId, Pattern, Region
from stacks.settings.user_pool import PasswordPolicy, UserPool

FindingId = Annotated[
    str, Pattern(r"[A-Za-z][\w-]*(::[A-Za-z][\w:.-]*)?(\[.+\])?", "a finding's id such as AwsSolutions-COG8")
]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10)]


class Aws(Section):
    """Where the stack is deployed; without it, wherever the caller's credentials point."""

    account: AccountId | None = None
    """The account's id, in quotes."""
    region: Region | None = None
    """The region."""


class Settings(Section):
    """Everything that an environment file can say."""

    aws: Aws = Aws()
    """Where the stack is deployed."""
    user_pool: UserPool
    """The user pool."""
    password_policy: PasswordPolicy = PasswordPolicy()
    """What a password must have."""
    mfa: Mfa
    """Multi-factor authentication."""
    sms: Sms | None = None
    """SMS messages."""
    email: Email = Email()
    """E-mail messages."""
    clients: Clients = Clients()
    """The app clients."""
    identity_pool: IdentityPool | None = None
    """An identity pool."""
    groups: dict[GroupName, Precedence] = Field(default_factory=dict)
    """Groups of users, each with its precedence: of a user's groups, the lowest one decides the role."""
    hosted_ui: HostedUi | None = None
    """Cognito's own sign-in pages."""
    triggers: Triggers = Triggers()
    """Other functions that the pool calls."""
    amplify: Amplify | None = None
    """Amplify's own answers, from which the other tables are read."""
    worker: Worker = Worker()
    """The function that enables MFA outside sign-up."""
    monitoring: Monitoring = Monitoring()
    """Metrics, alarms and a dashboard."""
    acknowledge: dict[FindingId, Reason] = Field(default_factory=dict)
    """Findings of the validation that this environment accepts: the finding's id and the reason."""
    tags: dict[str, str] = Field(default_factory=dict)
    """Tags on the stack and all that is in it."""

    @property
    def sms_configuration(self) -> Sms | None:
        """The pool's SMS settings; None when it sends no SMS message."""
        return self.sms or (Sms() if self._needs_sms else None)

    @property
    def sends_sms_here(self) -> bool:
        """Whether the pool's SMS messages are sent by the SNS of its own region."""
        sms = self.sms_configuration
        return sms is not None and sms.sns_region in (None, self.aws.region)

    @property
    def _needs_sms(self) -> bool:
        return self._has_factor(MfaType.SMS) or bool(self._phone_number_uses)

    @property
    def _phone_number_uses(self) -> list[str]:
        """Why Cognito would have to send SMS messages even without SMS MFA."""
        uses = {
            "user_pool.sign_in": self.user_pool.sign_in,
            "user_pool.auto_verify": self.user_pool.auto_verify,
        }
        return [field for field, attributes in uses.items() if "phone_number" in attributes]

    def _has_factor(self, factor: MfaType) -> bool:
        return not isinstance(self.mfa, MfaOff) and factor in self.mfa.types

    @model_validator(mode="after")
    def _obey_rules(self) -> Self:
        errors = [
            InitErrorDetails(
                type=PydanticCustomError("rule", "{text}", {"text": mistake.text, "others": mistake.others}),
                loc=tuple(mistake.field.split(".")),
                input=None,
            )
            for mistake in self.all_rule_errors()
        ]
        if errors:
            raise ValidationError.from_exception_data(type(self).__name__, errors)
        return self

    def rule_errors(self) -> Iterator[FieldError]:
        yield from self._sms_mistakes()
        yield from self._tier_mistakes()
        if self.triggers.post_confirmation and not isinstance(self.mfa, MfaOff) and self.mfa.new_user_types:
            yield FieldError(
                "triggers.post_confirmation",
                "is taken by this project's own function: a pool has one post-confirmation trigger. "
                "Remove it, or set mfa.enable_for_new_users = []",
                ("mfa.types", "mfa.enable_for_new_users"),
            )

    def _sms_mistakes(self) -> Iterator[FieldError]:
        if not isinstance(self.mfa, MfaOff) and MfaType.SMS not in self.mfa.types:
            reasons = [*self._phone_number_uses, *(["the [sms] table"] if self.sms else [])]
            if reasons:
                yield FieldError(
                    "mfa.types",
                    f"must have SMS, because of {' and '.join(reasons)}: with MFA on, Cognito refuses a pool "
                    "that can send SMS messages and has SMS MFA off. Add SMS, or remove what needs it",
                    tuple(self._phone_number_uses),
                )
        if self._has_factor(MfaType.SMS) and self.user_pool.account_recovery == ("verified_phone_number",):
            yield FieldError(
                "user_pool.account_recovery",
                "must not be verified_phone_number alone: with SMS MFA, Cognito refuses it, since the phone "
                "would be both factors. Add verified_email, or use admin_only",
                ("mfa.types",),
            )
        if self.sms and self.sms.sns_region and self.aws.region:
            allowed = [self.aws.region, ALTERNATE_SNS_REGIONS.get(self.aws.region)]
            if self.sms.sns_region not in allowed:
                yield FieldError(
                    "sms.sns_region",
                    f"must be {' or '.join(filter(None, allowed))} for a pool in {self.aws.region}: "
                    "Cognito sends from nowhere else",
                    ("aws.region",),
                )

    def _tier_mistakes(self) -> Iterator[FieldError]:
        if self.user_pool.tier != "LITE":
            return
        if self.password_policy.history:
            yield FieldError(
                "password_policy.history",
                'needs tier = "ESSENTIALS" or "PLUS": Cognito refuses it with LITE. Remove it or change '
                "the tier",
                ("user_pool.tier",),
            )
        for name, client in (("web", self.clients.web), ("native", self.clients.native)):
            if "USER_AUTH" in client.auth_flows:
                yield FieldError(
                    f"clients.{name}.auth_flows",
                    'must not have USER_AUTH with tier = "LITE": Cognito refuses choice-based sign-in there',
                    ("user_pool.tier",),
                )

    def warnings(self) -> Iterator[SettingsWarning]:
        """Yield what is allowed and may not be meant."""
        pool = self.user_pool
        if isinstance(self.mfa, MfaOptional | MfaOn):
            if (
                MfaType.SMS in self.mfa.new_user_types
                and self.mfa.require_verified_phone
                and "phone_number" not in pool.auto_verify
                and not self.triggers.pre_sign_up
            ):
                yield SettingsWarning(
                    "PhoneNeverVerified",
                    "no new user's phone number is verified at confirmation, so SMS is enabled for nobody. "
                    'Add "phone_number" to user_pool.auto_verify, or set mfa.require_verified_phone = false',
                )
            if (
                isinstance(self.mfa, MfaOn)
                and self.mfa.types == (MfaType.SMS,)
                and "phone_number" not in {*pool.required_attributes, *pool.sign_in}
            ):
                yield SettingsWarning(
                    "SmsOnlyWithoutPhone",
                    "users without a phone number cannot sign in at all: MFA is ON and SMS is the only type. "
                    'Add "phone_number" to user_pool.required_attributes, or "TOTP" to mfa.types',
                )
        if pool.account_recovery == ("verified_email",) and "email" not in pool.auto_verify:
            yield SettingsWarning(
                "EmailNeverVerified",
                "users who forget their password need a verified e-mail address, and sign-up verifies none. "
                'Add "email" to user_pool.auto_verify, or change user_pool.account_recovery',
            )


@dataclass(frozen=True)
class ClientFileAnswers:
    """What Amplify's older client files repeat from its answers, although the pool may differ."""

    mfa_types: tuple[str, ...] | None = None
    """`mfaTypes`, which Amplify keeps with MFA off, and does not extend when a phone number needs SMS."""
    verification_mechanisms: tuple[str, ...] | None = None
    """`autoVerifiedAttributes`, without the aliases that are verified, too."""
    social_providers: tuple[str, ...] = ()
    """`authProvidersUserPool`, by the client files' names."""


@dataclass(frozen=True)
class Environment:
    """One environment: one file, one stack."""

    name: str
    """The file's name without .toml."""
    settings: Settings
    amplify_warnings: tuple[SettingsWarning, ...] = ()
    """What differs from the Amplify project whose files were read."""
    client_file_answers: ClientFileAnswers = ClientFileAnswers()

    @property
    def stack_name(self) -> str:
        """The name of the environment's stack."""
        return f"auth-{self.name}"

    @property
    def sms_external_id(self) -> str:
        """The SMS role's external id. By default it depends on the environment's name and nothing else:
        once the pool exists it must never change."""
        sms = self.settings.sms
        return (sms and sms.external_id) or f"auth-{self.name}-sms"

    def warnings(self) -> Iterator[SettingsWarning]:
        """Yield what is allowed and may not be meant."""
        yield from self.amplify_warnings
        yield from self.settings.warnings()
