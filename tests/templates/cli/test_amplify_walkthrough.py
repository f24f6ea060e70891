"""Amplify's own walkthrough of MFA for new projects, typed here, gives the pools that Amplify makes.

https://docs.amplify.aws/gen1/swift/build-a-backend/auth/manage-mfa-settings/ has its transcripts; the
facts are what amplify-category-auth 3.7.26 generates from the same answers.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from stacks.loading import load_environment
from stacks.trial import synthesize
from tests.templates.amplify import facts
from tests.templates.cli.terminal import DOWN, SPACE, Terminal
from tests.templates.cli.test_add import QUESTIONS as ADD

SMS = {
    "EnabledMfas": ["SMS_MFA"],
    "SmsAuthenticationMessage": "Your authentication code is {####}",
    "SmsVerificationMessage": "Your verification code is {####}",
}
TOTP = {"EnabledMfas": ["SOFTWARE_TOKEN_MFA"]}
COMPARED = ("MfaConfiguration", "EnabledMfas", "SmsAuthenticationMessage", "SmsVerificationMessage")

OF_SMS = {"SMS authentication message", "SMS verification message"}


def typed(
    folder: Path, arguments: Sequence[str], questions: Mapping[str, Sequence[str]], *, skipped: set[str]
) -> None:
    """Answer a command's questions."""
    with Terminal(folder, *arguments) as terminal:
        for question, keys in questions.items():
            if question not in skipped:
                terminal.answer(question, *keys)
        code, text = terminal.end()
    assert code == 0, text


def mfa(folder: Path) -> tuple[dict[str, Any], bool, int]:
    """What Amplify's generator decides about MFA: properties, whether SMS is configured, and its roles."""
    template = dict(synthesize(load_environment(folder / "environments" / "dev.toml")).template)
    pool = facts.pool(template)
    properties = {name: pool[name] for name in COMPARED if name in pool}
    return properties, "SmsConfiguration" in pool, len(facts.sms_roles(template))


@pytest.mark.parametrize(
    ("types", "skipped", "expected"),
    [
        ((DOWN, SPACE), set(), ({"MfaConfiguration": "ON", **SMS}, True, 1)),
        ((SPACE,), OF_SMS, ({"MfaConfiguration": "ON", **TOTP}, False, 0)),
    ],
    ids=["SMS", "TOTP"],
)
def test_a_new_project_with_mfa_on(
    tmp_path: Path, types: Sequence[str], skipped: set[str], expected: tuple[dict[str, Any], bool, int]
) -> None:
    # Both types are selected at first: the other one is taken out.
    changed = {"(MFA) user login options": (DOWN,), "select the MFA types": types}
    typed(tmp_path, ["add", "dev"], {**ADD, **changed}, skipped=skipped)
    assert mfa(tmp_path) == expected
