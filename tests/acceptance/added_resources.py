"""What a team adds to a stack beside what an environment's file says, and how it breaks it, rule by rule."""

import copy
from typing import Any

from tests.templates.checks.deployed_app import LAMBDA, allow, policy, resource, trust
from tests.templates.checks.editing import GONE, Edits, set_value

Resources = dict[str, dict[str, Any]]

MODE_PARAMETER = "/acknowledged/mode"
MODE = "AddedMode"
"""A parameter of the template whose value is that of the SSM parameter."""
NESTED = "AuthNested"
"""A nested stack, which the app makes."""
BY_NAME = "acknowledged-by-name"
KEY = "arn:aws:kms:us-east-1:000000000000:key/one"
SECOND = {"Ref": "Second"}
CALLED = {"Fn::GetAtt": ["Called", "Arn"]}
MAY_ENABLE = {
    "PolicyName": "enable",
    "PolicyDocument": policy(allow("cognito-idp:AdminSetUserMFAPreference")),
}


def _function(role: str, **properties: Any) -> dict[str, Any]:
    return resource(
        "Lambda::Function",
        Code={"ZipFile": "def handler(event, context):\n    return event\n"},
        Handler="index.handler",
        Runtime="python3.13",
        Role={"Fn::GetAtt": [role, "Arn"]},
        **properties,
    )


def _provider(name: str, client_id: str) -> dict[str, Any]:
    return resource(
        "Cognito::UserPoolIdentityProvider",
        UserPoolId=SECOND,
        ProviderName=name,
        ProviderType="OIDC",
        ProviderDetails={
            "client_id": client_id,
            "client_secret": "made-up",
            "authorize_scopes": "openid",
            "oidc_issuer": "https://example.com",
            "attributes_request_method": "GET",
        },
        AttributeMapping={"username": "sub"},
    )


def _user(name: str) -> dict[str, Any]:
    return resource("Cognito::UserPoolUser", UserPoolId=SECOND, Username=name, MessageAction="SUPPRESS")


def _users_of(identity_pool: Any) -> dict[str, Any]:
    return trust(
        {"Federated": "cognito-identity.amazonaws.com"},
        "sts:AssumeRoleWithWebIdentity",
        Condition={"StringEquals": {"cognito-identity.amazonaws.com:aud": identity_pool}},
    )


