"""The CDK app: one stack for each environment file, checked at every synthesis."""

import sys
from pathlib import Path

import aws_cdk as cdk
from cdk_nag import AwsSolutionsChecks

from stacks.auth_stack import AuthStack
from stacks.settings import SettingsError, load_environments


def build(app: cdk.App) -> None:
    """Add the stacks that the app's context selects, and what checks them.

    :raises SettingsError: the environment files have mistakes.
    """
    folder = Path(app.node.try_get_context("environments") or "environments")
    for environment in load_environments(folder, only=app.node.try_get_context("environment")):
        AuthStack(app, f"auth-{environment.environment}", environment=environment)
    cdk.Validations.of(app).add_plugins(AwsSolutionsChecks(app))


def main() -> str | None:
    """Synthesize, and return what went wrong in words."""
    app = cdk.App()
    try:
        build(app)
        app.synth()
    except SettingsError as error:
        return str(error)
    except RuntimeError as error:
        # Outside the CDK CLI, the CDK reports a failed validation by this error, after its report.
        if not str(error).startswith("ValidationFailed"):
            raise
        return "The validation failed: see the report above."
    return None


if __name__ == "__main__":
    sys.exit(main())
