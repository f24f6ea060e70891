"""A whole Amplify project is read: its envs, groups, roles, and what its overrides change."""

import json
from pathlib import Path
from typing import Any

import pytest

from stacks.loading import SettingsError, load_environment
from stacks.settings import Environment

Json = dict[str, Any]

AUTH_ROLE = "arn:aws:iam::111122223333:role/amplify-garden-dev-90001-authRole"
GUEST_ROLE = "arn:aws:iam::111122223333:role/amplify-garden-dev-90001-unauthRole"
GROUP_ROLE = "arn:aws:iam::111122223333:role/eu-west-1_Ab12-keepersGroupRole"
PROVIDER = {
    "StackName": "amplify-garden-dev-90001",
    "AuthRoleArn": AUTH_ROLE,
    "UnauthRoleArn": GUEST_ROLE,
}
ANSWERS: Json = {
    "resourceName": "garden",
    "resourceNameTruncated": "garden77ff00aa",
    "sharedId": "77ff00aa",
    "userPoolName": "garden_pool",
    "authSelections": "identityPoolAndUserPool",
    "identityPoolName": "garden_identity",
    "usernameAttributes": ["email"],
    "requiredAttributes": ["email"],
    "autoVerifiedAttributes": ["email"],
    "mfaConfiguration": "OFF",
    "mfaTypes": ["SMS Text Message"],
    "usernameCaseSensitive": False,
    "userPoolGroupList": ["keepers"],
}
POLICY = {"PolicyName": "keepers-api", "PolicyDocument": {"Statement": []}}


