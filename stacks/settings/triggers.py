"""Lambda functions of other projects that the pool calls."""

from collections.abc import Iterator

from stacks.service import PreTokenGenerationVersion
from stacks.settings.section import FieldError, Section
from stacks.settings.types import FunctionArn, KeyArn, Unsettable

CUSTOM_SENDERS = ("custom_sms_sender", "custom_email_sender")


class Triggers(Section):
    """ARNs of the pool's other triggers, by Cognito's names. The functions are deployed elsewhere, in the
    same account and region; the stack lets the pool, and only it, call them."""

    pre_sign_up: Unsettable[FunctionArn] = None
    """Accepts or rejects a sign-up, and can confirm it at once."""
    post_confirmation: Unsettable[FunctionArn] = None
    """Only if this project's own function has nothing to do: mode OFF, or nothing to enable."""
    pre_authentication: Unsettable[FunctionArn] = None
    """Accepts or rejects a sign-in."""
    post_authentication: Unsettable[FunctionArn] = None
    """Called after a sign-in."""
    pre_token_generation: Unsettable[FunctionArn] = None
    """Changes the claims of tokens."""
    custom_message: Unsettable[FunctionArn] = None
    """Writes the messages to users."""
    user_migration: Unsettable[FunctionArn] = None
    """Migrates users from another directory when they sign in with a password (not SRP). The
    post-confirmation function is not called for them: a run over all users enables their MFA."""
    define_auth_challenge: Unsettable[FunctionArn] = None
    """Decides on the next custom challenge."""
    create_auth_challenge: Unsettable[FunctionArn] = None
    """Creates a custom challenge."""
    verify_auth_challenge_response: Unsettable[FunctionArn] = None
    """Checks the answer to a custom challenge."""
    custom_sms_sender: Unsettable[FunctionArn] = None
    """Sends the SMS messages instead of SNS; needs kms_key_arn."""
    custom_email_sender: Unsettable[FunctionArn] = None
    """Sends the e-mail messages instead of Cognito; needs kms_key_arn."""
    kms_key_arn: Unsettable[KeyArn] = None
    """The KMS key with which Cognito encrypts codes and passwords for the custom senders."""
    pre_token_generation_version: PreTokenGenerationVersion = "V1_0"
    """The event version of pre_token_generation: ID token only (V1_0), access token as well (V2_0), client
    credentials as well (V3_0). V2_0 and V3_0 need tier ESSENTIALS or PLUS."""

    def functions(self) -> Iterator[tuple[str, str]]:
        """Yield the name of each trigger that is set, and the function's ARN."""
        for name, value in self:
            if value and name not in ("kms_key_arn", "pre_token_generation_version"):
                yield name, value

    def rule_errors(self) -> Iterator[FieldError]:
        senders = [name for name in CUSTOM_SENDERS if getattr(self, name)]
        if senders and not self.kms_key_arn:
            yield FieldError(
                "kms_key_arn",
                f"must be given with triggers.{senders[0]}: Cognito refuses it without",
                (senders[0],),
            )
        if self.kms_key_arn and not senders:
            yield FieldError(
                "kms_key_arn",
                "is for custom_sms_sender and custom_email_sender only: remove it, or name one of them",
                CUSTOM_SENDERS,
            )
        if self.pre_token_generation_version != "V1_0" and not self.pre_token_generation:
            yield FieldError(
                "pre_token_generation_version", "is for pre_token_generation only", ("pre_token_generation",)
            )
