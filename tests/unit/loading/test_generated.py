"""What is generated from the settings: the JSON Schema for editors, the reference for readers."""

from pathlib import Path

import pytest

from stacks.loading.reference import reference_text
from stacks.loading.schema import schema_text

ROOT = Path(__file__).parents[3]
SCHEMA = ROOT / "docs" / "environment.schema.json"
OWN = [*ROOT.glob("local/environments/*.toml")]


def test_the_schema_is_up_to_date() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), "run: make snapshots"


def test_the_reference_is_up_to_date() -> None:
    reference = ROOT / "docs" / "environments.md"
    assert reference.read_text(encoding="utf-8") == reference_text(), "run: make snapshots"


@pytest.mark.parametrize("file", OWN, ids=lambda file: str(file.relative_to(ROOT)))
def test_the_projects_files_name_the_schema(file: Path) -> None:
    directive, path = file.read_text(encoding="utf-8").splitlines()[0].split(" ")
    assert directive == "#:schema"
    assert (file.parent / path).resolve() == SCHEMA
