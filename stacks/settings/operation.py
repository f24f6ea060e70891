"""How the functions behave in operation, and who is notified when something goes wrong."""

from typing import Annotated

from pydantic import Field

from stacks.service import USER_UPDATES_PER_SECOND
from stacks.settings.section import Section
from stacks.settings.types import TopicArn


class Worker(Section):
    """The rate at which a run over all users enables MFA."""

    requests_per_second: Annotated[int, Field(ge=1, le=USER_UPDATES_PER_SECOND)] = 20
    """The maximum number of user updates per second in a run, 1 to 25; it uses the same share of Cognito's
    quotas for listing and reading users. Cognito allows 25 updates per second for all pools of an account and
    region together, including the applications' own, and does not raise this quota."""


class Monitoring(Section):
    """Metrics, alarms and a dashboard."""

    enabled: bool = True
    """Whether there are alarms and a dashboard."""
    alarm_topic_arn: TopicArn | None = None
    """The SNS topic for alarms; without one, alarms are visible in the console only."""
    sms_spend_usd: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 0.8
    """The account's monthly spending on SMS messages, in US dollars, at which the alarm goes off. SNS stops
    sending at the account's limit, which is initially 1 USD."""
    recoveries_per_hour: Annotated[int, Field(ge=1)] = 10
    """The number of recoveries within an hour at which the alarm goes off: an attacker who can invoke the
    recovery function would do so many times."""
