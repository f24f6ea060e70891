"""The `auth` command against a deployed stack: what operators and app developers type."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from local.emulator import LocalAws
from local.scenarios.pool import Pool
from tests.acceptance.conftest import ENVIRONMENT
from tests.acceptance.operator import Operator
from tests.acceptance.population import Population
from tests.acceptance.screens import Screens
from tests.synthesis import LOCAL

NAME = "shop"
KINDS = {"enabled": 12, "no_phone": 5, "unverified": 3}


@pytest.fixture(scope="module")
def folder(operators: dict[str, Operator], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A team's folder with the environment that is deployed."""
    assert operators
    path = tmp_path_factory.mktemp("team") / "environments"
    path.mkdir()
    (path / f"{NAME}.toml").write_text(ENVIRONMENT, encoding="utf-8")
    return path.parent


@pytest.fixture(scope="module")
def operator(operators: dict[str, Operator]) -> Operator:
    return operators[f"auth-{NAME}"]


def auth(aws: LocalAws, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command without a terminal, with the variables that the local AWS prints."""
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        cwd=folder,
        env={**os.environ, **aws.environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def answer(result: subprocess.CompletedProcess[str]) -> Any:
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_list_shows_what_is_deployed(aws: LocalAws, folder: Path) -> None:
    (folder / "environments" / "other.toml").write_text(ENVIRONMENT, encoding="utf-8")
    rows = answer(auth(aws, folder, "list", "--json"))
    (folder / "environments" / "other.toml").unlink()
    assert [(row["environment"], row["stack"], row["mode"]) for row in rows] == [
        ("other", "not deployed", "OPTIONAL"),
        (NAME, "CREATE_COMPLETE", "OPTIONAL"),
    ]
    assert rows[1]["differs"] == ""


def test_list_shows_what_differs_from_the_file(aws: LocalAws, folder: Path) -> None:
    file = folder / "environments" / f"{NAME}.toml"
    file.write_text(ENVIRONMENT.replace('"OPTIONAL"', '"ON"'), encoding="utf-8")
    (row,) = answer(auth(aws, folder, "list", "--json"))
    file.write_text(ENVIRONMENT, encoding="utf-8")
    assert row["differs"] == "the file has mode ON"


def test_preflight_reports_a_line_for_each_check(aws: LocalAws, folder: Path, screens: Screens) -> None:
    result = auth(aws, folder, "preflight", NAME, "--json")
    rows = {row["check"]: row["state"] for row in json.loads(result.stdout)}
    assert result.returncode == 1  # Cognito's own e-mail limit is a problem
    assert rows["e-mail sender"] == "problem"
    assert rows["Cognito's own note on SMS"] == "ok"
    assert set(rows.values()) <= {"ok", "problem", "unknown"}
    assert "Traceback" not in result.stderr
    screens.expect("preflight", folder, f"auth preflight {NAME}", code=1)


def test_client_files_are_written_from_the_deployed_stack(
    aws: LocalAws, folder: Path, operator: Operator
) -> None:
    result = auth(aws, folder, "client-files", NAME, "--out", "app")
    assert result.returncode == 0, result.stderr
    content = json.loads((folder / "app" / "amplify_outputs.json").read_text(encoding="utf-8"))
    assert content["auth"]["user_pool_id"] == operator.outputs["UserPoolId"]
    assert len(result.stdout.splitlines()) == 3


def test_runs_over_users(aws: LocalAws, folder: Path, operator: Operator, screens: Screens) -> None:
    Population(operator.pool).make(KINDS)
    screens.expect("users-dry-run", folder, f"auth users {NAME} dry-run")
    screens.expect("users-enable-refused", folder, f"auth users {NAME} enable", code=2)

    export = "--accept-active-users --export users.csv"
    screens.expect("users-enable", folder, f"auth users {NAME} enable {export}")
    enabled = answer(auth(aws, folder, "users", NAME, "status", "--json"))
    assert enabled["result"] == {"kind": "enable", "users": 20, "outcomes": KINDS, "users_read": 12}
    lines = (folder / "users.csv").read_text(encoding="utf-8").splitlines()
    assert (lines[0], len(lines)) == ("sub,outcome", 21)
    assert sum(line.endswith(",enabled") for line in lines) == 12

    screens.expect("users-status", folder, f"auth users {NAME} status")
    screens.expect("users-stop", folder, f"auth users {NAME} stop", code=1)
    resumed = auth(aws, folder, "users", NAME, "resume")
    assert (resumed.returncode, resumed.stderr) == (
        1,
        "error: there is nothing to resume: the last run is SUCCEEDED\n",
    )


def test_a_lost_device_is_recovered(aws: LocalAws, pools: dict[str, Pool], screens: Screens) -> None:
    pool = pools["auth-dev"]
    user = pool.signed_up()
    pool.register_totp(user)
    line = f"auth recover dev {user.name} --ticket HELP-1 --requested-by support --yes"
    screen = screens.expect("recover", LOCAL.parent, line, shown={user.name: "jane"})
    # It is in what was typed, and in no log.
    assert screen.count("jane") == 1
    screens.expect(
        "recover-refused",
        LOCAL.parent,
        "auth recover dev nobody --ticket HELP-2 --requested-by support --yes",
        code=1,
    )
    result = auth(aws, LOCAL.parent, "recover", "dev", "nobody", "--ticket", "HELP-3", "--yes", "--json")
    assert (result.returncode, json.loads(result.stdout)) == (1, {"refused": "user: there is no such user"})


def test_errors_are_one_line(aws: LocalAws, folder: Path) -> None:
    (folder / "environments" / "other.toml").write_text(ENVIRONMENT, encoding="utf-8")
    result = auth(aws, folder, "users", "other", "dry-run")
    (folder / "environments" / "other.toml").unlink()
    assert result.returncode == 1
    assert result.stderr == (
        "error: auth-other: there is no such stack in us-east-1; deploy it: npx cdk deploy auth-other\n"
    )
