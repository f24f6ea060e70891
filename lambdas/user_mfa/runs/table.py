"""The runs over all users: what was handed out, and what became of each user, counted once.

A queue delivers a message at least once, and a worker can be killed between Cognito's answer and its own
note. So each user of a run has an item, and a count changes only in one transaction with that item. What a
user had is noted before anything is enabled: what is found beyond that, when the message comes again, was
enabled by this run.

    run         item              holds
    latest      run               the id of the latest run
    ID          summary           kind, state, users handed out, a count for each outcome
    ID          000012            a page: the users on it, until they are in the queue
    ID          000012#NAME       a user: the factors before, the outcome

Pages and users expire; the summary stays.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import boto3
from botocore.config import Config

from ..factors.outcome import Outcome
from ..factors.readiness import Readiness

Kind = Literal["dry run", "enable", "readiness"]
Counted = Outcome | Readiness

COUNT = "count: "
KEPT_DAYS = 30
CONFLICTS = 8  # until a worker leaves it to the queue to try again
CONFIG = Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 3})


class AlreadyUnderWayError(Exception):
    """Two runs at once would share one rate, and each would count what the other did."""


class ConflictError(Exception):
    """Other workers were always faster."""


class UnknownRunError(Exception):
    """There is no such run."""


@dataclass(frozen=True)
class Note:
    """What is noted about a user of a run."""

    outcome: Outcome | None
    """Counted already; None: not yet."""
    had: tuple[str, ...] | None
    """The factors before the run enabled others; None: it has not begun to."""


@dataclass(frozen=True)
class Page:
    """A page that was listed."""

    users: list[str]
    token: str | None
    """What the next page is asked for with; None: this is the last."""
    is_sent: bool


class Runs:
    """The table of runs."""

    def __init__(self, table: str) -> None:
        self._table = table
        # A resource's client takes and gives Python's own types.
        self._dynamodb = boto3.resource("dynamodb", config=CONFIG).meta.client

    def start(self, kind: Kind) -> str:
        """Start a run, and return its id.

        :raises AlreadyUnderWayError: another run has not ended.
        """
        latest = self._get("latest", "run")
        if latest and self.summary(latest["id"])["state"] == "under way":
            raise AlreadyUnderWayError(latest["id"])
        now = datetime.now(UTC)
        run = now.strftime("%Y%m%dT%H%M%S.%fZ")
        # Of two that start at once, one finds the latest run changed.
        unchanged = {
            "ConditionExpression": "id = :id" if latest else "attribute_not_exists(id)",
            **({"ExpressionAttributeValues": {":id": latest["id"]}} if latest else {}),
        }
        summary = {"kind": kind, "state": "listing", "startedAt": now.isoformat(), "handed": 0}
        try:
            self._transact(
                {"Put": self._item("latest", "run", id=run) | unchanged},
                {"Put": self._item(run, "summary", **summary)},
            )
        except self._dynamodb.exceptions.TransactionCanceledException as error:
            raise AlreadyUnderWayError("started just now") from error
        return run

    def stop(self) -> str:
        """Have the latest run, unless it has ended, list no more pages, and return its id. What is in the
        queue is still done.

        :raises UnknownRunError: there was no run yet.
        """
        latest = self._get("latest", "run")
        if not latest:
            raise UnknownRunError
        run = str(latest["id"])
        if self.summary(run)["state"] == "under way":
            self._set(run, "summary", "SET #state = :state", {":state": "stopped"}, {"#state": "state"})
        return run

    def summary(self, run: str | None = None) -> dict[str, Any]:
        """What a run, or the latest, has come to.

        :raises UnknownRunError: there is no such run.
        """
        if run is None:
            run = (self._get("latest", "run") or {}).get("id")
        item = self._get(run, "summary") if run else None
        if not item:
            raise UnknownRunError
        outcomes = {
            key.removeprefix(COUNT): int(count)
            for key, count in sorted(item.items())
            if key.startswith(COUNT) and count
        }
        handed = int(item["handed"])
        open_ = handed - sum(outcomes.values())
        if item["state"] == "stopped":
            state = "stopped"
        else:
            state = "finished" if item["state"] == "listed" and not open_ else "under way"
        return {
            "run": run,
            "kind": item["kind"],
            "state": state,
            "startedAt": item["startedAt"],
            "lastCountedAt": item.get("lastCountedAt"),
            "users": handed,
            "outcomes": outcomes,
            "open": open_,
        }

    # A page.

    def is_listing(self, run: str) -> bool:
        """Whether the run wants another page."""
        item = self._get(run, "summary")
        return bool(item and item["state"] == "listing")

    def page(self, run: str, number: int) -> Page | None:
        """A page, if it was listed."""
        item = self._get(run, _page(number))
        return Page(item.get("users", []), item.get("token"), item["sent"]) if item else None

    def add_page(self, run: str, number: int, users: list[str], token: str | None) -> None:
        """Keep a page, so that it is handed out the same way however often that is begun.

        :raises botocore.exceptions.ClientError: the page is there already.
        """
        page = self._item(run, _page(number), users=users, token=token, sent=False, expires=_expires())
        handed = self._update(run, "summary", "ADD handed :users", {":users": len(users)})
        self._transact(
            {"Put": page | {"ConditionExpression": "attribute_not_exists(sent)"}}, {"Update": handed}
        )

    def page_is_sent(self, run: str, number: int, *, is_last: bool) -> None:
        """The users of a page are in the queue, and so is the next page."""
        if is_last:
            listed = {":listed": "listed", ":listing": "listing"}
            update = self._update(run, "summary", "SET #state = :listed", listed, {"#state": "state"})
            # The condition fails when the run was stopped in the meantime, or this page was sent before.
            with suppress(self._dynamodb.exceptions.ConditionalCheckFailedException):
                self._dynamodb.update_item(**update, ConditionExpression="#state = :listing")
        self._set(run, _page(number), "SET sent = :sent REMOVE #users", {":sent": True}, {"#users": "users"})

    # A user.

    def note(self, run: str, page: int, user: str) -> Note:
        """What is noted about a user."""
        item = self._get(run, _user(page, user)) or {}
        had = item.get("had")
        return Note(item.get("outcome"), None if had is None else tuple(had))

    def begin(self, run: str, page: int, user: str, had: tuple[str, ...]) -> None:
        """Note the factors of a user before the run enables others."""
        values = {":had": list(had), ":expires": _expires()}
        self._set(run, _user(page, user), "SET had = :had, expires = :expires", values)

    def count(self, run: str, page: int, user: str, outcome: Counted, *, noted: Outcome | None) -> None:
        """Count a user's outcome, in place of the one that was noted.

        :raises botocore.exceptions.ClientError: another worker has counted this user in the meantime.
        """
        noted_value = {":noted": noted} if noted else {}
        item = self._update(
            run,
            _user(page, user),
            "SET outcome = :outcome, expires = :expires",
            {":outcome": outcome, ":expires": _expires(), **noted_value},
        )
        item["ConditionExpression"] = "outcome = :noted" if noted else "attribute_not_exists(outcome)"
        counts = self._update(
            run,
            "summary",
            "ADD #new :one" + (", #noted :less" if noted else "") + " SET lastCountedAt = :now",
            {":one": 1, ":now": datetime.now(UTC).isoformat(), **({":less": -1} if noted else {})},
            {"#new": COUNT + outcome, **({"#noted": COUNT + noted} if noted else {})},
        )
        self._transact({"Update": item}, {"Update": counts})

    def _get(self, run: str, item: str) -> dict[str, Any] | None:
        answer = self._dynamodb.get_item(
            TableName=self._table, Key={"run": run, "item": item}, ConsistentRead=True
        )
        found: dict[str, Any] | None = answer.get("Item")
        return found

    def _set(self, *arguments: Any) -> None:
        self._dynamodb.update_item(**self._update(*arguments))

    def _transact(self, *writes: dict[str, Any]) -> None:
        """Write all or nothing. Workers meet at the counts, and one of two transactions that meet is refused,
        which the SDK does not try again by itself:
        https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
        """
        for _ in range(CONFLICTS):
            try:
                self._dynamodb.transact_write_items(TransactItems=list(writes))
            except self._dynamodb.exceptions.TransactionCanceledException as error:
                if not _is_conflict(error.response):
                    raise
            else:
                return
            time.sleep(random.uniform(0.02, 0.1))  # noqa: S311 - no secret
        raise ConflictError

    def _item(self, run: str, item: str, **attributes: object) -> dict[str, Any]:
        return {"TableName": self._table, "Item": {"run": run, "item": item, **attributes}}

    def _update(
        self,
        run: str,
        item: str,
        expression: str,
        values: dict[str, Any],
        names: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        return {
            "TableName": self._table,
            "Key": {"run": run, "item": item},
            "UpdateExpression": expression,
            "ExpressionAttributeValues": values,
            **({"ExpressionAttributeNames": names} if names else {}),
        }


def _page(number: int) -> str:
    return f"{number:06}"


def _user(page: int, name: str) -> str:
    return f"{_page(page)}#{name}"


def _expires() -> int:
    return int(time.time()) + KEPT_DAYS * 24 * 60 * 60


def _is_conflict(response: Mapping[str, Any]) -> bool:
    """Whether a transaction was refused for no other reason than that it met another."""
    codes = {reason["Code"] for reason in response.get("CancellationReasons", [])}
    return "TransactionConflict" in codes and codes <= {"None", "TransactionConflict"}
