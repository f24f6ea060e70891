"""Environment files as a whole: all errors of all files at once, and files that are none."""

from pathlib import Path

import pytest

from stacks.loading import SettingsError, load_environments

ROOT = Path(__file__).parents[3]

FIVE_MISTAKES = """
[user_pool]
name = "example"
tier = "GOLD"
removal_policy = "destroy"
[mfa]
mode = "OPTIONAL"
types = ["TOTP"]
prefered = "TOTP"
[sms]
authentication_message = "no code"
"""


def refusal(folder: Path, only: str | None = None) -> str:
    with pytest.raises(SettingsError) as caught:
        load_environments(folder, only)
    return str(caught.value)


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")


def test_all_errors_are_reported_at_once_also_those_between_fields(tmp_path: Path) -> None:
    write(tmp_path, dev=FIVE_MISTAKES)
    lines = refusal(tmp_path).splitlines()
    assert [line.split(": ")[1] for line in lines] == [
        "user_pool.tier",
        "mfa.prefered",
        "sms.authentication_message",
        "mfa.types",
        "user_pool.deletion_protection",
    ]


def test_the_errors_of_all_files_are_reported_at_once(tmp_path: Path) -> None:
    write(
        tmp_path,
        dev='[user_pool]\nname = "x"\n[mfa]\nmode = "ONN"\n',
        prod="[mfa]\nmode = 'OFF'\n",
        test="= 1",
    )
    assert refusal(tmp_path).splitlines() == [
        f"""{tmp_path}/dev.toml: mfa.mode: must be "OFF", "OPTIONAL" or "ON", not 'ONN'""",
        f"{tmp_path}/prod.toml: user_pool: is missing: add [user_pool] with its fields in the lines below it",
        f"{tmp_path}/test.toml: is not TOML: line 1 (= 1) has no field before =",
    ]


def test_a_rule_is_not_held_against_a_field_whose_partner_is_wrong_itself(tmp_path: Path) -> None:
    write(
        tmp_path,
        dev='[user_pool]\nname = "x"\ntier = "GOLD"\nthreat_protection = "AUDIT"\n[mfa]\nmode = "OFF"\n',
    )
    assert (
        refusal(tmp_path)
        == f"""{tmp_path}/dev.toml: user_pool.tier: must be "LITE", "ESSENTIALS" or "PLUS", not 'GOLD'"""
    )


def test_a_missing_folder(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none") == f"{tmp_path}/none: there is no such folder of environments"


def test_an_empty_folder(tmp_path: Path) -> None:
    assert refusal(tmp_path) == f"{tmp_path}: has no environment files (NAME.toml)"


def test_a_missing_file_names_those_that_are_there(tmp_path: Path) -> None:
    write(tmp_path, dev="", prod="")
    assert refusal(tmp_path, "staging") == (
        f"{tmp_path}/staging.toml: there is no such file; environments there: dev, prod"
    )


def test_a_name_that_makes_no_stack_name(tmp_path: Path) -> None:
    write(tmp_path, Dev_1='[user_pool]\nname = "x"\n[mfa]\nmode = "OFF"\n')
    assert refusal(tmp_path) == (
        f"{tmp_path}/Dev_1.toml: the name must be at most 123 lower-case letters, digits and hyphens, a letter first"
    )


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "dev.toml").mkdir()
    assert refusal(tmp_path) == f"{tmp_path}/dev.toml: cannot be read: it is a folder"


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    (tmp_path / "dev.toml").write_bytes(b"\xff\xfe")
    assert refusal(tmp_path) == f"{tmp_path}/dev.toml: is UTF-16 text: save it as UTF-8"


def test_only_the_selected_file_is_read(tmp_path: Path) -> None:
    write(tmp_path, dev='[user_pool]\nname = "x"\n[mfa]\nmode = "OFF"\n', broken="= 1")
    assert [e.name for e in load_environments(tmp_path, "dev")] == ["dev"]
