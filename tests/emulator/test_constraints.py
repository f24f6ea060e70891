"""Requests that Cognito refuses and ministack takes by itself."""

from typing import Any

import pytest

from tests.emulator.pools import SMS_ROLE, Pools, refused

SES = "arn:aws:ses:us-east-1:000000000000:identity"
FUNCTION = "arn:aws:lambda:eu-west-1:000000000000:function:trigger"


def sender(address: str, identity: str) -> dict[str, Any]:
    email = {"EmailSendingAccount": "DEVELOPER", "From": address, "SourceArn": f"{SES}/{identity}"}
    return {"EmailConfiguration": email}


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"UserPoolTags": {"aws:owner": "us"}}, "aws:"),
    ({"UserPoolTags": {"AWS:owner": "us"}}, "aws:"),
    ({"LambdaConfig": {"PreSignUp": FUNCTION}}, "not in the Region"),
    (
        {"LambdaConfig": {"PreTokenGenerationConfig": {"LambdaVersion": "V2_0", "LambdaArn": FUNCTION}}},
        "not in the Region",
    ),
    ({"SmsConfiguration": SMS_ROLE | {"SnsRegion": "eu-west-1"}}, "cannot be sent from eu-west-1"),
    ({"EmailConfiguration": {"EmailSendingAccount": "DEVELOPER"}}, "needs a SourceArn"),
    (sender("Example <ann@elsewhere.example>", "example.com"), "not covered"),
    (sender("ann@notexample.com", "example.com"), "not covered"),
    (sender("bob@example.com", "ann@example.com"), "not covered"),
]


@pytest.mark.parametrize(("settings", "message"), REFUSED)
def test_refused(pools: Pools, settings: dict[str, Any], message: str) -> None:
    with refused("InvalidParameterException", message):
        pools.create(**settings)

    pool = pools.create()
    with refused("InvalidParameterException", message):
        pool.cognito.update_user_pool(UserPoolId=pool.id, **settings)


@pytest.mark.parametrize(
    "settings",
    [
        {"UserPoolTags": {"owner": "us"}},
        {"SmsConfiguration": SMS_ROLE | {"SnsRegion": "us-east-1"}},
        sender("Example <ann@example.com>", "example.com"),
        sender("ann@mail.example.com", "example.com"),
        sender("ann@example.com", "ann@example.com"),
    ],
)
def test_accepted(pools: Pools, settings: dict[str, Any]) -> None:
    assert pools.create(**settings).id


def test_a_client_must_be_able_to_write_required_attributes(pools: Pools) -> None:
    pool = pools.create(Schema=[{"Name": "email", "Required": True, "Mutable": True}])
    client: Any = {"UserPoolId": pool.id, "ClientName": "other"}

    with refused("InvalidParameterException", "Invalid write attributes"):
        pool.cognito.create_user_pool_client(**client, WriteAttributes=["name"])
    created = pool.cognito.create_user_pool_client(**client, WriteAttributes=["email", "name"])
    with refused("InvalidParameterException", "Invalid write attributes"):
        pool.cognito.update_user_pool_client(
            UserPoolId=pool.id, ClientId=created["UserPoolClient"]["ClientId"], WriteAttributes=["name"]
        )


REFRESH = "ALLOW_REFRESH_TOKEN_AUTH"
SRP = "ALLOW_USER_SRP_AUTH"
ROTATION = {"RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}}


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"ExplicitAuthFlows": [SRP]}, "REFRESH_TOKEN_AUTH should always be allowed"),
        ({"ExplicitAuthFlows": [SRP, REFRESH], **ROTATION}, "rotation is enabled"),
    ],
)
def test_a_client_must_be_able_to_renew_tokens_in_one_way(
    pools: Pools, settings: dict[str, Any], message: str
) -> None:
    pool = pools.create()
    client: Any = {"UserPoolId": pool.id, "ClientName": "other"}

    with refused("InvalidParameterException", message):
        pool.cognito.create_user_pool_client(**client, **settings)
    created = pool.cognito.create_user_pool_client(**client, ExplicitAuthFlows=[SRP, REFRESH])
    with refused("InvalidParameterException", message):
        pool.cognito.update_user_pool_client(
            UserPoolId=pool.id, ClientId=created["UserPoolClient"]["ClientId"], **settings
        )


@pytest.mark.parametrize(
    "settings",
    [
        {"ExplicitAuthFlows": [SRP], **ROTATION},
        {"ExplicitAuthFlows": ["USER_PASSWORD_AUTH"]},
        {"ExplicitAuthFlows": []},
        {"ReadAttributes": [], "WriteAttributes": []},
    ],
)
def test_client_that_is_accepted(pools: Pools, settings: dict[str, Any]) -> None:
    pool = pools.create(Schema=[{"Name": "email", "Required": True, "Mutable": True}])
    assert pool.cognito.create_user_pool_client(UserPoolId=pool.id, ClientName="other", **settings)


def test_precedence_of_a_group(pools: Pools) -> None:
    pool = pools.create()

    with refused("InvalidParameterException", "precedence"):
        pool.cognito.create_group(UserPoolId=pool.id, GroupName="admins", Precedence=2**31)
    pool.cognito.create_group(UserPoolId=pool.id, GroupName="admins", Precedence=2**31 - 1)
    with refused("GroupExistsException"):
        pool.cognito.create_group(UserPoolId=pool.id, GroupName="admins")


def test_one_prefix_domain_per_pool(pools: Pools) -> None:
    first, second = pools.create(), pools.create()
    first.cognito.create_user_pool_domain(UserPoolId=first.id, Domain="taken-prefix")

    with refused("InvalidParameterException", "already has a domain"):
        first.cognito.create_user_pool_domain(UserPoolId=first.id, Domain="another-prefix")
    with refused("InvalidParameterException", "already exists"):
        second.cognito.create_user_pool_domain(UserPoolId=second.id, Domain="taken-prefix")


def test_tier_that_lacks_what_is_on(pools: Pools) -> None:
    pool = pools.create(UserPoolTier="PLUS", UserPoolAddOns={"AdvancedSecurityMode": "AUDIT"})

    with refused("TierChangeNotAllowedException"):
        pool.cognito.update_user_pool(
            UserPoolId=pool.id, UserPoolTier="ESSENTIALS", UserPoolAddOns={"AdvancedSecurityMode": "AUDIT"}
        )
