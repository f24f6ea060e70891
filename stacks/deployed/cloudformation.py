"""Reads stacks from CloudFormation, and the MFA that their pools really have from Cognito."""

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from stacks.deployed.asking import asking, code
from stacks.deployed.model import Deployed, DeployedStack, DeployedUnknownError, PoolMfa
from stacks.deployed.yaml_template import parse
from stacks.service import EMAIL_MFA, NESTED_STACK, SMS_MFA, TOTP_MFA, USER_POOL
from stacks.settings.environment import STACK_DESCRIPTION
from stacks.template import Resource, Template, checked, resources

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_cloudformation.literals import StackStatusType
    from types_boto3_cognito_idp import CognitoIdentityProviderClient

# Nothing is deployed of a stack with one of these statuses; what a failed creation left has no stack.
STACK_NOT_THERE = {"REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE", "DELETE_COMPLETE"}
RESOURCE_NOT_THERE = {"DELETE_COMPLETE", "DELETE_SKIPPED", "CREATE_FAILED"}
LIVE_STACKS: "tuple[StackStatusType, ...]" = (
    "CREATE_COMPLETE", "CREATE_FAILED", "DELETE_FAILED", "IMPORT_COMPLETE", "IMPORT_IN_PROGRESS",
    "IMPORT_ROLLBACK_COMPLETE", "IMPORT_ROLLBACK_FAILED", "IMPORT_ROLLBACK_IN_PROGRESS", "ROLLBACK_FAILED",
    "UPDATE_COMPLETE", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_FAILED", "UPDATE_IN_PROGRESS",
    "UPDATE_ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_ROLLBACK_FAILED",
    "UPDATE_ROLLBACK_IN_PROGRESS",
)  # fmt: skip


def live_stacks(cloudformation: "CloudFormationClient", prefix: str) -> list[str]:
    """The names of the stacks in a region that begin with a prefix.

    :raises DeployedUnknownError: AWS does not answer.
    """
    with asking("cloudformation:ListStacks"):
        pages = cloudformation.get_paginator("list_stacks").paginate(StackStatusFilter=LIVE_STACKS)
        names = [summary["StackName"] for page in pages for summary in page["StackSummaries"]]
    return [name for name in names if name.startswith(prefix)]


def is_environment(cloudformation: "CloudFormationClient", name: str) -> bool:
    """Whether a stack is an environment's: other stacks may have such names as well.

    :raises DeployedUnknownError: AWS does not answer.
    """
    template = _original_template(cloudformation, name)
    return template is not None and str(template.get("Description", "")).startswith(STACK_DESCRIPTION)


def read_stack(
    cloudformation: "CloudFormationClient", cognito: "CognitoIdentityProviderClient", name: str
) -> Deployed:
    """Read a stack, its nested stacks and the real MFA of its pools.

    :param name: the stack's name, or its ARN.
    :raises DeployedUnknownError: AWS does not answer, or what it answers cannot be used.
    """
    described = _describe(cloudformation, name)
    if described is None:
        return Deployed(None, f"nothing: there is no stack {name}")
    status = described["StackStatus"]
    if status in STACK_NOT_THERE:
        return Deployed(None, f"nothing: stack {name} is {status}")
    template = _original_template(cloudformation, name)
    if template is None:
        return Deployed(None, f"nothing: stack {name} has no template")
    physical_ids = _physical_ids(cloudformation, name)
    # A stack whose creation failed has a template, but none of its resources.
    existing = {key: value for key, value in template["Resources"].items() if key in physical_ids}
    pools = [key for key in resources(template, USER_POOL) if key in existing]
    mfa = {key: _real_mfa(cognito, physical_ids[key]) for key in pools}
    stack = DeployedStack(
        {**template, "Resources": existing},
        mfa={key: real for key, real in mfa.items() if real},
        physical_ids=physical_ids,
        parameters={
            parameter["ParameterKey"]: parameter.get("ResolvedValue", parameter.get("ParameterValue", ""))
            for parameter in described.get("Parameters", [])
        },
        deleted_pools=frozenset(key for key, real in mfa.items() if real is None),
        nested=_nested(cloudformation, cognito, existing, physical_ids),
    )
    updated = described.get("LastUpdatedTime") or described["CreationTime"]
    return Deployed(stack, f"stack {name}, last updated {updated:%Y-%m-%d %H:%M} UTC")


def _nested(
    cloudformation: "CloudFormationClient",
    cognito: "CognitoIdentityProviderClient",
    existing: dict[str, Resource],
    physical_ids: dict[str, str],
) -> dict[str, DeployedStack]:
    nested = {
        key: read_stack(cloudformation, cognito, physical_ids[key]).stack
        for key, resource in existing.items()
        if resource["Type"] == NESTED_STACK
    }
    return {key: stack for key, stack in nested.items() if stack}


def _describe(cloudformation: "CloudFormationClient", name: str) -> Any:
    """CloudFormation's description of a stack, None if there is none."""
    with asking("cloudformation:DescribeStacks"):
        try:
            return cloudformation.describe_stacks(StackName=name)["Stacks"][0]
        except ClientError as error:
            if _is_not_there(error):
                return None
            raise


def _original_template(cloudformation: "CloudFormationClient", name: str) -> Template | None:
    """The template of a stack as it was deployed, None if there is none."""
    body: Any = None
    with asking("cloudformation:GetTemplate"):
        try:
            body = cloudformation.get_template(StackName=name, TemplateStage="Original").get("TemplateBody")
        except ClientError as error:
            if _is_not_there(error):
                return None
            raise
    if not body:
        return None
    try:
        # boto3 parses JSON and leaves YAML as text.
        return checked(parse(body) if isinstance(body, str) else body)
    except (TypeError, ValueError, RecursionError) as error:
        raise DeployedUnknownError(
            f"the deployed template of {name} is no template: {error}.",
            "Compare by hand what is deployed.",
        ) from error


def _is_not_there(error: ClientError) -> bool:
    # CloudFormation has no specific error code for it.
    return code(error) == "ValidationError" and "does not exist" in str(error)


def _physical_ids(cloudformation: "CloudFormationClient", name: str) -> dict[str, str]:
    """The ids of a stack's resources that exist, by their logical ids."""
    with asking("cloudformation:ListStackResources"):
        pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=name)
        return {
            resource["LogicalResourceId"]: resource["PhysicalResourceId"]
            for page in pages
            for resource in page["StackResourceSummaries"]
            if resource["ResourceStatus"] not in RESOURCE_NOT_THERE and resource.get("PhysicalResourceId")
        }


def _real_mfa(cognito: "CognitoIdentityProviderClient", pool_id: str) -> PoolMfa | None:
    """The MFA that a pool has, None if somebody has deleted the pool.

    CloudFormation cannot read `EnabledMfas` back, so its drift detection does not see them.
    """
    with asking("cognito-idp:GetUserPoolMfaConfig"):
        try:
            config = cognito.get_user_pool_mfa_config(UserPoolId=pool_id)
        except cognito.exceptions.ResourceNotFoundException:
            return None
    on = {
        SMS_MFA: "SmsMfaConfiguration" in config,
        TOTP_MFA: config.get("SoftwareTokenMfaConfiguration", {}).get("Enabled", False),
        EMAIL_MFA: "EmailMfaConfiguration" in config,
    }
    mode = config.get("MfaConfiguration", "OFF")
    return PoolMfa(mode, frozenset(name for name, enabled in on.items() if enabled and mode != "OFF"))
