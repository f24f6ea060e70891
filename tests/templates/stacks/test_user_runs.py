"""Runs over all users: the state machine, its functions, its bucket, and what each may do."""

import json
from typing import Any

import pytest

from lambdas.user_mfa import contract
from lambdas.user_mfa.handlers import apply_plan, check_run, list_users, plan_chunk, run_clients, sum_results
from stacks.constructs.user_runs_definition import definition
from tests.synthesis import properties, resource, resources, template
from tests.templates.stacks.starting import assert_starts

FUNCTION, POOL, BUCKET = "AWS::Lambda::Function", "AWS::Cognito::UserPool", "AWS::S3::Bucket"
MACHINE, POLICY = "AWS::StepFunctions::StateMachine", "AWS::IAM::Policy"
PROD, EVERYTHING = "tests/environments/prod", "tests/environments/everything"
NAMES = ("Check", "List", "Plan", "Apply", "Sum")


def function(name: str, path: str) -> dict[str, Any]:
    found: dict[str, Any] = resource(name, FUNCTION, f"Runs/{path}/Function")["Properties"]
    return found


def text(value: Any) -> str:
    """An ARN with the types of what it refers to."""
    if isinstance(value, str):
        return value
    if "Fn::Join" in value:
        return "".join(text(part) for part in value["Fn::Join"][1])
    target = value["Fn::GetAtt"][0] if "Fn::GetAtt" in value else value["Ref"]
    found = template(PROD)["Resources"].get(target)
    return f"<{found['Type'].rpartition('::')[2]}>" if found else f"<{target}>"


def may(path: str) -> dict[str, set[str]]:
    """What the policies that start with a path allow: the resources of each action."""
    found: dict[str, set[str]] = {}
    for logical_id, policy in resources(PROD, POLICY).items():
        if logical_id.startswith(path.replace("/", "")):
            for statement in policy["Properties"]["PolicyDocument"]["Statement"]:
                actions, on = statement["Action"], statement["Resource"]
                for action in [actions] if isinstance(actions, str) else actions:
                    targets = on if isinstance(on, list) else [on]
                    found.setdefault(action, set()).update(text(target) for target in targets)
    return found


EXECUTIONS = "arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:<StateMachine>"
LOCK = {"s3:GetObject": {"<Bucket>/lock.json"}, "s3:PutObject": {"<Bucket>/lock.json"}}
COMMON = {"s3:ListBucket": {"<Bucket>"}}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (
            "Check",
            {
                **COMMON,
                **LOCK,
                "states:DescribeExecution": {f"{EXECUTIONS}:*"},
                "cognito-idp:DescribeUserPool": {"<UserPool>"},
            },
        ),
        (
            "List",
            {
                **COMMON,
                "s3:GetObject": LOCK["s3:GetObject"],
                "s3:PutObject": {"<Bucket>/lock.json", "<Bucket>/chunks/*", "<Bucket>/manifests/*"},
                "s3:DeleteObject": {"<Bucket>/manifests/*"},
                "states:DescribeExecution": {f"{EXECUTIONS}:*"},
                "cognito-idp:ListUsers": {"<UserPool>"},
            },
        ),
        (
            "Plan",
            {
                **COMMON,
                "s3:GetObject": {"<Bucket>/lock.json", "<Bucket>/chunks/*", "<Bucket>/plans/*"},
                "s3:PutObject": {"<Bucket>/lock.json", "<Bucket>/plans/*"},
                "states:DescribeExecution": {f"{EXECUTIONS}:*"},
                "cognito-idp:AdminGetUser": {"<UserPool>"},
            },
        ),
        (
            "Apply",
            {
                **COMMON,
                "s3:GetObject": {"<Bucket>/lock.json", "<Bucket>/plans/*", "<Bucket>/results/*"},
                "s3:PutObject": {"<Bucket>/lock.json", "<Bucket>/results/*"},
                "states:DescribeExecution": {f"{EXECUTIONS}:*"},
                "cognito-idp:AdminSetUserMFAPreference": {"<UserPool>"},
            },
        ),
        (
            "Sum",
            {
                **COMMON,
                "s3:GetObject": {"<Bucket>/results/*", "<Bucket>/lock.json"},
                "s3:DeleteObject": {
                    "<Bucket>/lock.json",
                    *(f"<Bucket>/{kind}/*" for kind in ("chunks", "plans", "results", "manifests")),
                },
            },
        ),
        (
            "RunSteps",
            {
                "lambda:InvokeFunction": {"<Function>"},
                "s3:GetObject": {"<Bucket>/manifests/*"},
                "states:StartExecution": {"<StateMachine>"},
                "states:DescribeExecution": {f"{EXECUTIONS}:*", f"{EXECUTIONS}/Chunks:*"},
                "states:StopExecution": {f"{EXECUTIONS}:*", f"{EXECUTIONS}/Chunks:*"},
                "states:RedriveExecution": {f"{EXECUTIONS}/Chunks:*"},
            },
        ),
    ],
)
def test_each_has_the_actions_that_it_uses(path: str, expected: dict[str, set[str]]) -> None:
    assert may(f"Runs/{path}") == expected


