"""Changes of `deployed_app` that break a rule of the update guard, and where the finding is."""

import re
from typing import Any, NamedTuple

from tests.templates.checks.deployed_app import (
    POOL_ID,
    PUBLISH,
    USERS,
    allow,
    permission,
    policy,
    resource,
    trust,
)
from tests.templates.checks.editing import GONE, Edits

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
ANY_POOL = "arn:aws:cognito-idp:eu-central-1:111122223333:userpool/*"
OWN_ROLE = {"Fn::GetAtt": ["NewSmsRole", "Arn"]}
EXPORTED: Edits = {"Outputs.Site.Export": {"Name": "site"}}
HOLDS, FAILS = {"Fn::Equals": ["a", "a"]}, {"Fn::Equals": ["a", "b"]}
ADMIN_ROLE = {"Fn::GetAtt": ["AdminRole", "Arn"]}
LOOP = "Resources.Fn::ForEach::Pools"
POOLS = ["Name", ["a"], {"Pool${Name}": {"Type": "AWS::Cognito::UserPool"}}]
MAPPED: Edits = {
    "Resources.Attachment.Properties.RoleMappings": {
        "pool": {
            "Type": "Rules",
            "RulesConfiguration": {"Rules": [{"RoleARN": {"Fn::GetAtt": ["Mapped", "Arn"]}}]},
        }
    },
    "Resources.Mapped": resource("IAM::Role", AssumeRolePolicyDocument=USERS, ManagedPolicyArns=["arn:one"]),
}
URLS = ["https://example.com/", "https://[no address/"]
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
OF_PARTITION = {"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/AmazonS3FullAccess"}
PASSED: Edits = {"Resources.AuthNested.Properties.Parameters": {"mfaConfiguration": "OPTIONAL", "env": "dev"}}
MFA_CALL = '{"service":"CognitoIdentityServiceProvider","action":"setUserPoolMfaConfig"}'
READ_CALL = '{"service":"CognitoIdentityServiceProvider","action":"describeUserPoolClient"}'


