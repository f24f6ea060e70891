"""How the command starts: without the CDK if it needs none, and else with the Node among the packages."""

import subprocess
import sys
from pathlib import Path

from tests.synthesis import ROOT


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder, with nothing on the path."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={"PATH": "/nonexistent", "HOME": str(folder), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_starts_without_the_cdk(tmp_path: Path) -> None:
    code = "import sys, cli.main; print({'aws_cdk', 'jsii'} & sys.modules.keys())"
    assert run("-c", code, folder=tmp_path).stdout == "set()\n"


def test_a_synthesis_needs_no_node_on_the_path(tmp_path: Path) -> None:
    result = run("-m", "cli", "add", "qa", "--mode=OPTIONAL", "--types=TOTP", "--yes", folder=tmp_path)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "environments" / "qa.toml").exists()
