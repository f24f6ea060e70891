"""Reads text and JSON that somebody else wrote, and says in one line why it cannot be used."""

import json
import stat
from pathlib import Path
from typing import Any

DEEPEST = 50
"""How deep values may be nested: far deeper than any file that makes sense, and far from Python's limits."""

UTF_16 = (b"\xff\xfe", b"\xfe\xff")
BOM = "\ufeff"
"""What some editors on Windows put first in a file, invisibly."""


class TextFileError(ValueError):
    """A file cannot be read, or is not what it should be. The text continues "FILE: "."""


def read_text(file: Path) -> str:
    """The text of a file, in UTF-8; a byte order mark is kept.

    :raises TextFileError: it is missing, no regular file (a pipe would never end), or not UTF-8 text.
    """
    try:
        mode = file.stat().st_mode
        if stat.S_ISDIR(mode):
            raise TextFileError("cannot be read: it is a folder")
        if not stat.S_ISREG(mode):
            raise TextFileError("cannot be read: it is not a regular file")
        content = file.read_bytes()
    except OSError as error:
        raise TextFileError(f"cannot be read: {error.strerror}") from error
    except TextFileError:
        raise
    except ValueError as error:
        raise TextFileError(f"cannot be read: {error}") from error  # such as a NUL character in its name
    if content.startswith(UTF_16):
        raise TextFileError("is UTF-16 text: save it as UTF-8")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise TextFileError(f"is not UTF-8 text (see line {line}): save it as UTF-8") from error


def read_json(file: Path) -> Any:
    """The value in a JSON file.

    :raises TextFileError: it cannot be read, or not be used.
    """
    return parse_json(read_text(file).removeprefix(BOM))


def parse_json(text: str) -> Any:
    """The value that a text in JSON stands for.

    :raises TextFileError: it is not JSON, nested too deep, or has characters that no text can hold.
    """
    try:
        value = json.loads(text)
        text.encode()
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise TextFileError("has half a character in it (a lone surrogate such as \\ud800)") from error
    except RecursionError as error:
        raise TextFileError(TOO_DEEP) from error
    except ValueError as error:
        raise TextFileError(f"is not JSON: {error}") from error
    refuse_deep_nesting(value)
    return value


TOO_DEEP = f"is nested too deep: more than {DEEPEST} levels"


def refuse_deep_nesting(value: object) -> None:
    """Refuse what would exceed Python's recursion limit somewhere later.

    :raises TextFileError: lists or objects are nested deeper than `DEEPEST`.
    """
    level = [value]
    for _ in range(DEEPEST + 1):
        level = [
            item
            for each in level
            if isinstance(each, dict | list)
            for item in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return
    raise TextFileError(TOO_DEEP)
