"""Amplify's headless requests (`amplify add auth --headless`, `amplify update auth --headless`), versions 1
and 2, and the answers that come of them."""

from typing import Annotated, Any, Literal

from pydantic import AliasGenerator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from stacks.amplify.answers import GOOGLE, Answers, OAuthMetadata, PasswordClass
from stacks.amplify.flags import Flags
from stacks.service import OAuthScope

Changes = dict[str, Any]
"""The answers that a request says something about, by their names."""

PASSWORD_CLASSES: dict[str, PasswordClass] = {
    "REQUIRE_LOWERCASE": "Requires Lowercase",
    "REQUIRE_UPPERCASE": "Requires Uppercase",
    "REQUIRE_DIGIT": "Requires Numbers",
    "REQUIRE_SYMBOL": "Requires Symbols",
}
MFA_TYPES = {"SMS": "SMS Text Message", "TOTP": "TOTP"}
SIGN_IN: dict[str, list[str]] = {
    "USERNAME": [],
    "EMAIL": ["email"],
    "PHONE_NUMBER": ["phone_number"],
    "EMAIL_AND_PHONE_NUMBER": ["email", "phone_number"],
}


class _Part(BaseModel):
    """A part of a request. Unknown keys are those of a newer Amplify: ignored, and named in a warning."""

    model_config = ConfigDict(
        alias_generator=AliasGenerator(validation_alias=to_camel),
        frozen=True,
        extra="allow",
        validate_by_name=True,
    )


class MfaOff(_Part):
    mode: Literal["OFF"]


class MfaSettings(_Part):
    mode: Literal["ON", "OPTIONAL"]
    mfa_types: list[Literal["SMS", "TOTP"]]
    sms_message: str


class PasswordPolicy(_Part):
    minimum_length: int = 8
    additional_constraints: list[
        Literal["REQUIRE_DIGIT", "REQUIRE_LOWERCASE", "REQUIRE_SYMBOL", "REQUIRE_UPPERCASE"]
    ] = []


class Verification(_Part):
    """An auto-verified attribute of version 2."""

    type: Literal["EMAIL", "PHONE_NUMBER"]
    verification_message: str | None = None
    # The schema misspells it, and Amplify reads the right spelling: both are taken.
    verification_subject: str | None = None
    verifiection_subject: str | None = None


class PasswordRecovery(_Part):
    """What version 1 has instead."""

    delivery_method: Literal["EMAIL", "SMS"]
    email_message: str | None = None
    email_subject: str | None = None
    sms_message: str | None = None


class Group(_Part):
    model_config = ConfigDict(extra="ignore")

    group_name: str


class SocialProvider(_Part):
    """A provider by its name; what else a request says of one of the user pool is a secret, or goes with
    one."""

    model_config = ConfigDict(extra="ignore")

    provider: str
    client_id: str | None = None


class OAuth(_Part):
    """A hosted UI; in an update, `{}` takes it away."""

    domain_prefix: str | None = None
    redirect_signin_uris: Annotated[list[str], Field(validation_alias="redirectSigninURIs")] = []
    redirect_signout_uris: Annotated[list[str], Field(validation_alias="redirectSignoutURIs")] = []
    o_auth_grant_type: Literal["CODE", "IMPLICIT"] = "CODE"
    o_auth_scopes: list[Literal["AWS.COGNITO.SIGNIN.USER.ADMIN", "EMAIL", "OPENID", "PHONE", "PROFILE"]] = []
    social_provider_configurations: list[SocialProvider] = []


class Changeable(_Part):
    """What an update can say of a user pool; what it leaves out stays."""

    user_pool_groups: list[Group] | None = None
    admin_queries: dict[str, Any] | None = None
    mfa: Annotated[MfaOff | MfaSettings, Field(discriminator="mode")] | None = None
    password_policy: PasswordPolicy | None = None
    refresh_token_period: int | None = None
    read_attributes: list[str] | None = None
    write_attributes: list[str] | None = None
    auto_verified_attributes: list[Verification] | None = None
    password_recovery: PasswordRecovery | None = None
    o_auth: OAuth | None = None


