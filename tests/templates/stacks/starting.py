"""A function starts with the environment variables that its construct sets, and needs each of them."""

from collections.abc import Callable
from typing import Any

import pytest


def assert_starts(
    start: Callable[[], Any], function: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Check that `start`, which may be cached, reads exactly what the template gives to the function."""
    variables = {
        name: value if isinstance(value, str) else "token"
        for name, value in function["Environment"]["Variables"].items()
    }
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "none")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    start = getattr(start, "__wrapped__", start)
    start()
    for name in variables:
        with monkeypatch.context() as patch:
            patch.delenv(name)
            with pytest.raises(KeyError, match=name):
                start()
