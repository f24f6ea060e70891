"""What a pool can have besides MFA: an identity pool, a hosted UI."""

import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from stacks.service import OAuthScope
from stacks.settings.section import Section
from stacks.settings.types import Distinct, Name, Pattern, invalid

GroupName = Annotated[str, Pattern(r"\S{1,128}", "1 to 128 characters without spaces")]
Precedence = Annotated[int, Field(ge=0)]


def _domain_prefix(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", text):
        raise invalid("must be 1 to 63 lower-case letters, digits and hyphens, no hyphen first or last")
    reserved = [word for word in ("aws", "amazon", "cognito") if word in text]
    if reserved:
        raise invalid(f"must not contain {' or '.join(reserved)}: Cognito reserves it")
    return text


def _redirect_uri(text: str) -> str:
    # https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolClientType.html
    parts = urlsplit(text)
    if not parts.scheme or not (parts.netloc or parts.path) or "#" in text:
        raise invalid(f"must be a URI with a scheme and without a fragment, not {text!r}")
    if parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1"):
        raise invalid(f"must be https, or http to localhost: Cognito refuses {text}")
    return text


RedirectUri = Annotated[str, AfterValidator(_redirect_uri)]
RedirectUris = Annotated[Distinct[RedirectUri], Field(min_length=1)]


class IdentityPool(Section):
    """An identity pool: AWS credentials for users who signed in with one of the app clients."""

    name: Name
    """The identity pool's name in the console."""
    guests: bool = False
    """Whether users who have not signed in get credentials, too: those of the guest role."""


class HostedUi(Section):
    """Cognito's own sign-in pages, and the OAuth flow by which apps use them."""

    domain_prefix: Annotated[str, AfterValidator(_domain_prefix)]
    """The domain is PREFIX.auth.REGION.amazoncognito.com."""
    flow: Literal["code", "implicit"] = "code"
    """The OAuth grant; "implicit" hands tokens to the browser's address line."""
    scopes: Annotated[Distinct[OAuthScope], Field(min_length=1)] = ("openid", "email", "profile")
    """What an app may ask for."""
    redirect_sign_in: RedirectUris
    """Where users go after signing in."""
    redirect_sign_out: RedirectUris
    """Where users go after signing out."""
