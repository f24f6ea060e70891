"""How the functions behave in operation, and who is told when something goes wrong."""

from typing import Annotated

from pydantic import Field

from stacks.service import USER_UPDATES_PER_SECOND
from stacks.settings.section import Section
from stacks.settings.types import TopicArn


class Worker(Section):
    """The worker, which enables MFA where that failed at sign-up, and for all users in a backfill."""

    requests_per_second: Annotated[int, Field(ge=1, le=USER_UPDATES_PER_SECOND)] = 20
    """How many requests a second it makes at most in each of Cognito's quota categories, 1 to 25. Cognito
    allows 25 updates of users, the application's own among them, and does not raise that."""


class Monitoring(Section):
    """Metrics, alarms and a dashboard."""

    enabled: bool = True
    """Whether there are any."""
    alarm_topic_arn: TopicArn | None = None
    """The SNS topic that is told of alarms; without one they are seen in the console only."""
    sms_spend_usd: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 0.8
    """At how many US dollars a month, spent by the whole account on SMS messages, the alarm goes off. SNS
    stops sending at the account's limit, which is 1 USD at first."""
