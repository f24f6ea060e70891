"""Amplify Gen 1's answers as its own files keep them: `cognitoConfig` in cli-inputs.json, or, before
version 7 of its CLI, parameters.json."""

import hashlib
import json
from collections.abc import Iterable
from typing import Annotated, Any, Literal, get_args

from pydantic import AliasGenerator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticUseDefault

from stacks.error_text import shown
from stacks.service import OAuthScope, StandardAttribute
from stacks.settings.types import invalid

MfaAnswer = Literal["SMS Text Message", "TOTP"]
PasswordClass = Literal["Requires Lowercase", "Requires Uppercase", "Requires Numbers", "Requires Symbols"]
OAuthFlow = Literal["code", "implicit"]

# Cognito's attributes by Amplify's names, of which one is misspelled.
STANDARD_ATTRIBUTES: dict[str, StandardAttribute] = {
    **{name: name for name in get_args(StandardAttribute)},
    "zone_info": "zoneinfo",
}

# Google, as an identity pool's provider.
GOOGLE = "accounts.google.com"

# Amplify's own post-confirmation trigger.
ADD_TO_GROUP = "add-to-group"

# What Amplify keeps beside the answers that make a pool: for its own use, or for what is warned about.
NOT_FOR_THE_POOL = {
    "adminQueryGroup", "AllowedOAuthFlows", "AllowedOAuthScopes", "CallbackURLs", "LogoutURLs",
    "authRoleArn", "authRoleName", "authTriggerConnections", "breakCircularDependency",
    "defaultPasswordPolicy", "dependsOn", "env", "facebookAppSecretUserPool",
    "googleAndroid", "googleAppSecretUserPool", "googleIos", "hostedUIProviderCreds",
    "lambdaLogPolicy", "loginwithamazonAppSecretUserPool", "mfaLambdaIAMPolicy", "mfaLambdaLogPolicy",
    "mfaLambdaRole", "mfaPassRolePolicy", "newCallbackURLs", "newLogoutURLs", "openIdLambdaIAMPolicy",
    "openIdLambdaRoleName", "openIdLogPolicy", "openIdRolePolicy", "parentStack", "permissions",
    "policyName", "roleName", "selectedParties", "signinwithapplePrivateKeyUserPool", "thirdPartyAuth",
    "unauthRoleArn", "unauthRoleName", "updateFlow", "useDefault", "userpoolClientLambdaPolicy",
    "userpoolClientLambdaRole", "userpoolClientLogPolicy", "userPoolGroups", "verificationBucketName",
}  # fmt: skip


def words(items: Iterable[str]) -> list[str]:
    """Single attributes: the walkthrough stores two of them as the one text "email, phone_number"."""
    return list(dict.fromkeys(word.strip() for item in items for word in item.split(",") if word.strip()))


def _json(value: object) -> object:
    """Some answers are JSON within JSON; an empty text is no answer."""
    if not isinstance(value, str):
        return value
    if not value.strip():
        raise PydanticUseDefault
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        raise invalid(f"must be a text with JSON in it, not {shown(value)}") from None


def _only_item(value: object) -> object:
    """The oldest files keep a choice as a list of one."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


class OAuthMetadata(BaseModel):
    """The hosted UI's OAuth settings."""

    model_config = ConfigDict(frozen=True, validate_by_name=True)

    flows: Annotated[list[OAuthFlow], Field(validation_alias="AllowedOAuthFlows", min_length=1)]
    scopes: Annotated[list[OAuthScope], Field(validation_alias="AllowedOAuthScopes")]
    callbacks: Annotated[list[str], Field(validation_alias="CallbackURLs")]
    logouts: Annotated[list[str], Field(validation_alias="LogoutURLs")]


class ProviderMetadata(BaseModel):
    """A social sign-in provider of the user pool, without its secret."""

    model_config = ConfigDict(frozen=True)

    name: Annotated[str, Field(validation_alias="ProviderName")]
    scopes: Annotated[str, Field(validation_alias="authorize_scopes")] = ""
    attribute_mapping: Annotated[dict[str, str], Field(validation_alias="AttributeMapping")] = {}


