"""What a finding offers works: what is acknowledged deploys, on a local AWS that refuses as AWS does.

One stack goes through all that an environment's file can acknowledge, in as few deployments as possible.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.deploy import CdkResult, cdk, deploy
from local.emulator import LocalAws
from local.scenarios.pool import Pool

STACK = "auth-acknowledged"
NAGGED = """
"AwsSolutions-COG1" = "The password policy is not what is tried here."
"AwsSolutions-COG2" = "MFA is not required for what is tried here."
"AwsSolutions-COG7" = "Guests are wanted for what is tried here."
"AwsSolutions-COG8" = "Threat protection has no meaning on a local AWS."
"""

DEPLOYED = """
[user_pool]
name = "acknowledged"
auto_verify = ["email", "phone_number"]
account_recovery = ["verified_email"]

[mfa]
mode = "OPTIONAL"
types = ["SMS", "TOTP"]

[clients.web]
auth_flows = ["USER_SRP_AUTH", "USER_PASSWORD_AUTH", "REFRESH_TOKEN_AUTH"]
[clients.partner]

[identity_pool]
name = "acknowledged"
guests = true

[groups]
Admins = 1
Editors = 2

[hosted_ui]
domain_prefix = "acknowledged-first"
scopes = ["openid", "email"]
redirect_sign_in = ["https://example.com/", "https://example.org/"]
redirect_sign_out = ["https://example.com/"]
"""

NARROWED = """
[user_pool]
name = "acknowledged"
auto_verify = ["email"]
account_recovery = ["verified_phone_number", "verified_email"]
deletion_protection = false
removal_policy = "destroy"

[mfa]
mode = "OPTIONAL"
types = ["SMS"]
enable_for_new_users = []

[clients.web]
auth_flows = ["USER_SRP_AUTH", "REFRESH_TOKEN_AUTH"]

[identity_pool]
name = "acknowledged"
guests = false

[groups]
Admins = 1

[hosted_ui]
domain_prefix = "acknowledged-first"
scopes = ["openid"]
redirect_sign_in = ["https://example.com/"]
redirect_sign_out = ["https://example.com/"]
"""

WITHOUT_DOMAIN = """
[user_pool]
name = "acknowledged"
auto_verify = ["email"]
account_recovery = ["verified_email"]
deletion_protection = false
removal_policy = "destroy"

[mfa]
mode = "OFF"

[clients.web]
auth_flows = ["USER_SRP_AUTH", "REFRESH_TOKEN_AUTH"]

[groups]
Admins = 1
"""

OTHER_DOMAIN = f"""{WITHOUT_DOMAIN}
[hosted_ui]
domain_prefix = "acknowledged-second"
scopes = ["openid"]
redirect_sign_in = ["https://example.com/"]
redirect_sign_out = ["https://example.com/"]
"""


class Team:
    """Deploys one environment again and again."""

    def __init__(self, aws: LocalAws, folder: Path) -> None:
        self._aws = aws
        self._file = folder / "acknowledged.toml"
        self._context = {"environments": str(folder)}
        self.cloudformation = aws.client("cloudformation")
        self._write(DEPLOYED)
        self.pool = Pool(aws, deploy(aws, STACK, context=self._context)[STACK])

    def _write(self, text: str, *acknowledged: str) -> None:
        reasons = "".join(f'"UpdateGuard::{rule}" = "This is what we want."\n' for rule in acknowledged)
        self._file.write_text(f"{text}\n[acknowledge]{NAGGED}{reasons}", encoding="utf-8")

    def refused(self, text: str) -> set[str]:
        """The rules that refuse a change."""
        self._write(text)
        result = cdk(self._aws, "synth", "--quiet", context=self._context)
        assert result.exit_code == 1, result.output
        errors = re.findall(r"ERROR .*\(UpdateGuard\)\n(?: .*\n)*", result.output)
        return {rule for error in errors for rule in re.findall(r"UpdateGuard::(\w+)", error)}

    def deploy(self, text: str, *acknowledged: str) -> CdkResult:
        self._write(text, *acknowledged)
        return cdk(self._aws, "deploy", STACK, "--require-approval=never", context=self._context)


@pytest.fixture
def team(aws: LocalAws, pools: dict[str, Pool], tmp_path: Path) -> Iterator[Team]:
    """The account is bootstrapped, and the stack is gone afterwards."""
    assert pools
    found = Team(aws, tmp_path)
    yield found
    found.cloudformation.delete_stack(StackName=STACK)


def test_what_is_acknowledged_deploys_and_a_domain_changes_in_the_two_steps_of_its_finding(
    team: Team,
) -> None:
    user = team.pool.signed_up()
    narrowed = {
        "CallbackRemoved",
        "ClientReplaced",
        "FactorRemoved",
        "FlowRemoved",
        "GroupRemoved",
        "GuestsLockedOut",
        "IdentityProviderLost",
        "OAuthNarrowed",
        "ProtectionWeakened",
        "QueueReplaced",
        "RecoveryWeakened",
        "RoleAttachmentChanged",
        "TriggerLost",
        "VerificationNarrowed",
    }
    assert team.refused(NARROWED) == narrowed
    result = team.deploy(NARROWED, *narrowed)
    assert result.exit_code == 0, result.output

    # At once, the domain would be made before the old one is deleted, and a pool has one prefix.
    assert team.refused(NARROWED.replace("acknowledged-first", "acknowledged-second")) == {
        "IdentityPoolReplaced"
    }
    taken_away = {
        "CallbackRemoved",
        "GroupRoleLost",
        "IdentityPoolReplaced",
        "MfaModeOff",
        "OAuthNarrowed",
        "RoleAttachmentChanged",
        "SmsRoleChanged",
    }
    assert team.refused(WITHOUT_DOMAIN) == taken_away
    result = team.deploy(WITHOUT_DOMAIN, *taken_away)
    assert result.exit_code == 0, result.output
    result = team.deploy(OTHER_DOMAIN)
    assert result.exit_code == 0, result.output
    domain = team.pool.cognito.describe_user_pool_domain(Domain="acknowledged-second")["DomainDescription"]
    assert domain["UserPoolId"] == team.pool.id
    team.pool.admin("admin_get_user", user)
