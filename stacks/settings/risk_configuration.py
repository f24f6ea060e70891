"""What threat protection does about a risk."""

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Annotated

from pydantic import AfterValidator, Field

from stacks.service import AccountTakeoverAction, CompromisedCredentialsAction, CompromisedCredentialsEvent
from stacks.settings.section import FieldError, Section
from stacks.settings.types import Distinct, EmailAddress, EmailSubject, EmailText, SesIdentityArn, invalid


def _ip_range(text: str) -> str:
    try:
        ip_network(text)
    except ValueError:
        raise invalid(f"must be a range of addresses such as 192.0.2.0/24, not {text!r}") from None
    return text


IpRanges = Annotated[Distinct[Annotated[str, AfterValidator(_ip_range)]], Field(max_length=200)]


class RiskAction(Section):
    """What is done about a sign-in of a risk level."""

    event_action: AccountTakeoverAction
    """Block the sign-in, require MFA, or allow it."""
    notify: bool = False
    """Whether the user is notified by e-mail."""


class NotifyEmail(Section):
    """An e-mail to a user about a sign-in."""

    subject: EmailSubject
    """The subject."""
    html_body: EmailText | None = None
    """The message as HTML."""
    text_body: EmailText | None = None
    """The message as text."""


class Notify(Section):
    """The e-mails about sign-ins."""

    source_arn: SesIdentityArn
    """The SES identity that sends."""
    from_address: EmailAddress | None = None
    """The sender."""
    reply_to: EmailAddress | None = None
    """The address for replies."""
    block_email: NotifyEmail | None = None
    """About a sign-in that was blocked."""
    mfa_email: NotifyEmail | None = None
    """About a sign-in that needed MFA."""
    no_action_email: NotifyEmail | None = None
    """About a sign-in that passed."""


class AccountTakeover(Section):
    """Sign-ins that may be somebody else's, by risk level; without a level, it is let pass."""

    low: RiskAction | None = None
    """A low risk."""
    medium: RiskAction | None = None
    """A medium risk."""
    high: RiskAction | None = None
    """A high risk."""
    notify: Notify | None = None
    """The e-mails to users."""


class CompromisedCredentials(Section):
    """Passwords that are known from leaks elsewhere."""

    event_action: CompromisedCredentialsAction
    """Block the sign-in, or allow it."""
    event_filter: Distinct[CompromisedCredentialsEvent] = ()
    """Where passwords are checked; everywhere by default."""


class RiskConfiguration(Section):
    """What threat protection does about a risk, for all app clients; needs tier PLUS."""

    account_takeover: AccountTakeover | None = None
    """Sign-ins that may be somebody else's."""
    compromised_credentials: CompromisedCredentials | None = None
    """Passwords that are known from leaks elsewhere."""
    blocked_ip_ranges: IpRanges = ()
    """Address ranges from which sign-in is always blocked."""
    skipped_ip_ranges: IpRanges = ()
    """Address ranges that are never considered a risk."""

    def rule_errors(self) -> Iterator[FieldError]:
        takeover = self.account_takeover
        if takeover and not (takeover.low or takeover.medium or takeover.high):
            yield FieldError("account_takeover", "must have at least one of low, medium and high")
