"""Deploying again: what is the same stays untouched, and what changes keeps the pool and its users."""

from pathlib import Path

import pytest

from local.deploy import cdk, deploy
from local.emulator import LocalAws
from local.scenarios.pool import Pool
from tests.synthesis import COMBINATIONS

ENVIRONMENT = (COMBINATIONS / "dev.toml").read_text(encoding="utf-8").replace("example-dev", "changing")
MESSAGE = "Sign in with {####}"


@pytest.fixture
def environments(tmp_path: Path) -> dict[str, str]:
    """A folder with an environment of this test's own, as context."""
    (tmp_path / "changing.toml").write_text(ENVIRONMENT, encoding="utf-8")
    return {"environments": str(tmp_path)}


def test_a_second_deployment_changes_nothing_and_a_changed_message_keeps_the_users(
    aws: LocalAws, environments: dict[str, str]
) -> None:
    before = Pool(aws, deploy(aws, "auth-changing", context=environments)["auth-changing"])
    user = before.signed_up()

    again = cdk(aws, "deploy", "auth-changing", "--require-approval=never", context=environments)
    assert again.exit_code == 0
    assert "auth-changing (no changes)" in again.output

    file = Path(environments["environments"]) / "changing.toml"
    file.write_text(f'{ENVIRONMENT}\n[sms]\nauthentication_message = "{MESSAGE}"\n', encoding="utf-8")
    after = Pool(aws, deploy(aws, "auth-changing", context=environments)["auth-changing"])
    assert after.outputs == before.outputs
    config = after.cognito.get_user_pool_mfa_config(UserPoolId=after.id)
    assert config["SmsMfaConfiguration"]["SmsAuthenticationMessage"] == MESSAGE
    assert after.preference(user) == (["SMS_MFA"], "SMS_MFA")
    after.sign_in(user)
    assert aws.sms_messages(user.phone)[-1] == MESSAGE.replace("{####}", after.sms_code(user))
