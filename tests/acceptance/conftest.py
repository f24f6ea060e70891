"""The deployed pools that the acceptance tests share: one local AWS, two runs of `cdk deploy`."""

from collections.abc import Iterator

import pytest

from local.deploy import bootstrap, deploy
from local.emulator import LocalAws
from local.scenarios.deployment import deploy_pools
from local.scenarios.pool import Pool
from tests.acceptance.operator import Operator
from tests.acceptance.screens import Screens

RATE = 25
ENVIRONMENT = f"""
[user_pool]
name = "example-sms"
auto_verify = ["email", "phone_number"]
removal_policy = "destroy"
deletion_protection = false

[mfa]
mode = "OPTIONAL"
types = ["SMS"]

[worker]
requests_per_second = {RATE}

[acknowledge]
"AwsSolutions-COG2" = "MFA is optional here, and this project's functions enable it."
"AwsSolutions-COG8" = "Threat protection has no meaning on a local AWS."
"""


@pytest.fixture(scope="session")
def aws() -> Iterator[LocalAws]:
    """A local AWS with an account that is bootstrapped for the CDK."""
    with LocalAws(patience=10) as running:
        bootstrap(running)
        yield running


@pytest.fixture(scope="session")
def screens(aws: LocalAws, pytestconfig: pytest.Config) -> Screens:
    """The screens in the documentation; `--snapshot-update` writes them."""
    return Screens(aws, update=pytestconfig.getoption("update_snapshots"))


@pytest.fixture(scope="session")
def pools(aws: LocalAws) -> dict[str, Pool]:
    """The pools by their stacks: auth-dev (OPTIONAL), auth-on, auth-on-sms, auth-off, auth-phone."""
    return deploy_pools(aws)


@pytest.fixture(scope="session")
def operators(aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Operator]:
    """Who operates pools with SMS alone: one for sign-ups, one for runs, two by the command."""
    folder = tmp_path_factory.mktemp("environments")
    for name in ("sign-up", "runs", "shop", "terminal"):
        (folder / f"{name}.toml").write_text(ENVIRONMENT, encoding="utf-8")
    outputs = deploy(aws, "--all", context={"environments": str(folder)})
    return {stack: Operator(aws, of_stack) for stack, of_stack in outputs.items()}


@pytest.fixture(scope="session")
def operator(operators: dict[str, Operator]) -> Operator:
    """Operates the pool for sign-ups."""
    return operators["auth-sign-up"]


@pytest.fixture(scope="session")
def empty(operators: dict[str, Operator]) -> Operator:
    """Operates a pool that has no users but those that a test makes."""
    return operators["auth-runs"]
