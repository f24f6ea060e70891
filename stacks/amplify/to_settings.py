"""What an environment file would say for Amplify's answers.

The settings are made without validation: they are the lowest layer of an environment, validated together with
what the file itself says, which wins.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from stacks.amplify.answers import STANDARD_ATTRIBUTES, Answers, words
from stacks.amplify.project import Project
from stacks.service import COGNITO_PROVIDER, MfaType, ProviderType
from stacks.settings.clients import NATIVE, WEB, Client
from stacks.settings.domain import Domain, HostedUi
from stacks.settings.email import Email
from stacks.settings.environment import ClientFileAnswers, Settings
from stacks.settings.groups import Group
from stacks.settings.identity_pool import IdentityPool
from stacks.settings.identity_providers import IdentityProvider
from stacks.settings.mfa import Mfa, MfaOff, MfaOn, MfaOptional
from stacks.settings.oauth import OAuth
from stacks.settings.sms import Sms
from stacks.settings.user_pool import PasswordPolicy, SignInAttribute, UserPool, VerifiedAttribute

Attribute = TypeVar("Attribute", bound=str)

PROVIDERS: dict[str, ProviderType] = {
    "Google": "Google",
    "Facebook": "Facebook",
    "LoginWithAmazon": "LoginWithAmazon",
    "SignInWithApple": "SignInWithApple",
}
SIGN_IN_ATTRIBUTES: dict[str, SignInAttribute] = {
    "email": "email", "phone_number": "phone_number", "preferred_username": "preferred_username",
}  # fmt: skip
VERIFIED_ATTRIBUTES: dict[str, VerifiedAttribute] = {
    "email": "email", "phone_number": "phone_number",
}  # fmt: skip

ANSWER_OF = {
    "user_pool.name": "userPoolName",
    "user_pool.sign_in": "usernameAttributes",
    "user_pool.required_attributes": "requiredAttributes",
    "user_pool.auto_verify": "autoVerifiedAttributes",
    "password_policy.minimum_length": "passwordPolicyMinLength",
    "mfa.types": "mfaTypes",
    "sms.authentication_message": "smsAuthenticationMessage",
    "sms.verification_message": "smsVerificationMessage",
    "sms.external_id": "resourceNameTruncated",
    "email.verification_message": "emailVerificationMessage",
    "email.verification_subject": "emailVerificationSubject",
    "clients.web.name": "resourceNameTruncated",
    "clients.native.name": "resourceNameTruncated",
    "clients.web.refresh_token": "userpoolClientRefreshTokenValidity",
    "clients.native.refresh_token": "userpoolClientRefreshTokenValidity",
    "clients.web.access_token": "userpoolClientRefreshTokenValidity",
    "clients.native.access_token": "userpoolClientRefreshTokenValidity",
    "clients.web.read_attributes": "userpoolClientReadAttributes",
    "clients.native.read_attributes": "userpoolClientReadAttributes",
    "clients.web.write_attributes": "userpoolClientWriteAttributes",
    "clients.native.write_attributes": "userpoolClientWriteAttributes",
    "identity_pool.name": "identityPoolName",
    "groups": "userPoolGroupList",
    "hosted_ui.domain_prefix": "hostedUIDomainName",
    "domain.prefix": "hostedUIDomainName",
    "hosted_ui.scopes": "oAuthMetadata.AllowedOAuthScopes",
    "hosted_ui.redirect_sign_in": "oAuthMetadata.CallbackURLs",
    "hosted_ui.redirect_sign_out": "oAuthMetadata.LogoutURLs",
    **{
        f"clients.{client}.oauth.{field}": f"oAuthMetadata.{answer}"
        for client in (WEB, NATIVE)
        for field, answer in (
            ("scopes", "AllowedOAuthScopes"),
            ("callback_urls", "CallbackURLs"),
            ("logout_urls", "LogoutURLs"),
        )
    },
}
"""Which answer a setting was read from, for messages."""


def to_settings(project: Project, *, providers: Iterable[str] = ()) -> Settings:
    """The settings that the answers stand for, not validated; what Amplify does not ask is not set.

    :param providers: the identity providers that the file has sections for. Amplify's files have all of
        them but the secret, so that only with a section of its own a provider is in the stack.
    """
    answers = project.answers
    return Settings.model_construct(
        user_pool=_user_pool(project),
        password_policy=_password_policy(answers),
        mfa=_mfa(project),
        sms=_sms(project),
        email=Email.model_construct(
            # Amplify leaves it to Cognito, which sends.
            sending_account="unset",
            verification_message=answers.email_verification_message,
            verification_subject=answers.email_verification_subject,
        ),
        clients=_clients(answers),
        identity_pool=_identity_pool(project),
        groups={name: Group.model_construct() for name in project.join_groups}
        | {
            group.name: Group.model_construct(precedence=group.precedence, role_arn=group.role)
            for group in project.groups
        },
        identity_providers={
            name: _identity_provider(answers, PROVIDERS[name]) for name in providers if name in PROVIDERS
        },
        **_hosted_ui(project),
    )


def client_file_answers(project: Project) -> ClientFileAnswers:
    """What Amplify's older client files repeat from the answers."""
    answers = project.answers
    types = {"SMS Text Message": "SMS", "TOTP": "TOTP"}
    return ClientFileAnswers(
        # Amplify's own default, which it keeps when MFA is off.
        mfa_types=tuple(types[name] for name in answers.mfa_types) or ("SMS",),
        verification_mechanisms=tuple(words(answers.auto_verified_attributes)),
        social_providers=tuple(answers.auth_providers_user_pool),
    )


