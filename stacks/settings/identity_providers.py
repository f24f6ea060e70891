"""Identity providers by which users sign in."""

from collections.abc import Iterator
from typing import Annotated, NamedTuple

from pydantic import Field

from stacks.service import ProviderType
from stacks.settings.oauth import Scope
from stacks.settings.section import FieldError, Section
from stacks.settings.types import Distinct, Pattern, SecretArn

# A provider of a social network can only have the network's name; COGNITO is the pool itself.
ProviderKey = Annotated[
    str, Pattern(r"(?!COGNITO$)[^\s_][^\s]{1,30}[^\s_]", "3 to 32 characters without spaces")
]
Identifier = Annotated[str, Pattern(r"[\w+=.@-]{1,40}", "1 to 40 letters, digits and +=.@-")]


class _Kind(NamedTuple):
    """What an identity provider of a type has."""

    details: tuple[frozenset[str], ...] = ()
    """The details that Cognito asks for: of each set, one."""
    secret: str | None = "client_secret"
    """The detail that is a secret."""
    separator: str = " "
    """What stands between scopes."""


def _one_of(*names: str) -> frozenset[str]:
    return frozenset(names)


# https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateIdentityProvider.html
KINDS: dict[ProviderType, _Kind] = {
    "Google": _Kind(),
    "Facebook": _Kind(separator=","),
    "LoginWithAmazon": _Kind(),
    "SignInWithApple": _Kind((_one_of("team_id"), _one_of("key_id")), secret="private_key"),
    "OIDC": _Kind((_one_of("attributes_request_method"), _one_of("oidc_issuer"))),
    "SAML": _Kind((_one_of("MetadataURL", "MetadataFile"),), secret=None),
}
SOCIAL = frozenset({"Google", "Facebook", "LoginWithAmazon", "SignInWithApple"})
# Details that have fields of their own.
FIELDS = {
    "client_id": "client_id",
    "authorize_scopes": "scopes",
    "client_secret": "secret_arn",
    "private_key": "secret_arn",
}


class IdentityProvider(Section):
    """A provider by which users can sign in to the pool. Its name is the section's: that of its type for
    Google, Facebook, LoginWithAmazon and SignInWithApple."""

    type: ProviderType
    """The kind of provider."""
    client_id: str | None = None
    """The id that the provider issued to your app; not with SAML."""
    secret_arn: SecretArn | None = None
    """The Secrets Manager secret with what the provider issued to your app: the client secret, or Apple's
    private key; not with SAML."""
    secret_key: Annotated[str, Pattern(r"[^:\s{}]{1,128}", "a key of the secret's JSON")] | None = None
    """The key in the secret's JSON; by default the whole secret is the value."""
    scopes: Distinct[Scope] = ()
    """The scopes requested from the provider; not with SAML."""
    attribute_mapping: dict[str, str] = Field(default_factory=dict)
    """The user's attributes by the provider's: `email = "email"`, `username = "sub"`."""
    identifiers: Distinct[Identifier] = ()
    """Names by which sign-in pages can find the provider, such as an e-mail domain."""
    details: dict[str, str] = Field(default_factory=dict)
    """What else Cognito asks for, by its own names: team_id and key_id (Apple), oidc_issuer and
    attributes_request_method (OIDC), MetadataURL or MetadataFile (SAML)."""

    def rule_errors(self) -> Iterator[FieldError]:
        kind = KINDS[self.type]
        needed = {"client_id": self.client_id, "secret_arn": self.secret_arn}
        if self.type != "SAML":
            needed["scopes"] = ",".join(self.scopes)
            for field, value in needed.items():
                if not value:
                    yield FieldError(
                        field, f"must be given for type {self.type}: Cognito refuses it without", ("type",)
                    )
        else:
            for field in ("client_id", "secret_arn", "scopes"):
                if getattr(self, field):
                    yield FieldError(field, "must not be given for type SAML: it has none", ("type",))
        if self.secret_key and not self.secret_arn:
            yield FieldError("secret_key", "must be given with secret_arn only", ("secret_arn",))
        for names in kind.details:
            if not names & self.details.keys():
                yield FieldError(
                    "details",
                    f"must have {' or '.join(sorted(names))} for type {self.type}: Cognito refuses it "
                    f"without",
                    ("type",),
                )
        for name in sorted(FIELDS.keys() & self.details.keys()):
            yield FieldError("details", f"must not have {name}: set {FIELDS[name]} instead")


def provider_errors(providers: dict[ProviderKey, IdentityProvider]) -> Iterator[FieldError]:
    """Yield the names that Cognito refuses."""
    for name, provider in providers.items():
        if (name in SOCIAL or provider.type in SOCIAL) and name != provider.type:
            yield FieldError(
                f"{name}.type",
                f"must be the section's name for social providers: Cognito refuses {name} for "
                f"{provider.type}",
            )
