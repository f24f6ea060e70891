"""What a template's intrinsic functions mean."""

from typing import Any

import pytest

from stacks.checks.update_guard.references import is_unknown, references
from stacks.checks.update_guard.resolving import HIDDEN, SSM, Resolver, Settled, joined
from stacks.checks.update_guard.worlds import worlds

PROVIDER = "AWS::Cognito::UserPoolIdentityProvider"
SERVER = "AWS::Cognito::UserPoolResourceServer"

TEMPLATE: dict[str, Any] = {
    "Parameters": {
        "Name": {"Type": "String", "Default": "users"},
        "Open": {"Type": "String"},
        "Items": {"Type": "CommaDelimitedList", "Default": "a, b"},
        "Numbers": {"Type": "List<Number>", "Default": "1,2"},
        "Nothing": {"Type": "CommaDelimitedList", "Default": ""},
        "Stored": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/name"},
        "Secret": {"Type": "String", "NoEcho": "true", "Default": "do-not-show"},
    },
    "Mappings": {
        "Stages": {"prod": {"days": 30, "same": 1}, "dev": {"days": 1, "same": 1}},
        "Broken": {"prod": "text"},
    },
    "Conditions": {
        "Yes": {"Fn::Equals": [{"Ref": "Name"}, "users"]},
        "No": {"Fn::Not": [{"Condition": "Yes"}]},
        "Round": {"Condition": "Around"},
        "Around": {"Condition": "Round"},
        "Unknown": {"Fn::Equals": [{"Ref": "Open"}, "a"]},
    },
    "Resources": {
        "Provider": {"Type": PROVIDER, "Properties": {"ProviderName": "Corp"}},
        "Api": {"Type": SERVER, "Properties": {"Identifier": {"Ref": "Name"}}},
        "Itself": {"Type": SERVER, "Properties": {"Identifier": {"Ref": "Itself"}}},
        "Untold": {"Type": SERVER, "Properties": {"Identifier": {"Ref": "Other"}}},
        "Pool": {"Type": "AWS::Cognito::UserPool", "Properties": {"UserPoolName": "users"}},
    },
}  # fmt: skip


def join(*parts: Any) -> dict[str, Any]:
    return {"Fn::Join": ["", list(parts)]}


