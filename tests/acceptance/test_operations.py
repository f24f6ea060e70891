"""The commands of docs/operations.md against a deployed stack, in one shell and as they stand there."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.emulator import LocalAws
from local.scenarios.pool import Pool, User
from local.scenarios.users import PREFER_TOTP
from tests.acceptance.operator import Operator, until
from tests.acceptance.population import Population
from tests.command_blocks import BLOCKS
from tests.synthesis import ROOT

STACK = "auth-dev"
COMMANDS = {block.title: "" for block in BLOCKS if block.document.name == "operations.md"}
for each in BLOCKS:
    if each.document.name == "operations.md":
        COMMANDS[each.title] += each.commands
# So many that a run over them can be stopped: their MFA takes half a minute.
USERS = 300
END = "the end of a block"


class Shell:
    """A shell with the AWS CLI, in an empty folder."""

    def __init__(self, aws: LocalAws, folder: Path) -> None:
        program = folder / "bin" / "aws"
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\nexec {sys.executable} -m tests.acceptance.aws_cli "$@"\n')
        program.chmod(0o755)
        path = os.pathsep.join([str(program.parent), os.environ["PATH"]])
        self._process = subprocess.Popen(
            ["bash"],
            cwd=folder,
            env={**aws.environ, "PATH": path, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.run("set -E -o pipefail; trap 'echo \"failed: $BASH_COMMAND\"' ERR\n")

    def run(self, commands: str) -> str:
        """Run commands, and return what they print."""
        process = self._process
        assert process.stdin
        assert process.stdout
        process.stdin.write(f"{commands}\necho; echo {END}\n")
        process.stdin.flush()
        lines = []
        for line in process.stdout:
            if line.rstrip() == END:
                break
            lines.append(line)
        printed = "".join(lines)
        assert "failed: " not in printed, printed
        assert "command not found" not in printed, printed
        return printed.strip()

    def close(self) -> None:
        self._process.communicate()


@pytest.fixture(scope="module")
def operator(aws: LocalAws, pools: dict[str, Pool]) -> Operator:
    return Operator(aws, pools[STACK].outputs)


@pytest.fixture(scope="module")
def users(operator: Operator) -> list[User]:
    return [Population(operator.pool).created() for _ in range(USERS)]


@pytest.fixture(scope="module")
def shell(aws: LocalAws, users: list[User], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """A shell in which the commands of "Before you begin" and "Runs over all users" have run."""
    assert users
    started = Shell(aws, tmp_path_factory.mktemp("operator"))
    started.run(COMMANDS["Before you begin"].replace("auth-prod", STACK))
    started.run(COMMANDS["Runs over all users"])
    yield started
    started.close()


def test_every_block_of_the_document_is_run_here() -> None:
    assert set(COMMANDS) == {
        "Before you begin",
        "Runs over all users",
        "Look",
        "Enable",
        "Stop, resume, progress",
        "A lost TOTP device",
        "Dead letters",
        "A user who was lost",
    }


def test_look(shell: Shell) -> None:
    printed = shell.run(COMMANDS["Look"])
    assert printed.count('"SUCCEEDED"') == 3
    assert '\\"kind\\": \\"readiness\\"' in printed
    assert '\\"users_read\\": 0' in printed


def test_enable_stop_and_resume(shell: Shell, operator: Operator) -> None:
    shell.run(COMMANDS["Enable"])
    stop, progress = COMMANDS["Stop, resume, progress"].split("map=", maxsplit=1)
    halt, resume = stop.strip().splitlines()
    shell.run(halt)
    assert shell.run('status "$execution"') == "ABORTED"
    shell.run(resume)
    execution = shell.run('echo "$execution"')
    until(lambda: operator.progress(execution), bool)
    assert json.loads(shell.run(f"map={progress}"))["total"] == 1
    status, error, _, output = json.loads(shell.run('result "$execution"'))
    assert (status, error) == ("SUCCEEDED", None)
    assert json.loads(output)["outcomes"]["enabled"] >= USERS


def test_a_lost_totp_device(shell: Shell, operator: Operator) -> None:
    user = operator.pool.signed_up(phone=False)
    operator.pool.register_totp(user)
    operator.pool.admin("admin_set_user_mfa_preference", user, **PREFER_TOTP)
    printed = shell.run(COMMANDS["A lost TOTP device"].replace("NAME", user.name))
    assert f'{{"user": "{user.name}", "changed": ["totp_deleted", "signed_out"]}}' in printed


def test_dead_letters(shell: Shell, operator: Operator) -> None:
    user = Population(operator.pool).created()
    operator.give_up_on(json.dumps({"user": user.name}))
    assert operator.messages("DeadLettersUrl") == 1
    printed = shell.run(COMMANDS["Dead letters"])
    assert user.name in printed
    until(lambda: operator.pool.preference(user)[0], lambda factors: factors == ["SMS_MFA"])
    assert operator.messages("DeadLettersUrl") == 0


def test_a_user_who_was_lost(shell: Shell, operator: Operator) -> None:
    user = Population(operator.pool).created()
    sub = str(operator.pool.attribute(user, "sub"))
    commands = COMMANDS["A user who was lost"].replace("SUB", sub).replace("NAME", user.name)
    assert user.name in shell.run(commands)
    until(lambda: operator.pool.preference(user)[0], lambda factors: factors == ["SMS_MFA"])
