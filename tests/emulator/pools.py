"""User pools and their users, as these tests need them."""

import contextlib
import io
import itertools
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from botocore.exceptions import ClientError
from types_boto3_cognito_idp import CognitoIdentityProviderClient

from local.emulator import LocalAws
from local.scenarios.pool import Pool, User, attribute_list, code_in

PASSWORD = "Correct-horse-1"
SMS_ROLE = {"SnsCallerArn": "arn:aws:iam::000000000000:role/sms", "ExternalId": "external"}
AUTHENTICATION_MESSAGE = "Use {####} to sign in"
FLOWS: Any = [
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
]
BY_EMAIL: Any = {"AutoVerifiedAttributes": ["email"], "SmsConfiguration": SMS_ROLE}

# Its event is in its log, and it calls back into the emulator while ConfirmSignUp runs.
PREFERS_SMS = """
import json, logging
import boto3

def handler(event, context):
    print(json.dumps({"event": event}))
    logging.getLogger().info("preference set", extra={"user": event["userName"]})
    boto3.client("cognito-idp").admin_set_user_mfa_preference(
        UserPoolId=event["userPoolId"],
        Username=event["userName"],
        SMSMfaSettings={"Enabled": True, "PreferredMfa": True},
    )
    return event
"""

_numbers = itertools.count(1000000)


def new_phone() -> str:
    return f"+1555{next(_numbers)}"


@contextlib.contextmanager
def refused(code: str, message: str = "") -> Iterator[None]:
    """The block ends with this error of AWS's."""
    with pytest.raises(ClientError, match=re.escape(message or code)) as caught:
        yield
    assert caught.value.response["Error"]["Code"] == code


def zipped(source: str) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("index.py", source)
    return archive.getvalue()


def attributes(**values: str) -> Any:
    return attribute_list(values)


def named(name: str) -> User:
    """A user with this name and the password of all."""
    return User(name, PASSWORD)


def sms_code(pool: Pool, phone: str) -> str:
    """The code in the last message to a phone."""
    return code_in(pool.aws.sms_messages(phone)[-1])


class Pools:
    def __init__(self, aws: LocalAws) -> None:
        self.aws = aws
        self._cognito: CognitoIdentityProviderClient = aws.client("cognito-idp")
        self._lambda = aws.client("lambda")

    def create(self, mode: str = "OFF", factors: Sequence[str] = (), **settings: Any) -> Pool:
        created = self._cognito.create_user_pool(PoolName=f"pool-{next(_numbers)}", **settings)["UserPool"]
        client = self._cognito.create_user_pool_client(
            UserPoolId=created["Id"], ClientName="app", ExplicitAuthFlows=FLOWS
        )
        outputs = {"UserPoolId": created["Id"], "AppClientIDWeb": client["UserPoolClient"]["ClientId"]}
        pool = Pool(self.aws, outputs)
        if mode != "OFF":
            set_mfa(pool, mode, factors)
        return pool

    def with_trigger(
        self, source: str, *, permitted: bool = True, timeout: int = 30, **settings: Any
    ) -> Pool:
        """A pool whose post-confirmation function is this Python."""
        name = f"function-{next(_numbers)}"
        function = self._lambda.create_function(
            FunctionName=name,
            Runtime="python3.14",
            Architectures=["arm64"],
            Role="arn:aws:iam::000000000000:role/function",
            Handler="index.handler",
            Timeout=timeout,
            Code={"ZipFile": zipped(source)},
            LoggingConfig={"LogFormat": "JSON", "LogGroup": f"/logs/{name}"},
        )
        pool = self.create(LambdaConfig={"PostConfirmation": function["FunctionArn"]}, **settings)
        if permitted:
            self._lambda.add_permission(
                FunctionName=name,
                StatementId="cognito",
                Action="lambda:InvokeFunction",
                Principal="cognito-idp.amazonaws.com",
                SourceArn=pool.arn,
                SourceAccount="000000000000",
            )
        return pool


def set_mfa(pool: Pool, mode: str, factors: Sequence[str]) -> None:
    blocks: dict[str, Any] = {"MfaConfiguration": mode}
    if "SMS_MFA" in factors:
        blocks["SmsMfaConfiguration"] = {
            "SmsAuthenticationMessage": AUTHENTICATION_MESSAGE,
            "SmsConfiguration": SMS_ROLE,
        }
    if "SOFTWARE_TOKEN_MFA" in factors:
        blocks["SoftwareTokenMfaConfiguration"] = {"Enabled": True}
    pool.cognito.set_user_pool_mfa_config(UserPoolId=pool.id, **blocks)


def another(code: str) -> str:
    """A code that is wrong."""
    return f"{(int(code) + 1) % 10**6:06d}"
