"""The table of verdicts is complete, and names rules that there are."""

import pytest

from stacks.checks.update_guard import reference, schemas
from stacks.checks.update_guard.rules import RULES, UNJUDGED
from stacks.checks.update_guard.table import EVERY_PROPERTY, RESOURCE, Row, Rows, table
from tests.synthesis import NAMES, ROOT, template

SCHEMAS = schemas.read()["types"]
# Types of whose properties none concerns a user, whatever CloudFormation adds.
NO_USER_DEPENDS_ON = {
    "AWS::CDK::Metadata",
    "AWS::CloudWatch::Alarm",
    "AWS::CloudWatch::Dashboard",
    "AWS::DynamoDB::Table",
    "AWS::Logs::LogGroup",
    "AWS::Logs::MetricFilter",
    "AWS::S3::Bucket",
    "AWS::S3::BucketPolicy",
    "AWS::SQS::QueuePolicy",
    "AWS::Serverless::Function",
    "AWS::StepFunctions::StateMachine",
}
ROWS = [(resource_type, row) for resource_type, rows in table().items() for row in rows.rows.values()]


def covering(rows: Rows, path: str) -> Row | None:
    """The row that judges a property: its own, or one above that lists it among its fields."""
    parts = path.split(".")
    for length in range(len(parts), 0, -1):
        row = rows.rows.get(".".join(parts[:length]))
        below = ".".join(parts[length:])
        if row and (not below or below in row.fields):
            return row
    return None


def test_the_schemas_are_those_of_the_installed_cfn_lint() -> None:
    assert schemas.read() == schemas.current(), "run: make schemas, and judge what is new"


@pytest.mark.parametrize("resource_type", SCHEMAS)
def test_every_property_has_a_verdict(resource_type: str) -> None:
    rows = table()[resource_type]
    paths = SCHEMAS[resource_type]["paths"]
    # A property of another service is judged whole.
    is_cognito = resource_type.startswith(schemas.COGNITO)
    names = paths if is_cognito else {path.partition(".")[0] for path in paths}
    assert [name for name in names if covering(rows, name) is None] == []


@pytest.mark.parametrize("resource_type", SCHEMAS)
def test_no_verdict_is_about_a_property_that_is_gone(resource_type: str) -> None:
    paths = SCHEMAS[resource_type]["paths"]
    for row in table()[resource_type].rows.values():
        if not row.path.startswith("("):
            assert any(path == row.path or path.startswith(f"{row.path}.") for path in paths), row.path
        for field in row.fields:
            assert any(f"{path}.".startswith(f"{row.path}.{field}.") for path in paths), (row.path, field)


@pytest.mark.parametrize("resource_type", SCHEMAS)
def test_what_replaces_a_resource_is_judged_where_its_removal_is(resource_type: str) -> None:
    rows = table()[resource_type].rows
    if RESOURCE in rows and resource_type.startswith(schemas.COGNITO):
        for name in SCHEMAS[resource_type]["create_only"]:
            assert rows[name].all_rules, name


@pytest.mark.parametrize("name", NAMES)
def test_every_type_that_a_stack_holds_is_in_the_table(name: str) -> None:
    held = {resource["Type"] for resource in template(name)["Resources"].values()}
    assert held <= table().keys()


def test_every_type_is_judged_property_by_property_or_concerns_no_user() -> None:
    whole = {resource_type for resource_type, rows in table().items() if EVERY_PROPERTY in rows.rows}
    assert whole == NO_USER_DEPENDS_ON
    assert table().keys() - whole == SCHEMAS.keys()


@pytest.mark.parametrize(("resource_type", "row"), ROWS, ids=lambda value: getattr(value, "path", value))
def test_a_row_is_either_harmless_or_names_rules(resource_type: str, row: Row) -> None:
    assert bool(row.harmless) != bool(row.rules), resource_type
    assert {*row.all_rules} <= {rule.id for rule in RULES}


def test_every_rule_is_in_the_table_or_finds_by_itself() -> None:
    named = {rule for _, row in ROWS for rule in row.all_rules}
    for rule in RULES:
        assert (rule.id in named) == (rule.judge is not None), rule.id
        assert rule.judge or rule.find or rule is UNJUDGED


def test_the_documents_are_up_to_date() -> None:
    docs = ROOT / "docs"
    updates = (docs / "updates.md").read_text(encoding="utf-8")
    assert (docs / "verdicts.md").read_text(encoding="utf-8") == reference.verdicts_text(), (
        "run: make snapshots"
    )
    assert updates == reference.with_rules(updates), "run: make snapshots"
