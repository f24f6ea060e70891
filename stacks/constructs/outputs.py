"""The names of the outputs, each stated once, with Amplify's spelling where Amplify has the output."""

from enum import StrEnum

from stacks.settings.clients import NATIVE, pascal_case


class Output(StrEnum):
    """An output of the stack; app clients have one each (`client_id_output`)."""

    USER_POOL_ID = "UserPoolId"
    USER_POOL_ARN = "UserPoolArn"
    USER_POOL_NAME = "UserPoolName"
    SMS_ROLE = "CreatedSNSRole"
    IDENTITY_POOL_ID = "IdentityPoolId"
    IDENTITY_POOL_NAME = "IdentityPoolName"
    DOMAIN_PREFIX = "HostedUIDomain"
    CUSTOM_DOMAIN = "CustomDomain"
    # The target of the custom domain's DNS record.
    CUSTOM_DOMAIN_TARGET = "CustomDomainTarget"

    # Read by the client files.
    REGION = "Region"
    MFA_CONFIGURATION = "MfaConfiguration"
    MFA_TYPES = "MfaTypes"
    USERNAME_ATTRIBUTES = "UsernameAttributes"
    REQUIRED_ATTRIBUTES = "RequiredAttributes"
    VERIFIED_ATTRIBUTES = "VerifiedAttributes"
    PASSWORD_POLICY = "PasswordPolicy"
    GUESTS_ALLOWED = "GuestsAllowed"
    GROUPS = "Groups"
    OAUTH = "OAuth"
    # What Amplify's older files copy from its answers, even where the pool differs.
    AMPLIFY_MFA_TYPES = "AmplifyMfaTypes"
    AMPLIFY_VERIFICATION_MECHANISMS = "AmplifyVerificationMechanisms"
    AMPLIFY_SOCIAL_PROVIDERS = "AmplifySocialProviders"

    # For operators.
    POST_CONFIRMATION_FUNCTION = "PostConfirmationFunction"
    POST_CONFIRMATION_LOG_GROUP = "PostConfirmationLogGroup"
    WORKER_FUNCTION = "WorkerFunction"
    WORKER_LOG_GROUP = "WorkerLogGroup"
    QUEUE_URL = "QueueUrl"
    DEAD_LETTERS_URL = "DeadLettersUrl"
    USER_RUNS = "UserRuns"
    USER_RUNS_LOG_GROUPS = "UserRunsLogGroups"
    RECOVERY_FUNCTION = "RecoveryFunction"
    RECOVERY_LOG_GROUP = "RecoveryLogGroup"


def client_id_output(key: str) -> str:
    """The output of an app client's id, by the client's name in the settings."""
    return "AppClientID" if key == NATIVE else f"AppClientID{pascal_case(key)}"
