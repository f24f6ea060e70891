"""Start, talk to and stop a local AWS."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, NamedTuple, Self

import boto3
from botocore.config import Config

from local.errors import LocalAwsError
from local.settings import HOST, REGION, Settings, refuse_other_hosts

HEALTHY_WITHIN = 120.0  # seconds; it takes one or two, if nothing else keeps the machine busy
STOPPED_WITHIN = 5.0  # seconds, before the server is killed
POLL_EVERY = 0.05  # seconds
LOG_LINES_SHOWN = 15

# The server and the functions that it runs see these of the caller's variables and no other: a profile, a
# proxy or a setting of ministack's in the caller's environment must not change what happens.
INHERITED = ("PATH", "LANG", "LC_ALL", "TZ", "SYSTEMROOT", "VIRTUAL_ENV", "LD_LIBRARY_PATH")

CREDENTIALS_FILE = "[default]\naws_access_key_id = test\naws_secret_access_key = test\n"


class Email(NamedTuple):
    subject: str
    body: str


class LocalAws:
    """A local AWS, from `with` to the end of the block.

    `port` 0 takes a free one. `iam` enforces IAM policies. `patched=False` leaves ministack as it is.
    A `state_dir` that is given is kept, with the log in it, and must be new or empty; without one, a
    temporary one is used and removed. The others are those of `local.settings.Settings`.
    Raises `LocalAwsError`.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        iam: bool = False,
        totp_before_registration: str = "refuse",
        patched: bool = True,
        state_dir: Path | None = None,
        sign_up_code_seconds: int = Settings.sign_up_code_seconds,
        omitted_properties: str = Settings.omitted_properties,
        patience: int = Settings.patience,
    ) -> None:
        self._requested_port = port
        self._iam = iam
        self._patched = patched
        self._settings = Settings(
            totp_before_registration=totp_before_registration,
            sign_up_code_seconds=sign_up_code_seconds,
            omitted_properties=omitted_properties,
            patience=patience,
        )
        self._requested_state_dir = state_dir
        self._resources = contextlib.ExitStack()
        self._open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open

    def __enter__(self) -> Self:
        refuse_other_hosts()
        with contextlib.ExitStack() as resources:
            self.port = _available_port(self._requested_port)
            self.endpoint = f"http://{HOST}:{self.port}"
            self.state_dir = resources.enter_context(_state_directory(self._requested_state_dir))
            self.log_file = self.state_dir / "server.log"
            log = resources.enter_context(self.log_file.open("wb"))
            self.process = resources.enter_context(_server(self._server_environ(), log))
            self._wait_until_healthy()
            self._resources = resources.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._resources.close()

    @property
    def variables(self) -> dict[str, str]:
        """Variables that lead boto3, the AWS CLI and the CDK to this AWS, if no profile leads elsewhere."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            # boto3 and the AWS CLI 1 read the second alone, the SDKs for other languages the first.
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "NO_PROXY": f"{HOST},localhost",
        }

    @property
    def environ(self) -> dict[str, str]:
        """Variables for a child process that is to talk to this AWS: boto3, the CDK, a JavaScript client."""
        home = self.state_dir / "home"
        profile = {"AWS_PROFILE": "default"} if "AWS_PROFILE" in os.environ else {}
        return {
            **profile,
            **self.variables,
            # The CDK's command line remembers which account an access key belongs to, in ~/.cdk.
            "HOME": str(home),
            "AWS_CONFIG_FILE": str(home / "config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(home / "credentials"),
            "AWS_EC2_METADATA_DISABLED": "true",
            "no_proxy": f"{HOST},localhost",
        }

    def client(self, service: str, access_key: str = "test", secret_key: str = "test") -> Any:  # noqa: S107
        """A boto3 client, the account's root unless keys are given; it makes one attempt, and no more."""
        client = boto3.client(  # type: ignore[call-overload]  # the service is a variable
            service,
            endpoint_url=self.endpoint,
            aws_access_key_id=access_key,
            aws_secret_access_key=secret_key,
            region_name=REGION,
            config=Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=300, proxies={}),
        )
        self._resources.callback(client.close)
        return client

    def sms_messages(self, phone: str) -> list[str]:
        """The text messages sent to a phone number, oldest first."""
        path = f"/_ministack/sns/sms-messages?phoneNumber={urllib.parse.quote(phone)}"
        return [message["Message"] for message in self._get(path)["sms_messages"][phone]]

    def email_messages(self, address: str) -> list[Email]:
        """The e-mails sent to an address, oldest first."""
        accounts = self._get("/_ministack/ses/messages")["messages"].values()
        return [
            Email(message["Subject"], message["BodyText"] or message["BodyHtml"])
            for messages in accounts
            for message in messages
            if address in message["To"]
        ]

    def reset(self) -> None:
        """Forget everything: stacks, pools, users, messages."""
        self._read(urllib.request.Request(f"{self.endpoint}/_ministack/reset", method="POST"))  # noqa: S310

    def inject_faults(self, operation: str, share: float, *, delay: float = 0) -> list[float]:
        """Have a share of an operation's calls to Cognito fail or hang, and all calls take longer by a delay
        in seconds; 0 ends either.

        :return: when the operation that was named the last time was called since: seconds of any clock.
        """
        request = urllib.request.Request(  # noqa: S310
            self.endpoint,
            data=json.dumps({"Operation": operation, "Share": share, "Delay": delay}).encode(),
            headers={
                "X-Amz-Target": "AWSCognitoIdentityProviderService.LocalSetFaults",
                "Content-Type": "application/x-amz-json-1.1",
            },
        )
        calls: list[float] = json.loads(self._read(request))["Calls"]
        return calls

    def wait(self) -> None:
        """Return when the server has ended, which it should not: raises `LocalAwsError`."""
        self.process.wait()
        raise self._ended()

    def _get(self, path: str) -> Any:
        return json.loads(self._read(urllib.request.Request(self.endpoint + path)))  # noqa: S310

    def _read(self, request: urllib.request.Request) -> bytes:
        with self._open(request, timeout=60) as answer:
            body: bytes = answer.read()
        return body

    def _server_environ(self) -> dict[str, str]:
        temporary, home = self.state_dir / "tmp", self.state_dir / "home"
        temporary.mkdir()
        home.mkdir()
        (home / "config").write_text(f"[default]\nregion = {REGION}\n")
        (home / "credentials").write_text(CREDENTIALS_FILE)
        return {
            **{name: os.environ[name] for name in INHERITED if name in os.environ},
            **self._settings.environ(),
            "LOCAL_AWS_PATCHED": "1" if self._patched else "0",
            "AUTH": "true" if self._iam else "false",
            "BIND_HOST": HOST,
            "GATEWAY_PORT": str(self.port),
            "MINISTACK_HOST": HOST,
            "MINISTACK_REGION": REGION,
            "SFTP_ENABLED": "0",
            "IOT_MTLS_ENABLED": "0",  # or it listens on 8883
            "STATE_DIR": str(self.state_dir / "ministack"),
            "S3_DATA_DIR": str(self.state_dir / "s3"),
            "TMPDIR": str(temporary),
            "HOME": str(home),
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "PYTHONUNBUFFERED": "1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def _wait_until_healthy(self) -> None:
        deadline = time.monotonic() + HEALTHY_WITHIN
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise self._ended()
            with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                self._get("/_ministack/health")
                return
            time.sleep(POLL_EVERY)
        raise LocalAwsError(
            f"the local AWS was not healthy within {HEALTHY_WITHIN:.0f} seconds; {self._log_tail()}"
        )

    def _ended(self) -> LocalAwsError:
        return LocalAwsError(
            f"the local AWS ended with exit code {self.process.returncode}; {self._log_tail()}"
        )

    def _log_tail(self) -> str:
        lines = self.log_file.read_text(errors="replace").splitlines()[-LOG_LINES_SHOWN:]
        return "the end of its log:\n" + "\n".join(f"  {line}" for line in lines)


def _available_port(requested: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, requested))
        except OSError as error:
            raise LocalAwsError(
                f"port {requested} is not free ({error.strerror}); stop what uses it, "
                f"or choose another: LOCAL_AWS_PORT={requested + 1} python -m local up"
            ) from error
        port: int = probe.getsockname()[1]
    return port


@contextlib.contextmanager
def _state_directory(requested: Path | None) -> Iterator[Path]:
    if requested is None:
        with tempfile.TemporaryDirectory(prefix="local-aws-", ignore_cleanup_errors=True) as temporary:
            yield Path(temporary)
        return
    if requested.exists() and (not requested.is_dir() or any(requested.iterdir())):
        raise LocalAwsError(
            f"{requested} is in use by a local AWS, or left over from one: "
            "stop that one and remove the folder, or choose another folder"
        )
    requested.mkdir(parents=True, exist_ok=True)
    yield requested.absolute()


@contextlib.contextmanager
def _server(environ: Mapping[str, str], log: IO[bytes]) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(
        [sys.executable, "-m", "local.emulator.server"],
        env=environ,
        stdin=subprocess.PIPE,  # its end tells the server that we are gone
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,  # an interrupt at the terminal is ours to handle
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOPPED_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdin is not None:
            process.stdin.close()
