"""What is compared of a template with what Amplify made: facts, without order and without logical ids."""

import json
from typing import Any

Template = dict[str, Any]
Facts = dict[str, Any]

# What a pool has here that Amplify says nothing about.
BEYOND_AMPLIFY = {
    "AdminCreateUserConfig", "DeletionProtection", "LambdaConfig", "UserPoolAddOns", "UserPoolTags",
    "UserPoolTier",
}  # fmt: skip
UNORDERED = {"AutoVerifiedAttributes", "EnabledMfas", "UsernameAttributes", "AliasAttributes"}
OF_CLIENTS = (
    "ClientName",
    "GenerateSecret",
    "ReadAttributes",
    "WriteAttributes",
    "AllowedOAuthFlows",
    "AllowedOAuthFlowsUserPoolClient",
    "AllowedOAuthScopes",
    "CallbackURLs",
    "LogoutURLs",
)
DAYS = {"days": 1440, "hours": 60, "minutes": 1}


def of_type(template: Template, resource_type: str) -> list[Facts]:
    """The properties of all resources of a type."""
    return [r["Properties"] for r in template["Resources"].values() if r["Type"] == resource_type]


def pool(template: Template) -> Facts:
    """The user pool."""
    (properties,) = of_type(template, "AWS::Cognito::UserPool")
    facts = {name: value for name, value in properties.items() if name not in BEYOND_AMPLIFY}
    facts |= {name: sorted(facts[name]) for name in UNORDERED & facts.keys()}
    if "Schema" in facts:
        facts["Schema"] = sorted(attribute["Name"] for attribute in facts["Schema"])
    if "SmsConfiguration" in facts:
        facts["SmsConfiguration"] = {"ExternalId": facts["SmsConfiguration"]["ExternalId"]}
    return facts


def client(template: Template, name: str) -> Facts:
    """An app client, by its name."""
    clients = of_type(template, "AWS::Cognito::UserPoolClient")
    properties = next(found for found in clients if found["ClientName"] == name)
    facts = {key: properties[key] for key in OF_CLIENTS if key in properties}
    facts = {key: sorted(value) if isinstance(value, list) else value for key, value in facts.items()}
    unit = properties["TokenValidityUnits"]["RefreshToken"]
    return {**facts, "refresh token minutes": properties["RefreshTokenValidity"] * DAYS[unit]}


def sms_roles(template: Template) -> list[str]:
    """The external ids by which Cognito can assume a role."""
    policies = [role["AssumeRolePolicyDocument"] for role in of_type(template, "AWS::IAM::Role")]
    return [
        statement["Condition"]["StringEquals"]["sts:ExternalId"]
        for policy in policies
        for statement in policy["Statement"]
        if statement["Principal"] == {"Service": "cognito-idp.amazonaws.com"}
    ]


def identity_pool(template: Template) -> Facts | None:
    """The identity pool, if there is one."""
    found = of_type(template, "AWS::Cognito::IdentityPool")
    if not found:
        return None
    (properties,) = found
    assert len(properties["CognitoIdentityProviders"]) == 2
    return {
        "name": properties["IdentityPoolName"],
        "guests": properties["AllowUnauthenticatedIdentities"],
    }


def groups(template: Template) -> dict[str, int]:
    """The precedence of each group."""
    found = of_type(template, "AWS::Cognito::UserPoolGroup")
    return {group["GroupName"]: group["Precedence"] for group in found}


def outputs(template: Template) -> dict[str, str]:
    """The outputs as a deployment would have them, with the ids that the cases' client files have."""
    ids = {
        "Region": "us-east-1",
        "UserPoolId": "us-east-1_EXAMPLE01",
        "AppClientIDWeb": "webclientid0000000000000000",
        "AppClientID": "nativeclientid000000000000",
        "IdentityPoolId": "us-east-1:00000000-0000-4000-8000-000000000000",
    }
    texts = {name: output["Value"] for name, output in template["Outputs"].items()}
    return {
        name: ids.get(name, text if isinstance(text, str) else json.dumps(text))
        for name, text in texts.items()
    }
