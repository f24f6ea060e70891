"""Where what is deployed comes from, and that what cannot be read is told in words."""

import json
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from stacks.deployed.model import DeployedError, DeployedUnknownError, NoCredentialsError
from stacks.deployed.source import reader
from stacks.loading import load_environment
from stacks.settings import Environment
from tests.synthesis import COMBINATIONS, ROOT, template

ENVIRONMENTS = [load_environment(COMBINATIONS / f"{name}.toml") for name in ("dev", "prod", "off")]
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "CDK_DEFAULT_REGION": "us-east-1",
}


def test_a_folder_holds_what_is_deployed(tmp_path: Path) -> None:
    (tmp_path / "auth-dev.template.json").write_text(json.dumps(template("tests/environments/dev")))
    read = reader(str(tmp_path), ENVIRONMENTS)
    assert read
    stack = read("auth-dev")
    assert stack
    assert stack.template == template("tests/environments/dev")
    assert read("auth-prod") is None


def test_off_compares_nothing() -> None:
    assert reader("off", ENVIRONMENTS) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is not JSON: Expecting property name"),
        ("[]", "is not a template in JSON: it has no Resources"),
        ('{"Resources": []}', "is not a template in JSON: it has no Resources"),
        ('{"Resources": {"Pool": {}}}', "is not a template in JSON: Resources.Pool has no Type"),
        (
            '{"Resources": {"Pool": {"Type": "T", "Properties": []}}}',
            "is not a template in JSON: Resources.Pool.Properties is no object",
        ),
    ],
)
def test_a_broken_template_is_named(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "auth-dev.template.json"
    file.write_text(text)
    with pytest.raises(DeployedError) as error:
        reader(str(tmp_path), ENVIRONMENTS)
    assert str(error.value).startswith(f"{file}: {message}")


def test_a_missing_folder_is_named() -> None:
    with pytest.raises(DeployedError, match=r'nowhere: there is no such folder .* "aws" or "off"'):
        reader("nowhere", ENVIRONMENTS)


def test_boto3_is_imported_for_aws_only() -> None:
    code = (
        "import sys; from pathlib import Path; import app; from stacks.deployed.source import reader; "
        f"reader({str(ROOT)!r}, []); reader('off', []); sys.exit('boto3' in sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


def unknown(environments: list[Environment] = ENVIRONMENTS) -> DeployedUnknownError:
    read = reader("aws", environments)
    assert read
    with pytest.raises(DeployedUnknownError) as error:
        read("auth-dev")
    return error.value


def test_without_credentials_nothing_can_be_compared() -> None:
    read = reader("aws", ENVIRONMENTS)
    assert read
    with pytest.raises(NoCredentialsError):
        read("auth-dev")


def test_credentials_that_only_the_cli_has_are_not_passed_by(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CDK_DEFAULT_ACCOUNT", "123456789012")
    error = unknown()
    assert str(error) == "the stack goes to account 123456789012, and the app has no credentials."
    assert "AWS_PROFILE" in error.fix


def test_a_profile_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    assert "The config profile (nobody) could not be found" in str(unknown())


def test_no_region(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("CDK_DEFAULT_REGION")
    assert "You must specify a region" in str(unknown())


ANSWERS = {
    "denied": (403, "AccessDenied", "AWS denies cloudformation:GetTemplate."),
    "throttled": (400, "Throttling", "AWS throttles cloudformation:GetTemplate."),
    "expired": (403, "ExpiredToken", "cloudformation:GetTemplate failed: An error occurred (ExpiredToken)"),
    "failing": (500, "InternalFailure", "cloudformation:GetTemplate failed: An error occurred (InternalF"),
}


NO_STACK = (400, "ValidationError", "")


class Refusing(BaseHTTPRequestHandler):
    """Answers every call in the way that is its path, or not at all."""

    all_are_here = threading.Barrier(len(ENVIRONMENTS))
    asked: ClassVar[list[tuple[str, list[str]]]] = []

    def do_POST(self) -> None:
        kind = self.path.strip("/")
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.asked.append((kind, urllib.parse.parse_qs(body)["StackName"]))
        if kind == "silent":
            time.sleep(3)
            return
        if kind == "together":
            self.all_are_here.wait(timeout=5)
        status, code, _ = ANSWERS.get(kind, NO_STACK)
        error = f"<Error><Code>{code}</Code><Message>It does not exist</Message></Error>"
        answer = f"<ErrorResponse>{error}</ErrorResponse>".encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def refusing() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.parametrize("kind", ANSWERS)
def test_no_answer_is_no_leave(kind: str, refusing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**CREDENTIALS, "AWS_ENDPOINT_URL": f"{refusing}/{kind}"}.items():
        monkeypatch.setenv(name, value)
    error = unknown()
    assert str(error).startswith(ANSWERS[kind][2])
    if kind == "denied":
        assert "cloudformation:ListStackResources" in error.fix


def test_all_environments_are_read_at_the_same_time(refusing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**CREDENTIALS, "AWS_ENDPOINT_URL": f"{refusing}/together"}.items():
        monkeypatch.setenv(name, value)
    read = reader("aws", ENVIRONMENTS)
    assert read
    assert [read(environment.stack_name) for environment in ENVIRONMENTS] == [None, None, None]


def test_only_what_is_selected_is_read(refusing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**CREDENTIALS, "AWS_ENDPOINT_URL": f"{refusing}/nothing"}.items():
        monkeypatch.setenv(name, value)
    read = reader("aws", ENVIRONMENTS[:1])
    assert read
    assert read("auth-dev") is None
    # An earlier test's second attempts may still be coming in.
    assert [stacks for kind, stacks in Refusing.asked if kind == "nothing"] == [["auth-dev"]]


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:9", "{refusing}/silent"])
def test_an_endpoint_that_does_not_answer_fails_within_ten_seconds(
    endpoint: str, refusing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {**CREDENTIALS, "AWS_ENDPOINT_URL": endpoint.format(refusing=refusing)}.items():
        monkeypatch.setenv(name, value)
    begun = time.monotonic()
    assert "cloudformation:GetTemplate got no answer" in str(unknown())
    assert time.monotonic() - begun < 10
