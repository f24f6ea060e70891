"""`python -m local`: the commands of the local AWS."""

import argparse
import signal
import sys
from types import FrameType

from rich.console import Console

from local import background
from local.deploy import ENVIRONMENTS, bootstrap, deploy, write_client_files
from local.emulator import LocalAws
from local.errors import LocalAwsError
from local.progress import progress
from local.scenarios.deployment import deploy_pools
from local.scenarios.report import run
from local.settings import Settings, port_from_environ

# The scenarios show what users see, not how fast; the machine may be busy.
PATIENCE = 10

# What would send requests elsewhere, or with other credentials.
UNSET = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN")

STARTED = """\
{ready}

  endpoint  {endpoint}
  log       {log_file}

To talk to it:

{variables}

What users were sent:

  curl {endpoint}/_ministack/sns/sms-messages
  curl {endpoint}/_ministack/ses/messages

When it is stopped, everything in it is gone.

"""


def main() -> int:
    arguments = _parser().parse_args()
    # SIGINT as well: what a script starts in the background would ignore it, and serve for ever.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    try:
        exit_code: int = arguments.command(arguments)
    except LocalAwsError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return exit_code


def up(arguments: argparse.Namespace) -> int:
    """Serve until interrupted."""
    try:
        with _started() as aws:
            if arguments.deploy:
                with progress("Bootstrapping it for the CDK"):
                    bootstrap(aws)
                with progress("Deploying auth-dev"):
                    outputs = deploy(aws, "auth-dev", context=ENVIRONMENTS)["auth-dev"]
                folder = write_client_files("dev", outputs)
                print(f"The files that apps get are in {folder}.\n\nOutputs of auth-dev:\n")
                print("".join(f"  {name} = {value}\n" for name, value in sorted(outputs.items())))
            started = STARTED.format(
                ready=background.READY, endpoint=aws.endpoint, log_file=aws.log_file, variables=_exports(aws)
            )
            print(started, flush=True)
            aws.wait()
    except KeyboardInterrupt:
        print("The local AWS is stopped.")
    return 0


def scenarios(_arguments: argparse.Namespace) -> int:
    """Deploy, run every scenario, and stop."""
    try:
        with _started(PATIENCE) as aws:
            with progress("Bootstrapping the local account for the CDK"):
                bootstrap(aws)
            pools = deploy_pools(aws)
            folder = write_client_files("dev", pools["auth-dev"].outputs)
            print(f"The files that apps would get are in {folder}.")
            passed = run(pools, Console(width=None if sys.stdout.isatty() else 140))
    except KeyboardInterrupt:
        print("Interrupted; the local AWS is stopped.")
        return 1
    return 0 if passed else 1


def _exports(aws: LocalAws) -> str:
    """Shell commands that lead boto3, the AWS CLI (1 and 2) and the CDK to the local AWS."""
    exports = "".join(f"  export {name}={value}\n" for name, value in aws.variables.items())
    return f"{exports}  unset {' '.join(UNSET)}"


def _started(patience: int = 1) -> LocalAws:
    switches = Settings.from_environ()
    return LocalAws(
        port_from_environ(),
        totp_before_registration=switches.totp_before_registration,
        sign_up_code_seconds=switches.sign_up_code_seconds,
        omitted_properties=switches.omitted_properties,
        patience=max(switches.patience, patience),
    )


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m local",
        description="A local AWS: ministack, and the Cognito MFA behavior that it lacks.",
        epilog="LOCAL_AWS_PORT changes the port. docs/local-aws.md says what it does and what it does not.",
    )
    commands = parser.add_subparsers(title="commands", required=True)
    serve = commands.add_parser("up", help="serve http://127.0.0.1:4566 until interrupted")
    serve.add_argument("--deploy", action="store_true", help="bootstrap it, and deploy auth-dev to it")
    serve.set_defaults(command=up)
    commands.add_parser(
        "scenarios", help="start, deploy the stacks, run every MFA scenario, and stop"
    ).set_defaults(command=scenarios)
    commands.add_parser(
        "start", help="up --deploy, in the background; returns when it is ready"
    ).set_defaults(command=lambda _arguments: background.start())
    commands.add_parser("stop", help="stop what `start` started").set_defaults(
        command=lambda _arguments: background.stop()
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
