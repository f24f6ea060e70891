"""The files that apps get: equal to Amplify's own where they have Amplify's names."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from stacks.amplify.client_files import amplify_outputs, amplifyconfiguration, aws_exports, write_files
from tests.templates.amplify import facts
from tests.templates.amplify.cases import allowed, cases
from tests.templates.amplify.facts import Template

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("name", allowed())
def test_amplifys_older_files_are_key_for_key_what_amplify_writes(
    name: str, from_answers: dict[str, Template]
) -> None:
    outputs = facts.outputs(from_answers[name])
    assert aws_exports(outputs) == cases()[name]["aws_exports"]
    assert amplifyconfiguration(outputs) == cases()[name]["amplifyconfiguration"]


@pytest.mark.parametrize("name", allowed())
def test_amplify_outputs_is_valid_against_amplifys_schema(
    name: str, from_answers: dict[str, Template]
) -> None:
    schema = json.loads(Path(__file__).with_name("amplify_outputs.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(amplify_outputs(facts.outputs(from_answers[name])), schema)


@pytest.mark.parametrize("name", allowed())
def test_amplify_outputs_tells_what_the_pool_is(name: str, from_answers: dict[str, Template]) -> None:
    template = from_answers[name]
    auth = amplify_outputs(facts.outputs(template))["auth"]
    pool = facts.pool(template)
    modes = {"NONE": "OFF", "OPTIONAL": "OPTIONAL", "REQUIRED": "ON"}
    assert modes[auth["mfa_configuration"]] == pool["MfaConfiguration"]
    cognito_names = {"SMS": "SMS_MFA", "TOTP": "SOFTWARE_TOKEN_MFA"}
    assert [cognito_names[mfa_type] for mfa_type in auth["mfa_methods"]] == pool.get("EnabledMfas", [])
    assert sorted(auth["standard_required_attributes"]) == pool["Schema"]
    assert sorted(auth["user_verification_types"]) == pool.get("AutoVerifiedAttributes", [])


def test_the_command_writes_three_files(tmp_path: Path, from_answers: dict[str, Template]) -> None:
    outputs = facts.outputs(from_answers["idup-on-smstotp"])
    file = tmp_path / "outputs.json"
    file.write_text(json.dumps({"auth-dev": outputs}), encoding="utf-8")
    result = run(str(file), "--environment", "dev", "--out", str(tmp_path / "app"))
    assert result.returncode == 0, result.stderr
    names = ["amplify_outputs.json", "amplifyconfiguration.json", "aws-exports.js"]
    assert result.stdout.splitlines() == [f"wrote {tmp_path}/app/{name}" for name in names]
    assert sorted(path.name for path in (tmp_path / "app").iterdir()) == names
    written = json.loads((tmp_path / "app" / "amplify_outputs.json").read_text(encoding="utf-8"))
    assert written == amplify_outputs(outputs)
    exports = (tmp_path / "app" / "aws-exports.js").read_text(encoding="utf-8")
    assert json.loads(exports.split("const awsmobile = ")[1].split(";\n")[0]) == aws_exports(outputs)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "outputs.json: cannot be read: No such file or directory"),
        ("{", "outputs.json: is not JSON: "),
        ('{"auth-prod": {}}', "outputs.json: has no outputs of auth-dev; "),
        (
            '{"auth-dev": {}}',
            "outputs.json: auth-dev has no output 'Region': deploy it again with this version",
        ),
    ],
)
def test_outputs_that_cannot_be_used_are_named(tmp_path: Path, content: str | None, message: str) -> None:
    if content is not None:
        (tmp_path / "outputs.json").write_text(content, encoding="utf-8")
    result = run(str(tmp_path / "outputs.json"), "--environment", "dev", "--out", str(tmp_path / "app"))
    assert result.returncode == 1
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "app").exists()


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stacks.amplify.client_files", *arguments]
    return subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False)


def test_nothing_is_written_of_outputs_that_lack_something(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        write_files({"Region": "us-east-1"}, tmp_path / "app")
    assert not (tmp_path / "app").exists()
