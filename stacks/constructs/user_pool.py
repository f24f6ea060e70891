"""The user pool, its MFA and its triggers."""

from typing import Any

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from stacks.constructs.schema import schema
from stacks.constructs.sms_role import SmsRole
from stacks.service import COGNITO_PRINCIPAL
from stacks.settings import Environment, Settings
from stacks.settings import user_pool as sections
from stacks.settings.email import Email
from stacks.settings.mfa import MfaOff
from stacks.settings.sms import Sms
from stacks.settings.triggers import Triggers

CfnUserPool = cognito.CfnUserPool

# Retained resources are still deleted when their creation is rolled back, so that a failed first deployment
# leaves nothing in the way of the next one.
_REMOVAL_POLICIES = {
    "retain": RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    "destroy": RemovalPolicy.DESTROY,
}
_CUSTOM_SENDERS = {
    "custom_sms_sender": CfnUserPool.CustomSMSSenderProperty,
    "custom_email_sender": CfnUserPool.CustomEmailSenderProperty,
}


class UserPool(Construct):
    """A user pool as an environment describes it, by native CloudFormation properties only."""

    resource: CfnUserPool
    interface: cognito.IUserPool
    """The pool, for the CDK's own constructs; its default child is the resource."""
    sms_role: SmsRole | None
    """The role that the stack creates for SMS messages."""

    def __init__(self, scope: Construct, construct_id: str, *, environment: Environment) -> None:
        super().__init__(scope, construct_id)
        settings = environment.settings
        pool, sms = settings.user_pool, settings.sms_configuration
        self.name = pool.name
        self.removal_policy = _REMOVAL_POLICIES[pool.removal_policy]
        # Except a protected pool: Cognito refuses to delete it, and the rollback would fail.
        own_policy = RemovalPolicy.RETAIN if pool.deletion_protection else self.removal_policy
        self.sms_role = None
        if sms and not sms.role_arn:
            self.sms_role = SmsRole(
                self,
                "SmsRole",
                description=f"Lets Cognito send the SMS messages of the user pool {self.name}",
                external_id=str(environment.sms_external_id),
                # Every later update of a pool whose role is gone fails, so both stay or both go:
                # https://github.com/awslabs/nx-plugin-for-aws/issues/631
                removal_policy=own_policy,
            )
        self.resource = CfnUserPool(
            self,
            "Resource",
            user_pool_name=pool.name,
            **_sign_in(settings),
            schema=schema(pool) or None,
            policies=_policies(settings.password_policy, pool),
            account_recovery_setting=_account_recovery(pool),
            device_configuration=_device_configuration(pool),
            **_mfa(settings),
            sms_configuration=self._sms_configuration(settings, sms, environment.sms_external_id),
            **_messages(settings),
            email_configuration=_email_configuration(settings.email),
            user_pool_tier=pool.tier,
            user_pool_add_ons=_add_ons(pool),
            deletion_protection="ACTIVE" if pool.deletion_protection else "INACTIVE",
        )
        self.resource.apply_removal_policy(own_policy)
        self.user_pool_id = self.resource.ref
        self.user_pool_arn = self.resource.attr_arn
        self.interface = cognito.UserPool.from_user_pool_id(self, "Interface", self.user_pool_id)
        self.interface.node.default_child = self.resource
        self._lambda_config: dict[str, Any] = {}
        # Until there is a trigger: UpdateUserPool may keep what it is not given, so "none" is written out.
        self.resource.lambda_config = CfnUserPool.LambdaConfigProperty()
        self._add_triggers(settings.triggers)

    def add_trigger(self, name: str, function_arn: str) -> None:
        """Make a function a trigger, and allow only the pools of this account and region to call it.

        :param name: the trigger by its name in the settings, such as `post_confirmation`.
        """
        self._configure_trigger(name, function_arn, function_arn)

    def _add_triggers(self, triggers: Triggers) -> None:
        for name, function_arn in triggers.functions():
            if name in _CUSTOM_SENDERS:
                sender = _CUSTOM_SENDERS[name](lambda_arn=function_arn, lambda_version="V1_0")
                self._lambda_config["kms_key_id"] = triggers.kms_key_arn
                self._configure_trigger(name, function_arn, sender)
            elif name == "pre_token_generation" and triggers.pre_token_generation_version != "V1_0":
                config = CfnUserPool.PreTokenGenerationConfigProperty(
                    lambda_arn=function_arn, lambda_version=triggers.pre_token_generation_version
                )
                self._configure_trigger(name, function_arn, config, "pre_token_generation_config")
            else:
                self.add_trigger(name, function_arn)

    def _configure_trigger(self, name: str, function_arn: str, value: Any, key: str | None = None) -> None:
        self._lambda_config[key or name] = value
        self.resource.lambda_config = CfnUserPool.LambdaConfigProperty(**self._lambda_config)
        stack = Stack.of(self)
        permission = lambda_.CfnPermission(
            self,
            f"Call-{name}",
            action="lambda:InvokeFunction",
            function_name=function_arn,
            principal=COGNITO_PRINCIPAL,
            # Not this pool alone: the permission would come after the pool's update, and until then every
            # sign-up or sign-in that calls the new trigger would fail.
            source_arn=stack.format_arn(service="cognito-idp", resource="userpool", resource_name="*"),
            source_account=stack.account,
        )
        self.resource.add_resource_dependency(permission)

    def _sms_configuration(
        self, settings: Settings, sms: Sms | None, external_id: str | None
    ) -> CfnUserPool.SmsConfigurationProperty | None:
        if sms is None:
            return None
        return CfnUserPool.SmsConfigurationProperty(
            external_id=external_id,
            sns_caller_arn=self.sms_role.role_arn if self.sms_role else sms.role_arn,
            sns_region=settings.sns_region,
        )


