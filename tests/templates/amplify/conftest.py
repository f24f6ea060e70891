"""All cases synthesized at once, from both kinds of files."""

from pathlib import Path

import pytest

from tests.synthesis import templates
from tests.templates.amplify.cases import allowed, requested, write_answers, write_requests
from tests.templates.amplify.facts import Template


@pytest.fixture(scope="session")
def from_answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Template]:
    """The templates of the cases as read from cli-inputs.json, by the cases' names."""
    folder = _folder(tmp_path_factory, "answers")
    for name in allowed():
        write_answers(folder, name)
    return templates(folder)


@pytest.fixture(scope="session")
def from_requests(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Template]:
    """The templates of the headless cases as read from their requests."""
    folder = _folder(tmp_path_factory, "requests")
    for name in requested():
        write_requests(folder, name)
    return templates(folder)


def _folder(factory: pytest.TempPathFactory, name: str) -> Path:
    return factory.mktemp(name)
