"""The `[amplify]` section: the files of an Amplify project."""

from collections.abc import Iterator
from typing import Annotated

from stacks.settings.section import FieldError, Section
from stacks.settings.types import Distinct, Pattern


class Amplify(Section):
    """Files of an Amplify project, paths relative to this file. What they say stands for the other tables;
    what the other tables say themselves wins. Give `cli_inputs` or `add_request`."""

    cli_inputs: str | None = None
    """amplify/backend/auth/NAME/cli-inputs.json."""
    add_request: str | None = None
    """The request of `amplify add auth --headless`."""
    update_requests: Distinct[str] = ()
    """The requests of `amplify update auth --headless` since, in their order."""
    cli_json: str | None = None
    """amplify/cli.json, for its feature flags; those of a new project unless given."""
    env: Annotated[str, Pattern(r"[a-z]{2,10}", "an Amplify env: 2 to 10 lower-case letters")] | None = None
    """Amplify's env, which its names end in: this environment's name unless said."""

    def rule_errors(self) -> Iterator[FieldError]:
        if self.cli_inputs and self.add_request:
            yield FieldError(
                "add_request", "goes without cli_inputs, which holds its outcome: remove one of them"
            )
        if not self.cli_inputs and not self.add_request:
            yield FieldError("cli_inputs", "is missing; it, or add_request, names the file to read")
        if self.update_requests and not self.add_request:
            yield FieldError("update_requests", "goes with add_request only: cli_inputs holds their outcome")
