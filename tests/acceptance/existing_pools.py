"""Pools that exist already: made by Cognito's API, each as another tool makes pools."""

import json
from dataclasses import dataclass, field
from typing import Any, Final

from local.emulator import LocalAws
from local.scenarios.pool import new_password, new_phone
from tests.emulator.pools import zipped

Request = dict[str, Any]

TEXT: Final = {"AttributeDataType": "String", "Mutable": True}
GOOGLE_SECRET: Final = "a-secret-that-google-never-gave"
SMS_ROLE: Final = "existing-sms"
USER_ROLES: Final = ("existing-signed-in", "existing-guests", "existing-staff")


@dataclass(frozen=True)
class Definition:
    """A pool to create."""

    pool: Request
    clients: tuple[Request, ...]
    mfa: Request | None = None
    """SetUserPoolMfaConfig."""
    groups: tuple[Request, ...] = ()
    domain: str | None = None
    resource_servers: tuple[Request, ...] = ()
    identity_providers: tuple[Request, ...] = ()
    risk: Request | None = None
    """SetRiskConfiguration."""
    has_identity_pool: bool = False
    sign_in: str = "email"
    """With what users sign in."""
    factor: str | None = None
    """The factor that users have: SMS_MFA."""


@dataclass(frozen=True)
class ExistingPool:
    """A pool that was created, with its users."""

    aws: LocalAws
    definition: Definition
    id: str
    clients: tuple[str, ...]
    identity_pool_id: str | None
    users: tuple["ExistingUser", ...] = field(default=())


@dataclass(frozen=True)
class ExistingUser:
    """A user of such a pool."""

    name: str
    """What the user signs in with."""
    phone: str
    password: str


def role(aws: LocalAws, name: str, service: str) -> str:
    """The ARN of a role that exists."""
    iam = aws.client("iam")
    trust = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}],
    }
    try:
        arn: str = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    except iam.exceptions.EntityAlreadyExistsException:
        arn = iam.get_role(RoleName=name)["Role"]["Arn"]
    return arn


def function(aws: LocalAws) -> str:
    """The ARN of a function that exists, a trigger."""
    created: str = aws.client("lambda").create_function(
        FunctionName="existing-trigger",
        Runtime="python3.14",
        Role=role(aws, "existing-function", "lambda.amazonaws.com"),
        Handler="index.handler",
        Code={"ZipFile": zipped("def handler(event, context): return event")},
    )["FunctionArn"]
    return created


