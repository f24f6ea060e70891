"""What the tests of reviewed templates share."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

FOLDER = Path(__file__).parent / "__snapshots__"

# The hash of the functions' code changes with every change of it, which other tests look at.
ASSET_HASH = re.compile(r"\b[0-9a-f]{64}\b")


def assert_reviewed(name: str, template: dict[str, Any], snapshot: SnapshotAssertion, file: Path) -> None:
    """Fail, with the difference, unless a template is the one that was reviewed (or is to be written)."""
    if not file.exists() and not snapshot.session.update_snapshots:
        pytest.fail(f"{name} is new, its template was not reviewed yet. Run: make snapshots", pytrace=False)
    assert _without_hashes(template) == snapshot(extension_class=JSONSnapshotExtension), (
        f"{name} makes another template than the reviewed one: - reviewed, + now. "
        "If the change is meant, run: make snapshots"
    )


def assert_no_others(folder: Path, files: Iterable[Path], snapshot: SnapshotAssertion) -> None:
    """Fail if a folder has other templates than `files`: those of environments that are gone. Remove them
    on update."""
    others = sorted({*folder.glob("*.json")} - {*files})
    if snapshot.session.update_snapshots:
        for file in others:
            file.unlink()
    elif others:
        names = ", ".join(file.name for file in others)
        pytest.fail(f"reviewed templates of environments that are gone: {names}. Run: make snapshots", False)


def _without_hashes(value: Any) -> Any:
    match value:
        case dict():
            return {key: _without_hashes(item) for key, item in value.items()}
        case list():
            return [_without_hashes(item) for item in value]
        case str():
            return ASSET_HASH.sub("HASH", value)
        case _:
            return value
