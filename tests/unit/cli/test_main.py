"""The command as a whole: errors in one line, and the traceback for whoever asks for it."""

import subprocess
import sys
from pathlib import Path

import pytest


def auth(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_error_is_one_line_on_standard_error(tmp_path: Path) -> None:
    result = auth(tmp_path, "show", "dev")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "error: environments: there is no such folder of environments\n"


@pytest.mark.parametrize("arguments", [("--debug", "show", "dev"), ("show", "dev", "--debug")])
def test_debug_shows_the_traceback_wherever_it_stands(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = auth(tmp_path, *arguments)
    assert result.returncode == 1
    assert result.stderr.startswith("Traceback (most recent call last):\n")
    assert result.stderr.endswith("error: environments: there is no such folder of environments\n")


def test_a_pattern_shows_several_environments(tmp_path: Path) -> None:
    (tmp_path / "environments").mkdir()
    text = '[user_pool]\nname = "x"\n\n[mfa]\nmode = "OFF"\n'
    for name in ("dev", "qa"):
        (tmp_path / "environments" / f"{name}.toml").write_text(text, encoding="utf-8")
    result = auth(tmp_path, "show", "*")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.count('name = "x"') == 2
