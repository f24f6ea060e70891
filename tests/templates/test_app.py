"""The app as people and CI run it: by the real CDK CLI, in processes of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from local.deploy import CDK
from tests.synthesis import COMBINATIONS, ROOT
from tests.unit.loading.test_load import FIVE_MISTAKES

HOW_TO_ACKNOWLEDGE = (
    "auth-dev: fix AwsSolutions-COG8, or accept it in the environment's file, below [acknowledge]: "
    '"AwsSolutions-COG8" = "the reason"\n'
)
OWN = f"--context=environments={COMBINATIONS}"


def synth(*arguments: str) -> subprocess.CompletedProcess[str]:
    return _run([str(CDK), "synth", "--quiet", "--no-notices", *arguments])


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False)


def test_every_environment_passes_the_cdks_own_validation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CDK_VALIDATION")
    result = synth(OWN, "--context=deployed=off", f"--output={tmp_path}")
    assert result.returncode == 0, result.stderr


def test_what_the_cdks_own_validation_finds_fails_the_synthesis(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CDK_VALIDATION")
    own_app = "--app=python -m tests.templates.checks.other_apps misspelt"
    context = ("--context=environment=prod", "--context=deployed=off")
    result = synth(OWN, own_app, *context, f"--output={tmp_path}")
    assert result.returncode == 1
    assert "TopicNane" in result.stderr


def test_production_passes_without_a_warning(tmp_path: Path) -> None:
    result = synth(OWN, "auth-prod", "--context=deployed=off", f"--output={tmp_path}")
    assert (result.returncode, "ERROR" in result.stderr, "WARNING" in result.stderr) == (0, False, False)
    assert (tmp_path / "auth-prod.template.json").is_file()


NOT_COMPARED = "There are no AWS credentials, so nothing was compared with what is deployed."


def test_without_credentials_a_warning_says_that_nothing_was_compared(tmp_path: Path) -> None:
    result = synth(OWN, "--context=environment=prod", f"--output={tmp_path}")
    assert result.returncode == 0, result.stderr
    assert f"WARNING {NOT_COMPARED} CloudFormation refuses to deploy what was synthesized." in result.stderr
    template = json.loads((tmp_path / "auth-prod.template.json").read_text(encoding="utf-8"))
    assert template["Parameters"]["NotComparedWithWhatIsDeployed"] == {
        "Type": "String",
        "AllowedPattern": "(?!)",
        "ConstraintDescription": "Compared with nothing: synthesize with credentials.",
        "Description": "This template was compared with nothing. Synthesize it with credentials.",
    }


def test_in_ci_missing_credentials_fail_the_synthesis(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    result = synth(OWN, "--context=environment=prod", f"--output={tmp_path}")
    assert result.returncode == 1
    assert f"FATAL {NOT_COMPARED}" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("[default\nthis is no INI\n", "Unable to parse config file: {config}"),
        (
            "[default]\ncredential_process = /nowhere/credentials\n",
            "FileNotFoundError: [Errno 2] No such file or directory: '/nowhere/credentials'",
        ),
        ("[default]\ncredential_process = /bin/echo no JSON\n", "JSONDecodeError: Expecting value"),
    ],
    ids=["no INI", "no program", "no JSON"],
)
def test_a_broken_aws_configuration_fails_the_synthesis(
    config: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "config"
    file.write_text(config, encoding="utf-8")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(file))
    result = synth(OWN, "--context=environment=prod", f"--output={tmp_path}/out")
    assert result.returncode == 1
    assert "FATAL What is deployed cannot be read" in result.stderr
    assert f"the AWS credentials could not be used: {message.format(config=file)}" in result.stderr
    assert "Traceback" not in result.stdout + result.stderr


@pytest.mark.parametrize(
    ("context", "message"),
    [
        ("enviroment=dev", "context enviroment: unknown; did you mean environment?"),
        ("env=dev", "context env: unknown; did you mean environment?"),
        ("environment=", "context environment names nothing; environments there: dev, "),
        ("deployed=", "context deployed: must be a text that is not empty"),
    ],
)
def test_context_that_is_misspelt_or_empty_is_an_error(context: str, message: str, tmp_path: Path) -> None:
    result = synth(OWN, f"--context={context}", f"--output={tmp_path}")
    assert result.returncode == 1
    assert message in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("deployed", "message"),
    [
        ("nowhere", "nowhere: there is no such folder of deployed templates; context deployed is a folder, "),
        ("{folder}", "{folder}/auth-dev.template.json: is not JSON: "),
    ],
)
def test_a_folder_of_deployed_templates_that_cannot_be_used(
    tmp_path: Path, deployed: str, message: str
) -> None:
    (tmp_path / "auth-dev.template.json").write_text("{")
    result = synth(OWN, f"--context=deployed={deployed.format(folder=tmp_path)}", f"--output={tmp_path}/out")
    assert result.returncode == 1
    assert message.format(folder=tmp_path) in result.stderr
    assert "Traceback" not in result.stdout + result.stderr


def test_one_environment_can_be_selected(tmp_path: Path) -> None:
    result = synth(OWN, "--context=environment=dev", f"--output={tmp_path}")
    assert result.returncode == 0, result.stderr
    assert [file.name for file in tmp_path.glob("*.template.json")] == ["auth-dev.template.json"]


@pytest.fixture
def dev_without_acknowledgments(tmp_path: Path) -> Path:
    text = (COMBINATIONS / "dev.toml").read_text(encoding="utf-8")
    (tmp_path / "dev.toml").write_text(text.partition("[acknowledge]")[0], encoding="utf-8")
    return tmp_path


def test_findings_that_nobody_acknowledged_fail_the_synthesis(dev_without_acknowledgments: Path) -> None:
    result = synth(
        f"--context=environments={dev_without_acknowledgments}", f"--output={dev_without_acknowledgments}/out"
    )
    assert result.returncode == 1
    assert "AwsSolutions::AwsSolutions-COG8" in result.stderr
    assert HOW_TO_ACKNOWLEDGE in result.stderr
    assert "Traceback" not in result.stdout + result.stderr


def test_an_acknowledgment_that_cdk_nag_does_not_need_is_a_warning(tmp_path: Path) -> None:
    text = (COMBINATIONS / "dev.toml").read_text(encoding="utf-8")
    stale = '[acknowledge]\n"AwsSolutions-COG7" = "The identity pool has no guests."\n'
    (tmp_path / "dev.toml").write_text(text.replace("[acknowledge]\n", stale), encoding="utf-8")
    result = synth(f"--context=environments={tmp_path}", "--context=deployed=off", f"--output={tmp_path}/out")
    assert result.returncode == 0, result.stderr
    assert result.stderr.count("acknowledges nothing") == 1
    assert (
        "warning: [acknowledge] AwsSolutions-COG7 of environment dev acknowledges nothing, and a "
        "later finding of this rule would pass unseen. Remove it from the file.\n"
    ) in result.stderr


def test_the_app_without_the_cli_fails_the_same_way(dev_without_acknowledgments: Path) -> None:
    context = f'{{"environments": "{dev_without_acknowledgments}"}}'
    result = subprocess.run(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env={
            **{name: value for name, value in os.environ.items() if name.startswith("AWS_")},
            "PATH": str(Path(sys.executable).parent),
            "CDK_CONTEXT_JSON": context,
            "CDK_OUTDIR": f"{dev_without_acknowledgments}/out",
        },
        text=True,
        capture_output=True,
        check=False,
    )
    assert result.returncode == 1
    assert "AwsSolutions::AwsSolutions-COG8" in result.stderr
    assert HOW_TO_ACKNOWLEDGE in result.stderr
    # The report comes from Node's process, whose last lines may come after Python's.
    assert "The validation failed: see the report above.\n" in result.stderr
    assert "Traceback" not in result.stderr


def test_mistakes_are_reported_all_at_once_and_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "dev.toml").write_text(FIVE_MISTAKES, encoding="utf-8")
    result = synth(f"--context=environments={tmp_path}", f"--output={tmp_path}/out")
    assert result.returncode == 1
    assert result.stderr.count(f"{tmp_path}/dev.toml: ") == 5
    assert "Traceback" not in result.stdout + result.stderr
    assert not list(tmp_path.glob("out/*.template.json"))


def test_a_missing_environment_is_named(tmp_path: Path) -> None:
    for name in ("dev", "qa"):
        (tmp_path / f"{name}.toml").touch()
    result = synth(
        f"--context=environments={tmp_path}", "--context=environment=nowhere", f"--output={tmp_path}/out"
    )
    assert result.returncode == 1
    assert f"{tmp_path}/nowhere.toml: there is no such file; environments there: dev, qa" in result.stderr
