"""Each error that a newcomer makes is answered by what is wrong, where, and what is right."""

from pathlib import Path

import pytest

from stacks.loading import SettingsError, load_environments
from tests.unit.loading.newcomers import ERRORS


@pytest.mark.parametrize("name", ERRORS)
def test_message(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text, messages = ERRORS[name]
    Path("dev.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_environments(Path())
    assert str(caught.value).splitlines() == [f"dev.toml: {message}" for message in messages]


def test_there_are_a_hundred() -> None:
    assert len(ERRORS) >= 100
