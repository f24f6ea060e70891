"""What threat protection does about a risk."""

from aws_cdk import aws_cognito as cognito
from constructs import Construct

from stacks.constructs.user_pool import UserPool
from stacks.settings import risk_configuration as sections

CfnAttachment = cognito.CfnUserPoolRiskConfigurationAttachment


class RiskConfiguration(Construct):
    """The risk configuration of a user pool, for all its app clients."""

    resource: CfnAttachment

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        risk_configuration: sections.RiskConfiguration,
        user_pool: UserPool,
    ) -> None:
        super().__init__(scope, construct_id)
        self.resource = CfnAttachment(
            self,
            "Resource",
            user_pool_id=user_pool.user_pool_id,
            client_id="ALL",
            account_takeover_risk_configuration=_account_takeover(risk_configuration.account_takeover),
            compromised_credentials_risk_configuration=_compromised_credentials(
                risk_configuration.compromised_credentials
            ),
            risk_exception_configuration=_exceptions(risk_configuration),
        )


def _account_takeover(
    takeover: sections.AccountTakeover | None,
) -> CfnAttachment.AccountTakeoverRiskConfigurationTypeProperty | None:
    if takeover is None:
        return None
    return CfnAttachment.AccountTakeoverRiskConfigurationTypeProperty(
        actions=CfnAttachment.AccountTakeoverActionsTypeProperty(
            low_action=_action(takeover.low),
            medium_action=_action(takeover.medium),
            high_action=_action(takeover.high),
        ),
        notify_configuration=_notify(takeover.notify),
    )


def _action(action: sections.RiskAction | None) -> CfnAttachment.AccountTakeoverActionTypeProperty | None:
    if action is None:
        return None
    return CfnAttachment.AccountTakeoverActionTypeProperty(
        event_action=action.event_action, notify=action.notify
    )


def _notify(notify: sections.Notify | None) -> CfnAttachment.NotifyConfigurationTypeProperty | None:
    if notify is None:
        return None
    return CfnAttachment.NotifyConfigurationTypeProperty(
        source_arn=notify.source_arn,
        from_=notify.from_address,
        reply_to=notify.reply_to,
        block_email=_email(notify.block_email),
        mfa_email=_email(notify.mfa_email),
        no_action_email=_email(notify.no_action_email),
    )


def _email(email: sections.NotifyEmail | None) -> CfnAttachment.NotifyEmailTypeProperty | None:
    if email is None:
        return None
    return CfnAttachment.NotifyEmailTypeProperty(
        subject=email.subject, html_body=email.html_body, text_body=email.text_body
    )


def _compromised_credentials(
    credentials: sections.CompromisedCredentials | None,
) -> CfnAttachment.CompromisedCredentialsRiskConfigurationTypeProperty | None:
    if credentials is None:
        return None
    return CfnAttachment.CompromisedCredentialsRiskConfigurationTypeProperty(
        actions=CfnAttachment.CompromisedCredentialsActionsTypeProperty(
            event_action=credentials.event_action
        ),
        event_filter=list(credentials.event_filter) or None,
    )


def _exceptions(
    risk_configuration: sections.RiskConfiguration,
) -> CfnAttachment.RiskExceptionConfigurationTypeProperty | None:
    blocked, skipped = risk_configuration.blocked_ip_ranges, risk_configuration.skipped_ip_ranges
    if not blocked and not skipped:
        return None
    return CfnAttachment.RiskExceptionConfigurationTypeProperty(
        blocked_ip_range_list=list(blocked) or None, skipped_ip_range_list=list(skipped) or None
    )
