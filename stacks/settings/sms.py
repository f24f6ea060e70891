"""SMS messages."""

from collections.abc import Iterator

from stacks.settings.section import FieldError, Section
from stacks.settings.types import (
    DerivedOrUnset,
    ExternalId,
    Region,
    RoleArn,
    SmsInvitation,
    SmsMessage,
    Unsettable,
)


class Sms(Section):
    """SMS messages. The pool can send them when this section is there, or when something in the file needs
    them: SMS as an MFA type, a phone number as sign-in or auto-verified attribute."""

    enabled: bool = True
    """Whether the pool can send SMS messages. With false, it only has their texts."""
    authentication_message: Unsettable[SmsMessage] = "Your authentication code is {####}"
    """The second factor's message; {####} becomes the code."""
    verification_message: Unsettable[SmsMessage] = "Your verification code is {####}"
    """The message that verifies a phone number; {####} becomes the code."""
    invitation_message: Unsettable[SmsInvitation] = None
    """The message to a user whom an administrator created, with {username} and {####}."""
    sns_region: DerivedOrUnset[Region] = None
    """The region of the SNS that sends: the pool's own by default, but for Seoul (ap-northeast-2), which
    sends from Tokyo (ap-northeast-1)."""
    external_id: DerivedOrUnset[ExternalId] = None
    """The external id that the SMS role requires of Cognito; auth-NAME-sms by default, with the environment's
    name. Never change it once the pool exists: SMS messages would stop."""
    role_arn: RoleArn | None = None
    """An existing role that allows Cognito to publish to SNS; by default the stack creates one."""

    def rule_errors(self) -> Iterator[FieldError]:
        if self.role_arn and not self.external_id:
            yield FieldError(
                "external_id",
                "must be given with sms.role_arn: Cognito can only assume an existing role with the "
                "external id of its trust policy (sts:ExternalId)",
                ("role_arn",),
            )
        if self.external_id == "unset" and not self.role_arn:
            yield FieldError(
                "external_id", "can be unset only with sms.role_arn: the stack's own role needs one"
            )
