"""The commands in README.md and docs/ run in a copy of the repository as they stand there, but for those that
are marked as needing more, such as an account."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.command_blocks import BLOCKS, NEEDS, Block
from tests.synthesis import ROOT

SNAPSHOTS = "python -m pytest --quiet tests/templates/snapshots/test_environments.py --snapshot-update"
NOT_COPIED = (".git", ".venv", "node_modules", "cdk.out", ".local", "*_cache", "__pycache__", ".hypothesis")
SETUP_FROM = (
    "requirements.txt",
    "requirements-dev.txt",
    "pyproject.toml",
    "package.json",
    "package-lock.json",
)
RUN = [block for block in BLOCKS if block.runs]
DAY_ONE = ROOT / "docs" / "day-one.md"
COMMANDS = Path("docs", "commands.md")

BROKEN = '[user_pool]\nname = "shop"\n'

Outputs = dict[Block, subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Path]:
    """For each document a copy of the repository, with the packages of this one."""
    return {document: _copy(tmp_path_factory.mktemp("clone")) for document in {b.document for b in RUN}}


def _copy(parent: Path) -> Path:
    folder = parent / "auth"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*NOT_COPIED))
    for name in (".venv", "node_modules"):
        (folder / name).symlink_to(ROOT / name)
    # So that `make` takes both for ready, and installs nothing into them.
    for name in SETUP_FROM:
        os.utime(folder / name, (0, 0))
    # An empty folder, whatever a team has in its own.
    shutil.rmtree(folder / "environments")
    (folder / "environments").mkdir()
    # It takes long to generate: that is done once, here.
    (folder / COMMANDS).unlink()
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    return folder


@pytest.fixture(scope="module")
def outputs(copies: dict[Path, Path]) -> Outputs:
    """What the blocks print, run in the order of their document."""
    found: Outputs = {}
    generated = False
    for block in RUN:
        commands = block.commands
        if generated:
            # `make snapshots` generates the docs, too, for which once is enough.
            commands = commands.replace("make snapshots", SNAPSHOTS)
        generated = generated or "make snapshots" in commands
        found[block] = _run(commands, copies[block.document])
    return found


def _run(commands: str, folder: Path) -> subprocess.CompletedProcess[str]:
    # Without credentials; and not as in a pipeline, where it is an error that nothing can be compared.
    environ = {name: value for name, value in os.environ.items() if name != "CI" and name[:4] != "AWS_"}
    return subprocess.run(
        ["bash", "-e", "-c", commands],
        cwd=folder,
        env={
            **environ,
            "PYTHONPATH": str(folder),
            "NO_COLOR": "1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        },
        stdin=subprocess.DEVNULL,
        text=True,
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("block", RUN, ids=lambda block: f"{block.document.name}: {block.title}")
def test_block(block: Block, outputs: Outputs) -> None:
    result = outputs[block]
    assert (result.returncode != 0) == (block.mark == "fails"), result.stdout + result.stderr
    assert "Traceback" not in result.stdout + result.stderr


def test_what_the_table_of_day_one_says(copies: dict[Path, Path], outputs: Outputs) -> None:
    _, message, tenants, off, _ = (outputs[block] for block in RUN if block.document == DAY_ONE)
    assert "MfaModeOff" in off.stderr + off.stdout
    assert "_tenant.toml" in tenants.stdout
    assert "ERROR" not in message.stderr
    reviewed = copies[DAY_ONE] / "tests" / "templates" / "snapshots" / "__snapshots__" / "test_environments"
    assert {file.name for file in reviewed.iterdir()} == {
        "test_environment[tenant-one].json",
        "test_environment[tenant-two].json",
    }


def test_the_reference_of_commands_is_up_to_date(copies: dict[Path, Path], outputs: Outputs) -> None:
    (generated,) = {block.document for block in outputs if (copies[block.document] / COMMANDS).exists()}
    text = (copies[generated] / COMMANDS).read_text(encoding="utf-8")
    assert (ROOT / COMMANDS).read_text(encoding="utf-8") == text, "run: make snapshots"


def test_every_mark_is_known() -> None:
    assert {block.mark for block in BLOCKS} <= {"", "fails", *(f"needs: {each}" for each in NEEDS)}


def test_readme_and_day_one_run() -> None:
    assert {block.document.name for block in RUN} >= {"README.md", "day-one.md"}


def test_no_snapshot_changes_while_a_file_has_an_error(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    (folder / "environments" / "shop.toml").write_text(BROKEN, encoding="utf-8")
    reviewed = (
        folder / "tests/templates/snapshots/__snapshots__/test_environments/test_environment[shop].json"
    )
    reviewed.write_text("{}", encoding="utf-8")
    refused = _run(SNAPSHOTS, folder)
    assert refused.returncode == pytest.ExitCode.USAGE_ERROR
    assert refused.stderr.splitlines() == [
        f"ERROR: {folder}/environments/shop.toml: mfa: is missing: add [mfa] with its fields in the lines "
        "below it",
        "No snapshot was changed.",
        "",
    ]
    assert reviewed.read_text(encoding="utf-8") == "{}"
