"""docs/day-one.md, step by step: its commands run in a copy of the repository as they stand there."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.synthesis import ROOT

TEXT = (ROOT / "docs" / "day-one.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"(?:<!-- (?P<mark>[^>]*) -->\n\n)?(?P<lines>(?:^    .*\n|^\n(?=    ))+)", re.MULTILINE)
SNAPSHOTS = "python -m pytest --quiet tests/templates/snapshots/test_environments.py --snapshot-update"
NOT_COPIED = (".git", ".venv", "node_modules", "cdk.out", ".local", "*_cache", "__pycache__", ".hypothesis")


class Step(NamedTuple):
    """A block of commands below a heading."""

    title: str
    mark: str
    commands: str


STEPS = [
    Step(
        section.partition("\n")[0],
        match["mark"] or "",
        re.sub(r"^    ", "", match["lines"], flags=re.MULTILINE),
    )
    for section in TEXT.split("\n## ")[1:]
    for match in BLOCK.finditer(section)
]
RUN = [step for step in STEPS if not step.mark.startswith("needs: ")]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository with the Python environment and the packages of this one."""
    folder = tmp_path_factory.mktemp("clone") / "auth"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*NOT_COPIED))
    for name in (".venv", "node_modules"):
        (folder / name).symlink_to(ROOT / name)
    # The team's folder as a clone has it, whatever a team did to it since.
    shutil.rmtree(folder / "environments")
    (folder / "environments").mkdir()
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    return folder


@pytest.fixture(scope="module")
def outputs(copy: Path) -> dict[str, subprocess.CompletedProcess[str]]:
    """What the steps print, run in their order, by their titles."""
    # `make snapshots` generates the docs, too, for which once is enough.
    first, *others = RUN
    shortened = [
        step._replace(commands=step.commands.replace("make snapshots", SNAPSHOTS)) for step in others
    ]
    return {step.title: _run(step, copy) for step in (first, *shortened)}


def _run(step: Step, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-e", "-c", step.commands],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        text=True,
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("step", RUN, ids=lambda step: step.title)
def test_step(step: Step, outputs: dict[str, subprocess.CompletedProcess[str]]) -> None:
    result = outputs[step.title]
    assert (result.returncode != 0) == (step.mark == "fails"), result.stdout + result.stderr
    assert "Traceback" not in result.stdout + result.stderr


def test_what_the_table_says(copy: Path, outputs: dict[str, subprocess.CompletedProcess[str]]) -> None:
    _, message, tenants, off, _ = (outputs[step.title] for step in RUN)
    assert "MfaModeOff" in off.stderr + off.stdout
    assert "_tenant.toml" in tenants.stdout
    assert "ERROR" not in message.stderr
    reviewed = copy / "tests" / "templates" / "snapshots" / "__snapshots__" / "test_environments"
    assert {file.name for file in reviewed.iterdir()} == {
        "test_environment[tenant-one].json",
        "test_environment[tenant-two].json",
    }


def test_every_block_runs_or_says_what_it_needs() -> None:
    assert {step.mark for step in STEPS} <= {"", "fails", "needs: network", "needs: AWS account"}
    assert len(RUN) == 5
