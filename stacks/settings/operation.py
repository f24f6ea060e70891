"""How the functions behave in operation, and who is told when something goes wrong."""

from typing import Annotated

from pydantic import Field

from stacks.service import USER_UPDATES_PER_SECOND
from stacks.settings.section import Section
from stacks.settings.types import TopicArn


class Worker(Section):
    """How fast a run over all users enables MFA."""

    requests_per_second: Annotated[int, Field(ge=1, le=USER_UPDATES_PER_SECOND)] = 20
    """How many updates of users a run makes per second at most, 1 to 25; of Cognito's quotas for listing and
    reading users it takes the same share. Cognito allows 25 updates to all pools of an account and region
    together, the applications' own among them, and does not raise that."""


class Monitoring(Section):
    """Metrics, alarms and a dashboard."""

    enabled: bool = True
    """Whether there are any."""
    alarm_topic_arn: TopicArn | None = None
    """The SNS topic that alarms are sent to; without one they are seen in the console only."""
    sms_spend_usd: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 0.8
    """At how many US dollars a month, spent by the whole account on SMS messages, the alarm goes off. SNS
    stops sending at the account's limit, which is 1 USD at first."""
    recoveries_per_hour: Annotated[int, Field(ge=1)] = 10
    """At how many recoveries of lost TOTP devices within an hour the alarm goes off: an attacker with the
    permission to invoke the recovery function would use it in numbers."""
