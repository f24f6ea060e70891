"""Pools that exist are adopted, imported and deployed: nothing changes for their users, nor in the pools.

Five pools, each made by Cognito's API as another tool makes pools.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from local.deploy import cdk, deploy
from local.emulator import LocalAws
from tests.acceptance.existing_pools import GOOGLE_SECRET, ExistingPool, ExistingUser, create, definitions

Auth = Callable[..., Any]
NAMES = ("terraform", "amplify", "console", "sms", "template")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("adopted")


@pytest.fixture(scope="module")
def existing(aws: LocalAws) -> dict[str, ExistingPool]:
    """The pools, by the environments that adopt them, in a bootstrapped account."""
    return {name: create(aws, name, definition) for name, definition in definitions(aws).items()}


@pytest.fixture(scope="module")
def before(existing: dict[str, ExistingPool]) -> dict[str, Any]:
    """What AWS answers about the pools before they are adopted."""
    return {name: answers(pool) for name, pool in existing.items()}


@pytest.fixture(scope="module")
def auth(aws: LocalAws, folder: Path) -> Iterator[Auth]:
    """Runs `auth adopt` against the local AWS."""

    def run(*arguments: str) -> Any:
        return CliRunner().invoke(app, ["adopt", *arguments, f"--environments={folder}"])

    with pytest.MonkeyPatch.context() as environ:
        for name, value in aws.environ.items():
            if name.startswith("AWS_"):
                environ.setenv(name, value)
        yield run


@pytest.fixture(scope="module")
def adopted(
    aws: LocalAws,
    folder: Path,
    auth: Auth,
    existing: dict[str, ExistingPool],
    before: dict[str, Any],
) -> dict[str, dict[str, str]]:
    """Adopts, imports and deploys all pools; the outputs of their stacks."""
    assert before.keys() == existing.keys()
    context = {"environments": str(folder)}
    for name, pool in existing.items():
        identity_pool = [f"--identity-pool-id={pool.identity_pool_id}"] if pool.identity_pool_id else []
        written = auth(name, f"--user-pool-id={pool.id}", *identity_pool)
        assert written.exit_code == 0, written.output
        assert "Held now by no CloudFormation stack" in written.output
        assert GOOGLE_SECRET not in written.output + (folder / f"{name}.toml").read_text(encoding="utf-8")
        mapping = folder / f"{name}.import.json"
        result = cdk(
            aws,
            "import",
            f"auth-{name}",
            f"--resource-mapping={mapping}",
            context={**context, "environment": name},
        )
        assert result.exit_code == 0, result.output
        checked = auth(name, "--check")
        assert checked.exit_code == 0, checked.output
        file = folder / f"{name}.toml"
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if "remove this line after the import" not in line]
        assert len(kept) == len(lines) - 1
        file.write_text("".join(kept), encoding="utf-8")
    return deploy(aws, "--all", context=context)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_a_pool_changes(
    name: str, existing: dict[str, ExistingPool], before: dict[str, Any], adopted: dict[str, dict[str, str]]
) -> None:
    assert adopted[f"auth-{name}"]["UserPoolId"] == existing[name].id
    assert answers(existing[name]) == before[name]


@pytest.mark.parametrize("name", NAMES)
def test_the_stack_has_the_ids_that_apps_know(
    name: str, existing: dict[str, ExistingPool], adopted: dict[str, dict[str, str]]
) -> None:
    outputs = adopted[f"auth-{name}"]
    clients = {value for key, value in outputs.items() if key.startswith("AppClientID")}
    assert clients == set(existing[name].clients)
    assert outputs.get("IdentityPoolId") == existing[name].identity_pool_id


@pytest.mark.parametrize("name", NAMES)
def test_users_sign_in_as_before(
    name: str, existing: dict[str, ExistingPool], adopted: dict[str, dict[str, str]]
) -> None:
    assert adopted
    pool = existing[name]
    for user in pool.users:
        answer = sign_in(pool, user)
        if pool.definition.factor:
            assert answer["ChallengeName"] == pool.definition.factor
        else:
            assert answer["AuthenticationResult"]["AccessToken"]


@pytest.mark.parametrize("name", NAMES)
def test_a_check_after_the_deployment_finds_no_difference(
    name: str, auth: Auth, adopted: dict[str, dict[str, str]]
) -> None:
    assert adopted
    checked = auth(name, "--check")
    assert (checked.exit_code, checked.stdout) == (0, f"{name} describes its pool as it is\n")


def test_a_pool_that_does_not_exist_is_an_error(auth: Auth, folder: Path) -> None:
    result = auth("missing", "--user-pool-id=us-east-1_Missing00")
    assert result.exit_code == 1
    assert "AWS refuses cognito-idp:DescribeUserPool: " in str(result.exception)
    assert not (folder / "missing.toml").exists()


def test_a_first_change_goes_through_the_file(
    aws: LocalAws, folder: Path, auth: Auth, existing: dict[str, ExistingPool], adopted: dict[str, Any]
) -> None:
    assert adopted
    file = folder / "sms.toml"
    text = file.read_text(encoding="utf-8")
    assert "Sign-in code {####}" in text
    file.write_text(text.replace("Sign-in code {####}", "{####} is your code"), encoding="utf-8")
    deploy(aws, "auth-sms", context={"environments": str(folder), "environment": "sms"})

    pool = existing["sms"]
    sign_in(pool, pool.users[0])
    assert aws.sms_messages(pool.users[0].phone)[-1].endswith(" is your code")
    assert auth("sms", "--check").exit_code == 0

    # What somebody changes elsewhere is found.
    client = {"UserPoolId": pool.id, "ClientId": pool.clients[0]}
    aws.client("cognito-idp").update_user_pool_client(**client, ClientName="phone", RefreshTokenValidity=7)
    checked = auth("sms", "--check")
    assert checked.exit_code == 1
    assert 'UserPoolClient.RefreshTokenValidity (phone): "10080 minutes"' in checked.stdout


def test_a_second_factor_goes_through_the_file(
    aws: LocalAws, folder: Path, existing: dict[str, ExistingPool], adopted: dict[str, Any]
) -> None:
    assert adopted
    pool = existing["terraform"]
    cognito = aws.client("cognito-idp")
    assert "SmsMfaConfiguration" not in cognito.get_user_pool_mfa_config(UserPoolId=pool.id)
    file = folder / "terraform.toml"
    text = file.read_text(encoding="utf-8")
    assert 'types = ["TOTP"]' in text
    file.write_text(text.replace('types = ["TOTP"]', 'types = ["TOTP", "SMS"]'), encoding="utf-8")
    deploy(aws, "auth-terraform", context={"environments": str(folder), "environment": "terraform"})

    mfa = cognito.get_user_pool_mfa_config(UserPoolId=pool.id)
    assert (mfa["MfaConfiguration"], mfa["SoftwareTokenMfaConfiguration"]) == ("OPTIONAL", {"Enabled": True})
    assert mfa["SmsMfaConfiguration"]["SmsConfiguration"]["ExternalId"] == "auth-terraform-sms"
    for user in pool.users:
        assert sign_in(pool, user)["AuthenticationResult"]["AccessToken"]


def sign_in(pool: ExistingPool, user: ExistingUser) -> Any:
    """Sign in with the first app client, by password."""
    return pool.aws.client("cognito-idp").initiate_auth(
        ClientId=pool.clients[0],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user.name, "PASSWORD": user.password},
    )


def answers(pool: ExistingPool) -> dict[str, Any]:
    """All that AWS answers about a pool and its users: without times, what is empty, and AWS's own tags."""
    cognito, identity = pool.aws.client("cognito-idp"), pool.aws.client("cognito-identity")
    of_pool = {"UserPoolId": pool.id}
    found: dict[str, Any] = {
        "pool": cognito.describe_user_pool(**of_pool),
        "mfa": cognito.get_user_pool_mfa_config(**of_pool),
        "clients": [cognito.describe_user_pool_client(**of_pool, ClientId=client) for client in pool.clients],
        "groups": cognito.list_groups(**of_pool),
        "members": [
            cognito.list_users_in_group(**of_pool, GroupName=group["GroupName"])
            for group in pool.definition.groups
        ],
        "users": cognito.list_users(**of_pool),
        "factors": [cognito.admin_get_user(**of_pool, Username=user.name) for user in pool.users],
        "resource servers": cognito.list_resource_servers(**of_pool, MaxResults=50),
    }
    for provider in pool.definition.identity_providers:
        provider_name = provider["ProviderName"]
        found[provider_name] = cognito.describe_identity_provider(**of_pool, ProviderName=provider_name)
    if pool.definition.risk:
        found["risk"] = cognito.describe_risk_configuration(**of_pool)
    if pool.definition.domain:
        found["domain"] = cognito.describe_user_pool_domain(Domain=pool.definition.domain)
    if pool.identity_pool_id:
        of_identities = {"IdentityPoolId": pool.identity_pool_id}
        found["identities"] = identity.describe_identity_pool(**of_identities)
        found["roles"] = identity.get_identity_pool_roles(**of_identities)
        found["tags"] = identity.get_principal_tag_attribute_map(
            **of_identities, IdentityProviderName=f"cognito-idp.us-east-1.amazonaws.com/{pool.id}"
        )
    return json.loads(json.dumps(_stable(found), default=str))  # type: ignore[no-any-return]


def _stable(value: Any) -> Any:
    match value:
        case dict():
            kept = {
                key: _stable(item)
                for key, item in value.items()
                if key not in VOLATILE and not key.startswith("aws:")
            }
            return {key: item for key, item in kept.items() if item not in ({}, [], "")}
        case list():
            return [_stable(item) for item in value]
        case _:
            return value


VOLATILE = {"ResponseMetadata", "LastModifiedDate", "UserLastModifiedDate", "ClientLastModifiedDate"}
