"""What is allowed in an environment file and may not be intended."""

from collections.abc import Iterator

from stacks.settings.mfa import MfaOn, MfaOptional
from stacks.settings.rules import outside_providers
from stacks.settings.section import SettingsWarning
from stacks.settings.sections import Sections
from stacks.settings.sign_up_warnings import migration_warnings, sign_up_warnings


def warnings(settings: Sections) -> Iterator[SettingsWarning]:
    """Yield what is allowed and may not be intended."""
    pool, mfa = settings.user_pool, settings.mfa
    if isinstance(mfa, MfaOptional | MfaOn):
        yield from sign_up_warnings(settings, mfa)
    yield from migration_warnings(settings)
    if pool.account_recovery == ("verified_email",) and "email" not in pool.auto_verify:
        yield SettingsWarning(
            "EmailNeverVerified",
            "users who forget their password need a verified e-mail address, and sign-up verifies none. "
            'Add "email" to user_pool.auto_verify, or change user_pool.account_recovery',
        )
    if pool.tier == "LITE" and pool.effective_threat_protection != "OFF":
        yield SettingsWarning(
            "ThreatProtectionWithLite",
            "a pool with tier LITE can keep the threat protection it had before tiers existed, but Cognito "
            'refuses it in a new pool. Set user_pool.tier = "PLUS", or threat_protection = "OFF"',
        )
    if settings.email.verification == "link" and not settings.effective_domain:
        yield SettingsWarning(
            "LinkWithoutDomain",
            "nobody can verify an e-mail address: the link leads to the pool's domain, and the file has "
            'none. Add a [domain], or set email.verification = "code"',
        )
    if settings.sms_configuration and settings.monitoring.enabled and not settings.sends_sms_here:
        yield SettingsWarning(
            "SmsSpentElsewhere",
            f"SMS messages are sent and billed in {settings.sns_region}, and an alarm sees its own region "
            "only: monitor SNS's spending (SMSMonthToDateSpentUSD) there",
        )
    yield from _client_warnings(settings)
    outside = outside_providers(settings)
    if outside:
        yield SettingsWarning(
            "ProviderOutsideStack",
            f"app clients name the identity providers {', '.join(outside)}, which are not in "
            "[identity_providers]: the deployment fails unless the pool has them already",
        )
    for name, provider in settings.identity_providers.items():
        fixed = [
            attribute
            for attribute in provider.attribute_mapping
            if attribute in pool.attributes and not pool.attributes[attribute].mutable
        ]
        if fixed:
            yield SettingsWarning(
                "MappedAttributeImmutable",
                f"identity_providers.{name} writes {' and '.join(fixed)} at each sign-in, but attributes "
                "with mutable = false cannot change: Cognito refuses a sign-in that brings another value",
            )


def _client_warnings(settings: Sections) -> Iterator[SettingsWarning]:
    pool = settings.user_pool
    for name, client in settings.clients.items():
        is_for_servers = client.oauth and "client_credentials" in client.oauth.flows
        refreshes = client.refreshes or client.rotates
        if client.auth_flows and not refreshes and not is_for_servers:
            yield SettingsWarning(
                "NoRefresh",
                f"users of clients.{name} have to sign in again whenever their access token expires. "
                f'Add "REFRESH_TOKEN_AUTH" to clients.{name}.auth_flows',
            )
        names = () if pool.has_user_names else pool.sign_in
        missing = [each for each in names if client.write_attributes and each not in client.write_attributes]
        if missing and pool.self_sign_up:
            yield SettingsWarning(
                "SignInAttributeNotWritable",
                f"clients.{name} cannot write {' and '.join(missing)}, by which users sign in and sign up. "
                f"Add it to clients.{name}.write_attributes",
            )
