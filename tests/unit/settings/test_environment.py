"""What an environment derives from what its file says."""

from typing import Any

import pytest

from stacks.settings import Environment, Settings
from stacks.settings.identity_pool import IdentityPool


def settings(**sections: Any) -> Settings:
    return Settings.model_validate({"user_pool": {"name": "x"}, "mfa": {"mode": "OFF"}} | sections)


def environment(**sections: Any) -> Environment:
    return Environment("dev", settings(**sections))


def mfa(mode: str = "OPTIONAL", **fields: Any) -> dict[str, Any]:
    return {"mode": mode, "types": ["SMS", "TOTP"], **fields}


def warnings(**sections: Any) -> list[str]:
    return [warning.id for warning in environment(**sections).warnings()]


@pytest.mark.parametrize(
    ("fields", "types", "preferred"),
    [
        ({}, ("SMS", "TOTP"), "SMS"),
        ({"types": ["TOTP"]}, ("TOTP",), "TOTP"),
        ({"types": ["TOTP", "SMS"]}, ("TOTP", "SMS"), "SMS"),
        ({"enable_for_new_users": ["TOTP"]}, ("TOTP",), "TOTP"),
        ({"enable_for_new_users": []}, (), None),
        ({"preferred": "TOTP"}, ("SMS", "TOTP"), "TOTP"),
    ],
)
def test_what_new_users_get(fields: dict[str, Any], types: tuple[str, ...], preferred: str | None) -> None:
    found = settings(mfa=mfa(**fields)).mfa
    assert found.mode != "OFF"
    assert (found.new_user_types, found.new_user_preferred) == (types, preferred)


@pytest.mark.parametrize(
    ("sections", "sends"),
    [
        ({}, False),
        ({"sms": {}}, True),
        ({"mfa": mfa(types=["TOTP"])}, False),
        ({"mfa": mfa(types=["SMS"])}, True),
        ({"user_pool": {"name": "x", "sign_in": ["phone_number"]}}, True),
        ({"user_pool": {"name": "x", "sign_in": ["username", "phone_number"]}}, True),
        ({"user_pool": {"name": "x", "auto_verify": ["phone_number"]}}, True),
        ({"user_pool": {"name": "x", "required_attributes": ["phone_number"]}}, False),
    ],
)
def test_when_the_pool_sends_sms_messages(sections: dict[str, Any], sends: bool) -> None:
    assert (settings(**sections).sms_configuration is not None) == sends


def test_the_external_id_does_not_change_with_the_pools_name() -> None:
    first = environment(user_pool={"name": "a"})
    second = environment(user_pool={"name": "b"})
    assert first.sms_external_id == second.sms_external_id == "auth-dev-sms"
    assert environment(sms={"external_id": "given"}).sms_external_id == "given"


def test_phones_that_are_never_verified_are_warned_about() -> None:
    assert warnings(mfa=mfa()) == ["PhoneNeverVerified"]
    assert warnings(mfa=mfa(require_verified_phone=False)) == ["PhoneNeverVerified"]
    assert warnings(mfa=mfa(enable_for_new_users=["TOTP"])) == []
    assert warnings(mfa=mfa(), user_pool={"name": "x", "auto_verify": ["email", "phone_number"]}) == []
    trigger = "arn:aws:lambda:us-east-1:123456789012:function:verifies"
    assert warnings(mfa=mfa(), triggers={"pre_sign_up": trigger}) == []


def test_users_who_could_not_sign_in_are_warned_about() -> None:
    sms_only = mfa("ON", types=["SMS"])
    verifies = {"name": "x", "auto_verify": ["email", "phone_number"]}
    assert warnings(mfa=sms_only, user_pool=verifies) == ["SmsOnlyWithoutPhone"]
    requires = {**verifies, "required_attributes": ["phone_number"]}
    assert warnings(mfa=sms_only, user_pool=requires) == []
    assert warnings(mfa={**sms_only, "mode": "OPTIONAL"}, user_pool=verifies) == []


def test_recovery_by_an_address_that_is_never_verified_is_warned_about() -> None:
    assert warnings(user_pool={"name": "x", "auto_verify": []}) == ["EmailNeverVerified"]
    assert warnings(user_pool={"name": "x", "auto_verify": [], "account_recovery": ["admin_only"]}) == []


def test_a_link_that_leads_nowhere_is_warned_about() -> None:
    link = {"verification": "link"}
    assert warnings(email=link) == ["LinkWithoutDomain"]
    assert warnings(email=link, domain={"prefix": "shop"}) == []


