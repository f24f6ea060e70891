"""Where what is deployed comes from, and that what cannot be read is reported."""

import json
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from stacks.deployed.model import (
    DeployedError,
    DeployedUnknownError,
    NoCredentialsError,
    NoTemplateError,
    StackId,
    Unclaimed,
)
from stacks.deployed.source import source
from stacks.loading import load_environments
from stacks.settings import Environment
from tests.synthesis import ROOT, template

DEV = StackId("auth-dev")
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "CDK_DEFAULT_REGION": "us-east-1",
}


def environments(folder: Path) -> list[Environment]:
    """Environments dev, prod and staging."""
    for name in ("dev", "prod", "staging"):
        (folder / f"{name}.toml").write_text(
            '[user_pool]\nname = "x"\n[mfa]\nmode = "OFF"\n', encoding="utf-8"
        )
    return load_environments(folder)


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> list[Environment]:
    return environments(tmp_path_factory.mktemp("environments"))


def write(folder: Path, name: str, content: Any) -> None:
    (folder / f"{name}.template.json").write_text(json.dumps(content), encoding="utf-8")


def test_a_folder_holds_what_is_deployed(tmp_path: Path, three: list[Environment]) -> None:
    write(tmp_path, "auth-dev", template("tests/environments/optional-sms"))
    folder = source(str(tmp_path), three)
    deployed = folder.read(DEV)
    assert deployed.stack
    assert deployed.stack.template == template("tests/environments/optional-sms")
    assert deployed.compared_with == f"file {tmp_path}/auth-dev.template.json"
    assert not folder.is_unavailable()
    assert not folder.is_new(DEV)


def test_a_folder_without_the_template_of_an_environment_names_it(
    tmp_path: Path, three: list[Environment]
) -> None:
    with pytest.raises(NoTemplateError, match=r"has no auth-dev.template.json, so auth-dev was comp"):
        source(str(tmp_path), three).read(DEV)


def test_a_template_that_no_environment_claims_is_reported(tmp_path: Path, three: list[Environment]) -> None:
    for name in ("auth-dev", "auth-gone", "auth-later", "another"):
        write(tmp_path, name, {"Resources": {}})
    assert source(str(tmp_path), three, ["auth-later"]).unclaimed() == [
        Unclaimed("auth-gone", f"{tmp_path}/auth-gone.template.json")
    ]


def test_a_folder_holds_nested_stacks(tmp_path: Path, three: list[Environment]) -> None:
    nested = {"Type": "AWS::CloudFormation::Stack", "Metadata": {"aws:asset:path": "inner.template.json"}}
    write(tmp_path, "auth-dev", {"Resources": {"Nested": nested}})
    with pytest.raises(NoTemplateError, match="does not have the template of the nested stack Nested"):
        source(str(tmp_path), three).read(DEV)
    inner = {"Resources": {"Pool": {"Type": "AWS::Cognito::UserPool"}}}
    write(tmp_path, "inner", inner)
    deployed = source(str(tmp_path), three).read(DEV)
    assert deployed.stack
    assert deployed.stack.nested["Nested"].template == inner


def test_off_compares_nothing_and_says_so(three: list[Environment]) -> None:
    off = source("off", three)
    assert off.read(DEV) == (None, "nothing, because of --context deployed=off")
    assert not off.is_unavailable()
    assert not off.is_new(DEV)


def test_an_empty_value_is_refused(three: list[Environment]) -> None:
    with pytest.raises(DeployedError, match='deployed is empty; it is "auto", "aws", "off" or a folder'):
        source("", three)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is not JSON: Expecting property name"),
        ("[]", "is not a template in JSON: it has no Resources"),
        ("[" * 100_000, "is nested too deep"),
        ('{"Resources": []}', "is not a template in JSON: it has no Resources"),
        ('{"Resources": {"Pool": {}}}', "is not a template in JSON: Resources.Pool has no Type"),
        (
            '{"Resources": {"Pool": {"Type": "T", "Properties": []}}}',
            "is not a template in JSON: Resources.Pool.Properties is no object",
        ),
    ],
)
def test_a_broken_template_is_named(
    tmp_path: Path, three: list[Environment], text: str, message: str
) -> None:
    file = tmp_path / "auth-dev.template.json"
    file.write_text(text)
    with pytest.raises(DeployedError) as error:
        source(str(tmp_path), three)
    assert str(error.value).startswith(f"{file}: {message}")


def test_a_missing_folder_is_named(three: list[Environment]) -> None:
    with pytest.raises(DeployedError, match=r'nowhere: there is no such folder .* "auto", "aws" or "off"'):
        source("nowhere", three)


