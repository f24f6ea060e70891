"""The post-confirmation trigger: the deployed function runs, for real.

https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-identity-pools-working-with-aws-lambda-triggers.html
https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
"""

import contextvars
import threading
from concurrent.futures import Future
from typing import Any

from ministack.core.iam_evaluator import EvalContext, evaluate_resource_policy
from ministack.core.responses import get_account_id
from ministack.services import lambda_svc

from local.patches import ministack_api
from local.patches.ministack_api import Attributes, CognitoError, Pool, User
from local.settings import Settings

CONFIRM_SIGN_UP = "PostConfirmation_ConfirmSignUp"
CONFIRM_FORGOT_PASSWORD = "PostConfirmation_ConfirmForgotPassword"
NO_CLIENT = "CLIENT_ID_NOT_APPLICABLE"

ANSWER_WITHIN = 5.0 * Settings.from_environ().patience  # seconds
CALLS = 3

Function = dict[str, Any]


def post_confirmation(
    pool: Pool, user: User, *, source: str, client_id: str, metadata: dict[str, str] | None
) -> None:
    """Run the pool's function for a user who is confirmed already, and stays so whatever this raises."""
    arn = (pool.get("LambdaConfig") or {}).get("PostConfirmation")
    if not arn:
        return
    function = _function(arn)
    if function is None or not _may_invoke(pool, arn, function):
        # https://repost.aws/knowledge-center/cognito-lambda-trigger-errors: not permitted, or deleted.
        raise _not_invoked("AccessDeniedException")
    _check(_answer(function, _event(pool, user, source, client_id, metadata)))


def _event(
    pool: Pool, user: User, source: str, client_id: str, metadata: dict[str, str] | None
) -> dict[str, Any]:
    request: dict[str, Any] = {"userAttributes": _attributes_for_function(user)}
    if metadata:
        request["clientMetadata"] = metadata
    return {
        "version": "1",
        "region": ministack_api.pool_region(pool),
        "userPoolId": pool["Id"],
        "userName": user["Username"],
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": client_id},
        "triggerSource": source,
        "request": request,
        "response": {},
    }


def _attributes_for_function(user: User) -> Attributes:
    values = ministack_api.attributes(user)
    return {"sub": values["sub"], "cognito:user_status": user["UserStatus"], **values}


def _function(arn: str) -> Function | None:
    record, config, _ = lambda_svc._get_func_record_for_ref(arn)
    if record is None or config is None:
        return None
    function: Function = lambda_svc._execution_record_for_config(record, config)
    return function


def _may_invoke(pool: Pool, arn: str, function: Function) -> bool:
    """Whether the function's resource policy lets Cognito call it for this pool."""
    account = get_account_id()
    context = EvalContext(
        principal_arn="*",
        principal_type="Service",
        principal_account="",
        action="lambda:InvokeFunction",
        resource_arn=arn,
        region=ministack_api.pool_region(pool),
        service_context={"aws:sourcearn": ministack_api.pool_arn(pool), "aws:sourceaccount": account},
    )
    policy = function.get("policy")
    decision = evaluate_resource_policy(policy, context, service="cognito-idp.amazonaws.com").decision
    return bool(decision == "Allow")


def _answer(function: Function, event: dict[str, Any]) -> dict[str, Any]:
    """What the function answers; called again when it does not answer in time."""
    for _ in range(CALLS):
        try:
            return _call(function, event).result(ANSWER_WITHIN)
        except TimeoutError:
            continue
    raise _not_invoked("Socket timeout while invoking Lambda function")


def _call(function: Function, event: dict[str, Any]) -> "Future[dict[str, Any]]":
    """Start the function in a thread of its own: one that is too slow goes on, as it does in AWS."""
    answer: Future[dict[str, Any]] = Future()
    scope = contextvars.copy_context()

    def run() -> None:
        answer.set_result(scope.run(lambda_svc._execute_function_with_config_scope, function, event))

    threading.Thread(target=run, daemon=True, name="post-confirmation").start()
    return answer


def _check(answer: dict[str, Any]) -> None:
    body = answer.get("body")
    if answer.get("throttle"):
        raise _not_invoked("TooManyRequestsException")
    if answer.get("error"):
        message = body.get("errorMessage") if isinstance(body, dict) else body
        raise CognitoError("UserLambdaValidationException", f"PostConfirmation failed with error {message}.")
    if not isinstance(body, dict):
        raise CognitoError("InvalidLambdaResponseException", "Unrecognizable lambda output")


def _not_invoked(reason: str) -> CognitoError:
    """The wording of amazon-cognito-identity-dart-2#204 and sst#1815."""
    return CognitoError(
        "UnexpectedLambdaException", f"PostConfirmation invocation failed due to error {reason}."
    )