class UserPoolConfiguration(Changeable):
    signin_method: Literal["USERNAME", "EMAIL", "PHONE_NUMBER", "EMAIL_AND_PHONE_NUMBER"]
    required_signup_attributes: list[str]
    alias_attributes: list[Literal["EMAIL", "PHONE_NUMBER", "PREFERRED_USERNAME"]] = []
    user_pool_name: str | None = None


class IdentityPoolConfiguration(_Part):
    identity_pool_name: str | None = None
    unauthenticated_login: bool = False
    identity_social_federation: list[SocialProvider] = []


class ServiceConfiguration(_Part):
    service_name: Literal["Cognito"]
    include_identity_pool: bool
    identity_pool_configuration: IdentityPoolConfiguration = IdentityPoolConfiguration()
    user_pool_configuration: UserPoolConfiguration


class ServiceModification(_Part):
    service_name: Literal["Cognito"]
    include_identity_pool: bool
    identity_pool_modification: IdentityPoolConfiguration | None = None
    user_pool_modification: Changeable


class AddAuthRequest(_Part):
    version: Literal[1, 2]
    resource_name: str
    service_configuration: ServiceConfiguration


class UpdateAuthRequest(_Part):
    version: Literal[1, 2]
    service_modification: ServiceModification


SCOPES: dict[str, OAuthScope] = {
    "AWS.COGNITO.SIGNIN.USER.ADMIN": "aws.cognito.signin.user.admin",
    "EMAIL": "email",
    "OPENID": "openid",
    "PHONE": "phone",
    "PROFILE": "profile",
}


def added(request: AddAuthRequest, flags: Flags) -> Answers:
    """The answers that an AddAuthRequest stands for, as cli-inputs.json would have them."""
    service = request.service_configuration
    pool = service.user_pool_configuration
    answers = Answers(
        resource_name=request.resource_name,
        auth_selections="userPoolOnly",
        user_pool_name=pool.user_pool_name,
        required_attributes=_lower(pool.required_signup_attributes),
        username_attributes=SIGN_IN[pool.signin_method],
        alias_attributes=_lower(pool.alias_attributes) if flags.force_alias_attributes else [],
        # The flag counts when auth is added, and its outcome is kept in the answers.
        username_case_sensitive=False if flags.enable_case_insensitivity else None,
        # Version 1 recovers passwords by e-mail unless it says otherwise, and verifies what it recovers by.
        auto_verified_attributes=["email"] if request.version == 1 and not pool.password_recovery else [],
    )
    return _changed(answers, pool, service.include_identity_pool, service.identity_pool_configuration)


def updated(answers: Answers, request: UpdateAuthRequest) -> Answers:
    """The answers after an UpdateAuthRequest; what it leaves out stays."""
    service = request.service_modification
    pool = service.user_pool_modification
    return _changed(answers, pool, service.include_identity_pool, service.identity_pool_modification)


def _changed(
    answers: Answers, pool: Changeable, included: bool, identity_pool: IdentityPoolConfiguration | None
) -> Answers:
    changes = {
        **_identity_pool(included, identity_pool),
        **_groups_and_clients(pool),
        **_mfa(pool),
        **_password(pool),
        **_verified(pool),
        **_hosted_ui(pool),
    }
    return answers.model_copy(update=changes)


def _groups_and_clients(pool: Changeable) -> Changes:
    changes: Changes = {}
    if pool.user_pool_groups is not None:
        changes["user_pool_group_list"] = [group.group_name for group in pool.user_pool_groups]
    if pool.admin_queries is not None:
        changes["admin_queries"] = True
    if pool.refresh_token_period is not None:
        changes["userpool_client_refresh_token_validity"] = pool.refresh_token_period
    if pool.read_attributes is not None or pool.write_attributes is not None:
        # Amplify drops them, although the request states them.
        changes["userpool_client_set_attributes"] = True
    if pool.read_attributes is not None:
        changes["userpool_client_read_attributes"] = _lower(pool.read_attributes)
    if pool.write_attributes is not None:
        changes["userpool_client_write_attributes"] = _lower(pool.write_attributes)
    return changes


