"""AWS's answers are read from a file, checked, and kept without secrets."""

import json
from pathlib import Path
from typing import Any

import pytest

from stacks.adoption.answers import MASK, AnswersError, from_file, from_json
from stacks.adoption.existing import existing
from tests.unit.adoption.pools import POOL_ID, answers

SECRET = "a-client-secret-that-is-nobodys"


def test_what_belongs_to_the_pool_is_read() -> None:
    read = from_json(
        answers(
            Groups=[{"GroupName": "staff", "Precedence": 0}],
            DomainDescription={"Domain": "shop"},
            WebAcl=True,
        )
    )
    assert read.user_pool_id == POOL_ID
    assert [group["GroupName"] for group in read.groups] == ["staff"]
    assert [domain["Domain"] for domain in read.domains] == ["shop"]
    assert read.identity_pool is None
    assert read.web_acl


def test_no_secret_is_kept() -> None:
    details = {"client_id": "id", "client_secret": SECRET, "authorize_scopes": "email"}
    apple = {"client_id": "id", "team_id": "team", "key_id": "key", "private_key": SECRET}
    read = from_json(
        answers(
            client={"ClientSecret": SECRET},
            IdentityProviders=[
                {"ProviderName": "Google", "ProviderType": "Google", "ProviderDetails": details},
                {
                    "ProviderName": "SignInWithApple",
                    "ProviderType": "SignInWithApple",
                    "ProviderDetails": apple,
                },
            ],
        )
    )
    assert SECRET not in repr(read)
    assert read.clients[0]["ClientSecret"] == MASK
    assert SECRET not in repr(list(existing(read)))


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ([], "must be an object with UserPool, MfaConfig, UserPoolClients and so on"),
        (answers(pool={"Id": None}), "UserPool: Id: is missing"),
        (answers(MfaConfig=None), "MfaConfig: is missing"),
        (answers(pool={"Arn": "nonsense"}), "UserPool: Arn: must be the ARN of a user pool, not 'nonsense'"),
        (answers(Groups=[{"Precedence": 1}]), "Groups: GroupName: is missing"),
        (
            answers(
                IdentityPool={"IdentityPoolId": "1", "IdentityPoolName": "n", "RoleMappings": {"a": "b"}}
            ),
            "IdentityPool: Invalid type for parameter RoleMappings.a, value: b, type: <class 'str'>, "
            "valid types: <class 'dict'>",
        ),
        (answers(Groups="staff"), "Groups: must be an object, not 'staff'"),
        (
            answers(pool={"Policies": {"PasswordPolicy": {"MinimumLength": "long"}}}),
            "UserPool: Invalid type for parameter Policies.PasswordPolicy.MinimumLength, value: long, "
            "type: <class 'str'>, valid types: <class 'int'>",
        ),
    ],
)
def test_what_is_no_answer_is_refused(content: Any, error: str) -> None:
    with pytest.raises(AnswersError) as raised:
        from_json(content)
    assert str(raised.value) == error


def test_errors_name_the_file(tmp_path: Path) -> None:
    file = tmp_path / "pool.json"
    with pytest.raises(AnswersError, match="cannot be read"):
        from_file(file)
    file.write_text("{", encoding="utf-8")
    with pytest.raises(AnswersError, match=r"pool\.json: is not JSON"):
        from_file(file)
    file.write_text(json.dumps({}), encoding="utf-8")
    with pytest.raises(AnswersError) as raised:
        from_file(file)
    assert str(raised.value).splitlines() == [
        f"{file}: UserPool: is missing",
        f"{file}: MfaConfig: is missing",
    ]
