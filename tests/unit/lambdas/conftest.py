"""Credentials, so that clients can be made; and the functions' log."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.lambdas.fakes import PERSONAL, Line, line_of

Log = Callable[[], list[Line]]


@pytest.fixture(autouse=True)
def function_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Lambda gives each function."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "none")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Log:
    """The lines that the functions have logged, which hold nothing personal."""
    caplog.set_level("INFO", logger="lambdas.user_mfa")

    def lines() -> list[Line]:
        found = [line_of(record) for record in caplog.records if record.name.startswith("lambdas.")]
        text: Any = repr(found)
        assert not [value for value in PERSONAL if value in text]
        return found

    return lines
