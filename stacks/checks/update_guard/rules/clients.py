"""What apps hold an id or an address of, and how they sign users in: app clients, the domain, providers."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from stacks.checks.update_guard.edits import Edit
from stacks.checks.update_guard.references import references
from stacks.checks.update_guard.rule import WARNING, Difference, Rule, Update, whole
from stacks.checks.update_guard.triggers import triggers
from stacks.service import DOMAIN, IDENTITY_POOL
from stacks.template import Resource, as_list, is_true, value_at

# What the flows were called before 2019: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/
# APIReference/API_CreateUserPoolClient.html
FORMER_FLOWS = {
    "ADMIN_NO_SRP_AUTH": "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "CUSTOM_AUTH_FLOW_ONLY": "ALLOW_CUSTOM_AUTH",
    "USER_PASSWORD_AUTH": "ALLOW_USER_PASSWORD_AUTH",
}
REFRESH = "ALLOW_REFRESH_TOKEN_AUTH"
CUSTOM = "ALLOW_CUSTOM_AUTH"
ROTATION = "Properties.RefreshTokenRotation.Feature"

LOCAL = {"localhost", "127.0.0.1", "10.0.2.2"}
"""Where only developers' own apps are; 10.0.2.2 is the host of an Android emulator."""

DEFAULT_VALIDITY = {
    "AccessToken": timedelta(hours=1),
    "IdToken": timedelta(hours=1),
    "RefreshToken": timedelta(days=30),
}
DEFAULT_UNITS = {"AccessToken": "hours", "IdToken": "hours", "RefreshToken": "days"}

# What identifies a provider's users; the rest of its details are its addresses, secrets and scopes.
IDENTIFYING = {"client_id", "oidc_issuer", "team_id", "MetadataURL", "MetadataFile"}
SECRETS = {"client_secret", "private_key"}
NAME_OF_USER = "username"


def _flows(edit: Edit, update: Update) -> Iterator[Difference]:
    default = edit.row.default if edit.row else ()
    old, new = (
        {FORMER_FLOWS.get(str(flow), str(flow)) for flow in as_list(default if value is None else value)}
        for value in (edit.old, edit.new)
    )
    if value_at(update.pair(edit).new, ROTATION) == "ENABLED":
        # Then the tokens are refreshed by GetTokensFromRefreshToken, and Cognito refuses the flow.
        old = old - {REFRESH}
    if CUSTOM in old - new and not _has_custom_auth(update.pair(edit).deployed, update):
        old = old - {CUSTOM}
    if old - new:
        yield whole(edit)


def _rotation(edit: Edit, update: Update) -> Iterator[Difference]:
    # Its grace period means nothing where rotation goes off.
    if value_at(update.pair(edit).new, ROTATION) == "ENABLED":
        yield whole(edit)


def _has_custom_auth(client: Resource, update: Update) -> bool:
    """Whether the client's pool has what the flow needs, as far as the template shows."""
    names = [*references(value_at(client, "Properties.UserPoolId"))]
    pools = [update.deployed["Resources"][name] for name in names if name in update.deployed["Resources"]]
    return not pools or any("DefineAuthChallenge" in triggers(pool) for pool in pools)


def _callbacks(edit: Edit, update: Update) -> Iterator[Difference]:
    gone = [url for url in as_list(edit.old) if url not in as_list(edit.new)]
    if uses_oauth(update.pair(edit).deployed) and not all(map(_is_local, gone)):
        yield whole(edit)


def uses_oauth(client: Resource) -> bool:
    """Whether a client signs users in on Cognito's own pages, or may."""
    value = value_at(client, "Properties.AllowedOAuthFlowsUserPoolClient")
    return (
        (value is None and bool(value_at(client, "Properties.AllowedOAuthFlows")))
        or isinstance(value, Mapping)
        or is_true(value)
    )


def _is_local(url: Any) -> bool:
    try:
        return isinstance(url, str) and urlsplit(url).hostname in LOCAL
    except ValueError:
        return False


def _oauth(edit: Edit, update: Update) -> Iterator[Difference]:
    if uses_oauth(update.pair(edit).deployed):
        yield whole(edit)


def _shortened(edit: Edit, update: Update) -> Iterator[Difference]:
    if edit.place.endswith("AuthSessionValidity"):
        yield whole(edit)
        return
    client = update.pair(edit)
    token = edit.place.rpartition(".")[2].removesuffix("Validity")
    old, new = (_validity(side, token) for side in (client.deployed, client.new))
    if old is None or new is None or new < old:
        yield whole(edit)


def _validity(client: Resource, token: str) -> timedelta | None:
    """How long a client's token is valid; None: the template does not tell."""
    value = value_at(client, f"Properties.{token}Validity")
    unit = value_at(client, f"Properties.TokenValidityUnits.{token}") or DEFAULT_UNITS[token]
    if value is None:
        return DEFAULT_VALIDITY[token]
    try:
        return timedelta(**{str(unit): float(value)})
    except (TypeError, ValueError, OverflowError):
        return None


def _domain_replaced(edit: Edit, update: Update) -> Iterator[Difference]:
    if edit.resource_type == DOMAIN:
        yield whole(edit)


def _identity_pool_replaced(edit: Edit, update: Update) -> Iterator[Difference]:
    if edit.resource_type == IDENTITY_POOL:
        yield whole(edit)


