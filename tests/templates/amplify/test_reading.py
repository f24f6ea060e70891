"""Reading Amplify's files: version 1, what wins, and files that are not what they are given as."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from stacks.loading import SettingsError, load_environment
from stacks.settings import Environment
from tests.templates.amplify.cases import cases

Json = dict[str, Any]

POOL = {"signinMethod": "USERNAME", "requiredSignupAttributes": ["EMAIL"]}


class Folder:
    """A folder with an environment file that reads Amplify's files."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, name: str, content: object) -> str:
        text = content if isinstance(content, str) else json.dumps(content)
        (self.path / name).write_text(text, encoding="utf-8")
        return name

    def load(self, toml: str) -> Environment:
        return load_environment(self.path / self.write("dev.toml", toml))

    def refusal(self, toml: str) -> list[str]:
        with pytest.raises(SettingsError) as caught:
            self.load(toml)
        return [line.removeprefix(f"{self.path}/dev.toml: ") for line in str(caught.value).splitlines()]

    def answers(self, tables: str = "", **changed: Any) -> Environment:
        return self.load(self._toml(tables, changed))

    def answers_refused(self, tables: str = "", **changed: Any) -> list[str]:
        return self.refusal(self._toml(tables, changed))

    def _toml(self, tables: str, changed: dict[str, Any]) -> str:
        answers = {**cases()["up-on-smstotp"]["answers"], **changed}
        known = {name: value for name, value in answers.items() if value is not None}
        self.write("inputs.json", {"version": "1", "cognitoConfig": known})
        return f'[amplify]\ncli_inputs = "inputs.json"\n{tables}'

    def request(self, version: int = 2, updates: Sequence[Json] = (), **pool: Any) -> Environment:
        service = {"serviceName": "Cognito", "includeIdentityPool": False}
        configuration = {**service, "userPoolConfiguration": {**POOL, **pool}}
        content = {"version": version, "resourceName": "shop", "serviceConfiguration": configuration}
        self.write("add.json", content)
        files = [
            self.write(
                f"update{number}.json",
                {"version": version, "serviceModification": {**service, "userPoolModification": update}},
            )
            for number, update in enumerate(updates)
        ]
        return self.load(f'[amplify]\nadd_request = "add.json"\nupdate_requests = {json.dumps(files)}\n')


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_names_end_in_the_environments_name_or_in_amplifys_env(folder: Folder) -> None:
    assert folder.answers().settings.user_pool.name == "mfademoauth_userpool_a1b2c3d4-dev"
    environment = folder.load('[amplify]\ncli_inputs = "inputs.json"\nenv = "main"\n')
    assert environment.settings.user_pool.name == "mfademoauth_userpool_a1b2c3d4-main"


def test_what_the_file_says_itself_wins(folder: Folder) -> None:
    environment = folder.answers('[user_pool]\nname = "mine"\n[mfa]\nenable_for_new_users = []\n')
    assert environment.settings.user_pool.name == "mine"
    assert environment.settings.user_pool.required_attributes == ("email",)
    assert environment.settings.mfa.mode == "ON"
    assert environment.settings.mfa.new_user_types == ()


def test_mfa_off_said_in_the_file_needs_no_more(folder: Folder) -> None:
    assert folder.answers('[mfa]\nmode = "OFF"\n').settings.mfa.mode == "OFF"


@pytest.mark.parametrize(
    ("features", "answer", "case_sensitive"),
    [
        ({"enablecaseinsensitivity": True}, None, None),
        ({"enablecaseinsensitivity": False}, None, None),
        ({"enablecaseinsensitivity": False}, False, False),
        ({}, True, True),
    ],
)
def test_case_sensitivity_is_what_was_answered(
    folder: Folder, features: dict[str, bool], answer: bool | None, case_sensitive: bool | None
) -> None:
    folder.write("cli.json", {"features": {"auth": features}})
    environment = folder.answers('cli_json = "cli.json"\n', usernameCaseSensitive=answer)
    assert environment.settings.user_pool.case_sensitive is case_sensitive


@pytest.mark.parametrize(
    ("flag", "answer", "sends_sms"),
    [(None, None, True), (None, True, False), (False, True, True), (True, False, False)],
)
def test_the_old_flag_turns_sms_on_and_cli_json_has_the_last_word(
    folder: Folder, flag: bool | None, answer: bool | None, sends_sms: bool
) -> None:
    tables = ""
    if flag is not None:
        folder.write("cli.json", {"features": {"auth": {"useenabledmfas": flag}}})
        tables = 'cli_json = "cli.json"\n'
    environment = folder.answers(tables, mfaTypes=["TOTP"], useEnabledMfas=answer)
    assert (environment.settings.sms_configuration is not None) == sends_sms


