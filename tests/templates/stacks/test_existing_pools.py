"""What a file says of a pool that was not made in Amplify's image (tests/environments/existing.toml)."""

from typing import Any

from tests.synthesis import properties, resource, resources, template

EXISTING = "tests/environments/existing"
CLIENT = "AWS::Cognito::UserPoolClient"
PROVIDER = "AWS::Cognito::UserPoolIdentityProvider"
SECRET = "{{resolve:secretsmanager:arn:aws:secretsmanager:eu-west-1:123456789012:secret"


def pool() -> dict[str, Any]:
    return properties(EXISTING, "AWS::Cognito::UserPool")


def client(path: str) -> Any:
    return resource(EXISTING, CLIENT, f"AppClients/{path}")


def test_what_is_unset_is_not_in_the_template() -> None:
    assert not pool().keys() & {
        "UsernameConfiguration",
        "AccountRecoverySetting",
        "SmsConfiguration",
        "SmsAuthenticationMessage",
        "EmailVerificationMessage",
        "EmailVerificationSubject",
    }
    assert not client("Portal")["Properties"].keys() & {
        "AccessTokenValidity",
        "IdTokenValidity",
        "RefreshTokenValidity",
        "TokenValidityUnits",
        "ExplicitAuthFlows",
        "PreventUserExistenceErrors",
        "EnableTokenRevocation",
        "LogoutURLs",
    }
    assert "SupportedIdentityProviders" not in client("BatchJob")["Properties"]


def test_attributes_are_as_they_were_made() -> None:
    assert pool()["Schema"] == [
        {
            "AttributeDataType": "String",
            "Mutable": False,
            "Name": "email",
            "Required": True,
            "StringAttributeConstraints": {"MinLength": "5", "MaxLength": "255"},
        },
        {"AttributeDataType": "String", "Mutable": True, "Name": "name", "Required": True},
        {
            "AttributeDataType": "String",
            "Mutable": True,
            "Name": "phone_number",
            "Required": False,
            "StringAttributeConstraints": {"MinLength": "0", "MaxLength": "32"},
        },
        {
            "AttributeDataType": "String",
            "Mutable": True,
            "Name": "tenant",
            "StringAttributeConstraints": {"MinLength": "0", "MaxLength": "64"},
        },
        {
            "AttributeDataType": "Number",
            "Mutable": False,
            "Name": "level",
            "NumberAttributeConstraints": {"MaxValue": "10"},
        },
        {"AttributeDataType": "Boolean", "DeveloperOnlyAttribute": True, "Mutable": True, "Name": "internal"},
    ]


def test_messages_devices_and_threat_protection() -> None:
    assert pool()["VerificationMessageTemplate"] == {
        "DefaultEmailOption": "CONFIRM_WITH_LINK",
        "EmailMessageByLink": "Please {##confirm your address##}",
        "EmailSubjectByLink": "Confirm your address",
    }
    assert pool()["AdminCreateUserConfig"]["InviteMessageTemplate"] == {
        "EmailMessage": "Welcome, {username}: {####}",
        "EmailSubject": "Welcome",
    }
    assert pool()["SmsVerificationMessage"] == "The code is {####}"
    assert pool()["EmailConfiguration"] == {
        "ConfigurationSet": "example",
        "EmailSendingAccount": "DEVELOPER",
        "From": "Example <no-reply@example.com>",
        "ReplyToEmailAddress": "help@example.com",
        "SourceArn": "arn:aws:ses:eu-west-1:123456789012:identity/example.com",
    }
    assert pool()["UserAttributeUpdateSettings"] == {"AttributesRequireVerificationBeforeUpdate": []}
    assert pool()["DeviceConfiguration"] == {
        "ChallengeRequiredOnNewDevice": True,
        "DeviceOnlyRememberedOnUserPrompt": True,
    }
    assert pool()["UserPoolAddOns"] == {
        "AdvancedSecurityMode": "ENFORCED",
        "AdvancedSecurityAdditionalFlows": {"CustomAuthMode": "AUDIT"},
    }


