"""Pools as they are found, in the form of AWS's answers: those that a file describes, and others."""

from typing import Any

from tests.unit.adoption.pools import ACCOUNT, POOL_ID, REGION, answers, attribute, schema

SECRET = "a-client-secret-that-is-nobodys"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/"
FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:"
PROVIDER = f"cognito-idp.{REGION}.amazonaws.com/{POOL_ID}"
IDENTITY = f"arn:aws:ses:{REGION}:{ACCOUNT}:identity/example.com"
SMS = {"SnsCallerArn": f"{ROLE}sms", "ExternalId": "external-id"}
IDENTITY_POOL: dict[str, Any] = {
    "IdentityPoolId": f"{REGION}:00000000-0000-0000-0000-000000000000",
    "IdentityPoolName": "shop identities",
    "AllowUnauthenticatedIdentities": True,
    "CognitoIdentityProviders": [{"ProviderName": PROVIDER, "ClientId": "client0000001"}],
    "Roles": {"authenticated": f"{ROLE}signed-in", "unauthenticated": f"{ROLE}guests"},
}
REQUIREMENTS = ("RequireLowercase", "RequireUppercase", "RequireNumbers", "RequireSymbols")
TOKEN_MAPPING = {"Type": "Token", "AmbiguousRoleResolution": "Deny"}
OAUTH = {
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthScopes": ["openid", "api/read"],
    "CallbackURLs": ["https://app.example.com/", "myapp://callback"],
    "LogoutURLs": ["https://app.example.com/bye"],
    "DefaultRedirectURI": "myapp://callback",
    "SupportedIdentityProviders": ["COGNITO", "Google"],
}
API = {"Identifier": "api", "Name": "API", "Scopes": [{"ScopeName": "read", "ScopeDescription": "Read"}]}
GOOGLE = {
    "ProviderName": "Google",
    "ProviderType": "Google",
    "ProviderDetails": {"client_id": "id", "client_secret": SECRET, "authorize_scopes": "email"},
    "AttributeMapping": {"email": "email"},
}
SAML = {
    "ProviderName": "Company",
    "ProviderType": "SAML",
    "ProviderDetails": {
        "MetadataURL": "https://idp.example.com/metadata",
        "SSORedirectBindingURI": "https://idp.example.com/sso",
    },
    "AttributeMapping": {"email": "mail"},
    "IdpIdentifiers": ["example.com"],
}
RISK = {
    "ClientId": "ALL",
    "AccountTakeoverRiskConfiguration": {
        "Actions": {"HighAction": {"EventAction": "BLOCK", "Notify": False}},
    },
    "CompromisedCredentialsRiskConfiguration": {"Actions": {"EventAction": "BLOCK"}},
    "RiskExceptionConfiguration": {"BlockedIPRangeList": ["192.0.2.0/24"]},
}
MFA_OFF = {"MfaConfiguration": "OFF"}
PLUS = {"UserPoolTier": "PLUS", "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}}

# What pools have, by what it shows.
EXPRESSIBLE: dict[str, dict[str, Any]] = {
    "hardly anything": answers(
        pool={
            "AccountRecoverySetting": None,
            "UsernameAttributes": None,
            "AutoVerifiedAttributes": None,
            "UserPoolTags": None,
            "SchemaAttributes": schema(),
            "MfaConfiguration": "OFF",
        },
        client={"ExplicitAuthFlows": None},
        MfaConfig=MFA_OFF,
    ),
    "no clients": answers(UserPoolClients=[]),
    "clients of one name": answers(
        UserPoolClients=[
            {"ClientId": f"client{number}", "ClientName": name, "RefreshTokenValidity": 30}
            for number, name in enumerate(["app", "app", "App", "1st app", "web"])
        ]
    ),
    "attributes": answers(
        pool={
            "SchemaAttributes": schema(
                attribute("email", Required=True, Mutable=False),
                attribute("name", StringAttributeConstraints={"MinLength": "1", "MaxLength": "256"}),
                attribute("custom:tenant", StringAttributeConstraints={}),
                attribute("custom:role", Mutable=False, StringAttributeConstraints={"MaxLength": "9"}),
                attribute(
                    "custom:level",
                    AttributeDataType="Number",
                    StringAttributeConstraints=None,
                    NumberAttributeConstraints={"MinValue": "1", "MaxValue": "9"},
                ),
                attribute("custom:since", AttributeDataType="DateTime", StringAttributeConstraints=None),
            )
        }
    ),
    "messages": answers(
        pool={
            "VerificationMessageTemplate": {
                "DefaultEmailOption": "CONFIRM_WITH_LINK",
                "EmailMessage": "Code {####}",
                "EmailSubject": "Code",
                "EmailMessageByLink": "{##Verify##}",
                "EmailSubjectByLink": "Verify",
                "SmsMessage": "Code {####}",
            },
            "EmailVerificationMessage": "Code {####}",
            "EmailVerificationSubject": "Code",
            "SmsVerificationMessage": "Code {####}",
            "AdminCreateUserConfig": {
                "AllowAdminCreateUserOnly": True,
                "InviteMessageTemplate": {
                    "EmailMessage": "Hello {username},\n{####}\n'''quoted'''",
                    "EmailSubject": "Hello",
                    "SMSMessage": "{username} {####}",
                },
            },
            "EmailConfiguration": {
                "EmailSendingAccount": "DEVELOPER",
                "SourceArn": IDENTITY,
                "From": "Shop <shop@example.com>",
                "ReplyToEmailAddress": "help@example.com",
                "ConfigurationSet": "shop",
            },
        },
        DomainDescription={"Domain": "shop"},
    ),
    "devices and recovery": answers(
        pool={
            "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": False},
            "AccountRecoverySetting": {
                "RecoveryMechanisms": [
                    {"Priority": 2, "Name": "verified_email"},
                    {"Priority": 1, "Name": "verified_phone_number"},
                ]
            },
            "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": []},
            "DeletionProtection": "ACTIVE",
        }
    ),
    "SMS": answers(
        pool={
            "MfaConfiguration": "ON",
            "SmsConfiguration": {**SMS, "SnsRegion": REGION},
            "AutoVerifiedAttributes": ["phone_number"],
            "UsernameAttributes": None,
            "AliasAttributes": ["phone_number", "preferred_username"],
            "UsernameConfiguration": {"CaseSensitive": True},
        },
        MfaConfig={
            "MfaConfiguration": "ON",
            "SmsMfaConfiguration": {"SmsConfiguration": {**SMS, "SnsRegion": REGION}},
            "SoftwareTokenMfaConfiguration": {"Enabled": True},
        },
    ),
    "triggers": answers(
        pool={
            "SmsConfiguration": SMS,
            "MfaConfiguration": "OFF",
            "LambdaConfig": {
                "PreSignUp": f"{FUNCTION}pre-sign-up",
                "PostConfirmation": f"{FUNCTION}post-confirmation",
                "PreTokenGeneration": f"{FUNCTION}claims",
                "PreTokenGenerationConfig": {
                    "LambdaArn": f"{FUNCTION}claims",
                    "LambdaVersion": "V2_0",
                },
                "CustomEmailSender": {"LambdaArn": f"{FUNCTION}sender", "LambdaVersion": "V1_0"},
                "KMSKeyID": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/a-key",
            },
        },
        MfaConfig=MFA_OFF,
    ),
    "OAuth with a provider outside": answers(
        client={**OAUTH, "ClientSecret": SECRET, "EnablePropagateAdditionalUserContextData": True},
        ResourceServers=[API],
        IdentityProviders=[GOOGLE],
        DomainDescription={
            "Domain": "auth.shop.example.com",
            "CustomDomainConfig": {
                "CertificateArn": f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/a-certificate"
            },
            "ManagedLoginVersion": 2,
        },
        ManagedLoginBranding=[{"ClientId": "client0000001"}],
    ),
    "SAML": answers(client={"SupportedIdentityProviders": ["Company"]}, IdentityProviders=[SAML]),
    "tokens": answers(
        client={
            "AccessTokenValidity": 600,
            "IdTokenValidity": 1,
            "RefreshTokenValidity": 12,
            "TokenValidityUnits": {"AccessToken": "seconds", "IdToken": "hours", "RefreshToken": "hours"},
            "AuthSessionValidity": 10,
            "EnableTokenRevocation": False,
            "PreventUserExistenceErrors": "LEGACY",
            "ReadAttributes": ["email", "email_verified"],
            "WriteAttributes": ["email"],
            "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"],
            "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 30},
        }
    ),
    "groups without an identity pool": answers(
        Groups=[
            {"GroupName": "staff", "Precedence": 0, "Description": "Staff", "RoleArn": f"{ROLE}staff"},
            {"GroupName": "guests"},
        ]
    ),
    "identity pool": answers(
        Groups=[{"GroupName": "staff", "RoleArn": f"{ROLE}staff"}, {"GroupName": "guests"}],
        IdentityPool={
            **IDENTITY_POOL,
            "RoleMappings": {f"{PROVIDER}:client0000001": TOKEN_MAPPING},
            "PrincipalTags": {PROVIDER: {"UseDefaults": False, "PrincipalTags": {"tenant": "custom:tenant"}}},
        },
    ),
    "identity pool without mappings": answers(
        Groups=[{"GroupName": "staff", "RoleArn": f"{ROLE}staff"}],
        IdentityPool={
            **IDENTITY_POOL,
            "AllowUnauthenticatedIdentities": False,
            "AllowClassicFlow": True,
            "CognitoIdentityProviders": [
                {"ProviderName": PROVIDER, "ClientId": "client0000001", "ServerSideTokenCheck": True}
            ],
            "Roles": {"authenticated": f"{ROLE}signed-in"},
        },
    ),
    "old names of authentication flows": answers(
        client={"ExplicitAuthFlows": ["ADMIN_NO_SRP_AUTH", "USER_PASSWORD_AUTH"]}
    ),
    "OAuth that is turned off": answers(
        client={**OAUTH, "AllowedOAuthFlowsUserPoolClient": False}, ResourceServers=[API]
    ),
    "a redirect URI and no OAuth": answers(client={"CallbackURLs": ["https://app.example.com/"]}),
    "no password policy": answers(
        pool={"Policies": None, "AdminCreateUserConfig": {"UnusedAccountValidityDays": 30}}
    ),
    "an old limit for temporary passwords": answers(
        pool={
            "Policies": {"PasswordPolicy": {"MinimumLength": 9, "RequireNumbers": True}},
            "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True, "UnusedAccountValidityDays": 90},
        }
    ),
    "identity pool with other providers": answers(
        IdentityPool={
            **IDENTITY_POOL,
            "SupportedLoginProviders": {"graph.facebook.com": "4711", "appleid.apple.com": "com.example.app"},
            "OpenIdConnectProviderARNs": [f"arn:aws:iam::{ACCOUNT}:oidc-provider/example.okta.com/default"],
            "SamlProviderARNs": [f"arn:aws:iam::{ACCOUNT}:saml-provider/company"],
            "DeveloperProviderName": "login.example.com",
        }
    ),
    "texts of all kinds": answers(
        pool={
            "VerificationMessageTemplate": {
                "DefaultEmailOption": "CONFIRM_WITH_CODE",
                "EmailMessage": "<p class='a'>\n\t\"{####}\" \\ \"\"\" '''\r\nGrüße, 日本</p>",
                "EmailSubject": '日本 "quoted" \\',
            },
            "UserPoolTags": {"a b/c=d+e-@": "", "ü": "日本", "aws:cloudformation:stack-name": "shop"},
        },
        Groups=[{"GroupName": "群/ö", "Description": 'A "group"\nof two lines'}],
    ),
    "threat protection": answers(pool=PLUS, RiskConfiguration=RISK),
}

