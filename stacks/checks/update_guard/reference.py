"""Writes the documents about verdicts from the table and the rules.

usage: python -m stacks.checks.update_guard.reference docs
"""

import sys
from pathlib import Path

from stacks.checks.update_guard.rule import ERROR, FATAL, WARNING, Rule
from stacks.checks.update_guard.rules import RULES
from stacks.checks.update_guard.table import ANY, DELETION_POLICY, EVERY_PROPERTY, RESOURCE, Row, table

START, END = "<!-- rules: written by make snapshots -->", "<!-- end of rules -->"

ANSWERS = {WARNING: "warning", ERROR: "acknowledged", FATAL: "**never**"}
"""How a rule lets its change through."""

INTRODUCTION = """\
# Verdicts

The update guard's verdict on a change of each property, per resource type. This file is written from the
table that the guard reads, `stacks/checks/update_guard/verdicts.toml`;
[updates.md](updates.md) explains the rules.

A direction that is missing is harmless. *Narrowed* and *widened*: fewer or more items, a smaller or larger
number, `true` to `false` or `false` to `true`, a lower or higher of the values listed. A rule may still find
the change harmless in its context, such as a removed permission of a function that no trigger calls any more.

A property that is missing here, of a type that is listed or of any other `AWS::Cognito::` type, is reported
as `Unjudged`. The guard ignores all other types, but for custom resources that set something in a pool.
"""

NAMES = {
    RESOURCE: "the resource itself",
    DELETION_POLICY: "`DeletionPolicy`, `UpdateReplacePolicy`",
    EVERY_PROPERTY: "every property",
}


def verdicts_text() -> str:
    """The table of verdicts, as Markdown."""
    parts = [INTRODUCTION]
    for resource_type, rows in table().items():
        lines = [f"| {_name(row)} | {_verdict(row)} | {_why(row)} |" for row in rows.rows.values()]
        parts.append(
            "\n".join(
                [f"## {resource_type}", "", "| property | verdict | why |", "|---|---|---|", *lines, ""]
            )
        )
    return "\n".join(parts).rstrip() + "\n"


def _name(row: Row) -> str:
    return NAMES.get(row.path, f"`{row.path}`")


def _verdict(row: Row) -> str:
    if row.harmless is not None:
        return "harmless"
    return "; ".join(
        f"{'any change' if direction == ANY else direction}: {', '.join(f'`{rule}`' for rule in rules)}"
        for direction, rules in row.rules.items()
    )


def _why(row: Row) -> str:
    if row.harmless is not None:
        return row.harmless
    order = " < ".join(f"`{value}`" for value in row.order)
    default = "" if row.default is None else f"absent means `{_text(row.default)}`"
    consequences = [rule.consequence for rule_id in row.all_rules for rule in _rules(rule_id)[:1]]
    return " · ".join(filter(None, [*consequences, order, default]))


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _rules(rule_id: str) -> list[Rule]:
    return [rule for rule in RULES if rule.id == rule_id]


def rules_text() -> str:
    """The rules, as a table in Markdown."""
    rows = [f"| `{rule.id}` | {ANSWERS[rule.severity]} | {rule.consequence} | {rule.fix} |" for rule in RULES]
    return "\n".join(["| rule | passes | what would happen | what to do |", "|---|---|---|---|", *rows])


def with_rules(text: str) -> str:
    """A document with the rules between its two marks written again."""
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n\n{rules_text()}\n\n{END}{after}"


def _write(docs: Path) -> None:
    (docs / "verdicts.md").write_text(verdicts_text(), encoding="utf-8")
    updates = docs / "updates.md"
    updates.write_text(with_rules(updates.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    _write(Path(sys.argv[1]))
