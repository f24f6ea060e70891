"""Every template of the tests' own environments as it was reviewed."""

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.synthesis import NAMES, template
from tests.templates.snapshots.reviewed import FOLDER, assert_no_others, assert_reviewed

REVIEWED = FOLDER / "test_templates"
FILES = {name: REVIEWED / f"test_template[{name.replace('/', '-')}].json" for name in NAMES}


@pytest.mark.parametrize("name", NAMES, ids=lambda name: name.replace("/", "-"))
def test_template(name: str, snapshot: SnapshotAssertion) -> None:
    assert_reviewed(f"{name}.toml", template(name), snapshot, FILES[name])


def test_no_template_is_left_over(snapshot: SnapshotAssertion) -> None:
    assert_no_others(REVIEWED, FILES.values(), snapshot)
