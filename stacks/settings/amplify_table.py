"""The `[amplify]` table, and what Amplify's answers say that is no setting of a pool."""

from collections.abc import Iterator
from typing import Annotated, NamedTuple

from stacks.settings.table import Mistake, Table
from stacks.settings.types import Distinct, Pattern


class SettingsWarning(NamedTuple):
    """Something that is allowed and that its author may not have meant."""

    id: str
    text: str


class Amplify(Table):
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

    def mistakes(self) -> Iterator[Mistake]:
        if self.cli_inputs and self.add_request:
            yield Mistake(
                "add_request", "goes without cli_inputs, which holds its outcome: remove one of them"
            )
        if not self.cli_inputs and not self.add_request:
            yield Mistake("cli_inputs", "is missing; it, or add_request, names the file to read")
        if self.update_requests and not self.add_request:
            yield Mistake("update_requests", "goes with add_request only: cli_inputs holds their outcome")


class AmplifyAnswers(Table):
    """What Amplify's own client files repeat from the answers, although the pool may be otherwise."""

    mfa_types: tuple[str, ...] | None = None
    """`mfaTypes`, which Amplify keeps with MFA off, and does not extend when a phone number needs SMS."""
    verification_mechanisms: tuple[str, ...] | None = None
    """`autoVerifiedAttributes`, without the aliases that are verified, too."""
    social_providers: tuple[str, ...] = ()
    """`authProvidersUserPool`, by the client files' names."""
    warnings: tuple[SettingsWarning, ...] = ()
    """What is otherwise than in Amplify."""
