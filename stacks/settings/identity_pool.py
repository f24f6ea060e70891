"""An identity pool: AWS credentials for the pool's users."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from stacks.settings.clients import ClientKey
from stacks.settings.section import FieldError, Section
from stacks.settings.types import DerivedOrUnset, Distinct, Name, Pattern, PolicyArn, RoleArn, Unsettable

ManagedPolicies = Annotated[Distinct[PolicyArn], Field(max_length=10)]
TagKey = Annotated[str, Pattern(r"[\w\s.:/=+@-]{1,128}", "1 to 128 letters, digits, spaces and .:/=+@-")]
Claim = Annotated[str, Pattern(r".{1,256}", "1 to 256 characters")]
# https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_CreateIdentityPool.html
LoginProvider = Annotated[
    str, Pattern(r"[\w._:/-]{1,128}", "a provider's domain, such as graph.facebook.com")
]
AppId = Annotated[str, Pattern(r"[\w.;_/-]{1,128}", "the id of an app, of letters, digits and .;_/-")]
OidcProviderArn = Annotated[
    str, Pattern(r"arn:[\w-]+:iam::\d{12}:oidc-provider/\S+", "the ARN of an IAM OpenID Connect provider")
]
SamlProviderArn = Annotated[
    str, Pattern(r"arn:[\w-]+:iam::\d{12}:saml-provider/[\w.-]+", "the ARN of an IAM SAML provider")
]
DeveloperProviderName = Annotated[str, Pattern(r"[\w._-]{1,128}", "1 to 128 letters, digits and ._-")]


class IdentityPool(Section):
    """An identity pool: AWS credentials for users who signed in with one of the app clients."""

    name: Name
    """The identity pool's name in the console."""
    guests: bool = False
    """Whether users who have not signed in get AWS credentials as well, with the guest role."""
    clients: Distinct[ClientKey] | None = None
    """The app clients whose users get AWS credentials; all by default."""
    authenticated_role_arn: RoleArn | None = None
    """An existing role for signed-in users; by default the stack creates one that allows nothing."""
    guest_role_arn: DerivedOrUnset[RoleArn] = None
    """An existing role for guests; by default the stack creates one that allows nothing. "unset": no role."""
    authenticated_managed_policies: ManagedPolicies = ()
    """IAM managed policies of the stack's own role for signed-in users."""
    guest_managed_policies: ManagedPolicies = ()
    """IAM managed policies of the stack's own role for guests."""
    login_providers: Annotated[dict[LoginProvider, AppId], Field(max_length=10)] = Field(default_factory=dict)
    """Providers whose tokens the identity pool accepts besides the user pool's, each with your app's id
    there, such as `"graph.facebook.com" = "7346241598935552"`."""
    oidc_provider_arns: Distinct[OidcProviderArn] = ()
    """The IAM OpenID Connect providers whose tokens the identity pool accepts."""
    saml_provider_arns: Distinct[SamlProviderArn] = ()
    """The IAM SAML providers whose assertions the identity pool accepts."""
    developer_provider_name: DeveloperProviderName | None = None
    """The name under which your own servers get identities for users they have authenticated. Cannot be
    changed later."""
    server_side_token_check: Unsettable[bool] = None
    """Whether Cognito refuses new credentials to users who were signed out globally or disabled."""
    allow_classic_flow: Unsettable[bool] = None
    """Whether apps can also use the basic (classic) flow, in which they choose the role."""
    ambiguous_role_resolution: DerivedOrUnset[Literal["AuthenticatedRole", "Deny"]] = None
    """The role of users whose groups do not determine one. "AuthenticatedRole" by default if groups have
    roles, which then decide the role. "unset": groups do not decide the role."""
    principal_tags: Unsettable[Annotated[dict[TagKey, Claim], Field(max_length=50)]] = None
    """Session tags for IAM conditions, each with the token claim it is read from, such as `department =
    "custom:department"`."""

    def rule_errors(self) -> Iterator[FieldError]:
        for role, policies in (
            ("authenticated_role_arn", "authenticated_managed_policies"),
            ("guest_role_arn", "guest_managed_policies"),
        ):
            if getattr(self, role) and getattr(self, policies):
                yield FieldError(policies, f"is for the stack's own role: remove it, or {role}", (role,))
        if self.guests and self.guest_role_arn == "unset":
            yield FieldError(
                "guest_role_arn", "must not be unset with guests = true: guests need a role", ("guests",)
            )
        if self.clients == ():
            yield FieldError("clients", "must name at least one app client")