class Answers(BaseModel):
    """The answers, by Amplify's names in Python's spelling. Keys of a newer Amplify are kept aside."""

    model_config = ConfigDict(
        alias_generator=AliasGenerator(validation_alias=to_camel),
        extra="allow",
        frozen=True,
        validate_by_name=True,
    )

    service_name: Literal["Cognito"] = "Cognito"
    resource_name: str
    auth_selections: Annotated[
        Literal["identityPoolAndUserPool", "identityPoolOnly", "userPoolOnly"], BeforeValidator(_only_item)
    ]
    user_pool_name: str | None = None
    resource_name_truncated: str | None = None
    shared_id: str | None = None
    identity_pool_name: str | None = None
    allow_unauthenticated_identities: bool = False
    required_attributes: list[str] = []
    username_attributes: list[str] = []
    alias_attributes: list[str] = []
    auto_verified_attributes: list[str] = []
    username_case_sensitive: bool | None = None
    mfa_configuration: Literal["OFF", "OPTIONAL", "ON"] = "OFF"
    mfa_types: list[MfaAnswer] = []
    use_enabled_mfas: bool | None = None
    sms_authentication_message: str = "Your authentication code is {####}"
    sms_verification_message: str = "Your verification code is {####}"
    email_verification_message: str = "Your verification code is {####}"
    email_verification_subject: str = "Your verification code"
    password_policy_min_length: int = 8
    password_policy_characters: list[PasswordClass] = []
    userpool_client_generate_secret: bool = False
    userpool_client_refresh_token_validity: int = 30
    userpool_client_set_attributes: bool = False
    userpool_client_read_attributes: list[str] = []
    userpool_client_write_attributes: list[str] = []
    user_pool_group_list: list[str] = []
    hosted_ui: Annotated[bool, Field(validation_alias="hostedUI")] = False
    hosted_ui_domain_name: Annotated[str | None, Field(validation_alias="hostedUIDomainName")] = None
    o_auth_metadata: Annotated[OAuthMetadata | None, BeforeValidator(_json)] = None
    auth_providers_user_pool: list[str] = []
    hosted_ui_provider_meta: Annotated[
        list[ProviderMetadata], Field(validation_alias="hostedUIProviderMeta"), BeforeValidator(_json)
    ] = []
    facebook_app_id_user_pool: str | None = None
    google_app_id_user_pool: str | None = None
    loginwithamazon_app_id_user_pool: str | None = None
    signinwithapple_client_id_user_pool: str | None = None
    apple_team_id: Annotated[str | None, Field(validation_alias="signinwithappleTeamIdUserPool")] = None
    apple_key_id: Annotated[str | None, Field(validation_alias="signinwithappleKeyIdUserPool")] = None
    auth_providers: list[str] = []
    facebook_app_id: str | None = None
    google_client_id: str | None = None
    amazon_app_id: str | None = None
    apple_app_id: str | None = None
    audiences: Annotated[list[str], BeforeValidator(_json)] = []
    admin_queries: bool = False
    triggers: Annotated[dict[str, Any], BeforeValidator(_json)] = {}
    # Names that the oldest files state, and that later follow from `resourceNameTruncated`.
    role_external_id: str | None = None
    userpool_client_name: str | None = None

    @property
    def unknown(self) -> list[str]:
        """The keys that this reading does not know: those of a newer Amplify."""
        return sorted(set(self.model_extra or {}) - NOT_FOR_THE_POOL)

    @property
    def signs_in_with_attributes(self) -> bool:
        """Whether an e-mail address or a phone number takes the place of a user name."""
        return bool({*words(self.username_attributes)} - {"username"})

    def client_id(self, provider: str) -> str | None:
        """The id that a sign-in provider gave to the app."""
        ids = {
            "Facebook": self.facebook_app_id_user_pool,
            "Google": self.google_app_id_user_pool,
            "LoginWithAmazon": self.loginwithamazon_app_id_user_pool,
            "SignInWithApple": self.signinwithapple_client_id_user_pool,
        }
        return ids.get(provider)

    @property
    def user_pool_providers(self) -> list[str]:
        """The user pool's social sign-in providers, by Amplify's names."""
        return [provider.name for provider in self.hosted_ui_provider_meta] or self.auth_providers_user_pool

    @property
    def login_providers(self) -> dict[str, str]:
        """The identity pool's own providers, by Cognito's names, each with the app's id there
        (auth-cognito-stack-builder.ts)."""
        if self.audiences and self.auth_providers == [GOOGLE]:
            return {}  # Amplify makes an OpenID Connect provider instead.
        ids = {
            "graph.facebook.com": self.facebook_app_id,
            GOOGLE: self.google_client_id,
            "www.amazon.com": self.amazon_app_id,
            "appleid.apple.com": self.apple_app_id,
        }
        return {name: app_id for name in self.auth_providers if (app_id := ids.get(name))}

    @property
    def name_suffix(self) -> str:
        """The id that Amplify makes at random and puts into names. A request has none: there it follows from
        the resource's name, so that the names stay the same."""
        return self.shared_id or hashlib.sha256(self.resource_name.encode()).hexdigest()[:8]

    @property
    def short_name(self) -> str:
        """What the names of the clients and the SMS role's external id begin with."""
        return self.resource_name_truncated or f"{self.resource_name[:6]}{self.name_suffix}"
