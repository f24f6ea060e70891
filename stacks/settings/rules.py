"""The rules between the sections of an environment file."""

from collections.abc import Iterator

from stacks.service import ALTERNATE_SNS_REGIONS, BACKWARD_COMPATIBLE_SES_REGIONS, COGNITO_PROVIDER, MfaType
from stacks.settings.clients import client_errors
from stacks.settings.groups import group_errors
from stacks.settings.identity_providers import provider_errors
from stacks.settings.mfa import MfaOff
from stacks.settings.section import FieldError
from stacks.settings.sections import Sections


def rule_errors(settings: Sections) -> Iterator[FieldError]:
    """Yield the rules that several sections break together."""
    yield from _sms_errors(settings)
    yield from _email_errors(settings)
    yield from _tier_errors(settings)
    yield from _trigger_errors(settings)
    yield from _client_errors(settings)
    yield from _identity_errors(settings)
    missing = [name for name in settings.user_pool.join_groups if name not in settings.groups]
    if missing:
        yield FieldError(
            "user_pool.join_groups",
            f"has {missing[0]}, which is not in [groups]: nobody can be added to it. Add it there, or remove "
            "it here",
            ("groups",),
        )


def _sms_errors(settings: Sections) -> Iterator[FieldError]:
    sms, uses = settings.sms, settings.phone_number_uses
    if sms and not sms.enabled and settings.needs_sms:
        reasons = [*uses, *(["mfa.types"] if settings.has_factor(MfaType.SMS) else [])]
        yield FieldError(
            "sms.enabled",
            f"must be true, because of {' and '.join(reasons)}: Cognito refuses it in a pool that cannot "
            f"send SMS "
            "messages",
            tuple(reasons),
        )
    if not isinstance(settings.mfa, MfaOff) and MfaType.SMS not in settings.mfa.types:
        reasons = [*uses, *(["the [sms] section"] if sms and sms.enabled else [])]
        if reasons:
            yield FieldError(
                "mfa.types",
                f"must have SMS, because of {' and '.join(reasons)}: with MFA on, Cognito refuses a pool "
                "that can send SMS messages and has SMS MFA off. Add SMS, or remove what needs it",
                tuple(uses) or ("sms.enabled",),
            )
    if settings.has_factor(MfaType.SMS) and settings.user_pool.account_recovery == ("verified_phone_number",):
        yield FieldError(
            "user_pool.account_recovery",
            "must not be verified_phone_number alone: with SMS MFA, Cognito refuses it, since the phone "
            "would be both factors. Add verified_email, or use admin_only",
            ("mfa.types",),
        )
    region = settings.aws.region
    if sms and sms.sns_region and sms.sns_region != "unset" and region:
        allowed = [region, ALTERNATE_SNS_REGIONS.get(region)]
        if sms.sns_region not in allowed:
            yield FieldError(
                "sms.sns_region",
                f"must be {' or '.join(filter(None, allowed))} for a pool in {region}: "
                "Cognito sends from nowhere else",
                ("aws.region",),
            )


def _email_errors(settings: Sections) -> Iterator[FieldError]:
    region, identity = settings.aws.region, settings.email.ses_identity_arn
    if region and identity:
        allowed = sorted({region, *BACKWARD_COMPATIBLE_SES_REGIONS})
        if identity.split(":")[3] not in allowed:
            yield FieldError(
                "email.ses_identity_arn",
                f"must be in {', '.join(allowed[:-1])} or {allowed[-1]} for a pool in {region}: Cognito "
                f"sends "
                "through no other",
                ("aws.region",),
            )


def _tier_errors(settings: Sections) -> Iterator[FieldError]:
    pool = settings.user_pool
    if settings.risk_configuration and pool.effective_threat_protection == "OFF":
        yield FieldError(
            "risk_configuration",
            "needs threat protection: Cognito refuses it without. "
            'Set user_pool.tier = "PLUS", and threat_protection to AUDIT or ENFORCED',
            ("user_pool.tier", "user_pool.threat_protection"),
        )
    if pool.tier != "LITE":
        return
    needs: dict[str, str] = {}
    if settings.password_policy.history:
        needs["password_policy.history"] = "Remove it or change the tier"
    if settings.triggers.pre_token_generation_version != "V1_0":
        needs["triggers.pre_token_generation_version"] = "Use V1_0 or change the tier"
    if settings.domain and settings.domain.managed_login_version == 2:
        needs["domain.managed_login_version"] = "Use 1 or change the tier"
    for field, fix in needs.items():
        yield FieldError(
            field,
            f'needs tier = "ESSENTIALS" or "PLUS": Cognito refuses it with LITE. {fix}',
            ("user_pool.tier",),
        )
    for name, client in settings.clients.items():
        if "USER_AUTH" in (client.auth_flows or ()):
            yield FieldError(
                f"clients.{name}.auth_flows",
                'must not have USER_AUTH with tier = "LITE": Cognito refuses choice-based sign-in there',
                ("user_pool.tier",),
            )


