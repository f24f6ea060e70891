"""Cognito's resource types that ministack's CloudFormation does not know."""

from typing import Any

from types_boto3_cognito_idp import CognitoIdentityProviderClient

from local.emulator import LocalAws
from tests.emulator.pools import refused
from tests.emulator.stacks import Stack

THREAT_PROTECTION = {"UserPoolTier": "PLUS", "UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"}}
POOL = {"Ref": "Pool"}
CLIENT = {"Ref": "Client"}
LOGS = {
    "LogLevel": "ERROR",
    "EventSource": "userNotification",
    "CloudWatchLogsConfiguration": {"LogGroupArn": "arn:aws:logs:us-east-1:000000000000:log-group:auth"},
}


def risk(action: str) -> dict[str, Any]:
    return {"CompromisedCredentialsRiskConfiguration": {"Actions": {"EventAction": action}}}


def resources(**added: dict[str, Any]) -> dict[str, Any]:
    """A pool, a client, and resources by logical ids: each a type and the properties but for the pool."""
    base = {
        "Pool": {"Type": "AWS::Cognito::UserPool", "Properties": THREAT_PROTECTION},
        "Client": {"Type": "AWS::Cognito::UserPoolClient", "Properties": {"UserPoolId": POOL}},
    }
    return base | {
        name: {
            "Type": f"AWS::Cognito::{resource.pop('Type')}",
            "Properties": {"UserPoolId": POOL, **resource},
        }
        for name, resource in added.items()
    }


def test_identity_provider(stack: Stack, cognito: CognitoIdentityProviderClient) -> None:
    def google(client_id: str) -> dict[str, Any]:
        details = {"client_id": client_id, "client_secret": "hidden", "authorize_scopes": "openid"}
        provider = {"ProviderName": "Google", "ProviderType": "Google", "ProviderDetails": details}
        return resources(Google={"Type": "UserPoolIdentityProvider", **provider})

    assert stack.create_from(google("first")) == "CREATE_COMPLETE", stack.failures()
    assert stack.update_to(google("second")) == "UPDATE_COMPLETE", stack.failures()

    answer = cognito.describe_identity_provider(UserPoolId=stack.pool_id, ProviderName="Google")
    assert answer["IdentityProvider"]["ProviderDetails"]["client_id"] == "second"
    assert stack.update_to(resources()) == "UPDATE_COMPLETE"
    assert cognito.list_identity_providers(UserPoolId=stack.pool_id)["Providers"] == []


def test_risk_configuration(stack: Stack, cognito: CognitoIdentityProviderClient) -> None:
    def both(action: str) -> dict[str, Any]:
        attachment = "UserPoolRiskConfigurationAttachment"
        return resources(
            Risk={"Type": attachment, "ClientId": "ALL", **risk(action)},
            ClientRisk={"Type": attachment, "ClientId": CLIENT, **risk("NO_ACTION")},
        )

    def read(**client: str) -> Any:
        answer = cognito.describe_risk_configuration(UserPoolId=stack.pool_id, **client)
        return answer["RiskConfiguration"].get("CompromisedCredentialsRiskConfiguration")

    assert stack.create_from(both("NO_ACTION")) == "CREATE_COMPLETE", stack.failures()
    assert stack.update_to(both("BLOCK")) == "UPDATE_COMPLETE", stack.failures()

    client = cognito.list_user_pool_clients(UserPoolId=stack.pool_id)["UserPoolClients"][0]["ClientId"]
    assert read() == {"Actions": {"EventAction": "BLOCK"}}
    assert read(ClientId=client) == {"Actions": {"EventAction": "NO_ACTION"}}
    assert stack.update_to(resources()) == "UPDATE_COMPLETE", stack.failures()
    assert read() is None


def test_risk_configuration_without_threat_protection(
    stack: Stack, cognito: CognitoIdentityProviderClient
) -> None:
    stack.create()

    with refused("UserPoolAddOnNotEnabledException"):
        cognito.set_risk_configuration(
            UserPoolId=stack.pool_id,
            CompromisedCredentialsRiskConfiguration={"Actions": {"EventAction": "BLOCK"}},
        )


def test_log_delivery(stack: Stack, cognito: CognitoIdentityProviderClient) -> None:
    delivery = {"Type": "LogDeliveryConfiguration", "LogConfigurations": [LOGS]}

    assert stack.create_from(resources(Logs=delivery)) == "CREATE_COMPLETE", stack.failures()

    answer = cognito.get_log_delivery_configuration(UserPoolId=stack.pool_id)
    assert answer["LogDeliveryConfiguration"]["LogConfigurations"] == [LOGS]
    assert stack.update_to(resources()) == "UPDATE_COMPLETE", stack.failures()
    answer = cognito.get_log_delivery_configuration(UserPoolId=stack.pool_id)
    assert answer["LogDeliveryConfiguration"]["LogConfigurations"] == []