def _user_pool(project: Project) -> UserPool:
    answers = project.answers
    name = answers.user_pool_name or f"{answers.resource_name}_userpool_{answers.name_suffix}"
    sign_in = _attributes(SIGN_IN_ATTRIBUTES, answers.username_attributes)
    return UserPool.model_construct(
        name=f"{name}-{project.env}",
        sign_in=sign_in or ("username", *_attributes(SIGN_IN_ATTRIBUTES, answers.alias_attributes)),
        case_sensitive=answers.username_case_sensitive,
        required_attributes=_attributes(STANDARD_ATTRIBUTES, answers.required_attributes),
        attributes=project.custom_attributes,
        auto_verify=_attributes(VERIFIED_ATTRIBUTES, project.auto_verified),
        join_groups=project.join_groups,
        # Amplify leaves it to Cognito.
        account_recovery=None,
    )


def _password_policy(answers: Answers) -> PasswordPolicy:
    classes = answers.password_policy_characters
    return PasswordPolicy.model_construct(
        minimum_length=answers.password_policy_min_length,
        require_lowercase="Requires Lowercase" in classes,
        require_uppercase="Requires Uppercase" in classes,
        require_numbers="Requires Numbers" in classes,
        require_symbols="Requires Symbols" in classes,
        # Amplify leaves them to Cognito.
        temporary_password_days=None,
        history=None,
    )


def _mfa(project: Project) -> Mfa:
    answers = project.answers
    types = ((MfaType.SMS,) if project.sends_sms else ()) + (
        (MfaType.TOTP,) if "TOTP" in answers.mfa_types else ()
    )
    match answers.mfa_configuration:
        case "OFF":
            return MfaOff.model_construct(mode="OFF")
        case "OPTIONAL":
            return MfaOptional.model_construct(mode="OPTIONAL", types=types)
        case "ON":
            return MfaOn.model_construct(mode="ON", types=types)


def _sms(project: Project) -> Sms | None:
    answers = project.answers
    if not project.sends_sms:
        return None
    return Sms.model_construct(
        authentication_message=answers.sms_authentication_message,
        verification_message=answers.sms_verification_message,
        external_id=answers.role_external_id or f"{answers.short_name}_role_external_id",
    )


def _clients(answers: Answers) -> dict[str, Client]:
    web = Client.model_construct(
        name=f"{_client_name(answers)}Web",
        refresh_token=f"{answers.userpool_client_refresh_token_validity} days",
        # Amplify leaves flows and existence errors to Cognito, whose default flows have CUSTOM_AUTH.
        auth_flows=("USER_SRP_AUTH", "CUSTOM_AUTH", "REFRESH_TOKEN_AUTH"),
        prevent_user_existence_errors=None,
        read_attributes=_of_clients(answers, answers.userpool_client_read_attributes),
        write_attributes=_of_clients(answers, answers.userpool_client_write_attributes),
        identity_providers=(*answers.user_pool_providers, COGNITO_PROVIDER)
        if answers.o_auth_metadata
        else None,
    )
    if oauth := _oauth(answers):
        web = web.model_copy(update={"oauth": oauth})
    native = {"name": _client_name(answers), "generate_secret": answers.userpool_client_generate_secret}
    return {WEB: web, NATIVE: web.model_copy(update=native)}


