"""The four transcripts of Amplify's walkthrough of MFA, typed here, give the pools that Amplify makes.

https://docs.amplify.aws/gen1/swift/build-a-backend/auth/manage-mfa-settings/ has them. What they leave open
("Answer as appropriate") is answered as in the cases with which the pools are compared.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from stacks.loading import load_environment
from stacks.trial import synthesize
from tests.templates.amplify import facts
from tests.templates.amplify.cases import ACKNOWLEDGED, ENVIRONMENT, NAMES, cases
from tests.templates.cli.terminal import CLEAR, DOWN, SPACE, UP, YES, Terminal

Transcript = Sequence[tuple[str, Sequence[str]]]
"""Each question, and the keys before Enter."""

NAME = f"{NAMES['user_pool']}-{ENVIRONMENT}"
FILE = "environments/dev.toml"
MESSAGE = ("SMS authentication message", ())
TYPES = "select the MFA types"
# Both types are selected at first: the other one is taken out.
SMS = (TYPES, (DOWN, SPACE))
TOTP = (TYPES, (SPACE,))
EMAIL = [("forgot password", ()), ("email verification subject", ()), ("email verification message", ())]
BY_SMS = ("SMS verification message", ())
TRIGGERS = ("Lambda Triggers for Cognito?", ())
NOTHING_ELSE = [("expiration period", ()), ("read and write", ()), ("OAuth flow?", ()), TRIGGERS]
REASON = ("acceptable here?", ("As Amplify has it.",))


def new(groups: str, *mfa: tuple[str, Sequence[str]], sms: bool) -> Transcript:
    """`auth add` with mode ON."""
    return [
        ("default authentication and security configuration?", ()),
        ("Select the authentication", ()),
        ("name for your user pool", (CLEAR, NAME)),
        ("able to sign in?", ()),
        ("User pool groups", (groups,)),
        ("(MFA) user login options", (DOWN,)),
        *mfa,
        *EMAIL,
        *([BY_SMS] if sms else []),
        ("override the default password policy", (YES,)),
        ("minimum password length", (CLEAR, "8")),
        ("password character requirements", ("a",)),  # all of them were selected
        ("required for signing up", ()),
        ("expiration period", ()),
        ("read and write", ()),
        *([("to which users will be added", ())] if groups else []),
        ("OAuth flow?", ()),
        TRIGGERS,
        REASON,
        REASON,
    ]


def existing(*mfa: tuple[str, Sequence[str]], sms: bool) -> Transcript:
    """`auth update` of a pool without MFA, to OPTIONAL."""
    return [
        ("What do you want to do?", ()),
        ("Select the authentication", ()),
        ("User pool groups", ()),
        ("(MFA) user login options", (UP, UP)),
        *mfa,
        *EMAIL,
        *([BY_SMS] if sms else []),
        ("override the default password policy", ()),
        *NOTHING_ELSE,
        (f"Write {FILE}?", (YES,)),
    ]


def typed(folder: Path, *arguments: str, transcript: Transcript) -> str:
    """Type a transcript, and return the file."""
    with Terminal(folder, *arguments) as terminal:
        for question, keys in transcript:
            terminal.answer(question, *keys)
        code, output = terminal.end()
    assert code == 0, output
    return (folder / FILE).read_text(encoding="utf-8")


def expect_amplifys_pool(folder: Path, case: str) -> None:
    """Compare all that Amplify says of a pool; its role's external id has a random part."""
    trial = synthesize(load_environment(folder / FILE))
    assert trial.failures == ()
    pool = facts.pool(dict(trial.template))
    expected: dict[str, Any] = cases()[case]["pool"]
    made = {name: value for name, value in pool.items() if name in expected}
    policy = made["Policies"]["PasswordPolicy"]
    made["Policies"] = {
        "PasswordPolicy": {name: policy[name] for name in expected["Policies"]["PasswordPolicy"]}
    }
    if "SmsConfiguration" in made:
        made["SmsConfiguration"] = expected["SmsConfiguration"]
    assert made == expected
    # What is there beyond: nothing that has to do with SMS or MFA.
    assert pool.keys() - expected.keys() <= {
        "AccountRecoverySetting", "EmailConfiguration", "VerificationMessageTemplate",
    }  # fmt: skip
    assert len(facts.sms_roles(dict(trial.template))) == ("SmsConfiguration" in expected)


@pytest.mark.parametrize(
    ("transcript", "case", "file"),
    [
        (
            new("", SMS, MESSAGE, sms=True),
            "up-on-sms",
            '[mfa]\nmode = "ON"\ntypes = ["SMS"]\n',
        ),
        (
            new("Admins", TOTP, sms=False),
            "up-on-totp-groups",
            '[groups]\nAdmins = 1\n\n[mfa]\nmode = "ON"\ntypes = ["TOTP"]\n',
        ),
    ],
    ids=["SMS", "TOTP"],
)
def test_a_new_project_with_mfa_on(tmp_path: Path, transcript: Transcript, case: str, file: str) -> None:
    text = typed(tmp_path, "add", "dev", transcript=transcript)
    assert text == (
        f'[user_pool]\nname = "{NAME}"\nsign_in = ["username"]\nauto_verify = ["email"]\n'
        f'required_attributes = ["email"]\n\n{file}\n'
        "[password_policy]\nminimum_length = 8\nrequire_lowercase = false\nrequire_uppercase = false\n"
        "require_numbers = false\nrequire_symbols = false\n\n"
        '[acknowledge]\nAwsSolutions-COG1 = "As Amplify has it."\nAwsSolutions-COG8 = "As Amplify has it."\n'
    )
    expect_amplifys_pool(tmp_path, case)


OFF = f"""\
[user_pool]
name = "{NAME}"

[mfa]
mode = "OFF"

[password_policy]
minimum_length = 8
require_lowercase = false
require_uppercase = false
require_numbers = false
require_symbols = false

[acknowledge]
{ACKNOWLEDGED}"""


@pytest.mark.parametrize(
    ("transcript", "case", "types"),
    [
        (existing(SMS, MESSAGE, sms=True), "up-optional-sms", '["SMS"]'),
        (existing(TOTP, sms=False), "upd-off-to-optional-totp", '["TOTP"]'),
    ],
    ids=["SMS", "TOTP"],
)
def test_an_existing_project_with_mfa_optional(
    tmp_path: Path, transcript: Transcript, case: str, types: str
) -> None:
    for name in ("environments", "deployed"):
        (tmp_path / name).mkdir()
    (tmp_path / FILE).write_text(OFF, encoding="utf-8")
    deployed = synthesize(load_environment(tmp_path / FILE)).template
    (tmp_path / "deployed" / "auth-dev.template.json").write_text(json.dumps(deployed), encoding="utf-8")
    text = typed(tmp_path, "update", "dev", "--deployed", "deployed", transcript=transcript)
    assert text == OFF.replace('mode = "OFF"\n', f'mode = "OPTIONAL"\ntypes = {types}\n')
    expect_amplifys_pool(tmp_path, case)