def test_clients_that_users_can_hardly_use_are_warned_about() -> None:
    srp = {"auth_flows": ["USER_SRP_AUTH"]}
    assert warnings(clients={"app": srp}) == ["NoRefresh"]
    assert warnings(clients={"app": {**srp, "refresh_token_rotation": 0}}) == []
    assert warnings(clients={"app": {**srp, "refresh_token_rotation": "OFF"}}) == ["NoRefresh"]
    by_phone = {"name": "x", "sign_in": ["phone_number"]}
    fixed = {"write_attributes": ["email"]}
    assert warnings(clients={"app": fixed}, user_pool=by_phone) == ["SignInAttributeNotWritable"]
    assert warnings(clients={"app": fixed}, user_pool={**by_phone, "self_sign_up": False}) == []


def test_threat_protection_follows_the_tier() -> None:
    assert settings().user_pool.effective_threat_protection == "OFF"
    plus = {"name": "x", "tier": "PLUS"}
    assert settings(user_pool=plus).user_pool.effective_threat_protection == "ENFORCED"
    unset = {**plus, "threat_protection": "unset"}
    assert settings(user_pool=unset).user_pool.effective_threat_protection == "OFF"
    audit = {**plus, "threat_protection": "AUDIT"}
    assert settings(user_pool=audit).user_pool.effective_threat_protection == "AUDIT"


def test_an_old_pools_threat_protection_with_lite_is_warned_about() -> None:
    lite = {"name": "x", "tier": "LITE"}
    assert warnings(user_pool={**lite, "threat_protection": "AUDIT"}) == ["ThreatProtectionWithLite"]
    assert warnings(user_pool=lite) == []


def test_providers_that_the_pool_must_have_already_are_warned_about() -> None:
    assert warnings(clients={"app": {"identity_providers": ["COGNITO", "Okta"]}}) == ["ProviderOutsideStack"]
    okta = {"Okta": {"type": "SAML", "details": {"MetadataURL": "https://example.com/"}}}
    named = {"app": {"identity_providers": ["COGNITO", "Okta"]}}
    assert warnings(clients=named, identity_providers=okta) == []


def test_attributes_that_a_provider_could_not_set_again_are_warned_about() -> None:
    okta = {
        "type": "SAML",
        "details": {"MetadataURL": "https://example.com/"},
        "attribute_mapping": {"email": "mail", "name": "cn"},
    }
    fixed = {"name": "x", "attributes": {"email": {"mutable": False}}}
    assert warnings(user_pool=fixed, identity_providers={"Okta": okta}) == ["MappedAttributeImmutable"]
    assert warnings(identity_providers={"Okta": okta}) == []


@pytest.mark.parametrize(
    ("region", "given", "sns_region", "here"),
    [
        # Without an alternate there is nothing to write out.
        ("us-east-1", None, None, True),
        (None, None, None, True),
        ("eu-central-1", None, "eu-central-1", True),
        ("eu-central-1", "eu-west-1", "eu-west-1", False),
        ("eu-central-1", "unset", None, True),
        ("ap-northeast-2", None, "ap-northeast-1", False),
    ],
)
def test_the_region_that_sends_sms_messages(
    region: str | None, given: str | None, sns_region: str | None, here: bool
) -> None:
    sections = {"aws": {"region": region}, "sms": {"sns_region": given}}
    found = settings(**sections)
    assert (found.sns_region, found.sends_sms_here) == (sns_region, here)
    assert warnings(**sections) == ([] if here else ["SmsSpentElsewhere"])
    assert warnings(**sections, monitoring={"enabled": False}) == []


def test_only_texts_need_no_sms_configuration() -> None:
    assert settings(sms={"enabled": False}).sms_configuration is None
    assert settings(sms={}).sms_configuration is not None


@pytest.mark.parametrize(
    ("pool", "verification", "message"),
    [
        ({"auto_verify": ["email"]}, None, "Your verification code is {####}"),
        ({"auto_verify": []}, None, None),
        ({"auto_verify": []}, "code", "Your verification code is {####}"),
    ],
)
def test_a_pool_has_its_own_message_where_it_verifies_addresses_or_says_how(
    pool: dict[str, Any], verification: str | None, message: str | None
) -> None:
    found = settings(user_pool={"name": "x", **pool}, email={"verification": verification})
    assert found.email_verification_message == message
    assert (found.email_verification_subject is None) == (message is None)


