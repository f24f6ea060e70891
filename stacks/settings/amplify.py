"""The `[amplify]` section: the files of an Amplify Gen 1 project."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from stacks.settings.section import FieldError, Section
from stacks.settings.types import Distinct, Pattern


class Amplify(Section):
    """Files of an Amplify Gen 1 project, paths relative to this file. Its answers stand for the other
    sections; what those say themselves wins. Give one of `project`, `cli_inputs` and `add_request`."""

    PATHS: ClassVar = ("project", "cli_inputs", "add_request", "update_requests", "cli_json")
    """The fields that name files, relative to the file in which they stand."""

    project: str | None = None
    """The project's folder `amplify`, with its answers, flags, groups, overrides and environments."""
    resource: str | None = None
    """The auth resource, a folder in amplify/backend/auth; required if the project has several."""
    cli_inputs: str | None = None
    """A copy of amplify/backend/auth/NAME/cli-inputs.json, or of parameters.json from a CLI older than
    version 7. The project's other files are read as well if they are beside the copy."""
    add_request: str | None = None
    """The request of `amplify add auth --headless`."""
    update_requests: Distinct[str] = ()
    """The requests of `amplify update auth --headless` since, in their order."""
    cli_json: str | None = None
    """A copy of amplify/cli.json, for its feature flags. A flag that it lacks is false, as for Amplify.
    Without it, requests have the flags of a new project, and answers those of an existing one."""
    env: Annotated[str, Pattern(r"[a-z]{2,10}", "an Amplify env: 2 to 10 lower-case letters")] | None = None
    """Amplify's env, with which its names end. Default: this environment's name."""

    def rule_errors(self) -> Iterator[FieldError]:
        given = [name for name in ("project", "cli_inputs", "add_request") if getattr(self, name)]
        if not given:
            yield FieldError("project", "is missing; it, cli_inputs or add_request names the files to read")
        for name in given[1:]:
            yield FieldError(name, f"goes without {given[0]}: give one of them", (given[0],))
        if self.update_requests and not self.add_request:
            yield FieldError("update_requests", "goes with add_request only: the answers hold their outcome")
        if self.resource and not self.project:
            yield FieldError("resource", "goes with project only")
        if self.cli_json and self.project:
            yield FieldError("cli_json", "goes without project, whose own cli.json is read", ("project",))