def test_triggers_with_a_version_or_a_key() -> None:
    function = "arn:aws:lambda:eu-west-1:123456789012:function"
    assert pool()["LambdaConfig"] == {
        "CustomEmailSender": {"LambdaArn": f"{function}:email-sender", "LambdaVersion": "V1_0"},
        "KMSKeyID": "arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-0000-0000-000000000000",
        "PostConfirmation": f"{function}:welcome",
        "PreTokenGenerationConfig": {"LambdaArn": f"{function}:claims", "LambdaVersion": "V2_0"},
    }
    called = resources(EXISTING, "AWS::Lambda::Permission").values()
    assert {permission["Properties"]["FunctionName"] for permission in called} == {
        f"{function}:email-sender",
        f"{function}:welcome",
        f"{function}:claims",
    }


def test_there_are_the_listed_clients_and_each_has_its_output() -> None:
    names = {each["Properties"]["ClientName"] for each in resources(EXISTING, CLIENT).values()}
    assert names == {"Portal", "batch-job", "mobile"}
    outputs = template(EXISTING)["Outputs"]
    assert {name for name in outputs if name.startswith("AppClientID")} == {
        "AppClientIDPortal",
        "AppClientIDBatchJob",
        "AppClientIDMobile",
    }


def test_a_clients_oauth_is_its_own() -> None:
    assert (
        client("Portal")["Properties"].items()
        >= {
            "AllowedOAuthFlowsUserPoolClient": True,
            "AllowedOAuthFlows": ["code", "implicit"],
            "AllowedOAuthScopes": ["openid", "https://api.example.com/read"],
            "CallbackURLs": ["https://example.com/", "http://localhost:3000/"],
            "DefaultRedirectURI": "https://example.com/",
            "SupportedIdentityProviders": ["COGNITO", "Google", "Okta"],
        }.items()
    )
    assert client("BatchJob")["Properties"]["AllowedOAuthFlows"] == ["client_credentials"]
    assert not {key for key in client("Mobile")["Properties"] if "OAuth" in key}


def test_a_clients_sessions() -> None:
    assert (
        client("Mobile")["Properties"].items()
        >= {
            "AuthSessionValidity": 15,
            "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 30},
        }.items()
    )


def test_a_client_comes_after_what_it_names() -> None:
    providers = resources(EXISTING, PROVIDER)
    (server,) = resources(EXISTING, "AWS::Cognito::UserPoolResourceServer")
    named = {
        each for each in providers if providers[each]["Properties"]["ProviderName"] in ("Google", "Okta")
    }
    assert set(client("Portal")["DependsOn"]) == {server, *named}
    assert client("BatchJob")["DependsOn"] == [server]
    assert "DependsOn" not in client("Mobile")


def test_the_secrets_of_providers_are_references() -> None:
    details = {
        each["Properties"]["ProviderName"]: each["Properties"]["ProviderDetails"]
        for each in resources(EXISTING, PROVIDER).values()
    }
    assert details == {
        "Google": {
            "authorize_scopes": "openid email",
            "client_id": "google-id",
            "client_secret": f"{SECRET}:google-AbCdEf:SecretString:client_secret::}}}}",
        },
        "Facebook": {
            "authorize_scopes": "public_profile,email",
            "client_id": "facebook-id",
            "client_secret": f"{SECRET}:facebook-AbCdEf:SecretString:::}}}}",
        },
        "SignInWithApple": {
            "authorize_scopes": "email name",
            "client_id": "apple-id",
            "key_id": "key",
            "private_key": f"{SECRET}:apple-AbCdEf:SecretString:::}}}}",
            "team_id": "team",
        },
        "Okta": {"IDPSignout": "true", "MetadataURL": "https://example.okta.com/metadata"},
    }


def test_what_users_depend_on_stays_with_the_pool() -> None:
    for kind in (CLIENT, PROVIDER, "AWS::Cognito::UserPoolResourceServer", "AWS::Cognito::UserPoolDomain"):
        assert {each["DeletionPolicy"] for each in resources(EXISTING, kind).values()} == {
            "RetainExceptOnCreate"
        }


