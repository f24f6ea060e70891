"""`python -m local`: the commands of the local AWS."""

import argparse
import signal
import sys
from types import FrameType

from local.emulator import LocalAws
from local.errors import LocalAwsError
from local.settings import Settings, port_from_environ

STARTED = """\
The local AWS is at {endpoint}. To talk to it:

  export AWS_ENDPOINT_URL={endpoint}
  export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=us-east-1

What users were sent:

  {endpoint}/_ministack/sns/sms-messages
  {endpoint}/_ministack/ses/messages

Its log: {log_file}. Press Ctrl-C to stop it; everything in it is then gone.
"""


def main() -> int:
    arguments = _parser().parse_args()
    try:
        command: int = arguments.command()
    except LocalAwsError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return command


def up() -> int:
    """Serve until interrupted."""
    signal.signal(signal.SIGTERM, _interrupt)
    switches = Settings.from_environ()
    try:
        with LocalAws(
            port_from_environ(),
            totp_before_registration=switches.totp_before_registration,
            sign_up_code_seconds=switches.sign_up_code_seconds,
        ) as aws:
            print(STARTED.format(endpoint=aws.endpoint, log_file=aws.log_file), flush=True)
            aws.wait()
    except KeyboardInterrupt:
        print("The local AWS is stopped.")
    return 0


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m local",
        description="A local AWS: ministack, and the Cognito MFA behaviour that it lacks.",
        epilog="docs/local-aws.md says what it does, what it does not do, and how to switch what.",
    )
    commands = parser.add_subparsers(title="commands", required=True)
    command = commands.add_parser(
        "up", help="serve http://127.0.0.1:4566 (LOCAL_AWS_PORT changes the port) until interrupted"
    )
    command.set_defaults(command=up)
    return parser


if __name__ == "__main__":
    sys.exit(main())
