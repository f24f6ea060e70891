"""The JSON Schema accepts what the loader accepts, and refuses what the loader refuses where it can see it."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from stacks.loading.examples import EXAMPLES
from stacks.loading.schema import schema_text
from tests.unit.loading.newcomers import ERRORS, NOT_BY_SCHEMA

ROOT = Path(__file__).parents[3]
SCHEMA = json.loads(schema_text())
VALIDATOR = Draft202012Validator(SCHEMA)
TOML_BLOCK = re.compile(r"^( *)```toml\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


def errors(text: str) -> list[str]:
    return [f"{'.'.join(map(str, e.path))}: {e.message}" for e in VALIDATOR.iter_errors(tomllib.loads(text))]


def documented() -> dict[str, str]:
    """The blocks of TOML in the documentation, by file and number."""
    return {
        f"{file.relative_to(ROOT)} {number}": re.sub(rf"^{match[1]}", "", match[2], flags=re.MULTILINE)
        for file in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
        for number, match in enumerate(TOML_BLOCK.finditer(file.read_text(encoding="utf-8")), start=1)
    }


FILES = {
    str(file.relative_to(ROOT)): file.read_text(encoding="utf-8")
    for folder in ("tests/environments", "local/environments")
    for file in sorted((ROOT / folder).glob("*.toml"))
}
DOCUMENTED = documented()
ACCEPTED = FILES | DOCUMENTED | {f"example {name}": text for name, text in EXAMPLES.items()}


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_is_shown_to_readers_is_accepted(name: str) -> None:
    assert errors(ACCEPTED[name]) == []


def test_the_documentation_shows_files() -> None:
    assert {name.split()[0] for name in DOCUMENTED} >= {"README.md", "docs/environments.md"}


@pytest.mark.parametrize(
    "text",
    [
        'extends = "_base.toml"',
        'extends = ["_base.toml", "../common/_tenant.toml"]',
        '[amplify]\nproject = "../amplify"',
        '[mfa]\ntypes = ["SMS"]',
        '[hosted_ui]\nscopes = ["openid"]',
        '[user_pool]\ncase_sensitive = "unset"',
        "",
    ],
)
def test_files_that_are_whole_only_with_others_are_accepted(text: str) -> None:
    assert errors(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "extends = 1",
        'extends = "/etc/_base.toml"',
        'extends = "base.json"',
        "title = 1",
        '[user_pool]\nnmae = "x"',
        '[user_pool]\ntier = "GOLD"',
        '[user_pool]\nrequired_attributes = ["email", "email"]',
        '[mfa]\nmode = "OFF"\ntypes = ["SMS"]',
        '[mfa]\nmode = "MAYBE"',
        '[mfa]\ntypes = "SMS"',
        "[clients.web]\naccess_token = 3600",
        '[clients."Web Client"]',
        "[aws]\naccount = 123456789012",
        "[password_policy]\nminimum_length = 5",
        '[sms]\nauthentication_message = "no code"',
        "sms = true",
    ],
)
def test_what_a_schema_can_see_is_refused(text: str) -> None:
    assert errors(text)


@pytest.mark.parametrize("name", ERRORS)
def test_errors_of_newcomers_are_refused_where_a_schema_can(name: str) -> None:
    text, _ = ERRORS[name]
    try:
        found = errors(text)
    except tomllib.TOMLDecodeError:
        return
    assert bool(found) == (name not in NOT_BY_SCHEMA)


def test_taplo_accepts_every_example(tmp_path: Path) -> None:
    """Taplo checks and completes files in VS Code (Even Better TOML) and other editors."""
    for number, text in enumerate(ACCEPTED.values()):
        (tmp_path / f"{number}.toml").write_text(text, encoding="utf-8")
    result = _taplo(*sorted(tmp_path.iterdir()))
    assert (result.returncode, re.findall(r"found files total=(\d+)", result.stderr)) == (
        0,
        [str(len(ACCEPTED))],
    )


def test_taplo_refuses_at_the_place(tmp_path: Path) -> None:
    file = tmp_path / "dev.toml"
    file.write_text('[user_pool]\ntier = "GOLD"\n', encoding="utf-8")
    result = _taplo(file)
    assert result.returncode == 1
    assert f"{file}:2:8" in result.stderr


def _taplo(*files: Path) -> subprocess.CompletedProcess[str]:
    schema = (ROOT / "docs" / "environment.schema.json").as_uri()
    command = ["npx", "--no-install", "taplo", "check", "--schema", schema, *map(str, files)]
    return subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False)
