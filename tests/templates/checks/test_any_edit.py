"""Any edit of any environment's template: nothing passes that is neither equal in meaning nor judged."""

import copy
import json
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stacks.checks.update_guard.edits import normalized
from stacks.checks.update_guard.folders import TemplatesError, compare_stacks, read_templates
from stacks.checks.update_guard.rule import every
from stacks.checks.update_guard.rules import RULES
from stacks.checks.update_guard.table import Row, table
from stacks.deployed.model import DeployedStack
from stacks.template import plain
from tests.synthesis import COMBINATIONS, ROOT, template
from tests.templates.checks.editing import GONE
from tests.templates.checks.test_any_change import JSON, Place, judged, places, rules

NAMES = sorted(f"{COMBINATIONS.relative_to(ROOT)}/{file.stem}" for file in COMBINATIONS.glob("[a-z]*.toml"))
BY_CONTEXT = {rule.id for rule in RULES if rule.judge is not every}
"""The rules that look at more than that a value changes."""

Edit = tuple[Place, Any]


@cache
def editable(name: str) -> list[Place]:
    """The places of an environment's template in properties, lists being one place each."""
    return [
        place
        for place in places({"Resources": template(name)["Resources"]})
        if len(place) > 3 and place[2] == "Properties" and not any(isinstance(key, int) for key in place)
    ]


@st.composite
def edits(draw: st.DrawFn, name: str) -> Edit:
    """A place, and what is to be there: nothing, a value of another place, or anything."""
    place = draw(st.sampled_from(editable(name)))
    other = draw(st.sampled_from(editable(name)))
    value = draw(st.one_of(st.just(GONE), st.just(value_at(name, other)), JSON))
    return place, value


def value_at(name: str, place: Place) -> Any:
    value: Any = template(name)
    for key in place:
        value = value[key]
    return value


def edited(name: str, *made: Edit) -> dict[str, Any]:
    result = copy.deepcopy(template(name))
    for place, value in made:
        target: Any = result
        for key in place[:-1]:
            target = target[key]
        if value is GONE:
            del target[place[-1]]
        else:
            target[place[-1]] = copy.deepcopy(value)
    return result


def row_of(name: str, place: Place) -> tuple[str, Row | None]:
    """The path of a place below a resource's properties, and the row that covers it."""
    path = ".".join(map(str, place[3:]))
    resource_type = template(name)["Resources"][place[1]]["Type"]
    return path, judged(resource_type, path)


def must_be_found(name: str, edit: Edit) -> bool:
    """Whether no verdict of the table lets an edit pass."""
    place, value = edit
    path, row = row_of(name, place)
    old, new = value_at(name, place), None if value is GONE else value
    if plain(old) == plain(new):
        return False
    if row is None:
        resource_type = template(name)["Resources"][place[1]]["Type"]
        return not table()[resource_type].is_branch(path)
    if row.path != path or row.harmless is not None or normalized(old, row) == normalized(new, row):
        return False
    direction = "removed" if new is None and row.default is None else "any"
    judges = row.judges("removed") if direction == "removed" else row.rules.get("any", ())
    return bool({*judges} - BY_CONTEXT)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=15)
@given(data=st.data())
def test_an_edit_is_equal_in_meaning_judged_harmless_or_found(name: str, data: st.DataObject) -> None:
    edit = data.draw(edits(name))
    found = rules(template(name), edited(name, edit))
    if must_be_found(name, edit):
        assert found, edit
    path, row = row_of(name, edit[0])
    if row and row.path == path and row.harmless is not None:
        assert found == set(), edit


def depends_on(name: str, one: Edit, other: Edit) -> bool:
    """Whether what one edit means may depend on the other: a resource's text names the other's resource."""
    resources = template(name)["Resources"]
    ids = [str(edit[0][1]) for edit in (one, other)]
    texts = [
        json.dumps([resources[edit[0][1]], edit[1] if edit[1] is not GONE else None]) for edit in (one, other)
    ]
    return ids[0] == ids[1] or ids[0] in texts[1] or ids[1] in texts[0]


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=15)
@given(data=st.data())
def test_two_edits_are_found_as_each_is(name: str, data: st.DataObject) -> None:
    one, other = data.draw(edits(name)), data.draw(edits(name))
    if depends_on(name, one, other):
        return
    base = template(name)
    alone = rules(base, edited(name, one)) | rules(base, edited(name, other))
    assert rules(base, edited(name, one, other)) == alone, (one, other)


@settings(max_examples=100)
@given(one=JSON, other=JSON)
def test_any_json_is_a_template_or_is_refused(
    one: Any, other: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    read = []
    for value in (
        one,
        {"Resources": other},
        {"Resources": {"Pool": other}, "Outputs": one, "Conditions": one},
    ):
        file = Path(tmp_path_factory.getbasetemp()) / "any.template.json"
        file.write_text(json.dumps(value), encoding="utf-8")
        with suppress(TemplatesError):
            read.append(read_templates(file))
    for old in read:
        for new in read:
            compare_stacks({name: DeployedStack(each) for name, each in old.items()}, new)
