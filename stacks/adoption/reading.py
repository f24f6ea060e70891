"""Reads a user pool and what belongs to it from AWS, by read-only calls."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from stacks.adoption.answers import Answer, Answers, AnswersError, cleaned

PERMISSIONS: Final = (
    "cognito-idp:DescribeUserPool",
    "cognito-idp:GetUserPoolMfaConfig",
    "cognito-idp:ListUserPoolClients",
    "cognito-idp:DescribeUserPoolClient",
    "cognito-idp:ListGroups",
    "cognito-idp:DescribeUserPoolDomain",
    "cognito-idp:ListIdentityProviders",
    "cognito-idp:DescribeIdentityProvider",
    "cognito-idp:ListResourceServers",
    "cognito-idp:DescribeRiskConfiguration",
    "cognito-idp:DescribeManagedLoginBrandingByClient",
    "cognito-idp:GetUICustomization",
    "cognito-idp:GetLogDeliveryConfiguration",
    "cognito-idp:GetWebACLForResource",
    "wafv2:GetWebACLForResource",
    "cognito-identity:DescribeIdentityPool",
    "cognito-identity:GetIdentityPoolRoles",
    "cognito-identity:GetPrincipalTagAttributeMap",
)
"""What the caller needs on the pool and the identity pool."""

_CONFIG: Final = Config(
    connect_timeout=5, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 3}
)
_NONE: Final = {"ResourceNotFoundException"}


def read(user_pool_id: str, identity_pool_id: str | None = None) -> Answers:
    """Ask AWS about a user pool and, if its id is given, about the identity pool that serves it.

    :raises AnswersError: AWS does not answer what the file needs. Its text says which call and why.
    """
    region = user_pool_id.partition("_")[0]
    with _asking("the AWS credentials"):
        session = boto3.Session(region_name=region)
        reader = _Reader(session, user_pool_id)
        pool = reader.one("describe_user_pool", "UserPool")
        clients = [
            reader.one("describe_user_pool_client", "UserPoolClient", ClientId=client["ClientId"])
            for client in reader.pages("list_user_pool_clients", "UserPoolClients")
        ]
        providers = [
            reader.one("describe_identity_provider", "IdentityProvider", ProviderName=found["ProviderName"])
            for found in reader.pages("list_identity_providers", "Providers")
        ]
        domains = [reader.domain(pool[key]) for key in ("Domain", "CustomDomain") if pool.get(key)]
        fields: dict[str, Any] = {
            "user_pool": pool,
            "mfa": reader.mfa(),
            "clients": tuple(clients),
            "groups": tuple(reader.pages("list_groups", "Groups")),
            "domains": tuple(domains),
            "identity_providers": tuple(providers),
            "resource_servers": tuple(reader.pages("list_resource_servers", "ResourceServers")),
            "identity_pool": _identity_pool(session, identity_pool_id, user_pool_id)
            if identity_pool_id
            else None,
            **reader.outside(pool["Arn"], [client["ClientId"] for client in clients]),
        }
    return Answers(**cleaned(fields), unread=tuple(reader.unread))


@dataclass
class _Reader:
    """The calls about one user pool."""

    session: boto3.Session
    pool_id: str

    def __post_init__(self) -> None:
        self.cognito = self.session.client("cognito-idp", config=_CONFIG)
        self.unread: list[str] = []

    def one(self, operation: str, key: str, **parameters: str) -> Answer:
        """The answer under a key."""
        with _asking(operation):
            answer = getattr(self.cognito, operation)(UserPoolId=self.pool_id, **parameters)
        found: Answer = answer[key]
        return found

    def pages(self, operation: str, key: str) -> list[Answer]:
        """All items of a list."""
        with _asking(operation):
            pages = self.cognito.get_paginator(operation).paginate(UserPoolId=self.pool_id)  # type: ignore[call-overload]
            return [item for page in pages for item in page.get(key, ())]

    def mfa(self) -> Answer:
        """The MFA configuration."""
        with _asking("get_user_pool_mfa_config"):
            answer = self.cognito.get_user_pool_mfa_config(UserPoolId=self.pool_id)
        return {key: value for key, value in answer.items() if key != "ResponseMetadata"}

    def domain(self, domain: str) -> Answer:
        """A domain of the pool."""
        with _asking("describe_user_pool_domain"):
            answer: Answer = self.cognito.describe_user_pool_domain(Domain=domain)["DomainDescription"]
        return answer

    def outside(self, pool_arn: str, client_ids: list[str]) -> dict[str, Any]:
        """What stays outside the stack, or can: nothing of it is lost if AWS does not tell."""
        pool = {"UserPoolId": self.pool_id}
        # The pool's own, and those of clients.
        scopes = [pool, *({**pool, "ClientId": client_id} for client_id in client_ids)]
        risks = (
            self._optional("describe_risk_configuration", "RiskConfiguration", **scope) for scope in scopes
        )
        brandings = (
            self._optional(
                "describe_managed_login_branding_by_client",
                "ManagedLoginBranding",
                ClientId=client_id,
                **pool,
            )
            for client_id in client_ids
        )
        logs = self._optional("get_log_delivery_configuration", "LogDeliveryConfiguration", **pool) or {}
        customizations = (
            self._optional("get_ui_customization", "UICustomization", **scope) for scope in scopes
        )
        waf = self.session.client("wafv2", config=_CONFIG)
        acl = self._optional("get_web_acl_for_resource", "WebACL", client=waf, ResourceArn=pool_arn)
        return {
            "risk_configurations": _told_apart(risks),
            "branding": tuple(filter(None, brandings)),
            "log_configurations": tuple(logs.get("LogConfigurations", ())),
            "ui_customizations": tuple(found for found in customizations if found and found.get("CSS")),
            "web_acl": acl is not None,
        }

    def _optional(self, operation: str, key: str, client: Any = None, **parameters: str) -> Answer | None:
        """An answer that may be missing: nothing is set, or the caller may not ask, or AWS does not know."""
        call: Callable[..., Any] = getattr(client or self.cognito, operation)
        try:
            found: Answer | None = call(**parameters).get(key)
        except ClientError as error:
            name = error.operation_name
            if _code(error) not in _NONE and name not in self.unread:
                self.unread.append(name)
            return None
        return found


def _told_apart(risks: Iterator[Answer | None]) -> tuple[Answer, ...]:
    """The pool's own risk configuration, the first, and those of clients that differ from it: for a client
    without one, Cognito answers the pool's. Where nothing is set, it answers ids only."""
    found: dict[str, Answer] = {}
    for risk in risks:
        parts = {key: value for key, value in (risk or {}).items() if key.endswith("Configuration")}
        if risk and parts and parts not in found.values():
            found[str(risk.get("ClientId") or "ALL")] = parts
    return tuple({"ClientId": client_id, **parts} for client_id, parts in found.items())


