"""Processes the queue: users whose MFA or groups failed at sign-up."""

from __future__ import annotations

import logging
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..contract import OUTCOME, Outcome, Policy
from ..errors import error_name, fact_of
from ..factors import preference, users
from ..factors.decision import decide
from ..factors.outcome import cannot_get_mfa, exempt, outcome_of
from ..messages import UserMessage
from . import groups

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient
    from types_boto3_sqs import SQSClient

    from ..pacing import Pacer
    from .trigger import Context

# What a message takes at most, with each request to Cognito at its time limit.
MESSAGE_SECONDS = 20
# Delays that grow: 5 seconds, 10, 20 ... up to an hour.
FIRST_DELAY, LONGEST_DELAY = 5, 60 * 60

Record = dict[str, Any]
Answer = dict[str, list[dict[str, str]]]

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Worker:
    """Enables MFA for the users in the queue.

    :param max_receives: after how many receives a message goes to the dead letters.
    """

    policy: Policy
    user_pool_id: str
    cognito: CognitoIdentityProviderClient
    sqs: SQSClient
    queue_url: str
    max_receives: int
    reads: Pacer
    updates: Pacer

    def process(self, records: list[Record], context: Context) -> Answer:
        """Enable MFA for the user of each message.

        :return: the messages that are to be retried. What only time can fix is retried after a delay that
            grows with each failure, and ends among the dead letters; what is a fact about a user is done.
        """
        retried: list[str] = []
        for record in records:
            if context.get_remaining_time_in_millis() < MESSAGE_SECONDS * 1000:
                retried.append(record["messageId"])
                continue
            try:
                self._enable(UserMessage.decode(record["body"]).user)
            except Exception as error:  # noqa: BLE001 - whatever it is, it must not fail the other messages
                retried.append(record["messageId"])
                self._delay(record, error)
        return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in retried]}

    def _enable(self, name: str) -> None:
        sub: str | None = None
        try:
            self.reads.wait()
            user = users.read(self.cognito, self.user_pool_id, name)
            sub = user.sub
            if exempt(user) is None:
                groups.join(
                    self.cognito,
                    self.user_pool_id,
                    user.name,
                    self.policy.join_groups,
                    before_request=self.updates.wait,
                )
            if not self.policy.factors:
                logger.info("Groups joined", extra={"sub": sub})
                return
            outcome = cannot_get_mfa(user) or self._apply(user)
        except self.cognito.exceptions.ClientError as error:
            fact = fact_of(error)
            if fact is None:
                raise
            outcome = fact
        logger.info("User handled", extra={"sub": sub, OUTCOME: outcome})

    def _apply(self, user: users.User) -> Outcome:
        decision = decide(self.policy, user.attributes, user.current)
        applied = preference.enable(
            self.cognito, self.user_pool_id, user.name, decision, before_request=self.updates.wait
        )
        return outcome_of(applied, user.current)

    def _delay(self, record: Record, error: Exception) -> None:
        """Have a message retried later; the last time, it goes to the dead letters at once."""
        receives = int(record["attributes"]["ApproximateReceiveCount"])
        is_last = receives >= self.max_receives
        longest = min(FIRST_DELAY * 2 ** (receives - 1), LONGEST_DELAY)
        # Random, so that messages that failed together are not retried together.
        delay = 0 if is_last else random.randint(longest // 2 + 1, longest)  # noqa: S311 - no secret
        fields = {
            "message_id": record["messageId"],
            "error": error_name(error),
            "receives": receives,
            "delay": delay,
        }
        if is_last:
            logger.error("MFA failed", extra={**fields, OUTCOME: "failed"})
        else:
            logger.warning("MFA is retried later", extra=fields)
        try:
            self.sqs.change_message_visibility(
                QueueUrl=self.queue_url, ReceiptHandle=record["receiptHandle"], VisibilityTimeout=delay
            )
        except Exception as later_error:  # noqa: BLE001 - it is retried all the same, after the queue's own delay
            fields = {"message_id": record["messageId"], "error": error_name(later_error)}
            logger.warning("Delay not set", extra=fields)
