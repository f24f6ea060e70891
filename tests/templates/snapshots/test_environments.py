"""The environments of the team: every file in `environments/` loads, synthesizes, passes the checks and
makes the template that was reviewed. No other test reads that folder, so a team edits it as it likes; after
an edit, `make snapshots` writes the templates again, and the diff of the commit shows what changes.
"""

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.synthesis import ROOT, templates
from tests.templates.snapshots.reviewed import FOLDER, assert_no_others, assert_reviewed

ENVIRONMENTS = ROOT / "environments"
NAMES = sorted(file.stem for file in ENVIRONMENTS.glob("*.toml") if not file.name.startswith("_"))
REVIEWED = FOLDER / "test_environments"
FILES = {name: REVIEWED / f"test_environment[{name}].json" for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_environment(name: str, snapshot: SnapshotAssertion) -> None:
    assert_reviewed(f"environments/{name}.toml", templates(ENVIRONMENTS)[name], snapshot, FILES[name])


def test_no_template_is_left_over(snapshot: SnapshotAssertion) -> None:
    assert_no_others(REVIEWED, FILES.values(), snapshot)