# What no setting expresses: the property that is named.
REFUSED: dict[str, tuple[str, dict[str, Any]]] = {
    "e-mail MFA": (
        "UserPool.EnabledMfas",
        answers(
            pool={"EmailConfiguration": {"EmailSendingAccount": "DEVELOPER", "SourceArn": IDENTITY}},
            MfaConfig={
                "MfaConfiguration": "OPTIONAL",
                "SoftwareTokenMfaConfiguration": {"Enabled": True},
                "EmailMfaConfiguration": {},
            },
        ),
    ),
    "passkeys": (
        "UserPool.WebAuthnRelyingPartyID",
        answers(
            MfaConfig={
                "MfaConfiguration": "OPTIONAL",
                "SoftwareTokenMfaConfiguration": {"Enabled": True},
                "WebAuthnConfiguration": {"RelyingPartyId": "example.com", "UserVerification": "required"},
            }
        ),
    ),
    "passwordless": (
        "UserPool.Policies.SignInPolicy.AllowedFirstAuthFactors",
        answers(
            pool={
                "Policies": {
                    "PasswordPolicy": {"MinimumLength": 8},
                    "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]},
                }
            }
        ),
    ),
    "a property that nobody knew": (
        "UserPool.QuantumConfiguration.Enabled",
        answers(pool={"QuantumConfiguration": {"Enabled": True}}),
    ),
    "analytics": (
        "UserPoolClient.AnalyticsConfiguration.ApplicationId",
        answers(client={"AnalyticsConfiguration": {"ApplicationId": "app"}}),
    ),
    "a key without a sender": (
        "UserPool.LambdaConfig.KMSKeyID",
        answers(pool={"LambdaConfig": {"KMSKeyID": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/a-key"}}),
    ),
    "an inbound federation function": (
        "UserPool.LambdaConfig.InboundFederation.LambdaArn",
        answers(
            pool={
                "LambdaConfig": {
                    "InboundFederation": {"LambdaArn": f"{FUNCTION}federation", "LambdaVersion": "V1_0"}
                }
            }
        ),
    ),
    "more attributes than a template takes": (
        "UserPool.Schema.custom:a0",
        answers(
            pool={
                "SchemaAttributes": schema(
                    attribute("email", Required=True), *(attribute(f"custom:a{n}") for n in range(50))
                )
            }
        ),
    ),
    "a limit that is no whole number": (
        "UserPool.Schema.custom:rate",
        answers(
            pool={
                "SchemaAttributes": schema(
                    attribute(
                        "custom:rate",
                        AttributeDataType="Number",
                        StringAttributeConstraints=None,
                        NumberAttributeConstraints={"MinValue": "0.5"},
                    )
                )
            }
        ),
    ),
    "a phone number without SMS": (
        "UserPool.SmsConfiguration",
        answers(
            pool={"MfaConfiguration": "OFF", "AutoVerifiedAttributes": ["phone_number"]}, MfaConfig=MFA_OFF
        ),
    ),
    "a unit that nobody knew": (
        "UserPoolClient.AccessTokenValidity",
        answers(client={"AccessTokenValidity": 1, "TokenValidityUnits": {"AccessToken": "weeks"}}),
    ),
    "two answers about MFA": (
        "UserPool.MfaConfiguration (DescribeUserPool)",
        answers(pool={"MfaConfiguration": "ON"}),
    ),
    "two texts of one message": (
        "UserPool.EmailVerificationMessage",
        answers(
            pool={
                "EmailVerificationMessage": "Old {####}",
                "VerificationMessageTemplate": {"EmailMessage": "New {####}"},
            }
        ),
    ),
    "two functions of one trigger": (
        "UserPool.LambdaConfig.PreTokenGeneration",
        answers(
            pool={
                "LambdaConfig": {
                    "PreTokenGeneration": f"{FUNCTION}one",
                    "PreTokenGenerationConfig": {"LambdaArn": f"{FUNCTION}two", "LambdaVersion": "V2_0"},
                }
            }
        ),
    ),
}
