"""What a file's sections are, and what follows from several of them."""

from typing import Annotated

from pydantic import Field, StringConstraints

from stacks.service import SNS_REGIONS, MfaType
from stacks.settings.amplify import Amplify
from stacks.settings.clients import Client, ClientKey, amplify_clients
from stacks.settings.domain import Domain, HostedUi
from stacks.settings.email import Email
from stacks.settings.groups import GroupName, GroupOrPrecedence
from stacks.settings.identity_pool import IdentityPool
from stacks.settings.identity_providers import IdentityProvider, ProviderKey
from stacks.settings.mfa import Mfa, MfaOff
from stacks.settings.oauth import OAuth
from stacks.settings.operation import Monitoring, Worker
from stacks.settings.resource_servers import Identifier, ResourceServer
from stacks.settings.risk_configuration import RiskConfiguration
from stacks.settings.section import Section
from stacks.settings.sms import Sms
from stacks.settings.tags import Tags
from stacks.settings.triggers import Triggers
from stacks.settings.types import AccountId, Pattern, Region, or_none
from stacks.settings.user_pool import PasswordPolicy, UserPool

FINDING_ID = r"[A-Za-z][\w-]*(::[A-Za-z][\w:.-]*)?(\[.+\])?"
FindingId = Annotated[str, Pattern(FINDING_ID, "a finding's id such as AwsSolutions-COG8")]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10)]


class Aws(Section):
    """Where the stack is deployed; without it, wherever the caller's credentials point."""

    account: AccountId | None = None
    """The account's id, in quotes."""
    region: Region | None = None
    """The region."""


class Sections(Section):
    """The sections of an environment file, each of them valid by itself."""

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
    clients: dict[ClientKey, Client] = Field(default_factory=amplify_clients)
    """The app clients: exactly those that are listed, none with an empty `[clients]`. Without any such
    section `web` and `native`, as Amplify makes them."""
    identity_providers: dict[ProviderKey, IdentityProvider] = Field(default_factory=dict)
    """Identity providers by which users sign in."""
    resource_servers: dict[Identifier, ResourceServer] = Field(default_factory=dict)
    """APIs whose scopes apps can ask for."""
    domain: Domain | None = None
    """The domain of Cognito's own sign-in pages."""
    hosted_ui: HostedUi | None = None
    """Amplify's hosted UI."""
    identity_pool: IdentityPool | None = None
    """An identity pool."""
    groups: dict[GroupName, GroupOrPrecedence] = Field(default_factory=dict)
    """Groups of users."""
    triggers: Triggers = Triggers()
    """Other functions that the pool calls."""
    risk_configuration: RiskConfiguration | None = None
    """How threat protection responds to risks."""
    amplify: Amplify | None = None
    """Amplify's own answers, from which the other sections are read."""
    worker: Worker = Worker()
    """The function that enables MFA outside sign-up."""
    monitoring: Monitoring = Monitoring()
    """Metrics, alarms and a dashboard."""
    acknowledge: dict[FindingId, Reason] = Field(default_factory=dict)
    """Findings of the validation that this environment accepts: the finding's id and the reason."""
    tags: Tags = Field(default_factory=dict)
    """Tags on the stack and all that is in it."""

    @property
    def sms_configuration(self) -> Sms | None:
        """The pool's SMS settings; None when it sends no SMS message."""
        if self.sms:
            return self.sms if self.sms.enabled else None
        return Sms() if self.needs_sms else None

    @property
    def sns_region(self) -> str | None:
        """The region of the SNS that sends, None where the template does not say it: the pool's own then."""
        given = self.sms.sns_region if self.sms else None
        return or_none(given or SNS_REGIONS.get(self.aws.region or ""))

    @property
    def sends_sms_here(self) -> bool:
        """Whether the pool's SMS messages are sent by the SNS of its own region."""
        return self.sms_configuration is not None and self.sns_region in (None, self.aws.region)

    @property
    def acts_on_sign_up(self) -> bool:
        """Whether the post-confirmation function has something to do."""
        enables = not isinstance(self.mfa, MfaOff) and bool(self.mfa.new_user_types)
        return enables or bool(self.user_pool.join_groups)

    @property
    def needs_sms(self) -> bool:
        """Whether something in the file needs SMS messages."""
        return self.has_factor(MfaType.SMS) or bool(self.phone_number_uses)

    @property
    def phone_number_uses(self) -> list[str]:
        """Why Cognito would have to send SMS messages even without SMS MFA."""
        uses = {
            "user_pool.sign_in": self.user_pool.sign_in,
            "user_pool.auto_verify": self.user_pool.auto_verify,
        }
        return [field for field, attributes in uses.items() if "phone_number" in attributes]

    @property
    def verified_before_update(self) -> tuple[str, ...] | None:
        """Of which attributes a new value counts only once it is verified; None: the property is not set, as
        Amplify leaves it where nothing is verified."""
        pool = self.user_pool
        if self.amplify and pool.keep_original is None and not pool.auto_verify:
            return None
        # An empty list is written: an update that lacks the property can leave it as it was.
        return pool.verified_before_update

    @property
    def email_verification_message(self) -> str | None:
        """The message that verifies an e-mail address and resets a password; None: Cognito's own."""
        return self.email.verification_message if self._has_email_texts else None

    @property
    def email_verification_subject(self) -> str | None:
        """The subject of that message."""
        return self.email.verification_subject if self._has_email_texts else None

    @property
    def _has_email_texts(self) -> bool:
        return "email" in self.user_pool.auto_verify or self.email.verification is not None

    @property
    def ambiguous_role_resolution(self) -> str | None:
        """What an identity pool does where a user's groups leave the role open; None: they decide nothing."""
        if self.identity_pool is None:
            return None
        given = self.identity_pool.ambiguous_role_resolution
        has_roles = any(group.role_arn != "unset" for group in self.groups.values())
        return or_none(given or ("AuthenticatedRole" if has_roles else None))

    def has_factor(self, factor: MfaType) -> bool:
        """Whether users can have an MFA type."""
        return not isinstance(self.mfa, MfaOff) and factor in self.mfa.types

    @property
    def effective_domain(self) -> Domain | None:
        """The pool's domain, however the file says it."""
        return self.domain or (self.hosted_ui.domain if self.hosted_ui else None)

    def oauth(self, client: Client) -> OAuth | None:
        """The OAuth settings of a client, however the file says them."""
        return client.oauth or (self.hosted_ui.oauth if self.hosted_ui else None)

    def used_oauth(self, client: Client) -> OAuth | None:
        """The OAuth settings that apps can use with a client."""
        oauth = self.oauth(client)
        return oauth if oauth and oauth.enabled else None