@pytest.mark.parametrize(
    ("pool", "verified"),
    [
        ({}, ("email",)),
        ({"auto_verify": []}, ()),
        ({"keep_original": []}, ()),
        ({"keep_original": "unset"}, None),
        ({"auto_verify": ["email", "phone_number"], "keep_original": ["email"]}, ("email",)),
    ],
)
def test_what_is_verified_before_an_update(pool: dict[str, Any], verified: tuple[str, ...] | None) -> None:
    assert settings(user_pool={"name": "x", **pool}).user_pool.verified_before_update == verified


@pytest.mark.parametrize(
    ("pool", "groups", "resolution"),
    [
        (None, {"Admins": 1}, None),
        ({}, {}, None),
        ({}, {"Admins": 1}, "AuthenticatedRole"),
        ({}, {"Admins": {"role_arn": "unset"}}, None),
        ({"ambiguous_role_resolution": "Deny"}, {}, "Deny"),
        ({"ambiguous_role_resolution": "unset"}, {"Admins": 1}, None),
    ],
)
def test_when_groups_decide_the_role(
    pool: dict[str, Any] | None, groups: dict[str, Any], resolution: str | None
) -> None:
    identity_pool = None if pool is None else {"name": "x", **pool}
    assert settings(identity_pool=identity_pool, groups=groups).ambiguous_role_resolution == resolution


def test_the_external_id_can_be_unset_with_an_existing_role() -> None:
    role = "arn:aws:iam::123456789012:role/sms"
    assert environment(sms={"role_arn": role, "external_id": "unset"}).sms_external_id is None


@pytest.mark.parametrize(
    ("email", "account"),
    [
        ({}, "COGNITO_DEFAULT"),
        ({"ses_identity_arn": "arn:aws:ses:us-east-1:123456789012:identity/example.com"}, "DEVELOPER"),
        (
            {
                "ses_identity_arn": "arn:aws:ses:us-east-1:123456789012:identity/example.com",
                "sending_account": "COGNITO_DEFAULT",
            },
            "COGNITO_DEFAULT",
        ),
    ],
)
def test_who_sends_e_mails(email: dict[str, Any], account: str) -> None:
    assert settings(email=email).email.effective_sending_account == account


def test_a_clients_oauth_comes_before_the_hosted_ui() -> None:
    found = settings(
        hosted_ui={
            "domain_prefix": "shop",
            "redirect_sign_in": ["https://a/"],
            "redirect_sign_out": ["https://b/"],
        },
        clients={"web": {}, "other": {"oauth": {"callback_urls": ["https://c/"]}}},
    )
    web, other = found.oauth(found.clients["web"]), found.oauth(found.clients["other"])
    assert web is not None
    assert (web.flows, web.callback_urls, web.logout_urls) == (("code",), ("https://a/",), ("https://b/",))
    assert other is not None
    assert other.callback_urls == ("https://c/",)
    assert found.effective_domain is not None
    assert found.effective_domain.prefix == "shop"


def test_what_devices_do_unless_a_file_says_so() -> None:
    tracking = settings(user_pool={"name": "x", "device_tracking": {}}).user_pool.device_tracking
    assert tracking is not None
    assert not tracking.challenge_required_on_new_device
    assert not tracking.device_only_remembered_on_user_prompt


def test_the_defaults_that_cannot_be_changed_later() -> None:
    pool = settings(user_pool={"name": "x", "attributes": {"custom:tenant": {}}}).user_pool
    assert pool.case_sensitive is False
    assert pool.sign_in == ("username",)
    assert pool.required_attributes == ("email",)
    assert pool.attributes["custom:tenant"].mutable
    assert not settings().clients["native"].generate_secret
    assert settings(identity_pool={"name": "x"}).identity_pool == IdentityPool(name="x", guests=False)


def test_the_defaults_that_protect_a_pool() -> None:
    found = settings()
    pool, policy, client = found.user_pool, found.password_policy, found.clients["web"]
    assert (pool.deletion_protection, pool.removal_policy, pool.self_sign_up) == (True, "retain", True)
    assert (policy.minimum_length, policy.history) == (12, 0)
    assert policy.require_lowercase
    assert policy.require_uppercase
    assert policy.require_numbers
    assert policy.require_symbols
    assert client.prevent_user_existence_errors
    assert client.enable_token_revocation
