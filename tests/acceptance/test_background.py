"""`make local-up` and `make local-down`: a local AWS that stays, with auth-dev deployed."""

import socket
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from local import background
from local.errors import LocalAwsError


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> int:
    """A free port for it, and files of its own, whatever else runs on this machine."""
    monkeypatch.setattr(background, "PID_FILE", tmp_path / "pid")
    monkeypatch.setattr(background, "LOG_FILE", tmp_path / "up.log")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free: int = probe.getsockname()[1]
    monkeypatch.setenv("LOCAL_AWS_PORT", str(free))
    return free


def healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_ministack/health", timeout=300) as answer:
            return bool(answer.status == 200)
    except urllib.error.URLError:
        return False


def test_it_stays_until_it_is_stopped(port: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert background.start() == 0
    try:
        said = capsys.readouterr().out
        assert healthy(port)
        assert f"export AWS_ENDPOINT_URL=http://127.0.0.1:{port}" in said
        assert "UserPoolId = us-east-1_" in said
        with pytest.raises(LocalAwsError, match="runs in the background already"):
            background.start()
    finally:
        assert background.stop() == 0
    assert not healthy(port)
    assert background.stop() == 0
    assert capsys.readouterr().out.endswith("No local AWS runs in the background.\n")


def test_what_keeps_it_from_starting_is_shown(port: int, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        with pytest.raises(LocalAwsError, match="did not start: see above"):
            background.start()
    assert f"error: port {port} is not free" in capsys.readouterr().out
    assert background.stop() == 0
