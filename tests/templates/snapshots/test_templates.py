"""Every template as it was reviewed. `make snapshots` writes them anew after a change that is meant."""

import re
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from tests.synthesis import NAMES, template

# The hash of the functions' code changes with every change of it, which other tests look at.
ASSET_HASH = re.compile(r"\b[0-9a-f]{64}\b")


def without_hashes(value: Any) -> Any:
    match value:
        case dict():
            return {key: without_hashes(item) for key, item in value.items()}
        case list():
            return [without_hashes(item) for item in value]
        case str():
            return ASSET_HASH.sub("HASH", value)
        case _:
            return value


@pytest.mark.parametrize("name", NAMES, ids=lambda name: name.replace("/", "-"))
def test_template(name: str, snapshot: SnapshotAssertion) -> None:
    assert without_hashes(template(name)) == snapshot(extension_class=JSONSnapshotExtension)
