"""Turns every failed call to AWS into one kind of error."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError, ConfigParseError, ProfileNotFound

from stacks.deployed.model import DeployedUnknownError

PERMISSIONS = (
    "cloudformation:DescribeStacks, cloudformation:GetTemplate and cloudformation:ListStackResources on the "
    "stack, cloudformation:ListStacks and cognito-idp:ListUserPools on *, and "
    "cognito-idp:GetUserPoolMfaConfig and cognito-idp:DescribeUserPool on its user pools; where an app "
    "client, a domain or the e-mail sender changes, also cognito-idp:DescribeUserPoolClient on the pools, "
    "cognito-idp:DescribeUserPoolDomain and ses:GetEmailIdentity on *"
)
DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}
THROTTLED = {"Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded"}


@contextmanager
def asking(permission: str) -> Iterator[None]:
    """Turn every failed call to AWS into `DeployedUnknownError`.

    :param permission: what the call needs, such as `cloudformation:GetTemplate`.
    """
    try:
        yield
    except ClientError as error:
        if code(error) in DENIED:
            text, fix = f"AWS denies {permission}.", f"The caller needs {PERMISSIONS}."
        elif code(error) in THROTTLED:
            text, fix = f"AWS throttles {permission}.", "Try again in a minute."
        else:
            text = f"{permission} failed: {error}."
            fix = f"The caller needs valid credentials with {PERMISSIONS}."
        raise DeployedUnknownError(text, fix) from error
    except (ConfigParseError, ProfileNotFound) as error:
        raise _misconfigured(permission, str(error)) from error
    except BotoCoreError as error:
        raise DeployedUnknownError(
            f"{permission} got no answer: {str(error).rstrip('.')}.",
            "Fix the connection, the region or the credentials, and try again.",
        ) from error
    except Exception as error:
        # boto3 does not wrap errors in the caller's own configuration, such as a credential_process that is
        # missing or prints no JSON. None of them may be mistaken for "nothing is deployed".
        raise _misconfigured(permission, f"{type(error).__name__}: {error}") from error


def code(error: ClientError) -> str:
    """The code of an error response."""
    return error.response.get("Error", {}).get("Code", "")


def _misconfigured(permission: str, why: str) -> DeployedUnknownError:
    return DeployedUnknownError(
        f"{permission} could not be used: {why.rstrip('.')}.",
        "Fix the AWS configuration (AWS_CONFIG_FILE, AWS_PROFILE, credential_process), and try again.",
    )
