"""Which account and region is asked about what, and what the answers are taken for."""

import re
from collections.abc import Iterable
from typing import Any

import boto3
import pytest

from stacks.deployed.aws import Aws
from stacks.deployed.model import DeployedUnknownError, ExistingPool, NoCredentialsError, StackId, Unclaimed
from stacks.settings import Environment, Settings
from stacks.settings.environment import STACK_DESCRIPTION

OWN = "111122223333"
HOME = "eu-west-1"
WRONG = f"goes to account 999988887777, and the app has credentials of account {OWN}"


class Client:
    """A client of a region that answers about stacks and pools."""

    def __init__(self, region: str, stacks: Iterable[str], pools: dict[str, int]) -> None:
        self.region = region
        self._stacks = stacks
        self._pools = pools

    def get_paginator(self, operation: str) -> "Pages":
        if operation == "list_stacks":
            return Pages([{"StackSummaries": [{"StackName": name}]} for name in self._stacks])
        return Pages([{"UserPools": [{"Name": name, "Id": f"id of {name}"}]} for name in self._pools])

    def describe_stacks(self, StackName: str) -> dict[str, Any]:  # noqa: N803
        return {"Stacks": [{"StackStatus": "ROLLBACK_COMPLETE", "StackName": f"{StackName} {self.region}"}]}

    def get_template(self, StackName: str, **_: str) -> dict[str, Any]:  # noqa: N803
        own = StackName.endswith("-others")
        return {"TemplateBody": {"Description": "Others" if own else STACK_DESCRIPTION, "Resources": {}}}

    def describe_user_pool(self, UserPoolId: str) -> dict[str, Any]:  # noqa: N803
        users = self._pools[UserPoolId.removeprefix("id of ")]
        return {"UserPool": {"Id": UserPoolId, "EstimatedNumberOfUsers": users}}

    def get_caller_identity(self) -> dict[str, str]:
        return {"Account": OWN}

    def get_email_identity(self, **_: str) -> dict[str, bool]:
        return {"VerifiedForSendingStatus": False}


class Pages(list[dict[str, Any]]):
    def paginate(self, **_: object) -> list[dict[str, Any]]:
        return self


class Account:
    """Stands in for boto3's session: what is deployed by region, and whether there are credentials."""

    def __init__(self, *, has_credentials: bool = True) -> None:
        self.region_name = HOME
        self.stacks: dict[str | None, list[str]] = {}
        self.pools = {"shop": 7, "others": 3}
        self._has_credentials = has_credentials

    def get_credentials(self) -> object:
        return object() if self._has_credentials else None

    def client(self, _service: str, region: str, config: object) -> Client:
        assert config
        return Client(region, self.stacks.get(region, []), self.pools)


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Account:
    return given(monkeypatch, Account())


def given(monkeypatch: pytest.MonkeyPatch, account: Account) -> Account:
    monkeypatch.setattr(boto3, "Session", lambda: account)
    return account


def aws(*environments: Environment, claimed: Iterable[str] = (), demanded: bool = True) -> Aws:
    names = {*claimed, *(each.stack_name for each in environments)}
    return Aws(environments, names, demanded=demanded)


def stack(name: str, **section: str) -> Environment:
    content = {"user_pool": {"name": "x"}, "mfa": {"mode": "OFF"}, "aws": section}
    return Environment(name, Settings.model_validate(content))


def test_pools_left_behind_are_those_of_the_names_asked_for(account: Account) -> None:
    assert "others" in account.pools
    found = aws().left_behind(StackId("auth-dev"), ["shop", "another"])
    assert found == [ExistingPool("id of shop", 7)]


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("is_known", [True, False])
def test_a_stack_of_another_account_is_not_read(is_known: bool) -> None:
    elsewhere = stack("dev", account="999988887777", region=HOME)
    source = aws(elsewhere) if is_known else aws()
    with pytest.raises(DeployedUnknownError, match=WRONG) as caught:
        source.read(StackId.of(elsewhere))
    assert caught.value.fix.endswith("so name it by AWS_PROFILE.")


@pytest.mark.usefixtures("account")
def test_a_known_stack_is_read_for_the_account_that_is_asked_for() -> None:
    source = aws(stack("dev"))
    assert source.read(StackId("auth-dev")).stack is None
    with pytest.raises(DeployedUnknownError, match="goes to account 999988887777"):
        source.read(StackId("auth-dev", "999988887777"))


@pytest.mark.usefixtures("account")
def test_the_account_that_the_cdk_cli_deploys_to_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CDK_DEFAULT_ACCOUNT", "999988887777")
    with pytest.raises(DeployedUnknownError, match="goes to account 999988887777"):
        aws().read(StackId("auth-dev"))


def test_without_credentials_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, Account(has_credentials=False))
    for demanded in (True, False):
        source = aws(demanded=demanded)
        assert source.is_unavailable() is not demanded
        with pytest.raises(NoCredentialsError, match="there are no AWS credentials") as caught:
            source.read(StackId("auth-dev"))
        assert caught.value.fix == "Synthesize with credentials that may read what is deployed."
    monkeypatch.setenv("CDK_DEFAULT_ACCOUNT", OWN)
    source = aws(demanded=False)
    assert not source.is_unavailable()
    with pytest.raises(DeployedUnknownError, match=f"goes to account {OWN}, and the app has no credentials"):
        source.read(StackId("auth-dev"))


@pytest.mark.parametrize(
    ("variables", "region"),
    [
        ({}, HOME),
        ({"AWS_REGION": "eu-north-1"}, "eu-north-1"),
        ({"AWS_REGION": "eu-north-1", "CDK_DEFAULT_REGION": "eu-south-1"}, "eu-south-1"),
    ],
)
def test_the_region_of_the_credentials(
    account: Account, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], region: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    account.stacks[region] = ["auth-gone"]
    assert aws().unclaimed() == [Unclaimed("auth-gone", f"stack auth-gone in {region}")]
    source = aws()
    assert source.is_same(StackId("auth-dev", region=region), StackId("auth-dev"))
    assert not source.is_same(StackId("auth-dev", region="us-west-2"), StackId("auth-dev"))
    assert not source.is_same(StackId("auth-qa"), StackId("auth-dev"))


def test_deployed_stacks_that_no_file_claims(account: Account) -> None:
    account.stacks[HOME] = ["auth-dev", "auth-qa", "auth-gone", "auth-others", "shop"]
    account.stacks["us-west-2"] = ["auth-dev", "auth-qa"]
    source = aws(stack("dev"), stack("west", region="us-west-2"), claimed=["auth-qa"])
    assert {each.description for each in source.unclaimed()} == {
        f"stack auth-gone in {HOME}",
        "stack auth-dev in us-west-2",
    }


@pytest.mark.usefixtures("account")
def test_what_is_asked_of_ses() -> None:
    questions = aws().questions(StackId("auth-dev"))
    assert not questions.may_send(f"arn:aws:ses:{HOME}:{OWN}:identity/example.com")
    # Nobody may ask about another account's identity, nor about what is no identity.
    assert questions.may_send(f"arn:aws:ses:{HOME}:999988887777:identity/example.com")
    assert questions.may_send("no-reply@example.com")


@pytest.mark.usefixtures("account")
def test_a_stack_that_is_not_there_is_new() -> None:
    source = aws(stack("dev"))
    assert source.is_new(StackId("auth-dev"))
    deployed = source.read(StackId("auth-dev")).compared_with
    assert re.fullmatch("nothing: stack auth-dev is ROLLBACK_COMPLETE", deployed)