def test_both_domains() -> None:
    prefix, custom = (
        resource(EXISTING, "AWS::Cognito::UserPoolDomain", f"HostedUi/{name}")["Properties"]
        for name in ("Domain", "CustomDomain")
    )
    assert (prefix["Domain"], prefix["ManagedLoginVersion"]) == ("existing", 2)
    assert (custom["Domain"], custom["ManagedLoginVersion"]) == ("auth.example.com", 2)
    assert custom["CustomDomainConfig"]["CertificateArn"].startswith("arn:aws:acm:us-east-1:")
    outputs = template(EXISTING)["Outputs"]
    assert outputs["HostedUIDomain"] == {"Value": "existing"}
    assert outputs["CustomDomain"] == {"Value": "auth.example.com"}


def test_existing_roles_are_used_and_get_no_policy() -> None:
    roles = properties(EXISTING, "AWS::Cognito::IdentityPoolRoleAttachment")
    assert roles["Roles"] == {"authenticated": "arn:aws:iam::123456789012:role/authenticated"}
    assert {mapping["AmbiguousRoleResolution"] for mapping in roles["RoleMappings"].values()} == {"Deny"}
    assert resources(EXISTING, "AWS::IAM::Policy") == {}
    identity_pool = properties(EXISTING, "AWS::Cognito::IdentityPool")
    assert identity_pool["AllowClassicFlow"] is True
    assert [each["ServerSideTokenCheck"] for each in identity_pool["CognitoIdentityProviders"]] == [
        True,
        True,
    ]


def test_session_tags_reach_the_roles_of_the_stack() -> None:
    tags = properties(EXISTING, "AWS::Cognito::IdentityPoolPrincipalTag")
    assert (tags["PrincipalTags"], tags["UseDefaults"]) == ({"tenant": "custom:tenant"}, False)
    (role,) = resources(EXISTING, "AWS::IAM::Role").values()
    (statement,) = role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Action"] == ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"]


def test_groups_with_and_without_a_role() -> None:
    groups = {
        each["Properties"]["GroupName"]: each["Properties"]
        for each in resources(EXISTING, "AWS::Cognito::UserPoolGroup").values()
    }
    assert (
        groups["Admins"].items()
        >= {
            "Precedence": 0,
            "Description": "Administrators",
            "RoleArn": "arn:aws:iam::123456789012:role/admins",
        }.items()
    )
    assert "RoleArn" not in groups["Guests"]
    (role_id,) = resources(EXISTING, "AWS::IAM::Role")
    assert groups["Readers"]["RoleArn"] == {"Fn::GetAtt": [role_id, "Arn"]}
    (role,) = resources(EXISTING, "AWS::IAM::Role").values()
    assert role["Properties"]["ManagedPolicyArns"] == ["arn:aws:iam::123456789012:policy/readers"]


def test_the_risk_configuration() -> None:
    assert properties(EXISTING, "AWS::Cognito::UserPoolRiskConfigurationAttachment") == {
        "AccountTakeoverRiskConfiguration": {
            "Actions": {
                "HighAction": {"EventAction": "BLOCK", "Notify": True},
                "LowAction": {"EventAction": "MFA_IF_CONFIGURED", "Notify": False},
            },
            "NotifyConfiguration": {
                "BlockEmail": {"Subject": "Blocked", "TextBody": "A sign-in was blocked."},
                "From": "security@example.com",
                "SourceArn": "arn:aws:ses:eu-west-1:123456789012:identity/example.com",
            },
        },
        "ClientId": "ALL",
        "CompromisedCredentialsRiskConfiguration": {
            "Actions": {"EventAction": "BLOCK"},
            "EventFilter": ["SIGN_IN"],
        },
        "RiskExceptionConfiguration": {
            "BlockedIPRangeList": ["192.0.2.0/24"],
            "SkippedIPRangeList": ["198.51.100.0/24"],
        },
        "UserPoolId": {"Ref": next(iter(resources(EXISTING, "AWS::Cognito::UserPool")))},
    }
