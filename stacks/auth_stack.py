"""The stack of an environment: wires the constructs and declares the outputs."""

from aws_cdk import CfnOutput, Stack, Validations
from aws_cdk import Environment as AwsEnvironment
from constructs import Construct

from stacks.app_clients import AppClients
from stacks.backfill import Backfill
from stacks.client_outputs import client_outputs
from stacks.groups import Groups
from stacks.hosted_ui import HostedUi
from stacks.identity_pool import IdentityPool
from stacks.mfa_enablement import MfaEnablement
from stacks.monitoring import Monitoring
from stacks.recovery import Recovery
from stacks.settings import Environment
from stacks.settings.mfa import MfaOff, MfaOn, MfaOptional
from stacks.user_pool import UserPool
from stacks.validation.acknowledgments import acknowledge


class AuthStack(Stack):
    """A user pool with its MFA, app clients and triggers, as an environment's settings ask for them."""

    def __init__(self, scope: Construct, construct_id: str, *, environment: Environment) -> None:
        super().__init__(
            scope,
            construct_id,
            description=f"Cognito user pool with MFA, environment {environment.environment}",
            env=AwsEnvironment(account=environment.aws.account, region=environment.aws.region),
            tags=environment.tags,
            termination_protection=environment.user_pool.deletion_protection,
        )
        user_pool = UserPool(
            self,
            "UserPool",
            user_pool=environment.user_pool,
            password_policy=environment.password_policy,
            mfa=environment.mfa,
            sms=environment.sms_configuration,
            sms_external_id=environment.sms_external_id,
            email=environment.email,
            triggers=environment.triggers,
        )
        clients = AppClients(
            self,
            "AppClients",
            user_pool=user_pool,
            clients=environment.clients,
            hosted_ui=environment.hosted_ui,
        )
        identity_pool = None
        if environment.identity_pool:
            identity_pool = IdentityPool(
                self,
                "IdentityPool",
                identity_pool=environment.identity_pool,
                user_pool=user_pool,
                clients=clients,
                by_group=bool(environment.groups),
            )
        if environment.groups:
            Groups(
                self,
                "UserPoolGroups",
                groups=environment.groups,
                user_pool=user_pool,
                identity_pool=identity_pool,
            )
        if environment.hosted_ui:
            HostedUi(self, "HostedUi", hosted_ui=environment.hosted_ui, user_pool=user_pool)
        outputs = {
            "UserPoolId": user_pool.user_pool_id,
            "UserPoolArn": user_pool.user_pool_arn,
            "UserPoolName": user_pool.name,
            "AppClientIDWeb": clients.web_client_id,
            "AppClientID": clients.native_client_id,
            **client_outputs(environment, user_pool),
        }
        if user_pool.sms_role:
            outputs["CreatedSNSRole"] = user_pool.sms_role.role_arn
        if identity_pool:
            outputs["IdentityPoolId"] = identity_pool.identity_pool_id
            outputs["IdentityPoolName"] = identity_pool.name
        if not isinstance(environment.mfa, MfaOff) and environment.mfa.new_user_types:
            outputs |= self._build_enablement(environment, user_pool, environment.mfa)
        for name, value in outputs.items():
            CfnOutput(self, name, value=value)
        for warning in environment.warnings():
            Validations.of(self).add_warning(warning.id, warning.text)
        acknowledge(self, environment.acknowledge)

    def _build_enablement(
        self, environment: Environment, user_pool: UserPool, mfa: MfaOptional | MfaOn
    ) -> dict[str, str]:
        """Build what enables, repairs and watches users' MFA, and return the outputs that tell of it."""
        enablement = MfaEnablement(
            self,
            "MfaEnablement",
            user_pool=user_pool,
            mfa=mfa,
            requests_per_second=environment.worker.requests_per_second,
        )
        backfill = Backfill(self, "Backfill", user_pool=user_pool, enablement=enablement)
        outputs = {
            "PostConfirmationFunction": enablement.trigger.resource.function_name,
            "PostConfirmationLogGroup": enablement.trigger.log_group.log_group_name,
            "WorkerFunction": enablement.worker.resource.function_name,
            "WorkerLogGroup": enablement.worker.log_group.log_group_name,
            "QueueUrl": enablement.queue.queue_url,
            "DeadLettersUrl": enablement.dead_letters.queue_url,
            "BackfillFunction": backfill.function.resource.function_name,
        }
        if mfa.can_recover_totp:
            recovery = Recovery(self, "Recovery", user_pool=user_pool, mfa=mfa)
            outputs["RecoveryFunction"] = recovery.function.resource.function_name
        if environment.monitoring.enabled:
            Monitoring(
                self,
                "Monitoring",
                monitoring=environment.monitoring,
                enablement=enablement,
                sms=environment.sends_sms_here,
            )
        return outputs
