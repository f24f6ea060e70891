"""How every function of a stack is built: with a role and a log group of its own; only the code is shared."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from stacks.constructs.acknowledgments import acknowledge

CODE = Path(__file__).parents[2] / "lambdas"


class Function(Construct):
    """A function with a role that can write the function's log; `allow` adds permissions.

    :param handler: the module in `lambdas/user_mfa/handlers` whose `handler` it is.
    :param timeout: in seconds.
    :param memory: in MiB. Memory brings processor time: with 512, a cold start (importing boto3, mostly)
        takes a fraction of the 5 seconds after which Cognito gives up.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        handler: str,
        description: str,
        timeout: int,
        environment: Mapping[str, str],
        removal_policy: RemovalPolicy,
        memory: int = 512,
    ) -> None:
        super().__init__(scope, construct_id)
        self.log_group = logs.LogGroup(
            self, "LogGroup", retention=logs.RetentionDays.THREE_MONTHS, removal_policy=removal_policy
        )
        self.role = iam.Role(
            self,
            "Role",
            description=f"The function of auth that {description}",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={
                "WriteLog": iam.PolicyDocument(
                    statements=[
                        iam.PolicyStatement(
                            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                            resources=[self.log_group.log_group_arn],
                        )
                    ]
                )
            },
        )
        self.resource = lambda_.Function(
            self,
            "Function",
            description=description[0].upper() + description[1:],
            code=lambda_.Code.from_asset(str(CODE), exclude=["**/__pycache__"]),
            handler=f"user_mfa.handlers.{handler}.handler",
            # The newest that AwsSolutions-L1 knows.
            runtime=lambda_.Runtime.PYTHON_3_14,
            architecture=lambda_.Architecture.ARM_64,
            role=self.role,
            log_group=self.log_group,
            logging_format=lambda_.LoggingFormat.JSON,
            application_log_level_v2=lambda_.ApplicationLogLevel.INFO,
            memory_size=memory,
            timeout=Duration.seconds(timeout),
            environment=dict(environment),
        )
        # The function already depends on its role by reference; a redundant DependsOn is a finding.
        resource = self.resource.node.default_child
        assert isinstance(resource, lambda_.CfnFunction)  # noqa: S101 - tells the type checker what it is
        resource.add_deletion_override("DependsOn")
        acknowledge(
            self.resource,
            {
                "Serverless-LambdaTracing": "Each call writes a log line; X-Ray needs a permission on *.",
                "Serverless-LambdaDLQ": "Callers wait for the answer, or a queue with dead letters calls it.",
            },
        )

    def allow(self, construct_id: str, actions: Sequence[str], *resource_arns: str) -> iam.Policy:
        """Allow the function something, by a separate policy resource.

        The pool refers to its trigger, and that function's policy to the pool. Since neither depends on the
        policy, they do not wait for each other in a circle: https://github.com/aws/aws-cdk/issues/7016
        """
        return iam.Policy(
            self,
            construct_id,
            roles=[self.role],
            statements=[iam.PolicyStatement(actions=list(actions), resources=list(resource_arns))],
        )