def _client_name(answers: Answers) -> str:
    return answers.userpool_client_name or f"{answers.short_name}_app_client"


def _of_clients(answers: Answers, attributes: Sequence[str]) -> tuple[str, ...] | None:
    """The attributes of clients; None: all, which is what Cognito takes an empty list for."""
    if not answers.userpool_client_set_attributes:
        return None
    return tuple(str(STANDARD_ATTRIBUTES.get(name, name)) for name in words(attributes)) or None


def _identity_pool(project: Project) -> IdentityPool | None:
    answers = project.answers
    if answers.auth_selections != "identityPoolAndUserPool":
        return None
    name = answers.identity_pool_name or f"{answers.resource_name}_identitypool_{answers.name_suffix}"
    return IdentityPool.model_construct(
        name=f"{name}__{project.env}",
        guests=answers.allow_unauthenticated_identities,
        login_providers=answers.login_providers,
        authenticated_role_arn=project.deployment.authenticated_role,
        guest_role_arn=project.deployment.guest_role,
    )


def _identity_provider(answers: Answers, provider: ProviderType) -> IdentityProvider:
    metadata = next((each for each in answers.hosted_ui_provider_meta if each.name == provider), None)
    details = {"team_id": answers.apple_team_id, "key_id": answers.apple_key_id}
    return IdentityProvider.model_construct(
        type=provider,
        client_id=answers.client_id(provider),
        scopes=tuple(re.split(r"[\s,]+", metadata.scopes)) if metadata else (),
        attribute_mapping=metadata.attribute_mapping if metadata else {},
        details={name: value for name, value in details.items() if value and provider == "SignInWithApple"},
    )


def _hosted_ui(project: Project) -> dict[str, Any]:
    """The hosted UI, or the domain alone, where the OAuth settings are the clients'."""
    answers = project.answers
    oauth = answers.o_auth_metadata
    if oauth is None:
        return {}
    prefix = answers.hosted_ui_domain_name or f"{answers.resource_name}-{answers.name_suffix}".lower()
    prefix = f"{prefix}-{project.env}"
    if not _fits_hosted_ui(answers):
        return {"domain": Domain.model_construct(prefix=prefix)} if _has_domain(answers) else {}
    return {
        "hosted_ui": HostedUi.model_construct(
            domain_prefix=prefix,
            flow=oauth.flows[0],
            scopes=tuple(oauth.scopes),
            redirect_sign_in=_distinct(oauth.callbacks),
            redirect_sign_out=_distinct(oauth.logouts),
        )
    }


def _oauth(answers: Answers) -> OAuth | None:
    """The OAuth settings of each client, where the hosted UI does not have them."""
    oauth = answers.o_auth_metadata
    if oauth is None or _fits_hosted_ui(answers):
        return None
    return OAuth.model_construct(
        flows=tuple(dict.fromkeys(oauth.flows)),
        scopes=tuple(oauth.scopes),
        callback_urls=_distinct(oauth.callbacks),
        logout_urls=_distinct(oauth.logouts),
    )


def _fits_hosted_ui(answers: Answers) -> bool:
    """Whether a hosted UI says all: it has a domain, and a single flow."""
    oauth = answers.o_auth_metadata
    return oauth is not None and len(oauth.flows) == 1 and _has_domain(answers)


def _has_domain(answers: Answers) -> bool:
    """Whether Amplify makes a domain: a client can have OAuth settings left over from one."""
    return answers.hosted_ui or bool(answers.hosted_ui_domain_name)


def _attributes(known: dict[str, Attribute], answer: Sequence[str]) -> tuple[Attribute, ...]:
    return tuple(known[name] for name in words(answer) if name in known)


def _distinct(uris: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(uris))
