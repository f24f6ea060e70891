"""A deployed stack with a resource of each type that the guard judges, as another team could write it."""

from typing import Any

POOL_ID = {"Ref": "Pool"}
POOL_ARN = {"Fn::GetAtt": ["Pool", "Arn"]}


def resource(kind: str, **properties: Any) -> dict[str, Any]:
    """A resource of a template."""
    return {"Type": f"AWS::{kind}", "Properties": properties}


def allow(action: Any, target: Any = "*", **more: Any) -> dict[str, Any]:
    """A statement that allows something."""
    return {"Effect": "Allow", "Action": action, "Resource": target, **more}


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    """A policy document."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def trust(principal: dict[str, Any], action: str = "sts:AssumeRole", **more: Any) -> dict[str, Any]:
    """A role's trust."""
    return policy({"Effect": "Allow", "Principal": principal, "Action": action, **more})


LAMBDA = trust({"Service": "lambda.amazonaws.com"})
USERS = trust(
    {"Federated": "cognito-identity.amazonaws.com"},
    "sts:AssumeRoleWithWebIdentity",
    Condition={
        "StringEquals": {"cognito-identity.amazonaws.com:aud": {"Ref": "Identities"}},
        "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"},
    },
)
SMS_TRUST = trust(
    {"Service": "cognito-idp.amazonaws.com"}, Condition={"StringEquals": {"sts:ExternalId": "external"}}
)
PUBLISH = [{"PolicyName": "publish", "PolicyDocument": policy(allow("sns:Publish"))}]


def permission(function: Any, **more: Any) -> dict[str, Any]:
    """The permission by which the pool calls a function."""
    return resource(
        "Lambda::Permission",
        **{
            "Action": "lambda:InvokeFunction",
            "FunctionName": function,
            "Principal": "cognito-idp.amazonaws.com",
            "SourceArn": POOL_ARN,
            **more,
        },
    )


def function(role: str, handler: str = "index.handler", **variables: Any) -> dict[str, Any]:
    """A function of the stack."""
    return resource(
        "Lambda::Function",
        Code={"S3Bucket": "assets", "S3Key": "one.zip"},
        Handler=handler,
        Runtime="python3.13",
        Role={"Fn::GetAtt": [role, "Arn"]},
        Environment={"Variables": variables},
    )


