"""Reads what is deployed from AWS: the stacks' templates, and the MFA that the pools really have."""

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from stacks.deployed.model import DeployedStack, DeployedUnknownError, NoCredentialsError, PoolMfa, Read
from stacks.deployed.yaml_template import parse
from stacks.service import EMAIL_MFA, SMS_MFA, TOTP_MFA, USER_POOL
from stacks.settings import Environment
from stacks.settings.environment import Aws
from stacks.template import Template, checked

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_cognito_idp import CognitoIdentityProviderClient

# That AWS does not answer has to be known within 10 seconds, with the second attempt and the synthesis.
CONFIG = Config(connect_timeout=2, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2})

PERMISSIONS = (
    "cloudformation:GetTemplate and cloudformation:ListStackResources on the stack, and "
    "cognito-idp:GetUserPoolMfaConfig on its user pools"
)
DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}
THROTTLED = {"Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded"}
NOT_THERE = {"DELETE_COMPLETE", "CREATE_FAILED"}


# What the CDK CLI says of the account and region that it deploys to, where the stack says nothing:
# https://docs.aws.amazon.com/cdk/v2/guide/configure-env.html
CLI_ACCOUNT = "CDK_DEFAULT_ACCOUNT"
CLI_REGION = "CDK_DEFAULT_REGION"


@dataclass(frozen=True)
class _Aws:
    """AWS, as the credentials reach it: its clients by region, None being the caller's own."""

    cloudformation: "Mapping[str | None, CloudFormationClient]"
    cognito: "Mapping[str | None, CognitoIdentityProviderClient]"
    account: str | None
    """The account of the credentials; None: nobody asks for it."""


def read_from_aws(environments: Sequence[Environment]) -> Read:
    """Begin to read the stacks of environments, all at the same time and while the CDK synthesizes."""
    executor = ThreadPoolExecutor(len(environments) + 1, thread_name_prefix="deployed")
    aws = executor.submit(_open, [environment.settings.aws for environment in environments])
    stacks = {
        environment.stack_name: executor.submit(_read_stack, environment, aws) for environment in environments
    }
    executor.shutdown(wait=False)
    return lambda name: stacks[name].result()


def _open(places: Sequence[Aws]) -> _Aws:
    """Find the credentials, and make the clients: boto3 makes one at a time only.

    :raises NoCredentialsError: there are none, and the CDK CLI has none either.
    """
    with _asking("the AWS credentials"):
        session = boto3.Session()
        credentials = session.get_credentials()
    if credentials is None:
        if CLI_ACCOUNT in os.environ:
            raise _wrong_account(os.environ[CLI_ACCOUNT], None)
        raise NoCredentialsError
    own_region = os.environ.get(CLI_REGION) or os.environ.get("AWS_REGION") or session.region_name
    regions = {place.region: place.region or own_region for place in places}
    with _asking("the AWS region"):
        return _Aws(
            {key: session.client("cloudformation", region, config=CONFIG) for key, region in regions.items()},
            {key: session.client("cognito-idp", region, config=CONFIG) for key, region in regions.items()},
            _account(session, own_region) if any(_expected_account(place) for place in places) else None,
        )


def _account(session: boto3.Session, region: str | None) -> str:
    with _asking("sts:GetCallerIdentity"):
        return session.client("sts", region, config=CONFIG).get_caller_identity()["Account"]


def _expected_account(place: Aws) -> str | None:
    return place.account or os.environ.get(CLI_ACCOUNT)


def _read_stack(environment: Environment, opened: Future[_Aws]) -> DeployedStack | None:
    aws = opened.result()
    expected = _expected_account(environment.settings.aws)
    if expected and expected != aws.account:
        raise _wrong_account(expected, aws.account)
    cloudformation = aws.cloudformation[environment.settings.aws.region]
    template = _original_template(cloudformation, environment.stack_name)
    if template is None:
        return None
    physical_ids = _physical_ids(cloudformation, environment.stack_name)
    # A stack whose creation failed has a template, and nothing that it describes.
    existing = {key: value for key, value in template["Resources"].items() if key in physical_ids}
    cognito = aws.cognito[environment.settings.aws.region]
    states = {
        logical_id: _real_mfa(cognito, physical_ids[logical_id])
        for logical_id, resource in existing.items()
        if resource["Type"] == USER_POOL
    }
    return DeployedStack(
        {**template, "Resources": existing}, {key: state for key, state in states.items() if state}
    )


def _original_template(cloudformation: "CloudFormationClient", name: str) -> Template | None:
    """The template of a stack as it was deployed, None if there is no such stack."""
    with _asking("cloudformation:GetTemplate"):
        try:
            body: object = cloudformation.get_template(StackName=name, TemplateStage="Original")[
                "TemplateBody"
            ]
        except ClientError as error:
            # CloudFormation has no code of its own for it.
            if _code(error) == "ValidationError" and "does not exist" in str(error):
                return None
            raise
    try:
        # boto3 reads JSON by itself and leaves YAML as text.
        return checked(parse(body) if isinstance(body, str) else body)
    except (TypeError, ValueError) as error:
        raise DeployedUnknownError(
            f"the deployed template of {name} is no template: {error}.",
            "Compare by hand what is deployed.",
        ) from error


def _physical_ids(cloudformation: "CloudFormationClient", name: str) -> dict[str, str]:
    """The ids of a stack's resources that exist, by their logical ids."""
    with _asking("cloudformation:ListStackResources"):
        pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=name)
        return {
            resource["LogicalResourceId"]: resource["PhysicalResourceId"]
            for page in pages
            for resource in page["StackResourceSummaries"]
            if resource["ResourceStatus"] not in NOT_THERE and resource.get("PhysicalResourceId")
        }


def _real_mfa(cognito: "CognitoIdentityProviderClient", pool_id: str) -> PoolMfa | None:
    """The MFA that a pool has, None if somebody has deleted the pool."""
    with _asking("cognito-idp:GetUserPoolMfaConfig"):
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


def _wrong_account(expected: str, found: str | None) -> DeployedUnknownError:
    return DeployedUnknownError(
        f"the stack goes to account {expected}, and the app has "
        f"{f'credentials of account {found}' if found else 'no credentials'}.",
        "Use credentials of that account, for the app as well: the CDK CLI keeps what --profile names to "
        "itself, so name it by AWS_PROFILE.",
    )


@contextmanager
def _asking(permission: str) -> Iterator[None]:
    """Turn each way in which AWS does not answer into `DeployedUnknownError`.

    :param permission: what the call needs, such as `cloudformation:GetTemplate`.
    """
    try:
        yield
    except ClientError as error:
        if _code(error) in DENIED:
            text, fix = f"AWS denies {permission}.", f"The caller needs {PERMISSIONS}."
        elif _code(error) in THROTTLED:
            text, fix = f"AWS throttles {permission}.", "Try again in a minute."
        else:
            text = f"{permission} failed: {error}."
            fix = f"The caller needs valid credentials with {PERMISSIONS}."
        raise DeployedUnknownError(text, fix) from error
    except BotoCoreError as error:
        raise DeployedUnknownError(
            f"{permission} got no answer: {str(error).rstrip('.')}.",
            "Fix the connection, the region or the credentials, and try again.",
        ) from error


def _code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")
