"""Recovery of a user who lost their TOTP device, for an administrator."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from .. import contract
from ..recovery.recover import Recovery

if TYPE_CHECKING:
    from ..sign_up.trigger import Context

CONFIG = Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 3})
MODELS = Path(__file__).parents[1] / "models"


@cache
def recovery() -> Recovery:
    """The recovery of this function's environment."""
    # The SDK of Lambda's runtime may be older than AdminDeleteSoftwareToken (August 2026): botocore adds what
    # it finds here to its own description of Cognito.
    os.environ["AWS_DATA_PATH"] = str(MODELS)
    return Recovery(
        user_pool_id=os.environ[contract.USER_POOL_ID],
        # The session is new, since one reads the folder's name when it is made.
        cognito=boto3.Session().client("cognito-idp", config=CONFIG),
        types=tuple(os.environ[contract.MFA_TYPES].split(",")),
        phone_number_signs_in=os.environ[contract.PHONE_NUMBER_SIGNS_IN] == "true",
    )


def handler(event: Any, context: Context) -> dict[str, Any]:  # noqa: ARG001 - Lambda's signature
    """Answer an administrator's request."""
    return recovery().recover(event)
