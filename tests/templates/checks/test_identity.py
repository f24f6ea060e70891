"""Which stack is which, and that the guard fails closed: by the real CDK CLI, in apps that are not app.py.

The CDK CLI goes on when a plugin raises; `python app.py` alone would hide that.
"""

import json
import re
import subprocess
from pathlib import Path

import pytest

from local.deploy import CDK
from tests.synthesis import ROOT, template

BASE = "tests/environments/optional-sms-totp"
ENVIRONMENT = (ROOT / f"{BASE}.toml").read_text(encoding="utf-8")
MFA_OFF = "MFA is off for every user at once"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An environment whose MFA is off, and what is deployed of it: MFA is optional."""
    off = ENVIRONMENT.replace('mode = "OPTIONAL"', 'mode = "OFF"')
    off = "\n".join(line for line in off.splitlines() if not line.startswith("types"))
    (tmp_path / "dev.toml").write_text(f"{off}\n[sms]\n", encoding="utf-8")
    (tmp_path / "deployed").mkdir()
    write(tmp_path, "auth-dev", template(BASE))
    return tmp_path


def write(folder: Path, name: str, content: object) -> None:
    (folder / "deployed" / f"{name}.template.json").write_text(json.dumps(content), encoding="utf-8")


def synth(folder: Path, kind: str, **context: str) -> subprocess.CompletedProcess[str]:
    values = {"environments": str(folder), "deployed": f"{folder}/deployed", **context}
    return subprocess.run(
        [
            CDK,
            "synth",
            "**",  # those in stages, too
            "--quiet",
            "--no-notices",
            "--no-color",
            f"--app=python -m tests.templates.checks.other_apps {kind}",
            f"--output={folder / 'out'}",
            *(f"--context={name}={value}" for name, value in values.items()),
        ],
        cwd=ROOT,
        text=True,
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("kind", ["second_stack", "staged_and_named", "other_construct"])
def test_the_environments_stack_is_found_by_its_name(folder: Path, kind: str) -> None:
    result = synth(folder, kind)
    assert result.returncode == 1
    assert f"ERROR {MFA_OFF}" in result.stderr
    left_alone = result.stderr.count("Left alone, because they have no Cognito resources: Others.")
    assert left_alone == (1 if kind == "second_stack" else 0)
    assert "Traceback" not in result.stderr


def test_a_stage_that_gives_the_stack_another_name_is_refused(folder: Path) -> None:
    result = synth(folder, "staged")
    assert result.returncode == 1
    assert (
        "FATAL Environment dev is deployed as stack auth-dev, and this app has no such stack: Prod-auth-dev "
        "would be another one, with a new, empty pool beside the users. (UpdateGuard)"
    ) in result.stderr
    assert 'AuthStack(..., stack_name="auth-dev")' in result.stderr
    assert f"ERROR {folder}/deployed has no Prod-auth-dev.template.json" in result.stderr


def test_a_pool_in_a_nested_stack_is_judged(folder: Path) -> None:
    inner = {"Resources": {"Former": {"Type": "AWS::Cognito::UserPool"}}}
    nested = {"Type": "AWS::CloudFormation::Stack", "Metadata": {"aws:asset:path": "inner.template.json"}}
    write(folder, "inner", inner)
    write(folder, "Legacy", {"Resources": {"InnerNestedStackInnerNestedStackResource1A1D1D35": nested}})
    result = synth(folder, "nested")
    assert result.returncode == 1
    assert "FATAL The pool leaves the stack" in result.stderr
    assert "To move the pool and its users to another stack, run auth adopt" in result.stderr
    assert "Legacy (Former)" in result.stderr


def test_a_rule_that_raises_fails_the_synthesis(folder: Path) -> None:
    result = synth(folder, "raising")
    assert result.returncode == 1
    for plugin in ("UpdateGuard", "ServiceRules"):
        assert re.search(
            "FATAL This check failed itself, so nobody knows what a deployment would do: LookupError: "
            rf"something nobody thought of \(other_apps\.py:[0-9]+\)\. \({plugin}\)",
            result.stderr,
        )
    assert "Traceback" not in result.stderr


def test_a_stage_that_was_compared_with_nothing_fails(folder: Path) -> None:
    result = synth(folder, "staged", deployed="auto")
    assert result.returncode == 1
    assert "FATAL There are no AWS credentials, so nothing was compared" in result.stderr


def test_an_environment_that_the_folder_does_not_have_is_refused_until_it_is_acknowledged(
    folder: Path,
) -> None:
    (folder / "deployed" / "auth-dev.template.json").rename(folder / "deployed" / "auth-old.template.json")
    result = synth(folder, "second_stack")
    assert result.returncode == 1
    assert (
        f"ERROR {folder}/deployed has no auth-dev.template.json, so auth-dev was compared with nothing."
    ) in result.stderr
    assert (
        f"WARNING {folder}/deployed/auth-old.template.json is deployed, and has no environment file: if it "
        "was renamed, this stack would be a new, empty pool beside the users."
    ) in result.stderr

    reasons = (
        '"UpdateGuard::NoDeployedTemplate" = "It is a new environment."\n'
        '"UpdateGuard::StackWithoutFile" = "That one was deleted."\n'
        '"UpdateGuard::MfaModeOf" = "There is no such rule."\n'
        '"ServiceRules::NoFactor" = "It finds nothing here."\n'
    )
    file = folder / "dev.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("[acknowledge]\n", f"[acknowledge]\n{reasons}"), encoding="utf-8")
    result = synth(folder, "second_stack")
    assert result.returncode == 0, result.stderr
    assert (
        "WARNING [acknowledge] UpdateGuard::MfaModeOf of environment dev is no rule. (UpdateGuard)\n"
        "   auth-dev aws-cdk-lib.Stack\n"
        "   Suggested fix: Did you mean UpdateGuard::MfaModeOff?\n"
    ) in result.stderr
    assert (
        "WARNING [acknowledge] ServiceRules::NoFactor of environment dev acknowledges nothing, and a later "
        "finding of this rule would pass unseen. (ServiceRules)\n"
    ) in result.stderr
