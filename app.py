"""The CDK app: one stack for each environment file, checked at every synthesis."""

import sys
from pathlib import Path

try:
    import aws_cdk as cdk
except ModuleNotFoundError:
    sys.exit("The packages are not installed. Run: make setup && source .venv/bin/activate")

from stacks import checks
from stacks.auth_stack import AuthStack
from stacks.checks.nag_report import missing_acknowledgments, stale_acknowledgments
from stacks.context import ContextError, read_context
from stacks.deployed.model import DeployedError
from stacks.loading import SettingsError, load_environments, stack_names
from stacks.settings import Environment


def build(app: cdk.App) -> list[Environment]:
    """Add the stacks that the app's context selects, and the checks. Returns the environments.

    :raises ContextError: the context has errors.
    :raises SettingsError: the environment files have errors.
    :raises DeployedError: the folder of deployed templates cannot be used.
    """
    context = read_context(app)
    environments = load_environments(context.environments, only=context.environment)
    checks.attach(app, environments, deployed=context.deployed, claimed=stack_names(context.environments))
    for environment in environments:
        AuthStack(app, environment.stack_name, environment=environment)
    return environments


def main() -> str | None:
    """Synthesize, and return the error message if that failed."""
    app = cdk.App()
    try:
        environments = build(app)
        app.synth()
        # The CDK CLI reports a failed validation itself, when the app has ended without an error.
        assembly = Path(app.outdir)
        lines = [*missing_acknowledgments(assembly), *stale_acknowledgments(assembly, environments)]
        sys.stderr.writelines(f"{line}\n" for line in lines)
    except (ContextError, SettingsError, DeployedError) as error:
        return str(error)
    except RuntimeError as error:
        # Outside the CDK CLI, the CDK reports a failed validation by this error, after its report.
        if not str(error).startswith("ValidationFailed"):
            raise
        lines = missing_acknowledgments(Path(app.outdir))
        return "\n".join([*lines, "The validation failed: see the report above."])
    return None


if __name__ == "__main__":
    sys.exit(main())
