"""`auth client-files` from a file of outputs: what it writes, and what it leaves alone."""

import json
from pathlib import Path

import pytest

from cli.client_files import client_files
from cli.output import CommandError
from cli.reference import OUTPUTS

NAMES = ["amplify_outputs.json", "amplifyconfiguration.json", "aws-exports.js"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A team's folder, with the outputs of its deployed stack."""
    (tmp_path / "environments").mkdir()
    text = '[user_pool]\nname = "x"\n\n[mfa]\nmode = "OPTIONAL"\ntypes = ["SMS", "TOTP"]\n'
    (tmp_path / "environments" / "dev.toml").write_text(text, encoding="utf-8")
    write_outputs(tmp_path)
    return tmp_path


def write_outputs(folder: Path, **changed: str) -> None:
    content = {"auth-dev": {**OUTPUTS, **changed}}
    (folder / "outputs.json").write_text(json.dumps(content), encoding="utf-8")


def run(folder: Path, *, force: bool = False) -> None:
    client_files(
        "dev",
        environments=folder / "environments",
        outputs=folder / "outputs.json",
        out=folder / "app",
        force=force,
    )


def test_unchanged_files_are_no_reason_to_ask_for_force(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(folder)
    run(folder)
    assert capsys.readouterr().out.splitlines() == 2 * [f"{folder}/app/{name}" for name in NAMES]
    assert sorted(path.name for path in (folder / "app").iterdir()) == NAMES


def test_a_file_with_another_content_is_replaced_by_force_only(folder: Path) -> None:
    run(folder)
    (folder / "app" / "aws-exports.js").unlink()
    own = folder / "app" / "amplifyconfiguration.json"
    own.write_bytes(b"\xff mine")
    outputs = folder / "app" / "amplify_outputs.json"
    before = outputs.read_bytes()
    write_outputs(folder, UserPoolId="eu-west-1_AnotherOne")
    with pytest.raises(CommandError) as refused:
        run(folder)
    assert str(refused.value).splitlines() == [
        f"{outputs}: exists; --force replaces it",
        f"{own}: exists; --force replaces it",
    ]
    # All or none of them: the one that is missing was not written, either.
    assert sorted(path.name for path in (folder / "app").iterdir()) == NAMES[:2]
    assert (outputs.read_bytes(), own.read_bytes()) == (before, b"\xff mine")
    run(folder, force=True)
    assert json.loads(outputs.read_text(encoding="utf-8"))["auth"]["user_pool_id"] == "eu-west-1_AnotherOne"
    assert sorted(path.name for path in (folder / "app").iterdir()) == NAMES


def test_an_output_that_is_missing_writes_nothing(folder: Path) -> None:
    (folder / "outputs.json").write_text('{"auth-dev": {"Region": "eu-west-1"}}', encoding="utf-8")
    with pytest.raises(CommandError, match="auth-dev: has no output 'UserPoolId'; deploy it again"):
        run(folder)
    assert not (folder / "app").exists()
