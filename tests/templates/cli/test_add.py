"""`auth add` through a terminal and by flags: the file that it writes, and what it refuses."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from stacks.loading import load_environment
from stacks.trial import synthesize
from tests.templates.cli.terminal import CLEAR, DOWN, SPACE, UP, YES, Terminal

QUESTIONS: dict[str, Sequence[str]] = {
    "default authentication and security configuration?": (),
    "Select the authentication": (),
    "name for your user pool": (),
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
    "Lambda Triggers for Cognito?": (),
    "acceptable here?": ("It has no real users.",),
}
"""What is asked, in this order, when Enter answers everything that has a default."""


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


MESSAGES: dict[str, Sequence[str]] = {
    name: QUESTIONS[name]
    for name in ("forgot password", "email verification subject", "email verification message")
}
ACCEPTED = {"acceptable here?": ("It has no real users.",)}
TWICE = {**ACCEPTED, "Why is this acceptable": ("It has no real users.",)}
COG8 = '[acknowledge]\nAwsSolutions-COG8 = "It has no real users."\n'
OWN = "default authentication and security configuration?"
SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:google-AbCdEf"
FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:shop"


def provider(name: str, scopes: str, mapping: str, *, details: str = "") -> str:
    """The section of a social provider."""
    return (
        f'[identity_providers.{name}]\ntype = "{name}"\nscopes = [{scopes}]\nclient_id = "app"\n'
        f'secret_arn = "{SECRET}"\n\n'
        f'[identity_providers.{name}.attribute_mapping]\nemail = "email"\n{mapping}\n'
        + (f"[identity_providers.{name}.details]\n{details}\n" if details else "")
    )


# Each path: what is asked, in this order, with the keys before Enter; and the whole file.
PATHS: dict[str, tuple[dict[str, Sequence[str]], str]] = {
    "Enter at every question": (
        QUESTIONS,
        '[user_pool]\nname = "auth-dev"\nsign_in = ["username"]\nauto_verify = ["email"]\n'
        'required_attributes = ["email"]\n\n[mfa]\nmode = "OPTIONAL"\ntypes = ["SMS", "TOTP"]\n\n' + COG8,
    ),
    "default configuration": (
        {OWN: (UP, UP), "able to sign in?": (DOWN,), "required for signing up": (), **ACCEPTED},
        '[user_pool]\nname = "auth-dev"\nsign_in = ["email"]\nauto_verify = ["email"]\n'
        'required_attributes = ["email"]\n\n[mfa]\nmode = "OPTIONAL"\ntypes = ["SMS", "TOTP"]\n\n' + COG8,
    ),
    "default configuration with social providers, sign-in by phone number": (
        {
            OWN: (UP,),
            "able to sign in?": (DOWN, DOWN),
            "required for signing up": (),
            "domain name prefix": ("shop",),
            "redirect signin URIs": ("https://shop.example/, myapp://in",),
            "redirect signout URIs": ("https://shop.example/",),
            "identity providers you want": (DOWN, SPACE, DOWN, DOWN, SPACE),
            "Google Web Client ID": ("app",),
            "Google Web Client Secret": (SECRET,),
            "Services ID": ("app",),
            "Team ID": ("TEAM",),
            "Key ID": ("KEY",),
            "Private Key": (SECRET,),
            **ACCEPTED,
        },
        '[user_pool]\nname = "auth-dev"\nsign_in = ["phone_number"]\nauto_verify = ["email"]\n'
        'required_attributes = ["email"]\n\n[mfa]\nmode = "OPTIONAL"\ntypes = ["SMS", "TOTP"]\n\n'
        '[hosted_ui]\ndomain_prefix = "shop"\n'
        'redirect_sign_in = ["https://shop.example/", "myapp://in"]\n'
        'redirect_sign_out = ["https://shop.example/"]\n\n'
        + provider("Google", '"openid", "email", "profile"', 'username = "sub"\n')
        + provider("SignInWithApple", '"email"', "", details='team_id = "TEAM"\nkey_id = "KEY"\n')
        + COG8,
    ),
    "no MFA, groups that new users join, own passwords, sign-in by e-mail or phone number": (
        {
            OWN: (),
            "Select the authentication": (),
            "name for your user pool": (CLEAR, "shop"),
            "able to sign in?": (DOWN, DOWN, DOWN),
            "User pool groups": ("Admins, Users",),
            "(MFA) user login options": (DOWN, DOWN),
            **MESSAGES,
            "SMS verification message": (CLEAR, "Confirm: {####}"),
            "override the default password policy": (YES,),
            "minimum password length": (CLEAR, "16"),
            "password character requirements": (DOWN, DOWN, DOWN, SPACE),
            "required for signing up": (),
            "expiration period": (CLEAR, "7"),
            "read and write": (YES,),
            "Specify read attributes": (),
            "Specify write attributes": (),
            "to which users will be added": ("Users",),
            "OAuth flow?": (),
            "Lambda Triggers for Cognito?": (YES,),
            "Which triggers do you want": (DOWN, SPACE, *(DOWN,) * 4, SPACE),
            "Custom Message function": (FUNCTION,),
            "Pre Sign-up function": (FUNCTION,),
            **TWICE,
        },
        '[user_pool]\nname = "shop"\nsign_in = ["email", "phone_number"]\nauto_verify = ["email"]\n'
        'required_attributes = ["email"]\njoin_groups = ["Users"]\n\n[groups]\nAdmins = 1\nUsers = 2\n\n'
        '[mfa]\nmode = "OFF"\n\n[sms]\nverification_message = "Confirm: {####}"\n\n'
        "[password_policy]\nminimum_length = 16\nrequire_lowercase = true\nrequire_uppercase = true\n"
        "require_numbers = true\nrequire_symbols = false\n\n"
        + "\n".join(
            f'[clients.{client}]\nrefresh_token = "7 days"\nread_attributes = ["email"]\n'
            'write_attributes = ["email"]\n'
            for client in ("web", "native")
        )
        + f'\n[triggers]\ncustom_message = "{FUNCTION}"\npre_sign_up = "{FUNCTION}"\n\n'
        + COG8.replace("\n", '\nAwsSolutions-COG1 = "It has no real users."\n', 1),
    ),
    "MFA for all by TOTP, identity pool with guests, hosted UI": (
        {
            OWN: (),
            "Select the authentication": (DOWN,),
            "name for your identity pool": (),
            "unauthenticated logins": (YES,),
            "name for your user pool": (),
            "able to sign in?": (),
            "User pool groups": (),
            "(MFA) user login options": (DOWN,),
            "select the MFA types": (SPACE,),
            "forgot password": (),
            "email verification subject": (CLEAR, "Your code"),
            "email verification message": (CLEAR, "Code: {####}"),
            "override the default password policy": (),
            "required for signing up": (),
            "expiration period": (),
            "read and write": (),
            "OAuth flow?": (YES,),
            "domain name prefix": ("shop",),
            "redirect signin URIs": ("https://shop.example/",),
            "redirect signout URIs": ("https://shop.example/",),
            "OAuth flows enabled": (DOWN,),
            "OAuth scopes enabled": (),
            "identity providers you want": (SPACE, DOWN, DOWN, SPACE),
            "Facebook App ID": ("app",),
            "Facebook App Secret": (SECRET,),
            "Amazon App ID": ("app",),
            "Amazon App Secret": (SECRET,),
            "Lambda Triggers for Cognito?": (),
            **TWICE,
        },
        '[identity_pool]\nname = "auth_dev"\nguests = true\n\n'
        '[user_pool]\nname = "auth-dev"\nsign_in = ["username"]\nauto_verify = ["email"]\n'
        'required_attributes = ["email"]\n\n[mfa]\nmode = "ON"\ntypes = ["TOTP"]\n\n'
        '[email]\nverification_subject = "Your code"\nverification_message = "Code: {####}"\n\n'
        '[hosted_ui]\ndomain_prefix = "shop"\nredirect_sign_in = ["https://shop.example/"]\n'
        'redirect_sign_out = ["https://shop.example/"]\nflow = "implicit"\n\n'
        + provider("Facebook", '"email", "public_profile"', 'username = "id"\n')
        + provider("LoginWithAmazon", '"profile", "profile:user_id"', 'username = "user_id"\n')
        + COG8
        + 'AwsSolutions-COG7 = "It has no real users."\n',
    ),
    "both factors, code by phone first": (
        {
            **QUESTIONS,
            "SMS authentication message": (CLEAR, "Sign-in code: {####}"),
            "forgot password": (DOWN, DOWN),
        },
        '[user_pool]\nname = "auth-dev"\nsign_in = ["username"]\nauto_verify = ["email", "phone_number"]\n'
        'required_attributes = ["email"]\n\n[mfa]\nmode = "OPTIONAL"\ntypes = ["SMS", "TOTP"]\n\n'
        '[sms]\nauthentication_message = "Sign-in code: {####}"\n\n' + COG8,
    ),
}


@pytest.mark.parametrize("path", PATHS)
def test_each_path_gives_its_file_which_is_synthesized(tmp_path: Path, path: str) -> None:
    questions, expected = PATHS[path]
    with Terminal(tmp_path, "add", "dev") as terminal:
        for question, keys in questions.items():
            terminal.answer(question, *keys)
        code, text = terminal.end()
    assert code == 0, text
    file = tmp_path / "environments" / "dev.toml"
    assert file.read_text(encoding="utf-8") == expected
    assert synthesize(load_environment(file)).failures == ()


def test_an_interrupted_reason_writes_nothing(tmp_path: Path) -> None:
    with Terminal(tmp_path, "add", "dev", "--configuration", "default") as terminal:
        terminal.answer("able to sign in?")
        terminal.answer("required for signing up")
        terminal.answer("acceptable here?", "short")
        terminal.interrupt("must have at least 10 characters")
        code, output = terminal.end()
    assert (code, "interrupted: nothing was written" in output) == (130, True)
    assert not (tmp_path / "environments").exists()


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


def test_a_flag_goes_before_a_default_configuration_and_every_reason_can_be_given(tmp_path: Path) -> None:
    # Each question that is left has a flag here, so that without --yes the reason alone is missing.
    arguments = (
        "qa", "--configuration", "default", "--sign-in", "email", "--required-attributes", "email",
        "--mode", "ON", "--types", "TOTP",
    )  # fmt: skip
    missing = flags(tmp_path, *arguments)
    assert (missing.returncode, missing.stdout) == (2, "")
    assert "error: --acknowledge AwsSolutions-COG8=REASON is missing: " in missing.stderr
    result = flags(tmp_path, *arguments, "--acknowledge", "AwsSolutions-COG8=It has no real users.")
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "environments" / "qa.toml").read_text(encoding="utf-8") == (
        '[user_pool]\nname = "auth-qa"\nsign_in = ["email"]\nauto_verify = ["email"]\n'
        'required_attributes = ["email"]\n\n[mfa]\nmode = "ON"\ntypes = ["TOTP"]\n\n' + COG8
    )


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