@pytest.mark.parametrize(
    ("value", "meaning"),
    [
        ({"Ref": "Name"}, "users"),
        ({"Ref": "Items"}, ["a", "b"]),
        ({"Ref": "Numbers"}, ["1", "2"]),
        ({"Ref": "Nothing"}, []),
        ({"Ref": "Stored"}, {SSM: "/name"}),
        ({"Ref": "Pool"}, {"Ref": "Pool"}),
        ({"Ref": "AWS::Region"}, {"Ref": "AWS::Region"}),
        ({"Ref": ["Name"]}, {"Ref": ["Name"]}),
        ({"Ref": "Provider"}, "Corp"),
        ({"Ref": "Api"}, "users"),
        ({"Ref": "Itself"}, {"Ref": "Itself"}),
        ({"Ref": "Untold"}, {"Ref": "Untold"}),
        ({"Fn::GetAtt": "Nested.Outputs.PoolId"}, {"Fn::GetAtt": ["Nested", "Outputs.PoolId"]}),
        ({"Fn::GetAtt": "Pool.Arn"}, {"Fn::GetAtt": ["Pool", "Arn"]}),
        ({"Fn::GetAtt": ["Pool", "UserPoolId"]}, {"Ref": "Pool"}),
        ({"Fn::GetAtt": ["Nested", "Outputs.PoolId"]}, {"Fn::GetAtt": ["Nested", "Outputs.PoolId"]}),
        ({"Fn::If": ["Yes", 1, 2]}, 1),
        ({"Fn::If": ["No", 1, 2]}, 2),
        ({"Fn::If": ["Yes", 1]}, {"Fn::If": ["Yes", 1]}),
        ({"a": {"Fn::If": ["No", 1, {"Ref": "AWS::NoValue"}]}, "b": 2}, {"b": 2}),
        (["a", {"Fn::If": ["No", "b", {"Ref": "AWS::NoValue"}]}, "c"], ["a", "c"]),
        ({"Fn::Base64": {"Ref": "AWS::NoValue"}}, {}),
        ({"Fn::Sub": "${Name}-pool"}, "users-pool"),
        ({"Fn::Sub": "${ Name }-${!Name}-${"}, "users-${Name}-${"),
        ({"Fn::Sub": ["${x}-${Name}", {"x": {"Ref": "Items"}}]}, join(["a", "b"], "-users")),
        ({"Fn::Sub": "${Pool.Arn}/a"}, join({"Fn::GetAtt": ["Pool", "Arn"]}, "/a")),
        ({"Fn::Sub": "${Pool}"}, {"Ref": "Pool"}),
        ({"Fn::Sub": [1, 2, 3]}, {"Fn::Sub": [1, 2, 3]}),
        ({"Fn::Sub": {"Ref": "Name"}}, {"Fn::Sub": "users"}),
        ({"Fn::Join": ["-", ["a", {"Ref": "Name"}, 3, True]]}, "a-users-3-true"),
        ({"Fn::Join": ["-", ["a", {"Fn::Sub": "${Pool}-b"}]]}, join("a-", {"Ref": "Pool"}, "-b")),
        ({"Fn::Join": ["", []]}, ""),
        ({"Fn::Join": ["-", {"Ref": "Items"}]}, "a-b"),
        ({"Fn::Split": ["-", "a-b"]}, ["a", "b"]),
        ({"Fn::Split": ["", "a-b"]}, {"Fn::Split": ["", "a-b"]}),
        ({"Fn::Select": ["1", {"Ref": "Items"}]}, "b"),
        ({"Fn::Select": [0, ["a", "b"]]}, "a"),
        ({"Fn::Select": [2, ["a", "b"]]}, {"Fn::Select": [2, ["a", "b"]]}),
        ({"Fn::Select": ["-1", ["a"]]}, {"Fn::Select": ["-1", ["a"]]}),
        ({"Fn::FindInMap": ["Stages", "prod", "days"]}, 30),
        ({"Fn::FindInMap": ["Stages", {"Ref": "Open"}, "same"]}, 1),
        (
            {"Fn::FindInMap": ["Stages", {"Ref": "Open"}, "days"]},
            {"Fn::FindInMap": [TEMPLATE["Mappings"]["Stages"], {"Ref": "Open"}, "days"]},
        ),
        (
            {"Fn::FindInMap": ["Stages", "test", "same", {"DefaultValue": 2}]},
            {"Fn::FindInMap": [TEMPLATE["Mappings"]["Stages"], "test", "same", {"DefaultValue": 2}]},
        ),
        ({"Fn::FindInMap": ["None", "prod", "days"]}, {"Fn::FindInMap": ["None", "prod", "days"]}),
        (
            {"Fn::FindInMap": ["Broken", "prod", "days"]},
            {"Fn::FindInMap": [{"prod": "text"}, "prod", "days"]},
        ),
        (
            {"Fn::FindInMap": ["Stages", "prod", "none"]},
            {"Fn::FindInMap": [TEMPLATE["Mappings"]["Stages"], "prod", "none"]},
        ),
        ({"Fn::ToJsonString": {"a": [1, {"Ref": "Name"}]}}, '{"a":[1,"users"]}'),
        ({"Fn::ToJsonString": {"a": {"Ref": "Open"}}}, {"Fn::ToJsonString": {"a": {"Ref": "Open"}}}),
        ({"Fn::Length": {"Ref": "Items"}}, 2),
        ({"Fn::ImportValue": {"Ref": "Name"}}, {"Fn::ImportValue": "users"}),
        ({"Fn::Equals": ["a", {"Ref": "Name"}]}, {"Fn::Equals": ["a", "users"]}),
        ("text", "text"),
        (None, None),
    ],
)  # fmt: skip
def test_what_a_value_means(value: Any, meaning: Any) -> None:
    assert Resolver(TEMPLATE, {}).value(value) == meaning


