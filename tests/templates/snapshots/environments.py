"""The team's own environments, synthesized."""

from pathlib import Path

from stacks.loading import SettingsError
from tests.synthesis import ROOT, Template, templates

ENVIRONMENTS = ROOT / "environments"
NAMES = sorted(file.stem for file in ENVIRONMENTS.glob("*.toml") if not file.name.startswith("_"))


class EnvironmentsError(Exception):
    """The environments do not load, or do not pass the checks. Its text is for those who edit them."""


def synthesized(folder: Path = ENVIRONMENTS) -> dict[str, Template]:
    """The templates of the environments by their names.

    :raises EnvironmentsError: they have errors.
    """
    try:
        return templates(folder)
    except SettingsError as error:
        raise EnvironmentsError(str(error)) from error
    except RuntimeError as error:
        if not str(error).startswith("ValidationFailed"):
            raise
        raise EnvironmentsError(
            "The environments do not pass the checks. See the report: npx cdk synth --quiet"
        ) from error