DEPLOYED: dict[str, Any] = {
    "Parameters": {
        "Stage": {"Type": "String"},
        "PoolName": {"Type": "String", "Default": "users"},
        "Mode": {"Type": "String", "Default": "OPTIONAL"},
    },
    "Conditions": {
        "IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]},
        "Always": {"Fn::Equals": ["a", "a"]},
    },
    "Resources": {
        "Pool": {
            **resource(
                "Cognito::UserPool",
                UserPoolName={"Ref": "PoolName"},
                AccountRecoverySetting={
                    "RecoveryMechanisms": [
                        {"Name": "verified_email", "Priority": 1},
                        {"Name": "verified_phone_number", "Priority": 2},
                    ]
                },
                AdminCreateUserConfig={"AllowAdminCreateUserOnly": False},
                AutoVerifiedAttributes=["email", "phone_number"],
                DeletionProtection="ACTIVE",
                DeviceConfiguration={
                    "ChallengeRequiredOnNewDevice": True,
                    "DeviceOnlyRememberedOnUserPrompt": True,
                },
                EmailConfiguration={
                    "EmailSendingAccount": "DEVELOPER",
                    "From": "no-reply@example.com",
                    "SourceArn": "arn:aws:ses:eu-central-1:111122223333:identity/example.com",
                },
                EnabledMfas=["SMS_MFA", "SOFTWARE_TOKEN_MFA"],
                KeyConfiguration={"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": "arn:aws:kms:::key/one"},
                LambdaConfig={
                    "PreSignUp": {"Fn::GetAtt": ["PreSignUp", "Arn"]},
                    "PostConfirmation": {"Fn::GetAtt": ["PostConfirmation", "Arn"]},
                    "UserMigration": "arn:aws:lambda:eu-central-1:111122223333:function:migrate",
                    "DefineAuthChallenge": "arn:aws:lambda:eu-central-1:111122223333:function:define",
                    "CustomSMSSender": {
                        "LambdaArn": "arn:aws:lambda:eu-central-1:111122223333:function:sms",
                        "LambdaVersion": "V1_0",
                    },
                    "KMSKeyID": "arn:aws:kms:eu-central-1:111122223333:key/sender",
                },
                MfaConfiguration={"Ref": "Mode"},
                Policies={
                    "PasswordPolicy": {"MinimumLength": 12, "RequireSymbols": True},
                    "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]},
                },
                Schema=[
                    {"Name": "email", "AttributeDataType": "String", "Mutable": True, "Required": True},
                    {"Name": "tenant", "AttributeDataType": "String", "Mutable": True},
                ],
                SmsConfiguration={
                    "ExternalId": "external",
                    "SnsCallerArn": {"Fn::GetAtt": ["SmsRole", "Arn"]},
                    "SnsRegion": "eu-central-1",
                },
                UserAttributeUpdateSettings={"AttributesRequireVerificationBeforeUpdate": ["email"]},
                UserPoolAddOns={"AdvancedSecurityMode": "ENFORCED"},
                UserPoolTier="PLUS",
                UsernameAttributes=["email"],
                WebAuthnRelyingPartyID="example.com",
                WebAuthnUserVerification="required",
            ),
            "DeletionPolicy": "Retain",
        },
        "Client": resource(
            "Cognito::UserPoolClient",
            UserPoolId=POOL_ID,
            AccessTokenValidity=60,
            TokenValidityUnits={"AccessToken": "minutes"},
            AllowedOAuthFlows=["code"],
            AllowedOAuthFlowsUserPoolClient=True,
            AllowedOAuthScopes=["openid", "email"],
            CallbackURLs=["https://example.com/", "http://localhost:3000/"],
            LogoutURLs=["https://example.com/out"],
            EnablePropagateAdditionalUserContextData=True,
            ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_PASSWORD_AUTH"],
            GenerateSecret=False,
            PreventUserExistenceErrors="ENABLED",
            ReadAttributes=["email", "custom:tenant"],
            SupportedIdentityProviders=["COGNITO", "Google"],
        ),
        "Domain": resource("Cognito::UserPoolDomain", Domain="users-of-example", UserPoolId=POOL_ID),
        "Branding": resource("Cognito::ManagedLoginBranding", UserPoolId=POOL_ID, Settings={"a": 1}),
        "Google": resource(
            "Cognito::UserPoolIdentityProvider",
            UserPoolId=POOL_ID,
            ProviderName="Google",
            ProviderType="Google",
            ProviderDetails={
                "client_id": "one",
                "client_secret": "do-not-show",
                "authorize_scopes": "openid email",
            },
            AttributeMapping={"email": "email", "username": "sub"},
        ),
        "Api": resource(
            "Cognito::UserPoolResourceServer",
            UserPoolId=POOL_ID,
            Identifier="api",
            Name="API",
            Scopes=[
                {"ScopeName": "read", "ScopeDescription": "Read"},
                {"ScopeName": "write", "ScopeDescription": "W"},
            ],
        ),
        "Admins": resource(
            "Cognito::UserPoolGroup",
            UserPoolId=POOL_ID,
            GroupName="Admins",
            Precedence=1,
            RoleArn={"Fn::GetAtt": ["AdminRole", "Arn"]},
        ),
        "Root": resource("Cognito::UserPoolUser", UserPoolId=POOL_ID, Username="root"),
        "RootIsAdmin": resource(
            "Cognito::UserPoolUserToGroupAttachment",
            UserPoolId=POOL_ID,
            GroupName={"Ref": "Admins"},
            Username={"Ref": "Root"},
        ),
        "Risk": resource(
            "Cognito::UserPoolRiskConfigurationAttachment",
            UserPoolId=POOL_ID,
            ClientId="ALL",
            CompromisedCredentialsRiskConfiguration={"Actions": {"EventAction": "BLOCK"}},
        ),
        "Logs": resource(
            "Cognito::LogDeliveryConfiguration",
            UserPoolId=POOL_ID,
            LogConfigurations=[{"EventSource": "userAuthEvents", "LogLevel": "INFO"}],
        ),
        "Replica": resource("Cognito::UserPoolReplica", UserPoolId=POOL_ID, RegionName="eu-west-1"),
        "Firewall": resource(
            "WAFv2::WebACLAssociation", ResourceArn=POOL_ARN, WebACLArn="arn:aws:wafv2:::acl"
        ),
        "Identities": resource(
            "Cognito::IdentityPool",
            AllowUnauthenticatedIdentities=True,
            CognitoIdentityProviders=[
                {"ClientId": {"Ref": "Client"}, "ProviderName": {"Fn::GetAtt": ["Pool", "ProviderName"]}}
            ],
            SamlProviderARNs=["arn:aws:iam::111122223333:saml-provider/one"],
        ),
        "Tags": resource(
            "Cognito::IdentityPoolPrincipalTag",
            IdentityPoolId={"Ref": "Identities"},
            IdentityProviderName="pool",
            PrincipalTags={"tenant": "custom:tenant"},
        ),
        "Attachment": resource(
            "Cognito::IdentityPoolRoleAttachment",
            IdentityPoolId={"Ref": "Identities"},
            Roles={
                "authenticated": {"Fn::GetAtt": ["UserRole", "Arn"]},
                "unauthenticated": {"Fn::GetAtt": ["GuestRole", "Arn"]},
            },
        ),
        "UserRole": resource(
            "IAM::Role",
            AssumeRolePolicyDocument=USERS,
            Policies=[
                {"PolicyName": "files", "PolicyDocument": policy(allow(["s3:GetObject", "s3:PutObject"]))}
            ],
        ),
        "GuestRole": resource("IAM::Role", AssumeRolePolicyDocument=USERS),
        "AdminRole": resource("IAM::Role", AssumeRolePolicyDocument=USERS),
        "SmsRole": resource("IAM::Role", AssumeRolePolicyDocument=SMS_TRUST, Policies=PUBLISH),
        "FunctionRole": resource("IAM::Role", AssumeRolePolicyDocument=LAMBDA),
        "FunctionRights": resource(
            "IAM::Policy",
            PolicyName="rights",
            PolicyDocument=policy(
                allow("cognito-idp:AdminSetUserMFAPreference", POOL_ARN), allow("s3:GetObject")
            ),
            Roles=[{"Ref": "FunctionRole"}],
        ),
        "PreSignUp": function("FunctionRole"),
        "MayPreSignUp": permission({"Ref": "PreSignUp"}),
        "PostConfirmation": function("FunctionRole", QUEUE_URL={"Ref": "Queue"}, MFA_FACTORS="SMS,TOTP"),
        "MayPostConfirmation": permission({"Fn::GetAtt": ["PostConfirmation", "Arn"]}),
        "Migrate": {
            **function("FunctionRole"),
            "Properties": {**function("FunctionRole")["Properties"], "FunctionName": "migrate"},
        },
        "Queue": resource(
            "SQS::Queue",
            MessageRetentionPeriod=604800,
            RedrivePolicy={
                "deadLetterTargetArn": {"Fn::GetAtt": ["DeadLetters", "Arn"]},
                "maxReceiveCount": 5,
            },
        ),
        "DeadLetters": resource("SQS::Queue"),
        "OtherQueue": resource("SQS::Queue"),
        "Worker": function("FunctionRole"),
        "Source": resource(
            "Lambda::EventSourceMapping",
            EventSourceArn={"Fn::GetAtt": ["Queue", "Arn"]},
            FunctionName={"Ref": "Worker"},
        ),
        "AuthNested": resource("CloudFormation::Stack", TemplateURL="https://example.com/nested"),
        "Nested": resource("CloudFormation::Stack", TemplateURL="https://example.com/nested"),
        "Setup": {
            "Type": "Custom::Setup",
            "Properties": {
                "ServiceToken": "arn:aws:lambda:::function:setup",
                "userPoolId": POOL_ID,
                "css": "a",
            },
        },
        "Web": {
            "Type": "Custom::WebBuild",
            "Properties": {"ServiceToken": "arn", "Environment": {"POOL": POOL_ID, "COLOUR": "red"}},
        },
    },
    "Outputs": {
        "UserPoolId": {"Value": POOL_ID},
        "ClientId": {"Value": {"Ref": "Client"}, "Export": {"Name": "client"}},
        "Site": {"Value": {"Fn::GetAtt": ["Bucket", "WebsiteURL"]}},
    },
}
