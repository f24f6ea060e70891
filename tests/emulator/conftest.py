"""One emulator for all of these tests; each test has its own pools."""

from collections.abc import Iterator

import pytest
from types_boto3_cognito_idp import CognitoIdentityProviderClient

from local.emulator import LocalAws
from tests.emulator.pools import Pools
from tests.emulator.stacks import Stack

# The tests that are about time limits start an emulator of their own.
PATIENCE = 20


@pytest.fixture(scope="session")
def aws() -> Iterator[LocalAws]:
    with LocalAws(patience=PATIENCE) as running:
        yield running


@pytest.fixture(scope="session")
def cognito(aws: LocalAws) -> CognitoIdentityProviderClient:
    client: CognitoIdentityProviderClient = aws.client("cognito-idp")
    return client


@pytest.fixture(scope="session")
def pools(aws: LocalAws) -> Pools:
    return Pools(aws)


@pytest.fixture
def stack(aws: LocalAws) -> Stack:
    """A stack that is still to be created."""
    return Stack(aws)
