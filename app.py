"""The CDK app: one stack for each environment file, checked at every synthesis."""

import sys
from pathlib import Path

import aws_cdk as cdk
from cdk_nag import AwsSolutionsChecks, ServerlessChecks

from stacks.auth_stack import AuthStack
from stacks.settings import SettingsError, load_environments
from stacks.validation.deployed import DeployedError, reader
from stacks.validation.service_rules import ServiceRules
from stacks.validation.update_guard import UpdateGuard


def build(app: cdk.App) -> None:
    """Add the stacks that the app's context selects, and what checks them.

    :raises SettingsError: the environment files have mistakes.
    :raises DeployedError: the folder of deployed templates cannot be used.
    """
    folder = Path(app.node.try_get_context("environments") or "environments")
    environments = load_environments(folder, only=app.node.try_get_context("environment"))
    # Before the stacks are built, so that AWS answers in the meantime.
    read = reader(app.node.try_get_context("deployed"), environments)
    for environment in environments:
        AuthStack(app, environment.stack_name, environment=environment)
    validations = cdk.Validations.of(app)
    validations.add_plugins(AwsSolutionsChecks(app), ServerlessChecks(app), ServiceRules())
    if read:
        validations.add_plugins(UpdateGuard(read))


def main() -> str | None:
    """Synthesize, and return what went wrong in words."""
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