DEPLOYED: Resources = {
    "Second": resource(
        "Cognito::UserPool",
        UserPoolName="acknowledged-second",
        MfaConfiguration="OPTIONAL",
        EnabledMfas=["SOFTWARE_TOKEN_MFA"],
        LambdaConfig={
            "DefineAuthChallenge": CALLED,
            "PostConfirmation": CALLED,
            "PreSignUp": f"arn:aws:lambda:us-east-1:000000000000:function:{BY_NAME}",
            "UserMigration": CALLED,
        },
    ),
    "Third": resource(
        "Cognito::UserPool",
        UserPoolName="acknowledged-third",
        UserPoolTier="ESSENTIALS",
        EmailConfiguration={
            "EmailSendingAccount": "DEVELOPER",
            "SourceArn": "arn:aws:ses:us-east-1:000000000000:identity/example.com",
        },
        IssuerConfiguration={"Type": "ORIGINAL"},
        KeyConfiguration={"KeyType": "AWS_OWNED_KEY"},
        MfaConfiguration="OFF",
        Policies={"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}},
        SmsConfiguration={"SnsCallerArn": "arn:aws:iam::000000000000:role/sms", "ExternalId": "third"},
        WebAuthnRelyingPartyID="example.com",
    ),
    "FunctionRole": resource("IAM::Role", AssumeRolePolicyDocument=LAMBDA),
    "WorkerRole": resource("IAM::Role", AssumeRolePolicyDocument=LAMBDA, Policies=[MAY_ENABLE]),
    "Called": _function(
        "FunctionRole",
        Environment={"Variables": {"MFA_FACTORS": "SMS,TOTP", "QUEUE_URL": {"Ref": "Waiting"}}},
    ),
    "MayBeCalled": resource(
        "Lambda::Permission",
        Action="lambda:InvokeFunction",
        FunctionName={"Ref": "Called"},
        Principal="cognito-idp.amazonaws.com",
        SourceArn={"Fn::GetAtt": ["Second", "Arn"]},
    ),
    "Uncalled": _function("FunctionRole"),
    "ByName": _function("FunctionRole", FunctionName=BY_NAME),
    "Worker": _function("WorkerRole"),
    "Waiting": resource("SQS::Queue"),
    "Source": resource(
        "Lambda::EventSourceMapping",
        EventSourceArn={"Fn::GetAtt": ["Waiting", "Arn"]},
        FunctionName={"Ref": "Worker"},
    ),
    "Gone": _provider("Gone", "one"),
    "Kept": _provider("Kept", "one"),
    "Api": resource(
        "Cognito::UserPoolResourceServer",
        UserPoolId=SECOND,
        Identifier="api",
        Name="API",
        Scopes=[{"ScopeName": name, "ScopeDescription": name} for name in ("read", "write")],
    ),
    "Root": _user("root"),
    "Someone": _user("someone"),
    "Authors": resource("Cognito::UserPoolGroup", UserPoolId=SECOND, GroupName="authors"),
    "SomeoneWrites": resource(
        "Cognito::UserPoolUserToGroupAttachment",
        UserPoolId=SECOND,
        GroupName={"Ref": "Authors"},
        Username={"Ref": "Someone"},
    ),
    "Identities": resource("Cognito::IdentityPool", AllowUnauthenticatedIdentities=False),
    "UserRole": resource("IAM::Role", AssumeRolePolicyDocument=_users_of({"Ref": "Identities"})),
    "Attachment": resource(
        "Cognito::IdentityPoolRoleAttachment",
        IdentityPoolId={"Ref": "Identities"},
        Roles={"authenticated": {"Fn::GetAtt": ["UserRole", "Arn"]}},
    ),
}

BREAKS: dict[str, Edits] = {
    "CustomAuthLost": {"Second.Properties.LambdaConfig.DefineAuthChallenge": GONE},
    "EmailQuotaLost": {"Third.Properties.EmailConfiguration.EmailSendingAccount": "COGNITO_DEFAULT"},
    "EncryptionKeyChanged": {
        "Third.Properties.KeyConfiguration": {"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": KEY}
    },
    "FirstFactorRemoved": {"Third.Properties.Policies.SignInPolicy.AllowedFirstAuthFactors": ["PASSWORD"]},
    "IdentityRoleChanged": {"UserRole.Properties.AssumeRolePolicyDocument": _users_of("another")},
    "IssuerChanged": {"Third.Properties.IssuerConfiguration.Type": "UPDATED"},
    "MembershipRemoved": {"SomeoneWrites": GONE},
    "MfaModeOn": {"Second.Properties.MfaConfiguration": "ON"},
    "MigrationLost": {"Second.Properties.LambdaConfig.UserMigration": GONE},
    "NestedStackRemoved": {},
    "NewUserFactorsReduced": {"Called.Properties.Environment.Variables.MFA_FACTORS": "SMS"},
    "PasskeysLost": {"Third.Properties.WebAuthnRelyingPartyID": "example.org"},
    "ProviderChanged": {"Kept": _provider("Kept", "two")},
    "ProviderRemoved": {"Gone": GONE},
    "RightsNarrowed": {"WorkerRole.Properties.Policies": []},
    "ScopesRemoved": {"Api.Properties.Scopes": [{"ScopeName": "read", "ScopeDescription": "read"}]},
    "SmsSenderChanged": {
        "Third.Properties.SmsConfiguration.EumsSms": {"CallerArn": "arn:aws:iam::000000000000:role/sms"}
    },
    "TriggerFunctionLost": {"ByName": GONE},
    "TriggerPermissionLost": {"MayBeCalled": GONE},
    "TriggerThrottled": {"Called.Properties.ReservedConcurrentExecutions": 0},
    "TriggerWithoutPermission": {
        "Second.Properties.LambdaConfig.PostAuthentication": {"Fn::GetAtt": ["Uncalled", "Arn"]}
    },
    "Unjudged": {"Third.Properties.MfaConfiguration": {"Ref": MODE}},
    "UserRemoved": {"Root": GONE},
    "WorkerStopped": {"Source.Properties.Enabled": False},
}
"""What breaks each rule; the nested stack is the app's."""


def changed() -> Resources:
    """The resources after all that breaks a rule."""
    resources = copy.deepcopy(DEPLOYED)
    for edits in BREAKS.values():
        for place, value in edits.items():
            set_value(resources, place, value)
    return resources
