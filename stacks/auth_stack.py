"""The stack of an environment: wires the constructs and declares the outputs."""

from aws_cdk import CfnOutput, Stack, Validations
from aws_cdk import Environment as AwsEnvironment
from constructs import Construct

from stacks.constructs.acknowledgments import acknowledge
from stacks.constructs.app_clients import AppClients
from stacks.constructs.backfill import Backfill
from stacks.constructs.client_outputs import client_outputs
from stacks.constructs.groups import Groups
from stacks.constructs.hosted_ui import HostedUi
from stacks.constructs.identity_pool import IdentityPool
from stacks.constructs.mfa_enablement import MfaEnablement
from stacks.constructs.monitoring import Monitoring
from stacks.constructs.recovery import Recovery
from stacks.constructs.user_pool import UserPool
from stacks.settings import Environment, Settings
from stacks.settings.clients import NATIVE, pascal_case
from stacks.settings.mfa import MfaOff, MfaOn, MfaOptional


def _client_output(key: str) -> str:
    """The output of a client's id: Amplify's name for the native client."""
    return "AppClientID" if key == NATIVE else f"AppClientID{pascal_case(key)}"


class AuthStack(Stack):
    """A user pool with its MFA, app clients and triggers, as an environment's settings ask for them."""

    def __init__(self, scope: Construct, construct_id: str, *, environment: Environment) -> None:
        settings = environment.settings
        super().__init__(
            scope,
            construct_id,
            description=f"Cognito user pool with MFA, environment {environment.name}",
            env=AwsEnvironment(account=settings.aws.account, region=settings.aws.region),
            tags=settings.tags,
            termination_protection=settings.user_pool.deletion_protection,
        )
        user_pool = UserPool(
            self,
            "UserPool",
            user_pool=settings.user_pool,
            password_policy=settings.password_policy,
            mfa=settings.mfa,
            sms=settings.sms_configuration,
            sms_external_id=environment.sms_external_id,
            email=settings.email,
            triggers=settings.triggers,
        )
        clients = AppClients(
            self,
            "AppClients",
            user_pool=user_pool,
            clients=settings.clients,
            hosted_ui=settings.hosted_ui,
        )
        identity_pool = None
        if settings.identity_pool:
            identity_pool = IdentityPool(
                self,
                "IdentityPool",
                identity_pool=settings.identity_pool,
                user_pool=user_pool,
                clients=clients,
                by_group=bool(settings.groups),
            )
        if settings.groups:
            Groups(
                self,
                "UserPoolGroups",
                groups=settings.groups,
                user_pool=user_pool,
                identity_pool=identity_pool,
            )
        if settings.hosted_ui:
            HostedUi(self, "HostedUi", hosted_ui=settings.hosted_ui, user_pool=user_pool)
        outputs = {
            "UserPoolId": user_pool.user_pool_id,
            "UserPoolArn": user_pool.user_pool_arn,
            "UserPoolName": user_pool.name,
            **{_client_output(key): client_id for key, client_id in clients.client_ids.items()},
            **client_outputs(environment, user_pool),
        }
        if user_pool.sms_role:
            outputs["CreatedSNSRole"] = user_pool.sms_role.role_arn
        if identity_pool:
            outputs["IdentityPoolId"] = identity_pool.identity_pool_id
            outputs["IdentityPoolName"] = identity_pool.name
        if not isinstance(settings.mfa, MfaOff) and settings.mfa.new_user_types:
            outputs |= self._build_enablement(settings, user_pool, settings.mfa)
        for name, value in outputs.items():
            CfnOutput(self, name, value=value)
        for warning in environment.warnings():
            Validations.of(self).add_warning(warning.id, warning.text)
        acknowledge(self, settings.acknowledge)

    def _build_enablement(
        self, settings: Settings, user_pool: UserPool, mfa: MfaOptional | MfaOn
    ) -> dict[str, str]:
        """Build what enables, repairs and watches users' MFA, and return the outputs that tell of it."""
        enablement = MfaEnablement(
            self,
            "MfaEnablement",
            user_pool=user_pool,
            mfa=mfa,
            requests_per_second=settings.worker.requests_per_second,
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
        if settings.monitoring.enabled:
            Monitoring(
                self,
                "Monitoring",
                monitoring=settings.monitoring,
                enablement=enablement,
                sms=settings.sends_sms_here,
            )
        return outputs
