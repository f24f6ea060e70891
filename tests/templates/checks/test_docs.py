"""docs/updates.md explains every rule."""

import pytest

from stacks.checks.plugin import FAILED
from stacks.checks.update_guard import plugin
from stacks.checks.update_guard.rules import RULES
from tests.synthesis import ROOT

TEXT = (ROOT / "docs" / "updates.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "rule",
    [*plugin.RULE_IDS, FAILED],
)
def test_each_rule_is_explained(rule: str) -> None:
    assert f"`{rule}`" in TEXT


def test_what_cannot_be_acknowledged_is_marked() -> None:
    rows = [line for line in TEXT.splitlines() if "| **never** |" in line]
    never = [rule.id for rule in RULES if not rule.acknowledgeable]
    assert sorted(row.split("|")[1].strip(" `") for row in rows) == sorted(never)


def test_the_section_that_a_message_names_is_there() -> None:
    assert "## From OPTIONAL to ON" in TEXT
