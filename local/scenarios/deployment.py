"""Deploys the pools that the scenarios run against."""

from local.deploy import bootstrap, deploy
from local.emulator import LocalAws
from local.progress import progress
from local.scenarios.pool import Pool

# The environments that show what dev does not: modes ON and OFF, SMS only, sign-in by phone number.
OTHER_ENVIRONMENTS = {"environments": "local/environments"}


def deploy_pools(aws: LocalAws) -> dict[str, Pool]:
    """Deploy auth-dev, and the scenarios' own environments, and return their pools by the stacks' names.

    :raises local.errors.LocalAwsError: the CDK CLI failed.
    """
    with progress("Bootstrapping the local account for the CDK"):
        bootstrap(aws)
    with progress("cdk deploy auth-dev"):
        outputs = deploy(aws, "auth-dev")
    with progress("cdk deploy --all --context environments=local/environments"):
        outputs |= deploy(aws, "--all", context=OTHER_ENVIRONMENTS)
    return {stack: Pool(aws, of_stack) for stack, of_stack in outputs.items()}
