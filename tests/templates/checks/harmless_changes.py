"""Changes of `deployed_app` that harm nobody, and about which the update guard says nothing."""

from tests.templates.checks.breaking_changes import (
    ANY_POOL,
    CLIENT,
    DOMAIN,
    FAILS,
    HOLDS,
    POOL,
    READ_CALL,
    STAGE,
    TRIGGERS,
    handed_over,
    sms_role,
)
from tests.templates.checks.deployed_app import (
    DEPLOYED,
    POOL_ID,
    USERS,
    allow,
    permission,
    policy,
    resource,
    trust,
)
from tests.templates.checks.editing import GONE, Edits

HARMLESS: dict[str, Edits] = {
    "a name and tags": {f"{POOL}.UserPoolName": "other", f"{POOL}.UserPoolTags": {"a": "b"}},
    "another default of a name's parameter": {"Parameters.PoolName.Default": "others"},
    "a parameter without use": {"Parameters.New": {"Type": "String", "Default": "a"}},
    "metadata and dependencies": {"Resources.Pool.Metadata": {"a": 1}, "Resources.Pool.DependsOn": "SmsRole"},
    "a condition that always holds": {"Resources.Pool.Condition": "Always"},
    "a condition of which one part holds": {
        "Conditions.Either": {"Fn::Or": [FAILS, HOLDS]},
        "Conditions.Both": {"Fn::And": [HOLDS, {"Condition": "Either"}, {"Fn::Not": [FAILS]}]},
        "Resources.Client.Condition": "Both",
    },
    "the check of an identity pool's tokens": {
        "Resources.Identities.Properties.CognitoIdentityProviders.0.ServerSideTokenCheck": True
    },
    "no value": {f"{CLIENT}.DefaultRedirectURI": {"Ref": "AWS::NoValue"}},
    "equal branches": {f"{POOL}.MfaConfiguration": {"Fn::If": ["IsProd", "OPTIONAL", "OPTIONAL"]}},
    "the same text by another function": {
        f"{DOMAIN}.Domain": {
            "Fn::Join": ["-", ["users", "of", {"Fn::Select": [1, {"Fn::Split": ["-", "an-example"]}]}]]
        }
    },
    "a mapping": {
        "Mappings": {"Domains": {"a": {"name": "users-of-example"}}},
        f"{DOMAIN}.Domain": {"Fn::FindInMap": ["Domains", {"Ref": "AWS::Region"}, "name"]},
    },
    "order": {
        f"{POOL}.AutoVerifiedAttributes": ["phone_number", "email"],
        f"{POOL}.EnabledMfas": ["SOFTWARE_TOKEN_MFA", "SMS_MFA"],
        f"{CLIENT}.AllowedOAuthScopes": ["email", "openid"],
    },
    "texts for numbers and booleans": {
        f"{POOL}.Policies.PasswordPolicy.MinimumLength": "12",
        f"{CLIENT}.GenerateSecret": "false",
        "Resources.Admins.Properties.Precedence": "1",
    },
    "defaults written out": {f"{CLIENT}.EnableTokenRevocation": True, f"{CLIENT}.AuthSessionValidity": 3},
    "stricter": {
        f"{POOL}.Policies.PasswordPolicy.MinimumLength": 16,
        f"{POOL}.Policies.PasswordPolicy.RequireNumbers": True,
        f"{POOL}.UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate": [
            "email",
            "phone_number",
        ],
    },
    "longer": {
        f"{CLIENT}.AccessTokenValidity": 2,
        f"{CLIENT}.TokenValidityUnits.AccessToken": "hours",
        f"{CLIENT}.RefreshTokenValidity": 90,
    },
    "more of everything": {
        f"{CLIENT}.CallbackURLs": ["https://example.com/", "http://localhost:3000/", "https://example.org/"],
        f"{CLIENT}.ExplicitAuthFlows": [
            "ALLOW_USER_SRP_AUTH",
            "ALLOW_REFRESH_TOKEN_AUTH",
            "ALLOW_USER_PASSWORD_AUTH",
            "ALLOW_USER_AUTH",
        ],
        f"{CLIENT}.ReadAttributes": GONE,
        "Resources.Editors": resource("Cognito::UserPoolGroup", UserPoolId=POOL_ID, GroupName="Editors"),
        "Resources.Client2": resource("Cognito::UserPoolClient", UserPoolId=POOL_ID),
        "Outputs.New": {"Value": {"Ref": "Client"}},
    },
    "flows by their former names": {
        f"{CLIENT}.ExplicitAuthFlows": [
            "ALLOW_USER_SRP_AUTH",
            "ALLOW_REFRESH_TOKEN_AUTH",
            "USER_PASSWORD_AUTH",
        ]
    },
    "a developer's own address": {f"{CLIENT}.CallbackURLs": ["https://example.com/"]},
    "a custom attribute": {
        f"{POOL}.Schema": [
            *DEPLOYED["Resources"]["Pool"]["Properties"]["Schema"],
            {"Name": "plan", "AttributeDataType": "String"},
        ]
    },
    "attributes in another order": {
        f"{POOL}.Schema": DEPLOYED["Resources"]["Pool"]["Properties"]["Schema"][::-1]
    },
    "a trigger with its permission": {
        f"{TRIGGERS}.CustomMessage": {"Fn::GetAtt": ["Worker", "Arn"]},
        "Resources.MayCustomMessage": permission({"Ref": "Worker"}),
    },
    "a trigger and its permission under another id": {
        "Resources.MayPreSignUp": GONE,
        "Resources.PreSignUpPermission": permission({"Fn::GetAtt": ["PreSignUp", "Arn"]}),
    },
    "another version of a function": {
        f"{TRIGGERS}.UserMigration": "arn:aws:lambda:eu-central-1:111122223333:function:migrate:2"
    },
    "a function's code, runtime, variables and handler": {
        "Resources.PreSignUp.Properties.Code.S3Key": "two.zip",
        "Resources.PreSignUp.Properties.Runtime": "python3.14",
        "Resources.PreSignUp.Properties.Handler": "other.handler",
        "Resources.PreSignUp.Properties.Environment.Variables": {"A": "b", "MFA_FACTORS": "SMS"},
    },
    "wider rights": {
        "Resources.UserRole.Properties.Policies.0.PolicyDocument": policy(allow("s3:*")),
        "Resources.GuestRole.Properties.Policies": [
            {"PolicyName": "a", "PolicyDocument": policy(allow("s3:*"))}
        ],
    },
    "a role for other users, too": {
        "Resources.UserRole.Properties.AssumeRolePolicyDocument": policy(
            USERS["Statement"][0], {"Effect": "Allow", "Principal": {"AWS": "1"}, "Action": "sts:AssumeRole"}
        )
    },
    "the SMS role's description and trust as a list": {
        "Resources.SmsRole.Properties.Description": "a",
        "Resources.SmsRole.Properties.AssumeRolePolicyDocument.Statement.0.Principal.Service": [
            "cognito-idp.amazonaws.com"
        ],
    },
    "another SMS role that serves the pool as well": handed_over(sms_role()),
    "a role of users by another name, which they follow": {
        "Resources.UserRole.Properties.RoleName": "users",
        "Resources.UserRole.Properties.Path": "/app/",
    },
    "a provider and a scope by reference": {
        f"{CLIENT}.SupportedIdentityProviders": ["COGNITO", {"Ref": "Google"}],
        f"{CLIENT}.AllowedOAuthScopes": [
            "openid",
            "email",
            {"Fn::Join": ["/", [{"Ref": "Api"}, "read"]]},
        ],
    },
    "a permission for any pool of the account": {"Resources.MayPreSignUp.Properties.SourceArn": ANY_POOL},
    "the rights of a role that no user has": {
        "Resources.Unrelated": resource(
            "IAM::Role", AssumeRolePolicyDocument=trust({"Service": "ec2.amazonaws.com"})
        )
    },
    "a rotated secret and a wider scope": {
        "Resources.Google.Properties.ProviderDetails.client_secret": "other",
        "Resources.Google.Properties.ProviderDetails.authorize_scopes": "openid email profile",
    },
    "a queue that no user waits in": {"Resources.OtherQueue": GONE},
    "a queue's encryption": {"Resources.Queue.Properties.SqsManagedSseEnabled": True},
    "a worker's pace": {"Resources.Source.Properties.BatchSize": 5},
    "a custom resource that only receives an id": {
        "Resources.Web.Properties.Environment.COLOUR": "blue",
        "Resources.New": {
            "Type": "Custom::Seed",
            "Properties": {"ServiceToken": "arn", "UserPoolId": POOL_ID},
        },
    },
    "an attribute's defaults written out": {
        f"{POOL}.Schema.1.Mutable": True,
        f"{POOL}.Schema.1.Required": False,
        f"{POOL}.Schema.1.Name": "custom:tenant",
        f"{POOL}.Schema.0.DeveloperOnlyAttribute": False,
    },
    "a custom resource that names no target": {
        "Resources.Build": {
            "Type": "Custom::Build",
            "Properties": {"ServiceToken": "arn", "Authority": POOL_ID, "OAuthScopes": "openid"},
        }
    },
    "what is a custom resource's own matter": {
        "Resources.Setup.Properties.Version": "2",
        "Resources.Setup.Properties.BucketName": "other",
    },
    "a custom resource's text": {"Resources.Setup.Properties.css": "b"},
    "a call that only reads": {
        "Resources.Call": {"Type": "Custom::AWS", "Properties": {"Create": READ_CALL, "Update": READ_CALL}}
    },
    "an output of something else": {"Outputs.Site": GONE},
    "a nested stack's new template": {"Resources.Nested.Properties.TemplateURL": "https://example.com/other"},
    "a known transform": {"Transform": "AWS::Serverless-2016-10-31"},
    "resources that have nothing to do with the pool": {
        "Resources.Table": resource("DynamoDB::Table"),
        "Resources.Bucket": resource("S3::Bucket", BucketName=STAGE),
    },
    "the look of the sign-in page": {"Resources.Branding.Properties.Settings": {"a": 2}},
    "an unknown value where none matters": {f"{POOL}.EmailVerificationMessage": STAGE},
    "more risk logs": {
        "Resources.Logs.Properties.LogConfigurations": [
            {"EventSource": "userAuthEvents", "LogLevel": "INFO"},
            {"EventSource": "userNotification", "LogLevel": "ERROR"},
        ]
    },
}
