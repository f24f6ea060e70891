"""The environments of the team: every file in `environments/` loads, synthesizes, passes the checks and
makes the template that was reviewed. No other test reads that folder, so a team edits it as it likes; after
an edit, `make snapshots` writes the templates again, and the diff of the commit shows what changes.
"""

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.templates.snapshots.environments import NAMES, EnvironmentsError, synthesized
from tests.templates.snapshots.reviewed import FOLDER, assert_no_others, assert_reviewed

REVIEWED = FOLDER / "test_environments"
FILES = {name: REVIEWED / f"test_environment[{name}].json" for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_environment(name: str, snapshot: SnapshotAssertion) -> None:
    try:
        template = synthesized()[name]
    except EnvironmentsError as error:
        pytest.fail(str(error), pytrace=False)
    assert_reviewed(f"environments/{name}.toml", template, snapshot, FILES[name])


def test_no_template_is_left_over(snapshot: SnapshotAssertion) -> None:
    assert_no_others(REVIEWED, FILES.values(), snapshot)


def test_a_file_with_an_error_is_reported_by_its_message(tmp_path: Path) -> None:
    (tmp_path / "dev.toml").write_text(
        'account = "123456789012"\n[user_pool]\nname = "dev"\n[mfa]\nmode = "OFF"\n', "utf-8"
    )
    with pytest.raises(EnvironmentsError) as refused:
        synthesized(tmp_path)
    assert (
        str(refused.value).splitlines()[0]
        == f"{tmp_path}/dev.toml: account: unknown here; it belongs in [aws]"
    )


def test_an_environment_that_fails_the_checks_is_reported(tmp_path: Path) -> None:
    (tmp_path / "dev.toml").write_text('[user_pool]\nname = "dev"\n[mfa]\nmode = "OFF"\n', "utf-8")
    with pytest.raises(EnvironmentsError, match=r"do not pass the checks\. See the report: npx cdk synth"):
        synthesized(tmp_path)