def test_the_bucket_is_private_encrypted_and_forgets() -> None:
    bucket = properties(PROD, BUCKET)
    (encryption,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert encryption["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    (rule,) = bucket["LifecycleConfiguration"]["Rules"]
    # An execution can be redriven for 14 days.
    assert rule == {"ExpirationInDays": 15, "Status": "Enabled"}
    (deny,) = properties(PROD, "AWS::S3::BucketPolicy")["PolicyDocument"]["Statement"]
    assert (deny["Effect"], deny["Action"]) == ("Deny", "s3:*")
    assert deny["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_the_output_is_the_state_machines_arn() -> None:
    (logical_id,) = resources(PROD, MACHINE)
    assert template(PROD)["Outputs"]["UserRuns"]["Value"] == {"Ref": logical_id}


@pytest.mark.parametrize(
    ("name", "rates", "chunk"),
    [
        (PROD, {"List": 24, "Plan": 96, "Apply": 20}, 900),
        (EVERYTHING, {"List": 18, "Plan": 72, "Apply": 15}, 900),
    ],
)
def test_a_run_takes_the_same_share_of_each_quota(name: str, rates: dict[str, int], chunk: int) -> None:
    variables = {path: function(name, path)["Environment"]["Variables"] for path in NAMES}
    assert {path: float(variables[path][contract.REQUESTS_PER_SECOND]) for path in rates} == rates
    chunk = int(variables["List"][contract.CHUNK_USERS])
    # A chunk whose users take two updates each is applied well within the function's time.
    assert 2 * chunk / rates["Apply"] < function(name, "Apply")["Timeout"] / 2


def test_the_price_is_that_of_the_pools_tier() -> None:
    price = {
        name: function(name, "Check")["Environment"]["Variables"][contract.USD_PER_ACTIVE_USER]
        for name in (PROD, "tests/environments/dev")
    }
    assert price == {PROD: "0.02", "tests/environments/dev": "0.015"}


@pytest.mark.parametrize(
    ("path", "handler", "event"),
    [
        ("Check", check_run.handler, {"run": "R", "request": None}),
        ("List", list_users.handler, None),
        ("Plan", plan_chunk.handler, None),
        ("Apply", apply_plan.handler, None),
        ("Sum", sum_results.handler, None),
    ],
)
def test_a_function_starts_with_the_variables_that_its_construct_sets(
    path: str, handler: Any, event: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = function(PROD, path)
    assert found["Handler"] == f"{handler.__module__.removeprefix('lambdas.')}.handler"
    if path == "Sum":
        # It is given the pool like the others, and does not need it.
        found = {"Environment": {"Variables": {contract.BUCKET: "runs"}}}

    def start() -> None:
        for name in ("cognito", "bucket", "lock", "user_pool_id", "types"):
            getattr(run_clients, name).cache_clear()

        class Event:
            """Reached when all variables were read."""

            def __getitem__(self, name: str) -> Any:
                if event:
                    return event[name]
                raise StopIteration

        try:
            handler(Event(), None)
        except StopIteration:
            pass
        except AttributeError as error:
            assert "NoneType" in str(error)  # noqa: PT017 - the context is not needed for the start

    assert_starts(start, found, monkeypatch)


# The definition.


def states() -> dict[str, Any]:
    """All states, those of the map and of its branches included."""
    found: dict[str, Any] = {}

    def collect(machine: dict[str, Any]) -> None:
        found.update(machine["States"])
        for state in machine["States"].values():
            for inner in (state.get("ItemProcessor"), *state.get("Branches", [])):
                if inner:
                    collect(inner)

    collect(definition())
    return found


def test_the_template_has_the_definition_with_everything_substituted() -> None:
    machine = properties(PROD, MACHINE)
    assert json.loads(machine["DefinitionString"]) == definition()
    placeholders = {state["Resource"].strip("${}") for state in states().values() if state["Type"] == "Task"}
    assert placeholders == set(NAMES)
    assert set(machine["DefinitionSubstitutions"]) == {*NAMES, "Bucket"}


def test_every_state_can_be_reached_and_ends() -> None:
    found = states()
    following = {definition()["StartAt"]}
    for state in found.values():
        following |= {state[key] for key in ("Next", "Default") if key in state}
        following |= {choice["Next"] for choice in state.get("Choices", [])}
        following |= {state["ItemProcessor"]["StartAt"]} if "ItemProcessor" in state else set()
        following |= {branch["StartAt"] for branch in state.get("Branches", [])}
        assert state.get("End") or "Next" in state or "Default" in state or state["Type"] == "Fail"
    assert following == set(found)


def test_every_call_is_retried_for_hours_but_for_what_no_retry_changes() -> None:
    for state in (state for state in states().values() if state["Type"] == "Task"):
        final, others = state["Retry"]
        assert final == {"ErrorEquals": ["AnotherRunInProgress", "ListingTokenExpired"], "MaxAttempts": 0}
        assert others["ErrorEquals"] == ["States.ALL"]
        waits = [
            min(others["IntervalSeconds"] * others["BackoffRate"] ** attempt, others["MaxDelaySeconds"])
            for attempt in range(others["MaxAttempts"])
        ]
        assert 4 * 3600 < sum(waits) < 8 * 3600


def test_one_function_at_a_time_updates_users() -> None:
    state = definition()["States"]["Process each chunk of users"]
    assert state["MaxConcurrency"] == 1
    child = state["ItemProcessor"]
    assert child["ProcessorConfig"] == {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
    updating = [name for name, each in states().items() if each.get("Resource") == "${Apply}"]
    assert updating == ["Apply the plan"]
    # Results of children are collected up to 256 KiB: with 900 users per chunk, more than 100 million users.
    assert 256 * 1024 / len("0,") * 900 > 100_000_000
    assert child["States"]["The chunk is done"]["Result"] == 0
