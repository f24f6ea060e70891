"""What public Amplify projects have that a generator's own examples do not: a small project of each kind, and
the template that comes of it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from stacks.loading import SettingsError, load_environment
from stacks.settings import Environment
from stacks.template import resources
from stacks.trial import synthesize
from tests.templates.amplify.cases import ACKNOWLEDGED

Json = dict[str, Any]

ANSWERS: Json = {
    "resourceName": "harbour",
    "resourceNameTruncated": "harbour5e6f7a8b",
    "sharedId": "5e6f7a8b",
    "userPoolName": "harbour_pool",
    "authSelections": "identityPoolAndUserPool",
    "identityPoolName": "harbour_identity",
    "usernameAttributes": ["email"],
    "requiredAttributes": ["email"],
    "autoVerifiedAttributes": ["email"],
    "mfaConfiguration": "OFF",
    "mfaTypes": ["SMS Text Message"],
    "usernameCaseSensitive": False,
}
NEW_FLAGS = {"useenabledmfas": True, "enablecaseinsensitivity": True}
EXTERNAL_ID = "harbour5e6f7a8b_role_external_id"


@dataclass
class Read:
    """A project as it comes out."""

    environment: Environment
    template: Json

    @property
    def pool(self) -> Json:
        (pool,) = self.of("AWS::Cognito::UserPool")
        return pool

    @property
    def clients(self) -> list[Json]:
        return self.of("AWS::Cognito::UserPoolClient")

    @property
    def sms_roles(self) -> list[Json]:
        roles = self.of("AWS::IAM::Role")
        return [role for role in roles if "cognito-idp" in json.dumps(role["AssumeRolePolicyDocument"])]

    def of(self, type_: str) -> list[Json]:
        return [resource["Properties"] for resource in resources(self.template, type_).values()]

    def warned(self) -> dict[str, str]:
        return {warning.id: warning.text for warning in self.environment.warnings()}


@dataclass
class Kind:
    """Files of a project, copied beside the environment file, and what must come of them."""

    expect: Callable[[Read], object]
    changed: Json = field(default_factory=dict)
    flags: Json | None = field(default_factory=lambda: {"auth": NEW_FLAGS})
    files: Json = field(default_factory=dict)
    toml: str = ""


def without_case_sensitivity(read: Read) -> None:
    assert "UsernameConfiguration" not in read.pool


def sends_sms(read: Read) -> None:
    assert read.pool["SmsConfiguration"]["ExternalId"] == EXTERNAL_ID
    assert "{####}" in read.pool["SmsAuthenticationMessage"]
    assert "{####}" in read.pool["SmsVerificationMessage"]
    assert len(read.sms_roles) == 1
    assert "CreatedSNSRole" in read.template["Outputs"]


def old_flag_without_mfa(read: Read) -> None:
    sends_sms(read)
    assert read.pool["MfaConfiguration"] == "OFF"
    assert "EnabledMfas" not in read.pool


def old_flags_with_both_factors(read: Read) -> None:
    sends_sms(read)
    without_case_sensitivity(read)
    assert read.pool["EnabledMfas"] == ["SMS_MFA", "SOFTWARE_TOKEN_MFA"]


def older_cli(read: Read) -> None:
    old_flag_without_mfa(read)
    without_case_sensitivity(read)
    assert sorted(read.pool["UsernameAttributes"]) == ["email", "phone_number"]
    assert [client["GenerateSecret"] for client in read.clients] == [False, True]


def allows_custom_challenges(read: Read) -> None:
    assert all("ALLOW_CUSTOM_AUTH" in client["ExplicitAuthFlows"] for client in read.clients)


def keeps_google(read: Read) -> None:
    assert [sorted(client["SupportedIdentityProviders"]) for client in read.clients] == [
        ["COGNITO", "Google"]
    ] * 2


def keeps_redirects(read: Read) -> None:
    assert [client["CallbackURLs"] for client in read.clients] == [["harbourapp://"]] * 2
    assert [client["LogoutURLs"] for client in read.clients] == [["harbourapp://signout/"]] * 2


def keeps_group_roles(read: Read) -> None:
    (group,) = read.of("AWS::Cognito::UserPoolGroup")
    assert (group["Precedence"], group["RoleArn"]) == (1, "arn:aws:iam::111122223333:role/pilots")
    (attachment,) = read.of("AWS::Cognito::IdentityPoolRoleAttachment")
    assert attachment["Roles"]["authenticated"] == "arn:aws:iam::111122223333:role/signed-in"


def warns_of_new_roles(read: Read) -> None:
    assert "customPolicies of groups (pilots-api)" in read.warned()["AmplifyRoles"]


def enables_nothing_for_new_users(read: Read) -> None:
    assert "LambdaConfig" not in read.pool or not read.pool["LambdaConfig"]
    assert not read.of("AWS::Lambda::Function")


def names_the_way_of_amplify_first(read: Read) -> None:
    text = read.warned()["PhoneNeverVerified"]
    assert text.index("mfa.enable_for_new_users = []") < text.index("user_pool.auto_verify")


def is_silent_about_overrides(read: Read) -> None:
    assert "AmplifyOverride" not in read.warned()


def lets_guests_in(read: Read) -> None:
    (pool,) = read.of("AWS::Cognito::IdentityPool")
    assert pool["AllowUnauthenticatedIdentities"] is True


def has_both_flows(read: Read) -> None:
    assert [client["AllowedOAuthFlows"] for client in read.clients] == [["code", "implicit"]] * 2
    (domain,) = read.of("AWS::Cognito::UserPoolDomain")
    assert domain["Domain"] == "harbour-dev"


def has_oauth_without_a_domain(read: Read) -> None:
    assert [client["AllowedOAuthFlows"] for client in read.clients] == [["code"]] * 2
    assert read.of("AWS::Cognito::UserPoolDomain") == []


def oauth(*flows: str, callback: str = "harbourapp://", logout: str = "harbourapp://signout/") -> Json:
    metadata = {
        "AllowedOAuthFlows": flows or ["code"],
        "AllowedOAuthScopes": ["openid"],
        "CallbackURLs": [callback],
        "LogoutURLs": [logout],
    }
    return {"hostedUI": True, "hostedUIDomainName": "harbour", "oAuthMetadata": json.dumps(metadata)}


GOOGLE = {
    "ProviderName": "Google",
    "authorize_scopes": "openid email",
    "AttributeMapping": {"email": "email", "username": "sub"},
}
GROUPS: Json = {
    "userPoolGroups/user-pool-group-precedence.json": [
        {
            "groupName": "pilots",
            "precedence": 1,
            "customPolicies": [{"PolicyName": "pilots-api", "PolicyDocument": {"Statement": []}}],
        }
    ]
}
OPTIONAL = {
    "mfaConfiguration": "OPTIONAL",
    "mfaTypes": ["SMS Text Message", "TOTP"],
    "requiredAttributes": ["email", "phone_number"],
}

KINDS = {
    "case sensitivity that was not answered": Kind(without_case_sensitivity, {"usernameCaseSensitive": None}),
    "a flag that is missing, MFA off": Kind(
        old_flag_without_mfa, flags={"auth": {"enablecaseinsensitivity": True}}
    ),
    "all flags of auth missing, both factors": Kind(
        old_flags_with_both_factors,
        {"mfaConfiguration": "OPTIONAL", "mfaTypes": ["TOTP"], "usernameCaseSensitive": None},
        flags={},
    ),
    "flags of the env": Kind(
        old_flag_without_mfa, files={"cli.dev.json": {"features": {"auth": {"useEnabledMfas": False}}}}
    ),
    "an older CLI": Kind(
        older_cli,
        {
            "usernameAttributes": ["email, phone_number"],
            "userpoolClientGenerateSecret": True,
            "usernameCaseSensitive": None,
            "oAuthMetadata": "",
            "hostedUIProviderMeta": "",
            "triggers": None,
        },
        flags=None,
    ),
    "custom challenges": Kind(
        allows_custom_challenges, {"triggers": json.dumps({"DefineAuthChallenge": ["custom"]})}
    ),
    "Google": Kind(
        keeps_google,
        {
            **oauth(),
            "authProvidersUserPool": ["Google"],
            "hostedUIProviderMeta": json.dumps([GOOGLE]),
        },
    ),
    "an app's own scheme": Kind(keeps_redirects, oauth()),
    "policies of groups, roles given": Kind(
        keeps_group_roles,
        files=GROUPS,
        toml='[identity_pool]\nauthenticated_role_arn = "arn:aws:iam::111122223333:role/signed-in"\n'
        '[groups.pilots]\nrole_arn = "arn:aws:iam::111122223333:role/pilots"\n',
    ),
    "policies of groups, new roles": Kind(warns_of_new_roles, files=GROUPS),
    "each user decides about MFA": Kind(
        enables_nothing_for_new_users, OPTIONAL, toml="[mfa]\nenable_for_new_users = []\n"
    ),
    "MFA by SMS for new users": Kind(names_the_way_of_amplify_first, OPTIONAL),
    "an override that nobody filled": Kind(
        is_silent_about_overrides,
        files={
            "override.ts": "\ufeffimport { A } from 'b';\r\n\r\nexport function override(r: A) {\r\n\r\n}\r\n"
        },
    ),
    "guests": Kind(lets_guests_in, {"allowUnauthenticatedIdentities": True}),
    "two OAuth flows": Kind(has_both_flows, oauth("code", "implicit")),
    "OAuth that a hosted UI left over": Kind(
        has_oauth_without_a_domain, {**oauth(), "hostedUI": False, "hostedUIDomainName": ""}
    ),
}


def load(folder: Path, kind: Kind) -> Environment:
    answers = {name: value for name, value in {**ANSWERS, **kind.changed}.items() if value is not None}
    older = kind.flags is None
    name = "parameters.json" if older else "cli-inputs.json"
    files = {name: answers if older else {"version": "1", "cognitoConfig": answers}, **kind.files}
    if not older:
        files["cli.json"] = {"features": kind.flags}
    for file, content in files.items():
        path = folder / "copies" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    text = f'[amplify]\ncli_inputs = "copies/{name}"\n{kind.toml}[acknowledge]\n{ACKNOWLEDGED}'
    (folder / "dev.toml").write_text(text, encoding="utf-8")
    return load_environment(folder / "dev.toml")


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_public_project_comes_out_as_amplify_deploys_it(tmp_path: Path, kind: Kind) -> None:
    environment = load(tmp_path, kind)
    trial = synthesize(environment)
    assert trial.failures == ()
    kind.expect(Read(environment, dict(trial.template)))


REFUSED = {
    "a custom attribute that nobody made": (
        {"userpoolClientSetAttributes": True, "userpoolClientReadAttributes": ["email", "custom:berth"]},
        "amplify: userpoolClientReadAttributes: has custom:berth, which the pool lacks. Add it to "
        "[user_pool.attributes], or remove it here (clients.web.read_attributes, "
        "clients.native.read_attributes)",
    ),
    "JSON that is none": (
        {"oAuthMetadata": "{"},
        "amplify.cli_inputs: oAuthMetadata: must be a text with JSON in it, not '{'",
    ),
    "a redirect URI with a space": (
        oauth(callback=" https://harbour.example/"),
        "amplify: oAuthMetadata.CallbackURLs: must be a URI with a scheme and without a fragment, not "
        "' https://harbour.example/' (hosted_ui.redirect_sign_in)",
    ),
}


@pytest.mark.parametrize(("changed", "error"), REFUSED.values(), ids=REFUSED)
def test_what_no_pool_can_have_is_one_line(tmp_path: Path, changed: Json, error: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, Kind(lets_guests_in, changed))
    assert str(caught.value) == f"{tmp_path / 'dev.toml'}: {error}"


def test_a_custom_attribute_of_the_file_is_one_of_the_clients(tmp_path: Path) -> None:
    kind = Kind(
        lets_guests_in,
        {"userpoolClientSetAttributes": True, "userpoolClientReadAttributes": ["email", "custom:berth"]},
        toml='[user_pool.attributes]\n"custom:berth" = {}\n',
    )
    assert load(tmp_path, kind).settings.clients["web"].read_attributes == ("email", "custom:berth")


@pytest.mark.parametrize(("toml", "written"), [("", False), ("[user_pool]\nkeep_original = []\n", True)])
def test_where_nothing_is_verified_updates_need_no_verification(
    tmp_path: Path, toml: str, written: bool
) -> None:
    kind = Kind(lets_guests_in, {"autoVerifiedAttributes": []}, toml=toml)
    pool = Read(*_synthesized(tmp_path, kind)).pool
    assert ("UserAttributeUpdateSettings" in pool) == written


def _synthesized(folder: Path, kind: Kind) -> tuple[Environment, Json]:
    environment = load(folder, kind)
    return environment, dict(synthesize(environment).template)