def _sign_in(settings: Settings) -> dict[str, Any]:
    pool, updates = settings.user_pool, settings.verified_before_update
    attributes = [name for name in pool.sign_in if name != "username"]
    return {
        # CloudFormation treats an empty list as a change of an immutable property, so it is left out.
        "alias_attributes": (attributes or None) if pool.has_user_names else None,
        "username_attributes": None if pool.has_user_names else attributes,
        # A pool without the property is case sensitive, and Cognito refuses to add the property later.
        "username_configuration": None
        if pool.case_sensitive is None
        else CfnUserPool.UsernameConfigurationProperty(case_sensitive=pool.case_sensitive),
        "auto_verified_attributes": list(pool.auto_verify) or None,
        "user_attribute_update_settings": None
        if updates is None
        else CfnUserPool.UserAttributeUpdateSettingsProperty(
            attributes_require_verification_before_update=list(updates)
        ),
    }


def _mfa(settings: Settings) -> dict[str, Any]:
    mfa = settings.mfa
    return {
        "mfa_configuration": mfa.mode,
        "enabled_mfas": None
        if isinstance(mfa, MfaOff)
        else [mfa_type.cognito_name for mfa_type in mfa.types],
    }


def _messages(settings: Settings) -> dict[str, Any]:
    email = settings.email
    # The messages can be set without an SMS configuration; they are unused then.
    sms = settings.sms or settings.sms_configuration
    return {
        "sms_authentication_message": sms.authentication_message if sms else None,
        "sms_verification_message": sms.verification_message if sms else None,
        "email_verification_message": settings.email_verification_message,
        "email_verification_subject": settings.email_verification_subject,
        "verification_message_template": _verification_message_template(settings),
        "admin_create_user_config": CfnUserPool.AdminCreateUserConfigProperty(
            allow_admin_create_user_only=not settings.user_pool.self_sign_up,
            invite_message_template=_invitation(email, sms),
        ),
    }


def _verification_message_template(
    settings: Settings,
) -> CfnUserPool.VerificationMessageTemplateProperty | None:
    email = settings.email
    by_link = (email.verification_message_by_link, email.verification_subject_by_link)
    if email.verification != "link" and not any(by_link):
        return None
    return CfnUserPool.VerificationMessageTemplateProperty(
        default_email_option="CONFIRM_WITH_LINK" if email.verification == "link" else "CONFIRM_WITH_CODE",
        email_message_by_link=email.verification_message_by_link,
        email_subject_by_link=email.verification_subject_by_link,
        # Cognito reads the template before the pool's own messages.
        email_message=settings.email_verification_message,
        email_subject=settings.email_verification_subject,
    )


def _invitation(email: Email, sms: Sms | None) -> CfnUserPool.InviteMessageTemplateProperty | None:
    sms_message = sms.invitation_message if sms else None
    if not (email.invitation_message or email.invitation_subject or sms_message):
        return None
    return CfnUserPool.InviteMessageTemplateProperty(
        email_message=email.invitation_message,
        email_subject=email.invitation_subject,
        sms_message=sms_message,
    )


def _policies(policy: sections.PasswordPolicy, pool: sections.UserPool) -> CfnUserPool.PoliciesProperty:
    return CfnUserPool.PoliciesProperty(
        password_policy=CfnUserPool.PasswordPolicyProperty(
            minimum_length=policy.minimum_length,
            require_lowercase=policy.require_lowercase,
            require_uppercase=policy.require_uppercase,
            require_numbers=policy.require_numbers,
            require_symbols=policy.require_symbols,
            temporary_password_validity_days=policy.temporary_password_days,
            # Cognito refuses it with LITE.
            password_history_size=None if pool.tier == "LITE" else policy.history,
        )
    )


def _account_recovery(pool: sections.UserPool) -> CfnUserPool.AccountRecoverySettingProperty | None:
    if pool.account_recovery is None:
        return None
    return CfnUserPool.AccountRecoverySettingProperty(
        recovery_mechanisms=[
            CfnUserPool.RecoveryOptionProperty(name=name, priority=priority)
            for priority, name in enumerate(pool.account_recovery, start=1)
        ]
    )


def _device_configuration(pool: sections.UserPool) -> CfnUserPool.DeviceConfigurationProperty | None:
    tracking = pool.device_tracking
    if tracking is None:
        return None
    return CfnUserPool.DeviceConfigurationProperty(
        challenge_required_on_new_device=tracking.challenge_required_on_new_device,
        device_only_remembered_on_user_prompt=tracking.device_only_remembered_on_user_prompt,
    )


def _email_configuration(email: Email) -> CfnUserPool.EmailConfigurationProperty | None:
    if email.effective_sending_account is None and not email.ses_identity_arn and not email.reply_to:
        return None
    return CfnUserPool.EmailConfigurationProperty(
        email_sending_account=email.effective_sending_account,
        source_arn=email.ses_identity_arn,
        from_=email.from_address,
        reply_to_email_address=email.reply_to,
        configuration_set=email.configuration_set,
    )


def _add_ons(pool: sections.UserPool) -> CfnUserPool.UserPoolAddOnsProperty | None:
    if pool.threat_protection == "unset":
        return None
    # "OFF" is written with every tier: a pool that leaves PLUS would keep what is not turned off explicitly.
    return CfnUserPool.UserPoolAddOnsProperty(
        advanced_security_mode=pool.effective_threat_protection,
        advanced_security_additional_flows=CfnUserPool.AdvancedSecurityAdditionalFlowsProperty(
            custom_auth_mode=pool.custom_auth_threat_protection
        )
        if pool.custom_auth_threat_protection
        else None,
    )
