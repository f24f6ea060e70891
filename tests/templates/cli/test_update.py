"""`auth update` through a terminal and by flags: the file that it writes, and what it shows before."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from stacks.checks.update_guard.rules import RULES
from stacks.loading import load_environment
from stacks.trial import synthesize
from tests.templates.cli.terminal import CLEAR, DOWN, SPACE, YES, Terminal

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


def test_what_can_never_change_is_refused_with_the_reason(folder: Path) -> None:
    result = update(folder, "--sign-in", "email", "--user-pool-name", "example", "--mode", "ON", "--yes")
    reason = next(rule.consequence for rule in RULES if rule.id == "ImmutableProperty")
    assert (result.returncode, result.stderr) == (
        2,
        f"error: --sign-in: cannot be changed, it is username. {reason}\n",
    )
    assert text(folder) == FILE


def test_answers_that_an_answer_needs_are_named_all_at_once(folder: Path) -> None:
    result = update(folder, "--oauth", "yes", "--redirect-sign-in", "https://a.example/", "--yes")
    assert (result.returncode, result.stderr) == (
        2,
        "error: --domain-prefix is missing: What domain name prefix do you want to use?\n"
        "error: --redirect-sign-out is missing: Enter your redirect signout URIs, separated by commas:\n",
    )


def test_line_ends_stay_as_they_are(folder: Path) -> None:
    file = folder / "environments" / "dev.toml"
    before = FILE.replace("\n", "\r\n").encode()
    file.write_bytes(before)
    result = update(folder, "--sms-authentication-message", "Code: {####}", "--yes")
    assert result.returncode == 0, result.stderr
    assert file.read_bytes().startswith(before)


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


SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:google-AbCdEf"
# What is chosen in the menu, by the steps down; what is asked then; and what the file has in addition.
TOPICS: dict[str, tuple[int, dict[str, Sequence[str]], str]] = {
    "all": (
        0,
        {
            "Select the authentication": (),
            "User pool groups": ("Admins",),
            "(MFA) user login options": (),
            "select the MFA types": (),
            "SMS authentication message": (),
            "forgot password": (),
            "email verification subject": (),
            "email verification message": (),
            "SMS verification message": (),
            "override the default password policy": (),
            "expiration period": (),
            "read and write": (),
            "to which users will be added": (),
            "OAuth flow?": (),
            "Lambda Triggers for Cognito?": (),
        },
        "\n[groups]\nAdmins = 1\n",
    ),
    "MFA": (
        1,
        {
            "(MFA) user login options": (),
            "select the MFA types": (),
            "SMS authentication message": ("!",),
        },
        '\n[sms]\nauthentication_message = "Your authentication code is {####}!"\n',
    ),
    "messages": (
        2,
        {
            "SMS authentication message": (),
            "email verification subject": (CLEAR, "Your code"),
            "email verification message": (CLEAR, "Code: {####}"),
            "SMS verification message": (),
        },
        '\n[email]\nverification_subject = "Your code"\nverification_message = "Code: {####}"\n',
    ),
    "password policy": (
        3,
        {
            "override the default password policy": (YES,),
            "minimum password length": (CLEAR, "16"),
            "password character requirements": (),
        },
        "\n[password_policy]\nminimum_length = 16\n",
    ),
    "groups": (4, {"User pool groups": ("Admins, Users",)}, "\n[groups]\nAdmins = 1\nUsers = 2\n"),
    "redirect URIs": (
        5,
        {
            "OAuth flow?": (YES,),
            "domain name prefix": ("shop",),
            "redirect signin URIs": ("https://shop.example/",),
            "redirect signout URIs": ("https://shop.example/, myapp://out",),
            "OAuth flows enabled": (),
            "OAuth scopes enabled": (),
        },
        '\n[hosted_ui]\ndomain_prefix = "shop"\nredirect_sign_in = ["https://shop.example/"]\n'
        'redirect_sign_out = ["https://shop.example/", "myapp://out"]\n',
    ),
}


@pytest.mark.parametrize("topic", TOPICS)
def test_each_topic_of_the_menu_changes_its_fields_alone(folder: Path, topic: str) -> None:
    steps, questions, added = TOPICS[topic]
    with Terminal(folder, "update", "dev", "--deployed", "deployed") as terminal:
        terminal.expect("Cannot be changed: user-pool-name, sign-in, required-attributes.")
        terminal.answer("What do you want to do?", *steps * (DOWN,))
        for question, keys in questions.items():
            terminal.answer(question, *keys)
        terminal.expect("Nothing stops this change")
        terminal.answer("Write environments/dev.toml?", YES)
        code, output = terminal.end()
    assert code == 0, output
    assert text(folder) == FILE + added
    assert synthesize(load_environment(folder / "environments" / "dev.toml")).failures == ()


HOSTED_UI = """
[email]
verification_subject = "Ours"

