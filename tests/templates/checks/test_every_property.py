"""What the guard says when any one thing of the deployed pool, its clients or its SMS role goes or changes.

every_property.txt was reviewed line by line. Nothing that the template holds may be missing in it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stacks.checks.service_rules.plugin import check
from tests.synthesis import template
from tests.templates.checks.editing import BASE, GONE, POOL, SMS_ROLE, WEB, edited, findings

NATIVE = "Resources.AppClientsNativeAB1031FA"
RESOURCES = {"pool": POOL, "web": WEB, "native": NATIVE, "role": SMS_ROLE}

ROWS = [
    line.split()
    for line in Path(__file__).with_name("every_property.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
TABLE = {place: (when_gone, when_other) for place, when_gone, when_other in ROWS}


def places(value: Any, place: str) -> Iterator[str]:
    """All places in a value: of each key, and of each item of a list of objects."""
    yield place
    if isinstance(value, dict) and not {"Ref", "Fn::GetAtt"} & value.keys():
        for key, item in value.items():
            yield from places(item, f"{place}.{key}")
    if isinstance(value, list) and value and isinstance(value[0], dict):
        for index, item in enumerate(value):
            yield from places(item, f"{place}.{index}")


# Where any other value would be none that the property can have.
OTHER_VALUES = {
    "pool.Properties.MfaConfiguration": "ON",
    "pool.Properties.EnabledMfas": ["SMS_MFA"],
    "pool.Properties.AccountRecoverySetting.RecoveryMechanisms.0.Name": "verified_phone_number",
    "pool.Properties.UserPoolTier": "LITE",
    "pool.Properties.AutoVerifiedAttributes": ["email"],
}


def all_places() -> dict[str, Any]:
    resources = template(BASE)["Resources"]
    found = {}
    for name, resource in RESOURCES.items():
        for place in places(resources[resource.removeprefix("Resources.")], resource):
            found[place.replace(resource, name, 1)] = place
    return found


def changed(name: str) -> Any:
    """Another value of the same kind."""
    if name in OTHER_VALUES:
        return OTHER_VALUES[name]
    value = value_at(PLACES[name])
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return f"{value}-changed"
        case list():
            return [*value, "changed"]
        case _:
            return {"Changed": "changed"}


def value_at(place: str) -> Any:
    value: Any = template(BASE)
    for key in place.split("."):
        value = value[int(key) if isinstance(value, list) else key]
    return value


PLACES = all_places()


def said(name: str, value: Any) -> str:
    """The rules that the guard names, joined; "-" is none."""
    return "+".join(findings(template(BASE), edited(BASE, {PLACES[name]: value}))) or "-"


def listed(name: str) -> str:
    """The name in the table: both clients are alike."""
    resource, *rest = name.split(".")
    return ".".join(["client" if resource in {"web", "native"} else resource, *rest])


@pytest.mark.parametrize("name", PLACES)
def test_what_the_guard_says(name: str) -> None:
    assert (said(name, GONE), said(name, changed(name))) == TABLE[listed(name)]


@pytest.mark.parametrize("name", PLACES)
def test_whatever_a_template_holds_it_can_be_compared(name: str) -> None:
    values: tuple[Any, ...] = (GONE, changed(name), {}, {"Ref": "Another"}, 1, "text", [], [1])
    # That a resource is an object is made sure of before.
    for value in values[:4] if name in RESOURCES else values:
        other = edited(BASE, {PLACES[name]: value})
        findings(other, template(BASE))
        findings(template(BASE), other)
        list(check(other, region=None))


def test_nothing_is_unlisted_and_nothing_listed_is_gone() -> None:
    assert {listed(name) for name in PLACES} == TABLE.keys()
