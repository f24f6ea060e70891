"""Times commands as whole processes, side by side."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyperf

ROOT = Path(__file__).parent.parent

Command = Sequence[str]


@dataclass(frozen=True)
class Subject:
    """A command to be timed."""

    name: str
    command: Command
    variables: Mapping[str, str]
    folder: Path


@dataclass(frozen=True)
class Timing:
    """A command's runs."""

    seconds: float
    """The median."""
    fastest: float
    """In seconds: what else the machine does only adds to it."""
    peak_mib: float
    """Of the largest of its processes."""


def side_by_side(subjects: Sequence[Subject], results: Path, *, rounds: int = 5) -> dict[str, Timing]:
    """Time commands in turn, one after the other in each round, so that all meet the same machine.

    The first round warms up files and caches and does not count.

    :param results: a folder for pyperf's files, one a subject.
    """
    for round_number in range(rounds + 1):
        for subject in subjects:
            file = results / f"{subject.name}.json"
            _time(subject, file if round_number else results / f"{subject.name}.warmup.json")
    return {subject.name: _timing(results / f"{subject.name}.json") for subject in subjects}


def _time(subject: Subject, file: Path) -> None:
    options = ["--processes=1", "--values=1", "--warmups=0", "--loops=1", "--copy-env", "--quiet"]
    subprocess.run(
        [sys.executable, "-m", "pyperf", "command", *options, f"--name={subject.name}", f"--append={file}",
         "--", *subject.command],
        cwd=subject.folder,
        env={**os.environ, **subject.variables},
        stdout=subprocess.DEVNULL,
        check=True,
    )  # fmt: skip


def _timing(file: Path) -> Timing:
    benchmark = pyperf.BenchmarkSuite.load(str(file)).get_benchmarks()[0]
    peaks = [run.get_metadata()["command_max_rss"] for run in benchmark.get_runs()]
    return Timing(benchmark.median(), min(benchmark.get_values()), sorted(peaks)[len(peaks) // 2] / 2**20)
