"""Runs over all users, for those who do not sign up: existing, created, imported or migrated users."""

import json
from typing import cast

from aws_cdk import ArnFormat, Duration, Stack, Token
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from lambdas.user_mfa import contract
from stacks.constructs.acknowledgments import acknowledge
from stacks.constructs.function import Function
from stacks.constructs.policy import policy_of
from stacks.constructs.user_pool import UserPool
from stacks.constructs.user_runs_definition import MAP_LABEL, definition
from stacks.service import (
    ACTIVE_USER_USD,
    USER_LISTS_PER_SECOND,
    USER_READS_PER_SECOND,
    USER_UPDATES_PER_SECOND,
)
from stacks.settings.mfa import MfaOn, MfaOptional

# A user takes two updates where TOTP is refused. Even at one update per second, a chunk is done within the
# function's timeout; at a higher rate, larger chunks make the time between two chunks matter less. A map's
# results have two bytes per chunk and at most 256 KiB, which is enough for 100 million users.
MOST_CHUNK_USERS = 900
CHUNK_SECONDS = 150
# Sixteen threads send requests: with less memory, and so less CPU, they could not keep up the rate.
MEMORY = 1024
# Lambda's maximum: the longer a step lists users, the fewer steps a run has.
TIMEOUT = 900


class UserRuns(Construct):
    """A state machine that lists all users and, if asked to, reads them and enables their MFA.

    :param requests_per_second: how many updates of users a run makes at most. It takes the same share of
        Cognito's quotas for listing and reading users.
    :param tier: the pool's tier, by which an active user has a price.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        user_pool: UserPool,
        mfa: MfaOptional | MfaOn,
        requests_per_second: int,
        tier: str | None,
    ) -> None:
        super().__init__(scope, construct_id)
        self._user_pool = user_pool
        self._share = requests_per_second / USER_UPDATES_PER_SECOND
        self.bucket = self._build_bucket()
        policy = policy_of(mfa).variables()
        types = {contract.MFA_TYPES: ",".join(mfa.types)}
        chunk = {contract.CHUNK_USERS: str(min(MOST_CHUNK_USERS, CHUNK_SECONDS * requests_per_second))}
        price = {contract.USD_PER_ACTIVE_USER: str(ACTIVE_USER_USD[tier or "ESSENTIALS"])}
        self.check = self._build_function("Check", "check_run", "checks what a run is asked for", price)
        self.list = self._build_function(
            "List",
            "list_users",
            "lists the users of a run",
            policy | types | chunk | self._rate(USER_LISTS_PER_SECOND),
        )
        self.plan = self._build_function(
            "Plan",
            "plan_chunk",
            "reads the users of a run",
            policy | types | self._rate(USER_READS_PER_SECOND),
        )
        self.apply = self._build_function(
            "Apply",
            "apply_plan",
            "enables MFA for the users of a run",
            self._rate(USER_UPDATES_PER_SECOND),
        )
        self.sum = self._build_function("Sum", "sum_results", "sums the results of a run", {})
        self.state_machine = self._build_state_machine()
        self._allow()

    @property
    def functions(self) -> dict[str, Function]:
        """The functions by what they do."""
        return {
            "Check": self.check,
            "List": self.list,
            "Plan": self.plan,
            "Apply": self.apply,
            "Sum": self.sum,
        }

    def _rate(self, quota: int) -> dict[str, str]:
        return {contract.REQUESTS_PER_SECOND: str(round(quota * self._share, 2))}

    def _build_bucket(self) -> s3.Bucket:
        bucket = s3.Bucket(
            self,
            "Bucket",
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            lifecycle_rules=[s3.LifecycleRule(expiration=Duration.days(contract.RETENTION_DAYS))],
            removal_policy=self._user_pool.removal_policy,
        )
        acknowledge(
            bucket,
            {
                "AwsSolutions-S1": "Only this stack's functions use it, for the time of a run; CloudTrail's "
                "data events show every access where that is wanted.",
                "Serverless-S3": "As above.",
            },
        )
        return bucket

    def _build_function(
        self, construct_id: str, handler: str, description: str, environment: dict[str, str]
    ) -> Function:
        return Function(
            self,
            construct_id,
            handler=handler,
            description=description,
            timeout=TIMEOUT,
            memory=MEMORY,
            environment={
                contract.USER_POOL_ID: self._user_pool.user_pool_id,
                contract.BUCKET: self.bucket.bucket_name,
                **environment,
            },
            removal_policy=self._user_pool.removal_policy,
        )

    def _build_state_machine(self) -> sfn.StateMachine:
        state_machine = sfn.StateMachine(
            self,
            "StateMachine",
            comment="Looks at all users of the user pool, or enables MFA for them",
            role=iam.Role(
                self,
                "Role",
                description="The state machine of auth that looks at all users, or enables MFA for them",
                assumed_by=iam.ServicePrincipal("states.amazonaws.com"),
            ),
            definition_body=sfn.DefinitionBody.from_string(json.dumps(definition(), indent=1)),
            definition_substitutions={
                **{name: function.resource.function_arn for name, function in self.functions.items()},
                "Bucket": self.bucket.bucket_name,
            },
        )
        # It already depends on its role by reference; a redundant DependsOn is a finding.
        resource = cast("sfn.CfnStateMachine", state_machine.node.default_child)
        resource.add_deletion_override("DependsOn")
        acknowledge(
            state_machine,
            {
                "AwsSolutions-SF1": "An execution's history has every step and is kept for 90 days; a log "
                "beside it needs permissions on *.",
                "AwsSolutions-SF2": "The history has each step's duration; X-Ray needs a permission on *.",
                "Serverless-StepFunctionStateMachineXray": "As above.",
            },
        )
        return state_machine

    def _allow(self) -> None:
        pool, objects = self._user_pool.user_pool_arn, self.bucket.arn_for_objects
        chunks, plans, results, manifests, lock = (
            objects(key)
            for key in (
                f"{contract.CHUNKS}*",
                f"{contract.PLANS}*",
                f"{contract.RESULTS}*",
                f"{contract.MANIFESTS}*",
                contract.LOCK,
            )
        )
        for function in (self.check, self.list, self.plan, self.apply):
            function.allow("Lock", ["s3:GetObject", "s3:PutObject"], lock)
            function.allow("ReadRuns", ["states:DescribeExecution"], self._executions(""))
        for function in (self.check, self.list, self.plan, self.apply, self.sum):
            # Without it, S3 answers "access denied" for an object that does not exist.
            function.allow("ListObjects", ["s3:ListBucket"], self.bucket.bucket_arn)
        self.check.allow("EstimateUsers", ["cognito-idp:DescribeUserPool"], pool)
        self.list.allow("ListUsers", ["cognito-idp:ListUsers"], pool)
        self.list.allow("WriteChunks", ["s3:PutObject"], chunks)
        self.list.allow("WriteManifest", ["s3:PutObject", "s3:DeleteObject"], manifests)
        self.plan.allow("ReadUsers", ["cognito-idp:AdminGetUser"], pool)
        self.plan.allow("ReadChunks", ["s3:GetObject"], chunks)
        self.plan.allow("WritePlans", ["s3:GetObject", "s3:PutObject"], plans)
        self.apply.allow("EnableMfa", ["cognito-idp:AdminSetUserMFAPreference"], pool)
        self.apply.allow("ReadPlans", ["s3:GetObject"], plans)
        self.apply.allow("WriteResults", ["s3:GetObject", "s3:PutObject"], results)
        self.sum.allow("ReadResults", ["s3:GetObject"], results)
        self.sum.allow("ReadLock", ["s3:GetObject"], lock)
        self.sum.allow("DeleteObjects", ["s3:DeleteObject"], chunks, plans, results, manifests, lock)
        iam.Policy(
            self,
            "RunSteps",
            roles=[self.state_machine.role],
            statements=[
                iam.PolicyStatement(
                    actions=["lambda:InvokeFunction"],
                    resources=[function.resource.function_arn for function in self.functions.values()],
                ),
                iam.PolicyStatement(actions=["s3:GetObject"], resources=[manifests]),
                # The map starts an execution per chunk:
                # https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
                iam.PolicyStatement(
                    actions=["states:StartExecution"], resources=[self.state_machine.state_machine_arn]
                ),
                iam.PolicyStatement(
                    actions=["states:DescribeExecution", "states:StopExecution"],
                    # The page names the first; the executions of a map have ARNs of the second form.
                    resources=[self._executions(""), self._executions(f"/{MAP_LABEL}")],
                ),
                iam.PolicyStatement(
                    actions=["states:RedriveExecution"], resources=[self._executions(f"/{MAP_LABEL}")]
                ),
            ],
        )
        acknowledge(
            self,
            {
                f"AwsSolutions-IAM5[Resource::{arn}]": "Objects and executions are made at run time: the end "
                "of their ARNs is not known."
                for arn in self._wildcards()
            },
        )

    def _executions(self, label: str) -> str:
        return Stack.of(self).format_arn(
            service="states",
            resource="execution",
            resource_name=f"{self.state_machine.state_machine_name}{label}:*",
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )

    def _wildcards(self) -> list[str]:
        """The ARNs with a wildcard, as findings write them."""
        stack = Stack.of(self)
        bucket = stack.get_logical_id(cast("s3.CfnBucket", self.bucket.node.default_child))
        machine = stack.get_logical_id(cast("sfn.CfnStateMachine", self.state_machine.node.default_child))
        kinds = (contract.CHUNKS, contract.PLANS, contract.RESULTS, contract.MANIFESTS)
        place = ":".join(
            f"<AWS::{name}>" if Token.is_unresolved(value) else value
            for name, value in (("Region", stack.region), ("AccountId", stack.account))
        )
        partition = "<AWS::Partition>" if Token.is_unresolved(stack.partition) else stack.partition
        executions = f"arn:{partition}:states:{place}:execution:<{machine}.Name>"
        return [
            *(f"<{bucket}.Arn>/{kind}*" for kind in kinds),
            f"{executions}:*",
            f"{executions}/{MAP_LABEL}:*",
        ]
