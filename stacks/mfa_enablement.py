"""What enables MFA for users: the pool's post-confirmation trigger."""

from pathlib import Path

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from stacks.settings.mfa import MfaOn, MfaOptional
from stacks.user_pool import UserPool
from stacks.validation.acknowledgments import acknowledge

CODE = Path(__file__).parent.parent / "lambdas"


class MfaEnablement(Construct):
    """The function that enables MFA for a user who has just signed up, wired to the pool.

    The pool refers to the function, and the function's policy to the pool. The policy is a resource of its
    own, on which neither depends, and the function learns its pool from the event, or the three would wait
    for each other in a circle: https://github.com/aws/aws-cdk/issues/7016
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, user_pool: UserPool, mfa: MfaOptional | MfaOn
    ) -> None:
        super().__init__(scope, construct_id)
        self.log_group = logs.LogGroup(
            self,
            "LogGroup",
            retention=logs.RetentionDays.THREE_MONTHS,
            removal_policy=user_pool.removal_policy,
        )
        role = self._build_role()
        self.function = self._build_function(role, mfa)
        iam.Policy(
            self,
            "SetMfaPreference",
            roles=[role],
            statements=[
                iam.PolicyStatement(
                    actions=["cognito-idp:AdminSetUserMFAPreference"], resources=[user_pool.user_pool_arn]
                )
            ],
        )
        user_pool.add_trigger("post_confirmation", self.function.function_arn)

    def _build_role(self) -> iam.Role:
        return iam.Role(
            self,
            "Role",
            description="The post-confirmation function, which enables MFA for new users",
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

    def _build_function(self, role: iam.Role, mfa: MfaOptional | MfaOn) -> lambda_.Function:
        function = lambda_.Function(
            self,
            "PostConfirmation",
            description="Enables MFA for a user who has just signed up",
            code=lambda_.Code.from_asset(str(CODE), exclude=["**/__pycache__"]),
            handler="mfa_enablement.post_confirmation.handler",
            # The newest that AwsSolutions-L1 knows.
            runtime=lambda_.Runtime.PYTHON_3_14,
            architecture=lambda_.Architecture.ARM_64,
            role=role,
            log_group=self.log_group,
            logging_format=lambda_.LoggingFormat.JSON,
            # Memory brings processor time: with this much, a cold start (importing boto3, mostly) takes a
            # fraction of the 5 seconds after which Cognito gives up.
            memory_size=512,
            timeout=Duration.seconds(5),
            environment={
                "MFA_FACTORS": ",".join(mfa.new_user_types),
                "MFA_PREFERRED": mfa.new_user_preferred or "",
                "MFA_REQUIRE_VERIFIED_PHONE": str(mfa.require_verified_phone).lower(),
            },
        )
        # The function refers to its role, which makes it wait for the role; to say so again is a finding.
        resource = function.node.default_child
        assert isinstance(resource, lambda_.CfnFunction)  # noqa: S101 - tells the type checker what it is
        resource.add_deletion_override("DependsOn")
        acknowledge(
            function,
            {
                "Serverless-LambdaDLQ": "A dead letter queue is for asynchronous calls; Cognito waits.",
                "Serverless-LambdaTracing": "Each call writes a log line; X-Ray needs a permission on *.",
            },
        )
        return function
