"""The app clients: one for web apps, one for native apps, as Amplify makes them."""

from collections.abc import Iterator
from typing import Annotated, Literal

from stacks.service import AuthFlow, StandardAttribute
from stacks.settings.section import FieldError, Section
from stacks.settings.types import Distinct, Duration, Name

ReadAttribute = StandardAttribute | Literal["email_verified", "phone_number_verified"]
TokenValidity = Annotated[str, Duration("5 minutes", "1 days")]
RefreshTokenValidity = Annotated[str, Duration("60 minutes", "3650 days")]


class WebClient(Section):
    """The client of web apps: never with a secret, a browser cannot keep one."""

    name: Name = "web"
    """The client's name in the console."""
    access_token: TokenValidity = "60 minutes"
    """How long an access token is valid, 5 minutes to 1 day."""
    id_token: TokenValidity = "60 minutes"
    """How long an id token is valid, 5 minutes to 1 day."""
    refresh_token: RefreshTokenValidity = "30 days"
    """How long a user stays signed in, 60 minutes to 3650 days."""
    auth_flows: Distinct[AuthFlow] = ("USER_SRP_AUTH", "REFRESH_TOKEN_AUTH")
    """How apps may sign users in. Amplify's libraries use USER_SRP_AUTH."""
    read_attributes: Distinct[ReadAttribute] | None = None
    """The user attributes that apps may read: all standard ones unless said."""
    write_attributes: Distinct[StandardAttribute] | None = None
    """The user attributes that apps may write: all standard ones unless said."""
    prevent_user_existence_errors: bool = True
    """Answer for unknown users as for wrong passwords, so that nobody can find out who has an account."""

    def rule_errors(self) -> Iterator[FieldError]:
        for field in ("access_token", "id_token"):
            if Duration.read(getattr(self, field)) > Duration.read(self.refresh_token):
                yield FieldError(
                    field,
                    f"must not be longer than refresh_token ({self.refresh_token}): Cognito refuses it",
                    ("refresh_token",),
                )


class NativeClient(WebClient):
    """The client of native apps."""

    name: Name = "native"
    """The client's name in the console."""
    generate_secret: bool = False
    """Whether the client has a secret. Cannot be changed later: the client would get another id."""


class Clients(Section):
    """The app clients."""

    web: WebClient = WebClient()
    """The client of web apps."""
    native: NativeClient = NativeClient()
    """The client of native apps."""
