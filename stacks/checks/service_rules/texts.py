"""What Cognito refuses of messages and of who sends them."""

from collections.abc import Iterator

from stacks.checks.service_rules.rule import ServiceRule, Subject, messages, pool_rule
from stacks.service import (
    BACKWARD_COMPATIBLE_SES_REGIONS,
    CODE,
    EMAIL_LENGTH,
    SMS_LENGTH,
    SUBJECT_LENGTH,
    USER_NAME,
    sender_is_covered,
)

sms_message = ServiceRule(
    "SmsMessage",
    "Cognito accepts SMS messages of 6 to 140 characters that contain {####} only.",
    "Change the message.",
    messages(
        SMS_LENGTH,
        (CODE,),
        "SmsAuthenticationMessage",
        "SmsVerificationMessage",
        "VerificationMessageTemplate.SmsMessage",
    ),
)

email_message = ServiceRule(
    "EmailMessage",
    "Cognito accepts e-mail messages with a code of 6 to 20,000 characters that contain {####} only.",
    "Change the message.",
    messages(
        EMAIL_LENGTH,
        (CODE,),
        "EmailVerificationMessage",
        "EmailAuthenticationMessage",
        "VerificationMessageTemplate.EmailMessage",
    ),
)

link_message = ServiceRule(
    "LinkMessage",
    "Cognito accepts e-mail messages with a link of 6 to 20,000 characters that contain {##some text##} "
    "only.",
    "Change the message.",
    messages(EMAIL_LENGTH, ("{##", "##}"), "VerificationMessageTemplate.EmailMessageByLink"),
)

email_subject = ServiceRule(
    "EmailSubject",
    "Cognito refuses e-mail subjects of more than 140 characters.",
    "Shorten the subject.",
    messages(
        SUBJECT_LENGTH,
        (),
        "EmailVerificationSubject",
        "EmailAuthenticationSubject",
        "VerificationMessageTemplate.EmailSubject",
        "VerificationMessageTemplate.EmailSubjectByLink",
        "AdminCreateUserConfig.InviteMessageTemplate.EmailSubject",
    ),
)

sms_invitation = ServiceRule(
    "SmsInvitation",
    "Cognito accepts SMS invitations of 6 to 140 characters that contain {username} and {####} only.",
    "Change the message.",
    messages(SMS_LENGTH, (USER_NAME, CODE), "AdminCreateUserConfig.InviteMessageTemplate.SMSMessage"),
)

email_invitation = ServiceRule(
    "EmailInvitation",
    "Cognito accepts e-mail invitations of 6 to 20,000 characters that contain {username} and {####} only.",
    "Change the message.",
    messages(EMAIL_LENGTH, (USER_NAME, CODE), "AdminCreateUserConfig.InviteMessageTemplate.EmailMessage"),
)


@pool_rule(
    "SesIdentity",
    "Cognito refuses EmailSendingAccount DEVELOPER without an SES identity.",
    "Set SourceArn, or EmailSendingAccount to COGNITO_DEFAULT.",
)
def ses_identity(pool: Subject) -> Iterator[str]:
    configuration = pool.at("EmailConfiguration")
    if (
        isinstance(configuration, dict)
        and configuration.get("EmailSendingAccount") == "DEVELOPER"
        and configuration.get("SourceArn") is None
    ):
        yield "EmailConfiguration"


# https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html
@pool_rule(
    "SesRegion",
    "Cognito sends through SES identities in its own region, us-east-1, us-west-2 or eu-west-1 only.",
    "Verify the identity in one of these.",
)
def ses_region(pool: Subject) -> Iterator[str]:
    for place, arn in pool.texts("EmailConfiguration.SourceArn"):
        parts = arn.split(":")
        allowed = {pool.region, *BACKWARD_COMPATIBLE_SES_REGIONS}
        if pool.region and len(parts) > 3 and parts[3] not in allowed:
            yield place


@pool_rule(
    "Sender",
    "SES refuses to send from an address that the identity does not cover.",
    "Change From or SourceArn.",
)
def sender(pool: Subject) -> Iterator[str]:
    for place, address in pool.texts("EmailConfiguration.From"):
        for _, arn in pool.texts("EmailConfiguration.SourceArn"):
            if not sender_is_covered(address, arn):
                yield place
