"""Groups that new users join: the functions know them and may add to them, with MFA and without."""

import json
from pathlib import Path
from typing import Any

import pytest

from stacks.loading import SettingsError, load_environment
from tests.synthesis import templates

POOL = '[user_pool]\nname = "garden"\njoin_groups = ["keepers"]\n[groups]\nkeepers = 1\n'
MFA = '[mfa]\nmode = "OPTIONAL"\ntypes = ["TOTP"]\n'
OFF = '[mfa]\nmode = "OFF"\n'
ACKNOWLEDGED = "[acknowledge]\n" + "".join(
    f'"AwsSolutions-{rule}" = "Not what this test is about."\n' for rule in ("COG2", "COG8")
)


def functions(template: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The variables of the functions that know the groups."""
    found = {
        name: resource["Properties"].get("Environment", {}).get("Variables", {})
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Lambda::Function"
    }
    return {name: variables for name, variables in found.items() if "JOIN_GROUPS" in variables}


def allowed(template: dict[str, Any]) -> int:
    """How many policies allow to add users to groups, of this pool only."""
    statements = [
        statement
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::IAM::Policy"
        for statement in resource["Properties"]["PolicyDocument"]["Statement"]
    ]
    joining = [each for each in statements if "AdminAddUserToGroup" in json.dumps(each["Action"])]
    assert all(each["Resource"] == {"Fn::GetAtt": ["UserPool6BA7E5F2", "Arn"]} for each in joining)
    return len(joining)


@pytest.fixture(scope="module")
def synthesized(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("groups")
    for name, mfa in (("mfa", MFA), ("off", OFF)):
        (folder / f"{name}.toml").write_text(POOL + mfa + ACKNOWLEDGED, encoding="utf-8")
    return templates(folder)


@pytest.mark.parametrize("name", ["mfa", "off"])
def test_trigger_and_worker_know_the_groups_and_may_add_to_them(
    name: str, synthesized: dict[str, dict[str, Any]]
) -> None:
    template = synthesized[name]
    trigger, worker = sorted(functions(template))
    assert trigger.startswith("MfaEnablementPostConfirmation")
    assert worker.startswith("MfaEnablementWorker")
    assert [json.loads(each["JOIN_GROUPS"]) for each in functions(template).values()] == [["keepers"]] * 2
    assert allowed(template) == 2
    lambda_config = template["Resources"]["UserPool6BA7E5F2"]["Properties"]["LambdaConfig"]
    assert lambda_config == {"PostConfirmation": {"Fn::GetAtt": [trigger, "Arn"]}}
    assert "DeadLettersUrl" in template["Outputs"]


def test_without_mfa_there_are_no_runs_over_users(synthesized: dict[str, dict[str, Any]]) -> None:
    assert "UserRuns" in synthesized["mfa"]["Outputs"]
    assert "UserRuns" not in synthesized["off"]["Outputs"]


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        (
            POOL.replace("keepers = 1", "others = 1") + OFF,
            "user_pool.join_groups: has keepers, which is not in [groups]",
        ),
        (
            POOL
            + OFF
            + '[triggers]\npost_confirmation = "arn:aws:lambda:us-east-1:123456789012:function:welcome"\n',
            "triggers.post_confirmation: is taken by this project's own function",
        ),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, toml: str, message: str) -> None:
    file = tmp_path / "dev.toml"
    file.write_text(toml, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_environment(file)
    assert message in str(caught.value)