def _mfa(pool: Changeable) -> Changes:
    if pool.mfa is None:
        return {}
    if isinstance(pool.mfa, MfaOff):
        return {"mfa_configuration": "OFF"}
    return {
        "mfa_configuration": pool.mfa.mode,
        "mfa_types": [MFA_TYPES[name] for name in pool.mfa.mfa_types],
        "sms_authentication_message": pool.mfa.sms_message,
    }


def _password(pool: Changeable) -> Changes:
    if pool.password_policy is None:
        return {}
    return {
        "password_policy_min_length": pool.password_policy.minimum_length,
        "password_policy_characters": [
            PASSWORD_CLASSES[name] for name in pool.password_policy.additional_constraints
        ],
    }


def _verified(pool: Changeable) -> Changes:
    if pool.password_recovery is not None:
        return _recovery(pool.password_recovery)
    if pool.auto_verified_attributes is None:
        return {}
    answers: Changes = {
        "auto_verified_attributes": [verified.type.lower() for verified in pool.auto_verified_attributes]
    }
    for verified in pool.auto_verified_attributes:
        if verified.type == "PHONE_NUMBER":
            answers["sms_verification_message"] = verified.verification_message
        else:
            answers["email_verification_message"] = verified.verification_message
            answers["email_verification_subject"] = (
                verified.verification_subject or verified.verifiection_subject
            )
    return {name: value for name, value in answers.items() if value is not None}


def _recovery(recovery: PasswordRecovery) -> Changes:
    if recovery.delivery_method == "SMS":
        answers = {
            "auto_verified_attributes": ["phone_number"],
            "sms_verification_message": recovery.sms_message,
        }
    else:
        answers = {
            "auto_verified_attributes": ["email"],
            "email_verification_message": recovery.email_message,
            "email_verification_subject": recovery.email_subject,
        }
    return {name: value for name, value in answers.items() if value is not None}


def _hosted_ui(pool: Changeable) -> Changes:
    if pool.o_auth is None:
        return {}
    if not pool.o_auth.model_fields_set:
        return {"hosted_ui": False, "o_auth_metadata": None, "auth_providers_user_pool": []}
    return {
        "hosted_ui": True,
        "hosted_ui_domain_name": pool.o_auth.domain_prefix,
        "o_auth_metadata": OAuthMetadata(
            flows=["code" if pool.o_auth.o_auth_grant_type == "CODE" else "implicit"],
            scopes=[SCOPES[scope] for scope in pool.o_auth.o_auth_scopes],
            callbacks=pool.o_auth.redirect_signin_uris,
            logouts=pool.o_auth.redirect_signout_uris,
        ),
        "auth_providers_user_pool": [
            _pascal(social.provider) for social in pool.o_auth.social_provider_configurations
        ],
    }


# Of a request's identity providers, Cognito's name and the answer with the app's id.
LOGIN_PROVIDERS = {
    "FACEBOOK": ("graph.facebook.com", "facebook_app_id"),
    "GOOGLE": (GOOGLE, "google_client_id"),
    "LOGIN_WITH_AMAZON": ("www.amazon.com", "amazon_app_id"),
    "SIGN_IN_WITH_APPLE": ("appleid.apple.com", "apple_app_id"),
}


def _identity_pool(included: bool, configuration: IdentityPoolConfiguration | None) -> Changes:
    answers: Changes = {"auth_selections": "identityPoolAndUserPool" if included else "userPoolOnly"}
    if included and configuration is not None:
        answers["allow_unauthenticated_identities"] = configuration.unauthenticated_login
        federation = configuration.identity_social_federation
        answers["auth_providers"] = [
            LOGIN_PROVIDERS.get(social.provider, (social.provider, ""))[0] for social in federation
        ]
        answers |= {
            LOGIN_PROVIDERS[social.provider][1]: social.client_id
            for social in federation
            if social.provider in LOGIN_PROVIDERS
        }
        if configuration.identity_pool_name:
            answers["identity_pool_name"] = configuration.identity_pool_name
    return answers


def _lower(names: list[Any]) -> list[str]:
    return [str(name).lower() for name in names]


def _pascal(name: str) -> str:
    """`LOGIN_WITH_AMAZON` becomes `LoginWithAmazon`, Amplify's name of a provider."""
    return "".join(part.capitalize() for part in name.split("_"))
