"""How the commands reach AWS: each error is one line that says what to do."""

import pytest
from botocore.exceptions import (
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOTokenLoadError,
    UnauthorizedSSOTokenError,
)

from cli.aws import Aws, CredentialsError, aws_errors
from cli.output import CommandError, say
from stacks.settings import Environment, Settings


def refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "Because."}}, "DescribeStacks")


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (NoCredentialsError(), "there are no AWS credentials; set AWS_PROFILE, or run aws sso login"),
        (NoRegionError(), "there is no AWS Region; set aws.region in the file, or AWS_REGION"),
        (refused("AccessDenied"), "AWS denies x:Do: the caller needs that permission"),
        (refused("AccessDeniedException"), "AWS denies x:Do: the caller needs that permission"),
        (refused("ExpiredToken"), "the AWS credentials have expired; set AWS_PROFILE, or run aws sso login"),
        (
            refused("UnrecognizedClientException"),
            "AWS does not accept the credentials: Because.; set AWS_PROFILE, or run aws sso login",
        ),
        (refused("Throttling"), "AWS refuses x:Do: Throttling: Because."),
        (
            UnauthorizedSSOTokenError(),
            "the AWS credentials cannot be used: The SSO session associated with this profile has expired or "
            "is otherwise invalid. To refresh this SSO session run aws sso login with the corresponding "
            "profile.; set AWS_PROFILE, or run aws sso login",
        ),
        (
            SSOTokenLoadError(error_msg="Token for corp does not exist"),
            "the AWS credentials cannot be used: Error loading SSO Token: Token for corp does not exist; "
            "set AWS_PROFILE, or run aws sso login",
        ),
        (
            ProfileNotFound(profile="corp"),
            "the AWS configuration cannot be used: The config profile (corp) could not be found",
        ),
        (
            PartialCredentialsError(provider="env", cred_var="AWS_SECRET_ACCESS_KEY"),
            "the AWS configuration cannot be used: Partial credentials found in env, missing: "
            "AWS_SECRET_ACCESS_KEY",
        ),
        (
            EndpointConnectionError(endpoint_url="https://x.example/"),
            'AWS cannot be reached: Could not connect to the endpoint URL: "https://x.example/"',
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_each_error_of_aws_is_one_line(error: Exception, text: str) -> None:
    with pytest.raises(CommandError) as raised, aws_errors("x:Do"):
        raise error
    assert str(raised.value) == text


def test_a_profile_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "corp")
    settings = Settings.model_validate({"user_pool": {"name": "x"}, "mfa": {"mode": "OFF"}})
    with pytest.raises(CredentialsError, match=r"The config profile \(corp\) could not be found"):
        Aws(Environment("dev", settings))


def test_what_is_printed_stays_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    say("+secret_arn = arn:aws:secretsmanager:eu-west-1:111122223333:secret:x  [mfa] [bold]")
    assert capsys.readouterr().err == (
        "+secret_arn = arn:aws:secretsmanager:eu-west-1:111122223333:secret:x  [mfa] [bold]\n"
    )
