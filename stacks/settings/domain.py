"""Where users sign in with Cognito's own pages."""

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from stacks.service import OAuthScope
from stacks.settings.oauth import OAuth, RedirectUris
from stacks.settings.section import FieldError, Section
from stacks.settings.types import CertificateArn, Distinct, Pattern, Unsettable, invalid


def _domain_prefix(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", text):
        raise invalid("must be 1 to 63 lower-case letters, digits and hyphens, no hyphen first or last")
    reserved = [word for word in ("aws", "amazon", "cognito") if word in text]
    if reserved:
        raise invalid(f"must not contain {' or '.join(reserved)}: Cognito reserves it")
    return text


DomainPrefix = Annotated[str, AfterValidator(_domain_prefix)]
DomainName = Annotated[
    str,
    Pattern(
        r"(?=.{1,63}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?){2,}",
        "a domain name of at least three parts and at most 63 characters, such as auth.example.com",
    ),
]


class Domain(Section):
    """The domain of Cognito's own sign-in pages and OAuth endpoints: a prefix, a name of your own, or both.
    The pages' branding stays outside the stack."""

    prefix: DomainPrefix | None = None
    """The domain is PREFIX.auth.REGION.amazoncognito.com."""
    name: DomainName | None = None
    """A domain of your own. Its parent domain must have an A record; its own record points to the output
    `CustomDomainTarget`."""
    certificate_arn: CertificateArn | None = None
    """The certificate of that name, in us-east-1."""
    managed_login_version: Unsettable[Literal[1, 2]] = None
    """The pages: 1, the hosted UI, or 2, managed login, which needs tier ESSENTIALS or PLUS and a
    branding."""

    def rule_errors(self) -> Iterator[FieldError]:
        if not self.prefix and not self.name:
            yield FieldError("prefix", "is missing; it, or name, says where the pages are", ("name",))
        if self.name and not self.certificate_arn:
            yield FieldError(
                "certificate_arn", "must be given with domain.name: Cognito refuses it without", ("name",)
            )
        if self.certificate_arn and not self.name:
            yield FieldError("name", "must be given with domain.certificate_arn", ("certificate_arn",))
        # https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-add-custom-domain.html
        if self.certificate_arn and self.certificate_arn.split(":")[3] != "us-east-1":
            yield FieldError("certificate_arn", "must be a certificate in us-east-1: Cognito refuses others")


class HostedUi(Section):
    """Amplify's hosted UI: a domain prefix, and the OAuth settings of every client that has none of its own.
    `[domain]` and `[clients.NAME.oauth]` say the same, and more, one by one."""

    domain_prefix: DomainPrefix
    """The domain is PREFIX.auth.REGION.amazoncognito.com."""
    flow: Literal["code", "implicit"] = "code"
    """The OAuth grant; "implicit" puts tokens in the browser's address."""
    scopes: Annotated[Distinct[OAuthScope], Field(min_length=1)] = ("openid", "email", "profile")
    """The scopes that apps can request."""
    redirect_sign_in: Annotated[RedirectUris, Field(min_length=1)]
    """The URLs that users can return to after signing in."""
    redirect_sign_out: Annotated[RedirectUris, Field(min_length=1)]
    """The URLs that users can return to after signing out."""

    @property
    def domain(self) -> Domain:
        """The domain that it stands for."""
        return Domain(prefix=self.domain_prefix)

    @property
    def oauth(self) -> OAuth:
        """The OAuth settings that it stands for."""
        return OAuth(
            flows=(self.flow,),
            scopes=self.scopes,
            callback_urls=self.redirect_sign_in,
            logout_urls=self.redirect_sign_out,
        )
