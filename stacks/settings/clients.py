"""The app clients."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from stacks.service import SYSTEM_ATTRIBUTES, AuthFlow, LegacyAuthFlow
from stacks.settings.attributes import ATTRIBUTE
from stacks.settings.oauth import OAuth
from stacks.settings.section import FieldError, Section
from stacks.settings.types import DerivedOrUnset, Distinct, Duration, Name, Pattern, Unsettable

# What an app can read of a user besides the attributes that a team can list as its own.
_READ_ONLY = "|".join(sorted(SYSTEM_ATTRIBUTES))
WriteAttribute = Annotated[
    str, Pattern(ATTRIBUTE, 'a standard attribute, or a custom one such as "custom:tenant"')
]
ReadAttribute = Annotated[
    str, Pattern(f"{ATTRIBUTE}|{_READ_ONLY}", 'a standard attribute, or a custom one such as "custom:tenant"')
]
TokenValidity = Annotated[str, Duration("5 minutes", "1 days")]
RefreshTokenValidity = Annotated[str, Duration("60 minutes", "3650 days")]
SessionValidity = Annotated[str, Duration("3 minutes", "15 minutes")]
ProviderName = Annotated[
    str, Pattern(r"[^\s]{1,32}", "COGNITO or an identity provider's name, 1 to 32 characters")
]
ClientKey = Annotated[
    str, Pattern(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*", "lower-case letters, digits, - and _, a letter first")
]


class Client(Section):
    """An app client. The stack has exactly the clients that are listed, and none with an empty `[clients]`;
    without any such section it has `web` and `native`, as Amplify makes them."""

    name: Name | None = None
    """The client's name in the console; the section's name by default."""
    generate_secret: bool = False
    """Whether the client has a secret, which an app in a browser cannot keep. Cannot be changed later: the
    client would get another id."""
    access_token: Unsettable[TokenValidity] = "60 minutes"
    """How long an access token is valid, 5 minutes to 1 day."""
    id_token: Unsettable[TokenValidity] = "60 minutes"
    """How long an id token is valid, 5 minutes to 1 day."""
    refresh_token: Unsettable[RefreshTokenValidity] = "30 days"
    """How long a user stays signed in, 60 minutes to 3650 days."""
    refresh_token_rotation: Unsettable[Annotated[int, Field(ge=0, le=60)] | Literal["OFF"]] = None
    """Issue a new refresh token at each use; the old one stays valid for this many seconds, 0 to 60. Needs
    auth_flows without REFRESH_TOKEN_AUTH. OFF turns it off where it was on: leaving it out may not."""
    auth_session: Unsettable[SessionValidity] = None
    """How long a user has to complete a sign-in and its challenges, 3 to 15 minutes; Cognito's 3 minutes by
    default."""
    auth_flows: Unsettable[Distinct[AuthFlow]] = ("USER_SRP_AUTH", "REFRESH_TOKEN_AUTH")
    """How apps can sign users in. Amplify's libraries use USER_SRP_AUTH."""
    legacy_auth_flows: Distinct[LegacyAuthFlow] = ()
    """The flows of a client that was made by Cognito's older names for them; needs auth_flows = "unset". Such
    a client cannot be changed to auth_flows and back without care: each set allows other flows."""
    read_attributes: Unsettable[Distinct[ReadAttribute]] = None
    """The user attributes that apps can read; all standard ones by default."""
    write_attributes: Unsettable[Distinct[WriteAttribute]] = None
    """The user attributes that apps can write; all standard ones by default. Must include the required
    attributes."""
    prevent_user_existence_errors: Unsettable[bool] = True
    """Whether sign-in answers the same for unknown users and wrong passwords, so that nobody can find out who
    has an account."""
    enable_token_revocation: Unsettable[bool] = True
    """Whether refresh tokens can be revoked, together with the access tokens issued from them."""
    propagate_user_context: Unsettable[bool] = None
    """Whether a server can pass its users' IP addresses to threat protection; needs generate_secret."""
    oauth: OAuth | None = None
    """Sign-in at the pool's domain, or tokens for servers."""
    identity_providers: DerivedOrUnset[Distinct[ProviderName]] = None
    """Who may sign in: "COGNITO" (the pool's own users) and identity providers. With oauth, "COGNITO" by
    default. A provider that is not in this file must exist in the pool."""

    @property
    def supported_identity_providers(self) -> tuple[str, ...] | None:
        """Who may sign in; None: the property is not set."""
        if self.identity_providers == "unset":
            return None
        return self.identity_providers or None

    def rule_errors(self) -> Iterator[FieldError]:
        yield from self._token_errors()
        yield from self._refresh_errors()
        for field in ("read_attributes", "write_attributes", "auth_flows", "identity_providers"):
            if getattr(self, field) == ():
                yield FieldError(
                    field,
                    'must not be empty: Cognito takes that as not set. Name what you mean, or "unset"',
                )
        if self.propagate_user_context and not self.generate_secret:
            yield FieldError(
                "propagate_user_context",
                "needs generate_secret = true: Cognito refuses it for a client without a secret",
                ("generate_secret",),
            )
        if self.oauth and "client_credentials" in self.oauth.flows and not self.generate_secret:
            yield FieldError(
                "generate_secret",
                "must be true with the client_credentials flow: Cognito refuses it without a secret",
                ("oauth",),
            )

    def _token_errors(self) -> Iterator[FieldError]:
        for field in ("access_token", "id_token"):
            token = getattr(self, field) or "60 minutes"
            if Duration.read(token) > Duration.read(self.refresh_token or "30 days"):
                yield FieldError(
                    field,
                    f"must not be longer than refresh_token ({self.refresh_token}): Cognito refuses it",
                    ("refresh_token",),
                )

    def _refresh_errors(self) -> Iterator[FieldError]:
        if self.legacy_auth_flows and self.auth_flows is not None:
            yield FieldError(
                "auth_flows",
                'must be "unset" with legacy_auth_flows: Cognito refuses older and newer names together',
                ("legacy_auth_flows",),
            )
        if self.rotates and self.refreshes:
            yield FieldError(
                "auth_flows",
                "must not have REFRESH_TOKEN_AUTH with refresh_token_rotation: Cognito refuses it",
                ("refresh_token_rotation",),
            )

    @property
    def rotates(self) -> bool:
        """Whether a refresh token is replaced at each use."""
        return self.refresh_token_rotation not in (None, "OFF")

    @property
    def refreshes(self) -> bool:
        """Whether apps may refresh tokens by the authentication flow for it."""
        return "REFRESH_TOKEN_AUTH" in (self.auth_flows or ())


WEB, NATIVE = "web", "native"


def amplify_clients() -> dict[ClientKey, Client]:
    """The clients that Amplify makes: one for web apps, one for native apps."""
    return {WEB: Client(), NATIVE: Client()}


def pascal_case(key: str) -> str:
    """A client's key as construct ids and outputs have it."""
    return "".join(part.capitalize() for part in key.replace("-", "_").split("_"))


def client_errors(clients: dict[ClientKey, Client]) -> Iterator[FieldError]:
    """Yield what the clients of a pool break together."""
    keys: dict[str, str] = {}
    for key, client in clients.items():
        other = keys.setdefault(pascal_case(key), key)
        if other != key:
            yield FieldError(
                key, f"has the same outputs as clients.{other}: change one of the names", (other,)
            )
        if key == WEB and client.generate_secret:
            yield FieldError(
                f"{WEB}.generate_secret",
                "must be false: a browser cannot keep a secret. Name a server's client otherwise, such as "
                "[clients.server]",
            )
