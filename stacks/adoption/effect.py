"""What properties do: two descriptions of a resource are equal if they have the same effect.

Both the answers and the template go through this. It fills in what Cognito does where nothing is set, and
takes away what makes no difference: the order of sets, empty lists, the unit of a duration. Where absent and
every value differ, as with `UsernameConfiguration`, both stay apart.

Defaults are those of the API reference, CreateUserPool, CreateUserPoolClient and the types they name, unless
a line names another source:
https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html
https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, get_args

from stacks.service import (
    CLIENT,
    DOMAIN,
    IDENTITY_POOL,
    IDENTITY_PROVIDER,
    PRINCIPAL_TAG,
    RESOURCE_SERVER,
    RISK_CONFIGURATION,
    ROLE_ATTACHMENT,
    SYSTEM_ATTRIBUTES,
    USER_POOL,
    StandardAttribute,
)
from stacks.template import objects, plain

Effect = Mapping[str, Any]
"""Values by their place, such as `Policies.PasswordPolicy.MinimumLength`."""

# https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
# The lengths are what DescribeUserPool answers about a pool whose definition says nothing of them.
_STRING: Final = {"MinLength": "0", "MaxLength": "2048"}
_STANDARD: Final = {"AttributeDataType": "String", "Mutable": True, "Required": False}
_STANDARD_SCHEMA: Final[Mapping[str, Mapping[str, Any]]] = {
    **{name: {**_STANDARD, "StringAttributeConstraints": _STRING} for name in get_args(StandardAttribute)},
    "birthdate": {**_STANDARD, "StringAttributeConstraints": {"MinLength": "10", "MaxLength": "10"}},
    "updated_at": {
        **_STANDARD,
        "AttributeDataType": "Number",
        "NumberAttributeConstraints": {"MinValue": "0"},
    },
}

# What Cognito adds to the details of a SAML provider by itself:
# https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_IdentityProviderType.html
DERIVED_DETAILS: Final = frozenset(
    {"ActiveEncryptionCertificate", "SLORedirectBindingURI", "SSORedirectBindingURI"}
)

# The pool's messages with a code, by their names in the verification message template.
_TWICE: Final = {
    "EmailVerificationMessage": "EmailMessage",
    "EmailVerificationSubject": "EmailSubject",
    "SmsVerificationMessage": "SmsMessage",
}
_DEFAULT_AUTH_FLOWS: Final = ("ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH")
_MINUTES: Final = {"seconds": 1 / 60, "minutes": 1, "hours": 60, "days": 24 * 60}
# By token: what absent means, and the unit of a number without one.
_TOKENS: Final = {
    "AccessToken": ("60 minutes", "hours"),
    "IdToken": ("60 minutes", "hours"),
    "RefreshToken": ("43200 minutes", "days"),
}


def effect(resource_type: str, properties: Mapping[str, Any]) -> Effect:
    """What a resource of a type does, by its properties."""
    normalize = _NORMALIZE.get(resource_type, dict)
    return dict(_flat(normalize(dict(properties))))


def _user_pool(properties: dict[str, Any]) -> dict[str, Any]:
    pool = {
        "MfaConfiguration": "OFF",
        "DeletionProtection": "INACTIVE",
        "UserPoolTier": "ESSENTIALS",
        **properties,
    }
    pool["Schema"] = _schema(pool.get("Schema"))
    pool["UserPoolTags"] = _own_tags(pool.get("UserPoolTags"))
    pool["Policies"] = _policies(pool)
    pool["AdminCreateUserConfig"] = {
        "AllowAdminCreateUserOnly": False,
        **_without(pool.get("AdminCreateUserConfig"), "UnusedAccountValidityDays"),
    }
    pool["VerificationMessageTemplate"] = _verification(pool)
    pool["EmailConfiguration"] = {
        "EmailSendingAccount": "COGNITO_DEFAULT",
        **(pool.get("EmailConfiguration") or {}),
    }
    pool["UserPoolAddOns"] = {"AdvancedSecurityMode": "OFF", **(pool.get("UserPoolAddOns") or {})}
    pool["LambdaConfig"] = _triggers(pool.get("LambdaConfig"))
    # "When you provide a value for any DeviceConfiguration field, you activate device remembering."
    if "DeviceConfiguration" in pool:
        off = {"ChallengeRequiredOnNewDevice": False, "DeviceOnlyRememberedOnUserPrompt": False}
        pool["DeviceConfiguration"] = off | pool["DeviceConfiguration"]
    pool["AccountRecoverySetting"] = _recovery(pool.get("AccountRecoverySetting"))
    for key, name in _TWICE.items():
        # AWS answers the same in both places. Otherwise the difference is to be seen.
        if pool.get(key) in (None, pool["VerificationMessageTemplate"].get(name)):
            pool.pop(key, None)
    for key, default in (
        ("KeyConfiguration", {"KeyType": "AWS_OWNED_KEY"}),
        ("IssuerConfiguration", {"Type": "ORIGINAL"}),
    ):
        if pool.get(key) == default:
            del pool[key]
    return pool


def _policies(pool: Mapping[str, Any]) -> dict[str, Any]:
    policies = pool.get("Policies") or {}
    password = policies.get("PasswordPolicy") or {}
    # TemporaryPasswordValidityDays supersedes UnusedAccountValidityDays; 0 means the default.
    unused = (pool.get("AdminCreateUserConfig") or {}).get("UnusedAccountValidityDays")
    days = password.get("TemporaryPasswordValidityDays") or unused or 7
    requirements = ("RequireLowercase", "RequireUppercase", "RequireNumbers", "RequireSymbols")
    # A pool made without a password policy asks for 8 characters of all kinds; in a policy that is given, a
    # requirement that is not named is not made.
    defaults = {"MinimumLength": 8, **dict.fromkeys(requirements, not password)}
    first_factors = (policies.get("SignInPolicy") or {}).get("AllowedFirstAuthFactors")
    return {
        **policies,
        "PasswordPolicy": {
            **defaults,
            "PasswordHistorySize": 0,
            **password,
            "TemporaryPasswordValidityDays": days,
        },
        "SignInPolicy": {"AllowedFirstAuthFactors": first_factors or ["PASSWORD"]},
    }


def _verification(pool: Mapping[str, Any]) -> dict[str, Any]:
    """The messages once: Cognito keeps those with a code in two places and answers both."""
    return {
        "DefaultEmailOption": "CONFIRM_WITH_CODE",
        **{name: pool[key] for key, name in _TWICE.items() if pool.get(key) is not None},
        **(pool.get("VerificationMessageTemplate") or {}),
    }


def _triggers(config: Mapping[str, Any] | None) -> dict[str, Any]:
    """The triggers, with the one of token generation in its versioned form: a plain ARN is version V1_0."""
    triggers = dict(config or {})
    plain_arn = triggers.get("PreTokenGeneration")
    if plain_arn:
        triggers.setdefault("PreTokenGenerationConfig", {"LambdaArn": plain_arn, "LambdaVersion": "V1_0"})
    if plain_arn == (triggers.get("PreTokenGenerationConfig") or {}).get("LambdaArn"):
        triggers.pop("PreTokenGeneration", None)
    return triggers


def _recovery(setting: Mapping[str, Any] | None) -> list[str] | None:
    """The ways of recovery in the order of their priority; None: not set, which no order equals."""
    mechanisms = objects((setting or {}).get("RecoveryMechanisms"))
    ordered = sorted(mechanisms, key=lambda mechanism: int(mechanism.get("Priority", 0)))
    return [" then ".join(str(mechanism.get("Name")) for mechanism in ordered)] if ordered else None


def _schema(attributes: Any) -> dict[str, Any]:
    """The attributes that differ from what every pool has. Nobody sets those of the system."""
    schema: dict[str, Any] = {}
    for attribute in objects(attributes):
        name = _attribute_name(attribute)
        standard = _STANDARD_SCHEMA.get(name)
        if standard is None:
            defaults: Mapping[str, Any] = {"AttributeDataType": "String", "Mutable": False, "Required": False}
        else:
            defaults = standard
        full = {**defaults, **_without(attribute, "Name", "DeveloperOnlyAttribute")}
        # The name says it.
        if plain(attribute.get("DeveloperOnlyAttribute", False)) != plain(name.startswith("dev:")):
            full["DeveloperOnlyAttribute"] = attribute.get("DeveloperOnlyAttribute")
        if name not in SYSTEM_ATTRIBUTES and plain(full) != plain(standard):
            schema[name] = full
    return schema


def _attribute_name(attribute: Mapping[str, Any]) -> str:
    """An attribute's name as the API answers it; CloudFormation leaves the prefix to Cognito."""
    name = str(attribute.get("Name"))
    if name in _STANDARD_SCHEMA or name in SYSTEM_ATTRIBUTES or ":" in name:
        return name
    return f"dev:custom:{name}" if attribute.get("DeveloperOnlyAttribute") else f"custom:{name}"


