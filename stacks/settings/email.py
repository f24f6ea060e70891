"""E-mail messages."""

from collections.abc import Iterator
from typing import Annotated, Literal

from stacks.service import sender_is_covered
from stacks.settings.section import FieldError, Section
from stacks.settings.types import (
    DerivedOrUnset,
    EmailAddress,
    EmailInvitation,
    EmailMessage,
    EmailSubject,
    LinkMessage,
    Pattern,
    SesIdentityArn,
    Unsettable,
    or_none,
)

ConfigurationSet = Annotated[str, Pattern(r"[\w-]{1,64}", "1 to 64 letters, digits, - and _")]


class Email(Section):
    """E-mail messages. Cognito sends them itself (50 a day) unless an SES identity is given."""

    verification: Literal["code", "link"] | None = None
    """Whether users verify an e-mail address by a code or by a link, which needs a domain. By default a code,
    where sign-up verifies addresses; elsewhere, set "code" to have the message for password resets."""
    verification_message: Unsettable[EmailMessage] = "Your verification code is {####}"
    """The message that verifies an e-mail address; {####} becomes the code."""
    verification_subject: Unsettable[EmailSubject] = "Your verification code"
    """The subject of that message."""
    verification_message_by_link: Unsettable[LinkMessage] = None
    """The message that verifies an e-mail address by a link; {##Verify##} becomes the link "Verify".
    Cognito's own by default."""
    verification_subject_by_link: Unsettable[EmailSubject] = None
    """The subject of that message."""
    invitation_message: Unsettable[EmailInvitation] = None
    """The message to a user whom an administrator created, with {username} and {####}; Cognito's own by
    default."""
    invitation_subject: Unsettable[EmailSubject] = None
    """The subject of that message."""
    from_address: Unsettable[EmailAddress] = None
    """The sender, such as "Example <no-reply@example.com>"; needs ses_identity_arn."""
    reply_to: Unsettable[EmailAddress] = None
    """The address for users' replies."""
    ses_identity_arn: Unsettable[SesIdentityArn] = None
    """The verified SES identity that sends."""
    configuration_set: Unsettable[ConfigurationSet] = None
    """The SES configuration set for what is sent; needs ses_identity_arn."""
    sending_account: DerivedOrUnset[Literal["COGNITO_DEFAULT", "DEVELOPER"]] = None
    """Who sends: SES in this account with an SES identity ("DEVELOPER"), otherwise Cognito. "COGNITO_DEFAULT"
    with an SES identity: Cognito sends, with the identity's address."""

    @property
    def effective_sending_account(self) -> Literal["COGNITO_DEFAULT", "DEVELOPER"] | None:
        """Who sends; None: the template does not say, and a new pool's e-mails are sent by Cognito."""
        derived: Literal["COGNITO_DEFAULT", "DEVELOPER"] = (
            "DEVELOPER" if self.ses_identity_arn else "COGNITO_DEFAULT"
        )
        return or_none(self.sending_account or derived)

    def rule_errors(self) -> Iterator[FieldError]:
        if self.from_address and not self.ses_identity_arn:
            yield FieldError(
                "ses_identity_arn",
                "must be given with email.from_address: Cognito sends from another address only through a "
                "verified SES identity",
                ("from_address",),
            )
        if self.sending_account == "DEVELOPER" and not self.ses_identity_arn:
            yield FieldError(
                "ses_identity_arn",
                'must be given with email.sending_account = "DEVELOPER": Cognito refuses it without one',
                ("sending_account",),
            )
        if self.configuration_set and self.effective_sending_account != "DEVELOPER":
            yield FieldError(
                "configuration_set",
                "needs ses_identity_arn: only messages that SES sends for this account have one",
                ("ses_identity_arn", "sending_account"),
            )
        yield from self._sender_errors()

    def _sender_errors(self) -> Iterator[FieldError]:
        if not self.from_address or not self.ses_identity_arn:
            return
        if not sender_is_covered(self.from_address, self.ses_identity_arn):
            identity = self.ses_identity_arn.partition(":identity/")[2]
            yield FieldError(
                "from_address",
                f"must be covered by the SES identity {identity}: SES refuses to send from "
                f"{self.from_address}",
                ("ses_identity_arn",),
            )
