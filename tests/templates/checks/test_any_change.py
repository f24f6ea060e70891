"""Any change of any template: it is compared without an error, and nothing passes that nobody has judged."""

import copy
import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stacks.checks.update_guard.compare import compare
from stacks.checks.update_guard.edits import COGNITO
from stacks.checks.update_guard.table import Row, table
from stacks.deployed.model import DeployedStack
from tests.synthesis import NAMES, template
from tests.templates.checks.breaking_changes import BREAKING, Case
from tests.templates.checks.deployed_app import DEPLOYED
from tests.templates.checks.test_verdicts import edited

KEYS = st.sampled_from(
    ["Ref", "Fn::If", "Fn::GetAtt", "Fn::Sub", "Fn::Join", "Fn::Select", "Fn::Split", "Fn::FindInMap",
     "Fn::Equals", "Fn::ImportValue", "Fn::Transform", "Condition", "Name", "Type", "Properties", "Statement",
     "Effect", "a.b", ""]
)  # fmt: skip
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 99),
    st.text(max_size=5),
    st.sampled_from(["Pool", "Client", "ON"]),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=6,
)
FEW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])

Place = tuple[str | int, ...]


def places(value: Any, place: Place = ()) -> Iterator[Place]:
    if place:
        yield place
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from places(item, (*place, key))


def with_value(base: dict[str, Any], place: Place, value: Any) -> dict[str, Any]:
    result = copy.deepcopy(base)
    target: Any = result
    for key in place[:-1]:
        target = target[key]
    target[place[-1]] = value
    return result


def rules(old: dict[str, Any], new: dict[str, Any]) -> set[tuple[str, str | None, str | None]]:
    return {(each.rule, each.logical_id, each.place) for each in compare(DeployedStack(old), new)}


def is_resource(place: Place) -> bool:
    """Whether what is there has to be an object with a type, which is made sure of before."""
    return place[0] == "Resources" and (len(place) < 3 or place[2] == "Type" or place[2:] == ("Properties",))


DEPLOYED_PLACES = [place for place in places(DEPLOYED) if not is_resource(place)]


@FEW
@given(st.sampled_from(DEPLOYED_PLACES), JSON)
def test_whatever_stands_anywhere_templates_are_compared(place: Place, value: Any) -> None:
    changed = with_value(DEPLOYED, place, value)
    rules(DEPLOYED, changed)
    rules(changed, DEPLOYED)
    assert rules(changed, changed) == set()


@FEW
@given(
    st.dictionaries(st.sampled_from(["Resources", "Outputs", "Parameters", "Conditions", "Mappings"]), JSON),
    JSON,
)
def test_whatever_a_template_is_it_is_compared(sections: dict[str, Any], properties: Any) -> None:
    resources = {"Pool": {"Type": "AWS::Cognito::UserPool", "Properties": properties}}
    any_template = {**sections, "Resources": resources}
    rules(DEPLOYED, any_template)
    rules(any_template, DEPLOYED)


def judged(resource_type: str, path: str) -> Row | None:
    """The row that covers a property, the nearest one above included."""
    rows = table()[resource_type]
    parts = path.split(".")
    covering = (rows.row(".".join(parts[:length])) for length in range(len(parts), 0, -1))
    return next((row for row in covering if row), None)


@pytest.mark.parametrize("name", NAMES)
def test_an_edit_of_any_property_is_judged_by_its_row(name: str) -> None:
    """With a value that none of them has: what is harmless passes, what any change breaks is found."""
    base = template(name)
    for logical_id, resource in base["Resources"].items():
        if not resource["Type"].startswith(COGNITO):
            continue
        for path in resource["Properties"]:
            row = judged(resource["Type"], path)
            changed = with_value(
                base, ("Resources", logical_id, "Properties", path), {"Fn::ImportValue": "new"}
            )
            found = {rule for rule, where, _ in rules(base, changed) if where == logical_id}
            if row and row.harmless:
                assert not found, (resource["Type"], path)
            elif row is None or "any" in row.rules:
                assert found, (resource["Type"], path)


@pytest.mark.parametrize("name", NAMES)
def test_a_property_that_is_new_to_the_guard_is_reported(name: str) -> None:
    base = template(name)
    for logical_id, resource in base["Resources"].items():
        if resource["Type"].startswith(COGNITO):
            changed = with_value(base, ("Resources", logical_id, "Properties", "NewInThisRelease"), 1)
            assert rules(base, changed) == {("Unjudged", logical_id, "Properties.NewInThisRelease")}


def touched(case: Case) -> set[str]:
    return {".".join(place.split(".")[:2]) for place in {**case.deployed, **case.new}}


# Those that depend on nothing but their own resource.
ALONE = [
    case
    for case in BREAKING
    if case.rule.startswith(("Group", "Client", "Token", "Scopes", "Passkeys", "Device"))
]
PAIRS = [pair for pair in itertools.combinations(ALONE, 2) if not touched(pair[0]) & touched(pair[1])]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[0].place} {pair[1].place}")
def test_two_changes_are_found_as_each_is(pair: tuple[Case, Case]) -> None:
    one, other = (rules(edited(case.deployed), edited({**case.deployed, **case.new})) for case in pair)
    deployed = {**pair[0].deployed, **pair[1].deployed}
    both = rules(edited(deployed), edited({**deployed, **pair[0].new, **pair[1].new}))
    assert both == one | other
