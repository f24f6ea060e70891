"""Before snapshots are updated, every environment has to load and synthesize."""

import pytest

from tests.templates.snapshots.environments import EnvironmentsError, synthesized


def pytest_collection_modifyitems(config: pytest.Config) -> None:
    """Refuse to update anything on an error: syrupy would delete the snapshots of the tests that fail."""
    if config.getoption("update_snapshots"):
        try:
            synthesized()
        except EnvironmentsError as error:
            raise pytest.UsageError(f"{error}\nNo snapshot was changed.") from None