def _trigger_errors(settings: Sections) -> Iterator[FieldError]:
    triggers, region = settings.triggers, settings.aws.region
    if triggers.post_confirmation and settings.acts_on_sign_up:
        yield FieldError(
            "triggers.post_confirmation",
            "is taken by this project's own function: a pool has one post-confirmation trigger. "
            "Remove it, or set mfa.enable_for_new_users = [] and no user_pool.join_groups",
            ("mfa.types", "mfa.enable_for_new_users", "user_pool.join_groups"),
        )
    for name, arn in triggers.functions():
        if region and arn.split(":")[3] != region:
            yield FieldError(
                f"triggers.{name}",
                f"must be a function in {region}: Cognito calls none in another region",
                ("aws.region",),
            )
    if triggers.custom_sms_sender and not settings.sms_configuration:
        yield FieldError(
            "triggers.custom_sms_sender", "needs the [sms] section: Cognito refuses it without", ("sms",)
        )


def _client_errors(settings: Sections) -> Iterator[FieldError]:
    for error in client_errors(settings.clients):
        yield error.below("clients")
    if settings.hosted_ui and settings.domain:
        yield FieldError(
            "hosted_ui",
            "goes without [domain], which says the same: move the clients' part to clients.NAME.oauth",
            ("domain",),
        )
    pool = settings.user_pool
    known_scopes = {
        f"{identifier}/{scope}"
        for identifier, server in settings.resource_servers.items()
        for scope in server.scopes
    }
    for name, client in settings.clients.items():
        for field, attributes in (
            ("read_attributes", client.read_attributes),
            ("write_attributes", client.write_attributes),
        ):
            for attribute in attributes or ():
                if ":" in attribute and attribute not in pool.attributes:
                    yield FieldError(
                        f"clients.{name}.{field}",
                        f"has {attribute}, which the pool lacks. Add it to [user_pool.attributes], or "
                        f"remove it here",
                        ("user_pool.attributes",),
                    )
        required = [
            attribute
            for attribute in pool.required_attributes
            if client.write_attributes is not None and attribute not in client.write_attributes
        ]
        if required and client.write_attributes and pool.self_sign_up:
            yield FieldError(
                f"clients.{name}.write_attributes",
                f"must have {' and '.join(required)}: nobody could sign up with this client",
                ("user_pool.required_attributes", "user_pool.self_sign_up"),
            )
        for scope in client.oauth.custom_scopes if client.oauth else ():
            if scope not in known_scopes:
                yield FieldError(
                    f"clients.{name}.oauth.scopes",
                    f"has {scope}, which no resource server has. Add it to [resource_servers], or remove "
                    f"it here",
                    ("resource_servers",),
                )


def _identity_errors(settings: Sections) -> Iterator[FieldError]:
    for error in provider_errors(settings.identity_providers):
        yield error.below("identity_providers")
    attributes = settings.user_pool.attributes
    for name, provider in settings.identity_providers.items():
        for attribute in provider.attribute_mapping:
            if ":" in attribute and attribute not in attributes:
                yield FieldError(
                    f"identity_providers.{name}.attribute_mapping",
                    f"has {attribute}, which the pool lacks. Add it to [user_pool.attributes], or remove "
                    f"it here",
                    ("user_pool.attributes",),
                )
    pool = settings.identity_pool
    if pool and pool.clients:
        for client in pool.clients:
            if client not in settings.clients:
                yield FieldError(
                    "identity_pool.clients",
                    f"has {client}, which is no app client of [clients]",
                    ("clients",),
                )
    if pool and not settings.clients:
        yield FieldError("identity_pool", "needs an app client: its users sign in with one", ("clients",))
    if not pool:
        for name, group in settings.groups.items():
            if group.managed_policies:
                yield FieldError(
                    f"groups.{name}.managed_policies",
                    "needs an [identity_pool]: without one, nobody gets the group's role",
                    ("identity_pool",),
                )
    yield from group_errors(settings.groups, has_own_roles=pool is not None)


def outside_providers(settings: Sections) -> list[str]:
    """The identity providers that clients name and the file does not have, so that the pool must have
    them."""
    named = {
        provider
        for client in settings.clients.values()
        for provider in client.supported_identity_providers or ()
    }
    return sorted(named - settings.identity_providers.keys() - {COGNITO_PROVIDER})
