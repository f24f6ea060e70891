"""`auth update` through a terminal and by flags: the file that it writes, and what it shows before."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from stacks.loading import load_environment
from stacks.trial import synthesize
from tests.templates.cli.terminal import DOWN, Terminal

FILE = """\
# The team's own comment.
[user_pool]
name = "example"
auto_verify = ["email", "phone_number"]

[mfa]
mode = "OPTIONAL"  # not yet ON
types = ["SMS", "TOTP"]

[acknowledge]
AwsSolutions-COG8 = "It has no real users."
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A team's folder with one environment, and its deployed template."""
    (tmp_path / "environments").mkdir()
    file = tmp_path / "environments" / "dev.toml"
    file.write_text(FILE, encoding="utf-8")
    (tmp_path / "deployed").mkdir()
    template = synthesize(load_environment(file)).template
    (tmp_path / "deployed" / "auth-dev.template.json").write_text(json.dumps(template), encoding="utf-8")
    return tmp_path


def text(folder: Path) -> str:
    return (folder / "environments" / "dev.toml").read_text(encoding="utf-8")


def update(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`auth update dev` without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "cli", "update", "dev", "--deployed", "deployed", *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_flag_changes_its_field_and_nothing_else(folder: Path) -> None:
    result = update(folder, "--sms-authentication-message", "Code: {####}", "--yes")
    assert result.returncode == 0, result.stderr
    assert text(folder) == FILE + '\n[sms]\nauthentication_message = "Code: {####}"\n'
    assert '+authentication_message = "Code: {####}"' in result.stderr


def test_what_would_harm_users_is_shown_and_not_written(folder: Path) -> None:
    result = update(folder, "--mode", "ON", "--yes")
    assert result.returncode == 1
    assert "error UpdateGuard::MfaModeOn: " in result.stderr
    assert "environments/dev.toml was not written" in result.stderr
    assert text(folder) == FILE


def test_what_is_acknowledged_is_written(folder: Path) -> None:
    reason = "The readiness report shows nobody who would be locked out."
    result = update(folder, "--mode", "ON", "--yes", "--acknowledge", f"UpdateGuard::MfaModeOn={reason}")
    assert result.returncode == 0, result.stderr
    assert 'mode = "ON"  # not yet ON' in text(folder)
    assert f'"UpdateGuard::MfaModeOn" = "{reason}"' in text(folder)


def test_what_can_never_change_has_no_flag(folder: Path) -> None:
    result = update(folder, "--sign-in", "email", "--yes")
    assert result.returncode == 2
    assert text(folder) == FILE


def test_without_a_terminal_a_flag_is_needed(folder: Path) -> None:
    result = update(folder)
    assert (result.returncode, result.stderr) == (
        2,
        "error: without a terminal, give a flag for each change; auth update --help lists them\n",
    )
    assert update(folder, "--mode", "ON").returncode == 2
    assert text(folder) == FILE


def test_the_same_answers_change_nothing(folder: Path) -> None:
    result = update(folder, "--mode", "OPTIONAL", "--types", "SMS,TOTP", "--yes")
    assert (result.returncode, result.stderr) == (0, "environments/dev.toml: nothing changes\n")


def test_a_file_that_does_not_exist(tmp_path: Path) -> None:
    result = update(tmp_path, "--mode", "ON", "--yes")
    assert result.stderr == ("error: environments/dev.toml: there is no such file; auth add dev creates it\n")


def test_the_factors_are_changed_in_a_terminal(folder: Path) -> None:
    with Terminal(folder, "update", "dev", "--deployed", "deployed") as terminal:
        terminal.expect("Cannot be changed: user-pool-name, sign-in, required-attributes.")
        terminal.answer("What do you want to do?", DOWN)
        terminal.answer("(MFA) user login options")
        terminal.answer("select the MFA types")
        terminal.answer("SMS authentication message", "!")
        terminal.answer("Write environments/dev.toml?", "y")
        code, _ = terminal.end()
    assert code == 0
    assert text(folder) == FILE + '\n[sms]\nauthentication_message = "Your authentication code is {####}!"\n'


def test_what_would_harm_users_is_shown_in_a_terminal_before_the_question(folder: Path) -> None:
    with Terminal(folder, "update", "dev", "--deployed", "deployed") as terminal:
        terminal.answer("What do you want to do?", DOWN)
        terminal.answer("(MFA) user login options", DOWN)
        terminal.answer("select the MFA types")
        terminal.answer("SMS authentication message")
        terminal.expect("UpdateGuard::MfaModeOn")
        terminal.answer("Write environments/dev.toml?")
        code, output = terminal.end()
    assert (code, "nothing was written" in output) == (1, True)
    assert text(folder) == FILE


def test_an_interrupted_question_writes_nothing(folder: Path) -> None:
    with Terminal(folder, "update", "dev", "--deployed", "deployed") as terminal:
        terminal.interrupt("What do you want to do?")
        assert terminal.end()[0] == 130
    assert text(folder) == FILE


def test_the_walkthrough_asks_all_that_can_change(folder: Path) -> None:
    with Terminal(folder, "update", "dev", "--deployed", "deployed") as terminal:
        terminal.answer("What do you want to do?")
        terminal.answer("Select the authentication")
        terminal.answer("User pool groups", "Admins")
        for question in (
            "(MFA) user login options", "select the MFA types", "SMS authentication message",
            "forgot password", "email verification subject", "email verification message",
            "SMS verification message", "override the default password policy", "expiration period",
            "read and write", "OAuth flow?",
        ):  # fmt: skip
            terminal.answer(question)
        terminal.answer("Write environments/dev.toml?", "y")
        assert terminal.end()[0] == 0
    assert text(folder) == FILE + "\n[groups]\nAdmins = 1\n"
