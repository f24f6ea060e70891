"""The fixes that rules propose name settings that exist."""

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from stacks.checks.service_rules.plugin import RULES as SERVICE_RULES
from stacks.checks.update_guard.rules import RULES
from stacks.settings import Settings


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that an annotation names, at any depth."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from models(argument)


SECTIONS = {
    section: {name for model in models(field.annotation) for name in model.model_fields}
    for section, field in Settings.model_fields.items()
}
FIELDS = {name for fields in SECTIONS.values() for name in fields}
# "user_pool.self_sign_up", "clients.NAME.secret", and `threat_protection = "OFF"`; no name of a file.
QUALIFIED = re.compile(rf"\b({'|'.join(SECTIONS)})\.(?:[A-Z]+\.)?(?!md\b)([a-z_]+)\b")
ASSIGNED = re.compile(r"(?<![.\w])([a-z_]+) = ")


TEXTS = {rule.id: f"{rule.consequence} {rule.fix}" for rule in RULES} | {
    rule.id: f"{rule.fact} {rule.fix}" for rule in SERVICE_RULES
}


@pytest.mark.parametrize("rule_id", TEXTS)
def test_a_rule_names_settings_that_exist(rule_id: str) -> None:
    text = TEXTS[rule_id]
    assert [found[0] for found in QUALIFIED.finditer(text) if found[2] not in SECTIONS[found[1]]] == []
    assert [name for name in ASSIGNED.findall(text) if name not in FIELDS] == []
