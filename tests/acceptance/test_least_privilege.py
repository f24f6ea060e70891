"""With IAM enforced, each function's own policies are enough, and nothing less is."""

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

from local.deploy import ENVIRONMENTS, bootstrap, deploy
from local.emulator import LocalAws
from local.scenarios.boto3_app import Boto3App
from local.scenarios.pool import Pool, User
from local.scenarios.sign_up import sign_up_with_phone_and_email
from local.scenarios.step import steps_of
from local.scenarios.users import PREFER_SMS
from tests.acceptance.operator import Operator, until
from tests.acceptance.population import Population

APP = "--app=python -m tests.acceptance.iam_app"
# Lambda does these in the name of the function's role, before it calls the function.
LAMBDAS_OWN = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}


class Enforced:
    """A stack in an account that enforces IAM."""

    def __init__(self, aws: LocalAws, outputs: dict[str, str]) -> None:
        self.operator = Operator(aws, outputs)
        self.pool = Pool(aws, outputs)
        self.aws = aws
        self._lambda = aws.client("lambda")
        self._iam = aws.client("iam")

    def is_denied(self, function: str, payload: Any) -> bool:
        """Invoke a function, and tell whether it was denied something."""
        answer = self._lambda.invoke(
            FunctionName=self.operator.outputs[function], Payload=json.dumps(payload), LogType="Tail"
        )
        told = answer["Payload"].read() + base64.b64decode(answer.get("LogResult", ""))
        return b"AccessDenied" in told

    def actions(self, function: str) -> set[str]:
        """What a function's policies allow, but for writing its log."""
        return {action for _, document in self._policies(function) for action in _actions(document)}

    @contextmanager
    def without(self, function: str, action: str) -> Iterator[None]:
        """Take an action out of a function's policies."""
        role = self._role(function)
        policies = [item for item in self._policies(function) if action in _actions(item[1])]
        assert policies
        for name, document in policies:
            rest = [each for each in _actions(document) if each != action] or ["iam:ListAccountAliases"]
            less = {**document, "Statement": [{**document["Statement"][0], "Action": rest}]}
            self._iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(less))
        try:
            yield
        finally:
            for name, document in policies:
                self._iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(document))

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Have Lambda leave the queue alone, and forget what came into it meanwhile."""
        (source,) = self._lambda.list_event_source_mappings()["EventSourceMappings"]
        self._lambda.update_event_source_mapping(UUID=source["UUID"], Enabled=False)
        yield
        self.aws.client("sqs").purge_queue(QueueUrl=self.operator.outputs["QueueUrl"])
        self._lambda.update_event_source_mapping(UUID=source["UUID"], Enabled=True)

    def _role(self, function: str) -> str:
        name = self.operator.outputs[function]
        return str(self._lambda.get_function_configuration(FunctionName=name)["Role"].rpartition("/")[2])

    def _policies(self, function: str) -> list[tuple[str, Any]]:
        role = self._role(function)
        names = self._iam.list_role_policies(RoleName=role)["PolicyNames"]
        return [
            (name, self._iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"])
            for name in names
            if name != "WriteLog"
        ]


def _actions(document: Any) -> list[str]:
    (statement,) = document["Statement"]
    actions = statement["Action"]
    return [actions] if isinstance(actions, str) else list(actions)


@pytest.fixture(scope="module")
def enforced() -> Iterator[Enforced]:
    with LocalAws(iam=True) as aws:
        bootstrap(aws)
        yield Enforced(aws, deploy(aws, "auth-dev", APP, context=ENVIRONMENTS)["auth-dev"])


def record(**message: object) -> dict[str, Any]:
    """A message as Lambda hands it to the worker."""
    return {
        "messageId": "1",
        "receiptHandle": "of no message",
        "body": json.dumps(message),
        "attributes": {"ApproximateReceiveCount": "1"},
    }


def confirmed(pool: Pool, user: str) -> dict[str, Any]:
    """Cognito's event for a user who has confirmed the sign-up."""
    return {
        "triggerSource": "PostConfirmation_ConfirmSignUp",
        "userPoolId": pool.id,
        "userName": user,
        "request": {"userAttributes": {"phone_number": "+1", "phone_number_verified": "true"}},
    }


