"""What a finding offers works: what is acknowledged deploys, on a local AWS that refuses as AWS does.

One stack goes through all that an environment's file can acknowledge, in as few deployments as possible.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from local.deploy import CdkResult, cdk, deploy
from local.emulator import LocalAws
from local.scenarios.pool import Pool
from tests.acceptance.acknowledged_app import CHANGED
from tests.acceptance.acknowledged_changes import (
    BROKEN_BY_NARROWED,
    BROKEN_WITHOUT_DOMAIN,
    DEPLOYED,
    NAGGED,
    NARROWED,
    OTHER_DOMAIN,
    WITHOUT_DOMAIN,
)
from tests.acceptance.added_resources import BREAKS, BY_NAME, KEY, MODE_PARAMETER, NESTED

APP = "--app=python -m tests.acceptance.acknowledged_app"
STACK = "auth-acknowledged"
SENDER = "example.com"


class Team:
    """Deploys one environment again and again."""

    def __init__(self, aws: LocalAws, folder: Path) -> None:
        self._aws = aws
        self._file = folder / "acknowledged.toml"
        self._context = {"environments": str(folder)}
        self.cloudformation = aws.client("cloudformation")
        aws.client("ssm").put_parameter(Name=MODE_PARAMETER, Value="OFF", Type="String")
        aws.client("sesv2").create_email_identity(EmailIdentity=SENDER)
        self._write(DEPLOYED)
        self.pool = Pool(aws, deploy(aws, STACK, APP, context=self._context)[STACK])

    def breaks_what_it_added(self) -> None:
        """From now on, the added resources are the changed ones."""
        self._context[CHANGED] = "true"

    def _write(self, text: str, *acknowledged: str) -> None:
        reasons = "".join(f'"UpdateGuard::{rule}" = "This is what we want."\n' for rule in acknowledged)
        self._file.write_text(f"{text}\n[acknowledge]{NAGGED}{reasons}", encoding="utf-8")

    def refused(self, text: str) -> set[str]:
        """The rules that refuse a change."""
        self._write(text)
        result = cdk(self._aws, "synth", APP, "--quiet", context=self._context)
        assert result.exit_code == 1, result.output
        errors = re.findall(r"ERROR .*\(UpdateGuard\)\n(?: .*\n)*", result.output)
        return {rule for error in errors for rule in re.findall(r"UpdateGuard::(\w+)", error)}

    def deploy(self, text: str, *acknowledged: str) -> CdkResult:
        self._write(text, *acknowledged)
        return cdk(self._aws, "deploy", STACK, APP, "--require-approval=never", context=self._context)


class Effects:
    """What AWS has of the resources that the team added."""

    def __init__(self, aws: LocalAws) -> None:
        self._aws = aws
        self._cognito = aws.client("cognito-idp")

    @cached_property
    def _ids(self) -> dict[str, str]:
        pages = self._aws.client("cloudformation").get_paginator("list_stack_resources")
        return {
            resource["LogicalResourceId"]: resource["PhysicalResourceId"]
            for page in pages.paginate(StackName=STACK)
            for resource in page["StackResourceSummaries"]
            if not resource["ResourceStatus"].startswith("DELETE")
        }

    def of(self) -> dict[str, bool]:
        """Whether the change that breaks a rule is in effect, by rule."""
        second, third = self._pool("Second"), self._pool("Third")
        triggers = second["LambdaConfig"]
        called = self._function("Called")
        passkeys = self._cognito.get_user_pool_mfa_config(UserPoolId=third["Id"])["WebAuthnConfiguration"]
        iam = self._aws.client("iam")
        trust = iam.get_role(RoleName=self._ids["UserRole"])["Role"]["AssumeRolePolicyDocument"]
        (source,) = self._aws.client("lambda").list_event_source_mappings(FunctionName=self._ids["Worker"])[
            "EventSourceMappings"
        ]
        return {
            "CustomAuthLost": "DefineAuthChallenge" not in triggers,
            "EmailQuotaLost": third["EmailConfiguration"]["EmailSendingAccount"] == "COGNITO_DEFAULT",
            "EncryptionKeyChanged": third["KeyConfiguration"].get("KmsKeyArn") == KEY,
            "FirstFactorRemoved": third["Policies"]["SignInPolicy"]["AllowedFirstAuthFactors"]
            == ["PASSWORD"],
            "IdentityRoleChanged": "another" in str(trust),
            "IssuerChanged": third["IssuerConfiguration"]["Type"] == "UPDATED",
            "MembershipRemoved": not self._groups_of("someone"),
            "MfaModeOn": second["MfaConfiguration"] == "ON",
            "MigrationLost": "UserMigration" not in triggers,
            "NestedStackRemoved": not any(name.startswith(NESTED) for name in self._ids),
            "NewUserFactorsReduced": called["Environment"]["Variables"]["MFA_FACTORS"] == "SMS",
            "PasskeysLost": passkeys["RelyingPartyId"] == "example.org",
            "ProviderChanged": self._client_of_provider("Kept") == "two",
            "ProviderRemoved": self._client_of_provider("Gone") is None,
            "RightsNarrowed": not iam.list_role_policies(RoleName=self._ids["WorkerRole"])["PolicyNames"],
            "ScopesRemoved": self._scopes() == ["read"],
            "SmsSenderChanged": "EumsSms" in third["SmsConfiguration"],
            "TriggerFunctionLost": BY_NAME in triggers["PreSignUp"] and "ByName" not in self._ids,
            "TriggerPermissionLost": not self._may_be_called(called["FunctionName"]),
            "TriggerThrottled": self._concurrency(called["FunctionName"]) == 0,
            "TriggerWithoutPermission": "PostAuthentication" in triggers,
            "Unjudged": self._is_mode_a_parameter() and third["MfaConfiguration"] == "OFF",
            "UserRemoved": "root" not in self._users(),
            "WorkerStopped": source["State"] == "Disabled",
        }

    def _pool(self, logical_id: str) -> Any:
        return self._cognito.describe_user_pool(UserPoolId=self._ids[logical_id])["UserPool"]

    def _function(self, logical_id: str) -> Any:
        name = self._ids[logical_id]
        return self._aws.client("lambda").get_function_configuration(FunctionName=name)

    def _groups_of(self, user: str) -> Any:
        where = {"UserPoolId": self._ids["Second"], "Username": user}
        return self._cognito.admin_list_groups_for_user(**where)["Groups"]

    def _client_of_provider(self, name: str) -> Any:
        where = {"UserPoolId": self._ids["Second"], "ProviderName": name}
        try:
            answer = self._cognito.describe_identity_provider(**where)
        except self._cognito.exceptions.ResourceNotFoundException:
            return None
        return answer["IdentityProvider"]["ProviderDetails"]["client_id"]

    def _scopes(self) -> list[str]:
        where = {"UserPoolId": self._ids["Second"], "Identifier": "api"}
        server = self._cognito.describe_resource_server(**where)["ResourceServer"]
        return [scope["ScopeName"] for scope in server["Scopes"]]

    def _users(self) -> list[str]:
        users = self._cognito.list_users(UserPoolId=self._ids["Second"])["Users"]
        return [user["Username"] for user in users]

    def _may_be_called(self, function: str) -> bool:
        client = self._aws.client("lambda")
        try:
            return "cognito-idp" in client.get_policy(FunctionName=function)["Policy"]
        except client.exceptions.ResourceNotFoundException:
            return False

    def _concurrency(self, function: str) -> Any:
        answer = self._aws.client("lambda").get_function_concurrency(FunctionName=function)
        return answer.get("ReservedConcurrentExecutions")

    def _is_mode_a_parameter(self) -> bool:
        template = self._aws.client("cloudformation").get_template(StackName=STACK)["TemplateBody"]
        return "Ref" in template["Resources"]["Third"]["Properties"]["MfaConfiguration"]


@pytest.fixture
def team(aws: LocalAws, tmp_path: Path) -> Iterator[Team]:
    """The stack is gone afterwards."""
    found = Team(aws, tmp_path)
    yield found
    found.cloudformation.delete_stack(StackName=STACK)


def test_what_is_acknowledged_deploys_and_a_domain_changes_in_the_two_steps_of_its_finding(
    aws: LocalAws, team: Team
) -> None:
    user = team.pool.signed_up()
    assert Effects(aws).of() == dict.fromkeys(BREAKS, False)

    team.breaks_what_it_added()
    broken = BROKEN_BY_NARROWED | BREAKS.keys()
    assert team.refused(NARROWED) == broken
    result = team.deploy(NARROWED, *broken)
    assert result.exit_code == 0, result.output
    assert Effects(aws).of() == dict.fromkeys(BREAKS, True)

    # At once, the domain would be made before the old one is deleted, and a pool has one prefix.
    assert team.refused(NARROWED.replace("acknowledged-first", "acknowledged-second")) == {
        "IdentityPoolReplaced"
    }
    assert team.refused(WITHOUT_DOMAIN) == BROKEN_WITHOUT_DOMAIN
    result = team.deploy(WITHOUT_DOMAIN, *BROKEN_WITHOUT_DOMAIN)
    assert result.exit_code == 0, result.output
    result = team.deploy(OTHER_DOMAIN)
    assert result.exit_code == 0, result.output
    domain = team.pool.cognito.describe_user_pool_domain(Domain="acknowledged-second")["DomainDescription"]
    assert domain["UserPoolId"] == team.pool.id
    team.pool.admin("admin_get_user", user)
