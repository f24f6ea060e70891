"""Whatever is in the files, loading ends, with environments or with errors of one line each."""

import json
import os
import random
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stacks.loading import SettingsError, load_environments
from stacks.loading.toml_file import parse_toml
from stacks.text_file import TextFileError, parse_json
from tests.synthesis import COMBINATIONS

BASE = (COMBINATIONS / "everything.toml").read_text(encoding="utf-8")
ANSWERS: dict[str, Any] = {
    "version": "1",
    "cognitoConfig": {
        "resourceName": "shop",
        "authSelections": "identityPoolAndUserPool",
        "userPoolName": "shop",
        "mfaConfiguration": "OPTIONAL",
        "mfaTypes": ["SMS Text Message", "TOTP"],
        "requiredAttributes": ["email"],
        "usernameAttributes": ["email, phone_number"],
        "userPoolGroupList": ["Admins"],
        "hostedUI": True,
        "hostedUIDomainName": "shop",
        "oAuthMetadata": '{"AllowedOAuthFlows":["code"],"AllowedOAuthScopes":["email"],'
        '"CallbackURLs":["https://example.com/"],"LogoutURLs":["https://example.com/"]}',
    },
}
PIECES = [
    *'[]{}"\',=.#\n\r\t\\\x00\x7f\ufeff\u2028é😀-+_ ',
    "[[", "]]", '"""', "'''", "0x", "inf", "nan", "1e999", "9" * 400, "0x" + "f" * 4000, "1979-05-27T07:32:00Z",
    "true", "null", '"unset"', "\\ud800", "\\u0000", '"' * 7, "[" * 3000, "{a=" * 300, "a." * 3000, "NaN", "Infinity",
    '{"a":' * 3000, 'extends = "_base.toml"\n', "[mfa]\n", "[[mfa]]\n", "[mfa.mode]\n", "mode = 1\n",
]  # fmt: skip


def mutated(text: str, random: random.Random) -> str:
    """The text with a few pieces put in, taken out, repeated or moved."""
    for _ in range(random.randint(1, 6)):
        start = random.randrange(len(text) + 1)
        end = min(len(text), start + random.choice([0, 1, 3, 20, 200]))
        piece = random.choice([random.choice(PIECES), text[start:end] * 2, "", text[end : end + 30]])
        text = text[:start] + piece + text[end:]
    return text


def loads_or_says_why(folder: Path) -> None:
    try:
        load_environments(folder)
    except SettingsError as error:
        lines = str(error).split("\n")
        assert all(line.startswith(str(folder)) for line in lines), lines
        assert all(line.isprintable() for line in lines), lines


def written(file: Path, text: str) -> None:
    file.write_bytes(text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("seed", range(400))
def test_any_toml(tmp_path: Path, seed: int) -> None:
    written(tmp_path / "dev.toml", mutated(BASE, random.Random(seed)))
    loads_or_says_why(tmp_path)


@pytest.mark.parametrize("seed", range(400))
def test_any_json(tmp_path: Path, seed: int) -> None:
    flags = {"features": {"auth": {"useenabledmfas": True}}}
    contents = {"cli-inputs.json": json.dumps(ANSWERS), "cli.json": json.dumps(flags)}
    for number, (name, text) in enumerate(contents.items()):
        written(
            tmp_path / name, mutated(text, random.Random(2 * seed + number)) if (seed + number) % 3 else text
        )
    (tmp_path / "dev.toml").write_text('[amplify]\ncli_inputs = "cli-inputs.json"\ncli_json = "cli.json"\n')
    loads_or_says_why(tmp_path)


def values_replaced(value: Any, random: random.Random) -> Any:
    """JSON of the same form with values of other types in it."""
    others: list[Any] = [
        None,
        True,
        -1,
        1e308,
        "",
        "\ud800",
        [],
        {},
        [[]],
        {"": {}},
        "x" * 5000,
        [1, "a", None],
    ]
    if random.random() < 0.08:
        return random.choice(others)
    if isinstance(value, dict):
        return {key: values_replaced(each, random) for key, each in value.items()}
    if isinstance(value, list):
        return [values_replaced(each, random) for each in value]
    return value


@pytest.mark.parametrize("seed", range(100))
def test_any_value_in_amplifys_answers(tmp_path: Path, seed: int) -> None:
    content = values_replaced(ANSWERS, random.Random(seed))
    (tmp_path / "cli-inputs.json").write_text(json.dumps(content), encoding="utf-8")
    (tmp_path / "dev.toml").write_text('[amplify]\ncli_inputs = "cli-inputs.json"\n', encoding="utf-8")
    loads_or_says_why(tmp_path)


DEEP = 100_000
CRASHING: dict[str, Callable[[Path], object]] = {
    "is not TOML|nested too deep": lambda file: file.write_text("a = " + "[" * DEEP),
    "nested too deep": lambda file: file.write_text("[" + ".".join("a" * DEEP) + "]\n"),
    "is not TOML: line 1": lambda file: file.write_text("a = 1" + " " * DEEP + "b\n"),
    "nested too deep: more": lambda file: file.write_text("a = " + "[" * 60 + "]" * 60),
    "it is not a regular file": lambda file: os.mkfifo(file),
    "it is a folder": lambda file: file.mkdir(),
    "begins with a byte order mark": lambda file: file.write_text("\ufeff" + BASE, encoding="utf-8"),
    "is UTF-16 text": lambda file: file.write_text(BASE, encoding="utf-16"),
    r"is not UTF-8 text \(see line 3\)": lambda file: file.write_bytes(b"a = 1\n\nb = '\xe9'\n"),
    "cannot be read: No such file": lambda file: file.symlink_to("nowhere"),
    "cannot be read: Too many levels of symbolic links": lambda file: file.symlink_to(file.name),
}


@pytest.mark.parametrize("message", CRASHING)
def test_files_that_are_none(tmp_path: Path, message: str) -> None:
    CRASHING[message](tmp_path / "dev.toml")
    with pytest.raises(SettingsError, match=message) as caught:
        load_environments(tmp_path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["[" + ".".join("a" * 60) + "]\n", '"a" . ' * 60 + "b = 1\n"])
def test_a_key_of_too_many_parts_is_refused_before_it_is_parsed(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[str] = []
    monkeypatch.setattr(tomllib, "loads", parsed.append)
    with pytest.raises(SettingsError, match="nested too deep"):
        parse_toml(text, Path("dev.toml"))
    assert parsed == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[" * DEEP, "nested too deep"),
        ("[" * 60 + "]" * 60, "nested too deep"),
        ('{"a": "\\ud800"}', "lone surrogate"),
        ('{"\\ud800": 1}', "lone surrogate"),
        ("9" * 10_000, "is not JSON"),
        ("{", "is not JSON"),
    ],
)
def test_json_that_cannot_be_used(content: str, message: str) -> None:
    with pytest.raises(TextFileError, match=message):
        parse_json(content)


@pytest.mark.parametrize("features", [1, [], "x", {"auth": []}, {"auth": 1}, None])
def test_feature_flags_of_any_form(tmp_path: Path, features: object) -> None:
    (tmp_path / "cli-inputs.json").write_text(json.dumps(ANSWERS), encoding="utf-8")
    (tmp_path / "cli.json").write_text(json.dumps({"features": features}), encoding="utf-8")
    (tmp_path / "dev.toml").write_text('[amplify]\ncli_inputs = "cli-inputs.json"\ncli_json = "cli.json"\n')
    loads_or_says_why(tmp_path)
