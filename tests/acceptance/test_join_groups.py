"""Users who sign up join the groups of `user_pool.join_groups`, also while Cognito fails."""

import pytest

from local.deploy import deploy
from local.emulator import LocalAws
from local.scenarios.pool import User, new_user
from tests.acceptance.operator import Operator, until

ENVIRONMENT = """
[user_pool]
name = "example-groups"
join_groups = ["members", "newcomers"]
removal_policy = "destroy"
deletion_protection = false

[mfa]
mode = "OFF"

[groups.members]
precedence = 1

[groups.newcomers]

[groups.staff]
precedence = 0

[acknowledge]
"AwsSolutions-COG2" = "What is tried here is not MFA."
"AwsSolutions-COG8" = "Threat protection has no meaning on a local AWS."
"""


@pytest.fixture(scope="module")
def operator(aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> Operator:
    folder = tmp_path_factory.mktemp("environments")
    (folder / "groups.toml").write_text(ENVIRONMENT, encoding="utf-8")
    # The other tests' stacks on this local AWS are no one's file here.
    outputs = deploy(aws, "auth-groups", context={"environments": str(folder), "deployed": "off"})
    return Operator(aws, outputs["auth-groups"])


def groups(operator: Operator, user: User) -> set[str]:
    pool = operator.pool
    answer = pool.cognito.admin_list_groups_for_user(UserPoolId=pool.id, Username=user.name)
    return {group["GroupName"] for group in answer["Groups"]}


def test_who_signs_up_joins_the_groups(operator: Operator) -> None:
    user = operator.pool.signed_up(phone=False)
    assert groups(operator, user) == {"members", "newcomers"}
    assert operator.pool.sign_in(user)["AuthenticationResult"]


def test_who_is_created_by_an_administrator_joins_none(operator: Operator) -> None:
    user, pool = new_user(phone=False), operator.pool
    pool.cognito.admin_create_user(
        UserPoolId=pool.id, Username=user.name, UserAttributes=user.attributes, MessageAction="SUPPRESS"
    )
    assert groups(operator, user) == set()


def test_what_fails_at_sign_up_is_made_up_for_by_the_worker(aws: LocalAws, operator: Operator) -> None:
    operator.redeliver_after(5)
    aws.inject_faults("AdminAddUserToGroup", 1)
    try:
        user = operator.pool.signed_up(phone=False)
        assert groups(operator, user) == set()
    finally:
        aws.inject_faults("AdminAddUserToGroup", 0)
    until(lambda: groups(operator, user), lambda found: found == {"members", "newcomers"})
    until(lambda: operator.messages("QueueUrl"), lambda count: count == 0)
    assert operator.messages("DeadLettersUrl") == 0
