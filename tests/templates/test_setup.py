"""What those see whose set-up is not there, or cannot be made."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.synthesis import ROOT

NEEDED = (
    "Makefile",
    "requirements.txt",
    "requirements-dev.txt",
    "pyproject.toml",
    "package.json",
    "package-lock.json",
)
NO_NETWORK = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0", "PIP_NO_CACHE_DIR": "1"}


def test_setting_up_without_a_network_ends_with_what_to_do(tmp_path: Path) -> None:
    for name in NEEDED:
        shutil.copy(ROOT / name, tmp_path)
    result = subprocess.run(
        ["make", "setup", f"PYTHON={sys.executable}"],
        cwd=tmp_path,
        env={**os.environ, **NO_NETWORK, "PIP_CONFIG_FILE": os.devnull},
        text=True,
        capture_output=True,
        check=False,
    )
    assert result.returncode == 2
    assert "Setting up needs a network or a mirror: pip takes PIP_INDEX_URL" in result.stderr
    assert not (tmp_path / ".venv" / "ready").exists()


def test_the_app_without_its_packages_says_how_to_set_up() -> None:
    # -S: without the packages of the Python environment.
    result = subprocess.run(
        [sys.executable, "-S", "app.py"], cwd=ROOT, text=True, capture_output=True, check=False
    )
    assert (result.returncode, result.stderr) == (
        1,
        "The packages are not installed. Run: make setup && source .venv/bin/activate\n",
    )
