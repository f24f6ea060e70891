"""The feature flags in Amplify's cli.json that change a user pool."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stacks.amplify.files import read_object


@dataclass(frozen=True)
class Flags:
    """The flags; the defaults are those of an existing project, which Amplify takes for a flag that cli.json
    lacks (`defaultValueForExistingProjects` in amplify-cli-core's featureFlags.ts)."""

    use_enabled_mfas: bool = False
    enable_case_insensitivity: bool = False
    force_alias_attributes: bool = False


# What `amplify init` writes to the cli.json of a new project.
NEW_PROJECT = Flags(use_enabled_mfas=True, enable_case_insensitivity=True)


def read_flags(field: str, path: Path, env: str | None = None) -> Flags:
    """Read cli.json, which has a section per category and the flags' names in lower case, and, where it is
    beside it, cli.ENV.json, whose flags win.

    :param field: the field of `[amplify]` that names the file.
    :raises AmplifyError: the file is missing, or is not what it is given as.
    """
    given = _flags_of_auth(field, path)
    of_env = path.with_name(f"cli.{env}.json")
    if env and of_env.exists():
        given |= _flags_of_auth(field, of_env)
    return Flags(
        use_enabled_mfas=bool(given.get("useenabledmfas")),
        enable_case_insensitivity=bool(given.get("enablecaseinsensitivity")),
        force_alias_attributes=bool(given.get("forcealiasattributes")),
    )


def _flags_of_auth(field: str, path: Path) -> dict[str, Any]:
    features = read_object(field, path).get("features")
    auth = features.get("auth") if isinstance(features, dict) else None
    return {str(name).lower(): value for name, value in auth.items()} if isinstance(auth, dict) else {}
