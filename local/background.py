"""A local AWS that stays when the command that started it has ended."""

import os
import signal
import subprocess
import sys
import time

from local.deploy import ROOT, WORK_FOLDER
from local.errors import LocalAwsError

PID_FILE = WORK_FOLDER / "pid"
LOG_FILE = WORK_FOLDER / "up.log"

READY = "The local AWS is ready."
READY_WITHIN = 900.0  # seconds; it takes about twenty, if nothing else keeps the machine busy
STOPPED_WITHIN = 60.0  # seconds
POLL_EVERY = 0.1  # seconds


def start() -> int:
    """Start `up --deploy` in the background, show what it says, and return when it is ready."""
    if _running() is not None:
        raise LocalAwsError("a local AWS runs in the background already; `make local-down` stops it")
    WORK_FOLDER.mkdir(exist_ok=True)
    with LOG_FILE.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "local", "up", "--deploy"],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    PID_FILE.write_text(str(process.pid), encoding="utf-8")
    try:
        _show_until_ready(process)
    except LocalAwsError:
        PID_FILE.unlink()
        raise
    # It is not ours any more: Python would warn of a child that still runs.
    process.returncode = 0
    print("It runs in the background; `make local-down` stops it.")
    return 0


def stop() -> int:
    """Stop the local AWS that `start` started."""
    pid = _running()
    if pid is None:
        print("No local AWS runs in the background.")
        return 0
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOPPED_WITHIN
    while _running() is not None:
        if time.monotonic() > deadline:
            raise LocalAwsError(f"the local AWS (process {pid}) does not stop; end that process yourself")
        time.sleep(POLL_EVERY)
    PID_FILE.unlink()
    print("The local AWS is stopped.")
    return 0


def _running() -> int | None:
    """The process that `start` left running, if it still does."""
    if not PID_FILE.exists():
        return None
    pid = int(PID_FILE.read_text(encoding="utf-8"))
    # Long after, another program may have that number.
    command = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return pid if "-m local up" in command.stdout else None


def _show_until_ready(process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + READY_WITHIN
    with LOG_FILE.open(encoding="utf-8") as log:
        shown = ""
        while READY not in shown or not shown.endswith("\n\n"):
            text = log.read()
            print(text, end="", flush=True)
            shown += text
            if process.poll() is not None:
                raise LocalAwsError("the local AWS did not start: see above")
            if time.monotonic() > deadline:
                process.terminate()
                raise LocalAwsError(f"the local AWS was not ready within {READY_WITHIN:.0f} seconds")
            time.sleep(POLL_EVERY)