def test_boto3_is_imported_for_aws_only() -> None:
    code = (
        "import sys; import app; from stacks.deployed.source import source; "
        f"source({str(ROOT)!r}, []); source('off', []); sys.exit('boto3' in sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


def unknown(three: list[Environment]) -> DeployedUnknownError:
    aws = source("aws", three)
    assert not aws.is_unavailable()
    with pytest.raises(DeployedUnknownError) as error:
        aws.read(DEV)
    return error.value


def test_without_credentials_nothing_can_be_compared(three: list[Environment]) -> None:
    assert isinstance(unknown(three), NoCredentialsError)
    assert source("auto", three).is_unavailable()
    assert source(None, three).is_unavailable()


@pytest.mark.parametrize(("value", "demands"), [("true", True), ("1", True), ("false", False), ("", False)])
def test_in_ci_missing_credentials_are_an_error(
    three: list[Environment], monkeypatch: pytest.MonkeyPatch, value: str, *, demands: bool
) -> None:
    monkeypatch.setenv("CI", value)
    assert source("auto", three).is_unavailable() is not demands


def test_credentials_that_only_the_cli_has_are_not_passed_by(
    three: list[Environment], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CDK_DEFAULT_ACCOUNT", "123456789012")
    error = unknown(three)
    assert str(error) == "the stack goes to account 123456789012, and the app has no credentials."
    assert "AWS_PROFILE" in error.fix
    assert not isinstance(error, NoCredentialsError)


def test_a_profile_that_is_not_there(three: list[Environment], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    assert "The config profile (nobody) could not be found" in str(unknown(three))


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("[default\nthis is no INI", "Unable to parse config file"),
        ("[default]\ncredential_process = /nowhere/credentials", "FileNotFoundError: [Errno 2] No such file"),
        ("[default]\ncredential_process = /bin/echo no JSON", "JSONDecodeError: Expecting value"),
        (
            "[default]\ncredential_process = /bin/false",
            "Error when retrieving credentials from custom",
        ),
    ],
)
def test_a_broken_aws_configuration_is_no_leave(
    three: list[Environment], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, config: str, message: str
) -> None:
    (tmp_path / "config").write_text(config, encoding="utf-8")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    error = unknown(three)
    assert message in str(error)
    assert not isinstance(error, NoCredentialsError)
    assert not source("auto", three).is_unavailable()


def test_no_region(three: list[Environment], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("CDK_DEFAULT_REGION")
    assert "You must specify a region" in str(unknown(three))


ANSWERS = {
    "denied": (403, "AccessDenied", "AWS denies cloudformation:DescribeStacks."),
    "throttled": (400, "Throttling", "AWS throttles cloudformation:DescribeStacks."),
    "expired": (
        403,
        "ExpiredToken",
        "cloudformation:DescribeStacks failed: An error occurred (Expired",
    ),
    "failing": (500, "InternalFailure", "cloudformation:DescribeStacks failed: An error occurred (Internal"),
}


NO_STACK = (400, "ValidationError", "")


class Refusing(BaseHTTPRequestHandler):
    """Answers every call in the way that is its path, or not at all."""

    all_are_here = threading.Barrier(3)
    asked: ClassVar[list[tuple[str, list[str]]]] = []

    def do_POST(self) -> None:
        kind = self.path.strip("/")
        query = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if query["Action"] == ["DescribeStacks"]:
            self.asked.append((kind, query["StackName"]))
            if kind == "together":
                self.all_are_here.wait(timeout=60)
        if kind == "silent":
            time.sleep(3)
            return
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


@pytest.fixture
def answering(refusing: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Has AWS answer in one way."""

    def answer(kind: str) -> None:
        for name, value in {**CREDENTIALS, "AWS_ENDPOINT_URL": f"{refusing}/{kind}"}.items():
            monkeypatch.setenv(name, value)

    return answer


@pytest.mark.parametrize("kind", ANSWERS)
def test_no_answer_is_no_leave(kind: str, answering: Callable[[str], None], three: list[Environment]) -> None:
    answering(kind)
    error = unknown(three)
    assert str(error).startswith(ANSWERS[kind][2])
    if kind == "denied":
        assert "cloudformation:ListStackResources" in error.fix


def test_all_environments_are_read_at_the_same_time(
    answering: Callable[[str], None], three: list[Environment]
) -> None:
    answering("together")
    aws = source("aws", three)
    assert [aws.read(StackId.of(environment)).stack for environment in three] == [None, None, None]
    assert aws.is_new(DEV)


def test_only_what_is_selected_is_read(answering: Callable[[str], None], three: list[Environment]) -> None:
    answering("nothing")
    assert source("aws", three[:1]).read(DEV) == (None, "nothing: there is no stack auth-dev")
    # An earlier test's second attempts may still be coming in.
    assert [stacks for kind, stacks in Refusing.asked if kind == "nothing"] == [["auth-dev"]]


def test_a_stack_in_another_region_is_read_there(
    answering: Callable[[str], None], three: list[Environment]
) -> None:
    answering("elsewhere")
    aws = source("aws", three[:1])
    assert aws.is_same(DEV, StackId("auth-dev", region="us-east-1"))
    elsewhere = StackId("auth-dev", region="eu-west-1")
    assert not aws.is_same(DEV, elsewhere)
    aws.read(DEV)
    aws.read(elsewhere)
    assert [kind for kind, _ in Refusing.asked].count("elsewhere") == 2


@pytest.mark.parametrize("kind", ["silent", "nobody"])
def test_an_endpoint_that_does_not_answer_is_no_leave(
    kind: str,
    answering: Callable[[str], None],
    three: list[Environment],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answering(kind)
    if kind == "nobody":
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert "cloudformation:DescribeStacks got no answer" in str(unknown(three))
