"""What Cognito sends to users, and from where."""

from collections.abc import Iterator
from typing import Annotated

from stacks.settings.section import FieldError, Section
from stacks.settings.types import (
    EmailMessage,
    ExternalId,
    Region,
    RoleArn,
    SesIdentityArn,
    SmsInvitation,
    SmsMessage,
    Text,
)


class Sms(Section):
    """SMS messages. The pool has them when this table is there, or when something in the file needs them:
    SMS as an MFA type, a phone number as sign-in or auto-verified attribute."""

    authentication_message: SmsMessage = "Your authentication code is {####}"
    """The second factor's message; {####} becomes the code."""
    verification_message: SmsMessage = "Your verification code is {####}"
    """The message that verifies a phone number; {####} becomes the code."""
    invitation_message: SmsInvitation | None = None
    """The message to a user whom an administrator created, with {username} and {####}."""
    sns_region: Region | None = None
    """The region of the SNS that sends: the pool's own unless said."""
    external_id: ExternalId | None = None
    """The id by which the SMS role knows Cognito. Never change it once the pool is there: SMS stops.
    auth-NAME-sms, with the environment's name, unless said."""
    role_arn: RoleArn | None = None
    """An existing role that lets Cognito publish to SNS, instead of one of this stack's own."""

    def rule_errors(self) -> Iterator[FieldError]:
        if self.role_arn and not self.external_id:
            yield FieldError(
                "external_id",
                "must be given with sms.role_arn: Cognito can only assume an existing role with the "
                "external id of its trust policy (sts:ExternalId)",
            )


class Email(Section):
    """E-mail messages. Cognito sends them itself (50 a day) unless an SES identity is given."""

    verification_message: EmailMessage = "Your verification code is {####}"
    """The message that verifies an e-mail address; {####} becomes the code."""
    verification_subject: Annotated[str, Text(1, 140)] = "Your verification code"
    """The subject of that message."""
    from_address: Annotated[str, Text(3, 320)] | None = None
    """The sender, such as "Example <no-reply@example.com>"; needs ses_identity_arn."""
    ses_identity_arn: SesIdentityArn | None = None
    """The verified SES identity that sends."""

    def rule_errors(self) -> Iterator[FieldError]:
        if self.from_address and not self.ses_identity_arn:
            yield FieldError(
                "ses_identity_arn",
                "must be given with email.from_address: Cognito sends from another address only through a "
                "verified SES identity",
            )
