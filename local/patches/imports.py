"""Resource types that CloudFormation imports and ministack does not.

Their identifiers are those of the types' schemas:
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-import-supported-resources.html
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from ministack.services import cognito
from ministack.services.cloudformation import changesets, provisioners

Identifier = dict[str, str]


class ImportedType(NamedTuple):
    """A resource type that can be imported."""

    keys: tuple[str, ...]
    """Its primary identifier."""
    exists: Callable[..., bool]
    """Whether there is such a resource, by the values of the keys."""
    physical_id: Callable[[Identifier], str]
    """What `Ref` gives."""


def _domain_exists(pool_id: str, domain: str) -> bool:
    return bool(cognito._pool_domain_map.get(domain) == pool_id)


def _has_roles(identity_pool_id: str) -> bool:
    pool = cognito._identity_pools.get(identity_pool_id)
    return bool(pool and (pool.get("_roles") or pool.get("_role_mappings")))


def _has_tags(identity_pool_id: str, provider: str) -> bool:
    pool = cognito._identity_pools.get(identity_pool_id)
    return bool(pool and provider in pool.get("_principal_tags", {}))


def _provider_exists(pool_id: str, name: str) -> bool:
    return name in cognito._user_pools.get(pool_id, {}).get("_identity_providers", {})


def _risk_exists(pool_id: str, client_id: str) -> bool:
    configurations = cognito._user_pools.get(pool_id, {}).get("_risk_configurations", {})
    # In a template, the client id ALL stands for the pool's own configuration.
    return (None if client_id == "ALL" else client_id) in configurations


TYPES = {
    "AWS::Cognito::UserPoolIdentityProvider": ImportedType(
        ("UserPoolId", "ProviderName"), _provider_exists, lambda identifier: identifier["ProviderName"]
    ),
    "AWS::Cognito::UserPoolRiskConfigurationAttachment": ImportedType(
        ("UserPoolId", "ClientId"),
        _risk_exists,
        lambda identifier: f"{identifier['UserPoolId']}|{identifier['ClientId']}",
    ),
    "AWS::Cognito::UserPoolDomain": ImportedType(
        ("UserPoolId", "Domain"), _domain_exists, lambda identifier: identifier["Domain"]
    ),
    "AWS::Cognito::IdentityPoolRoleAttachment": ImportedType(
        ("Id",), _has_roles, lambda identifier: identifier["Id"]
    ),
    "AWS::Cognito::IdentityPoolPrincipalTag": ImportedType(
        ("IdentityPoolId", "IdentityProviderName"),
        _has_tags,
        lambda identifier: f"{identifier['IdentityPoolId']}|{identifier['IdentityProviderName']}",
    ),
}


def install() -> None:
    for name, imported in TYPES.items():
        changesets._IMPORT_LOOKUPS[name] = (imported.keys, _problem(name, imported))
        provisioners._RESOURCE_HANDLERS[name]["import"] = _handler(imported)


def _problem(name: str, imported: ImportedType) -> Callable[..., str | None]:
    def problem(*values: str) -> str | None:
        if imported.exists(*values):
            return None
        reason: str = changesets._IMPORT_NOT_FOUND.format(type=name, value="|".join(values))
        return reason

    return problem


def _handler(imported: ImportedType) -> Callable[[Identifier], tuple[str, dict[str, Any]]]:
    def handler(identifier: Identifier) -> tuple[str, dict[str, Any]]:
        return imported.physical_id(identifier), {"Id": imported.physical_id(identifier)}

    return handler
