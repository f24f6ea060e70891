"""A pool that exists becomes a file that describes it exactly, or what prevents that is named."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from stacks.adoption.adopt import Adoption, AdoptionError, adopt
from stacks.adoption.answers import from_json
from stacks.adoption.comparison import Difference
from stacks.adoption.existing import existing
from stacks.loading import parse_environment
from stacks.trial import synthesize
from tests.templates.adoption.cases import (
    API,
    EXPRESSIBLE,
    GOOGLE,
    IDENTITY_POOL,
    OAUTH,
    PROVIDER,
    REFUSED,
    REQUIREMENTS,
    ROLE,
    SECRET,
)
from tests.unit.adoption.pools import ACCOUNT, POOL_ID, answers

FILE = Path("shop.toml")


def adopted(content: dict[str, Any]) -> Adoption:
    return adopt(from_json(content), "shop", FILE)


@pytest.mark.parametrize("content", EXPRESSIBLE.values(), ids=EXPRESSIBLE)
def test_these_pools_are_described_exactly(content: dict[str, Any]) -> None:
    adoption = adopted(content)
    assert adoption.inexpressible == ()
    # The file, as it will be read again, passes the validation with what it acknowledges.
    environment = parse_environment(adoption.text, FILE)
    assert synthesize(environment).failures == ()
    assert all(reason.startswith("as adopted") for reason in environment.settings.acknowledge.values())
    assert SECRET not in repr(adoption)


@pytest.mark.parametrize(("named", "content"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_expressed_is_named(named: str, content: dict[str, Any]) -> None:
    lines = adopted(content).inexpressible
    assert [line for line in lines if line.startswith(named)], lines
    assert all(line.startswith(("UserPool.", "UserPoolClient.")) for line in lines)


@pytest.mark.parametrize("name", ["messages", "SMS", "threat protection"])
def test_any_property_can_be_absent(name: str) -> None:
    """Without any one of its properties, a pool is described, or the property is named."""
    content = EXPRESSIBLE[name]
    for key in sorted(content["UserPool"].keys() - {"Id", "Arn", "Name"}):
        less = deepcopy(content)
        del less["UserPool"][key]
        assert all(line.startswith("UserPool.") for line in adopted(less).inexpressible)


def test_a_file_without_a_failure_passes_with_its_warnings() -> None:
    """MFA OFF is a warning of cdk-nag; that alone fails a synthesis, unless something is acknowledged."""
    policy = {"MinimumLength": 12, **dict.fromkeys(REQUIREMENTS, True)}
    enforced = {"UserPoolTier": "PLUS", "UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"}}
    pool = {**enforced, "MfaConfiguration": "OFF", "Policies": {"PasswordPolicy": policy}}
    adoption = adopted(answers(pool=pool, MfaConfig={"MfaConfiguration": "OFF"}))
    assert parse_environment(adoption.text, FILE).settings.acknowledge == {
        "AwsSolutions-COG2": "as adopted",
        "UpdateGuard::PoolLeftBehind": "as adopted: remove this line after the import",
    }


def test_a_pool_that_no_file_can_describe_is_an_error() -> None:
    """A file cannot do without a URL: there is nothing to take away."""
    content = answers(client={**OAUTH, "CallbackURLs": []}, ResourceServers=[API])
    with pytest.raises(AdoptionError) as raised:
        adopted(content)
    assert str(raised.value).splitlines() == [
        "UserPoolClient.CallbackURLs: must have a URL: Cognito refuses the code flow without",
        "UserPoolClient.DefaultRedirectURI: must be one of callback_urls: Cognito refuses others",
    ]


def test_nothing_is_added_that_is_not_there() -> None:
    adoption = adopted(answers())
    template = synthesize(parse_environment(adoption.text, FILE)).template
    assert set(adoption.mapping) == set(template["Resources"])
    settings = parse_environment(adoption.text, FILE).settings
    assert [*settings.clients] == ["shop-web"]
    assert settings.aws.account == ACCOUNT


def test_what_is_taken_is_imported_by_its_identifiers() -> None:
    content = EXPRESSIBLE["identity pool"]
    identifiers = list(adopted(content).mapping.values())
    assert {"UserPoolId": POOL_ID} in identifiers
    assert {"UserPoolId": POOL_ID, "ClientId": "client0000001"} in identifiers
    assert {"UserPoolId": POOL_ID, "GroupName": "staff"} in identifiers
    # The pool and its roles have the same identifier.
    assert identifiers.count({"Id": IDENTITY_POOL["IdentityPoolId"]}) == 2
    assert {
        "IdentityPoolId": IDENTITY_POOL["IdentityPoolId"],
        "IdentityProviderName": PROVIDER,
    } in identifiers


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("attributes", []),
        ("OAuth with a provider outside", ["UserPoolDomain", "UserPoolResourceServer"]),
        ("SAML", ["UserPoolIdentityProvider"]),
        ("groups without an identity pool", ["UserPoolGroup", "UserPoolGroup"]),
        (
            "identity pool",
            ["UserPoolGroup", "UserPoolGroup", "IdentityPool", "IdentityPoolRoleAttachment",
             "IdentityPoolPrincipalTag"],
        ),
        ("identity pool without mappings", ["UserPoolGroup", "IdentityPool", "IdentityPoolRoleAttachment"]),
        ("threat protection", ["UserPoolRiskConfigurationAttachment"]),
    ],
)  # fmt: skip
def test_what_belongs_to_the_pool_is_taken(name: str, taken: list[str]) -> None:
    kinds = [line.split()[0] for line in adopted(EXPRESSIBLE[name]).taken]
    assert sorted(kinds) == sorted(["UserPool", "UserPoolClient", *taken])


def test_what_is_not_taken_stays_outside_as_a_whole() -> None:
    rules = {"Type": "Rules", "RulesConfiguration": {"Rules": []}, "AmbiguousRoleResolution": "Deny"}
    content = answers(
        Groups=[{"GroupName": "staff", "RoleArn": f"{ROLE}staff"}, {"GroupName": f"{POOL_ID}_Google"}],
        IdentityProviders=[GOOGLE],
        IdentityPool={**IDENTITY_POOL, "RoleMappings": {f"{PROVIDER}:client0000001": rules}},
        WebAcl=True,
        LogConfigurations=[{"LogLevel": "ERROR", "EventSource": "userNotification"}],
    )
    adoption = adopted(content)
    assert adoption.inexpressible == ()
    assert "identity_pool" not in adoption.text
    outside = "\n".join(adoption.outside)
    for line in (
        "the users and their group memberships (about 7 users)",
        "the identity provider Google: its secret is in no answer",
        "the identity pool shop identities",
        "the roles of the identity pool shop identities",
        f"the role {ROLE}staff: it must stay as long as the pool uses it",
        f"the group {POOL_ID}_Google",
        "the web ACL",
        "the log delivery configuration",
    ):
        assert line in outside
    assert "UserPoolGroup staff" in adoption.taken


def test_a_difference_names_the_property_and_both_values() -> None:
    difference = Difference("AWS::Cognito::UserPoolClient", "app", "RefreshTokenValidity", "5 minutes", None)
    assert str(difference) == 'UserPoolClient.RefreshTokenValidity (app): "5 minutes", in the file absent'


# The command.


def run(folder: Path, content: dict[str, Any], *arguments: str) -> Any:
    file = folder / "answers.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    options = ["--answers", str(file), "--environments", str(folder / "environments")]
    return CliRunner().invoke(app, ["adopt", "shop", *options, *arguments])


def test_the_command_writes_the_file_and_the_mapping(tmp_path: Path) -> None:
    content = answers(client={"ClientSecret": SECRET}, IdentityProviders=[GOOGLE])
    result = run(tmp_path, content)
    assert result.exit_code == 0, result.output
    folder = tmp_path / "environments"
    mapping = json.loads((folder / "shop.import.json").read_text(encoding="utf-8"))
    assert {"UserPoolId": POOL_ID} in mapping.values()
    for heading in ("In the file:", "Outside the stack, not touched:", "Held now by "):
        assert heading in result.output
    assert f"npx cdk import auth-shop --resource-mapping {folder / 'shop.import.json'}" in result.output
    written = "".join(file.read_text(encoding="utf-8") for file in folder.iterdir())
    assert SECRET not in result.output + written

    # The pool is as the file says, until somebody changes it.
    assert run(tmp_path, content, "--check").exit_code == 0
    content["UserPool"]["MfaConfiguration"] = content["MfaConfig"]["MfaConfiguration"] = "ON"
    checked = run(tmp_path, content, "--check")
    assert checked.exit_code == 1
    assert 'UserPool.MfaConfiguration: "ON", in the file "OPTIONAL"' in checked.output

    # So is what the file no longer has.
    file = folder / "shop.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("[clients.shop-web]", "[clients.other]"), encoding="utf-8")
    assert "UserPoolClient.(removed) (client0000001)" in run(tmp_path, content, "--check").output
    file.write_text(text, encoding="utf-8")

    # What is there is not replaced by mistake.
    assert run(tmp_path, content).exit_code == 1
    assert 'mode = "OPTIONAL"' in (folder / "shop.toml").read_text(encoding="utf-8")
    assert run(tmp_path, content, "--force").exit_code == 0
    assert 'mode = "ON"' in (folder / "shop.toml").read_text(encoding="utf-8")


def test_the_command_writes_nothing_that_lacks_a_property(tmp_path: Path) -> None:
    named, content = REFUSED["passkeys"]
    result = run(tmp_path, content)
    assert result.exit_code == 1
    assert named in result.output
    assert not (tmp_path / "environments").exists()
    forced = run(tmp_path, content, "--force")
    assert forced.exit_code == 1
    assert (tmp_path / "environments" / "shop.toml").exists()


def test_existing_resources_are_told_apart() -> None:
    keys = [item.key for item in existing(from_json(EXPRESSIBLE["identity pool"]))]
    assert len(keys) == len(set(keys))