def _identity_pool(session: boto3.Session, identity_pool_id: str, user_pool_id: str) -> Answer:
    identity = session.client(
        "cognito-identity", region_name=identity_pool_id.partition(":")[0], config=_CONFIG
    )
    with _asking("describe_identity_pool"):
        pool = dict(identity.describe_identity_pool(IdentityPoolId=identity_pool_id))
    with _asking("get_identity_pool_roles"):
        roles = identity.get_identity_pool_roles(IdentityPoolId=identity_pool_id)
    tags = {}
    providers = [provider["ProviderName"] for provider in pool.get("CognitoIdentityProviders", [])]
    for provider in dict.fromkeys(providers):
        if not provider.endswith(user_pool_id):
            continue
        with _asking("get_principal_tag_attribute_map"):
            try:
                tags[provider] = identity.get_principal_tag_attribute_map(
                    IdentityPoolId=identity_pool_id, IdentityProviderName=provider
                )
            except identity.exceptions.ResourceNotFoundException:
                continue  # Nobody has set any.
    pool.pop("ResponseMetadata", None)
    return pool | {
        "Roles": roles.get("Roles", {}),
        "RoleMappings": roles.get("RoleMappings", {}),
        "PrincipalTags": tags,
    }


@contextmanager
def _asking(operation: str) -> Iterator[None]:
    """Turn each way in which AWS does not answer into `AnswersError`."""
    try:
        yield
    except ClientError as error:
        raise AnswersError(f"{operation}: {error}") from error
    except BotoCoreError as error:
        raise AnswersError(f"{operation}: {error}") from error


def _code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")
