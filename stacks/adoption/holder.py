"""Who holds a pool now, and how it is handed over: CloudFormation imports nothing that a stack holds."""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from stacks.adoption.answers import Answers


class Kind(StrEnum):
    """What made a pool, and would change it again."""

    CDK = "a CDK stack"
    AMPLIFY_GEN_1 = "an Amplify Gen 1 stack"
    AMPLIFY_GEN_2 = "an Amplify Gen 2 stack"
    CLOUDFORMATION = "a CloudFormation stack"
    NOBODY = "no CloudFormation stack"
    UNKNOWN = "unknown: AWS was not asked"


@dataclass(frozen=True)
class Holder:
    """Who holds a pool."""

    kind: Kind
    stack: str | None = None
    """The stack's name."""

    def __str__(self) -> str:
        return f"{self.kind} ({self.stack})" if self.stack else str(self.kind)


_STACK_TAG: Final = "aws:cloudformation:stack-name"


def ask(answers: Answers) -> Holder:
    """Ask CloudFormation for the stack that holds a pool. Terraform cannot be seen.

    What CloudFormation does not tell, the pool's tags may.
    """
    cloudformation = boto3.Session(region_name=answers.region).client("cloudformation")
    try:
        found = cloudformation.describe_stack_resources(PhysicalResourceId=answers.user_pool_id)
        resources = found["StackResources"]
        if not resources:
            return Holder(Kind.NOBODY)
        stack, logical_id = resources[0]["StackName"], resources[0]["LogicalResourceId"]
        detail = cloudformation.describe_stack_resource(StackName=stack, LogicalResourceId=logical_id)
        metadata = json.loads(detail["StackResourceDetail"].get("Metadata") or "{}")
    except ClientError as error:
        # CloudFormation has no specific error code for it.
        if "does not exist" in str(error):
            return Holder(Kind.NOBODY)
        return by_tags(answers)
    except (BotoCoreError, ValueError):
        return by_tags(answers)
    amplify = _amplify(answers)
    if amplify:
        return Holder(amplify, stack)
    if stack.startswith("amplify-"):
        return Holder(Kind.AMPLIFY_GEN_1, stack)
    return Holder(Kind.CDK if "aws:cdk:path" in metadata else Kind.CLOUDFORMATION, stack)


def by_tags(answers: Answers) -> Holder:
    """What a pool's tags tell, without asking AWS."""
    stack = answers.user_pool.get("UserPoolTags", {}).get(_STACK_TAG)
    amplify = _amplify(answers)
    if amplify:
        return Holder(amplify, stack)
    return Holder(Kind.CLOUDFORMATION, stack) if stack else Holder(Kind.UNKNOWN)


def _amplify(answers: Answers) -> Kind | None:
    """Amplify by the tags that it puts on its resources."""
    tags = answers.user_pool.get("UserPoolTags", {})
    if any(key.startswith("amplify:") for key in tags):
        return Kind.AMPLIFY_GEN_2
    # https://docs.amplify.aws/gen1/react/tools/cli/project/tags/
    return Kind.AMPLIFY_GEN_1 if "user:Application" in tags else None


def next_steps(holder: Holder, stack: str, mapping: str, name: str) -> list[str]:
    """What to do next, a line each; docs/adopt.md has the whole of it.

    :param stack: the stack that adopts the pool.
    :param mapping: the file with the mapping for `cdk import`.
    """
    release = {
        Kind.CDK: [
            f"In {holder.stack}: applyRemovalPolicy(RemovalPolicy.RETAIN) on each of the resources; deploy.",
            f"In {holder.stack}: remove these resources; deploy. They stay as they are.",
        ],
        Kind.CLOUDFORMATION: [
            f"In {holder.stack}'s template: DeletionPolicy Retain on each of the resources; deploy.",
            f"In {holder.stack}'s template: remove these resources; deploy. They stay as they are.",
        ],
        Kind.AMPLIFY_GEN_1: ["Release the pool from Amplify: docs/adopt.md, from Amplify Gen 1."],
        Kind.AMPLIFY_GEN_2: ["Release the pool from Amplify: docs/adopt.md, from Amplify Gen 2."],
        Kind.NOBODY: [],
        Kind.UNKNOWN: ["Release the pool from the stack that holds it, if one does: docs/adopt.md."],
    }[holder.kind]
    terraform = (
        ["If Terraform made the pool: terraform state rm for each of the resources, before its next apply."]
        if holder.kind in (Kind.NOBODY, Kind.UNKNOWN)
        else []
    )
    return [
        *release,
        f"npx cdk import {stack} --resource-mapping {mapping}",
        f"auth adopt --check {name}",
        f"Remove the line for the import from [acknowledge] in {name}.toml.",
        f"npx cdk deploy {stack}",
        f"auth adopt --check {name}",
        *terraform,
    ]
