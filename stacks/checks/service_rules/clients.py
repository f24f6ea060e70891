"""What Cognito refuses of app clients."""

from collections.abc import Iterator
from datetime import timedelta

from stacks import template
from stacks.checks.service_rules.rule import Subject, client_rule
from stacks.service import ACCESS_TOKEN_MINUTES, REFRESH_TOKEN_MINUTES, Limits
from stacks.template import is_true

UNITS = {unit: timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days")}
DEFAULT_UNITS = {"AccessToken": "hours", "IdToken": "hours", "RefreshToken": "days"}
STANDARD_SCOPES = {"openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"}


def _wrong_validity(client: Subject, token: str, limits: Limits) -> Iterator[str]:
    unit = UNITS.get(str(client.at(f"TokenValidityUnits.{token}") or DEFAULT_UNITS[token]))
    smallest, largest = (timedelta(minutes=minutes) for minutes in limits)
    for place, number in client.numbers(f"{token}Validity"):
        if unit and not smallest <= number * unit <= largest:
            yield place


@client_rule(
    "RefreshToken",
    "Cognito accepts a refresh token validity of 60 minutes to 3,650 days only.",
    "Change it.",
)
def refresh_token(client: Subject) -> Iterator[str]:
    yield from _wrong_validity(client, "RefreshToken", REFRESH_TOKEN_MINUTES)


@client_rule(
    "AccessToken",
    "Cognito accepts an access or ID token validity of 5 minutes to 1 day only.",
    "Change it.",
)
def access_token(client: Subject) -> Iterator[str]:
    for token in ("AccessToken", "IdToken"):
        yield from _wrong_validity(client, token, ACCESS_TOKEN_MINUTES)


@client_rule(
    "NoRefreshFlow",
    "A client without a refresh flow signs users out when their access token expires.",
    "Add ALLOW_REFRESH_TOKEN_AUTH, or RefreshTokenRotation.",
)
def no_refresh_flow(client: Subject) -> Iterator[str]:
    flows = client.names("ExplicitAuthFlows")
    if (
        flows
        and all(flow.startswith("ALLOW_") for flow in flows)
        and "ALLOW_REFRESH_TOKEN_AUTH" not in flows
        and client.at("RefreshTokenRotation.Feature") != "ENABLED"
        and "client_credentials" not in (client.names("AllowedOAuthFlows") or ())
    ):
        yield "ExplicitAuthFlows"


@client_rule(
    "RotationWithRefreshFlow",
    "Cognito refuses refresh token rotation together with ALLOW_REFRESH_TOKEN_AUTH.",
    "Remove one of the two.",
)
def rotation_with_refresh_flow(client: Subject) -> Iterator[str]:
    flows = client.names("ExplicitAuthFlows") or ()
    if "ALLOW_REFRESH_TOKEN_AUTH" in flows and client.at("RefreshTokenRotation.Feature") == "ENABLED":
        yield "RefreshTokenRotation"


@client_rule(
    "EmptyAttributes",
    "Cognito treats an empty list of attributes as no list: apps can read or write all attributes.",
    "Name the attributes, or leave the property out.",
)
def empty_attributes(client: Subject) -> Iterator[str]:
    for place in ("ReadAttributes", "WriteAttributes"):
        if client.names(place) == []:
            yield place


@client_rule(
    "RequiredAttributes",
    "Nobody can sign up with a client that cannot write all attributes that the pool requires.",
    "Add the pool's required attributes to WriteAttributes.",
)
def required_attributes(client: Subject) -> Iterator[str]:
    pool, writable = client.pool, client.names("WriteAttributes")
    if pool is None or not writable:
        return
    if is_true(pool.at("AdminCreateUserConfig.AllowAdminCreateUserOnly")):
        return
    if template.required_attributes(pool.resource) - set(writable):
        yield "WriteAttributes"


@client_rule(
    "ClientCredentials",
    "Cognito accepts the client_credentials flow only alone, with a client secret and scopes of "
    "resource servers.",
    "Use a separate client for this flow.",
)
def client_credentials(client: Subject) -> Iterator[str]:
    flows, scopes = client.names("AllowedOAuthFlows") or [], client.names("AllowedOAuthScopes") or []
    if "client_credentials" not in flows:
        return
    if len(flows) > 1:
        yield "AllowedOAuthFlows"
    if STANDARD_SCOPES & set(scopes):
        yield "AllowedOAuthScopes"
    if not is_true(client.at("GenerateSecret")):
        yield "GenerateSecret"


@client_rule(
    "Redirects",
    "Cognito refuses the flows code and implicit without a callback URL, and a default redirect URI "
    "that is not among the callback URLs.",
    "Add the URL to CallbackURLs.",
)
def redirects(client: Subject) -> Iterator[str]:
    flows = client.names("AllowedOAuthFlows") or []
    if {"code", "implicit"} & set(flows) and not client.at("CallbackURLs"):
        yield "CallbackURLs"
    urls = client.names("CallbackURLs")
    for place, default in client.texts("DefaultRedirectURI"):
        if urls is not None and default not in urls:
            yield place
