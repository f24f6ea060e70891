"""The stack of an environment: wires the constructs and declares the outputs."""

from collections.abc import Mapping

from aws_cdk import CfnOutput, Stack, Validations
from aws_cdk import Environment as AwsEnvironment
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from constructs import Construct

from stacks.constructs.acknowledgments import acknowledge
from stacks.constructs.app_clients import AppClients
from stacks.constructs.client_outputs import client_outputs
from stacks.constructs.domain import Domain
from stacks.constructs.groups import Groups
from stacks.constructs.identity_pool import IdentityPool
from stacks.constructs.identity_providers import IdentityProviders
from stacks.constructs.mfa_enablement import MfaEnablement
from stacks.constructs.monitoring import Monitoring
from stacks.constructs.outputs import Output, client_id_output
from stacks.constructs.recovery import Recovery
from stacks.constructs.resource_servers import ResourceServers
from stacks.constructs.risk_configuration import RiskConfiguration
from stacks.constructs.user_pool import UserPool
from stacks.constructs.user_runs import UserRuns
from stacks.service import MfaType
from stacks.settings import Environment, Settings
from stacks.settings.clients import NATIVE, WEB
from stacks.settings.mfa import Mfa, MfaOn, MfaOptional


class AuthStack(Stack):
    """A user pool with its MFA, app clients and triggers, as described by an environment's settings.

    What is None or empty is not in the environment.
    """

    user_pool: cognito.IUserPool
    """The user pool, for other constructs."""
    cfn_user_pool: cognito.CfnUserPool
    """The user pool's CloudFormation resource."""
    clients: Mapping[str, cognito.CfnUserPoolClient]
    """The app clients by their names in the settings."""
    web_client: cognito.CfnUserPoolClient | None
    """Amplify's client for web apps."""
    native_client: cognito.CfnUserPoolClient | None
    """Amplify's client for native apps."""
    identity_providers: Mapping[str, cognito.CfnUserPoolIdentityProvider]
    """The identity providers by their names."""
    resource_servers: Mapping[str, cognito.CfnUserPoolResourceServer]
    """The resource servers by their identifiers."""
    domain: cognito.CfnUserPoolDomain | None
    """The prefix domain, below amazoncognito.com."""
    custom_domain: cognito.CfnUserPoolDomain | None
    """The custom domain."""
    identity_pool: cognito.CfnIdentityPool | None
    """The identity pool."""
    authenticated_role: iam.IRole | None
    """The role of signed-in users."""
    guest_role: iam.IRole | None
    """The role of guests."""
    groups: Mapping[str, cognito.CfnUserPoolGroup]
    """The groups by their names."""
    group_roles: Mapping[str, iam.Role]
    """The stack's own roles for groups, by the groups' names."""
    sms_role: iam.Role | None
    """The role that the stack creates for SMS messages."""
    risk_configuration: cognito.CfnUserPoolRiskConfigurationAttachment | None
    """How threat protection responds to risks."""
    enablement: MfaEnablement | None
    """What enables MFA for users who sign up."""
    user_runs: UserRuns | None
    """Runs over all users."""
    recovery: Recovery | None
    """Recovery of users who lost their TOTP device."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        environment: Environment,
        stack_name: str | None = None,
    ) -> None:
        settings = environment.settings
        super().__init__(
            scope,
            construct_id,
            stack_name=stack_name,
            description=environment.stack_description,
            env=AwsEnvironment(account=settings.aws.account, region=settings.aws.region),
            tags=settings.tags,
            termination_protection=settings.user_pool.deletion_protection,
        )
        self._user_pool = UserPool(self, "UserPool", environment=environment)
        self.user_pool, self.cfn_user_pool = self._user_pool.interface, self._user_pool.resource
        self.sms_role = self._user_pool.sms_role
        clients = self._build_clients(settings)
        self._build_domain(settings)
        self._build_identities(settings, clients)
        self.risk_configuration = None
        if settings.risk_configuration:
            self.risk_configuration = RiskConfiguration(
                self,
                "RiskConfiguration",
                risk_configuration=settings.risk_configuration,
                user_pool=self._user_pool,
            ).resource
        outputs = {**self._outputs(settings), **client_outputs(environment, self._user_pool)}
        self.enablement = self.user_runs = self.recovery = None
        if settings.acts_on_sign_up:
            outputs |= self._build_enablement(settings, self._user_pool, settings.mfa)
        for name, value in outputs.items():
            CfnOutput(self, name, value=value)
        for warning in environment.warnings():
            Validations.of(self).add_warning(warning.id, warning.text)
        acknowledge(self, settings.acknowledge)

    def add_trigger(self, name: str, function_arn: str) -> None:
        """Make a function a trigger of the user pool, and allow the pool to call it.

        :param name: the trigger by its name in the settings, such as `pre_sign_up`.
        """
        self._user_pool.add_trigger(name, function_arn)

    def _build_clients(self, settings: Settings) -> AppClients:
        providers = servers = None
        if settings.identity_providers:
            providers = IdentityProviders(
                self, "IdentityProviders", providers=settings.identity_providers, user_pool=self._user_pool
            )
        if settings.resource_servers:
            servers = ResourceServers(
                self, "ResourceServers", servers=settings.resource_servers, user_pool=self._user_pool
            )
        self.identity_providers = providers.resources if providers else {}
        self.resource_servers = servers.resources if servers else {}
        clients = AppClients(
            self,
            "AppClients",
            settings=settings,
            user_pool=self._user_pool,
            providers=providers,
            servers=servers,
        )
        self.clients = clients.resources
        self.web_client, self.native_client = self.clients.get(WEB), self.clients.get(NATIVE)
        return clients

    def _build_domain(self, settings: Settings) -> None:
        self.domain = self.custom_domain = None
        if settings.effective_domain:
            # The construct's id is from when it had domains only; ids never change.
            domain = Domain(self, "HostedUi", domain=settings.effective_domain, user_pool=self._user_pool)
            self.domain, self.custom_domain = domain.prefix_domain, domain.custom_domain

    def _build_identities(self, settings: Settings, clients: AppClients) -> None:
        pool = None
        self.authenticated_role = self.guest_role = None
        if settings.identity_pool:
            pool = IdentityPool(
                self,
                "IdentityPool",
                identity_pool=settings.identity_pool,
                settings=settings,
                user_pool=self._user_pool,
                clients=clients,
            )
            self.authenticated_role, self.guest_role = pool.authenticated_role, pool.guest_role
        self.identity_pool = pool.resource if pool else None
        self.groups, self.group_roles = {}, {}
        if settings.groups:
            groups = Groups(
                self,
                "UserPoolGroups",
                groups=settings.groups,
                user_pool=self._user_pool,
                identity_pool=pool,
            )
            self.groups, self.group_roles = groups.resources, groups.roles

    def _outputs(self, settings: Settings) -> dict[str, str]:
        """The outputs that Amplify has as well."""
        outputs: dict[str, str] = {
            Output.USER_POOL_ID: self._user_pool.user_pool_id,
            Output.USER_POOL_ARN: self._user_pool.user_pool_arn,
            Output.USER_POOL_NAME: self._user_pool.name,
            **{client_id_output(key): client.ref for key, client in self.clients.items()},
        }
        if self.sms_role:
            outputs[Output.SMS_ROLE] = self.sms_role.role_arn
        if self.identity_pool and settings.identity_pool:
            outputs[Output.IDENTITY_POOL_ID] = self.identity_pool.ref
            outputs[Output.IDENTITY_POOL_NAME] = settings.identity_pool.name
        if self.custom_domain:
            outputs[Output.CUSTOM_DOMAIN_TARGET] = self.custom_domain.attr_cloud_front_distribution
        return outputs

    def _build_enablement(self, settings: Settings, user_pool: UserPool, mfa: Mfa) -> dict[str, str]:
        """Build what enables, repairs and monitors users' MFA, and return its outputs."""
        self.enablement = enablement = MfaEnablement(
            self,
            "MfaEnablement",
            user_pool=user_pool,
            mfa=mfa,
            join_groups=settings.user_pool.join_groups,
        )
        outputs: dict[str, str] = {
            Output.POST_CONFIRMATION_FUNCTION: enablement.trigger.resource.function_name,
            Output.POST_CONFIRMATION_LOG_GROUP: enablement.trigger.log_group.log_group_name,
            Output.WORKER_FUNCTION: enablement.worker.resource.function_name,
            Output.WORKER_LOG_GROUP: enablement.worker.log_group.log_group_name,
            Output.QUEUE_URL: enablement.queue.queue_url,
            Output.DEAD_LETTERS_URL: enablement.dead_letters.queue_url,
        }
        if isinstance(mfa, MfaOptional | MfaOn) and mfa.new_user_types:
            outputs |= self._build_operation(settings, user_pool, mfa)
        if settings.monitoring.enabled:
            Monitoring(
                self,
                "Monitoring",
                monitoring=settings.monitoring,
                enablement=enablement,
                runs=self.user_runs,
                recovery=self.recovery,
                sms=settings.sends_sms_here,
            )
        return outputs

    def _build_operation(
        self, settings: Settings, user_pool: UserPool, mfa: MfaOptional | MfaOn
    ) -> dict[str, str]:
        """Build runs over all users and recovery, and return their outputs."""
        self.user_runs = UserRuns(
            self,
            "Runs",
            user_pool=user_pool,
            mfa=mfa,
            requests_per_second=settings.worker.requests_per_second,
            tier=settings.user_pool.tier,
        )
        runs = self.user_runs
        outputs: dict[str, str] = {
            Output.USER_RUNS: runs.state_machine.state_machine_arn,
            # Each user's outcome is in one of these logs: the first has those decided by the listing alone.
            Output.USER_RUNS_LOG_GROUPS: ",".join(
                function.log_group.log_group_name for function in (runs.list, runs.apply)
            ),
        }
        if MfaType.TOTP in mfa.types:
            self.recovery = Recovery(
                self,
                "Recovery",
                user_pool=user_pool,
                mfa=mfa,
                phone_number_signs_in="phone_number" in settings.user_pool.sign_in,
            )
            outputs[Output.RECOVERY_FUNCTION] = self.recovery.function.resource.function_name
            outputs[Output.RECOVERY_LOG_GROUP] = self.recovery.function.log_group.log_group_name
        return outputs
