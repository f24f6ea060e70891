"""`auth add` on top of a base or of Amplify's files: what they say is neither asked nor written again."""

import json
from pathlib import Path

import pytest

from stacks.loading import load_environment
from tests.templates.cli.terminal import Terminal
from tests.templates.cli.test_add import flags

BASE = """\
[user_pool]
sign_in = ["email"]
auto_verify = ["email", "phone_number"]
required_attributes = ["email"]

[mfa]
mode = "OPTIONAL"
types = ["SMS", "TOTP"]

[groups]
Admins = 1

[email]
verification_subject = "Your code"

[password_policy]
minimum_length = 14

[clients.mobile]
refresh_token = "7 days"

[acknowledge]
AwsSolutions-COG8 = "It has no real users."
"""
ANSWERS = {
    "serviceName": "Cognito",
    "resourceName": "garden",
    "resourceNameTruncated": "garden77ff00aa",
    "sharedId": "77ff00aa",
    "userPoolName": "garden_pool",
    "authSelections": "userPoolOnly",
    "usernameAttributes": ["email"],
    "requiredAttributes": ["email"],
    "autoVerifiedAttributes": ["email"],
    "mfaConfiguration": "ON",
    "mfaTypes": ["TOTP"],
    "passwordPolicyMinLength": 8,
    "passwordPolicyCharacters": [],
    "usernameCaseSensitive": False,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A team's folder with a base file."""
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments" / "_base.toml").write_text(BASE, encoding="utf-8")
    return tmp_path


def written(folder: Path) -> str:
    return (folder / "environments" / "dev.toml").read_text(encoding="utf-8")


def test_only_what_the_base_leaves_open_is_asked(folder: Path) -> None:
    with Terminal(folder, "add", "dev", "--extends", "_base.toml") as terminal:
        for question in (
            "default authentication and security configuration?", "Select the authentication",
            "name for your user pool", "SMS authentication message", "email verification message",
            "SMS verification message", "read and write", "to which users will be added", "OAuth flow?",
            "Lambda Triggers for Cognito?",
        ):  # fmt: skip
            terminal.answer(question)
        code, text = terminal.end()
    assert code == 0, text
    assert written(folder) == 'extends = "_base.toml"\n\n[user_pool]\nname = "auth-dev"\n'


def test_flags_write_what_differs_from_the_base_and_nothing_else(folder: Path) -> None:
    result = flags(
        folder, "dev", "--extends", "_base.toml", "--yes", "--sign-in", "email", "--mode", "OPTIONAL",
        "--password-length", "12", "--refresh-token-days", "30", "--groups", "Admins",
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    # 12 characters and 30 days are the defaults, but not what the base says.
    assert written(folder) == (
        'extends = "_base.toml"\n\n[user_pool]\nname = "auth-dev"\n\n'
        '[password_policy]\nminimum_length = 12\n\n[clients.mobile]\nrefresh_token = "30 days"\n'
    )


def test_mfa_off_takes_nothing_of_the_bases_mfa(folder: Path) -> None:
    result = flags(folder, "dev", "--extends", "_base.toml", "--yes", "--mode", "OFF")
    assert result.returncode == 0, result.stderr
    assert '[mfa]\nmode = "OFF"\n' in written(folder)
    assert load_environment(folder / "environments" / "dev.toml").settings.mfa.mode == "OFF"


def test_a_base_that_is_not_there(folder: Path) -> None:
    result = flags(folder, "dev", "--extends", "_bse.toml", "--yes")
    assert (result.returncode, result.stderr) == (
        1,
        "error: environments/dev.toml: extends: '_bse.toml' is not there; did you mean _base.toml?\n",
    )


def test_errors_of_a_base_are_reported_before_any_question(folder: Path) -> None:
    base = folder / "environments" / "_base.toml"
    wrong = BASE.replace('"7 days"', '"7 dayz"').replace("= 14", "= 3").replace('"SMS", "TOTP"', '"TOTP"')
    base.write_text(wrong, encoding="utf-8")
    with Terminal(folder, "add", "dev", "--extends", "_base.toml") as terminal:
        code, output = terminal.end()
    assert code == 1
    assert "_base.toml: clients.mobile.refresh_token: " in output
    assert "_base.toml: password_policy.minimum_length: " in output
    assert "_base.toml: mfa.types: must have SMS" in output
    assert not (folder / "environments" / "dev.toml").exists()


def test_amplifys_answers_leave_nothing_to_ask_in_a_terminal(folder: Path) -> None:
    file = folder / "cli-inputs.json"
    file.write_text(json.dumps({"version": "1", "cognitoConfig": ANSWERS}), encoding="utf-8")
    with Terminal(folder, "add", "dev", "--cli-inputs", "cli-inputs.json") as terminal:
        terminal.answer("acceptable here?", "As Amplify has it.")
        terminal.answer("acceptable here?", "It has no real users.")
        code, output = terminal.end()
    assert code == 0, output
    assert written(folder) == (
        '[amplify]\ncli_inputs = "../cli-inputs.json"\n\n'
        '[acknowledge]\nAwsSolutions-COG1 = "As Amplify has it."\n'
        'AwsSolutions-COG8 = "It has no real users."\n'
    )


@pytest.mark.parametrize("source", ["project", "cli_inputs"])
def test_amplifys_answers_are_not_asked_again(folder: Path, source: str) -> None:
    project = folder / "app" / "amplify"
    file = project / "backend" / "auth" / "garden" / "cli-inputs.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"version": "1", "cognitoConfig": ANSWERS}), encoding="utf-8")
    option, path = {
        "project": ("--amplify-project", project),
        "cli_inputs": ("--cli-inputs", file),
    }[source]
    relative = path.relative_to(folder)
    # A flag says what shall differ: here one of the two, though it is the default of an own file.
    result = flags(
        folder, "dev", option, str(relative), "--password-length", "12", "--refresh-token-days", "30", "--yes"
    )
    assert result.returncode == 0, result.stderr
    assert written(folder).startswith(
        f'[amplify]\n{source} = "../{relative}"\n\n[password_policy]\nminimum_length = 12\n'
    )
    assert "[user_pool]" not in written(folder)
    settings = load_environment(folder / "environments" / "dev.toml").settings
    assert (settings.mfa.mode, settings.password_policy.minimum_length) == ("ON", 12)
