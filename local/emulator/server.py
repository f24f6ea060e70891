"""The emulator's own process: `python -m local.emulator.server`, started by `local.emulator.LocalAws`."""

import os
import signal
import sys
import threading

from ministack import app as ministack

from local.emulator.access import OwnProgramsOnly
from local.errors import LocalAwsError
from local.patches.install import install


def main() -> None:
    threading.Thread(target=_stop_with_parent, daemon=True).start()
    if os.environ.get("LOCAL_AWS_PATCHED") != "0":
        install()
    # `main` serves what this name stands for; the rule holds for ministack without patches as well.
    ministack.app = OwnProgramsOnly(ministack.app, int(os.environ["GATEWAY_PORT"]))
    ministack.main()


def _stop_with_parent() -> None:
    """Wait for the other end of standard input to close, so that no server outlives who started it."""
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    try:
        main()
    except LocalAwsError as error:
        sys.exit(str(error))
