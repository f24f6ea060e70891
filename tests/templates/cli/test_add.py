"""`auth add` through a terminal and by flags: the file that it writes, and what it refuses."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from stacks.loading import load_environment
from tests.templates.cli.terminal import DOWN, SPACE, Terminal

QUESTIONS: dict[str, Sequence[str]] = {
    "default authentication and security configuration?": (),
    "name for your user pool": (),
    "Select the authentication": (),
    "able to sign in?": (),
    "User pool groups": (),
    "(MFA) user login options": (),
    "select the MFA types": (),
    "SMS authentication message": (),
    "forgot password": (),
    "email verification subject": (),
    "email verification message": (),
    "SMS verification message": (),
    "override the default password policy": (),
    "required for signing up": (),
    "expiration period": (),
    "read and write": (),
    "OAuth flow?": (),
    "acceptable here?": ("It has no real users.",),
}
"""What is asked, in this order, when Enter answers everything that has a default."""

CLEAR = "\x15"  # Ctrl-U: empties the line


def answered(folder: Path, changed: dict[str, Sequence[str]]) -> str:
    """The file that `auth add dev` writes with other answers than the defaults."""
    assert changed.keys() <= QUESTIONS.keys()
    questions = {**QUESTIONS, **changed}
    with Terminal(folder, "add", "dev") as terminal:
        for question, keys in questions.items():
            terminal.answer(question, *keys)
        code, text = terminal.end()
    assert code == 0, text
    return (folder / "environments" / "dev.toml").read_text(encoding="utf-8")


def flags(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`auth add` without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "cli", "add", *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_enter_at_every_question_gives_mfa_and_the_safer_defaults(tmp_path: Path) -> None:
    assert answered(tmp_path, {}) == (
        '[user_pool]\nname = "auth-dev"\nsign_in = ["username"]\nauto_verify = ["email"]\n'
        'required_attributes = ["email"]\n\n'
        '[mfa]\nmode = "OPTIONAL"\ntypes = ["SMS", "TOTP"]\n\n'
        '[acknowledge]\nAwsSolutions-COG8 = "It has no real users."\n'
    )


def test_other_answers(tmp_path: Path) -> None:
    file = answered(
        tmp_path,
        {
            "name for your user pool": (CLEAR, "shop"),
            "able to sign in?": (DOWN,),
            "User pool groups": ("Admins, Editors",),
            "SMS authentication message": (CLEAR, "Sign-in code: {####}"),
            "forgot password": (DOWN, DOWN),
            "expiration period": (CLEAR, "7"),
        },
    )
    assert 'name = "shop"\nsign_in = ["email"]\nauto_verify = ["email", "phone_number"]\n' in file
    assert "[groups]\nAdmins = 1\nEditors = 2\n" in file
    assert '[sms]\nauthentication_message = "Sign-in code: {####}"\n' in file
    assert '[clients.web]\nrefresh_token = "7 days"\n\n[clients.native]\nrefresh_token = "7 days"\n' in file
    assert load_environment(tmp_path / "environments" / "dev.toml").name == "dev"


def test_an_answer_that_cognito_refuses_is_refused_while_it_is_typed(tmp_path: Path) -> None:
    with Terminal(tmp_path, "add", "dev") as terminal:
        for question in list(QUESTIONS)[:7]:
            terminal.answer(question)
        terminal.answer("SMS authentication message", CLEAR, "no code")
        terminal.interrupt("must contain {####}")
        code, _ = terminal.end()
    assert code == 130
    assert not (tmp_path / "environments").exists()


def test_a_choice_that_the_answers_before_exclude_is_explained_and_asked_again(tmp_path: Path) -> None:
    with Terminal(tmp_path, "add", "dev") as terminal:
        for question in list(QUESTIONS)[:6]:
            terminal.answer(question)
        terminal.answer("select the MFA types", SPACE)  # TOTP alone
        terminal.answer("forgot password", DOWN)
        terminal.interrupt("mfa.types: must have SMS")
        code, _ = terminal.end()
    assert code == 130


def test_learn_more_explains_the_modes_and_asks_again(tmp_path: Path) -> None:
    with Terminal(tmp_path, "add", "dev") as terminal:
        for question in list(QUESTIONS)[:5]:
            terminal.answer(question)
        terminal.answer("(MFA) user login options", DOWN, DOWN, DOWN)
        terminal.interrupt("OPTIONAL asks those")
        assert terminal.end()[0] == 130


def test_flags_answer_the_questions(tmp_path: Path) -> None:
    result = flags(
        tmp_path, "qa", "--mode", "ON", "--types", "SMS,TOTP", "--sign-in", "email",
        "--auto-verify", "email,phone_number", "--password-length", "16", "--yes",
    )  # fmt: skip
    assert (result.returncode, result.stdout.splitlines()[0]) == (0, "environments/qa.toml written. Next:")
    settings = load_environment(tmp_path / "environments" / "qa.toml").settings
    assert (settings.mfa.mode, settings.user_pool.sign_in) == ("ON", ("email",))
    assert settings.password_policy.minimum_length == 16
    assert settings.password_policy.require_symbols


def test_without_a_terminal_missing_flags_are_named_all_at_once(tmp_path: Path) -> None:
    result = flags(tmp_path, "qa", "--mode", "OPTIONAL")
    lines = result.stderr.splitlines()
    assert (result.returncode, result.stdout) == (2, "")
    assert "error: --types is missing: For user login, select the MFA types:" in lines
    assert "error: --sign-in is missing: How do you want users to be able to sign in?" in lines
    assert lines[-1] == "hint: --yes takes the defaults of what has no flag"
    assert not any("--mode" in line for line in lines)


@pytest.mark.parametrize(
    ("arguments", "code", "messages"),
    [
        (("--mode", "always"), 2, ["--mode: must be one of OPTIONAL, ON, OFF; not 'always'"]),
        (
            ("--mode", "OFF", "--types", "SMS", "--guests", "perhaps"),
            2,
            ["--guests: must be yes or no, not 'perhaps'"],
        ),
        (("--mode", "OFF", "--types", "SMS"), 2, ["--types: has no effect with the other answers"]),
        (("--acknowledge", "COG8"), 2, ["--acknowledge: must be ID=REASON, not 'COG8'"]),
        (
            ("--sms-authentication-message", "no code", "--password-length", "3"),
            1,
            [
                "environments/qa.toml: password_policy.minimum_length: must be 6 or more, not 3",
                "environments/qa.toml: sms.authentication_message: must contain {####}: Cognito refuses the "
                "message without it",
            ],
        ),
    ],
)
def test_flags_that_cannot_be_used(
    tmp_path: Path, arguments: tuple[str, ...], code: int, messages: list[str]
) -> None:
    result = flags(tmp_path, "qa", "--yes", *arguments)
    assert (result.returncode, result.stderr.splitlines()) == (code, [f"error: {text}" for text in messages])
    assert not (tmp_path / "environments").exists()


def test_a_file_that_exists_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "environments" / "qa.toml"
    file.parent.mkdir()
    file.write_text("# mine\n", encoding="utf-8")
    result = flags(tmp_path, "qa", "--yes")
    assert result.returncode == 1
    assert (
        result.stderr
        == "error: environments/qa.toml: exists; auth update qa changes it, --force replaces it\n"
    )
    assert file.read_text(encoding="utf-8") == "# mine\n"
    assert flags(tmp_path, "qa", "--yes", "--force").returncode == 0
    assert load_environment(file).settings.mfa.mode == "OPTIONAL"


def test_a_name_that_no_environment_can_have(tmp_path: Path) -> None:
    result = flags(tmp_path, "Q_A", "--yes")
    assert result.returncode == 2
    assert "NAME: must be lower-case letters" in result.stderr


def test_nothing_but_the_file_is_left_in_the_folder(tmp_path: Path) -> None:
    assert flags(tmp_path, "qa", "--yes").returncode == 0
    assert [path.name for path in (tmp_path / "environments").iterdir()] == ["qa.toml"]
    assert [path.name for path in tmp_path.iterdir()] == ["environments"]
