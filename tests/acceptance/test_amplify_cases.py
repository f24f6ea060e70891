"""What Amplify's answers describe, deployed: each case's stack, and the pool read back."""

from typing import Any

import pytest

from local.deploy import Outputs, deploy
from local.emulator import LocalAws
from tests.templates.amplify.cases import Case, allowed, cases, write_answers


@pytest.fixture(scope="module")
def outputs(aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> Outputs:
    """The outputs of all cases' stacks, deployed together."""
    folder = tmp_path_factory.mktemp("cases")
    for name in allowed():
        write_answers(folder, name)
    # The other tests' stacks on this local AWS are no one's file here.
    context = {"environments": str(folder), "deployed": "off"}
    return deploy(aws, "--all", "--concurrency=8", context=context)


@pytest.fixture(scope="module")
def cognito(aws: LocalAws) -> Any:
    return aws.client("cognito-idp")


@pytest.mark.parametrize("name", allowed())
def test_the_deployed_pool_is_what_the_answers_describe(name: str, outputs: Outputs, cognito: Any) -> None:
    case, deployed = cases()[name], outputs[f"auth-{name}"]
    pool = cognito.describe_user_pool(UserPoolId=deployed["UserPoolId"])["UserPool"]
    expect_pool(case, pool)
    expect_mfa(case, cognito.get_user_pool_mfa_config(UserPoolId=deployed["UserPoolId"]))
    for output, client in (("AppClientIDWeb", "web_client"), ("AppClientID", "native_client")):
        described = cognito.describe_user_pool_client(
            UserPoolId=deployed["UserPoolId"], ClientId=deployed[output]
        )["UserPoolClient"]
        assert described["ClientName"] == case[client]["ClientName"]
        assert ("ClientSecret" in described) == case[client].get("GenerateSecret", False)
        assert described["RefreshTokenValidity"] * 24 * 60 == case[client]["refresh token minutes"]


def expect_pool(case: Case, pool: dict[str, Any]) -> None:
    expected = case["pool"]
    assert pool["Name"] == expected["UserPoolName"]
    for name in ("AutoVerifiedAttributes", "UsernameAttributes", "AliasAttributes"):
        assert sorted(pool.get(name, [])) == expected.get(name, [])
    required = {a["Name"] for a in pool["SchemaAttributes"] if a["Required"]} - {"sub"}
    assert sorted(required) == expected["Schema"]
    password = expected["Policies"]["PasswordPolicy"]
    assert {name: pool["Policies"]["PasswordPolicy"][name] for name in password} == password


def expect_mfa(case: Case, mfa: dict[str, Any]) -> None:
    expected = case["pool"]
    factors = expected.get("EnabledMfas", [])
    assert mfa["MfaConfiguration"] == expected["MfaConfiguration"]
    assert ("SmsMfaConfiguration" in mfa) == ("SMS_MFA" in factors)
    assert mfa.get("SoftwareTokenMfaConfiguration", {}).get("Enabled", False) == (
        "SOFTWARE_TOKEN_MFA" in factors
    )
    if "SMS_MFA" in factors:
        sms = mfa["SmsMfaConfiguration"]
        assert sms["SmsAuthenticationMessage"] == expected["SmsAuthenticationMessage"]
        assert sms["SmsConfiguration"]["ExternalId"] == expected["SmsConfiguration"]["ExternalId"]
