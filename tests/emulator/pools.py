"""User pools and their users, as these tests need them."""

import contextlib
import io
import itertools
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyotp
import pytest
from botocore.exceptions import ClientError
from types_boto3_cognito_idp import CognitoIdentityProviderClient

from local.emulator import LocalAws

PASSWORD = "Correct-horse-1"
SMS_ROLE = {"SnsCallerArn": "arn:aws:iam::000000000000:role/sms", "ExternalId": "external"}
AUTHENTICATION_MESSAGE = "Use {####} to sign in"
FLOWS: Any = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH"]
BY_EMAIL: Any = {"AutoVerifiedAttributes": ["email"], "SmsConfiguration": SMS_ROLE}

# Its event is in its log, and it calls back into the emulator while ConfirmSignUp is under way.
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
    return [{"Name": name, "Value": value} for name, value in values.items()]


@dataclass(frozen=True)
class Pool:
    aws: LocalAws
    cognito: CognitoIdentityProviderClient
    id: str
    arn: str
    client_id: str

    def sign_up(self, username: str, **values: str) -> Any:
        return self.cognito.sign_up(
            ClientId=self.client_id, Username=username, Password=PASSWORD, UserAttributes=attributes(**values)
        )

    def confirm(self, username: str, code: str, **extra: Any) -> None:
        self.cognito.confirm_sign_up(
            ClientId=self.client_id, Username=username, ConfirmationCode=code, **extra
        )

    def add_user(self, username: str, **values: str) -> None:
        """A user who can sign in; no trigger runs."""
        self.cognito.admin_create_user(
            UserPoolId=self.id,
            Username=username,
            MessageAction="SUPPRESS",
            UserAttributes=attributes(**values),
        )
        self.cognito.admin_set_user_password(
            UserPoolId=self.id, Username=username, Password=PASSWORD, Permanent=True
        )

    def user(self, username: str) -> Any:
        return self.cognito.admin_get_user(UserPoolId=self.id, Username=username)

    def attributes_of(self, username: str) -> dict[str, str]:
        return {each["Name"]: each["Value"] for each in self.user(username)["UserAttributes"]}

    def sms_code(self, phone: str) -> str:
        """The code in the last message to a phone."""
        return code_in(self.aws.sms_messages(phone)[-1])

    def sign_in(self, username: str, password: str = PASSWORD) -> Any:
        return self.cognito.initiate_auth(
            ClientId=self.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": username, "PASSWORD": password},
        )

    def answer(self, challenge: Mapping[str, Any], username: str, **responses: str) -> Any:
        return self.cognito.respond_to_auth_challenge(
            ClientId=self.client_id,
            ChallengeName=challenge["ChallengeName"],
            Session=challenge["Session"],
            ChallengeResponses={"USERNAME": username, **responses},
        )

    def prefer(self, username: str, *, sms: Any = None, totp: Any = None) -> None:
        """AdminSetUserMFAPreference with the blocks that are given."""
        blocks = {"SMSMfaSettings": sms, "SoftwareTokenMfaSettings": totp}
        self.cognito.admin_set_user_mfa_preference(
            UserPoolId=self.id,
            Username=username,
            **{name: block for name, block in blocks.items() if block is not None},
        )

    def access_token(self, username: str) -> str:
        token: str = self.sign_in(username)["AuthenticationResult"]["AccessToken"]
        return token

    def register_totp(self, username: str) -> pyotp.TOTP:
        """Register a device of a user who signs in without a second factor."""
        token = self.access_token(username)
        secret = self.cognito.associate_software_token(AccessToken=token)["SecretCode"]
        device = pyotp.TOTP(secret)
        self.cognito.verify_software_token(AccessToken=token, UserCode=device.now())
        return device

    def mfa(self, username: str) -> tuple[list[str], str | None]:
        """A user's enabled factors and the preferred one."""
        user = self.user(username)
        return user.get("UserMFASettingList", []), user.get("PreferredMfaSetting")


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
        pool = Pool(
            self.aws, self._cognito, created["Id"], created["Arn"], client["UserPoolClient"]["ClientId"]
        )
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


def code_in(message: str) -> str:
    found = re.search(r"\d{6}", message)
    assert found is not None, message
    return found.group()


def another(code: str) -> str:
    """A code that is wrong."""
    return f"{(int(code) + 1) % 10**6:06d}"
