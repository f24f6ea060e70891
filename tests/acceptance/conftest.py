"""The deployed pools that the acceptance tests share: one local AWS, two runs of `cdk deploy`."""

from collections.abc import Iterator

import pytest

from local.emulator import LocalAws
from local.walk.deployment import deploy_pools
from local.walk.pool import Pool


@pytest.fixture(scope="session")
def aws() -> Iterator[LocalAws]:
    with LocalAws() as running:
        yield running


@pytest.fixture(scope="session")
def pools(aws: LocalAws) -> dict[str, Pool]:
    """The pools by their stacks: auth-dev (OPTIONAL), auth-on, auth-on-sms, auth-off, auth-phone."""
    return deploy_pools(aws)
