"""Properties are equal if they do the same, and differ where Cognito acts differently."""

from typing import Any

import pytest

from stacks.adoption.effect import effect
from stacks.service import (
    CLIENT,
    DOMAIN,
    IDENTITY_POOL,
    RESOURCE_SERVER,
    ROLE_ATTACHMENT,
    USER_POOL,
)
from tests.unit.adoption.pools import attribute, schema

PASSWORD = {
    "MinimumLength": 8,
    "RequireLowercase": True,
    "RequireUppercase": True,
    "RequireNumbers": True,
    "RequireSymbols": True,
}
LAMBDA = "arn:aws:lambda:eu-west-1:123456789012:function:claims"
PROVIDER = "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Shop00001"
ROLES = {"authenticated": "arn:aws:iam::123456789012:role/signed-in"}

EQUAL: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    (USER_POOL, {}, {"MfaConfiguration": "OFF", "EnabledMfas": [], "DeletionProtection": "INACTIVE"}),
    (USER_POOL, {}, {"UserPoolTier": "ESSENTIALS", "UserPoolAddOns": {"AdvancedSecurityMode": "OFF"}}),
    (USER_POOL, {}, {"LambdaConfig": {}, "AliasAttributes": [], "UserPoolTags": {}}),
    (USER_POOL, {}, {"EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"}}),
    (USER_POOL, {}, {"Policies": {"PasswordPolicy": {**PASSWORD, "TemporaryPasswordValidityDays": 7}}}),
    (USER_POOL, {}, {"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]}}}),
    (USER_POOL, {}, {"Schema": schema()}),
    (USER_POOL, {}, {"UserPoolTags": {"aws:cloudformation:stack-name": "auth"}}),
    (USER_POOL, {}, {"KeyConfiguration": {"KeyType": "AWS_OWNED_KEY"}}),
    (
        USER_POOL,
        {},
        {"UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": []}},
    ),
    (
        USER_POOL,
        {"Policies": {"PasswordPolicy": {**PASSWORD, "TemporaryPasswordValidityDays": 1}}},
        {
            "Policies": {"PasswordPolicy": PASSWORD},
            "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False, "UnusedAccountValidityDays": 1},
        },
    ),
    (USER_POOL, {"AutoVerifiedAttributes": ["email", "phone_number"]},
     {"AutoVerifiedAttributes": ["phone_number", "email"]}),
    (USER_POOL, {"EmailVerificationMessage": "{####}", "EmailVerificationSubject": "Code"},
     {"VerificationMessageTemplate": {"EmailMessage": "{####}", "EmailSubject": "Code"}}),
    (USER_POOL, {"LambdaConfig": {"PreTokenGeneration": LAMBDA}},
     {"LambdaConfig": {"PreTokenGeneration": LAMBDA,
                       "PreTokenGenerationConfig": {"LambdaArn": LAMBDA, "LambdaVersion": "V1_0"}}}),
    (USER_POOL, {"DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True}},
     {"DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True,
                              "DeviceOnlyRememberedOnUserPrompt": False}}),
    (USER_POOL, {"Schema": [{"Name": "email", "Required": True, "Mutable": True}]},
     {"Schema": schema(attribute("email", Required=True))}),
    (USER_POOL, {"Schema": [{"Name": "role", "AttributeDataType": "String", "Mutable": True,
                             "StringAttributeConstraints": {"MaxLength": "20"}}]},
     {"Schema": schema(attribute("custom:role", StringAttributeConstraints={"MaxLength": 20}))}),
    (CLIENT, {}, {"ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH", "ALLOW_USER_SRP_AUTH",
                                        "ALLOW_REFRESH_TOKEN_AUTH"]}),
    (CLIENT, {}, {"RefreshTokenValidity": 30, "AccessTokenValidity": 60, "IdTokenValidity": 1,
                  "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "hours"}}),
    (CLIENT, {}, {"RefreshTokenValidity": 43200, "TokenValidityUnits": {"RefreshToken": "minutes"}}),
    (CLIENT, {}, {"GenerateSecret": False, "PreventUserExistenceErrors": "LEGACY",
                  "EnableTokenRevocation": True, "AuthSessionValidity": 3, "CallbackURLs": []}),
    (CLIENT, {}, {"RefreshTokenRotation": {"Feature": "DISABLED"}}),
    (CLIENT, {"GenerateSecret": True}, {"GenerateSecret": "true"}),
    (DOMAIN, {"Domain": "shop"}, {"Domain": "shop", "ManagedLoginVersion": 1, "CustomDomainConfig": {}}),
    (RESOURCE_SERVER,
     {"Scopes": [{"ScopeName": "a", "ScopeDescription": "A"}, {"ScopeName": "b", "ScopeDescription": "B"}]},
     {"Scopes": [{"ScopeName": "b", "ScopeDescription": "B"}, {"ScopeName": "a", "ScopeDescription": "A"}]}),
    (IDENTITY_POOL, {"CognitoIdentityProviders": [{"ProviderName": PROVIDER, "ClientId": "c"}]},
     {"AllowClassicFlow": False, "CognitoIdentityProviders": [
         {"ProviderName": PROVIDER, "ClientId": "c", "ServerSideTokenCheck": False}]}),
    (ROLE_ATTACHMENT,
     {"Roles": ROLES, "RoleMappings": {"web": {"Type": "Token", "IdentityProvider": f"{PROVIDER}:c"}}},
     {"Roles": ROLES, "RoleMappings": {f"{PROVIDER}:c": {"Type": "Token"}}}),
]  # fmt: skip

DIFFERENT: list[tuple[str, dict[str, Any], dict[str, Any], set[str]]] = [
    (USER_POOL, {}, {"UsernameConfiguration": {"CaseSensitive": True}},
     {"UsernameConfiguration.CaseSensitive"}),
    (USER_POOL, {}, {"AccountRecoverySetting": {"RecoveryMechanisms": [
        {"Name": "verified_phone_number", "Priority": 1}, {"Name": "verified_email", "Priority": 2}]}},
     {"AccountRecoverySetting"}),
    (USER_POOL, {"AccountRecoverySetting": {"RecoveryMechanisms": [
        {"Name": "verified_phone_number", "Priority": 1}, {"Name": "verified_email", "Priority": 2}]}},
     {"AccountRecoverySetting": {"RecoveryMechanisms": [
         {"Name": "verified_phone_number", "Priority": 2}, {"Name": "verified_email", "Priority": 1}]}},
     {"AccountRecoverySetting"}),
    # An empty device configuration remembers devices; none does not.
    (USER_POOL, {}, {"DeviceConfiguration": {"ChallengeRequiredOnNewDevice": False}},
     {"DeviceConfiguration.ChallengeRequiredOnNewDevice",
      "DeviceConfiguration.DeviceOnlyRememberedOnUserPrompt"}),
    (USER_POOL, {"Schema": schema()}, {"Schema": schema(attribute("email", Mutable=False))},
     {"Schema.email.AttributeDataType", "Schema.email.Mutable", "Schema.email.Required",
      "Schema.email.StringAttributeConstraints.MaxLength",
      "Schema.email.StringAttributeConstraints.MinLength"}),
    (USER_POOL, {}, {"SomethingNew": {"Cognito": "learned"}}, {"SomethingNew.Cognito"}),
    (CLIENT, {}, {"ReadAttributes": ["email"]}, {"ReadAttributes"}),
    (CLIENT, {}, {"RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10}},
     {"RefreshTokenRotation.Feature", "RefreshTokenRotation.RetryGracePeriodSeconds"}),
    (CLIENT, {}, {"AccessTokenValidity": 30, "TokenValidityUnits": {"AccessToken": "minutes"}},
     {"AccessTokenValidity"}),
    (CLIENT, {}, {"ExplicitAuthFlows": ["ADMIN_NO_SRP_AUTH"]}, {"ExplicitAuthFlows"}),
    (USER_POOL, {}, {"Schema": schema(attribute("custom:role", DeveloperOnlyAttribute=True))},
     {f"Schema.custom:role.{place}" for place in (
         "AttributeDataType", "Mutable", "Required", "DeveloperOnlyAttribute",
         "StringAttributeConstraints.MaxLength", "StringAttributeConstraints.MinLength")}),
]  # fmt: skip


@pytest.mark.parametrize(("resource_type", "one", "other"), EQUAL)
def test_these_do_the_same(resource_type: str, one: dict[str, Any], other: dict[str, Any]) -> None:
    assert effect(resource_type, one) == effect(resource_type, other)


@pytest.mark.parametrize(("resource_type", "one", "other", "places"), DIFFERENT)
def test_these_do_not(
    resource_type: str, one: dict[str, Any], other: dict[str, Any], places: set[str]
) -> None:
    first, second = effect(resource_type, one), effect(resource_type, other)
    assert {place for place in {*first, *second} if first.get(place) != second.get(place)} == places
