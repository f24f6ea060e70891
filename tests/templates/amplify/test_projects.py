"""Amplify projects as they are: flags that are missing, old files, overrides, groups, a whole folder."""

import json
from pathlib import Path
from typing import Any

import pytest

from stacks.loading import SettingsError, load_environment
from stacks.settings import Environment

Json = dict[str, Any]

ANSWERS: Json = {
    "serviceName": "Cognito",
    "resourceName": "garden",
    "resourceNameTruncated": "garden77ff00aa",
    "sharedId": "77ff00aa",
    "userPoolName": "garden_pool",
    "authSelections": "userPoolOnly",
    "usernameAttributes": ["email"],
    "requiredAttributes": ["email"],
    "autoVerifiedAttributes": ["email"],
    "mfaConfiguration": "OFF",
    "mfaTypes": ["SMS Text Message"],
    "usernameCaseSensitive": False,
}
NEW_FLAGS = {"useenabledmfas": True, "enablecaseinsensitivity": True}


class Copies:
    """Copies of an Amplify project's files beside an environment file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.section = 'cli_inputs = "copies/cli-inputs.json"\n'

    def write(self, name: str, content: object) -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")

    def answers(self, file: str = "copies/cli-inputs.json", **changed: Any) -> None:
        answers = {name: value for name, value in {**ANSWERS, **changed}.items() if value is not None}
        self.write(file, {"version": "1", "cognitoConfig": answers})

    def load(self, toml: str = "") -> Environment:
        self.write("dev.toml", f"[amplify]\n{self.section}{toml}")
        return load_environment(self.folder / "dev.toml")

    def refused(self, toml: str = "") -> list[str]:
        with pytest.raises(SettingsError) as caught:
            self.load(toml)
        return [line.removeprefix(f"{self.folder}/dev.toml: ") for line in str(caught.value).splitlines()]

    def warned(self, toml: str = "") -> dict[str, str]:
        return {warning.id: warning.text for warning in self.load(toml).warnings()}


@pytest.fixture
def copies(tmp_path: Path) -> Copies:
    return Copies(tmp_path)


@pytest.mark.parametrize(
    "features",
    [{"auth": {"enablecaseinsensitivity": True}}, {"auth": {}}, {"function": {"x": 1}}, {"auth": None}],
)
def test_a_flag_that_cli_json_lacks_is_that_of_an_existing_project(copies: Copies, features: Json) -> None:
    copies.answers(mfaConfiguration="OPTIONAL", mfaTypes=["TOTP"], useEnabledMfas=True)
    copies.write("flags.json", {"features": features})
    settings = copies.load('cli_json = "flags.json"\n').settings
    assert settings.mfa.model_dump()["types"] == ("SMS", "TOTP")
    assert settings.sms is not None
    assert settings.sms.external_id == "garden77ff00aa_role_external_id"


def test_flags_are_read_from_cli_json_beside_the_answers(copies: Copies) -> None:
    copies.answers()
    assert copies.load().settings.sms is not None
    copies.write("copies/cli.json", {"features": {"auth": NEW_FLAGS}})
    assert copies.load().settings.sms is None


def test_case_sensitivity_that_was_not_answered_is_not_said(copies: Copies) -> None:
    copies.answers(usernameCaseSensitive=None)
    copies.write("copies/cli.json", {"features": {"auth": NEW_FLAGS}})
    assert copies.load().settings.user_pool.case_sensitive is None


@pytest.mark.parametrize(("insensitive", "expected"), [(True, False), (False, None)])
def test_the_flag_of_case_sensitivity_counts_when_auth_is_added(
    copies: Copies, insensitive: bool, expected: bool | None
) -> None:
    pool = {"signinMethod": "EMAIL", "requiredSignupAttributes": ["EMAIL"]}
    service = {"serviceName": "Cognito", "includeIdentityPool": False, "userPoolConfiguration": pool}
    copies.write("add.json", {"version": 2, "resourceName": "garden", "serviceConfiguration": service})
    copies.write("cli.json", {"features": {"auth": {"enablecaseinsensitivity": insensitive}}})
    copies.section = 'add_request = "add.json"\ncli_json = "cli.json"\n'
    assert copies.load().settings.user_pool.case_sensitive is expected


def oauth(*callbacks: str) -> str:
    scopes = ["openid", "email"]
    return json.dumps(
        {
            "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": scopes,
            "CallbackURLs": callbacks,
            "LogoutURLs": callbacks,
        }
    )


def test_an_apps_own_scheme_is_a_redirect_uri_and_each_counts_once(copies: Copies) -> None:
    uris = ("garden.app://", "garden:/done", "https://garden.example/", "garden.app://")
    copies.answers(hostedUI=True, hostedUIDomainName="garden", oAuthMetadata=oauth(*uris))
    hosted_ui = copies.load().settings.hosted_ui
    assert hosted_ui is not None
    assert hosted_ui.redirect_sign_in == hosted_ui.redirect_sign_out == uris[:3]


def test_the_clients_flows_are_cognitos_defaults(copies: Copies) -> None:
    copies.answers()
    clients = copies.load().settings.clients
    for client in (clients["web"], clients["native"]):
        assert client.auth_flows is not None
        assert set(client.auth_flows) == {"USER_SRP_AUTH", "CUSTOM_AUTH", "REFRESH_TOKEN_AUTH"}


OLD: Json = {
    **{name: value for name, value in ANSWERS.items() if name != "usernameCaseSensitive"},
    "authSelections": "identityPoolAndUserPool",
    "identityPoolName": "garden_identity",
    "usernameAttributes": ["email, phone_number"],
    "userpoolClientGenerateSecret": "true",
    "userpoolClientRefreshTokenValidity": "20",
    "triggers": "{}",
    "authRoleArn": {"Fn::GetAtt": ["AuthRole", "Arn"]},
    "parentStack": {"Ref": "AWS::StackId"},
}


def test_the_parameters_of_an_older_cli_are_answers(copies: Copies) -> None:
    copies.write("parameters.json", OLD)
    copies.section = 'cli_inputs = "parameters.json"\n'
    settings = copies.load().settings
    assert settings.user_pool.case_sensitive is None
    assert settings.user_pool.sign_in == ("email", "phone_number")
    assert settings.sms is not None
    assert settings.sms.external_id == "garden77ff00aa_role_external_id"
    assert settings.clients["native"].generate_secret
    assert settings.clients["web"].refresh_token == "20 days"
    assert settings.identity_pool is not None
    assert "AmplifyUnknownAnswers" not in copies.warned()


def test_the_names_that_the_oldest_files_state_are_kept(copies: Copies) -> None:
    oldest = {name: value for name, value in OLD.items() if name != "resourceNameTruncated"}
    oldest |= {"roleExternalId": "77ff00aa", "userpoolClientName": "garden-app-client-77ff00aa"}
    copies.write("parameters.json", {**oldest, "authSelections": ["identityPoolAndUserPool"]})
    copies.section = 'cli_inputs = "parameters.json"\n'
    settings = copies.load().settings
    assert settings.sms is not None
    assert settings.sms.external_id == "77ff00aa"
    assert settings.clients["web"].name == "garden-app-client-77ff00aaWeb"
    assert settings.clients["native"].name == "garden-app-client-77ff00aa"


def test_an_imported_pool_is_not_amplifys(copies: Copies) -> None:
    copies.write(
        "parameters.json", {"resourceName": "garden", "serviceType": "imported", "region": "eu-west-1"}
    )
    copies.section = 'cli_inputs = "parameters.json"\n'
    (line,) = copies.refused()
    assert "serviceType imported" in line
    assert "auth adopt NAME --user-pool-id ID" in line


def test_unknown_attributes_of_the_clients_are_one_line_per_answer(copies: Copies) -> None:
    copies.answers(userpoolClientSetAttributes=True, userpoolClientReadAttributes=["email", "shoe", "hat"])
    (line,) = copies.refused()
    assert line.startswith("amplify.cli_inputs: userpoolClientReadAttributes: shoe, hat: no such attribute; ")


EMPTY_OVERRIDES = [
    "import { A } from '@aws-amplify/cli-extensibility-helper';\n\nexport function override(r: A) {\n\n}\n",
    "import {\n  A,\n  B,\n} from 'x'\n// nothing yet\n"
    "export async function override(r: A, i: B): Promise<void> {\n  /* later */\n}",
    "",
]


def test_an_override_that_is_no_text_is_not_taken_for_empty(copies: Copies) -> None:
    copies.answers()
    (copies.folder / "copies" / "override.ts").write_bytes("function override() {}".encode("utf-16"))
    assert "AmplifyOverride" in copies.warned()


@pytest.mark.parametrize("code", EMPTY_OVERRIDES)
def test_an_override_that_nobody_filled_changes_nothing(copies: Copies, code: str) -> None:
    copies.answers()
    copies.write("copies/override.ts", code)
    assert "AmplifyOverride" not in copies.warned()


def test_an_override_with_code_is_warned_about(copies: Copies) -> None:
    copies.answers()
    copies.write("copies/override.ts", "export function override(r) { r.userPool.userPoolTags = {}; }")
    assert f"{copies.folder}/copies/override.ts is code" in copies.warned()["AmplifyOverride"]


def test_a_pool_that_was_amplifys_is_told_first_how_it_stays_as_it_was(copies: Copies) -> None:
    copies.answers(mfaConfiguration="OPTIONAL", requiredAttributes=["email", "phone_number"])
    text = copies.warned()["PhoneNeverVerified"]
    assert text.index("set mfa.enable_for_new_users = []") < text.index("user_pool.auto_verify")
    assert "PhoneNeverVerified" not in copies.warned("[mfa]\nenable_for_new_users = []\n")


def test_the_identity_pool_keeps_its_own_providers(copies: Copies) -> None:
    facebook = "graph.facebook.com"
    copies.answers(
        authSelections="identityPoolAndUserPool",
        authProviders=[facebook, "accounts.google.com", "www.amazon.com"],
        facebookAppId="4711",
        googleClientId="garden.apps.googleusercontent.com",
        googleIos="garden-ios.apps.googleusercontent.com",
        audiences=["garden.apps.googleusercontent.com", "garden-ios.apps.googleusercontent.com"],
        amazonAppId="",
    )
    pool = copies.load().settings.identity_pool
    assert pool is not None
    assert pool.login_providers == {
        facebook: "4711",
        "accounts.google.com": "garden.apps.googleusercontent.com",
    }
    # Of Amazon, the files have no id.
    assert "www.amazon.com" in copies.warned()["AmplifyIdentityProviders"]
    assert "AmplifyIdentityProviders" not in copies.warned(
        "[identity_pool]\n"
        f'login_providers = {{ "{facebook}" = "4711", "accounts.google.com" = "g", '
        '"www.amazon.com" = "a" }\n'
        'oidc_provider_arns = ["arn:aws:iam::111122223333:oidc-provider/accounts.google.com"]\n'
    )


def test_google_alone_is_an_open_id_connect_provider(copies: Copies) -> None:
    google = "accounts.google.com"
    copies.answers(
        authSelections="identityPoolAndUserPool", authProviders=[google], googleClientId="g", audiences=["g"]
    )
    pool = copies.load().settings.identity_pool
    assert pool is not None
    assert pool.login_providers == {}
    assert "identity_pool.oidc_provider_arns" in copies.warned()["AmplifyIdentityProviders"]


def test_a_request_names_the_identity_pools_providers(copies: Copies) -> None:
    request = {
        "version": 2,
        "resourceName": "garden",
        "serviceConfiguration": {
            "serviceName": "Cognito",
            "includeIdentityPool": True,
            "identityPoolConfiguration": {
                "identitySocialFederation": [{"provider": "FACEBOOK", "clientId": "4711"}],
            },
            "userPoolConfiguration": {"signinMethod": "EMAIL", "requiredSignupAttributes": ["EMAIL"]},
        },
    }
    copies.write("copies/add.json", request)
    copies.section = 'add_request = "copies/add.json"\n'
    pool = copies.load().settings.identity_pool
    assert pool is not None
    assert pool.login_providers == {"graph.facebook.com": "4711"}
