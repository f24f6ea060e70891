"""Structured log lines."""

import json
from datetime import UTC, datetime
from typing import Literal

from botocore.exceptions import ClientError


def log(level: Literal["INFO", "WARN", "ERROR"], message: str, **fields: object) -> None:
    """Write one JSON line, as Lambda's JSON log format has them, with `fields` at the top.

    Lambda passes lines that are JSON already on as they are, and reads level and timestamp from them. Never
    pass personal data: a user's sub or user name at most, no phone number, no code, no token.
    """
    line = {"timestamp": datetime.now(UTC).isoformat(), "level": level, "message": message, **fields}
    print(json.dumps(line), flush=True)  # noqa: T201 - Lambda's standard output is its log


def name_of(error: Exception) -> str:
    """An error's name alone: its message may hold personal data."""
    return error.response["Error"]["Code"] if isinstance(error, ClientError) else type(error).__name__