def definitions(aws: LocalAws) -> dict[str, Definition]:
    """Five pools by the environments that adopt them."""
    sms = {
        "SnsCallerArn": role(aws, SMS_ROLE, "cognito-idp.amazonaws.com"),
        "ExternalId": "existing-external-id",
    }
    staff = role(aws, USER_ROLES[2], "cognito-identity.amazonaws.com")
    oauth = {
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": ["code"],
        "CallbackURLs": ["https://app.example.com/callback", "http://localhost:3000/callback"],
        "LogoutURLs": ["https://app.example.com/"],
        "SupportedIdentityProviders": ["COGNITO"],
    }
    flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    return {
        # Many properties, and an API's scopes.
        "terraform": Definition(
            pool={
                "UsernameAttributes": ["email"],
                "AutoVerifiedAttributes": ["email"],
                "Policies": {
                    "PasswordPolicy": {
                        "MinimumLength": 10,
                        "RequireLowercase": True,
                        "RequireUppercase": False,
                        "RequireNumbers": True,
                        "RequireSymbols": False,
                        "TemporaryPasswordValidityDays": 2,
                    }
                },
                "Schema": [
                    {
                        "Name": "email",
                        **TEXT,
                        "Required": True,
                        "StringAttributeConstraints": {"MinLength": "0", "MaxLength": "2048"},
                    },
                    {
                        "Name": "tenant",
                        **TEXT,
                        "StringAttributeConstraints": {"MinLength": "1", "MaxLength": "64"},
                    },
                ],
                "AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]},
                "AdminCreateUserConfig": {
                    "AllowAdminCreateUserOnly": True,
                    "InviteMessageTemplate": {
                        "EmailSubject": "Welcome",
                        "EmailMessage": "{username}: {####}",
                    },
                },
                "UserPoolTags": {"team": "identity"},
                "DeletionProtection": "ACTIVE",
            },
            mfa={"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": True}},
            clients=(
                {"ClientName": "portal", "ExplicitAuthFlows": flows, **oauth,
                 "AllowedOAuthScopes": ["openid", "email", "https://api.example.com/read"],
                 "AccessTokenValidity": 15, "IdTokenValidity": 15, "RefreshTokenValidity": 12,
                 "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "minutes",
                                        "RefreshToken": "hours"},
                 "PreventUserExistenceErrors": "ENABLED"},
                {"ClientName": "worker", "GenerateSecret": True, "AllowedOAuthFlowsUserPoolClient": True,
                 "AllowedOAuthFlows": ["client_credentials"], "ExplicitAuthFlows": flows[1:],
                 "AllowedOAuthScopes": ["https://api.example.com/write"]},
            ),
            groups=({"GroupName": "admins", "Precedence": 1, "Description": "Administrators"},),
            domain="existing-terraform",
            resource_servers=(
                {"Identifier": "https://api.example.com", "Name": "API", "Scopes": [
                    {"ScopeName": "read", "ScopeDescription": "Read"},
                    {"ScopeName": "write", "ScopeDescription": "Write"}]},
            ),
        ),
        # Two clients, an identity pool, and roles by group.
        "amplify": Definition(
            pool={
                "AutoVerifiedAttributes": ["email"],
                "UsernameConfiguration": {"CaseSensitive": False},
                "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
                "Schema": [{"Name": "email", **TEXT, "Required": True}],
                "EmailVerificationMessage": "Your code is {####}",
                "EmailVerificationSubject": "Your code",
            },
            clients=(
                {"ClientName": "shop_app_clientWeb", "ExplicitAuthFlows": flows},
                {"ClientName": "shop_app_client", "GenerateSecret": False, "ExplicitAuthFlows": flows},
            ),
            groups=({"GroupName": "staff", "Precedence": 0, "RoleArn": staff},),
            has_identity_pool=True,
            sign_in="username",
        ),
        # As the console makes one, with user names and an alias.
        "console": Definition(
            pool={
                "AliasAttributes": ["email"],
                "AutoVerifiedAttributes": ["email"],
                "UsernameConfiguration": {"CaseSensitive": False},
                "AccountRecoverySetting": {
                    "RecoveryMechanisms": [
                        {"Name": "verified_email", "Priority": 1},
                        {"Name": "verified_phone_number", "Priority": 2},
                    ]
                },
                "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": []},
                "UserPoolTier": "PLUS",
                "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"},
            },
            clients=(
                {"ClientName": "My app", "ExplicitAuthFlows": ["ALLOW_USER_AUTH", *flows], **oauth,
                 "AllowedOAuthScopes": ["email", "openid", "phone"], "RefreshTokenValidity": 5,
                 "SupportedIdentityProviders": ["COGNITO", "Company", "Google"]},
            ),
            domain="existing-console",
            identity_providers=(
                {"ProviderName": "Company", "ProviderType": "SAML",
                 "ProviderDetails": {"MetadataURL": "https://idp.example.com/metadata"},
                 "AttributeMapping": {"email": "mail"}},
                {"ProviderName": "Google", "ProviderType": "Google",
                 "ProviderDetails": {"client_id": "id", "client_secret": GOOGLE_SECRET,
                                     "authorize_scopes": "openid email"},
                 "AttributeMapping": {"email": "email", "username": "sub"}},
            ),
            risk={"CompromisedCredentialsRiskConfiguration": {"Actions": {"EventAction": "BLOCK"}}},
            sign_in="username",
        ),
        # SMS codes for everybody, by a role that exists.
        "sms": Definition(
            pool={
                "UsernameAttributes": ["phone_number"],
                "AutoVerifiedAttributes": ["phone_number"],
                "SmsConfiguration": sms,
                "SmsVerificationMessage": "Code {####}",
            },
            mfa={
                "MfaConfiguration": "ON",
                "SmsMfaConfiguration": {
                    "SmsAuthenticationMessage": "Sign-in code {####}",
                    "SmsConfiguration": sms,
                },
                "SoftwareTokenMfaConfiguration": {"Enabled": True},
            },
            clients=({"ClientName": "phone", "ExplicitAuthFlows": flows},),
            sign_in="phone_number",
            factor="SMS_MFA",
        ),
        # Hardly a property set, as in a short template; and a trigger.
        "template": Definition(
            pool={
                "UsernameAttributes": ["email"],
                "LambdaConfig": {"PostConfirmation": function(aws)},
            },
            clients=({"ClientName": "client-1", "ExplicitAuthFlows": flows},),
            groups=({"GroupName": "group-1"}, {"GroupName": "group-2", "Precedence": 5}),
        ),
    }  # fmt: skip


