"""An Amplify project's pool is adopted with all that belongs to it, as docs/from-amplify.md says.

Users, memberships, identities, roles with what they allow, clients and the domain are there before and after.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from local.deploy import ROOT, cdk, deploy
from local.emulator import LocalAws
from local.scenarios.pool import Pool, User

Json = dict[str, Any]

NAME = "main"
STACK = f"auth-{NAME}"
AUTH_STACK = "amplify-garden-main-90001-authgarden"
GROUPS_STACK = "amplify-garden-main-90001-authuserPoolGroups"
ROOT_STACK = "amplify-garden-main-90001"
SHORT = "garden77ff00aa"
DOMAIN = "garden77ff00aa-main"
GROUP = "keepers"


def stack(aws: LocalAws, name: str, resources: Json, outputs: Json) -> dict[str, str]:
    """Create a stack and return its outputs."""
    template = {"Resources": resources, "Outputs": {key: {"Value": value} for key, value in outputs.items()}}
    cloudformation = aws.client("cloudformation")
    cloudformation.create_stack(
        StackName=name, TemplateBody=json.dumps(template), Capabilities=["CAPABILITY_NAMED_IAM"]
    )
    cloudformation.get_waiter("stack_create_complete").wait(StackName=name)
    (created,) = cloudformation.describe_stacks(StackName=name)["Stacks"]
    return {output["OutputKey"]: output["OutputValue"] for output in created["Outputs"]}


def role(name: str, *policies: str) -> Json:
    """A role of the identity pool's users, with access that other categories gave it."""
    trust = {
        "Effect": "Allow",
        "Principal": {"Federated": "cognito-identity.amazonaws.com"},
        "Action": "sts:AssumeRoleWithWebIdentity",
    }
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::garden-photos/*"}
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "RoleName": name,
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
            "Policies": [
                {
                    "PolicyName": policy,
                    "PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]},
                }
                for policy in policies
            ],
        },
    }


def retained(resource_type: str, properties: Json) -> Json:
    """A resource that its stack leaves behind, as an override makes it before Amplify lets go."""
    return {"Type": resource_type, "DeletionPolicy": "Retain", "Properties": properties}


def auth_resources(authenticated: str, guest: str) -> Json:
    """What Amplify makes for optional SMS MFA with an identity pool, a hosted UI and groups."""
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": "cognito-idp.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": f"{SHORT}_role_external_id"}},
    }
    publish = {"Effect": "Allow", "Action": "sns:Publish", "Resource": "*"}
    sns_role = {
        "RoleName": "sns77ff00aa90001-main",
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
        "Policies": [
            {"PolicyName": "sns", "PolicyDocument": {"Version": "2012-10-17", "Statement": [publish]}}
        ],
    }
    pool = {
        "UserPoolName": "garden_pool-main",
        "UsernameConfiguration": {"CaseSensitive": False},
        "Schema": [{"Name": "email", "Required": True, "Mutable": True}],
        "AutoVerifiedAttributes": ["email"],
        "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
        "EmailVerificationMessage": "Your verification code is {####}",
        "EmailVerificationSubject": "Your verification code",
        "MfaConfiguration": "OPTIONAL",
        "EnabledMfas": ["SMS_MFA"],
        "SmsAuthenticationMessage": "Garden code {####}",
        "SmsVerificationMessage": "Your verification code is {####}",
        "SmsConfiguration": {
            "ExternalId": f"{SHORT}_role_external_id",
            "SnsCallerArn": {"Fn::GetAtt": ["SNSRole", "Arn"]},
        },
        "Policies": {
            "PasswordPolicy": {
                "MinimumLength": 8,
                "RequireLowercase": False,
                "RequireUppercase": False,
                "RequireNumbers": False,
                "RequireSymbols": False,
            }
        },
    }
    client = {
        "UserPoolId": {"Ref": "UserPool"},
        "RefreshTokenValidity": 30,
        "TokenValidityUnits": {"RefreshToken": "days"},
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid", "email"],
        "CallbackURLs": ["garden://"],
        "LogoutURLs": ["garden://"],
        "SupportedIdentityProviders": ["COGNITO"],
    }
    provider = {"Fn::GetAtt": ["UserPool", "ProviderName"]}
    clients = [{"Ref": "UserPoolClient"}, {"Ref": "UserPoolClientWeb"}]
    identity_pool = {
        "IdentityPoolName": "garden_identity__main",
        "AllowUnauthenticatedIdentities": False,
        "CognitoIdentityProviders": [{"ClientId": each, "ProviderName": provider} for each in clients],
    }
    return {
        "SNSRole": retained("AWS::IAM::Role", sns_role),
        "UserPool": retained("AWS::Cognito::UserPool", pool),
        "UserPoolClientWeb": retained(
            "AWS::Cognito::UserPoolClient", {**client, "ClientName": f"{SHORT}_app_clientWeb"}
        ),
        "UserPoolClient": retained(
            "AWS::Cognito::UserPoolClient", {**client, "ClientName": f"{SHORT}_app_client"}
        ),
        "IdentityPool": retained("AWS::Cognito::IdentityPool", identity_pool),
        "IdentityPoolRoleMap": retained(
            "AWS::Cognito::IdentityPoolRoleAttachment",
            {
                "IdentityPoolId": {"Ref": "IdentityPool"},
                "Roles": {"authenticated": authenticated, "unauthenticated": guest},
            },
        ),
    }


@dataclass(frozen=True)
class Project:
    """An Amplify project as it is deployed."""

    aws: LocalAws
    pool: Pool
    identity_pool: str
    user: User

    def identity(self) -> str:
        """The identity that the user has in the identity pool."""
        identities = self.aws.client("cognito-identity")
        tokens = self.pool.sign_in(self.user)["AuthenticationResult"]
        login = {f"cognito-idp.us-east-1.amazonaws.com/{self.pool.id}": tokens["IdToken"]}
        found: str = identities.get_id(IdentityPoolId=self.identity_pool, Logins=login)["IdentityId"]
        assert identities.get_credentials_for_identity(IdentityId=found, Logins=login)["Credentials"]
        return found

    def described(self) -> Json:
        """All that must survive: what AWS answers about the pool and what belongs to it."""
        cognito, iam = self.pool.cognito, self.aws.client("iam")
        identities = self.aws.client("cognito-identity")
        pool_id = self.pool.id
        answers = {
            "pool": cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"],
            "mfa": cognito.get_user_pool_mfa_config(UserPoolId=pool_id),
            "clients": [
                cognito.describe_user_pool_client(UserPoolId=pool_id, ClientId=client)["UserPoolClient"]
                for client in (self.pool.web, self.pool.native)
            ],
            "groups": cognito.list_groups(UserPoolId=pool_id)["Groups"],
            "members": [
                user["Username"]
                for user in cognito.list_users_in_group(UserPoolId=pool_id, GroupName=GROUP)["Users"]
            ],
            "users": cognito.list_users(UserPoolId=pool_id)["Users"],
            "factors": cognito.admin_get_user(UserPoolId=pool_id, Username=self.user.name),
            "domain": cognito.describe_user_pool_domain(Domain=DOMAIN)["DomainDescription"]["UserPoolId"],
            "identity pool": identities.describe_identity_pool(IdentityPoolId=self.identity_pool),
            "roles": identities.get_identity_pool_roles(IdentityPoolId=self.identity_pool)["Roles"],
            "policies": {
                name: iam.list_role_policies(RoleName=name)["PolicyNames"]
                for name in ("garden-authRole", f"{pool_id}-{GROUP}GroupRole")
            },
        }
        return dict(_comparable(answers))


def _comparable(value: Any) -> Any:
    """Answers without what is of one call, or is not a property of what was asked for."""
    ignored = {
        "LastModifiedDate",
        "ResponseMetadata",
        "UserPoolTags",
        "IdentityPoolTags",
        "DeletionProtection",
    }
    if isinstance(value, dict):
        return {key: _comparable(item) for key, item in value.items() if key not in ignored}
    if isinstance(value, list):
        return [_comparable(item) for item in value]
    return value


@pytest.fixture
def project(aws: LocalAws) -> Project:
    roles = stack(
        aws,
        ROOT_STACK,
        {"AuthRole": role("garden-authRole", "storage", "geo"), "UnauthRole": role("garden-unauthRole")},
        {name: {"Fn::GetAtt": [name, "Arn"]} for name in ("AuthRole", "UnauthRole")},
    )
    outputs = stack(
        aws,
        AUTH_STACK,
        auth_resources(roles["AuthRole"], roles["UnauthRole"]),
        {
            "UserPoolId": {"Ref": "UserPool"},
            "AppClientIDWeb": {"Ref": "UserPoolClientWeb"},
            "AppClientID": {"Ref": "UserPoolClient"},
            "IdentityPoolId": {"Ref": "IdentityPool"},
        },
    )
    group_role = role(f"{outputs['UserPoolId']}-{GROUP}GroupRole", "keepers-api")
    group = {
        "GroupName": GROUP,
        "Precedence": 1,
        "UserPoolId": outputs["UserPoolId"],
        "RoleArn": {"Fn::GetAtt": ["KeepersRole", "Arn"]},
    }
    resources = {
        "KeepersRole": {**group_role, "DeletionPolicy": "Retain"},
        "Keepers": retained("AWS::Cognito::UserPoolGroup", group),
    }
    stack(aws, GROUPS_STACK, resources, {"Role": {"Fn::GetAtt": ["KeepersRole", "Arn"]}})
    pool = Pool(aws, outputs)
    # Amplify's custom resource makes the domain by the API; retained, it does not delete it.
    pool.cognito.create_user_pool_domain(Domain=DOMAIN, UserPoolId=pool.id)
    user = pool.signed_up(phone=False)
    pool.cognito.admin_add_user_to_group(UserPoolId=pool.id, Username=user.name, GroupName=GROUP)
    return Project(aws, pool, outputs["IdentityPoolId"], user)


def auth(aws: LocalAws, *arguments: str) -> str:
    """Run the command `auth` and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        cwd=ROOT,
        env=aws.environ,
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_pool_is_adopted_with_all_that_belongs_to_it(project: Project, tmp_path: Path) -> None:
    aws, context = project.aws, {"environments": str(tmp_path)}
    before, identity = project.described(), project.identity()

    # Read the pool: what Amplify's answers would say, and what changed since.
    ids = ["--user-pool-id", project.pool.id, "--identity-pool-id", project.identity_pool]
    auth(aws, "adopt", NAME, *ids, "--environments", str(tmp_path))

    # Amplify's stacks let go: CloudFormation imports nothing that another stack holds.
    cloudformation = aws.client("cloudformation")
    for name in (GROUPS_STACK, AUTH_STACK):
        cloudformation.delete_stack(StackName=name)
        cloudformation.get_waiter("stack_delete_complete").wait(StackName=name)
    assert project.described() == before

    mapping = f"--resource-mapping={tmp_path / f'{NAME}.import.json'}"
    imported = cdk(aws, "import", STACK, mapping, "--force", context=context)
    assert imported.exit_code == 0, imported.output
    auth(aws, "adopt", "--check", NAME, "--environments", str(tmp_path))
    file = tmp_path / f"{NAME}.toml"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(each for each in lines if "PoolLeftBehind" not in each), encoding="utf-8")
    deployed = deploy(aws, STACK, context=context)[STACK]
    auth(aws, "adopt", "--check", NAME, "--environments", str(tmp_path))

    assert {name: deployed[name] for name in project.pool.outputs} == project.pool.outputs
    assert project.described() == before
    assert project.identity() == identity