def attachment(role: Any, identity_pool: Any = None) -> Any:
    """What gives signed-in users of an identity pool a role."""
    return resource(
        "Cognito::IdentityPoolRoleAttachment",
        IdentityPoolId=identity_pool or {"Ref": "Identities"},
        Roles={"authenticated": role},
    )


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
    pool("TierLowered", "error", "UserPoolTier", "ESSENTIALS"),
    # Both at once, which Cognito demands one after the other.
    Case(
        "TierLowered",
        "error",
        {f"{POOL}.UserPoolTier": "ESSENTIALS", f"{POOL}.UserPoolAddOns": GONE},
        "Pool",
        "Properties.UserPoolTier",
    ),
    Case(
        "TierLowered",
        "warning",
        {f"{POOL}.UserPoolTier": "ESSENTIALS", f"{POOL}.UserPoolAddOns": GONE},
        "Pool",
        "Properties.UserPoolTier",
        {f"{POOL}.UserPoolAddOns": GONE},
    ),
    Case(
        "TierLowered",
        "error",
        {f"{POOL}.UserPoolTier": "LITE", f"{POOL}.UserPoolAddOns": GONE},
        "Pool",
        "Properties.UserPoolTier",
    ),
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
    one("SmsRoleChanged", "warning", "SmsRole", "RoleName", "sms"),
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
    Case(
        "ClientReplaced",
        "error",
        {"Conditions.Both": {"Fn::And": [HOLDS, FAILS]}, "Resources.Client.Condition": "Both"},
        "Client",
        "Condition",
    ),
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
    client("CallbackRemoved", "error", "CallbackURLs", URLS[:1], {f"{CLIENT}.CallbackURLs": URLS}),
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
    # As after an import, which leaves the attachment out while its roles are new.
    Case(
        "RoleAttachmentChanged",
        "error",
        {
            "Resources.Attachment": attachment({"Fn::GetAtt": ["OwnRole", "Arn"]}),
            "Resources.OwnRole": resource("IAM::Role", AssumeRolePolicyDocument=USERS),
        },
        "Attachment",
        "Type",
        {"Resources.Attachment": GONE},
    ),
    one("RoleAttachmentChanged", "error", "Attachment", "Roles", "text"),
    one("RoleAttachmentChanged", "error", "Attachment", "Roles.unauthenticated", "arn:aws:iam:::role/guests"),
    one(
        "RightsNarrowed",
        "warning",
        "AdminRole",
        "ManagedPolicyArns",
        [],
        {"Resources.AdminRole.Properties.ManagedPolicyArns": ["arn:one"]},
    ),
    one("RightsNarrowed", "warning", "Mapped", "ManagedPolicyArns", [], MAPPED),
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
    # As bad as in the worst case, whichever is tried first.
    *(
        Case(
            "RoleAttachmentChanged",
            "error",
            {"Resources.Attachment.Properties.Roles.authenticated": {"Fn::If": ["IsProd", *roles]}},
            "Attachment",
            "Properties.Roles.authenticated",
        )
        for roles in ([ADMIN_ROLE, "arn:aws:iam:::role/other"], ["arn:aws:iam:::role/other", ADMIN_ROLE])
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
    one("IdentityProviderLost", "error", "Identities", "SamlProviderARNs", ["arn:aws:iam:::saml-provider/b"]),
    one("GuestsLockedOut", "error", "Identities", "AllowUnauthenticatedIdentities", False),
    one("IdentityPoolOpened", "warning", "Identities", "AllowClassicFlow", True),
    one(
        "RightsNarrowed",
        "warning",
        "UserRole",
        "Policies",
        [{"PolicyName": "files", "PolicyDocument": policy(allow("s3:GetObject"))}],
    ),
    *(
        one(
            "RightsNarrowed",
            "warning",
            "UserRole",
            "ManagedPolicyArns",
            [READ_ONLY],
            {"Resources.UserRole.Properties.ManagedPolicyArns": [READ_ONLY, arn]},
        )
        for arn in ("arn:aws:iam::aws:policy/AmazonS3FullAccess", OF_PARTITION)
    ),
    one("RightsNarrowed", "error", "FunctionRights", "Roles", [{"Ref": "AdminRole"}]),
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
    Case(
        "TriggerReplaced",
        "warning",
        {f"{TRIGGERS}.PreTokenGenerationConfig.LambdaVersion": "V1_0"},
        "Pool",
        "Properties.LambdaConfig.PreTokenGenerationConfig",
        {f"{TRIGGERS}.PreTokenGenerationConfig": {"LambdaArn": OTHER_FUNCTION, "LambdaVersion": "V2_0"}},
    ),
    pool("TriggerInSignIn", "warning", "LambdaConfig.PreTokenGeneration", OTHER_FUNCTION),
    pool("TriggerInSignIn", "warning", "LambdaConfig.PostAuthentication", OTHER_FUNCTION),
    pool(
        "TriggerWithoutPermission", "error", "LambdaConfig.CustomMessage", {"Fn::GetAtt": ["Worker", "Arn"]}
    ),
    gone("TriggerPermissionLost", "error", "MayPreSignUp"),
    one("TriggerPermissionLost", "error", "MayPreSignUp", "Principal", "sns.amazonaws.com"),
    *(
        one(
            "TriggerPermissionLost",
            "error",
            "May",
            "Principal",
            "sns.amazonaws.com",
            {"Resources.May": permission(function)},
        )
        for function in ("arn:aws:lambda:eu-central-1:111122223333:function:migrate", STAGE)
    ),
    # Which pool that is, the template does not tell.
    one("TriggerPermissionLost", "warning", "MayPreSignUp", "SourceArn", f"{ANY_POOL[:-1]}eu-central-1_a"),
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
        "OutputChanged",
        "warning",
        {"Outputs.ClientId.Export.Name": "other"},
        None,
        "Outputs.ClientId.Export",
    ),
    Case(
        "OutputChanged",
        "warning",
        {"Outputs.ClientId.Value": {"Ref": "Identities"}},
        None,
        "Outputs.ClientId",
    ),
    Case("OutputChanged", "warning", {"Outputs.Site": GONE}, None, "Outputs.Site", EXPORTED),
    Case(
        "OutputChanged",
        "warning",
        {"Outputs.UserPoolId": GONE},
        None,
        "Outputs.UserPoolId",
        {"Outputs.UserPoolId.Value": "eu-central-1_pool"},
    ),
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
        {"Resources.Call": {"Type": "Custom::AWS", "Properties": {"Create": MFA_CALL.replace(":", ": ")}}},
        "Call",
        "Properties.Create",
    ),
    gone("NestedStackRemoved", "error", "AuthNested"),
    gone("NestedStackRemoved", "warning", "Nested"),
    one("NestedStackChanged", "warning", "AuthNested", "Parameters.mfaConfiguration", "ON", PASSED),
    one("NestedStackChanged", "warning", "AuthNested", "Parameters.mfaConfiguration", GONE, PASSED),
    Case(
        "CustomResourceChanged",
        "error",
        {"Resources.Setup": GONE},
        "Setup",
        "Properties.Delete",
        {"Resources.Setup.Properties.Delete": MFA_CALL},
    ),
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
    Case("TransformChanged", "error", {LOOP: POOLS}, None, LOOP),
    Case("TransformChanged", "error", {f"{LOOP}.1": ["b"]}, None, LOOP, {LOOP: POOLS}),
    pool("Unjudged", "error", "AutoVerifiedAttributes", STAGE),
    pool("Unjudged", "error", "DeletionProtection", STAGE),
    # What is neither a resource nor a parameter of the template, such as in a part of one.
    pool("Unjudged", "error", "MfaConfiguration", {"Ref": "NotShown"}),
    pool("Unjudged", "error", "MfaConfiguration", "ON", {f"{POOL}.MfaConfiguration": {"Ref": "NotShown"}}),
    pool("Unjudged", "error", "NewInThisRelease", "a"),
    pool("Unjudged", "warning", "UserPoolTier", STAGE),
    Case("Unjudged", "error", {"Resources.New": resource("Cognito::NewThing", A=1)}, "New", "Type"),
    pool("RemovalMayNotReset", "warning", "SmsConfiguration", GONE),
    pool("RemovalMayNotReset", "warning", "EmailConfiguration.From", GONE),
    pool("RemovalMayNotReset", "warning", "UserPoolAddOns.AdvancedSecurityMode", GONE),
    pool("RemovalMayNotReset", "warning", "Policies.SignInPolicy.AllowedFirstAuthFactors", GONE),
    client("RemovalMayNotReset", "warning", "EnablePropagateAdditionalUserContextData", GONE),
]