def test_attributes_of_clients_are_applied_where_the_answers_set_them(folder: Folder) -> None:
    attributes: Json = {"userpoolClientReadAttributes": ["email", "zone_info", "email_verified"]}
    assert folder.answers("", **attributes).settings.clients["web"].read_attributes is None
    environment = folder.answers(userpoolClientSetAttributes=True, **attributes)
    assert environment.settings.clients["web"].read_attributes == ("email", "zoneinfo", "email_verified")
    assert environment.settings.clients["native"].read_attributes == ("email", "zoneinfo", "email_verified")


def test_attributes_in_a_request_are_honoured_and_that_is_told(folder: Folder) -> None:
    environment = folder.request(readAttributes=["EMAIL", "NAME"], writeAttributes=["EMAIL"])
    assert environment.settings.clients["web"].read_attributes == ("email", "name")
    assert environment.settings.clients["native"].write_attributes == ("email",)
    assert [warning.id for warning in environment.warnings()][:1] == ["AmplifyAttributes"]


@pytest.mark.parametrize(
    ("recovery", "verified", "message"),
    [
        (None, ("email",), "Your verification code is {####}"),
        (
            {"deliveryMethod": "EMAIL", "emailMessage": "Reset: {####}", "emailSubject": "Reset"},
            ("email",),
            "Reset: {####}",
        ),
        ({"deliveryMethod": "SMS", "smsMessage": "Reset: {####}"}, ("phone_number",), "Reset: {####}"),
    ],
)
def test_version_1_verifies_what_passwords_are_recovered_by(
    folder: Folder, recovery: dict[str, str] | None, verified: tuple[str, ...], message: str
) -> None:
    given: Json = {"passwordRecovery": recovery} if recovery else {}
    environment = folder.request(1, **given)
    assert environment.settings.user_pool.auto_verify == verified
    sms = environment.settings.sms_configuration
    assert (sms.verification_message if sms else environment.settings.email.verification_message) == message


def test_a_request_without_names_gets_the_same_ones_each_time(folder: Folder) -> None:
    first, second = folder.request(), folder.request()
    assert first.settings.user_pool.name == second.settings.user_pool.name
    assert first.settings.user_pool.name.startswith("shop_userpool_")
    assert str(first.settings.clients["web"].name).startswith("shop")


def test_aliases_need_amplifys_flag(folder: Folder) -> None:
    environment = folder.request(aliasAttributes=["EMAIL"])
    assert environment.settings.user_pool.sign_in == ("username",)
    assert [warning.id for warning in environment.warnings()][:1] == ["AmplifyAliases"]


def test_updates_apply_in_their_order_and_keep_what_they_leave_out(folder: Folder) -> None:
    on = {"mode": "ON", "mfaTypes": ["TOTP"], "smsMessage": "{####} is it"}
    environment = folder.request(
        mfa=on,
        passwordPolicy={
            "minimumLength": 10,
            "additionalConstraints": ["REQUIRE_LOWERCASE", "REQUIRE_UPPERCASE"],
        },
        updates=[
            {"mfa": {**on, "mode": "OPTIONAL"}, "passwordPolicy": {"minimumLength": 9}},
            {"refreshTokenPeriod": 5},
        ],
    )
    assert environment.settings.mfa.mode == "OPTIONAL"
    assert environment.settings.password_policy.minimum_length == 9
    assert not environment.settings.password_policy.require_lowercase
    assert environment.settings.clients["web"].refresh_token == "5 days"


def test_an_update_can_take_the_hosted_ui_away(folder: Folder) -> None:
    oauth = {
        "domainPrefix": "shop",
        "redirectSigninURIs": ["https://example.com/"],
        "redirectSignoutURIs": ["https://example.com/"],
        "oAuthGrantType": "CODE",
        "oAuthScopes": ["OPENID"],
    }
    environment = folder.request(oAuth=oauth)
    assert environment.settings.hosted_ui is not None
    assert (environment.settings.hosted_ui.domain_prefix, environment.settings.hosted_ui.scopes) == (
        "shop-dev",
        ("openid",),
    )
    assert folder.request(oAuth=oauth, updates=[{"oAuth": {}}]).settings.hosted_ui is None


def test_keys_of_a_newer_amplify_are_warned_about_by_name(folder: Folder) -> None:
    texts = [warning.text for warning in folder.answers(passkeys=True).warnings()]
    assert "answers of a newer Amplify are not read: passkeys" in texts
    texts = [warning.text for warning in folder.request(passkeys=True).warnings()]
    assert "keys of a newer Amplify are not read: passkeys" in texts


