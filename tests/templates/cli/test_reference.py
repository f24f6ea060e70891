"""docs/commands.md shows what the commands print."""

from cli.reference import commands, reference_text
from tests.synthesis import ROOT


def test_the_reference_of_commands_is_up_to_date() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert text == reference_text(), "run: make snapshots"


def test_each_command_has_a_screen() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert all(f"$ auth {command} --help" in text for command in commands())
