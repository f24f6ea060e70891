"""docs/commands.md has a screen of each command; tests/acceptance/test_documented_steps.py generates it."""

from cli.reference import DEPLOYED, SCREENS, commands
from tests.synthesis import ROOT


def test_each_command_has_its_help_and_a_screen_of_its_own() -> None:
    lines = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8").splitlines()
    typed = [line.split()[2:] for line in lines if line.startswith("$ auth ")]
    assert {words[0] for words in typed if "--help" not in words} == {*commands()}
    assert {words[0] for words in typed if words[1:] == ["--help"]} == {*commands()}


def test_nothing_is_cut_in_80_columns() -> None:
    lines = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if "…" in line or (len(line) > 80 and line.startswith("│"))] == []


def test_each_screen_of_a_deployed_stack_is_shown_once() -> None:
    assert sorted(name for names in DEPLOYED.values() for name in names) == sorted(
        file.stem for file in SCREENS.iterdir()
    )
