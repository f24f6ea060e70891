"""The CDK app: one stack for each environment file, checked at every synthesis."""

import sys
from pathlib import Path

import aws_cdk as cdk

from stacks import checks
from stacks.auth_stack import AuthStack
from stacks.deployed.model import DeployedError
from stacks.loading import SettingsError, load_environments


def build(app: cdk.App) -> None:
    """Add the stacks that the app's context selects, and the checks.

    :raises SettingsError: the environment files have errors.
    :raises DeployedError: the folder of deployed templates cannot be used.
    """
    folder = Path(app.node.try_get_context("environments") or "environments")
    environments = load_environments(folder, only=app.node.try_get_context("environment"))
    checks.attach(app, environments, deployed=app.node.try_get_context("deployed"))
    for environment in environments:
        AuthStack(app, environment.stack_name, environment=environment)


def main() -> str | None:
    """Synthesize, and return the error message if that failed."""
    app = cdk.App()
    try:
        build(app)
        app.synth()
    except (SettingsError, DeployedError) as error:
        return str(error)
    except RuntimeError as error:
        # Outside the CDK CLI, the CDK reports a failed validation by this error, after its report.
        if not str(error).startswith("ValidationFailed"):
            raise
        return "The validation failed: see the report above."
    return None


if __name__ == "__main__":
    sys.exit(main())
