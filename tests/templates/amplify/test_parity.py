"""The same answers give the same pool: what Amplify made of each case, and what is made of it here."""

import pytest

from stacks.loading import SettingsError, load_environment
from stacks.loading.load import load_environments
from tests.templates.amplify import facts
from tests.templates.amplify.cases import allowed, cases, requested, write_answers, write_requests
from tests.templates.amplify.facts import Template
from tests.templates.checks.editing import findings

# Amplify turns MFA off when an update leaves it out, against its own schema's words.
KEPT_WHEN_LEFT_OUT = "upd-on-omit-mfa"


def expect_parity(name: str, template: Template) -> None:
    case = cases()[name]
    assert facts.pool(template) == case["pool"]
    for client in ("web_client", "native_client"):
        assert facts.client(template, case[client]["ClientName"]) == case[client]
    external_ids = (
        [case["pool"]["SmsConfiguration"]["ExternalId"]] if "SmsConfiguration" in case["pool"] else []
    )
    assert facts.sms_roles(template) == external_ids
    assert facts.identity_pool(template) == case.get("identity_pool")
    assert facts.groups(template) == case["groups"]
    assert set(template["Outputs"]) >= set(case["outputs"])
    assert ("CreatedSNSRole" in template["Outputs"]) == bool(external_ids)


@pytest.mark.parametrize("name", allowed())
def test_answers(name: str, from_answers: dict[str, Template]) -> None:
    expect_parity(name, from_answers[name])


@pytest.mark.parametrize("name", [name for name in requested() if name != KEPT_WHEN_LEFT_OUT])
def test_requests(name: str, from_requests: dict[str, Template]) -> None:
    expect_parity(name, from_requests[name])


def test_an_update_that_leaves_mfa_out_keeps_it(from_requests: dict[str, Template]) -> None:
    pool = facts.pool(from_requests[KEPT_WHEN_LEFT_OUT])
    assert (pool["MfaConfiguration"], pool["EnabledMfas"]) == ("ON", ["SMS_MFA", "SOFTWARE_TOKEN_MFA"])
    client = facts.client(from_requests[KEPT_WHEN_LEFT_OUT], "mfadema1b2c3d4_app_client")
    assert client["refresh token minutes"] == 10 * 24 * 60


def test_new_roles_for_an_imported_identity_pool_are_refused_by_the_update_guard(
    from_answers: dict[str, Template],
) -> None:
    new = from_answers["idup-on-smstotp"]
    # An import leaves out what CloudFormation would have to create.
    left_out = ("AWS::IAM::Role", "AWS::Cognito::IdentityPoolRoleAttachment")
    imported = {
        name: resource for name, resource in new["Resources"].items() if resource["Type"] not in left_out
    }
    assert "RoleAttachmentChanged" in findings({**new, "Resources": imported}, new)


def test_a_case_without_a_user_pool_is_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("refused")
    refused = [name for name, case in cases().items() if "refused" in case]
    assert refused == ["raw-identitypoolonly"]
    write_answers(folder, refused[0])
    with pytest.raises(
        SettingsError, match="authSelections: is identityPoolOnly: there is no user pool in it"
    ):
        load_environments(folder)


WARNINGS = {
    "wt-many-triggers": ["AmplifyTriggers", "PhoneNeverVerified"],
    "idup-optional-smstotp-oauth-social": [
        "AmplifySocialProviders",
        "AmplifyRoles",
        "PhoneNeverVerified",
        "ProviderOutsideStack",
    ],
    "wt-default-emailphone": ["AmplifyRoles", "AmplifySmsAdded"],
    "up-optional-totp-alias": ["AmplifyRepaired"],
    "up-optional-totp-required-many": ["AmplifyRepaired"],
    "up-off": [],
}


@pytest.mark.parametrize("name", WARNINGS)
def test_what_is_otherwise_than_in_amplify_is_warned_about(
    name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("warned")
    write_answers(folder, name)
    environment = load_environment(folder / f"{name}.toml")
    assert [warning.id for warning in environment.warnings()] == WARNINGS[name]


def test_an_update_without_mfa_is_warned_about(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("update")
    write_requests(folder, KEPT_WHEN_LEFT_OUT)
    environment = load_environment(folder / f"{KEPT_WHEN_LEFT_OUT}.toml")
    assert "AmplifyUpdateWithoutMfa" in [warning.id for warning in environment.warnings()]