def test_an_override_beside_the_answers_is_warned_about(folder: Folder) -> None:
    folder.write("override.ts", "export function override(resources) { resources.userPool.schema = []; }")
    assert [warning.id for warning in folder.answers().warnings()][:1] == ["AmplifyOverride"]


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "MFA without a type": (
        {"mfaTypes": []},
        "amplify.cli_inputs: mfaTypes: is empty, and mfaConfiguration is ON: Cognito refuses MFA without a "
        "factor. Name SMS Text Message or TOTP, or set OFF",
    ),
    "message without a code": (
        {"smsAuthenticationMessage": "Hello there"},
        "amplify: smsAuthenticationMessage: must contain {####}: Cognito refuses the message without it "
        "(sms.authentication_message)",
    ),
    "short password": (
        {"passwordPolicyMinLength": 5},
        "amplify: passwordPolicyMinLength: must be 6 or more, not 5 (password_policy.minimum_length)",
    ),
    "refresh token": (
        {"userpoolClientRefreshTokenValidity": "often"},
        "amplify.cli_inputs: userpoolClientRefreshTokenValidity: must be a valid integer, unable to parse "
        "string as an integer, not 'often'",
    ),
    "mode": (
        {"mfaConfiguration": "MAYBE"},
        'amplify.cli_inputs: mfaConfiguration: must be "OFF", "OPTIONAL" or "ON", not \'MAYBE\'',
    ),
    "aliases of an attribute": (
        {"usernameAttributes": ["email"], "aliasAttributes": ["phone_number"]},
        "amplify.cli_inputs: aliasAttributes: goes without usernameAttributes: Cognito refuses both in one "
        "pool",
    ),
    "hosted UI without its settings": (
        {"hostedUI": True},
        "amplify.cli_inputs: oAuthMetadata: is missing, and hostedUI is true",
    ),
    "unknown attribute": (
        {"requiredAttributes": ["shoe_size"]},
        "amplify.cli_inputs: requiredAttributes: shoe_size: no such attribute; the attributes are: address, "
        "birthdate, email, family_name, gender, given_name, locale, middle_name, name, nickname, "
        "phone_number, picture, preferred_username, profile, updated_at, website, zone_info, zoneinfo",
    ),
    "no resource name": ({"resourceName": None}, "amplify.cli_inputs: resourceName: is missing"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_answers_that_no_pool_can_have_are_refused_by_the_answers_name(folder: Folder, name: str) -> None:
    changed, message = REFUSED[name]
    assert folder.answers_refused("", **changed) == [message]


def test_a_mistake_in_the_file_itself_is_told_by_the_field(folder: Folder) -> None:
    assert folder.answers_refused("[password_policy]\nminimum_length = 5\n") == [
        "password_policy.minimum_length: must be 6 or more, not 5"
    ]


@pytest.mark.parametrize(
    ("toml", "messages"),
    [
        (
            "[amplify]\n",
            ["amplify.project: is missing; it, cli_inputs or add_request names the files to read"],
        ),
        (
            '[amplify]\ncli_inputs = "a"\nadd_request = "b"\n',
            ["amplify.add_request: goes without cli_inputs: give one of them"],
        ),
        (
            '[amplify]\ncli_inputs = "a"\nupdate_requests = ["b"]\n',
            ["amplify.update_requests: goes with add_request only: the answers hold their outcome"],
        ),
        (
            '[amplify]\ncli_inputs = "a"\nenv = "Main"\n',
            ["amplify.env: must be an Amplify env: 2 to 10 lower-case letters, not 'Main'"],
        ),
        ('[amplify]\ncli_input = "a"\n', ["amplify.cli_input: unknown; did you mean cli_inputs?"]),
        (
            "amplify = true\n",
            ["amplify: must be written as [amplify] with its fields in the lines below it, not true"],
        ),
    ],
)
def test_a_table_that_cannot_be_used(folder: Folder, toml: str, messages: list[str]) -> None:
    assert folder.refusal(toml) == messages


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read: No such file or directory"),
        ("{", "is not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        ("[]", "is not one of Amplify's files: it holds no object"),
        (
            {"version": "1"},
            "is neither a cli-inputs.json, which has cognitoConfig, nor the parameters.json of an older CLI, "
            "which has authSelections",
        ),
    ],
)
def test_a_file_that_is_not_what_it_is_given_as(folder: Folder, content: object, message: str) -> None:
    if content is not None:
        folder.write("inputs.json", content)
    assert folder.refusal('[amplify]\ncli_inputs = "inputs.json"\n') == [
        f"amplify.cli_inputs: {folder.path}/inputs.json {message}"
    ]


def test_the_files_own_mistakes_are_told_as_well(folder: Folder) -> None:
    assert folder.refusal('[amplify]\ncli_inputs = "none.json"\n[user_pool]\ntier = "GOLD"\n') == [
        f"amplify.cli_inputs: {folder.path}/none.json cannot be read: No such file or directory",
        'user_pool.tier: must be "LITE", "ESSENTIALS" or "PLUS", not \'GOLD\'',
    ]


def test_a_request_that_is_none(folder: Folder) -> None:
    folder.write("add.json", {"version": 3, "resourceName": "shop"})
    assert folder.refusal('[amplify]\nadd_request = "add.json"\n') == [
        "amplify.add_request: version: must be 1 or 2, not 3",
        "amplify.add_request: serviceConfiguration: is missing",
    ]