def test_a_hidden_default_is_told_from_another_and_not_shown() -> None:
    hidden = Resolver(TEMPLATE, {}).value({"Ref": "Secret"})
    assert list(hidden) == [HIDDEN]
    assert "do-not-show" not in repr(hidden)
    other = {"Parameters": {"Secret": {**TEMPLATE["Parameters"]["Secret"], "Default": "other"}}}
    assert Resolver(other, {}).value({"Ref": "Secret"}) != hidden
    shown = {"Parameters": {"Secret": {**TEMPLATE["Parameters"]["Secret"], "NoEcho": False}}}
    assert Resolver(shown, {}).value({"Ref": "Secret"}) == "do-not-show"


HOLDS, FAILS = {"Fn::Equals": [1, "1"]}, {"Fn::Equals": ["a", "b"]}


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ({"Condition": "Yes"}, True),
        ({"Condition": "No"}, False),
        (HOLDS, True),
        (FAILS, False),
        ({"Fn::And": [HOLDS, HOLDS]}, True),
        ({"Fn::And": [HOLDS, FAILS]}, False),
        ({"Fn::Or": [FAILS, HOLDS]}, True),
        ({"Fn::Or": [FAILS, FAILS]}, False),
        ({"Fn::Not": [FAILS]}, True),
    ],
)
def test_what_a_template_tells_of_a_condition(condition: Any, holds: bool) -> None:
    resolver = Resolver(TEMPLATE, {})
    assert resolver.condition(condition) is holds
    assert resolver.atoms == set()


@pytest.mark.parametrize(
    "condition",
    [
        {"Condition": "Unknown"},
        {"Condition": "Round"},
        {"Condition": "Missing"},
        {"Fn::Equals": ["a", {"Ref": "Open"}]},
        {"Fn::Equals": ["a"]},
        "text",
    ],
)
def test_what_no_template_tells_of_a_condition_depends_on_the_world(condition: Any) -> None:
    resolver = Resolver(TEMPLATE, {})
    assert resolver.condition(condition) is False
    (atom,) = resolver.atoms
    assert Resolver(TEMPLATE, {atom: True}).condition(condition) is True


def test_a_comparison_is_the_same_in_either_order() -> None:
    resolver = Resolver(TEMPLATE, {})
    for sides in (["a", {"Ref": "Open"}], [{"Ref": "Open"}, "a"]):
        resolver.condition({"Fn::Equals": sides})
    assert len(resolver.atoms) == 1


def with_conditions(count: int) -> dict[str, Any]:
    return {
        "Conditions": {f"C{n}": {"Fn::Equals": [{"Ref": f"P{n}"}, "a"]} for n in range(count)},
        "Resources": {},
    }


def test_the_worlds_are_all_outcomes_of_few_conditions_and_each_one_of_many() -> None:
    assert list(worlds({"Resources": {}})) == [{}]
    assert sorted(sum(world.values()) for world in worlds(with_conditions(2))) == [0, 1, 1, 2]
    assert len(list(worlds(with_conditions(5)))) == 32
    many = [sum(world.values()) for world in worlds(with_conditions(6))]
    assert many[0] == 0
    assert sorted(many) == [0, *[1] * 6, *[5] * 6]
    assert all(len(world) == 6 for world in worlds(with_conditions(6)))


def test_no_world_has_one_value_equal_two_texts() -> None:
    conditions = {name: {"Fn::Equals": [{"Ref": "Stage"}, name]} for name in ("dev", "prod")}
    found = list(worlds({"Conditions": conditions, "Resources": {}}))
    assert sorted(sum(world.values()) for world in found) == [0, 1, 1]


def test_conditions_of_resources_outputs_and_values_are_in_the_worlds() -> None:
    """Those in what does not hold in the first world, too."""
    properties = {
        "a": [{"Fn::If": ["Value", {"Fn::If": ["Inner", 1, 2]}, 3]}],
        "Condition": {"IpAddress": "a"},
    }
    template = {
        "Resources": {"Pool": {"Type": "A", "Condition": "Own", "Properties": properties}},
        "Outputs": {"Id": {"Condition": "Shown", "Value": 1}},
    }
    assert len(list(worlds(template))) == 16


