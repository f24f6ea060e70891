"""Resources that exist and are imported into a stack."""

import itertools
import json
from typing import Any

import pytest

from local.emulator import LocalAws
from tests.emulator.pools import Pools

_numbers = itertools.count()


def change_set(aws: LocalAws, type_: str, identifier: dict[str, str], **properties: Any) -> dict[str, Any]:
    """The change set that imports one resource into a new stack."""
    cloudformation = aws.client("cloudformation")
    name = f"import-{next(_numbers)}"
    resource = {"Type": type_, "DeletionPolicy": "Retain", "Properties": properties}
    cloudformation.create_change_set(
        StackName=name,
        ChangeSetName="import",
        ChangeSetType="IMPORT",
        TemplateBody=json.dumps({"Resources": {"It": resource}}),
        ResourcesToImport=[
            {"ResourceType": type_, "LogicalResourceId": "It", "ResourceIdentifier": identifier}
        ],
    )
    found: dict[str, Any] = cloudformation.describe_change_set(StackName=name, ChangeSetName="import")
    return found


@pytest.fixture(scope="module")
def pool_id(pools: Pools) -> str:
    return pools.create().id


@pytest.fixture(scope="module")
def identity_pool_id(aws: LocalAws) -> str:
    identity = aws.client("cognito-identity")
    created: str = identity.create_identity_pool(
        IdentityPoolName="imported", AllowUnauthenticatedIdentities=False
    )["IdentityPoolId"]
    return created


def test_a_domain_is_imported_by_its_pool_and_name(aws: LocalAws, pool_id: str) -> None:
    identifier = {"UserPoolId": pool_id, "Domain": "imported"}
    type_ = "AWS::Cognito::UserPoolDomain"
    assert change_set(aws, type_, identifier, **identifier)["Status"] == "FAILED"
    aws.client("cognito-idp").create_user_pool_domain(**identifier)
    assert change_set(aws, type_, identifier, **identifier)["ExecutionStatus"] == "AVAILABLE"


def test_roles_are_imported_by_their_identity_pool(aws: LocalAws, identity_pool_id: str) -> None:
    type_ = "AWS::Cognito::IdentityPoolRoleAttachment"
    properties = {"IdentityPoolId": identity_pool_id}
    assert change_set(aws, type_, {"Id": identity_pool_id}, **properties)["Status"] == "FAILED"
    role = "arn:aws:iam::000000000000:role/users"
    aws.client("cognito-identity").set_identity_pool_roles(**properties, Roles={"authenticated": role})
    assert change_set(aws, type_, {"Id": identity_pool_id}, **properties)["ExecutionStatus"] == "AVAILABLE"


def test_principal_tags_are_imported_by_their_provider(aws: LocalAws, identity_pool_id: str) -> None:
    type_ = "AWS::Cognito::IdentityPoolPrincipalTag"
    identifier = {"IdentityPoolId": identity_pool_id, "IdentityProviderName": "accounts.example.com"}
    assert change_set(aws, type_, identifier, **identifier)["Status"] == "FAILED"
    tags = {"department": "custom:department"}
    aws.client("cognito-identity").set_principal_tag_attribute_map(**identifier, PrincipalTags=tags)
    assert change_set(aws, type_, identifier, **identifier)["ExecutionStatus"] == "AVAILABLE"
