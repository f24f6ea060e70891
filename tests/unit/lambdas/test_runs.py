"""The table of runs where it is contended for; tests/acceptance/test_backfill.py shows what it holds."""

import time
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from lambdas.user_mfa.runs.table import CONFLICTS, AlreadyUnderWayError, ConflictError, Runs

CONFLICT = [{"Code": "None"}, {"Code": "TransactionConflict"}]
COUNTED = [{"Code": "ConditionalCheckFailed"}, {"Code": "None"}]


class Table:
    """The table, played by a stub."""

    def __init__(self) -> None:
        self.runs = Runs("runs")
        self.stubber = Stubber(self.runs._dynamodb)

    def refuses(self, reasons: list[dict[str, str]]) -> None:
        self.stubber.add_client_error(
            "transact_write_items",
            "TransactionCanceledException",
            modeled_fields={"CancellationReasons": reasons},
        )

    def takes(self) -> None:
        self.stubber.add_response("transact_write_items", {})

    def count(self) -> None:
        self.runs.count("R", 0, "ann", "enabled", noted=None)
        self.stubber.assert_no_pending_responses()


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[Table]:
    monkeypatch.setattr(time, "sleep", lambda _: None)
    started = Table()
    with started.stubber:
        yield started
    started.stubber.client.close()


def test_a_count_that_meets_another_is_tried_again(table: Table) -> None:
    table.refuses(CONFLICT)
    table.refuses(CONFLICT)
    table.takes()
    table.count()


def test_a_count_that_always_meets_others_is_left_to_the_queue(table: Table) -> None:
    for _ in range(CONFLICTS):
        table.refuses(CONFLICT)
    with pytest.raises(ConflictError):
        table.count()


def test_a_user_whom_another_worker_has_counted_is_not_counted_again(table: Table) -> None:
    table.refuses(COUNTED)
    with pytest.raises(ClientError):
        table.count()


def test_of_two_runs_that_start_at_once_one_is_refused(table: Table) -> None:
    table.stubber.add_response("get_item", {})
    table.refuses([{"Code": "ConditionalCheckFailed"}, {"Code": "None"}])
    with pytest.raises(AlreadyUnderWayError):
        table.runs.start("enable")
