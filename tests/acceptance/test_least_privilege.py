"""With IAM enforced, each function's own policies are enough, and nothing less is."""

import base64
import json
import uuid
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
RECOVERY = {"requested_by": "jane", "ticket": "T-1", "to_sms": True}
TRACKED = {"ChallengeRequiredOnNewDevice": False, "DeviceOnlyRememberedOnUserPrompt": False}
VERIFIER = {"PasswordVerifier": "dmVyaWZpZXI=", "Salt": "c2FsdA=="}
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
        return self.call(self.operator.outputs[function], payload)[1]

    def call(self, name: str, payload: Any) -> tuple[Any, bool]:
        """Invoke a function by its own name: its answer, and whether it was denied something."""
        answer = self._lambda.invoke(FunctionName=name, Payload=json.dumps(payload), LogType="Tail")
        body = answer["Payload"].read()
        is_denied = b"AccessDenied" in body + base64.b64decode(answer.get("LogResult", ""))
        return None if "FunctionError" in answer else json.loads(body or b"null"), is_denied

    def step(self, step: str) -> str:
        """The name of the function of a run's step."""
        pages = self._lambda.get_paginator("list_functions").paginate()
        names = [each["FunctionName"] for page in pages for each in page["Functions"]]
        (name,) = (name for name in names if name.startswith(f"auth-dev-Runs{step}"))
        return str(name)

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
            statements = [_less(statement, action) for statement in document["Statement"]]
            less = {**document, "Statement": statements}
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
        if function == "UserRuns":
            machine = self.aws.client("stepfunctions").describe_state_machine(
                stateMachineArn=self.operator.outputs[function]
            )
            return str(machine["roleArn"].rpartition("/")[2])
        name = self.operator.outputs.get(function, function)
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
    return [action for statement in document["Statement"] for action in _listed(statement["Action"])]


def _less(statement: Any, action: str) -> Any:
    """A statement without an action; in place of the last, one that nothing here uses."""
    rest = [each for each in _listed(statement["Action"]) if each != action]
    return {**statement, "Action": rest or ["iam:ListAccountAliases"]}


def _listed(actions: Any) -> list[str]:
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
    user = Population(stack.pool).created().name
    return [{"Records": [record(user=user)]}, {"Records": [record(unknown="message")]}]


def recovery(stack: Enforced) -> list[Any]:
    user = Population(stack.pool).created(verified=False)
    # The environment's pool remembers no devices by itself.
    described = stack.pool.cognito.describe_user_pool(UserPoolId=stack.pool.id)["UserPool"]
    kept = {name: described[name] for name in ("AutoVerifiedAttributes", "LambdaConfig")}
    stack.pool.cognito.update_user_pool(UserPoolId=stack.pool.id, **kept, DeviceConfiguration=TRACKED)
    stack.pool.cognito.confirm_device(
        AccessToken=stack.pool.access_token(user),
        DeviceKey="us-east-1_lost",
        DeviceSecretVerifierConfig=VERIFIER,
    )
    return [{**RECOVERY, "user": user.name, "phone_number": user.phone}]


FUNCTIONS: dict[str, Callable[[Enforced], list[Any]]] = {
    "PostConfirmationFunction": trigger,
    "WorkerFunction": worker,
    "RecoveryFunction": recovery,
}
OF_STOPPED_RUNS = {"states:StopExecution", "states:RedriveExecution"}
STEPS = ("Check", "List", "Plan", "Apply", "Sum")


