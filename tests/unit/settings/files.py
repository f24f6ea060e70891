"""Environment files that tests write, and what is wrong in them."""

from pathlib import Path

import pytest

from stacks.loading import SettingsError, load_environment

MINIMAL = """
[user_pool]
name = "example"
[mfa]
mode = "ON"
types = ["SMS", "TOTP"]
"""


def errors_of(tmp_path: Path, text: str) -> list[str]:
    """The errors of a file, without the file's name."""
    file = tmp_path / "dev.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_environment(file)
    lines = str(caught.value).splitlines()
    assert all(line.startswith(f"{file}: ") for line in lines)
    return [line.removeprefix(f"{file}: ") for line in lines]


def changed(table: str, *lines: str, without: str = "") -> str:
    """The minimal file with lines added to a table, and a line taken out."""
    text = MINIMAL.replace(f"{without}\n", "") if without else MINIMAL
    if f"[{table}]\n" in text:
        return text.replace(f"[{table}]\n", f"[{table}]\n" + "\n".join(lines) + "\n")
    return f"{text}[{table}]\n" + "\n".join(lines) + "\n"


def with_mfa(*lines: str) -> str:
    return changed("mfa", *lines, without='mode = "ON"\ntypes = ["SMS", "TOTP"]')


def hosted_ui(line: str) -> str:
    lines = {
        "domain_prefix": 'domain_prefix = "shop"',
        "redirect_sign_in": 'redirect_sign_in = ["https://example.com/"]',
        "redirect_sign_out": 'redirect_sign_out = ["https://example.com/"]',
    }
    return changed("hosted_ui", *{**lines, line.split(" ")[0]: line}.values())
