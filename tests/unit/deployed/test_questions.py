"""What AWS answers, and what it does not."""

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from stacks.deployed.model import DeployedUnknownError
from stacks.deployed.questions import client_settings, is_verified, pool_of_domain

Asks = Callable[[Any], Any]


def asked(service: str, ask: Asks, method: str, answer: dict[str, Any] | str) -> Any:
    client: Any = boto3.client(
        service, region_name="eu-central-1", aws_access_key_id="a", aws_secret_access_key="b"
    )  # type: ignore[call-overload]
    with Stubber(client) as stubber:
        if isinstance(answer, str):
            stubber.add_client_error(method, answer)
        else:
            stubber.add_response(method, answer)
        return ask(client)


def domain(answer: dict[str, Any] | str) -> Any:
    return asked("cognito-idp", lambda c: pool_of_domain(c, "users"), "describe_user_pool_domain", answer)


def client(answer: dict[str, Any] | str) -> Any:
    return asked(
        "cognito-idp",
        lambda c: client_settings(c, "eu-central-1_pool", "clientid"),
        "describe_user_pool_client",
        answer,
    )


def identity(answer: dict[str, Any] | str) -> Any:
    return asked("sesv2", lambda c: is_verified(c, "example.com"), "get_email_identity", answer)


def test_the_pool_of_a_domain() -> None:
    assert domain({"DomainDescription": {"UserPoolId": "eu-central-1_pool"}}) == "eu-central-1_pool"
    # Cognito answers so, or that there is none.
    assert domain({"DomainDescription": {}}) is None
    assert domain("ResourceNotFoundException") is None


def test_what_a_client_has() -> None:
    assert client({"UserPoolClient": {"ClientName": "web"}}) == {"ClientName": "web"}
    assert client("ResourceNotFoundException") is None


def test_an_identity_is_verified_or_not_or_not_there() -> None:
    assert identity({"VerifiedForSendingStatus": True}) is True
    assert identity({"VerifiedForSendingStatus": False}) is False
    assert identity("NotFoundException") is False


@pytest.mark.parametrize(
    ("ask", "permission"),
    [
        (domain, "cognito-idp:DescribeUserPoolDomain"),
        (client, "cognito-idp:DescribeUserPoolClient"),
        (identity, "ses:GetEmailIdentity"),
    ],
)
def test_a_missing_permission_names_itself(ask: Asks, permission: str) -> None:
    with pytest.raises(DeployedUnknownError, match=rf"AWS denies {permission}\.") as caught:
        ask("AccessDeniedException")
    assert permission in caught.value.fix
