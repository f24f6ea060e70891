"""The identity pool, groups and the hosted UI."""

from typing import Any

import pytest

from tests.synthesis import properties, resources, template

EVERYTHING = "tests/environments/everything"
POOL, CLIENT, ROLE = "AWS::Cognito::UserPool", "AWS::Cognito::UserPoolClient", "AWS::IAM::Role"
IDENTITY_POOL = "AWS::Cognito::IdentityPool"
ROLES = "AWS::Cognito::IdentityPoolRoleAttachment"


def trust(role_id: str) -> dict[str, Any]:
    policy = resources(EVERYTHING, ROLE)[role_id]["Properties"]["AssumeRolePolicyDocument"]
    (statement,) = policy["Statement"]
    found: dict[str, Any] = statement
    return found


def test_the_identity_pool_takes_the_users_of_both_clients() -> None:
    (pool_id,) = resources(EVERYTHING, POOL)
    provider = {"Fn::GetAtt": [pool_id, "ProviderName"]}
    assert properties(EVERYTHING, IDENTITY_POOL) == {
        "AllowUnauthenticatedIdentities": True,
        "CognitoIdentityProviders": [
            {"ClientId": {"Ref": "AppClientsNativeAB1031FA"}, "ProviderName": provider},
            {"ClientId": {"Ref": "AppClientsWeb8BCCD02C"}, "ProviderName": provider},
        ],
        "IdentityPoolName": "everything",
    }


@pytest.mark.parametrize(
    ("kind", "amr"), [("authenticated", "authenticated"), ("unauthenticated", "unauthenticated")]
)
def test_a_role_is_for_this_identity_pools_users_of_its_kind_and_allows_nothing(kind: str, amr: str) -> None:
    role_id = properties(EVERYTHING, ROLES)["Roles"][kind]["Fn::GetAtt"][0]
    (identity_pool_id,) = resources(EVERYTHING, IDENTITY_POOL)
    assert trust(role_id) == {
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {
            "StringEquals": {"cognito-identity.amazonaws.com:aud": {"Ref": identity_pool_id}},
            "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": amr},
        },
        "Effect": "Allow",
        "Principal": {"Federated": "cognito-identity.amazonaws.com"},
    }
    assert "Policies" not in resources(EVERYTHING, ROLE)[role_id]["Properties"]


def test_a_group_has_its_precedence_and_a_role_that_its_users_get() -> None:
    groups = {
        group["Properties"]["GroupName"]: group["Properties"]
        for group in resources(EVERYTHING, "AWS::Cognito::UserPoolGroup").values()
    }
    assert {name: group["Precedence"] for name, group in groups.items()} == {"Admins": 1, "Editors": 5}
    for group in groups.values():
        assert trust(group["RoleArn"]["Fn::GetAtt"][0])["Action"] == "sts:AssumeRoleWithWebIdentity"
    mappings = properties(EVERYTHING, ROLES)["RoleMappings"]
    assert {mapping["Type"] for mapping in mappings.values()} == {"Token"}
    assert set(mappings) == {"Native", "Web"}


def test_the_hosted_ui_is_a_domain_and_the_clients_oauth_settings() -> None:
    assert properties(EVERYTHING, "AWS::Cognito::UserPoolDomain")["Domain"] == "everything"
    for client in resources(EVERYTHING, CLIENT).values():
        oauth = {
            "AllowedOAuthFlowsUserPoolClient": True,
            "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid", "email"],
            "CallbackURLs": ["https://example.com/", "http://localhost:3000/"],
            "LogoutURLs": ["example://signed-out"],
            "SupportedIdentityProviders": ["COGNITO"],
        }
        assert {name: client["Properties"][name] for name in oauth} == oauth


def test_what_is_not_asked_for_is_not_made() -> None:
    name = "tests/environments/prod"
    types = {resource["Type"] for resource in template(name)["Resources"].values()}
    assert not types & {IDENTITY_POOL, ROLES, "AWS::Cognito::UserPoolGroup", "AWS::Cognito::UserPoolDomain"}
    for client in resources(name, CLIENT).values():
        assert not {key for key in client["Properties"] if "OAuth" in key}
