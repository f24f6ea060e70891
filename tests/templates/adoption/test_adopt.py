"""A pool that exists becomes a file that describes it exactly, or what prevents that is named."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from stacks.adoption.adopt import Adoption, AdoptionError, adopt
from stacks.adoption.answers import from_json
from stacks.adoption.comparison import Difference
from stacks.adoption.existing import existing
from stacks.loading import parse_environment
from stacks.trial import synthesize
from tests.unit.adoption.pools import ACCOUNT, POOL_ID, REGION, answers, attribute, schema

FILE = Path("shop.toml")
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
        MfaConfig={"MfaConfiguration": "OFF"},
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
        MfaConfig={"MfaConfiguration": "OFF"},
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
    "old authentication flows": (
        "UserPoolClient.ExplicitAuthFlows",
        answers(client={"ExplicitAuthFlows": ["ADMIN_NO_SRP_AUTH"]}),
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
    "OAuth that is turned off": (
        "UserPoolClient.CallbackURLs",
        answers(client={**OAUTH, "AllowedOAuthFlowsUserPoolClient": False}, ResourceServers=[API]),
    ),
}


def adopted(content: dict[str, Any]) -> Adoption:
    return adopt(from_json(content), "shop", FILE)


@pytest.mark.parametrize("content", EXPRESSIBLE.values(), ids=EXPRESSIBLE)
def test_these_pools_are_described_exactly(content: dict[str, Any]) -> None:
    adoption = adopted(content)
    assert adoption.inexpressible == ()
    # The file, as it will be read again, passes the validation with what it acknowledges.
    environment = parse_environment(adoption.text, FILE)
    assert synthesize(environment).failures == ()
    assert all(reason.startswith("as adopted") for reason in environment.settings.acknowledge.values())
    assert SECRET not in repr(adoption)


@pytest.mark.parametrize(("named", "content"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_expressed_is_named(named: str, content: dict[str, Any]) -> None:
    lines = adopted(content).inexpressible
    assert [line for line in lines if line.startswith(named)], lines
    assert all(line.startswith(("UserPool.", "UserPoolClient.")) for line in lines)


@pytest.mark.parametrize("name", ["messages", "SMS", "threat protection"])
def test_any_property_can_be_absent(name: str) -> None:
    """Without any one of its properties, a pool is described, or the property is named."""
    content = EXPRESSIBLE[name]
    for key in sorted(content["UserPool"].keys() - {"Id", "Arn", "Name"}):
        less = deepcopy(content)
        del less["UserPool"][key]
        assert all(line.startswith("UserPool.") for line in adopted(less).inexpressible)


def test_a_file_without_a_failure_passes_with_its_warnings() -> None:
    """MFA OFF is a warning of cdk-nag; that alone fails a synthesis, unless something is acknowledged."""
    policy = {"MinimumLength": 12, **dict.fromkeys(REQUIREMENTS, True)}
    enforced = {"UserPoolTier": "PLUS", "UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"}}
    pool = {**enforced, "MfaConfiguration": "OFF", "Policies": {"PasswordPolicy": policy}}
    adoption = adopted(answers(pool=pool, MfaConfig={"MfaConfiguration": "OFF"}))
    assert parse_environment(adoption.text, FILE).settings.acknowledge == {
        "AwsSolutions-COG2": "as adopted",
        "UpdateGuard::PoolLeftBehind": "as adopted: remove this line after the import",
    }


def test_a_pool_that_no_file_can_describe_is_an_error() -> None:
    """A file cannot do without a URL: there is nothing to take away."""
    content = answers(client={**OAUTH, "CallbackURLs": []}, ResourceServers=[API])
    with pytest.raises(AdoptionError) as raised:
        adopted(content)
    assert str(raised.value).splitlines() == [
        "UserPoolClient.CallbackURLs: must have a URL: Cognito refuses the code flow without",
        "UserPoolClient.DefaultRedirectURI: must be one of callback_urls: Cognito refuses others",
    ]


def test_nothing_is_added_that_is_not_there() -> None:
    adoption = adopted(answers())
    template = synthesize(parse_environment(adoption.text, FILE)).template
    assert set(adoption.mapping) == set(template["Resources"])
    settings = parse_environment(adoption.text, FILE).settings
    assert [*settings.clients] == ["shop-web"]
    assert settings.aws.account == ACCOUNT


def test_what_is_taken_is_imported_by_its_identifiers() -> None:
    content = EXPRESSIBLE["identity pool"]
    identifiers = list(adopted(content).mapping.values())
    assert {"UserPoolId": POOL_ID} in identifiers
    assert {"UserPoolId": POOL_ID, "ClientId": "client0000001"} in identifiers
    assert {"UserPoolId": POOL_ID, "GroupName": "staff"} in identifiers
    # The pool and its roles have the same identifier.
    assert identifiers.count({"Id": IDENTITY_POOL["IdentityPoolId"]}) == 2
    assert {
        "IdentityPoolId": IDENTITY_POOL["IdentityPoolId"],
        "IdentityProviderName": PROVIDER,
    } in identifiers


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("attributes", []),
        ("OAuth with a provider outside", ["UserPoolDomain", "UserPoolResourceServer"]),
        ("SAML", ["UserPoolIdentityProvider"]),
        ("groups without an identity pool", ["UserPoolGroup", "UserPoolGroup"]),
        (
            "identity pool",
            ["UserPoolGroup", "UserPoolGroup", "IdentityPool", "IdentityPoolRoleAttachment",
             "IdentityPoolPrincipalTag"],
        ),
        ("identity pool without mappings", ["UserPoolGroup", "IdentityPool", "IdentityPoolRoleAttachment"]),
        ("threat protection", ["UserPoolRiskConfigurationAttachment"]),
    ],
)  # fmt: skip
def test_what_belongs_to_the_pool_is_taken(name: str, taken: list[str]) -> None:
    kinds = [line.split()[0] for line in adopted(EXPRESSIBLE[name]).taken]
    assert sorted(kinds) == sorted(["UserPool", "UserPoolClient", *taken])


def test_what_is_not_taken_stays_outside_as_a_whole() -> None:
    rules = {"Type": "Rules", "RulesConfiguration": {"Rules": []}, "AmbiguousRoleResolution": "Deny"}
    content = answers(
        Groups=[{"GroupName": "staff", "RoleArn": f"{ROLE}staff"}, {"GroupName": f"{POOL_ID}_Google"}],
        IdentityProviders=[GOOGLE],
        IdentityPool={**IDENTITY_POOL, "RoleMappings": {f"{PROVIDER}:client0000001": rules}},
        WebAcl=True,
        LogConfigurations=[{"LogLevel": "ERROR", "EventSource": "userNotification"}],
    )
    adoption = adopted(content)
    assert adoption.inexpressible == ()
    assert "identity_pool" not in adoption.text
    outside = "\n".join(adoption.outside)
    for line in (
        "the users and their group memberships (about 7 users)",
        "the identity provider Google: its secret is in no answer",
        "the identity pool shop identities",
        "the roles of the identity pool shop identities",
        f"the role {ROLE}staff: it must stay as long as the pool uses it",
        f"the group {POOL_ID}_Google",
        "the web ACL",
        "the log delivery configuration",
    ):
        assert line in outside
    assert "UserPoolGroup staff" in adoption.taken


def test_a_difference_names_the_property_and_both_values() -> None:
    difference = Difference("AWS::Cognito::UserPoolClient", "app", "RefreshTokenValidity", "5 minutes", None)
    assert str(difference) == 'UserPoolClient.RefreshTokenValidity (app): "5 minutes", in the file absent'


# The command.


def run(folder: Path, content: dict[str, Any], *arguments: str) -> Any:
    file = folder / "answers.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    options = ["--answers", str(file), "--environments", str(folder / "environments")]
    return CliRunner().invoke(app, ["adopt", "shop", *options, *arguments])


def test_the_command_writes_the_file_and_the_mapping(tmp_path: Path) -> None:
    content = answers(client={"ClientSecret": SECRET}, IdentityProviders=[GOOGLE])
    result = run(tmp_path, content)
    assert result.exit_code == 0, result.output
    folder = tmp_path / "environments"
    mapping = json.loads((folder / "shop.import.json").read_text(encoding="utf-8"))
    assert {"UserPoolId": POOL_ID} in mapping.values()
    for heading in ("In the file:", "Outside the stack, not touched:", "Held now by "):
        assert heading in result.output
    assert f"npx cdk import auth-shop --resource-mapping {folder / 'shop.import.json'}" in result.output
    written = "".join(file.read_text(encoding="utf-8") for file in folder.iterdir())
    assert SECRET not in result.output + written

    # The pool is as the file says, until somebody changes it.
    assert run(tmp_path, content, "--check").exit_code == 0
    content["UserPool"]["MfaConfiguration"] = content["MfaConfig"]["MfaConfiguration"] = "ON"
    checked = run(tmp_path, content, "--check")
    assert checked.exit_code == 1
    assert 'UserPool.MfaConfiguration: "ON", in the file "OPTIONAL"' in checked.output

    # So is what the file no longer has.
    file = folder / "shop.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("[clients.shop-web]", "[clients.other]"), encoding="utf-8")
    assert "UserPoolClient.(removed) (client0000001)" in run(tmp_path, content, "--check").output
    file.write_text(text, encoding="utf-8")

    # What is there is not replaced by mistake.
    assert run(tmp_path, content).exit_code == 1
    assert 'mode = "OPTIONAL"' in (folder / "shop.toml").read_text(encoding="utf-8")
    assert run(tmp_path, content, "--force").exit_code == 0
    assert 'mode = "ON"' in (folder / "shop.toml").read_text(encoding="utf-8")


def test_the_command_writes_nothing_that_lacks_a_property(tmp_path: Path) -> None:
    named, content = REFUSED["passkeys"]
    result = run(tmp_path, content)
    assert result.exit_code == 1
    assert named in result.output
    assert not (tmp_path / "environments").exists()
    forced = run(tmp_path, content, "--force")
    assert forced.exit_code == 1
    assert (tmp_path / "environments" / "shop.toml").exists()


def test_existing_resources_are_told_apart() -> None:
    keys = [item.key for item in existing(from_json(EXPRESSIBLE["identity pool"]))]
    assert len(keys) == len(set(keys))
