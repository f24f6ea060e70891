"""The feature flags in Amplify's cli.json that change a user pool."""

from dataclasses import dataclass
from pathlib import Path

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


def read_flags(field: str, path: Path) -> Flags:
    """Read cli.json, which has a section per category and the flags' names in lower case.

    :param field: the field of `[amplify]` that names the file.
    :raises AmplifyError: the file is missing, or is not what it is given as.
    """
    features = read_object(field, path).get("features")
    auth = features.get("auth") if isinstance(features, dict) else None
    given = {str(name).lower(): value for name, value in auth.items()} if isinstance(auth, dict) else {}
    return Flags(
        use_enabled_mfas=bool(given.get("useenabledmfas")),
        enable_case_insensitivity=bool(given.get("enablecaseinsensitivity")),
        force_alias_attributes=bool(given.get("forcealiasattributes")),
    )
