"""What an environment derives from what its file says."""

from typing import Any

import pytest

from stacks.settings import Environment, Settings


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
    assert warnings(mfa=mfa(require_verified_phone=False)) == []
    assert warnings(mfa=mfa(enable_for_new_users=["TOTP"])) == []
    assert warnings(mfa=mfa(), user_pool={"name": "x", "auto_verify": ["email", "phone_number"]}) == []
    trigger = "arn:aws:lambda:us-east-1:123456789012:function:verifies"
    assert warnings(mfa=mfa(), triggers={"pre_sign_up": trigger}) == []


def test_users_who_could_not_sign_in_are_warned_about() -> None:
    sms_only = mfa("ON", types=["SMS"], require_verified_phone=False)
    assert warnings(mfa=sms_only) == ["SmsOnlyWithoutPhone"]
    assert warnings(mfa=sms_only, user_pool={"name": "x", "required_attributes": ["phone_number"]}) == []
    assert warnings(mfa={**sms_only, "mode": "OPTIONAL"}) == []


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
    by_phone = {"name": "x", "sign_in": ["phone_number"]}
    fixed = {"write_attributes": ["email"]}
    assert warnings(clients={"app": fixed}, user_pool=by_phone) == ["SignInAttributeNotWritable"]
    assert warnings(clients={"app": fixed}, user_pool={**by_phone, "self_sign_up": False}) == []


def test_threat_protection_follows_the_tier() -> None:
    assert settings().user_pool.effective_threat_protection == "OFF"
    plus = {"name": "x", "tier": "PLUS"}
    assert settings(user_pool=plus).user_pool.effective_threat_protection == "ENFORCED"
    audit = {**plus, "threat_protection": "AUDIT"}
    assert settings(user_pool=audit).user_pool.effective_threat_protection == "AUDIT"
