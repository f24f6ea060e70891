"""docs/constraints.md lists what Cognito refuses, with the fields and the rules that there are."""

import re
from collections.abc import Iterator
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from stacks.checks.service_rules.plugin import RULES
from stacks.settings import Settings
from tests.synthesis import ROOT

ROWS = [
    line.split(" | ")
    for line in (ROOT / "docs" / "constraints.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| constraint")
]


def names(cell: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", cell))


def fields(model: type[BaseModel], path: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        dotted = f"{path}{name}"
        yield dotted
        inner = f"{dotted}.NAME" if get_origin(field.annotation) is dict else dotted
        for section in sections(field.annotation):
            yield from fields(section, f"{inner}.")


def sections(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from sections(argument)


def test_each_service_rule_is_listed_and_each_listed_one_is_there() -> None:
    assert set.union(*(names(template) for _, _, template in ROWS)) == {rule.id for rule in RULES}


def test_each_field_is_there() -> None:
    listed = set.union(*(names(file) for _, file, _ in ROWS))
    assert not listed - set(fields(Settings))
