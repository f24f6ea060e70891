"""A nested stack is judged with what its parent passes to it."""

from typing import Any

import pytest

from stacks.checks.update_guard.compare import compare, passed_to
from stacks.deployed.model import DeployedStack
from tests.templates.checks.deployed_app import resource

INNER = {
    "Parameters": {"Mode": {"Type": "String", "Default": "OPTIONAL"}, "Asset": {"Type": "String"}},
    "Resources": {"Pool": resource("Cognito::UserPool", MfaConfiguration={"Ref": "Mode"})},
}
VALUES = {"Mode": "OPTIONAL", "Asset": "one.zip"}


def parent(mode: Any, asset: str = "one.zip") -> dict[str, Any]:
    return {
        "Parameters": {"Mfa": {"Type": "String", "Default": "OPTIONAL"}, "Other": {"Type": "String"}},
        "Resources": {
            "Auth": resource("CloudFormation::Stack", Parameters={"Mode": mode, "Asset": asset}),
            "Empty": resource("CloudFormation::Stack"),
        },
    }


@pytest.mark.parametrize(
    ("mode", "passed", "rules"),
    [
        ("OPTIONAL", {}, []),
        ({"Ref": "Mfa"}, {}, []),
        ("ON", {"Mode": "ON"}, ["MfaModeOn"]),
        ({"Ref": "Other"}, {"Mode": None}, ["Unjudged"]),
    ],
)
def test_what_changes_is_judged_by_its_new_value(mode: Any, passed: dict[str, Any], rules: list[str]) -> None:
    deployed = DeployedStack(parent("OPTIONAL"))
    assert passed_to("Auth", deployed, parent(mode)) == passed
    found = compare(DeployedStack(INNER, parameters=VALUES), INNER, passed)
    assert [finding.rule for finding in found] == rules


def test_the_parents_parameters_keep_their_deployed_values() -> None:
    deployed = DeployedStack(parent({"Ref": "Other"}), parameters={"Other": "OPTIONAL"})
    assert passed_to("Auth", deployed, parent("OPTIONAL", "two.zip")) == {"Asset": "two.zip"}


def test_a_nested_stack_without_parameters_is_passed_nothing() -> None:
    assert passed_to("Empty", DeployedStack(parent("ON")), parent("OPTIONAL")) == {}
    assert passed_to("Missing", DeployedStack(parent("ON")), parent("OPTIONAL")) == {}
