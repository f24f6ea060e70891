"""An app client's OAuth settings, and the redirects that they name."""

import re
from collections.abc import Iterator
from typing import Annotated, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from stacks.service import OAUTH_SCOPES, REDIRECT_URI_LENGTH, REDIRECT_URIS, OAuthFlow, OAuthScope
from stacks.settings.section import FieldError, Section
from stacks.settings.types import Distinct, Pattern, Unsettable, invalid

LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")


def _redirect_uri(text: str) -> str:
    # https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolClientType.html
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        raise invalid(f"must be a URI with a scheme and without a fragment, not {text!r}") from None
    # An app's own scheme may stand alone, as in myapp://
    if not parts.scheme or text == f"{parts.scheme}:" or "#" in text or re.search(r"\s", text):
        raise invalid(f"must be a URI with a scheme and without a fragment, not {text!r}")
    if parts.scheme == "http" and host not in LOCAL_HOSTS:
        raise invalid(f"must be https, or http to localhost: Cognito refuses {text}")
    if len(text) > REDIRECT_URI_LENGTH:
        raise invalid(f"must be at most {REDIRECT_URI_LENGTH} characters long; it has {len(text)}")
    return text


RedirectUri = Annotated[str, AfterValidator(_redirect_uri)]
RedirectUris = Annotated[Distinct[RedirectUri], Field(max_length=REDIRECT_URIS)]
Scope = Annotated[
    str, Pattern(r"[\x21\x23-\x5B\x5D-\x7E]{1,256}", '1 to 256 characters without spaces, " and \\')
]

STANDARD_SCOPES: tuple[str, ...] = get_args(OAuthScope)


class OAuth(Section):
    """The OAuth settings of an app client. Users sign in at the pool's domain, if it has one."""

    enabled: bool = True
    """Whether apps can use what follows. With false, Cognito keeps the values and takes no OAuth request."""
    flows: Distinct[OAuthFlow] = ("code",)
    """The OAuth grants. "implicit" puts tokens in the browser's address; "client_credentials" is for servers
    that act for themselves, and goes with no other."""
    scopes: Annotated[Distinct[Scope], Field(max_length=OAUTH_SCOPES)] = (
        "openid",
        "email",
        "profile",
    )
    """The scopes that apps can request: openid, email, phone, profile, aws.cognito.signin.user.admin, and
    SERVER/SCOPE of the resource servers."""
    callback_urls: RedirectUris = ()
    """The URLs that users can return to after signing in."""
    logout_urls: RedirectUris = ()
    """The URLs that users can return to after signing out."""
    default_redirect_uri: Unsettable[RedirectUri] = None
    """The one of callback_urls that is used for requests without a redirect URI."""

    @property
    def custom_scopes(self) -> tuple[str, ...]:
        """The scopes of resource servers."""
        return tuple(scope for scope in self.scopes if scope not in STANDARD_SCOPES)

    def rule_errors(self) -> Iterator[FieldError]:
        if not self.enabled:
            return
        for field in ("flows", "scopes"):
            if not getattr(self, field):
                yield FieldError(field, "must have at least one: Cognito refuses OAuth without", ("enabled",))
        if "client_credentials" in self.flows:
            if len(self.flows) > 1:
                yield FieldError(
                    "flows", "must have client_credentials alone: Cognito refuses it with others"
                )
            if len(self.custom_scopes) < len(self.scopes):
                yield FieldError(
                    "scopes",
                    "must be scopes of resource servers with client_credentials: Cognito refuses others, "
                    "which "
                    "are about users",
                    ("flows",),
                )
        elif self.flows and not self.callback_urls:
            yield FieldError(
                "callback_urls",
                f"must have a URL: Cognito refuses the {self.flows[0]} flow without",
                ("flows",),
            )
        if self.default_redirect_uri and self.default_redirect_uri not in self.callback_urls:
            yield FieldError(
                "default_redirect_uri",
                "must be one of callback_urls: Cognito refuses others",
                ("callback_urls",),
            )
