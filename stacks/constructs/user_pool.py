"""The user pool, its MFA and the role by which it sends SMS messages."""

from typing import Any

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from stacks.constructs.acknowledgments import acknowledge
from stacks.settings import user_pool as settings
from stacks.settings.email import Email
from stacks.settings.mfa import Mfa, MfaOff
from stacks.settings.sms import Sms
from stacks.settings.triggers import Triggers

CfnUserPool = cognito.CfnUserPool

_REMOVAL_POLICIES = {"retain": RemovalPolicy.RETAIN, "destroy": RemovalPolicy.DESTROY}


class UserPool(Construct):
    """A user pool with the MFA that its settings ask for, by native CloudFormation properties only.

    :param sms: what the pool needs to send SMS messages; None: it sends none.
    :param sms_external_id: by what the SMS role knows Cognito. Once the pool is there it must not change:
        https://github.com/hashicorp/terraform-provider-aws/issues/28294
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        user_pool: settings.UserPool,
        password_policy: settings.PasswordPolicy,
        mfa: Mfa,
        sms: Sms | None,
        sms_external_id: str | None,
        email: Email,
        triggers: Triggers,
    ) -> None:
        super().__init__(scope, construct_id)
        self.name = user_pool.name
        self.removal_policy = _REMOVAL_POLICIES[user_pool.removal_policy]
        self.sms_role = self._build_sms_role(sms_external_id) if sms and not sms.role_arn else None
        attributes = [name for name in user_pool.sign_in if name != "username"]
        verifies_email = "email" in user_pool.auto_verify
        self.resource = CfnUserPool(
            self,
            "Resource",
            user_pool_name=user_pool.name,
            # CloudFormation takes an empty list for a change of what cannot be changed: no list, no property.
            alias_attributes=(attributes or None) if user_pool.has_user_names else None,
            username_attributes=None if user_pool.has_user_names else attributes,
            username_configuration=_case_sensitivity(user_pool),
            schema=[_required_attribute(name) for name in user_pool.required_attributes] or None,
            auto_verified_attributes=list(user_pool.auto_verify) or None,
            user_attribute_update_settings=_attribute_updates(user_pool),
            policies=_policies(password_policy),
            account_recovery_setting=_account_recovery(user_pool),
            admin_create_user_config=_admin_create_user(user_pool, sms),
            mfa_configuration=mfa.mode,
            enabled_mfas=None
            if isinstance(mfa, MfaOff)
            else [mfa_type.cognito_name for mfa_type in mfa.types],
            sms_configuration=self._sms_configuration(sms, sms_external_id) if sms else None,
            sms_authentication_message=sms.authentication_message if sms else None,
            sms_verification_message=sms.verification_message if sms else None,
            email_configuration=_email_configuration(email),
            email_verification_message=email.verification_message if verifies_email else None,
            email_verification_subject=email.verification_subject if verifies_email else None,
            user_pool_tier=user_pool.tier,
            user_pool_add_ons=_add_ons(user_pool),
            deletion_protection="ACTIVE" if user_pool.deletion_protection else "INACTIVE",
        )
        self.resource.apply_removal_policy(self.removal_policy)
        self.user_pool_id = self.resource.ref
        self.user_pool_arn = self.resource.attr_arn
        self._triggers: dict[str, Any] = {}
        for name, function_arn in triggers.functions():
            self.add_trigger(name, function_arn)

    def add_trigger(self, name: str, function_arn: str) -> None:
        """Have the pool call a function, and let this pool, and no other of any account, call it.

        :param name: the trigger by its name in the settings, such as `post_confirmation`.
        """
        self._triggers[name] = function_arn
        self.resource.lambda_config = CfnUserPool.LambdaConfigProperty(**self._triggers)
        lambda_.CfnPermission(
            self,
            f"Call-{name}",
            action="lambda:InvokeFunction",
            function_name=function_arn,
            principal="cognito-idp.amazonaws.com",
            source_arn=self.user_pool_arn,
            source_account=Stack.of(self).account,
        )

    def _sms_configuration(self, sms: Sms, external_id: str | None) -> CfnUserPool.SmsConfigurationProperty:
        return CfnUserPool.SmsConfigurationProperty(
            external_id=external_id,
            sns_caller_arn=self.sms_role.role_arn if self.sms_role else sms.role_arn,
            sns_region=sms.sns_region,
        )

    def _build_sms_role(self, external_id: str | None) -> iam.Role:
        role = iam.Role(
            self,
            "SmsRole",
            description=f"Lets Cognito send the SMS messages of the user pool {self.name}",
            assumed_by=iam.ServicePrincipal(
                "cognito-idp.amazonaws.com", conditions={"StringEquals": {"sts:ExternalId": external_id}}
            ),
            # Cognito tries the role while the pool is made: the policy must be in it from the start.
            inline_policies={
                "Publish": iam.PolicyDocument(
                    statements=[iam.PolicyStatement(actions=["sns:Publish"], resources=["*"])]
                )
            },
        )
        # A pool whose role is gone refuses every later update, so both stay or both go:
        # https://github.com/awslabs/nx-plugin-for-aws/issues/631
        role.apply_removal_policy(self.removal_policy)
        acknowledge(
            role,
            {"AwsSolutions-IAM5[Resource::*]": "sns:Publish to a phone number has no resource to be named."},
        )
        return role


def _required_attribute(name: str) -> CfnUserPool.SchemaAttributeProperty:
    return CfnUserPool.SchemaAttributeProperty(
        name=name,
        # Without the type, later updates of the pool can fail, even if the schema stays the same:
        # https://github.com/aws-amplify/amplify-backend/issues/3299, https://github.com/aws/aws-cdk/issues/8585
        attribute_data_type="Number" if name == "updated_at" else "String",
        mutable=True,
        required=True,
    )


def _case_sensitivity(user_pool: settings.UserPool) -> CfnUserPool.UsernameConfigurationProperty | None:
    # A pool that never said so is case sensitive, and saying so later is a change that Cognito refuses.
    if user_pool.case_sensitive is None:
        return None
    return CfnUserPool.UsernameConfigurationProperty(case_sensitive=user_pool.case_sensitive)


def _attribute_updates(
    user_pool: settings.UserPool,
) -> CfnUserPool.UserAttributeUpdateSettingsProperty | None:
    # A new address or number counts only once it is verified: until then the user keeps the old one.
    if not user_pool.auto_verify:
        return None
    return CfnUserPool.UserAttributeUpdateSettingsProperty(
        attributes_require_verification_before_update=list(user_pool.auto_verify)
    )


def _policies(policy: settings.PasswordPolicy) -> CfnUserPool.PoliciesProperty:
    return CfnUserPool.PoliciesProperty(
        password_policy=CfnUserPool.PasswordPolicyProperty(
            minimum_length=policy.minimum_length,
            require_lowercase=policy.require_lowercase,
            require_uppercase=policy.require_uppercase,
            require_numbers=policy.require_numbers,
            require_symbols=policy.require_symbols,
            temporary_password_validity_days=policy.temporary_password_days,
            password_history_size=policy.history or None,
        )
    )


def _account_recovery(user_pool: settings.UserPool) -> CfnUserPool.AccountRecoverySettingProperty | None:
    if user_pool.account_recovery is None:
        return None
    return CfnUserPool.AccountRecoverySettingProperty(
        recovery_mechanisms=[
            CfnUserPool.RecoveryOptionProperty(name=name, priority=priority)
            for priority, name in enumerate(user_pool.account_recovery, start=1)
        ]
    )


def _admin_create_user(
    user_pool: settings.UserPool, sms: Sms | None
) -> CfnUserPool.AdminCreateUserConfigProperty:
    invitation = sms and sms.invitation_message
    return CfnUserPool.AdminCreateUserConfigProperty(
        allow_admin_create_user_only=not user_pool.self_sign_up,
        invite_message_template=CfnUserPool.InviteMessageTemplateProperty(sms_message=invitation)
        if invitation
        else None,
    )


def _email_configuration(email: Email) -> CfnUserPool.EmailConfigurationProperty | None:
    if not email.ses_identity_arn:
        return None
    return CfnUserPool.EmailConfigurationProperty(
        email_sending_account="DEVELOPER", source_arn=email.ses_identity_arn, from_=email.from_address
    )


def _add_ons(user_pool: settings.UserPool) -> CfnUserPool.UserPoolAddOnsProperty | None:
    # Only PLUS has threat protection, and there also "OFF" is said, so that it can be turned off again.
    if user_pool.tier != "PLUS":
        return None
    return CfnUserPool.UserPoolAddOnsProperty(advanced_security_mode=user_pool.effective_threat_protection)
