"""The code in docs/extending.md, run as it stands there: here, and with an installed package."""

import json
import os
import re
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Template

from tests.synthesis import ROOT

TEXT = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"(<!-- runs in another folder -->\n)?```python\n(.*?)```", TEXT, re.DOTALL)
INSIDE = [code for elsewhere, code in BLOCKS if not elsewhere]
APPS = [code for elsewhere, code in BLOCKS if elsewhere]
ENVIRONMENT = """\
[user_pool]
name = "example"
auto_verify = ["email", "phone_number"]

[mfa]
mode = "OPTIONAL"
types = ["SMS", "TOTP"]

[identity_pool]
name = "example"

[acknowledge]
AwsSolutions-COG8 = "It has no real users."
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A team's folder with one environment."""
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments" / "dev.toml").write_text(ENVIRONMENT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def example(folder: Path) -> dict[str, Any]:
    """The names that the examples define, all of them run one after the other."""
    assert folder.is_dir()
    names: dict[str, Any] = {}
    for code in INSIDE:
        exec(compile(code, "docs/extending.md", "exec"), names)  # noqa: S102 - this repository's own docs
    return names


def test_the_examples_give_the_resources_that_they_promise(example: dict[str, Any]) -> None:
    stack: cdk.Stack = example["stack"]
    template = Template.from_stack(stack)
    template.has_resource_properties(
        "AWS::Cognito::UserPool",
        {
            "UserPoolName": "another-name",
            "LambdaConfig": {"PreSignUp": {"Fn::GetAtt": ["PreSignUp1C2BA29E", "Arn"]}},
        },
    )
    assert [name for name in template.find_resources("AWS::S3::Bucket") if name.startswith("UserFiles")]
    policies = json.dumps(template.find_resources("AWS::IAM::Policy"))
    assert "private/${cognito-identity.amazonaws.com:sub}/*" in policies
    authorizers = Template.from_stack(example["api_stack"]).find_resources("AWS::ApiGateway::Authorizer")
    ((_, authorizer),) = authorizers.items()
    assert authorizer["Properties"]["Type"] == "COGNITO_USER_POOLS"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python in which this package is installed as `pip install .` does it.

    Its dependencies are those of this environment: they take minutes to install, which `make setup` tests.
    """
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False)
    site = next((folder / "lib").glob("python*/site-packages"))
    result = subprocess.run(
        [
            sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation",
            "--no-index", "--target", str(site), str(_sources(tmp_path_factory)),
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    (own,) = {path for path in map(Path, sys.path) if path.name == "site-packages" and path.is_dir()}
    dependencies = [
        path for path in own.iterdir() if not path.name.startswith(("__editable__", "cognito_mfa"))
    ]
    for path in dependencies:
        link = site / path.name
        if not link.exists():
            link.symlink_to(path)
    return folder / "bin" / "python"


def _sources(factory: pytest.TempPathFactory) -> Path:
    """A copy of what git tracks: pip builds in the folder that it is given."""
    copy = factory.mktemp("sources")
    files = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for name in filter(None, files.split("\0")):
        if not name.startswith(("tests/", "benchmarks/", "docs/")) and (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((ROOT / name).read_bytes())
    return copy


@pytest.mark.parametrize("index", range(len(APPS)))
def test_an_app_of_ones_own_uses_the_installed_package(folder: Path, installed: Path, index: int) -> None:
    (folder / "own_app.py").write_text(APPS[index], encoding="utf-8")
    context = json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["context"]
    result = subprocess.run(
        [str(installed), "own_app.py"],
        cwd=folder,
        env={
            **_environment(),
            "CDK_OUTDIR": "out",
            "CDK_CONTEXT_JSON": json.dumps({**context, "deployed": "off"}),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    template = json.loads((folder / "out" / "auth-dev.template.json").read_text(encoding="utf-8"))
    assert "UserPool6BA7E5F2" in template["Resources"]
    assert list((folder / "out").glob("asset.*")), "the functions' code is in the package"


def test_the_installed_package_has_the_command_with_its_data(folder: Path, installed: Path) -> None:
    pool = {"Type": "AWS::Cognito::UserPool", "Properties": {"MfaConfiguration": "OFF"}}
    (folder / "old.json").write_text(json.dumps({"Resources": {"Pool": pool}}), encoding="utf-8")
    (folder / "new.json").write_text(json.dumps({"Resources": {}}), encoding="utf-8")
    result = subprocess.run(
        [str(installed), "-m", "cli", "compare", "old.json", "new.json", "--json"],
        cwd=folder,
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1, result.stderr
    assert "PoolRemoved" in {finding["rule"] for finding in json.loads(result.stdout)["findings"]}


def _environment() -> dict[str, str]:
    """The tests' own variables, without this repository on Python's path."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