def _client(properties: dict[str, Any]) -> dict[str, Any]:
    client = {
        "GenerateSecret": False,
        "PreventUserExistenceErrors": "LEGACY",
        "EnableTokenRevocation": True,
        "AllowedOAuthFlowsUserPoolClient": False,
        "EnablePropagateAdditionalUserContextData": False,
        # https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html
        "AuthSessionValidity": 3,
        **properties,
    }
    client["ExplicitAuthFlows"] = client.get("ExplicitAuthFlows") or _DEFAULT_AUTH_FLOWS
    units = client.pop("TokenValidityUnits", None) or {}
    for token, (default, unit) in _TOKENS.items():
        number = client.get(f"{token}Validity")
        client[f"{token}Validity"] = _duration(number, units.get(token) or unit) if number else default
    if (client.get("RefreshTokenRotation") or {}).get("Feature") == "DISABLED":
        del client["RefreshTokenRotation"]
    return client


def _duration(number: Any, unit: str) -> str:
    """How long a token is valid; a unit that nobody knew stays as it is."""
    return f"{float(number) * _MINUTES[unit]:g} minutes" if unit in _MINUTES else f"{number} {unit}"


def _domain(properties: dict[str, Any]) -> dict[str, Any]:
    # 1 is the classic hosted UI, which every domain has that names no version.
    return {"ManagedLoginVersion": 1, **properties}


