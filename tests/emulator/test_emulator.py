"""Starting and stopping the local AWS, and what it says when it cannot."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from local.emulator import LocalAws
from local.errors import LocalAwsError
from tests.emulator.pools import SMS_ROLE, Pools, named, new_phone, sms_code

ROOT = Path(__file__).parents[2]


def local(*arguments: str, **environ: str) -> "subprocess.Popen[str]":
    return popen([sys.executable, "-m", "local", *arguments], environ)


def popen(command: list[str], environ: dict[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _until(lines: Iterable[str], last: str) -> str:
    """The lines up to and with the one that has this text."""
    said = ""
    for line in lines:
        said += line
        if last in line:
            break
    return said


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("ended_by", [signal.SIGINT, signal.SIGTERM])
def test_up_serves_until_interrupted(ended_by: signal.Signals) -> None:
    # Started as a script does in the background: with SIGINT ignored.
    in_background = ["sh", "-c", "trap '' INT; exec \"$@\"", "sh", sys.executable, "-m", "local", "up"]
    with popen(in_background, {"LOCAL_AWS_PORT": "0"}) as process:
        assert process.stdout is not None
        said = _until(process.stdout, "is gone")
        process.send_signal(ended_by)
        try:
            rest, errors = process.communicate(timeout=300)
        finally:
            process.kill()  # What does not end fails the test, and does not hold it up.

    assert process.returncode == 0, errors
    assert "sns/sms-messages" in said
    assert "stopped" in rest


def test_what_up_prints_is_enough_for_boto3() -> None:
    script = "import boto3; print(boto3.client('cognito-idp').list_user_pools(MaxResults=1)['UserPools'])"
    elsewhere = {
        "PATH": os.environ["PATH"],
        "AWS_PROFILE": "of-the-caller",
        "AWS_SESSION_TOKEN": "of-the-caller",
        "HTTP_PROXY": "http://127.0.0.1:9",
    }
    with local("up", LOCAL_AWS_PORT="0") as process:
        assert process.stdout is not None
        said = _until(process.stdout, "is gone")
        commands = re.findall(r"^  ((?:export|unset) .*)$", said, re.MULTILINE)
        answer = subprocess.run(
            ["sh", "-c", "\n".join([*commands, 'exec "$0" -c "$1"']), sys.executable, script],
            env=elsewhere,
            capture_output=True,
            text=True,
            check=False,
        )
        process.terminate()
        process.communicate()

    assert answer.stdout == "[]\n", answer.stderr


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"LOCAL_AWS_HOST": "10.1.2.3"}, "LOCAL_AWS_HOST=10.1.2.3: the local AWS serves 127.0.0.1 only"),
        ({"BIND_HOST": "0.0.0.0"}, "BIND_HOST=0.0.0.0: the local AWS serves 127.0.0.1 only"),  # noqa: S104
        ({"LOCAL_AWS_PORT": "http"}, "LOCAL_AWS_PORT must be a whole number"),
        ({"LOCAL_AWS_PORT": "70000"}, "LOCAL_AWS_PORT must be from 0 to 65535"),
        ({"LOCAL_AWS_TOTP_BEFORE_REGISTRATION": "maybe"}, 'must be "refuse" or "accept"'),
        ({"LOCAL_AWS_OMITTED_PROPERTIES": "maybe"}, 'must be "reset" or "keep"'),
        ({"LOCAL_AWS_PATIENCE": "0"}, "LOCAL_AWS_PATIENCE must be at least 1"),
        ({"LOCAL_AWS_PATIENCE": "long"}, "LOCAL_AWS_PATIENCE must be a whole number"),
    ],
)
def test_up_refuses(environ: Mapping[str, str], message: str) -> None:
    with local("up", **environ) as process:
        _, errors = process.communicate(timeout=300)

    assert process.returncode == 1
    assert message in errors
    assert "Traceback" not in errors


def test_port_in_use(aws: LocalAws) -> None:
    with local("up", LOCAL_AWS_PORT=str(aws.port)) as process:
        _, errors = process.communicate(timeout=300)

    assert process.returncode == 1
    assert f"port {aws.port} is not free" in errors
    assert f"LOCAL_AWS_PORT={aws.port + 1}" in errors


def test_emulator_that_dies() -> None:
    with LocalAws() as aws:
        os.kill(aws.process.pid, signal.SIGKILL)

        with pytest.raises(
            LocalAwsError, match=r"ended with exit code -9; the end of its log:(\n  .*)*Ready"
        ):
            aws.wait()


def test_emulator_that_does_not_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Its own interpreter, which cannot find ministack.
    interpreter = tmp_path / "python"
    interpreter.write_text("#!/bin/sh\necho no ministack here\nexit 3\n")
    interpreter.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(interpreter))

    with (
        pytest.raises(LocalAwsError, match=r"exit code 3; the end of its log:\n  no ministack here"),
        LocalAws(),
    ):
        pass


def test_emulator_that_does_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interpreter = tmp_path / "python"
    interpreter.write_text("#!/bin/sh\nexec sleep 60\n")
    interpreter.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(interpreter))
    monkeypatch.setattr("local.emulator.local_aws.HEALTHY_WITHIN", 0.3)

    with pytest.raises(LocalAwsError, match="not healthy within"), LocalAws():
        pass


def test_server_does_not_outlive_who_started_it(tmp_path: Path) -> None:
    script = (
        "import sys, time; from local.emulator import LocalAws\n"
        "with LocalAws() as aws: print(aws.process.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},  # what it leaves goes with the test
        stdout=subprocess.PIPE,
        text=True,
    ) as starter:
        assert starter.stdout is not None
        server = int(starter.stdout.readline())
        starter.kill()

    deadline = time.monotonic() + 300
    while is_running(server) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(server)


def test_state_of_its_own_is_removed() -> None:
    with LocalAws() as aws:
        folder = aws.state_dir
        assert aws.log_file.is_relative_to(folder)

    assert not folder.exists()


def test_state_left_over(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    second = LocalAws(state_dir=folder)
    with LocalAws(state_dir=folder), pytest.raises(LocalAwsError, match=f"{folder} is in use"), second:
        pass

    assert (folder / "server.log").exists()
    with pytest.raises(LocalAwsError, match="left over"), LocalAws(state_dir=folder):
        pass


def test_listens_on_loopback_only(aws: LocalAws) -> None:
    # A server on every interface would answer on each of the machine's loopback addresses.
    with pytest.raises(OSError, match=r"refused|assign|timed out"):
        socket.create_connection(("127.0.0.2", aws.port), 1).close()


def test_environ_is_enough_for_boto3(aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "of-the-caller")
    script = "import boto3; print(boto3.client('sts').get_caller_identity()['Account'])"
    environ = {**os.environ, **aws.environ}

    answer = subprocess.run(
        [sys.executable, "-c", script], env=environ, capture_output=True, text=True, check=False
    )

    assert answer.stdout.strip() == "000000000000", answer.stderr


def test_reset_forgets_everything() -> None:
    with LocalAws() as aws:
        pool = Pools(aws).create(AutoVerifiedAttributes=["phone_number"], SmsConfiguration=SMS_ROLE)
        phone = new_phone()
        pool.sign_up(named("ann"), phone_number=phone)
        assert aws.sms_messages(phone)

        aws.reset()

        assert aws.sms_messages(phone) == []
        assert pool.cognito.list_user_pools(MaxResults=60)["UserPools"] == []
        again = Pools(aws).create(AutoVerifiedAttributes=["phone_number"], SmsConfiguration=SMS_ROLE)
        again.sign_up(named("ann"), phone_number=phone)
        again.confirm(named("ann"), sms_code(again, phone))


def test_ministack_of_another_version() -> None:
    script = (
        "from ministack.services import cognito\n"
        "from local.patches.install import install\n"
        "del cognito._sign_up, cognito._resolve_user\n"
        "install()"
    )
    with LocalAws() as aws:
        answer = subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={**os.environ, "STATE_DIR": str(aws.state_dir / "other")},
            capture_output=True,
            text=True,
            check=False,
        )

    assert answer.returncode == 1
    assert "ministack.services.cognito._resolve_user, ministack.services.cognito._sign_up" in answer.stderr
