"""Reads TOML, and explains the errors that newcomers to it make."""

import re
import tomllib
from pathlib import Path
from typing import Any

from stacks.loading.errors import FileError, SettingsError
from stacks.text_file import BOM, DEEPEST, TOO_DEEP, TextFileError, read_text, refuse_deep_nesting

Data = dict[str, Any]

PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")

DEEP_KEY = re.compile(
    r"^[ \t]*+\[{0,2}+[ \t]*+(?:(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')[ \t]*+\.[ \t]*+){"
    + str(DEEPEST + 1)
    + "}",
    re.MULTILINE,
)
"""A key or section of more parts than `DEEPEST`: the parser's time grows with the square of their number."""

FIELD = r"^\s*([\w.-]+)\s*=\s*"
HINTS = {
    r"^(<{7}|={7}|>{7}|\|{7})( |$)": "is left over from a merge conflict: choose one side",
    r"[\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb]": 'has typographic quotes: use straight ones, "..."',
    r"^\s*(//|/\*|--|;)": "looks like a comment: comments begin with #",
    r"^\s*[{}]": "looks like JSON: write [section] and, in the lines below it, field = value",
    r"^\s*\[[^\]]*$": "opens a section and does not close it: ] is missing",
    r"^\s*([\w.-]+)\s*:\s*$": r"has a colon: write [\1] and, in the lines below it, field = value",
    r"^\s*([\w.-]+)\s*:\s*(.*)$": r"has a colon after the field: write \1 = \2",
    FIELD + r"(?:True|TRUE|[Yy]es|[Oo]n)\s*(#.*)?$": r"has a value that TOML lacks: write \1 = true",
    FIELD + r"(?:False|FALSE|[Nn]o|[Oo]ff)\s*(#.*)?$": r"has a value that TOML lacks: write \1 = false",
    FIELD + r"(?:null|None|nil|undefined)\s*(#.*)?$": "has no value: remove it, and the default applies",
    r"^\s*=": "has no field before =",
    r"=\s*(#.*)?$": "has no value after =",
    FIELD + r"(\"[^\"]*\"(\s*,\s*\"[^\"]*\")+)": r"has several values without brackets: write \1 = [\2]",
    FIELD + r"([A-Za-z][^\"'\[{#]*?)\s*(#.*)?$": r'has text without quotes: write \1 = "\2"',
    FIELD + r"([\d.+-][^\"'\[{#]*?)\s*(#.*)?$": r'has neither a number nor text in quotes: write \1 = "\2"',
    r"^\s*([\w.-]+)\s*(#.*)?$": r"has a field without a value: write \1 = and the value",
    r"^\s*[A-Za-z][\w.-]*(\s+[\w.-]+)+\s*=": "has a space in the field's name: write _ instead",
    r"^\s*\[.*\]\s*[\w\"]": "has more after the section's name: write it into the next line",
}
"""What a line that is not TOML most likely means, the first that matches."""


ESCAPED = ("Unescaped", "Invalid hex value", "Escaped character")
TWICE = ("Cannot overwrite a value", "Cannot declare", "Cannot mutate", "Duplicate inline table key")
"""How the parser's messages begin about a backslash, and about what is set a second time."""


def read_toml(file: Path) -> Data:
    """What a file says.

    :raises SettingsError: it cannot be read, or is not TOML.
    """
    try:
        text = read_text(file)
    except TextFileError as error:
        raise SettingsError(FileError(file, str(error))) from error
    return parse_toml(text, file)


def parse_toml(text: str, file: Path) -> Data:
    """What the text of a file says.

    :raises SettingsError: it is not TOML.
    """
    if text.startswith(BOM):
        raise SettingsError(
            FileError(file, "begins with a byte order mark (BOM): save it as UTF-8 without BOM")
        )
    if DEEP_KEY.search(text):
        raise SettingsError(FileError(file, TOO_DEEP))
    try:
        data = tomllib.loads(text)
        refuse_deep_nesting(data)
    except RecursionError as error:
        raise SettingsError(FileError(file, TOO_DEEP)) from error
    except TextFileError as error:
        raise SettingsError(FileError(file, str(error))) from error
    except ValueError as error:
        raise SettingsError(FileError(file, _explained(str(error), text))) from error
    return data


def _explained(message: str, text: str) -> str:
    """The parser's message with the line that it is about, and what is most likely meant."""
    lines = text.split("\n")
    place = PLACE.search(message)
    if not place or not place[1]:
        return "is not TOML: a list, text or section is not closed before the end of the file"
    number = int(place[1])
    line = lines[number - 1].strip() if number <= len(lines) else ""
    reason = _reason(PLACE.sub("", message), line)
    return f"is not TOML: line {number} ({_shown(line)}) {reason}"


def _reason(message: str, line: str) -> str:
    if message.startswith(TWICE):
        return "sets a second time what stands above it: each section and field stands in a file once"
    if message.startswith("Illegal character") and ("'\\n'" in message or "'\\r'" in message):
        return 'has a text that is not closed: a quote (") is missing'
    if line.split(" #")[0].count('"') % 2 and not line.startswith("["):
        return 'has an odd number of quotes ("): one is missing'
    if "\\" in line and message.startswith(ESCAPED):
        return "has a backslash in a text: write two of them, or use single quotes"
    if message.startswith("Unclosed array"):
        return "is in a list, in which a comma or the closing ] is missing"
    for pattern, hint in HINTS.items():
        # The beginning tells enough, and takes no time however long the line is.
        if match := re.search(pattern, line[:500]):
            return match.expand(hint)
    return f"cannot be read ({message[:1].lower()}{message[1:]})"


def _shown(line: str) -> str:
    return line if len(line) <= 80 else f"{line[:77]}..."