def test_each_part_of_a_condition_is_in_the_worlds() -> None:
    parts = [{"Fn::Equals": [{"Ref": name}, "a"]} for name in ("One", "Two")]
    for function in ("Fn::And", "Fn::Or"):
        assert len(list(worlds({"Conditions": {"Both": {function: parts}}, "Resources": {}}))) == 4


def test_only_what_holds_is_in_a_resolved_template() -> None:
    template = {
        **TEMPLATE,
        "Resources": {
            "In": {"Type": "A", "Condition": "Yes"},
            "Out": {"Type": "A", "Condition": "No"},
            "Fn::ForEach::Loop": ["a", ["b"], {}],
        },
        "Outputs": {"Out": {"Condition": "No", "Value": 1}},
    }
    resolved = Resolver(template, {}).template()
    assert (list(resolved["Resources"]), resolved["Outputs"]) == (["In"], {})
    assert resolved["Parameters"] == TEMPLATE["Parameters"]


@pytest.mark.parametrize(
    ("value", "unknown"),
    [
        ({"Ref": "Name"}, True),
        ({"Ref": "NotShown"}, True),
        ({"Ref": "Pool"}, False),
        ({"Ref": "AWS::Region"}, False),
        ({"Ref": ["Pool"]}, False),
        ({"Fn::GetAtt": ["Anything", "Arn"]}, False),
        (join("a", {"Ref": "Pool"}), False),
        (join("a", {"Ref": "Name"}), True),
        ({"Fn::ImportValue": "a"}, True),
        ({"a": [{"b": {"Ref": "Name"}}]}, True),
        ({"a": [{"b": {"Ref": "Pool"}}]}, False),
        ("{{resolve:ssm:a}}", True),
        ("text", False),
        (1, False),
    ],
)
def test_what_a_template_cannot_tell(value: Any, unknown: bool) -> None:
    assert is_unknown(value, TEMPLATE) is unknown


def test_what_a_value_refers_to() -> None:
    value = {"a": [{"Ref": "One"}, join("x", {"Fn::GetAtt": ["Two", "Arn"]})], "b": {"Ref": 1}, "c": "text"}
    assert list(references(value)) == ["One", "Two"]


@pytest.mark.parametrize(
    ("delimiter", "items", "text"),
    [
        ("-", ["a", "b"], "a-b"),
        ("", ["a", "", "b"], "ab"),
        ("-", [{"Ref": "A"}], {"Ref": "A"}),
        ("-", [{"Ref": "A"}, {"Ref": "B"}], join({"Ref": "A"}, "-", {"Ref": "B"})),
        ("-", ["a", join("b", {"Ref": "C"})], join("a-b", {"Ref": "C"})),
        ("-", [], ""),
    ],
)
def test_a_join_in_its_shortest_form(delimiter: str, items: list[Any], text: Any) -> None:
    assert joined(delimiter, items) == text


def test_what_meets_no_untold_condition_is_resolved_once_for_all_worlds() -> None:
    template = {
        "Parameters": {"Stage": {"Type": "String"}},
        "Conditions": {
            "IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]},
            "Never": {"Fn::Equals": ["a", "b"]},
        },
        "Resources": {
            "Same": {"Type": "A", "Properties": {"P": {"Fn::Join": ["", ["a", "b"]]}}},
            "Gone": {"Type": "A", "Condition": "Never"},
            "Prod": {"Type": "A", "Condition": "IsProd"},
            "Value": {"Type": "A", "Properties": {"P": {"Fn::If": ["IsProd", 1, 2]}}},
        },
    }
    settled: Settled = {}
    found = [
        Resolver(template, world, settled).template()["Resources"]
        for world in worlds({**template, "Outputs": {}})
    ]
    assert settled == {
        ("Resources", "Same"): {"Type": "A", "Properties": {"P": "ab"}},
        ("Resources", "Gone"): None,
    }
    assert [sorted(resources) for resources in found] == [["Same", "Value"], ["Prod", "Same", "Value"]]
    assert [resources["Value"]["Properties"]["P"] for resources in found] == [2, 1]