class Folder:
    """An Amplify project's folder `amplify`, and an environment file beside it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.section = 'project = "my-app/amplify"\n'
        self.write("cli.json", {"features": {"auth": {"useenabledmfas": True}}})
        self.answers()

    def write(self, name: str, content: object) -> None:
        file = self.path / "my-app" / "amplify" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")

    def answers(self, resource: str = "garden", **changed: Any) -> None:
        content = {"version": "1", "cognitoConfig": {**ANSWERS, **changed}}
        self.write(f"backend/auth/{resource}/cli-inputs.json", content)

    def groups(self, *policies: Json) -> None:
        groups = [{"groupName": "keepers", "precedence": 7, "customPolicies": policies}]
        self.write("backend/auth/userPoolGroups/user-pool-group-precedence.json", groups)

    def load(self, toml: str = "") -> Environment:
        file = self.path / "dev.toml"
        file.write_text(f"[amplify]\n{self.section}{toml}", encoding="utf-8")
        return load_environment(file)

    def refused(self, toml: str = "") -> list[str]:
        with pytest.raises(SettingsError) as caught:
            self.load(toml)
        return [line.removeprefix(f"{self.path}/dev.toml: ") for line in str(caught.value).splitlines()]

    def warned(self, toml: str = "") -> dict[str, str]:
        return {warning.id: warning.text for warning in self.load(toml).warnings()}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_answers_flags_and_groups_are_found_in_the_folder(folder: Folder) -> None:
    folder.groups()
    settings = folder.load().settings
    assert settings.user_pool.name == "garden_pool-dev"
    assert settings.sms is None
    assert {name: group.precedence for name, group in settings.groups.items()} == {"keepers": 7}


def test_of_several_resources_one_has_to_be_named(folder: Folder) -> None:
    folder.answers("orchard", userPoolName="orchard_pool")
    (line,) = folder.refused()
    assert line.startswith("amplify.resource: is missing, and there are several auth resources in ")
    assert line.endswith("/backend/auth. Name one: garden, orchard")
    folder.section += 'resource = "orchard"\n'
    assert folder.load().settings.user_pool.name == "orchard_pool-dev"
    folder.section = folder.section.replace('"orchard"', '"meadow"')
    assert "amplify.resource: meadow is not one of the auth resources in" in folder.refused()[0]


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ('project = "my-app"\n', "has no backend/auth: give the folder `amplify` of a project"),
        ('project = "my-app/amplify"\ncli_json = "x"\n', "goes without project, whose own cli.json is read"),
        ('project = "my-app/amplify"\ncli_inputs = "x"\n', "goes without project: give one of them"),
        ('cli_inputs = "x"\nresource = "garden"\n', "goes with project only"),
    ],
)
def test_a_folder_that_cannot_be_used(folder: Folder, section: str, message: str) -> None:
    folder.section = section
    (line,) = folder.refused()
    assert line.endswith(message)


def test_an_older_project_has_its_parameters_in_the_folder(folder: Folder) -> None:
    (folder.path / "my-app/amplify/backend/auth/garden/cli-inputs.json").unlink()
    (folder.path / "my-app/amplify/cli.json").unlink()
    folder.write("backend/auth/garden/parameters.json", {**ANSWERS, "triggers": "{}"})
    settings = folder.load().settings
    assert settings.sms is not None
    assert settings.user_pool.name == "garden_pool-dev"


def test_parameters_of_the_env_go_over_the_answers(folder: Folder) -> None:
    parameters = {"garden": {"userPoolName": "garden_of_dev"}}
    folder.write("team-provider-info.json", {"dev": {"categories": {"auth": parameters}}})
    assert folder.load().settings.user_pool.name == "garden_of_dev-dev"
    assert folder.load('env = "main"\n').settings.user_pool.name == "garden_pool-main"


def test_the_roles_of_a_deployed_env_are_kept(folder: Folder) -> None:
    folder.write("team-provider-info.json", {"dev": {"awscloudformation": PROVIDER}})
    output = {"keepersGroupRole": GROUP_ROLE}
    meta = {"providers": {"awscloudformation": PROVIDER}, "auth": {"userPoolGroups": {"output": output}}}
    folder.write("#current-cloud-backend/amplify-meta.json", meta)
    settings = folder.load().settings
    assert settings.identity_pool is not None
    assert settings.identity_pool.authenticated_role_arn == AUTH_ROLE
    assert settings.identity_pool.guest_role_arn == GUEST_ROLE
    assert settings.groups["keepers"].role_arn == GROUP_ROLE
    assert "AmplifyRoles" not in folder.warned()


def test_another_envs_outputs_are_not_this_ones(folder: Folder) -> None:
    provider = {**PROVIDER, "StackName": "amplify-garden-prod-90001"}
    output = {"keepersGroupRole": GROUP_ROLE}
    meta = {"providers": {"awscloudformation": provider}, "auth": {"userPoolGroups": {"output": output}}}
    folder.write("backend/amplify-meta.json", meta)
    assert folder.load().settings.groups["keepers"].role_arn is None


def test_without_the_roles_what_users_lose_is_named_and_refused(folder: Folder) -> None:
    folder.groups(POLICY)
    folder.write("backend/backend-config.json", {"storage": {"photos": {}}, "geo": {"map": {}}, "auth": {}})
    folder.write("backend/storage/photos/cli-inputs.json", {"groupAccess": {"keepers": ["READ"]}})
    role, group = folder.refused()
    assert role.startswith("identity_pool.authenticated_role_arn: is missing")
    assert "a new role would take geo map and storage photos from the users" in role
    assert group.startswith("groups.keepers.role_arn: is missing")
    assert "keepers-api and storage photos" in group
    own = f'[identity_pool]\nauthenticated_role_arn = "{AUTH_ROLE}"\n'
    own += f'[groups.keepers]\nrole_arn = "{GROUP_ROLE}"\n'
    assert folder.load(own).settings.groups["keepers"].precedence == 7


def test_without_a_groups_role_copies_of_a_deployed_env_are_refused_as_well(folder: Folder) -> None:
    groups = [{"groupName": "keepers", "precedence": 7, "customPolicies": [POLICY]}]
    folder.write("copies/cli-inputs.json", {"version": "1", "cognitoConfig": ANSWERS})
    folder.write("copies/userPoolGroups/user-pool-group-precedence.json", groups)
    folder.section = 'cli_inputs = "my-app/amplify/copies/cli-inputs.json"\n'
    # They do not tell whether Amplify deployed anything.
    assert "customPolicies of groups (keepers-api)" in folder.warned()["AmplifyRoles"]
    folder.write("copies/team-provider-info.json", {"dev": {"awscloudformation": PROVIDER}})
    (line,) = folder.refused()
    assert line.startswith("groups.keepers.role_arn: is missing: a new role would take keepers-api")
    assert folder.load('env = "main"\n').settings.groups["keepers"].role_arn is None


def test_an_env_that_amplify_never_deployed_has_nothing_to_lose(folder: Folder) -> None:
    folder.groups(POLICY)
    folder.write("backend/backend-config.json", {"storage": {"photos": {}}})
    folder.write("team-provider-info.json", {"prod": {"awscloudformation": PROVIDER}})
    assert "customPolicies of groups (keepers-api)" in folder.warned()["AmplifyRoles"]


BUILT: Json = {
    "UserPool": {
        "Policies": {
            "PasswordPolicy": {
                "MinimumLength": {"Ref": "passwordPolicyMinLength"},
                "RequireLowercase": False,
                "RequireNumbers": False,
                "RequireSymbols": False,
                "RequireUppercase": False,
            }
        },
        "Schema": [{"Name": "email", "Required": True, "Mutable": True}],
        "MfaConfiguration": {"Ref": "mfaConfiguration"},
        "AutoVerifiedAttributes": ["email"],
        "UsernameAttributes": {"Ref": "usernameAttributes"},
        "UsernameConfiguration": {"CaseSensitive": False},
        "EmailVerificationMessage": {"Ref": "emailVerificationMessage"},
        "EmailVerificationSubject": {"Ref": "emailVerificationSubject"},
        "UserPoolName": {"Fn::Join": ["", [{"Ref": "userPoolName"}, "-", {"Ref": "env"}]]},
    },
    "UserPoolClientWeb": {
        "ClientName": "garden77ff00aa_app_clientWeb",
        "RefreshTokenValidity": {"Ref": "userpoolClientRefreshTokenValidity"},
        "TokenValidityUnits": {"RefreshToken": "days"},
        "UserPoolId": {"Ref": "UserPool"},
    },
    "IdentityPool": {"AllowUnauthenticatedIdentities": {"Ref": "allowUnauthenticatedIdentities"}},
}
PARAMETERS: Json = {
    "passwordPolicyMinLength": 8,
    "mfaConfiguration": "OFF",
    "usernameAttributes": ["email"],
    "emailVerificationMessage": "Your verification code is {####}",
    "emailVerificationSubject": "Your verification code",
    "userpoolClientRefreshTokenValidity": 30,
    "allowUnauthenticatedIdentities": False,
}


def build(folder: Folder, changes: Json) -> None:
    """The templates of `amplify push`, with changes to the pool, and an override that made them."""
    properties = {**BUILT, "UserPool": {**BUILT["UserPool"], **changes}}
    resources = {name: {"Type": "…", "Properties": content} for name, content in properties.items()}
    build_folder = "backend/auth/garden/build"
    folder.write(f"{build_folder}/garden-cloudformation-template.json", {"Resources": resources})
    folder.write(f"{build_folder}/auth-trigger-cloudformation-template.json", {"Resources": {}})
    folder.write(f"{build_folder}/parameters.json", PARAMETERS)
    folder.write("backend/auth/garden/override.ts", "export function override(r) { change(r); }")


def test_each_change_of_an_override_is_named(folder: Folder) -> None:
    policy = {**BUILT["UserPool"]["Policies"]["PasswordPolicy"], "TemporaryPasswordValidityDays": 3}
    build(
        folder, {"Policies": {"PasswordPolicy": policy}, "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}}
    )
    text = folder.warned()["AmplifyOverride"]
    assert (
        'UserPool.Policies.PasswordPolicy.TemporaryPasswordValidityDays: 3; UserPool.UserPoolAddOns: {"'
        in text
    )
    assert text.count("UserPool.") == 2


def test_an_override_without_a_change_needs_no_warning(folder: Folder) -> None:
    build(folder, {})
    assert "AmplifyOverride" not in folder.warned()


@pytest.mark.parametrize(
    ("code", "is_empty"),
    [
        ("export function override(r: A) {}", True),
        ("export async function override(r): Promise<void> { /* later */ }", True),
        ("export const override = () => {}", True),
        ("export const override = (r: A): void => { };", True),
        ("export const override: Override = async r => {\n  // later\n};\n", True),
        ("const override = (resources: A<B>) => {\n}", True),
        ("export const override = (r) => { r.userPool.schema = []; }", False),
        ("export const override = (r) => change(r)", False),
        ("export const override = change({})", False),
        ("export const override = () => {}\nexport const other = change();", False),
        ("export const other = () => {}", False),
    ],
)
def test_an_override_is_empty_in_whatever_way_its_function_is_written(
    folder: Folder, code: str, *, is_empty: bool
) -> None:
    folder.write("backend/auth/garden/override.ts", code)
    assert ("AmplifyOverride" not in folder.warned()) == is_empty


def test_custom_attributes_of_an_override_are_kept(folder: Folder) -> None:
    attribute = {"Name": "plot", "AttributeDataType": "String", "Mutable": True, "Required": False}
    limits = {"StringAttributeConstraints": {"MinLength": "1", "MaxLength": "20"}}
    build(folder, {"Schema": [*BUILT["UserPool"]["Schema"], {**attribute, **limits}]})
    folder.answers(userpoolClientSetAttributes=True, userpoolClientReadAttributes=["email", "custom:plot"])
    settings = folder.load().settings
    assert settings.user_pool.attributes["custom:plot"].length == (1, 20)
    assert settings.clients["web"].read_attributes == ("email", "custom:plot")
    assert "Schema" not in folder.warned().get("AmplifyOverride", "")


def test_a_custom_attribute_that_nobody_made_is_one_line(folder: Folder) -> None:
    folder.answers(userpoolClientSetAttributes=True, userpoolClientReadAttributes=["email", "custom:plot"])
    assert folder.refused() == [
        "amplify: userpoolClientReadAttributes: has custom:plot, which the pool lacks. Add it to "
        "[user_pool.attributes], or remove it here (clients.web.read_attributes, "
        "clients.native.read_attributes)"
    ]
    own = '[user_pool.attributes]\n"custom:plot" = { type = "String" }\n'
    assert folder.load(own).settings.user_pool.custom_attributes == ("custom:plot",)


SOCIAL: Json = {
    "hostedUI": True,
    "hostedUIDomainName": "garden",
    "oAuthMetadata": json.dumps(
        {
            "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid"],
            "CallbackURLs": ["garden://"],
            "LogoutURLs": ["garden://"],
        }
    ),
    "hostedUIProviderMeta": json.dumps(
        [
            {
                "ProviderName": "Facebook",
                "authorize_scopes": "email,public_profile",
                "AttributeMapping": {"email": "email", "username": "id"},
            }
        ]
    ),
    "authProvidersUserPool": ["Facebook"],
}


def test_clients_keep_the_sign_in_providers_that_the_pool_has(folder: Folder) -> None:
    folder.answers(**SOCIAL)
    settings = folder.load().settings
    assert settings.clients["web"].identity_providers == ("Facebook", "COGNITO")
    assert settings.clients["native"].identity_providers == ("Facebook", "COGNITO")
    assert settings.identity_providers == {}
    assert "keep the sign-in providers Facebook" in folder.warned()["AmplifySocialProviders"]


def test_a_sign_in_provider_in_the_stack_needs_no_more_than_its_secret(folder: Folder) -> None:
    folder.answers(**SOCIAL)
    parameters = {"garden": {"facebookAppIdUserPool": "4711"}}
    folder.write("team-provider-info.json", {"dev": {"categories": {"auth": parameters}}})
    secret = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:facebook-AbCdEf"
    own = f'[identity_providers.Facebook]\nsecret_arn = "{secret}"\n'
    provider = folder.load(own).settings.identity_providers["Facebook"]
    assert (provider.client_id, provider.scopes) == ("4711", ("email", "public_profile"))
    assert provider.attribute_mapping == {"email": "email", "username": "id"}
    assert "AmplifySocialProviders" not in folder.warned(own)


def test_a_trigger_that_the_file_names_is_not_warned_about(folder: Folder) -> None:
    folder.answers(triggers={"PreSignup": ["custom"], "CustomMessage": ["verification-link"]})
    arn = "arn:aws:lambda:eu-west-1:111122223333:function:garden"
    text = folder.warned(f'[triggers]\npre_sign_up = "{arn}"\n')["AmplifyTriggers"]
    assert "PreSignup" not in text
    assert text.endswith("name its ARN in triggers.custom_message")


ADD_TO_GROUP = {"PostConfirmation": ["add-to-group"]}


@pytest.mark.parametrize("place", ["team-provider-info.json", "parameters.json"])
def test_amplifys_trigger_that_adds_to_a_group_is_read(folder: Folder, place: str) -> None:
    folder.answers(triggers=ADD_TO_GROUP)
    function = "gardenPostConfirmation"
    if place == "parameters.json":
        folder.write(f"backend/function/{function}/parameters.json", {"GROUP": "keepers", "trigger": True})
    else:
        parameters = {"function": {function: {"GROUP": "keepers"}}}
        folder.write("team-provider-info.json", {"dev": {"categories": parameters}})
    settings = folder.load().settings
    assert settings.user_pool.join_groups == ("keepers",)
    assert settings.groups["keepers"].precedence == 1
    assert settings.acts_on_sign_up
    assert "AmplifyTriggers" not in folder.warned()


def test_a_group_that_amplify_makes_on_the_way_is_a_group(folder: Folder) -> None:
    folder.answers(triggers=ADD_TO_GROUP)
    folder.write("backend/function/gardenPostConfirmation/parameters.json", {"GROUP": "guests"})
    assert set(folder.load().settings.groups) == {"guests", "keepers"}


def test_the_ways_out_of_another_post_confirmation_trigger_are_named(folder: Folder) -> None:
    folder.answers(triggers=ADD_TO_GROUP)
    assert "set user_pool.join_groups to the group instead" in folder.warned()["AmplifyTriggers"]
    folder.answers(
        triggers={"PostConfirmation": ["custom"]},
        mfaConfiguration="OPTIONAL",
        mfaTypes=["TOTP"],
        requiredAttributes=["email"],
    )
    assert "set mfa.enable_for_new_users = []" in folder.warned()["AmplifyTriggers"]
    own = "[mfa]\nenable_for_new_users = []\n"
    assert "enable_for_new_users" not in folder.warned(own)["AmplifyTriggers"]