def run_step_by_step(stack: Enforced) -> list[str]:
    """Call a run's functions as the state machine does, and return the steps that are denied something."""
    Population(stack.pool).created()
    run = f"{stack.operator.outputs['UserRuns']}:{uuid.uuid4()}".replace(":stateMachine:", ":execution:")
    denied: list[str] = []

    def call(step: str, payload: Any) -> Any:
        answer, is_denied = stack.call(stack.step(step), payload)
        if is_denied:
            denied.append(step)
        return answer

    call("Check", {"run": run, "request": {"kind": "enable"}})
    request = {"kind": "enable", "accept_active_users": True}
    state = call("Check", {"run": run, "request": request})
    # An execution that nobody knows: the second to take the lock asks for the first.
    call("Check", {"run": f"{run}-other", "request": request})
    listed = call("List", {"run": {**state, "run": f"{run}-third"}} if state else {})
    # As a run that has ended meanwhile has left it.
    stack.operator.delete_object("lock.json")
    listed = call("List", {"run": state}) if state and not denied else listed
    if not listed or "listing" not in listed:
        return denied
    for leg in listed["listing"]["legs"]:
        for number in range(leg["chunks"]):
            chunk = {"run": listed["run"], "kind": "enable", "chunk": f"{leg['id']}/{number:06}"}
            call("Plan", {**chunk, "run": f"{listed['run']}-fourth", "chunk": None})
            call("Plan", chunk)
            call("Apply", {**chunk, "run": f"{listed['run']}-fifth"})
            call("Apply", chunk)
    call("Sum", {"step": "sum", "run": listed})
    call("Sum", {"step": "delete", "run": listed})
    return denied


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


@pytest.mark.parametrize("step", STEPS)
def test_a_step_of_a_run_needs_each_of_its_actions(enforced: Enforced, step: str) -> None:
    assert run_step_by_step(enforced) == []
    function = enforced.step(step)
    for action in sorted(enforced.actions(function)):
        with enforced.without(function, action):
            denied = run_step_by_step(enforced)
        assert step in denied, f"{step} does not need {action}"


def test_the_state_machine_needs_each_of_its_actions(enforced: Enforced) -> None:
    Population(enforced.pool).created()
    assert enforced.operator.run("dry_run", read_users=True, accept_active_users=True)["users_read"]
    for action in sorted(enforced.actions("UserRuns") - OF_STOPPED_RUNS):
        with enforced.without("UserRuns", action):
            run = enforced.operator.start("dry_run", read_users=True, accept_active_users=True)
            ended = enforced.operator.ended(run)
        assert (ended["status"], ended["error"]) == ("FAILED", "AccessDeniedException"), action


def stopped_while_it_enables(stack: Enforced) -> str:
    """A run over enough users that it is still enabling their MFA when it is stopped."""
    users = [Population(stack.pool).created() for _ in range(20)]
    run = stack.operator.start("enable", accept_active_users=True)
    until(lambda: [user for user in users if _is_enabled(stack.pool.preference(user))], bool)
    stack.operator.stop(run)
    until(lambda: stack.operator.progress(run)[-1]["running"], lambda running: running == 0)
    return run


def test_the_state_machine_stops_and_redrives_chunks_only_where_it_may(enforced: Enforced) -> None:
    operator = enforced.operator
    with enforced.without("UserRuns", "states:StopExecution"):
        run = stopped_while_it_enables(enforced)
    assert operator.progress(run)[-1]["succeeded"] == 1

    run = stopped_while_it_enables(enforced)
    assert operator.progress(run)[-1]["succeeded"] == 0
    with enforced.without("UserRuns", "states:RedriveExecution"):
        operator.redrive(run)
        assert operator.ended(run)["error"] == "AccessDeniedException"
    operator.redrive(run)
    assert operator.ended(run)["output"]["outcomes"]["enabled"] == 20


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
    payload = {"user": user.name, **RECOVERY}
    answer = enforced.aws.client("lambda", *keys).invoke(FunctionName=name, Payload=json.dumps(payload))
    assert json.loads(answer["Payload"].read())["changed"] == ["sms_preferred", "signed_out"]
    cognito = enforced.aws.client("cognito-idp", *keys)
    with pytest.raises(cognito.exceptions.ClientError, match="AccessDenied"):
        cognito.admin_set_user_mfa_preference(UserPoolId=enforced.pool.id, Username=user.name, **PREFER_SMS)
