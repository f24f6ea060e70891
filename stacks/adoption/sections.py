"""What exists, as the sections of an environment file."""

from collections.abc import Iterable, Mapping
from typing import Any

from stacks.adoption.answers import Answers
from stacks.adoption.client_sections import client_keys, write_client
from stacks.adoption.draft import Draft
from stacks.adoption.effect import DERIVED_DETAILS
from stacks.adoption.existing import Existing, has_secret
from stacks.adoption.pool_sections import unset_if_none, write_pool
from stacks.service import (
    CLIENT,
    DOMAIN,
    GROUP,
    IDENTITY_POOL,
    IDENTITY_PROVIDER,
    PRINCIPAL_TAG,
    RESOURCE_SERVER,
    RISK_CONFIGURATION,
    ROLE_ATTACHMENT,
    USER_POOL,
)
from stacks.settings.identity_pool import IdentityPool
from stacks.settings.types import UNSET

Values = Mapping[str, Any]


def draft_of(answers: Answers, items: Iterable[Existing]) -> Draft:
    """The sections that describe what exists.

    :param items: of what exists, the resources that the file is to have.
    """
    draft = Draft()
    draft.put(("aws", "account"), answers.account, "UserPool.Arn")
    draft.put(("aws", "region"), answers.region, "UserPool.Arn")
    keys = client_keys(answers)
    by_type: dict[str, list[Existing]] = {}
    for item in items:
        by_type.setdefault(item.type, []).append(item)
    for item in by_type[USER_POOL]:
        write_pool(draft, item.properties, answers.region)
    draft.data["clients"] = {}
    for item in by_type.get(CLIENT, ()):
        write_client(draft, keys[item.name], item.properties)
    for item in by_type.get(RESOURCE_SERVER, ()):
        _write_resource_server(draft, item.properties)
    for item in by_type.get(IDENTITY_PROVIDER, ()):
        if not has_secret(item.properties):
            _write_identity_provider(draft, item.properties)
    for item in by_type.get(DOMAIN, ()):
        _write_domain(draft, item.properties)
    for item in by_type.get(GROUP, ()):
        _write_group(draft, item.properties, has_identity_pool=IDENTITY_POOL in by_type)
    if IDENTITY_POOL in by_type:
        _write_identity_pool(draft, by_type, keys, answers)
    for item in by_type.get(RISK_CONFIGURATION, ()):
        if item.name == "ALL":
            _write_risk_configuration(draft, item.properties)
    return draft


def _write_resource_server(draft: Draft, server: Values) -> None:
    path = ("resource_servers", server["Identifier"])
    draft.put((*path, "name"), server["Name"], "UserPoolResourceServer.Name")
    scopes = {scope["ScopeName"]: scope["ScopeDescription"] for scope in server.get("Scopes", ())}
    draft.put((*path, "scopes"), scopes or None, "UserPoolResourceServer.Scopes")


def _write_identity_provider(draft: Draft, provider: Values) -> None:
    path = ("identity_providers", provider["ProviderName"])
    details = {
        name: detail
        for name, detail in (provider.get("ProviderDetails") or {}).items()
        if name not in DERIVED_DETAILS
    }
    draft.put((*path, "type"), provider["ProviderType"], "UserPoolIdentityProvider.ProviderType")
    for field, key, value in (
        ("attribute_mapping", "AttributeMapping", provider.get("AttributeMapping")),
        ("identifiers", "IdpIdentifiers", provider.get("IdpIdentifiers")),
        ("details", "ProviderDetails", details),
    ):
        draft.put((*path, field), value or None, f"UserPoolIdentityProvider.{key}")


def _write_domain(draft: Draft, domain: Values) -> None:
    certificate = (domain.get("CustomDomainConfig") or {}).get("CertificateArn")
    draft.put(("domain", "name" if certificate else "prefix"), domain["Domain"], "UserPoolDomain.Domain")
    draft.put(("domain", "certificate_arn"), certificate, "UserPoolDomain.CustomDomainConfig")
    draft.put(
        ("domain", "managed_login_version"),
        domain.get("ManagedLoginVersion"),
        "UserPoolDomain.ManagedLoginVersion",
    )


def _write_group(draft: Draft, group: Values, *, has_identity_pool: bool) -> None:
    role = group.get("RoleArn") or (UNSET if has_identity_pool else None)
    settings = {
        "precedence": group.get("Precedence"),
        "description": group.get("Description") or None,
        "role_arn": role,
    }
    given = {field: value for field, value in settings.items() if value is not None}
    draft.put(("groups", group["GroupName"]), given, "UserPoolGroup")


