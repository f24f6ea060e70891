"""Each rule of the update guard: a breaking change with its exact place and values, and harmless ones."""

import copy
import re
from typing import Any, NamedTuple

import pytest

from stacks.checks.findings import Finding
from stacks.checks.update_guard.compare import compare
from stacks.checks.update_guard.rules import RULES
from stacks.deployed.model import DeployedStack
from tests.templates.checks.deployed_app import (
    DEPLOYED,
    POOL_ID,
    PUBLISH,
    USERS,
    allow,
    permission,
    policy,
    resource,
    trust,
)
from tests.templates.checks.editing import GONE, Edits, set_value

POOL = "Resources.Pool.Properties"
CLIENT = "Resources.Client.Properties"
DOMAIN = "Resources.Domain.Properties"
TRIGGERS = f"{POOL}.LambdaConfig"
OTHER_FUNCTION = "arn:aws:lambda:eu-central-1:111122223333:function:other"
OTHER_POOL: Edits = {"Resources.Other": resource("Cognito::UserPool", UserPoolName="other")}
OTHER_ID = {"Ref": "Other"}
STAGE = {"Ref": "Stage"}
OFF: Edits = {f"{POOL}.MfaConfiguration": "OFF", f"{POOL}.EnabledMfas": GONE}
ON: Edits = {f"{POOL}.MfaConfiguration": "ON"}
SMS_ONLY_TRUST = "Resources.SmsRole.Properties.AssumeRolePolicyDocument"
DENY = {"Effect": "Deny", "Action": "sns:Publish", "Resource": "*"}
OWN_ROLE = {"Fn::GetAtt": ["NewSmsRole", "Arn"]}
MFA_CALL = '{"service":"CognitoIdentityServiceProvider","action":"setUserPoolMfaConfig"}'
READ_CALL = '{"service":"CognitoIdentityServiceProvider","action":"describeUserPoolClient"}'


def sms_role(external_id: str = "external", service: str = "cognito-idp.amazonaws.com", **more: Any) -> Any:
    """A role that takes over from the deployed one."""
    condition = {"StringEquals": {"sts:ExternalId": external_id}}
    return resource(
        "IAM::Role",
        **{
            "AssumeRolePolicyDocument": trust({"Service": service}, Condition=condition),
            "Policies": PUBLISH,
            **more,
        },
    )


def handed_over(role: Any) -> Edits:
    return {"Resources.NewSmsRole": role, f"{POOL}.SmsConfiguration.SnsCallerArn": OWN_ROLE}


class Case(NamedTuple):
    """An edit and the finding that it leads to."""

    rule: str
    severity: str
    new: Edits
    logical_id: str | None
    place: str
    deployed: Edits = {}  # noqa: RUF012 - not changed


def pool(rule: str, severity: str, path: str, value: Any, deployed: Edits | None = None) -> Case:
    # A list is judged whole.
    place = re.sub(r"\.[0-9].*", "", f"Properties.{path}")
    return Case(rule, severity, {f"{POOL}.{path}": value}, "Pool", place, deployed or {})


def client(rule: str, severity: str, path: str, value: Any, deployed: Edits | None = None) -> Case:
    return Case(rule, severity, {f"{CLIENT}.{path}": value}, "Client", f"Properties.{path}", deployed or {})


def one(rule: str, severity: str, name: str, path: str, value: Any, deployed: Edits | None = None) -> Case:
    new = {f"Resources.{name}.Properties.{path}": value}
    return Case(rule, severity, new, name, f"Properties.{path}", deployed or {})


def gone(rule: str, severity: str, name: str) -> Case:
    return Case(rule, severity, {f"Resources.{name}": GONE}, name, "Type")


