"""Goes through the users of a pool, a page at a time: each page is a message, and puts the next in the queue.

So a run over a pool of any size is a chain of short steps. What a crash interrupts, the queue delivers again,
and a page waits its turn behind the users of the one before, so that the queue stays short however long the
pool is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .table import Page, Runs

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient
    from types_boto3_cognito_idp.type_defs import ListUsersRequestTypeDef
    from types_boto3_sqs import SQSClient

USERS_A_PAGE = 60  # Cognito's limit
MESSAGES_A_REQUEST = 10  # SQS's limit


class NotSentError(Exception):
    """SQS took only some of the messages."""


@dataclass(frozen=True)
class Pages:
    """Lists pages and puts what is on them into the queue."""

    cognito: CognitoIdentityProviderClient
    user_pool_id: str
    sqs: SQSClient
    queue_url: str
    runs: Runs

    def hand_out(self, run: str, kind: str, number: int, token: str | None) -> None:
        """Put the users of a page into the queue, and the next page."""
        if not self.runs.is_listing(run):
            return
        page = self.runs.page(run, number)
        if page and page.is_sent:
            # Delivered twice: the chain has gone on from here.
            return
        if page is None:
            page = self._list(token)
            self.runs.add_page(run, number, page.users, page.token)
        messages: list[dict[str, Any]] = [
            {"run": run, "kind": kind, "page": number, "user": user} for user in page.users
        ]
        if page.token:
            # Half way, so that the workers do not run dry while the next page is listed.
            following = {"run": run, "kind": kind, "page": number + 1, "token": page.token}
            messages.insert(len(messages) // 2, following)
        _send(self.sqs, self.queue_url, messages)
        self.runs.page_is_sent(run, number, is_last=page.token is None)

    def _list(self, token: str | None) -> Page:
        request: ListUsersRequestTypeDef = {
            "UserPoolId": self.user_pool_id,
            "Limit": USERS_A_PAGE,
            # Of what a user is, only the name is needed: what counts is read when their turn comes.
            "AttributesToGet": ["sub"],
        }
        if token:
            request["PaginationToken"] = token
        answer = self.cognito.list_users(**request)
        users = [user["Username"] for user in answer.get("Users", [])]
        return Page(users, answer.get("PaginationToken"), is_sent=False)


def send_first(sqs: SQSClient, queue_url: str, run: str, kind: str) -> None:
    """Begin a run's chain of pages."""
    _send(sqs, queue_url, [{"run": run, "kind": kind, "page": 0, "token": None}])


def _send(sqs: SQSClient, queue_url: str, messages: list[dict[str, Any]]) -> None:
    for start in range(0, len(messages), MESSAGES_A_REQUEST):
        batch = messages[start : start + MESSAGES_A_REQUEST]
        answer = sqs.send_message_batch(
            QueueUrl=queue_url,
            Entries=[
                {"Id": str(index), "MessageBody": json.dumps(message)} for index, message in enumerate(batch)
            ],
        )
        if answer.get("Failed"):
            raise NotSentError