def _write_identity_pool(
    draft: Draft, by_type: Mapping[str, list[Existing]], keys: Mapping[str, str], answers: Answers
) -> None:
    """The identity pool. What no setting has, such as another user pool, the comparison finds."""
    pool = by_type[IDENTITY_POOL][0].properties
    attachment = next(iter(by_type.get(ROLE_ATTACHMENT, ())), None)
    roles = attachment.properties["Roles"] if attachment else {}
    mappings = list(attachment.properties["RoleMappings"].values()) if attachment else []
    providers = pool.get("CognitoIdentityProviders") or []
    served = [keys[provider["ClientId"]] for provider in providers if provider["ClientId"] in keys]
    has_group_roles = any(group.get("RoleArn") for group in answers.groups)
    tags = {
        key: claim
        for item in by_type.get(PRINCIPAL_TAG, ())
        for key, claim in (item.properties.get("PrincipalTags") or {}).items()
    }
    settings = {
        "name": (pool["IdentityPoolName"], "IdentityPoolName"),
        "guests": (pool.get("AllowUnauthenticatedIdentities", False), "AllowUnauthenticatedIdentities"),
        "clients": (
            served if sorted(served) != sorted(keys.values()) else None,
            "CognitoIdentityProviders",
        ),
        "authenticated_role_arn": (roles.get("authenticated"), "Roles"),
        "guest_role_arn": (unset_if_none(roles.get("unauthenticated")), "Roles"),
        "login_providers": (pool.get("SupportedLoginProviders") or {}, "SupportedLoginProviders"),
        "oidc_provider_arns": (pool.get("OpenIdConnectProviderARNs") or [], "OpenIdConnectProviderARNs"),
        "saml_provider_arns": (pool.get("SamlProviderARNs") or [], "SamlProviderARNs"),
        "developer_provider_name": (pool.get("DeveloperProviderName"), "DeveloperProviderName"),
        "server_side_token_check": (
            any(provider.get("ServerSideTokenCheck") for provider in providers) or None,
            "CognitoIdentityProviders",
        ),
        "allow_classic_flow": (pool.get("AllowClassicFlow") or None, "AllowClassicFlow"),
        "ambiguous_role_resolution": (
            mappings[0].get("AmbiguousRoleResolution") if mappings else (UNSET if has_group_roles else None),
            "RoleMappings",
        ),
        "principal_tags": (tags or None, "PrincipalTags"),
    }
    qualified = {field: (value, f"IdentityPool.{key}") for field, (value, key) in settings.items()}
    draft.fill(("identity_pool",), IdentityPool, qualified)


def _write_risk_configuration(draft: Draft, risk: Values) -> None:
    takeover = risk.get("AccountTakeoverRiskConfiguration") or {}
    credentials = risk.get("CompromisedCredentialsRiskConfiguration") or {}
    exceptions = risk.get("RiskExceptionConfiguration") or {}
    actions = takeover.get("Actions") or {}
    section = {
        "account_takeover": _without_nulls(
            {
                **{
                    level: _action(actions.get(f"{level.capitalize()}Action"))
                    for level in ("low", "medium", "high")
                },
                "notify": _notify(takeover.get("NotifyConfiguration")),
            }
        ),
        "compromised_credentials": _without_nulls(
            {
                "event_action": (credentials.get("Actions") or {}).get("EventAction"),
                "event_filter": credentials.get("EventFilter"),
            }
        ),
        "blocked_ip_ranges": exceptions.get("BlockedIPRangeList") or None,
        "skipped_ip_ranges": exceptions.get("SkippedIPRangeList") or None,
    }
    for field, value in section.items():
        draft.put(("risk_configuration", field), value, "UserPoolRiskConfigurationAttachment")


def _action(action: Values | None) -> Any:
    if action is None:
        return None
    return {"event_action": action.get("EventAction"), "notify": action.get("Notify", False)}


def _notify(notify: Values | None) -> Any:
    if not notify:
        return None
    emails = {
        field: _without_nulls(
            {
                "subject": notify[key].get("Subject"),
                "html_body": notify[key].get("HtmlBody"),
                "text_body": notify[key].get("TextBody"),
            }
        )
        for field, key in (
            ("block_email", "BlockEmail"),
            ("mfa_email", "MfaEmail"),
            ("no_action_email", "NoActionEmail"),
        )
        if notify.get(key)
    }
    return _without_nulls(
        {
            "source_arn": notify.get("SourceArn"),
            "from_address": notify.get("From"),
            "reply_to": notify.get("ReplyTo"),
            **emails,
        }
    )


def _without_nulls(values: Values) -> dict[str, Any] | None:
    return {key: value for key, value in values.items() if value is not None} or None
