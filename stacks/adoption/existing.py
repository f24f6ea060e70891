"""What exists, as a template would describe it: each resource with its properties and its identifiers.

The API and CloudFormation name most properties alike. What has no counterpart in a template stays under the
API's name, so that the comparison finds it: a property is left out only where it is named below as one that
nobody sets.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from stacks.adoption.answers import MASK, Answer, Answers
from stacks.service import (
    CLIENT,
    DOMAIN,
    EMAIL_MFA,
    GROUP,
    IDENTITY_POOL,
    IDENTITY_PROVIDER,
    PRINCIPAL_TAG,
    RESOURCE_SERVER,
    RISK_CONFIGURATION,
    ROLE_ATTACHMENT,
    SMS_MFA,
    TOTP_MFA,
    USER_POOL,
)

Properties = Mapping[str, Any]

# What Cognito makes, counts or reports by itself.
_READ_ONLY: Final = {
    USER_POOL: {
        "Id", "Arn", "Status", "CreationDate", "LastModifiedDate", "EstimatedNumberOfUsers", "Domain",
        "CustomDomain", "SmsConfigurationFailure", "EmailConfigurationFailure",
    },
    CLIENT: {"UserPoolId", "ClientId", "CreationDate", "LastModifiedDate"},
    GROUP: {"UserPoolId", "CreationDate", "LastModifiedDate"},
    DOMAIN: {"UserPoolId", "AWSAccountId", "S3Bucket", "CloudFrontDistribution", "Version", "Status"},
    IDENTITY_PROVIDER: {"UserPoolId", "CreationDate", "LastModifiedDate"},
    RESOURCE_SERVER: {"UserPoolId"},
    RISK_CONFIGURATION: {"UserPoolId", "LastModifiedDate"},
    IDENTITY_POOL: {"IdentityPoolId"},
}  # fmt: skip

# The API's name of a user pool's property, where CloudFormation has another.
_RENAMED: Final = {"Name": "UserPoolName", "SchemaAttributes": "Schema"}


@dataclass(frozen=True)
class Existing:
    """A resource that exists."""

    type: str
    """CloudFormation's name of the resource type."""
    name: str
    """What tells it from others of its type."""
    identifiers: Mapping[str, str]
    """What `cdk import` finds it by, by the names of the type's primary identifier."""
    properties: Properties

    @property
    def key(self) -> tuple[str, str]:
        """Its type and name."""
        return self.type, self.name


def existing(answers: Answers) -> Iterator[Existing]:
    """All that could be in a template, the user pool first."""
    pool = {"UserPoolId": answers.user_pool_id}
    yield Existing(USER_POOL, str(answers.user_pool["Name"]), pool, _user_pool(answers))
    for client in answers.clients:
        secret = {"GenerateSecret": True} if client.get("ClientSecret") else {}
        properties = {**_settable(CLIENT, client), **secret}
        properties.pop("ClientSecret", None)
        yield Existing(CLIENT, client["ClientId"], {**pool, "ClientId": client["ClientId"]}, properties)
    for type_, found, key in (
        (GROUP, answers.groups, "GroupName"),
        (DOMAIN, answers.domains, "Domain"),
        (RESOURCE_SERVER, answers.resource_servers, "Identifier"),
        (IDENTITY_PROVIDER, answers.identity_providers, "ProviderName"),
    ):
        for answer in found:
            yield Existing(type_, answer[key], {**pool, key: answer[key]}, _settable(type_, answer))
    for risk in answers.risk_configurations:
        client_id = str(risk.get("ClientId") or "ALL")
        properties = {**_settable(RISK_CONFIGURATION, risk), "ClientId": client_id}
        yield Existing(RISK_CONFIGURATION, client_id, {**pool, "ClientId": client_id}, properties)
    if answers.identity_pool:
        yield from _identity_pool(answers.identity_pool)


def has_secret(provider: Answer) -> bool:
    """Whether an identity provider authenticates Cognito by a secret, which no answer may carry on."""
    return MASK in provider.get("ProviderDetails", {}).values()


def provider_groups(answers: Answers) -> set[str]:
    """The groups that Cognito makes by itself, one for the users of each identity provider.
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-user-groups.html"""
    return {f"{answers.user_pool_id}_{provider['ProviderName']}" for provider in answers.identity_providers}


def _user_pool(answers: Answers) -> dict[str, Any]:
    pool = _settable(USER_POOL, answers.user_pool)
    mfa = dict(answers.mfa)
    mode = mfa.pop("MfaConfiguration", None) or pool.get("MfaConfiguration") or "OFF"
    sms = mfa.pop("SmsMfaConfiguration", None)
    totp = mfa.pop("SoftwareTokenMfaConfiguration", None) or {}
    email = mfa.pop("EmailMfaConfiguration", None)
    passkeys = mfa.pop("WebAuthnConfiguration", None) or {}
    factors = {SMS_MFA: sms is not None, TOTP_MFA: totp.get("Enabled", False), EMAIL_MFA: email is not None}
    enabled = [factor for factor, on in factors.items() if on]
    found = {
        "MfaConfiguration": mode,
        "EnabledMfas": enabled if mode != "OFF" else [],
        "SmsConfiguration": (sms or {}).get("SmsConfiguration"),
        "SmsAuthenticationMessage": (sms or {}).get("SmsAuthenticationMessage"),
        "EmailAuthenticationMessage": (email or {}).get("Message"),
        "EmailAuthenticationSubject": (email or {}).get("Subject"),
        "WebAuthnRelyingPartyID": passkeys.get("RelyingPartyId"),
        "WebAuthnUserVerification": passkeys.get("UserVerification"),
        "WebAuthnFactorConfiguration": passkeys.get("FactorConfiguration"),
    }
    given: dict[str, Any] = {key: value for key, value in found.items() if value is not None}
    if "SmsConfiguration" in given:
        given["SmsConfiguration"] = {**(pool.get("SmsConfiguration") or {}), **given["SmsConfiguration"]}
    # Both operations answer the same. Otherwise the difference is to be seen.
    contradictions = {
        f"{key} (DescribeUserPool)": pool[key]
        for key, value in given.items()
        if pool.get(key) and pool[key] != value
    }
    return pool | given | mfa | contradictions


def _identity_pool(answer: Answer) -> Iterator[Existing]:
    pool_id, name = answer["IdentityPoolId"], answer["IdentityPoolName"]
    properties = _settable(IDENTITY_POOL, answer)
    roles, mappings = properties.pop("Roles", None), properties.pop("RoleMappings", None)
    tags = properties.pop("PrincipalTags", None) or {}
    yield Existing(IDENTITY_POOL, name, {"Id": pool_id}, properties)
    if roles or mappings:
        properties = {"Roles": roles or {}, "RoleMappings": mappings or {}}
        yield Existing(ROLE_ATTACHMENT, name, {"Id": pool_id}, properties)
    for provider, map_ in tags.items():
        identifiers = {"IdentityPoolId": pool_id, "IdentityProviderName": provider}
        properties = {"UseDefaults": map_.get("UseDefaults"), "PrincipalTags": map_.get("PrincipalTags")}
        yield Existing(PRINCIPAL_TAG, provider, identifiers, properties | {"IdentityProviderName": provider})


def _settable(type_: str, answer: Answer) -> dict[str, Any]:
    return {
        _RENAMED.get(key, key) if type_ == USER_POOL else key: value
        for key, value in answer.items()
        if key not in _READ_ONLY[type_]
    }