BREAKING = [
    gone("PoolRemoved", "fatal", "Pool"),
    Case("PoolReplaced", "fatal", {"Resources.Pool.Condition": "IsProd"}, "Pool", "Condition"),
    Case(
        "PoolReplaced",
        "fatal",
        {**OTHER_POOL, "Outputs.UserPoolId.Value": OTHER_ID},
        None,
        "Outputs.UserPoolId",
    ),
    pool("ImmutableProperty", "fatal", "UsernameAttributes", ["phone_number"]),
    pool("ImmutableProperty", "fatal", "Schema.0.Required", False),
    pool("ImmutableProperty", "fatal", "Schema.1.Mutable", False),
    pool("SchemaTouched", "error", "Schema.0.Mutable", False),
    pool("SignUpClosed", "warning", "AdminCreateUserConfig.AllowAdminCreateUserOnly", "true"),
    pool(
        "SignUpOpened",
        "warning",
        "AdminCreateUserConfig.AllowAdminCreateUserOnly",
        False,
        {f"{POOL}.AdminCreateUserConfig.AllowAdminCreateUserOnly": True},
    ),
    pool("PasswordPolicyWeakened", "warning", "Policies.PasswordPolicy.MinimumLength", "8"),
    pool("PasswordPolicyWeakened", "warning", "Policies.PasswordPolicy.RequireSymbols", GONE),
    pool("TierLowered", "warning", "UserPoolTier", "ESSENTIALS"),
    pool("ThreatProtectionLowered", "warning", "UserPoolAddOns.AdvancedSecurityMode", "AUDIT"),
    pool("ThreatProtectionLowered", "warning", "UserPoolAddOns.AdvancedSecurityMode", GONE),
    gone("ThreatProtectionLowered", "warning", "Risk"),
    one(
        "RiskActionsChanged",
        "warning",
        "Risk",
        "CompromisedCredentialsRiskConfiguration.Actions.EventAction",
        "NO_ACTION",
    ),
    gone("WebAclChanged", "warning", "Firewall"),
    pool("DevicesChanged", "warning", "DeviceConfiguration", GONE),
    gone("LogsLost", "warning", "Logs"),
    pool("IssuerChanged", "error", "IssuerConfiguration.Type", "CUSTOM"),
    pool("EncryptionKeyChanged", "error", "KeyConfiguration.KmsKeyArn", "arn:aws:kms:::key/two"),
    gone("FailoverLost", "error", "Replica"),
    pool("MfaModeOn", "error", "MfaConfiguration", "ON"),
    pool("MfaModeOn", "error", "MfaConfiguration", {"Fn::If": ["IsProd", "ON", "OPTIONAL"]}),
    pool("MfaModeOn", "error", "MfaConfiguration", True),
    Case("MfaModeOn", "error", {"Parameters.Mode.Default": "ON"}, "Pool", "Properties.MfaConfiguration"),
    Case("MfaModeOff", "error", OFF, "Pool", "Properties.MfaConfiguration"),
    pool("FactorRemoved", "fatal", "EnabledMfas", ["SOFTWARE_TOKEN_MFA"]),
    pool("FactorRemoved", "error", "EnabledMfas", ["SMS_MFA"]),
    pool("RecoveryWeakened", "error", "AccountRecoverySetting", GONE),
    pool(
        "RecoveryChanged",
        "warning",
        "AccountRecoverySetting",
        {"RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}]},
    ),
    pool("SmsRoleChanged", "error", "SmsConfiguration", GONE),
    pool("SmsRoleChanged", "error", "SmsConfiguration.ExternalId", "other"),
    one(
        "SmsRoleChanged",
        "error",
        "SmsRole",
        "AssumeRolePolicyDocument",
        sms_role("other")["Properties"]["AssumeRolePolicyDocument"],
    ),
    one("SmsRoleChanged", "error", "SmsRole", "Policies", GONE),
    one(
        "SmsRoleChanged", "error", "SmsRole", "PermissionsBoundary", "arn:aws:iam::aws:policy/ReadOnlyAccess"
    ),
    Case(
        "SmsRoleChanged",
        "error",
        {
            f"{SMS_ONLY_TRUST}.Statement": [
                trust({"Service": "cognito-idp.amazonaws.com"})["Statement"][0],
                DENY,
            ]
        },
        "SmsRole",
        "Properties.AssumeRolePolicyDocument",
    ),
    one(
        "SmsRoleChanged",
        "error",
        "SmsRole",
        "Policies",
        [{"PolicyName": "publish", "PolicyDocument": policy(allow("sns:Publish"), DENY)}],
    ),
    one(
        "SmsRoleChanged",
        "error",
        "SmsRole",
        "Policies",
        [
            {
                "PolicyName": "publish",
                "PolicyDocument": policy(allow("sns:Publish", Condition={"Bool": {"a": "b"}})),
            }
        ],
    ),
    Case("SmsRoleChanged", "error", {"Resources.SmsRole.Condition": "IsProd"}, "SmsRole", "Condition"),
    Case(
        "SmsRoleChanged",
        "error",
        {
            "Resources.Deny": resource(
                "IAM::Policy", PolicyName="no", PolicyDocument=policy(DENY), Roles=[{"Ref": "SmsRole"}]
            )
        },
        "Deny",
        "Type",
    ),
    *(
        Case("SmsRoleChanged", "error", handed_over(role), "Pool", "Properties.SmsConfiguration.SnsCallerArn")
        for role in (
            sms_role("other"),
            sms_role(service="lambda.amazonaws.com"),
            sms_role(Policies=[]),
            sms_role(Policies=[{"PolicyName": "a", "PolicyDocument": policy(allow("sns:Publish"), DENY)}]),
        )
    ),
    pool("SmsSenderChanged", "error", "SmsConfiguration.EumsSms", {"CallerArn": "arn", "ExternalId": "a"}),
    pool("SmsRegionChanged", "warning", "SmsConfiguration.SnsRegion", "eu-west-1"),
    pool("ProtectionWeakened", "error", "DeletionProtection", "INACTIVE"),
    Case("ProtectionWeakened", "error", {"Resources.Pool.DeletionPolicy": GONE}, "Pool", "DeletionPolicy"),
    gone("ClientReplaced", "error", "Client"),
    client("ClientReplaced", "error", "GenerateSecret", True),
    client("ClientReplaced", "error", "GenerateSecret", GONE),
    Case(
        "ClientReplaced",
        "error",
        {**OTHER_POOL, f"{CLIENT}.UserPoolId": OTHER_ID},
        "Client",
        "Properties.UserPoolId",
    ),
    Case("ClientReplaced", "error", {"Resources.Client.Condition": "IsProd"}, "Client", "Condition"),
    gone("IdentityPoolReplaced", "error", "Identities"),
    gone("IdentityPoolReplaced", "error", "Domain"),
    one("IdentityPoolReplaced", "error", "Domain", "Domain", "another"),
    Case(
        "IdentityPoolReplaced",
        "error",
        {**OTHER_POOL, f"{DOMAIN}.UserPoolId": OTHER_ID},
        "Domain",
        "Properties.UserPoolId",
    ),
    client(
        "FlowRemoved", "error", "ExplicitAuthFlows", ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_PASSWORD_AUTH"]
    ),
    client("FlowRemoved", "error", "ExplicitAuthFlows", ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH"]),
    client("CallbackRemoved", "error", "CallbackURLs", ["http://localhost:3000/"]),
    client("LogoutOrDefaultUrlChanged", "warning", "LogoutURLs", ["https://example.com/bye"]),
    client("OAuthNarrowed", "error", "AllowedOAuthScopes", ["openid"]),
    client("OAuthNarrowed", "error", "AllowedOAuthFlows", ["implicit"]),
    client("OAuthNarrowed", "error", "AllowedOAuthFlowsUserPoolClient", False),
    client("ProviderRemoved", "error", "SupportedIdentityProviders", ["COGNITO"]),
    gone("ProviderRemoved", "error", "Google"),
    one("ProviderRemoved", "error", "Google", "ProviderName", "google"),
    one("ProviderChanged", "error", "Google", "AttributeMapping", {"email": "email", "username": "email"}),
    one("ProviderChanged", "warning", "Google", "AttributeMapping", {"username": "sub"}),
    gone("ScopesRemoved", "error", "Api"),
    one("ScopesRemoved", "error", "Api", "Scopes", [{"ScopeName": "read", "ScopeDescription": "Read"}]),
    client("AttributesNarrowed", "warning", "ReadAttributes", ["email"]),
    client("AttributesNarrowed", "warning", "WriteAttributes", ["email"]),
    client("TokensShortened", "warning", "AccessTokenValidity", 30),
    client("TokensShortened", "warning", "TokenValidityUnits.AccessToken", "seconds"),
    client("TokensShortened", "warning", "RefreshTokenValidity", 7),
    client("RefreshRotation", "warning", "RefreshTokenRotation.Feature", "ENABLED"),
    client("TokenRevocationOff", "warning", "EnableTokenRevocation", False),
    client("UserExistenceShown", "warning", "PreventUserExistenceErrors", "LEGACY"),
    client("UserContextLost", "warning", "EnablePropagateAdditionalUserContextData", False),
    one("DomainLookChanged", "warning", "Domain", "ManagedLoginVersion", 2),
    one(
        "FailoverChanged",
        "warning",
        "Domain",
        "Routing.Failover.SecondaryRegion",
        "eu-west-2",
        {f"{DOMAIN}.Routing.Failover.SecondaryRegion": "eu-west-1"},
    ),
    gone("RoleAttachmentChanged", "error", "Attachment"),
    Case(
        "RoleAttachmentChanged",
        "error",
        {"Resources.Attachment.Properties.Roles.authenticated": "arn:aws:iam::111122223333:role/other"},
        "Attachment",
        "Properties.Roles.authenticated",
    ),
    Case(
        "RoleAttachmentChanged",
        "warning",
        {"Resources.Attachment.Properties.Roles.authenticated": {"Fn::GetAtt": ["AdminRole", "Arn"]}},
        "Attachment",
        "Properties.Roles.authenticated",
    ),
    one(
        "IdentityRoleChanged",
        "error",
        "UserRole",
        "AssumeRolePolicyDocument",
        trust(
            {"Federated": "cognito-identity.amazonaws.com"},
            "sts:AssumeRoleWithWebIdentity",
            Condition={"StringEquals": {"cognito-identity.amazonaws.com:aud": "other"}},
        ),
    ),
    one("IdentityProviderLost", "error", "Identities", "CognitoIdentityProviders", []),
    one("IdentityProviderLost", "error", "Identities", "SamlProviderARNs", GONE),
    one("GuestsLockedOut", "error", "Identities", "AllowUnauthenticatedIdentities", False),
    one("IdentityPoolOpened", "warning", "Identities", "AllowClassicFlow", True),
    one(
        "RightsNarrowed",
        "warning",
        "UserRole",
        "Policies",
        [{"PolicyName": "files", "PolicyDocument": policy(allow("s3:GetObject"))}],
    ),
    one("RightsNarrowed", "error", "FunctionRights", "PolicyDocument", policy(allow("s3:GetObject"))),
    Case(
        "RightsNarrowed",
        "warning",
        {
            "Resources.FunctionRights.Properties.PolicyDocument": policy(allow("s3:GetObject")),
            "Resources.Worker.Properties.Code.S3Key": "two.zip",
        },
        "FunctionRights",
        "Properties.PolicyDocument",
    ),
    one("PrincipalTagsChanged", "warning", "Tags", "PrincipalTags", {}),
    pool("TriggerLost", "error", "LambdaConfig.PostConfirmation", GONE),
    pool("TriggerRemoved", "warning", "LambdaConfig.PreSignUp", GONE),
    pool("TriggerReplaced", "warning", "LambdaConfig.PreSignUp", OTHER_FUNCTION),
    pool("TriggerInSignIn", "warning", "LambdaConfig.PreTokenGeneration", OTHER_FUNCTION),
    pool("TriggerInSignIn", "warning", "LambdaConfig.PostAuthentication", OTHER_FUNCTION),
    pool(
        "TriggerWithoutPermission", "error", "LambdaConfig.CustomMessage", {"Fn::GetAtt": ["Worker", "Arn"]}
    ),
    gone("TriggerPermissionLost", "error", "MayPreSignUp"),
    one("TriggerPermissionLost", "error", "MayPreSignUp", "Principal", "sns.amazonaws.com"),
    one(
        "TriggerPermissionLost",
        "error",
        "MayPreSignUp",
        "SourceArn",
        {"Fn::Join": ["", ["arn:aws:cognito-idp:${AWS::Region}:1:userpool/", POOL_ID]]},
    ),
    gone("TriggerFunctionLost", "error", "Migrate"),
    one("TriggerHandlerChanged", "warning", "PreSignUp", "Handler", "other.handler"),
    one("TriggerThrottled", "error", "PreSignUp", "ReservedConcurrentExecutions", 0),
    one("NewUserFactorsReduced", "error", "PostConfirmation", "Environment.Variables.MFA_FACTORS", "TOTP"),
    pool("CustomAuthLost", "error", "LambdaConfig.DefineAuthChallenge", GONE),
    pool("MigrationLost", "error", "LambdaConfig.UserMigration", GONE),
    pool("CustomSender", "warning", "LambdaConfig.CustomSMSSender", GONE),
    pool("CustomSender", "warning", "LambdaConfig.KMSKeyID", "arn:aws:kms:eu-central-1:111122223333:key/b"),
    gone("GroupRemoved", "error", "Admins"),
    one("GroupRemoved", "error", "Admins", "GroupName", "Administrators"),
    one("GroupRightsChanged", "warning", "Admins", "Precedence", 5),
    one("GroupRoleLost", "error", "Admins", "RoleArn", GONE),
    gone("UserRemoved", "error", "Root"),
    one("UserRemoved", "error", "Root", "Username", "admin"),
    gone("MembershipRemoved", "error", "RootIsAdmin"),
    pool("VerificationNarrowed", "error", "AutoVerifiedAttributes", ["email"]),
    pool(
        "UpdateVerificationLost",
        "warning",
        "UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate",
        [],
    ),
    pool(
        "VerificationByLink", "warning", "VerificationMessageTemplate.DefaultEmailOption", "CONFIRM_WITH_LINK"
    ),
    pool("EmailSenderChanged", "warning", "EmailConfiguration.From", "hello@example.com"),
    pool("EmailQuotaLost", "error", "EmailConfiguration.EmailSendingAccount", "COGNITO_DEFAULT"),
    pool("FirstFactorRemoved", "error", "Policies.SignInPolicy.AllowedFirstAuthFactors", ["PASSWORD"]),
    pool("PasskeysLost", "error", "WebAuthnRelyingPartyID", "example.org"),
    pool("PasskeysChanged", "warning", "WebAuthnUserVerification", "preferred"),
    gone("QueueReplaced", "error", "Queue"),
    gone("QueueReplaced", "error", "DeadLetters"),
    one("QueueReplaced", "error", "Queue", "QueueName", "users"),
    one("QueueRetentionShortened", "warning", "Queue", "MessageRetentionPeriod", 3600),
    gone("WorkerStopped", "error", "Source"),
    one("WorkerStopped", "error", "Source", "Enabled", "false"),
    one("WorkerStopped", "error", "Source", "FilterCriteria", {"Filters": [{"Pattern": "{}"}]}),
    Case("OutputChanged", "warning", {"Outputs.ClientId": GONE}, None, "Outputs.ClientId"),
    Case(
        "CustomResourceChanged",
        "error",
        {"Resources.Setup.Properties.mfaConfiguration": STAGE},
        "Setup",
        "Properties.mfaConfiguration",
    ),
    Case(
        "CustomResourceChanged",
        "warning",
        {"Resources.Setup.Properties.hostedUIDomainName": STAGE},
        "Setup",
        "Properties.hostedUIDomainName",
    ),
    Case(
        "CustomResourceChanged",
        "error",
        {"Resources.Call": {"Type": "Custom::AWS", "Properties": {"Create": MFA_CALL}}},
        "Call",
        "Properties.Create",
    ),
    gone("NestedStackRemoved", "error", "AuthNested"),
    gone("NestedStackRemoved", "warning", "Nested"),
    Case(
        "CustomResourceChanged",
        "error",
        {"Resources.Setup": GONE},
        "Setup",
        "Properties.hostedUIDomainName",
        {"Resources.Setup.Properties.hostedUIDomainName": "users"},
    ),
    Case(
        "TriggerWithoutPermission",
        "error",
        {
            f"{TRIGGERS}.CustomMessage": STAGE,
            "Resources.MayCustomMessage": permission(STAGE, SourceArn=POOL_ID),
        },
        "Pool",
        "Properties.LambdaConfig.CustomMessage",
    ),
    Case("TransformChanged", "error", {"Transform": "Rewrite"}, None, "Transform"),
    pool("Unjudged", "error", "AutoVerifiedAttributes", STAGE),
    pool("Unjudged", "error", "DeletionProtection", STAGE),
    pool("Unjudged", "error", "NewInThisRelease", "a"),
    pool("Unjudged", "warning", "UserPoolTier", STAGE),
    Case("Unjudged", "error", {"Resources.New": resource("Cognito::NewThing", A=1)}, "New", "Type"),
]

HARMLESS: dict[str, Edits] = {
    "a name and tags": {f"{POOL}.UserPoolName": "other", f"{POOL}.UserPoolTags": {"a": "b"}},
    "another default of a name's parameter": {"Parameters.PoolName.Default": "others"},
    "a parameter without use": {"Parameters.New": {"Type": "String", "Default": "a"}},
    "metadata and dependencies": {"Resources.Pool.Metadata": {"a": 1}, "Resources.Pool.DependsOn": "SmsRole"},
    "a condition that always holds": {"Resources.Pool.Condition": "Always"},
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
    "longer": {f"{CLIENT}.AccessTokenValidity": 2, f"{CLIENT}.TokenValidityUnits.AccessToken": "hours"},
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
        "Resources.PreSignUp.Properties.Environment.Variables.A": "b",
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
        f"{POOL}.Schema.0.DeveloperOnlyAttribute": False,
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


def edited(edits: Edits) -> dict[str, Any]:
    template = copy.deepcopy(DEPLOYED)
    for place, value in edits.items():
        set_value(template, place, copy.deepcopy(value) if value is not GONE else GONE)
    return template


def findings(deployed: Edits, new: Edits) -> list[Finding]:
    return list(compare(DeployedStack(edited(deployed)), edited(new)))


@pytest.mark.parametrize("case", BREAKING, ids=lambda case: f"{case.rule} {case.logical_id} {case.place}")
def test_a_breaking_change_is_found_in_its_place(case: Case) -> None:
    found = [
        finding
        for finding in findings(case.deployed, {**case.deployed, **case.new})
        if finding.rule == case.rule
    ]
    assert [(each.severity, each.logical_id, each.place) for each in found] == [
        (case.severity, case.logical_id, case.place)
    ]


@pytest.mark.parametrize("case", BREAKING, ids=lambda case: f"{case.rule} {case.logical_id} {case.place}")
def test_what_is_deployed_already_is_no_change(case: Case) -> None:
    new = {**case.deployed, **case.new}
    assert findings(new, new) == []


@pytest.mark.parametrize("name", HARMLESS)
def test_a_harmless_change_passes_in_silence(name: str) -> None:
    assert findings({}, HARMLESS[name]) == []


def test_every_rule_has_a_breaking_change() -> None:
    assert {case.rule for case in BREAKING} == {rule.id for rule in RULES} - {"MfaDrift"}


@pytest.mark.parametrize(
    ("new", "deployed_value", "new_value"),
    [
        ({f"{POOL}.UserPoolTier": "LITE"}, "PLUS", "LITE"),
        ({f"{CLIENT}.GenerateSecret": GONE}, False, None),
        ({"Resources.Domain": GONE}, "AWS::Cognito::UserPoolDomain", None),
        ({"Resources.Client.Condition": "IsProd"}, None, "IsProd"),
        ({f"{POOL}.MfaConfiguration": {"Fn::If": ["IsProd", "ON", "OPTIONAL"]}}, "OPTIONAL", "ON"),
    ],
)
def test_a_finding_has_the_values_before_and_after(new: Edits, deployed_value: Any, new_value: Any) -> None:
    (finding,) = findings({}, new)
    assert (finding.deployed, finding.new) == (deployed_value, new_value)


def test_only_a_resource_that_is_gone_stands_for_the_stack() -> None:
    (removed,) = findings({}, {"Resources.Domain": GONE})
    (changed,) = findings({}, {f"{DOMAIN}.Domain": "other"})
    assert (removed.gone, changed.gone) == (True, False)


def test_custom_authentication_is_missed_only_where_the_pool_has_its_triggers() -> None:
    deployed: Edits = {f"{CLIENT}.ExplicitAuthFlows": GONE}
    new: Edits = {f"{CLIENT}.ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]}
    without: Edits = {f"{TRIGGERS}.DefineAuthChallenge": GONE}
    assert [finding.rule for finding in findings(deployed, new)] == ["FlowRemoved"]
    assert findings({**deployed, **without}, {**new, **without}) == []


def test_parameters_keep_their_deployed_values() -> None:
    deployed = DeployedStack(edited({}), parameters={"Mode": "ON", "Stage": "prod"})
    assert list(compare(deployed, edited({"Parameters.Mode.Default": "ON"}))) == []
    (finding,) = compare(
        deployed, edited({f"{POOL}.MfaConfiguration": "OPTIONAL", f"{POOL}.UserPoolTier": "LITE"})
    )
    assert finding.rule == "TierLowered"


def test_a_condition_turned_round_with_its_branches_is_no_change() -> None:
    value = {"Fn::If": ["IsProd", "ON", "OPTIONAL"]}
    turned = {"Fn::If": ["IsNotProd", "OPTIONAL", "ON"]}
    old = {f"{POOL}.MfaConfiguration": value}
    new = {f"{POOL}.MfaConfiguration": turned, "Conditions.IsNotProd": {"Fn::Not": [{"Condition": "IsProd"}]}}
    assert findings(old, new) == []


def test_two_texts_that_one_parameter_cannot_be_at_once_are_not_tried_together() -> None:
    conditions: Edits = {
        "Conditions.IsProd": {"Fn::Equals": [STAGE, "prod"]},
        "Conditions.IsDev": {"Fn::Equals": [STAGE, "dev"]},
    }
    impossible = {"Fn::If": ["IsProd", {"Fn::If": ["IsDev", "ON", "OPTIONAL"]}, "OPTIONAL"]}
    assert findings(conditions, {**conditions, f"{POOL}.MfaConfiguration": impossible}) == []


def test_sam_makes_triggers_and_permissions_of_events() -> None:
    event = {"Type": "Cognito", "Properties": {"UserPool": POOL_ID, "Trigger": "PreAuthentication"}}
    deployed: Edits = {"Resources.Sam": resource("Serverless::Function", Events={"SignIn": event})}
    code: Edits = {**deployed, "Resources.Sam.Properties.InlineCode": "pass"}
    assert findings(deployed, code) == []
    assert [finding.rule for finding in findings(deployed, {})] == ["TriggerRemoved"]
    assert [finding.rule for finding in findings({}, deployed)] == ["TriggerInSignIn"]


def test_no_secret_is_shown() -> None:
    new: Edits = {
        "Resources.Google.Properties.ProviderDetails": {"client_id": "two", "client_secret": "hidden"}
    }
    found = findings({}, {**new, "Resources.Client": GONE})
    assert {finding.rule for finding in found} >= {"ProviderChanged", "ClientReplaced"}
    assert "do-not-show" not in repr(found)
    assert "hidden" not in repr(found)


def test_a_hidden_parameter_is_not_shown_and_its_change_is_found() -> None:
    hidden = {"Type": "String", "NoEcho": True, "Default": "do-not-show"}
    old: Edits = {"Parameters.Hidden": hidden, f"{DOMAIN}.Domain": {"Ref": "Hidden"}}
    (finding,) = findings(old, {**old, "Parameters.Hidden.Default": "other"})
    assert finding.rule == "IdentityPoolReplaced"
    assert "do-not-show" not in repr(finding)


def test_the_arn_of_a_pool_is_its_own_by_any_function() -> None:
    by_text = {
        "Fn::Sub": "arn:${AWS::Partition}:cognito-idp:${AWS::Region}:${AWS::AccountId}:userpool/${Pool}"
    }
    assert findings({}, {"Resources.MayPreSignUp.Properties.SourceArn": by_text}) == []
