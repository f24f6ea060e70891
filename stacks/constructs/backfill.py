"""Runs over all users: those who were there before, were created by an administrator or imported."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from stacks.constructs.function import Function
from stacks.constructs.mfa_enablement import MfaEnablement
from stacks.constructs.user_pool import UserPool


class Backfill(Construct):
    """The function by which an operator starts a run and reads what it came to; the worker does the run.

    What a run has come to is in a table. Counts that are exact, although a queue delivers at least once, need
    a user's outcome and the count to change in one transaction, and only one run at a time needs a condition:
    a table has both, and costs nothing between runs. A Systems Manager parameter has neither.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, user_pool: UserPool, enablement: MfaEnablement
    ) -> None:
        super().__init__(scope, construct_id)
        table = dynamodb.Table(
            self,
            "Runs",
            partition_key=dynamodb.Attribute(name="run", type=dynamodb.AttributeType.STRING),
            sort_key=dynamodb.Attribute(name="item", type=dynamodb.AttributeType.STRING),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.AWS_MANAGED,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            time_to_live_attribute="expires",
            removal_policy=RemovalPolicy.DESTROY,
        )
        queue = enablement.queue
        self.function = Function(
            self,
            "Start",
            handler="backfill",
            description="starts and tells of runs over all users",
            timeout=30,
            environment={"QUEUE_URL": queue.queue_url, "RUNS_TABLE": table.table_name},
            removal_policy=user_pool.removal_policy,
        )
        self.function.allow("SendFirstPage", ["sqs:SendMessage"], queue.queue_arn)
        # Transactions have no action of their own: each write in one needs its own.
        items = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
        self.function.allow("KeepRuns", items, table.table_arn)
        worker = enablement.worker
        worker.resource.add_environment("RUNS_TABLE", table.table_name)
        worker.allow("ListUsers", ["cognito-idp:ListUsers"], user_pool.user_pool_arn)
        worker.allow("SendPages", ["sqs:SendMessage"], queue.queue_arn)
        worker.allow("CountOutcomes", items, table.table_arn)
