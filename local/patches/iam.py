"""Where ministack's enforcement of IAM differs from AWS's: event sources, batches of messages, TLS, missing
objects.

https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
"""

import logging
import os
from typing import Any

from ministack import app
from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import lambda_svc, s3

from local.patches.ministack_api import Response
from local.patches.patching import patch

NEEDED_BY_LAMBDA = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")

logger = logging.getLogger("ministack")


@patch("pin_request_origin", app)
def pin_request_origin(ministack: Any, source_ip: str, _secure_transport: bool) -> None:
    """On this machine there is no TLS, and a policy that demands it would refuse everything."""
    ministack(source_ip, True)


@patch("extract_iam_action", iam_actions)
def extract_iam_action(ministack: Any, *request: Any) -> str | None:
    """A batch of messages needs the permission for a message; it has no action of its own."""
    action: str | None = ministack(*request)
    return action.removesuffix("Batch") if action and action.startswith("sqs:") else action


@patch("_run_sqs_batch", lambda_svc)
def run_sqs_batch(ministack: Any, source: dict[str, Any], function: dict[str, Any], *batch: Any) -> None:
    """Lambda processes a queue as the function's role."""
    role = function["config"]["Role"]
    denied = [action for action in NEEDED_BY_LAMBDA if not may(role, action, source["EventSourceArn"])]
    if denied and os.environ.get("AUTH") == "true":
        # The messages are received again after their visibility timeout.
        logger.warning("Event source: %s may not %s", role, ", ".join(denied))
        return
    ministack(source, function, *batch)


@patch("_get_object", s3)
def get_object(ministack: Any, bucket: str, key: str, *request: Any) -> Response:
    """Those who may list the bucket learn that an object is missing; others, that access is denied."""
    response: Response = ministack(bucket, key, *request)
    is_missing = response[0] == 404 and b"NoSuchKey" in response[2]
    if not is_missing or os.environ.get("AUTH") != "true":
        return response
    # arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION; other callers are not looked at.
    _, is_role, role = iam_evaluator.caller_arn().partition(":assumed-role/")
    if not is_role or may(role.partition("/")[0], "s3:ListBucket", f"arn:aws:s3:::{bucket}"):
        return response
    denied: Response = s3._error("AccessDenied", "Access Denied", 403, f"/{bucket}/{key}")
    return denied


def may(role: str, action: str, resource: str) -> bool:
    """Whether a role's policies allow an action."""
    account = get_account_id()
    context = iam_evaluator.EvalContext(
        principal_arn=role,
        principal_type="AssumedRole",
        principal_account=account,
        action=action,
        resource_arn=resource,
        region=get_region(),
    )
    policies = iam_evaluator._gather_role_policies(role.rpartition("/")[2], account)
    return bool(iam_evaluator.evaluate(context, policies).decision == "Allow")
