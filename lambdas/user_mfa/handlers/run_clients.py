"""What the functions of a run have in common: their clients, and the pool they are about."""

import os
from functools import cache
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from .. import contract
from ..pacing import Pacer
from ..runs.lock import Lock
from ..runs.many import THREADS
from ..runs.objects import Bucket

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient

# The SDK's own retries would not wait for their turn: what fails is repeated by the listing and by
# `many.for_all`, at the pace of the run, or with the whole step, by the state machine.
COGNITO = Config(
    connect_timeout=1,
    read_timeout=3,
    retries={"mode": "standard", "total_max_attempts": 1},
    max_pool_connections=THREADS,
)
OTHERS = Config(connect_timeout=2, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 5})


@cache
def cognito() -> "CognitoIdentityProviderClient":
    """Cognito."""
    return boto3.client("cognito-idp", config=COGNITO)


@cache
def bucket() -> Bucket:
    """The runs' bucket."""
    return Bucket(boto3.client("s3", config=OTHERS), os.environ[contract.BUCKET])


@cache
def lock() -> Lock:
    """The lock of runs."""
    return Lock(bucket(), boto3.client("stepfunctions", config=OTHERS))


@cache
def user_pool_id() -> str:
    """The pool."""
    return os.environ[contract.USER_POOL_ID]


@cache
def types() -> tuple[str, ...]:
    """The factors that the pool has."""
    return tuple(os.environ[contract.MFA_TYPES].split(","))


def pacer() -> Pacer:
    """The rate of a function's requests."""
    return Pacer(float(os.environ[contract.REQUESTS_PER_SECOND]))