def _provider(edit: Edit, update: Update) -> Iterator[Difference]:
    """What a provider's details or mapping mean to users; its secrets are not shown."""
    old, new = (value if isinstance(value, Mapping) else {} for value in (edit.old, edit.new))
    name = edit.place.rpartition(".")[2]
    changed = sorted(key for key in {*old, *new} - SECRETS if old.get(key) != new.get(key))
    if name == "AttributeMapping":
        strict = {NAME_OF_USER}
        changed = [key for key in changed if key in old]
    else:
        strict = IDENTIFYING
        scopes = [set(str(side.get("authorize_scopes", "")).split()) for side in (old, new)]
        if scopes[0] <= scopes[1]:
            changed = [key for key in changed if key != "authorize_scopes"]
    if name == "IdpIdentifiers":
        yield whole(edit)
        return
    if isinstance(edit.old, Mapping) and isinstance(edit.new, Mapping) and not changed:
        return
    severity = "error" if strict & {key for key in changed if key in old} else None
    yield Difference(
        edit.logical_id,
        edit.place,
        {key: old[key] for key in changed if key in old},
        {key: new[key] for key in changed if key in new},
        severity,
    )


RULES = (
    Rule(
        "ClientReplaced",
        "The client gets another id, or is deleted: released apps contain the deployed id, so their users "
        "cannot sign in until they update the app.",
        "Keep the client's construct id, its pool and generate_secret; add a second client instead.",
    ),
    Rule(
        "IdentityPoolReplaced",
        "The identity pool gets another id: users of released apps get no AWS credentials, and lose their "
        "identities.",
        "Keep the identity pool's construct id.",
        judge=_identity_pool_replaced,
    ),
    # A pool has one prefix domain, and CloudFormation makes the new one before it deletes the old one.
    Rule(
        "IdentityPoolReplaced",
        "The domain's address changes, or the domain is deleted: released apps get no sign-in page, and "
        "identity providers redirect to the old address.",
        "Keep the domain's name, kind and pool. Changing the prefix takes two deployments: the first "
        "without the domain (if the stack retains it, also run aws cognito-idp delete-user-pool-domain), "
        "the second with the new prefix.",
        judge=_domain_replaced,
    ),
    Rule(
        "FlowRemoved",
        "Apps that sign users in, or keep them signed in, with this flow are rejected.",
        "Keep the flow in the client's auth_flows until no released app uses it.",
        judge=_flows,
    ),
    Rule(
        "CallbackRemoved",
        "Apps that use this URL are rejected: their users do not get past the sign-in page.",
        "Keep the URL in callback_urls until no released app uses it.",
        judge=_callbacks,
    ),
    Rule(
        "OAuthNarrowed",
        "Apps that request this flow or scope are rejected: their users do not get past the sign-in page.",
        "Keep the client's OAuth flows and scopes until no released app requests them.",
        judge=_oauth,
    ),
    Rule(
        "LogoutOrDefaultUrlChanged",
        "Apps that pass this URL at sign-out, or rely on the default redirect, show users an error.",
        "Keep the URL until no released app uses it.",
        WARNING,
        _callbacks,
    ),
    Rule(
        "ProviderRemoved",
        "Users of this identity provider can no longer sign in; under another provider name they become "
        "different users.",
        "Keep the identity provider, its name, and the client's identity_providers.",
    ),
    Rule(
        "ProviderChanged",
        "The provider identifies users differently, or maps other attributes: with another id, they become "
        "different users; attributes that are no longer mapped are not updated.",
        "Keep the provider's identifiers and attribute mapping, unless this is intended.",
        WARNING,
        _provider,
    ),
    Rule(
        "ScopesRemoved",
        "Apps that request a scope of this resource server are rejected, and APIs reject tokens without it.",
        "Keep the resource server, its identifier and its scopes until no released app requests them.",
    ),
    Rule(
        "AttributesNarrowed",
        "Apps can read or write fewer user attributes than before; requests for the others fail.",
        "Keep the client's read_attributes and write_attributes until no released app needs them.",
        WARNING,
    ),
    Rule(
        "TokensShortened",
        "Users have to sign in more often, or have less time to answer a challenge.",
        "Keep the client's token and session validity, unless this is intended.",
        WARNING,
        _shortened,
    ),
    Rule(
        "RefreshRotation",
        "A refresh token can be used only once: apps that do not store the new one sign their users out.",
        "First release apps that store the refresh token they get with new tokens.",
        WARNING,
        judge=_rotation,
    ),
    Rule(
        "TokenRevocationOff",
        "A stolen refresh token can no longer be revoked individually.",
        "Keep token revocation.",
        WARNING,
    ),
    Rule(
        "UserExistenceShown",
        "Error messages reveal which users exist.",
        "Keep prevent_user_existence_errors = true.",
        WARNING,
    ),
    Rule(
        "UserContextLost",
        "Threat protection no longer sees users' own IP addresses when a server signs them in.",
        "Keep the client's propagate_user_context.",
        WARNING,
    ),
    Rule(
        "DomainLookChanged",
        "Users get a different sign-in page: managed login without a branding style shows an error, and "
        "outdated TLS clients may be rejected.",
        "Check the sign-in page right after the deployment.",
        WARNING,
    ),
    Rule(
        "FailoverChanged",
        "If this region fails, users are sent to a different region, or to none.",
        "Keep the domain's routing, unless this is intended.",
        WARNING,
    ),
)
