"""Which files are read as environments."""

from pathlib import Path

import pytest

from stacks.loading.errors import SettingsError
from stacks.loading.selection import environment_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("dev", "qa", "tenant-one", "tenant-two", "_base", ".#dev"):
        (tmp_path / f"{name}.toml").touch()
    (tmp_path / "notes.md").touch()
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "prod.toml").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("only", "names"),
    [
        (None, ["dev", "qa", "tenant-one", "tenant-two"]),
        ("dev", ["dev"]),
        ("qa,dev", ["dev", "qa"]),
        ("dev, qa", ["dev", "qa"]),
        ("tenant-*", ["tenant-one", "tenant-two"]),
        ("tenant-*,tenant-one,q?", ["qa", "tenant-one", "tenant-two"]),
        ("*", ["dev", "qa", "tenant-one", "tenant-two"]),
    ],
)
def test_selection(folder: Path, only: str | None, names: list[str]) -> None:
    assert [file.stem for file in environment_files(folder, only)] == names


THERE = "environments there: dev, qa, tenant-one, tenant-two"


@pytest.mark.parametrize(
    ("only", "message"),
    [
        ("prod", f"{{folder}}/prod.toml: there is no such file; {THERE}"),
        ("dve", "{folder}/dve.toml: there is no such file; did you mean dev?"),
        ("customer-*", f"{{folder}}: no environment matches customer-*; {THERE}"),
        (
            "_base",
            f"{{folder}}/_base.toml: is a base, no environment (its name begins with _); {THERE}",
        ),
        ("", f"{{folder}}: context environment names nothing; {THERE}"),
        ("dev,", f"{{folder}}: context environment names nothing; {THERE}"),
        ("dev,prod", f"{{folder}}/prod.toml: there is no such file; {THERE}"),
    ],
)
def test_what_selects_nothing_is_an_error(folder: Path, only: str, message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        environment_files(folder, only)
    assert str(caught.value) == message.format(folder=folder)