def test_branding(stack: Stack, cognito: CognitoIdentityProviderClient) -> None:
    def branded(*, cognitos_own: bool) -> dict[str, Any]:
        branding = {"ClientId": CLIENT, "UseCognitoProvidedValues": cognitos_own}
        return resources(Branding={"Type": "ManagedLoginBranding", **branding})

    assert stack.create_from(branded(cognitos_own=False)) == "CREATE_COMPLETE", stack.failures()
    assert stack.update_to(branded(cognitos_own=True)) == "UPDATE_COMPLETE", stack.failures()

    client = cognito.list_user_pool_clients(UserPoolId=stack.pool_id)["UserPoolClients"][0]["ClientId"]
    where: Any = {"UserPoolId": stack.pool_id, "ClientId": client}
    answer = cognito.describe_managed_login_branding_by_client(**where)
    assert answer["ManagedLoginBranding"]["UseCognitoProvidedValues"] is True
    with refused("ManagedLoginBrandingExistsException"):
        cognito.create_managed_login_branding(**where)
    assert stack.update_to(resources()) == "UPDATE_COMPLETE", stack.failures()
    with refused("ResourceNotFoundException"):
        cognito.describe_managed_login_branding_by_client(**where)


def test_users_and_memberships(stack: Stack, cognito: CognitoIdentityProviderClient) -> None:
    def users(email: str, *members: str) -> dict[str, Any]:
        attributes = [{"Name": "email", "Value": email}]
        someone = {"Username": "someone", "UserAttributes": attributes, "MessageAction": "SUPPRESS"}
        memberships = {
            f"{group}Membership": {
                "Type": "UserPoolUserToGroupAttachment",
                "GroupName": {"Ref": group},
                "Username": {"Ref": "Someone"},
            }
            for group in members
        }
        groups = {name: {"Type": "UserPoolGroup", "GroupName": name} for name in ("Admins", "Editors")}
        return resources(**groups, Someone={"Type": "UserPoolUser", **someone}, **memberships)

    def groups() -> list[str]:
        answer = cognito.admin_list_groups_for_user(UserPoolId=stack.pool_id, Username="someone")
        return sorted(group["GroupName"] for group in answer["Groups"])

    assert stack.create_from(users("a@example.com", "Admins", "Editors")) == "CREATE_COMPLETE", (
        stack.failures()
    )
    assert groups() == ["Admins", "Editors"]
    assert stack.update_to(users("a@example.com", "Editors")) == "UPDATE_COMPLETE", stack.failures()
    assert groups() == ["Editors"]
    # Every property is create-only, and the user that replaces this one would have its name.
    assert stack.update_to(users("b@example.com", "Editors")) == "UPDATE_ROLLBACK_COMPLETE"
    assert "User account already exists" in stack.failures()
    assert stack.update_to(resources()) == "UPDATE_COMPLETE", stack.failures()
    assert cognito.list_users(UserPoolId=stack.pool_id)["Users"] == []


def test_settings_of_passkeys_issuer_and_key(stack: Stack, cognito: CognitoIdentityProviderClient) -> None:
    def settings(domain: str, issuer: str, key: str) -> dict[str, Any]:
        return {
            "WebAuthnRelyingPartyID": domain,
            "WebAuthnUserVerification": "required",
            "IssuerConfiguration": {"Type": issuer},
            "KeyConfiguration": {"KeyType": key},
        }

    assert stack.create(**settings("example.com", "ORIGINAL", "AWS_OWNED_KEY")) == "CREATE_COMPLETE"
    changed = settings("example.org", "UPDATED", "CUSTOMER_MANAGED_KEY")
    assert stack.update(**changed) == "UPDATE_COMPLETE", stack.failures()

    assert stack.mfa["WebAuthnConfiguration"] == {
        "RelyingPartyId": "example.org",
        "UserVerification": "required",
    }
    pool = cognito.describe_user_pool(UserPoolId=stack.pool_id)["UserPool"]
    assert pool["IssuerConfiguration"] == {"Type": "UPDATED"}
    assert pool["KeyConfiguration"] == {"KeyType": "CUSTOMER_MANAGED_KEY"}


def test_reserved_concurrency(aws: LocalAws, stack: Stack) -> None:
    def function(**reserved: int) -> dict[str, Any]:
        code = {"ZipFile": "def handler(event, context): return event"}
        role = "arn:aws:iam::000000000000:role/none"
        properties = {"Runtime": "python3.13", "Handler": "index.handler", "Role": role, "Code": code}
        name = {"FunctionName": stack.name}
        return {
            "Function": {"Type": "AWS::Lambda::Function", "Properties": {**properties, **name, **reserved}}
        }

    def reserved() -> int | None:
        answer = aws.client("lambda").get_function_concurrency(FunctionName=stack.name)
        concurrency: int | None = answer.get("ReservedConcurrentExecutions")
        return concurrency

    assert stack.create_from(function(ReservedConcurrentExecutions=2)) == "CREATE_COMPLETE", stack.failures()
    assert reserved() == 2
    assert stack.update_to(function(ReservedConcurrentExecutions=0)) == "UPDATE_COMPLETE", stack.failures()
    assert reserved() == 0
    assert stack.update_to(function()) == "UPDATE_COMPLETE", stack.failures()
    assert reserved() is None


def test_all_go_with_their_stack(stack: Stack) -> None:
    delivery = {"Type": "LogDeliveryConfiguration", "LogConfigurations": [LOGS]}
    branding = {"Type": "ManagedLoginBranding", "ClientId": CLIENT, "UseCognitoProvidedValues": True}
    attachment = {"Type": "UserPoolRiskConfigurationAttachment", "ClientId": "ALL", **risk("BLOCK")}
    stack.create_from(resources(Logs=delivery, Branding=branding, Risk=attachment))

    assert stack.delete() == "DELETE_COMPLETE"
