"""The sentence of each warning, for a file that gives cause for it."""

from typing import Any

import pytest

from tests.unit.settings.test_environment import environment

POOL = {"name": "x"}
OKTA = {
    "type": "SAML",
    "details": {"MetadataURL": "https://example.com/"},
    "attribute_mapping": {"email": "mail", "name": "cn"},
}
WARNINGS: dict[str, tuple[dict[str, Any], str]] = {
    "EmailNeverVerified": (
        {"user_pool": {**POOL, "auto_verify": []}},
        "users who forget their password need a verified e-mail address, and sign-up verifies none. Add "
        '"email" to user_pool.auto_verify, or change user_pool.account_recovery',
    ),
    "ThreatProtectionWithLite": (
        {"user_pool": {**POOL, "tier": "LITE", "threat_protection": "AUDIT"}},
        "a pool with tier LITE can keep the threat protection it had before tiers existed, but Cognito "
        'refuses it in a new pool. Set user_pool.tier = "PLUS", or threat_protection = "OFF"',
    ),
    "LinkWithoutDomain": (
        {"email": {"verification": "link"}},
        "nobody can verify an e-mail address: the link leads to the pool's domain, and the file has "
        'none. Add a [domain], or set email.verification = "code"',
    ),
    "SmsSpentElsewhere": (
        {"aws": {"region": "ap-northeast-2"}, "sms": {}},
        "SMS messages are sent and billed in ap-northeast-1, and an alarm sees its own region only: "
        "monitor SNS's spending (SMSMonthToDateSpentUSD) there",
    ),
    "ProviderOutsideStack": (
        {"clients": {"app": {"identity_providers": ["COGNITO", "Okta", "Ping"]}}},
        "app clients name the identity providers Okta, Ping, which are not in [identity_providers]: the "
        "deployment fails unless the pool has them already",
    ),
    "MappedAttributeImmutable": (
        {
            "user_pool": {**POOL, "attributes": {"email": {"mutable": False}, "name": {"mutable": False}}},
            "identity_providers": {"Okta": OKTA},
        },
        "identity_providers.Okta writes email and name at each sign-in, but attributes with mutable = "
        "false cannot change: Cognito refuses a sign-in that brings another value",
    ),
    "NoRefresh": (
        {"clients": {"app": {"auth_flows": ["USER_SRP_AUTH"]}}},
        "users of clients.app have to sign in again whenever their access token expires. Add "
        '"REFRESH_TOKEN_AUTH" to clients.app.auth_flows',
    ),
    "SignInAttributeNotWritable": (
        {
            "user_pool": {**POOL, "sign_in": ["phone_number"]},
            "clients": {"app": {"write_attributes": ["email"]}},
        },
        "clients.app cannot write phone_number, by which users sign in and sign up. Add it to "
        "clients.app.write_attributes",
    ),
    "PhoneNeverVerified": (
        {"mfa": {"mode": "OPTIONAL", "types": ["SMS"]}},
        "no one who signs up gets SMS MFA: it is enabled for verified phone numbers only, and sign-up "
        "verifies none. Where users are to choose for themselves, as in a pool made by Amplify or by "
        'hand, set mfa.enable_for_new_users = []. Otherwise: Add "phone_number" to '
        "user_pool.auto_verify",
    ),
    "SmsOnlyWithoutPhone": (
        {
            "mfa": {"mode": "ON", "types": ["SMS"]},
            "user_pool": {**POOL, "auto_verify": ["email", "phone_number"]},
        },
        "users without a phone number cannot sign in at all: MFA is ON and SMS is the only type. Add "
        '"phone_number" to user_pool.required_attributes, or "TOTP" to mfa.types',
    ),
    "MigrationNeverCalled": (
        {"triggers": {"user_migration": "arn:aws:lambda:us-east-1:123456789012:function:migrates"}},
        "triggers.user_migration is not called at sign-in: it needs the user's password, and with SRP "
        'Cognito never sees that. Add "USER_PASSWORD_AUTH" to the auth_flows of a client',
    ),
}


@pytest.mark.parametrize("warning_id", WARNINGS)
def test_a_warning_says_what_happens_and_what_to_do(warning_id: str) -> None:
    sections, text = WARNINGS[warning_id]
    assert [(found.id, found.text) for found in environment(**sections).warnings()] == [(warning_id, text)]