def create(aws: LocalAws, name: str, definition: Definition) -> ExistingPool:
    """Create a pool with all that belongs to it, and two users: one is in every group."""
    cognito = aws.client("cognito-idp")
    pool_id = cognito.create_user_pool(PoolName=f"existing {name}", **definition.pool)["UserPool"]["Id"]
    pool = {"UserPoolId": pool_id}
    if definition.mfa:
        cognito.set_user_pool_mfa_config(**pool, **definition.mfa)
    for server in definition.resource_servers:
        cognito.create_resource_server(**pool, **server)
    for provider in definition.identity_providers:
        cognito.create_identity_provider(**pool, **provider)
    clients = tuple(
        cognito.create_user_pool_client(**pool, **client)["UserPoolClient"]["ClientId"]
        for client in definition.clients
    )
    for group in definition.groups:
        cognito.create_group(**pool, **group)
    if definition.risk:
        cognito.set_risk_configuration(**pool, **definition.risk)
    if definition.domain:
        cognito.create_user_pool_domain(**pool, Domain=definition.domain)
    identity_pool_id = _identity_pool(aws, pool_id, clients) if definition.has_identity_pool else None
    existing = ExistingPool(aws, definition, pool_id, clients, identity_pool_id)
    users = tuple(_user(existing, f"user-{number}") for number in (1, 2))
    for group in definition.groups:
        cognito.admin_add_user_to_group(**pool, Username=users[0].name, GroupName=group["GroupName"])
    return ExistingPool(aws, definition, pool_id, clients, identity_pool_id, users)


def _identity_pool(aws: LocalAws, pool_id: str, clients: tuple[str, ...]) -> str:
    identity = aws.client("cognito-identity")
    provider = f"cognito-idp.us-east-1.amazonaws.com/{pool_id}"
    identity_pool_id: str = identity.create_identity_pool(
        IdentityPoolName="existing identities",
        AllowUnauthenticatedIdentities=True,
        CognitoIdentityProviders=[
            {"ProviderName": provider, "ClientId": client, "ServerSideTokenCheck": False}
            for client in clients
        ],
    )["IdentityPoolId"]
    signed_in, guests = (role(aws, name, "cognito-identity.amazonaws.com") for name in USER_ROLES[:2])
    identity.set_identity_pool_roles(
        IdentityPoolId=identity_pool_id,
        Roles={"authenticated": signed_in, "unauthenticated": guests},
        RoleMappings={
            f"{provider}:{client}": {"Type": "Token", "AmbiguousRoleResolution": "AuthenticatedRole"}
            for client in clients
        },
    )
    identity.set_principal_tag_attribute_map(
        IdentityPoolId=identity_pool_id,
        IdentityProviderName=provider,
        PrincipalTags={"department": "custom:department"},
    )
    return identity_pool_id


def _user(pool: ExistingPool, name: str) -> ExistingUser:
    cognito = pool.aws.client("cognito-idp")
    email, phone = f"{name}@example.com", new_phone()
    names = {"email": email, "phone_number": phone, "username": name}
    user = ExistingUser(names[pool.definition.sign_in], phone, new_password())
    verified = {
        "email": email,
        "email_verified": "true",
        "phone_number": phone,
        "phone_number_verified": "true",
    }
    attributes = [{"Name": key, "Value": value} for key, value in verified.items()]
    target = {"UserPoolId": pool.id, "Username": user.name}
    cognito.admin_create_user(**target, UserAttributes=attributes, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(**target, Password=user.password, Permanent=True)
    if pool.definition.factor == "SMS_MFA":
        cognito.admin_set_user_mfa_preference(
            **target, SMSMfaSettings={"Enabled": True, "PreferredMfa": True}
        )
    return user