def _identity_provider(properties: dict[str, Any]) -> dict[str, Any]:
    return {**properties, "ProviderDetails": _without(properties.get("ProviderDetails"), *DERIVED_DETAILS)}


def _resource_server(properties: dict[str, Any]) -> dict[str, Any]:
    scopes = {
        scope.get("ScopeName"): scope.get("ScopeDescription") for scope in objects(properties.get("Scopes"))
    }
    return {**properties, "Scopes": scopes}


def _identity_pool(properties: dict[str, Any]) -> dict[str, Any]:
    providers = {
        f"{provider.get('ProviderName')}:{provider.get('ClientId')}": {
            "ServerSideTokenCheck": provider.get("ServerSideTokenCheck") or False
        }
        for provider in objects(properties.get("CognitoIdentityProviders"))
    }
    return {
        "AllowClassicFlow": False,
        **properties,
        "CognitoIdentityProviders": providers,
        "IdentityPoolTags": _own_tags(properties.get("IdentityPoolTags")),
    }


def _role_attachment(properties: dict[str, Any]) -> dict[str, Any]:
    # A template names a mapping as it likes where IdentityProvider says whose it is.
    mappings = {
        mapping.get("IdentityProvider", name): _without(mapping, "IdentityProvider")
        for name, mapping in (properties.get("RoleMappings") or {}).items()
    }
    return {"Roles": properties.get("Roles"), "RoleMappings": mappings}


def _risk_configuration(properties: dict[str, Any]) -> dict[str, Any]:
    return {"ClientId": "ALL", **properties}


def _principal_tag(properties: dict[str, Any]) -> dict[str, Any]:
    return {"UseDefaults": False, **properties}


def _own_tags(tags: Mapping[str, Any] | None) -> dict[str, Any]:
    """The tags that people set: those with "aws:" belong to AWS.
    https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html"""
    return {key: value for key, value in (tags or {}).items() if not key.startswith("aws:")}


_NORMALIZE: Final[Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]]] = {
    USER_POOL: _user_pool,
    CLIENT: _client,
    DOMAIN: _domain,
    IDENTITY_PROVIDER: _identity_provider,
    RESOURCE_SERVER: _resource_server,
    IDENTITY_POOL: _identity_pool,
    ROLE_ATTACHMENT: _role_attachment,
    RISK_CONFIGURATION: _risk_configuration,
    PRINCIPAL_TAG: _principal_tag,
}


def _without(values: Mapping[str, Any] | None, *keys: str) -> dict[str, Any]:
    return {key: value for key, value in (values or {}).items() if key not in keys}


def _flat(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Each value by its place. A list is a set, unless its items are objects; nothing is not there."""
    match value:
        case Mapping():
            for key, item in value.items():
                yield from _flat(item, f"{place}.{key}" if place else str(key))
        case list() | tuple():
            items = plain(value)
            if items:
                yield place, items if any(isinstance(i, Mapping) for i in items) else sorted(map(str, items))
        case None:
            return
        case _:
            yield place, plain(value)
