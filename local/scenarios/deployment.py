"""Deploys the pools that the scenarios run against."""

from local.deploy import ENVIRONMENTS, deploy
from local.emulator import LocalAws
from local.progress import progress
from local.scenarios.pool import Pool


def deploy_pools(aws: LocalAws) -> dict[str, Pool]:
    """Deploy the environments of the local AWS to a bootstrapped account; their pools by the stacks' names.

    :raises local.errors.LocalAwsError: the CDK CLI failed.
    """
    with progress("cdk deploy --all --context environments=local/environments"):
        outputs = deploy(aws, "--all", context=ENVIRONMENTS)
    return {stack: Pool(aws, of_stack) for stack, of_stack in outputs.items()}
