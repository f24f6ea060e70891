"""Any answers that Amplify's schema allows make a template that cfn-lint accepts, or are refused by name.

The default run tries a few; `pytest tests/amplify/test_any_answers.py --hypothesis-profile=thorough` tries
500.
"""

import json
import tempfile
from pathlib import Path
from typing import Any

import aws_cdk as cdk
from cfnlint import lint
from hypothesis import event, given
from hypothesis import strategies as st

from stacks.amplify import ANSWER_OF
from stacks.amplify.answers import Answers
from stacks.auth_stack import AuthStack
from stacks.loading import SettingsError, load_environment
from tests.templates.amplify.cases import ACKNOWLEDGED

Json = dict[str, Any]

ATTRIBUTES = [
    "address", "birthdate", "email", "family_name", "gender", "given_name", "locale", "middle_name", "name",
    "nickname", "phone_number", "picture", "preferred_username", "profile", "updated_at", "website",
    "zone_info",
]  # fmt: skip


def mostly(usual: st.SearchStrategy[Any], odd: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Mostly what makes a pool: with many answers, one odd value in each would leave hardly any pool."""
    return st.integers(0, 19).flatmap(lambda number: usual if number else odd)


MESSAGES = mostly(
    st.sampled_from(["Your code is {####}", "{####} is it"]),
    st.one_of(st.sampled_from(["Hello there", "x" * 140 + "{####}"]), st.text(max_size=30)),
)
TEXTS = mostly(st.sampled_from(["shop", "shop_pool", "a b"]), st.text(min_size=1, max_size=20))
NUMBERS = mostly(
    st.one_of(st.integers(6, 99), st.integers(6, 99).map(str)),
    st.one_of(st.integers(-1, 4000), st.floats(0, 10), st.text(max_size=3)),
)
URIS = mostly(
    st.sampled_from(["https://example.com/", "http://localhost:3000/", "app://x"]),
    st.sampled_from(["http://example.com/", "none", ""]),
)


def some(values: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), max_size=4, unique=True)


oauth = st.fixed_dictionaries(
    {
        "AllowedOAuthFlows": mostly(st.just(["code"]), some(["code", "implicit"])),
        "AllowedOAuthScopes": mostly(
            st.just(["openid", "email"]),
            some(["openid", "phone", "profile", "aws.cognito.signin.user.admin"]),
        ),
        "CallbackURLs": mostly(st.lists(URIS, min_size=1, max_size=2, unique=True), st.just([])),
        "LogoutURLs": mostly(st.lists(URIS, min_size=1, max_size=2, unique=True), st.just([])),
    }
)
answers = st.fixed_dictionaries(
    {
        "serviceName": st.just("Cognito"),
        "useDefault": st.sampled_from(["default", "defaultSocial", "manual"]),
        "resourceName": TEXTS,
        "authSelections": mostly(
            st.sampled_from(["identityPoolAndUserPool", "userPoolOnly"]), st.just("identityPoolOnly")
        ),
    },
    optional={
        "userPoolName": TEXTS,
        "resourceNameTruncated": TEXTS,
        "sharedId": st.text("0123456789abcdef", min_size=8, max_size=8),
        "identityPoolName": TEXTS,
        "allowUnauthenticatedIdentities": st.booleans(),
        "requiredAttributes": some(ATTRIBUTES),
        "usernameAttributes": some(["email", "email, phone_number", "phone_number"]),
        "aliasAttributes": mostly(st.just([]), some(["email", "phone_number", "preferred_username"])),
        "autoVerifiedAttributes": some(["email", "phone_number"]),
        "usernameCaseSensitive": st.booleans(),
        "mfaConfiguration": st.sampled_from(["OFF", "ON", "OPTIONAL"]),
        "mfaTypes": mostly(
            st.sampled_from([["SMS Text Message"], ["TOTP"], ["SMS Text Message", "TOTP"]]), st.just([])
        ),
        "useEnabledMfas": st.booleans(),
        "smsAuthenticationMessage": MESSAGES,
        "smsVerificationMessage": MESSAGES,
        "emailVerificationMessage": MESSAGES,
        "emailVerificationSubject": MESSAGES,
        "passwordPolicyMinLength": NUMBERS,
        "passwordPolicyCharacters": some(
            ["Requires Lowercase", "Requires Numbers", "Requires Symbols", "Requires Uppercase"]
        ),
        "userpoolClientGenerateSecret": st.booleans(),
        "userpoolClientRefreshTokenValidity": NUMBERS,
        "userpoolClientSetAttributes": st.booleans(),
        "userpoolClientReadAttributes": some([*ATTRIBUTES, "email_verified"]),
        "userpoolClientWriteAttributes": some(ATTRIBUTES),
        "userPoolGroupList": st.lists(st.sampled_from(["Admins", "Editors", "a b"]), max_size=2, unique=True),
        "hostedUI": mostly(st.just(False), st.just(True)),
        "hostedUIDomainName": mostly(st.just("shop"), st.sampled_from(["Shop", "my-cognito", "-a"])),
        "oAuthMetadata": st.one_of(oauth, oauth.map(json.dumps)),
        "authProvidersUserPool": some(["Google", "Facebook", "LoginWithAmazon", "SignInWithApple"]),
        "adminQueries": st.booleans(),
        "triggers": st.just({"PostConfirmation": ["custom"]}),
    },
)

ANSWER_NAMES = {
    *(str(field.validation_alias) for field in Answers.model_fields.values()),
    *(name.partition(".")[0] for name in ANSWER_OF.values()),
}


@given(given_answers=answers)
def test_any_answers(given_answers: Json) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "dev.toml"
        file.write_text(f'[amplify]\ncli_inputs = "inputs.json"\n[acknowledge]\n{ACKNOWLEDGED}')
        content = {"version": "1", "cognitoConfig": given_answers}
        (Path(folder) / "inputs.json").write_text(json.dumps(content), encoding="utf-8")
        try:
            environment = load_environment(file)
        except SettingsError as error:
            for line in str(error).splitlines():
                assert line.startswith(f"{file}: amplify"), line
                assert any(f": {name}" in line for name in ANSWER_NAMES), line
            return
        event("synthesized")
        app = cdk.App(outdir=f"{folder}/cdk.out", analytics_reporting=False)
        AuthStack(app, "auth-dev", environment=environment)
        template = app.synth().get_stack_by_name("auth-dev").template
        assert [str(finding) for finding in lint(json.dumps(template))] == []
