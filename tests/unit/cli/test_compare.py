"""`auth compare`: files and folders, what is printed, the exit codes."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.output import CommandError
from stacks.deployed.model import Deployed, DeployedStack, StackId
from tests.unit.settings.files import MINIMAL

POOL: dict[str, Any] = {"Type": "AWS::Cognito::UserPool", "Properties": {"MfaConfiguration": "OPTIONAL"}}
GROUP = {"Type": "AWS::Cognito::UserPoolGroup", "Properties": {"GroupName": "Admins", "Precedence": 1}}
OLD = {"Resources": {"Pool": POOL, "Admins": GROUP}}
ON = {"Resources": {"Pool": {**POOL, "Properties": {"MfaConfiguration": "ON"}}, "Admins": GROUP}}
PARENT = {
    "Resources": {
        "Auth": {
            "Type": "AWS::CloudFormation::Stack",
            "Properties": {"TemplateURL": "https://example.com/hash.json"},
        }
    }
}
WITH_OTHER_PRECEDENCE = {
    "Resources": {
        "Pool": POOL,
        "Admins": {**GROUP, "Properties": {"GroupName": "Admins", "Precedence": "2"}},
    }
}
AS_YAML = """
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties: {MfaConfiguration: OPTIONAL}
  Admins:
    Type: AWS::Cognito::UserPoolGroup
    Properties: {GroupName: Admins, Precedence: 1}
"""


def write(path: Path, template: object) -> str:
    path.parent.mkdir(exist_ok=True)
    path.write_text(template if isinstance(template, str) else json.dumps(template), encoding="utf-8")
    return str(path)


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["compare", *arguments])


def test_an_error_is_printed_place_first_and_ends_with_exit_code_1(tmp_path: Path) -> None:
    result = run(write(tmp_path / "old.json", OLD), write(tmp_path / "new.json", ON))
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[:3] == [
        "new",
        '  Pool.Properties.MfaConfiguration: "OPTIONAL" -> "ON"',
        "    error MfaModeOn: At their next sign-in, users without a factor have to set",
    ]
    assert lines[-1] == "1 stack compared: 1 error."
    assert max(map(len, lines)) <= 80


def test_a_warning_alone_ends_with_exit_code_0(tmp_path: Path) -> None:
    result = run(write(tmp_path / "old.json", OLD), write(tmp_path / "new.json", WITH_OTHER_PRECEDENCE))
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "1 stack compared: 1 warning.")


def test_without_a_change_one_line_says_so(tmp_path: Path) -> None:
    result = run(write(tmp_path / "old.yaml", AS_YAML), write(tmp_path / "new.json", OLD))
    assert (result.exit_code, result.stdout) == (0, "1 stack compared: no change harms users.\n")


def test_json_has_every_field(tmp_path: Path) -> None:
    result = run(
        write(tmp_path / "old.json", OLD), write(tmp_path / "new.json", WITH_OTHER_PRECEDENCE), "--json"
    )
    (finding,) = json.loads(result.stdout)["findings"]
    assert {key: finding[key] for key in finding if key not in ("message", "fix")} == {
        "stack": "new",
        "rule": "GroupRightsChanged",
        "severity": "warning",
        "resource": "Admins",
        "property": "Properties.Precedence",
        "deployed": 1,
        "new": "2",
    }
    assert finding["message"]
    assert finding["fix"]


def test_folders_are_compared_stack_by_stack(tmp_path: Path) -> None:
    nothing = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}
    for name, template in {"a": OLD, "b": OLD, "gone": OLD, "topic": nothing}.items():
        write(tmp_path / "old" / f"{name}.template.json", template)
    for name, template in {"a": ON, "b": OLD, "new": OLD}.items():
        write(tmp_path / "new" / f"{name}.template.json", template)
    result = run(str(tmp_path / "old"), str(tmp_path / "new"), "--json")
    found = [(each["stack"], each["rule"]) for each in json.loads(result.stdout)["findings"]]
    assert found == [("a", "MfaModeOn"), ("gone", "PoolRemoved"), ("gone", "GroupRemoved")]


class Aws:
    """What is deployed of an environment: a stack with a nested stack that has the pool."""

    def __init__(self, *_: object) -> None:
        pass

    def read(self, stack: StackId) -> Deployed:
        nested = {"Auth": DeployedStack(OLD)}
        return Deployed(DeployedStack(PARENT, nested=nested), f"stack {stack.name}")

    def questions(self, stack: StackId) -> None:
        """Nobody can be asked."""


def test_nested_stacks_are_compared_with_what_is_deployed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.compare.source", Aws)
    assets = {"files": {"hash": {"source": {"path": "inner.nested.template.json"}}}}
    write(tmp_path / "cdk.out" / "auth-dev.assets.json", assets)
    write(tmp_path / "cdk.out" / "auth-dev.template.json", PARENT)
    write(tmp_path / "cdk.out" / "inner.nested.template.json", ON)
    write(tmp_path / "environments" / "dev.toml", MINIMAL)
    arguments = ("aws", str(tmp_path / "cdk.out"), f"--environments={tmp_path / 'environments'}")
    result = run(*arguments, "--json")
    found = [(each["stack"], each["rule"]) for each in json.loads(result.stdout)["findings"]]
    assert (result.exit_code, found) == (1, [("inner.nested", "MfaModeOn")])
    assert "2 stacks compared: 1 error." in run(*arguments).stdout


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "is not a template: it has no Resources"),
        ("a: [", "is not a template: it is neither JSON nor YAML"),
        ('{"Resources": {"A": {}}}', r"is not a template: Resources\.A has no Type"),
    ],
)
def test_what_is_no_template_is_named(tmp_path: Path, text: str, message: str) -> None:
    result = run(write(tmp_path / "old.json", text), write(tmp_path / "new.json", OLD))
    assert isinstance(result.exception, CommandError)
    with pytest.raises(CommandError, match=f"old.json: {message}"):
        raise result.exception


def test_a_file_that_is_missing_and_a_folder_without_templates_are_named(tmp_path: Path) -> None:
    missing = run(str(tmp_path / "old.json"), write(tmp_path / "new.json", OLD))
    (tmp_path / "empty").mkdir()
    empty = run(write(tmp_path / "old.json", OLD), str(tmp_path / "empty"))
    assert "old.json: cannot be read: No such file" in str(missing.exception)
    assert "has no *.template.json" in str(empty.exception)
