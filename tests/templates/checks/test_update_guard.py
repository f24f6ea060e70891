"""The guard as the CDK runs it: what it prints, what can be acknowledged, and what is written."""

import json
import subprocess
from pathlib import Path

import pytest

from local.deploy import CDK
from tests.synthesis import COMBINATIONS, ROOT, template
from tests.templates.checks.editing import GONE, POOL, Edits, edited

DEV = (COMBINATIONS / "dev.toml").read_text(encoding="utf-8")
ACKNOWLEDGED = '"UpdateGuard::MfaModeOff" = "The environment has made-up users only."\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for an environment, and in it a folder with what is deployed of it."""
    (tmp_path / "deployed").mkdir()
    deploy(tmp_path, {})
    return tmp_path


def deploy(folder: Path, edits: Edits) -> None:
    deployed = edited("tests/environments/dev", edits)
    (folder / "deployed" / "auth-dev.template.json").write_text(json.dumps(deployed), encoding="utf-8")


def synth(folder: Path, environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "dev.toml").write_text(environment, encoding="utf-8")
    context = {"environments": folder, "deployed": folder / "deployed"}
    return subprocess.run(
        [
            CDK,
            "synth",
            "--quiet",
            "--no-notices",
            "--no-color",
            f"--output={folder / 'out'}",
            *(f"--context={name}={value}" for name, value in context.items()),
        ],
        cwd=ROOT,
        text=True,
        capture_output=True,
        check=False,
    )


def off(acknowledged: str = "") -> str:
    """The environment with mode OFF, SMS messages staying as they are."""
    text = DEV.replace('mode = "OPTIONAL"\ntypes = ["SMS", "TOTP"]', 'mode = "OFF"')
    return text.replace("[acknowledge]\n", f"[acknowledge]\n{acknowledged}")


def compared_with(folder: Path) -> str:
    return (
        f"INFO auth-dev: compared with file {folder}/deployed/auth-dev.template.json. (UpdateGuard)\n"
        "   auth-dev aws-cdk-lib.Stack\n"
        "   Acknowledge with 'UpdateGuard::ComparedWith'"
    )


def test_what_is_deployed_passes(folder: Path) -> None:
    result = synth(folder, DEV)
    assert (result.returncode, result.stderr.strip()) == (0, compared_with(folder))


def test_a_violation_is_the_cdks_report_and_nothing_follows(folder: Path) -> None:
    result = synth(folder, off())
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "ERROR MFA is off for every user at once: a password alone is enough to sign in. "
        'Properties.MfaConfiguration: deployed "OPTIONAL", new "OFF". (UpdateGuard)',
        "   auth-dev/UserPool/Resource (UserPool6BA7E5F2) aws-cdk-lib.aws_cognito.CfnUserPool",
        "   Suggested fix: Keep the mode. With OPTIONAL, users who have a factor keep it. To do it "
        'anyway: "UpdateGuard::MfaModeOff" = "why" under [acknowledge] in the environment\'s file.',
        "   Acknowledge with 'UpdateGuard::MfaModeOff'",
        "",
        *compared_with(folder).splitlines(),
        "Synthesis finished with errors",
    ]
    report = json.loads((folder / "out" / "validation-report.json").read_text(encoding="utf-8"))
    (guard,) = [plugin for plugin in report["pluginReports"] if plugin["pluginName"] == "UpdateGuard"]
    (finding, compared) = guard["violations"]
    assert compared["ruleName"] == "ComparedWith"
    (construct,) = finding["violatingConstructs"]
    assert (guard["conclusion"], finding["ruleName"]) == ("failure", "MfaModeOff")
    assert construct["cloudFormationResource"]["propertyPaths"] == ["Properties.MfaConfiguration"]


def test_what_is_acknowledged_passes(folder: Path) -> None:
    result = synth(folder, off(ACKNOWLEDGED))
    assert (result.returncode, result.stderr.strip()) == (0, compared_with(folder))


def test_what_loses_all_users_cannot_be_acknowledged(folder: Path) -> None:
    pool = template("tests/environments/dev")["Resources"]["UserPool6BA7E5F2"]
    deploy(folder, {POOL: GONE, "Resources.Another": pool})
    reason = '"UpdateGuard::PoolRemoved" = "Nobody uses this environment."\n'
    result = synth(folder, DEV.replace("[acknowledge]\n", f"[acknowledge]\n{reason}"))
    assert result.returncode == 1
    assert "FATAL The pool leaves the stack" in result.stderr
    assert "   auth-dev (Another) aws-cdk-lib.Stack\n" in result.stderr
    assert "   Rule UpdateGuard::PoolRemoved\n" in result.stderr
