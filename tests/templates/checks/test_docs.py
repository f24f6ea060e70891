"""docs/updates.md explains every rule."""

import pytest

from stacks.checks.service_rules import plugin as service_rules
from stacks.checks.update_guard import plugin as update_guard
from tests.synthesis import ROOT

TEXT = (ROOT / "docs" / "updates.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "rule",
    [*(rule.id for rule in update_guard.RULES), update_guard.UNKNOWN, *(r.id for r in service_rules.RULES)],
)
def test_each_rule_is_explained(rule: str) -> None:
    assert f"`{rule}`" in TEXT


def test_what_cannot_be_acknowledged_is_said_to_be_so() -> None:
    rows = [line for line in TEXT.splitlines() if "| **never** |" in line]
    never = [rule.id for rule in update_guard.RULES if not rule.acknowledgeable]
    assert sorted(row.split("|")[3].strip(" `") for row in rows) == sorted(never)


def test_the_section_that_a_message_names_is_there() -> None:
    assert "## From OPTIONAL to ON" in TEXT


def test_the_line_that_says_that_nothing_was_compared_is_explained() -> None:
    assert update_guard.NOTHING_COMPARED in TEXT
