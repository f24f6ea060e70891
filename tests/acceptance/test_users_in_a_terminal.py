"""A run over users, as an operator starts, leaves, stops and resumes it in a terminal."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from local.emulator import LocalAws
from tests.acceptance.conftest import ENVIRONMENT
from tests.acceptance.operator import Operator
from tests.acceptance.population import Population
from tests.acceptance.test_commands import auth
from tests.templates.cli.terminal import CLEAR, Terminal

NAME = "terminal"
KINDS = {"enabled": 100, "already": 20, "no_phone": 20, "unverified": 10}
ALL = sum(KINDS.values())


@pytest.fixture
def folder(operators: dict[str, Operator], tmp_path: Path) -> Path:
    """The folder of a team, whose pool has 150 users."""
    Population(operators[f"auth-{NAME}"].pool).make(KINDS)
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments" / f"{NAME}.toml").write_text(ENVIRONMENT, encoding="utf-8")
    return tmp_path


def status(aws: LocalAws, folder: Path) -> Any:
    return json.loads(auth(aws, folder, "users", NAME, "status", "--json").stdout)


def test_a_run_is_left_stopped_resumed_and_exported(aws: LocalAws, folder: Path) -> None:
    # It cannot end before it is stopped.
    aws.inject_faults("AdminSetUserMFAPreference", 1)
    with Terminal(folder, "users", NAME, "enable", variables=aws.environ) as terminal:
        terminal.expect(f"about {ALL} users")
        terminal.answer("Type the environment's name", "prod")
        terminal.answer(f"type {NAME}, or Ctrl-C", CLEAR, NAME)
        terminal.interrupt("Chunks of users")
        code, output = terminal.end()
    assert (code, f"the run goes on. auth users {NAME} status shows it" in output) == (130, True)
    left = status(aws, folder)
    assert (left["kind"], left["status"]) == ("enable", "RUNNING")

    refused = auth(aws, folder, "users", NAME, "dry-run")
    assert (refused.returncode, "AnotherRunInProgress" in refused.stdout) == (1, True)
    # The run that was refused is not the one to stop.
    assert auth(aws, folder, "users", NAME, "stop").returncode == 0
    assert (status(aws, folder)["arn"], status(aws, folder)["status"]) == (left["arn"], "ABORTED")

    aws.inject_faults("AdminSetUserMFAPreference", 0)
    export = folder / "users.csv"
    with Terminal(
        folder, "users", NAME, "resume", "--export", str(export), variables=aws.environ
    ) as terminal:
        terminal.expect("Chunks of users")
        code, output = terminal.end()
    assert code == 0, output
    assert status(aws, folder)["result"]["outcomes"] == KINDS
    header, *lines = export.read_text(encoding="utf-8").splitlines()
    assert header == "sub,outcome"
    assert Counter(line.partition(",")[2] for line in lines) == KINDS
    assert auth(aws, folder, "users", NAME, "status", "--export", str(export)).returncode == 1