[hosted_ui]
domain_prefix = "shop"
redirect_sign_in = ["https://shop.example/"]
redirect_sign_out = ["https://shop.example/"]
"""


def test_social_providers_and_the_default_configuration(folder: Path) -> None:
    file = folder / "environments" / "dev.toml"
    file.write_text(FILE + HOSTED_UI, encoding="utf-8")
    with Terminal(folder, "update", "dev", "--deployed", "deployed") as terminal:
        terminal.answer("What do you want to do?", *6 * (DOWN,))
        terminal.answer("identity providers you want", DOWN, SPACE)
        terminal.answer("Google Web Client ID", "app")
        terminal.answer("Google Web Client Secret", SECRET)
        terminal.answer("Write environments/dev.toml?", YES)
        assert terminal.end()[0] == 0
    with_google = text(folder)
    assert with_google == FILE + HOSTED_UI + (
        '\n[identity_providers.Google]\ntype = "Google"\nscopes = ["openid", "email", "profile"]\n'
        f'client_id = "app"\nsecret_arn = "{SECRET}"\n\n'
        '[identity_providers.Google.attribute_mapping]\nemail = "email"\nusername = "sub"\n'
    )
    with Terminal(folder, "update", "dev", "--deployed", "deployed") as terminal:
        terminal.answer("What do you want to do?", *7 * (DOWN,))
        terminal.answer("Write environments/dev.toml?", YES)
        assert terminal.end()[0] == 0
    assert text(folder) == with_google.replace('"Ours"', '"Your verification code"')
    assert synthesize(load_environment(file)).failures == ()


def test_what_would_harm_users_is_shown_in_a_terminal_before_the_question(folder: Path) -> None:
    with Terminal(folder, "update", "dev", "--deployed", "deployed") as terminal:
        terminal.answer("What do you want to do?", DOWN)
        terminal.answer("(MFA) user login options", DOWN)
        terminal.answer("select the MFA types")
        terminal.answer("SMS authentication message")
        terminal.expect("error UpdateGuard::MfaModeOn")
        terminal.answer("Why is UpdateGuard::MfaModeOn acceptable")
        terminal.answer("Write environments/dev.toml?")
        code, output = terminal.end()
    assert (code, "nothing was written" in output) == (1, True)
    assert text(folder) == FILE


def test_the_reason_to_accept_it_is_asked_in_a_terminal(folder: Path) -> None:
    with Terminal(folder, "update", "dev", "--deployed", "deployed", "--mode", "ON") as terminal:
        terminal.answer("Why is UpdateGuard::MfaModeOn acceptable", "short")
        terminal.expect("must have at least 10 characters")
        terminal.answer("", CLEAR, "Nobody is locked out.")
        terminal.answer("Write environments/dev.toml?")
        code, output = terminal.end()
    assert code == 0, output
    assert text(folder) == FILE.replace('"OPTIONAL"', '"ON"') + (
        '"UpdateGuard::MfaModeOn" = "Nobody is locked out."\n'
    )
    file = folder / "environments" / "dev.toml"
    assert synthesize(load_environment(file), deployed=str(folder / "deployed")).failures == ()


def test_an_interrupted_question_writes_nothing(folder: Path) -> None:
    with Terminal(folder, "update", "dev", "--deployed", "deployed") as terminal:
        terminal.interrupt("What do you want to do?")
        assert terminal.end()[0] == 130
    assert text(folder) == FILE