def trigger(stack: Enforced) -> list[Any]:
    user = Population(stack.pool).created().name
    # For a user who is not there, the function has to leave a message.
    return [confirmed(stack.pool, user), confirmed(stack.pool, "nobody")]


def worker(stack: Enforced) -> list[Any]:
    first, second = (Population(stack.pool).created().name for _ in range(2))
    if stack.operator.run("status").get("state") == "under way":
        stack.operator.run("stop")
    run = {"run": stack.operator.run("dry run")["run"], "kind": "enable"}
    return [
        {"Records": [record(user=first)]},
        {"Records": [record(**run, page=900, token=None)]},
        {"Records": [record(**run, page=901, user=second)]},
        {"Records": [record(unknown="message")]},
    ]


def backfill(_stack: Enforced) -> list[Any]:
    return [{"action": action} for action in ("stop", "enable", "status", "stop")]


def recovery(stack: Enforced) -> list[Any]:
    asked = {"to": "SMS", "requested_by": "jane", "ticket": "T-1"}
    user = Population(stack.pool).created(verified=False)
    return [{"user": user.name, "phone_number": user.phone, **asked}]


FUNCTIONS: dict[str, Callable[[Enforced], list[Any]]] = {
    "PostConfirmationFunction": trigger,
    "WorkerFunction": worker,
    "BackfillFunction": backfill,
    "RecoveryFunction": recovery,
}


def test_the_policies_are_enough_for_a_sign_up(enforced: Enforced) -> None:
    app = Boto3App(enforced.pool, enforced.pool.web)
    steps = list(steps_of(sign_up_with_phone_and_email, enforced.pool, app))
    assert [step for step in steps if not step.passed] == []


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_functions_policies_are_enough_and_with_any_action_less_it_is_denied(
    enforced: Enforced, function: str
) -> None:
    payloads = FUNCTIONS[function]
    with enforced.paused():
        assert not [payload for payload in payloads(enforced) if enforced.is_denied(function, payload)]
        for action in sorted(enforced.actions(function) - LAMBDAS_OWN):
            prepared = payloads(enforced)
            with enforced.without(function, action):
                denied = [payload for payload in prepared if enforced.is_denied(function, payload)]
            assert denied, f"{function} does not need {action}"


def test_without_what_lambda_needs_for_it_nothing_is_taken_from_the_queue(enforced: Enforced) -> None:
    enforced.operator.redeliver_after(1)
    for action in sorted(LAMBDAS_OWN):
        user = Population(enforced.pool).created()
        has_mfa = partial(enforced.pool.preference, user)
        with enforced.without("WorkerFunction", action):
            leave_to_worker(enforced, user)
            with pytest.raises(AssertionError):
                until(has_mfa, _is_enabled, seconds=1.5)
        until(has_mfa, _is_enabled)


def _is_enabled(preference: tuple[list[str], str | None]) -> bool:
    return preference == (["SMS_MFA"], "SMS_MFA")


def leave_to_worker(stack: Enforced, user: User) -> None:
    queue = stack.operator.outputs["QueueUrl"]
    stack.aws.client("sqs").send_message(QueueUrl=queue, MessageBody=json.dumps({"user": user.name}))


def test_who_may_invoke_recovery_needs_no_more(enforced: Enforced) -> None:
    iam = enforced.aws.client("iam")
    name = enforced.operator.outputs["RecoveryFunction"]
    arn = enforced.aws.client("lambda").get_function_configuration(FunctionName=name)["FunctionArn"]
    statement = {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": arn}
    iam.create_user(UserName="help-desk")
    iam.put_user_policy(
        UserName="help-desk",
        PolicyName="recover",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    )
    key = iam.create_access_key(UserName="help-desk")["AccessKey"]
    keys = (key["AccessKeyId"], key["SecretAccessKey"])

    user = Population(enforced.pool).created()
    payload = {"user": user.name, "to": "SMS", "requested_by": "help-desk", "ticket": "T-1"}
    answer = enforced.aws.client("lambda", *keys).invoke(FunctionName=name, Payload=json.dumps(payload))
    assert json.loads(answer["Payload"].read())["changed"] == ["SMS preferred"]
    cognito = enforced.aws.client("cognito-idp", *keys)
    with pytest.raises(cognito.exceptions.ClientError, match="AccessDenied"):
        cognito.admin_set_user_mfa_preference(UserPoolId=enforced.pool.id, Username=user.name, **PREFER_SMS)
