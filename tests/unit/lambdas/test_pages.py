"""A page of users: handed out in full whatever was begun before, and once it is done not again."""

import json
from typing import Any

import pytest

from lambdas.user_mfa.runs.pages import NotSentError, Pages, send_first
from lambdas.user_mfa.runs.table import Page


class Cognito:
    """A pool whose users come in pages."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.answer: dict[str, Any] = {
            "Users": [{"Username": f"user-{number}"} for number in range(60)],
            "PaginationToken": "next",
        }

    def list_users(self, **request: Any) -> dict[str, Any]:
        self.requests.append(request)
        return self.answer


class Queue:
    """A queue that takes so many requests."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.takes = 100

    def send_message_batch(self, *, QueueUrl: str, Entries: list[dict[str, str]]) -> dict[str, Any]:  # noqa: N803
        assert QueueUrl == "https://queue"
        assert len(Entries) <= 10
        self.takes -= 1
        if self.takes < 0:
            return {"Failed": [{"Id": "0"}]}
        self.messages += [json.loads(entry["MessageBody"]) for entry in Entries]
        return {"Successful": []}


class Runs:
    """The table of runs, as far as pages are concerned."""

    def __init__(self) -> None:
        self.listing = True
        self.pages: dict[int, Page] = {}
        self.last: int | None = None

    def is_listing(self, _run: str) -> bool:
        return self.listing

    def page(self, _run: str, number: int) -> Page | None:
        return self.pages.get(number)

    def add_page(self, _run: str, number: int, users: list[str], token: str | None) -> None:
        assert number not in self.pages
        self.pages[number] = Page(users, token, is_sent=False)

    def page_is_sent(self, _run: str, number: int, *, is_last: bool) -> None:
        self.pages[number] = Page([], self.pages[number].token, is_sent=True)
        self.last = number if is_last else self.last


class Pool:
    def __init__(self) -> None:
        self.cognito, self.queue, self.runs = Cognito(), Queue(), Runs()
        played: Any = (self.cognito, "pool", self.queue, "https://queue", self.runs)
        self._pages = Pages(*played)

    def hand_out(self, number: int = 0, token: str | None = None) -> None:
        self._pages.hand_out("R", "enable", number, token)

    @property
    def users(self) -> list[str]:
        return [message["user"] for message in self.queue.messages if "user" in message]

    @property
    def following(self) -> list[dict[str, Any]]:
        return [message for message in self.queue.messages if "user" not in message]


@pytest.fixture
def pool() -> Pool:
    return Pool()


def test_the_first_page(pool: Pool) -> None:
    queue: Any = pool.queue
    send_first(queue, "https://queue", "R", "enable")
    assert pool.queue.messages == [{"run": "R", "kind": "enable", "page": 0, "token": None}]


def test_a_page_puts_its_users_and_the_next_page_into_the_queue(pool: Pool) -> None:
    pool.hand_out()
    assert pool.users == [f"user-{number}" for number in range(60)]
    assert pool.following == [{"run": "R", "kind": "enable", "page": 1, "token": "next"}]
    # Before the last of the users, so that the workers do not run dry.
    assert pool.queue.messages.index(pool.following[0]) == 30
    assert (pool.runs.pages[0].is_sent, pool.runs.last) == (True, None)


def test_the_last_page_ends_the_listing(pool: Pool) -> None:
    pool.cognito.answer = {"Users": [{"Username": "last"}]}
    pool.hand_out(7, "token")
    assert pool.cognito.requests[0]["PaginationToken"] == "token"
    assert (pool.users, pool.following, pool.runs.last) == (["last"], [], 7)


def test_a_pool_without_users(pool: Pool) -> None:
    pool.cognito.answer = {"Users": []}
    pool.hand_out()
    assert (pool.queue.messages, pool.runs.last) == ([], 0)


@pytest.mark.parametrize("sent", range(7))
def test_what_was_interrupted_is_handed_out_the_same_way_again(pool: Pool, sent: int) -> None:
    pool.queue.takes = sent
    with pytest.raises(NotSentError):
        pool.hand_out()
    # Meanwhile the pool has other users.
    pool.cognito.answer = {"Users": []}
    pool.queue.takes = 100
    pool.queue.messages.clear()
    pool.hand_out()
    assert pool.users == [f"user-{number}" for number in range(60)]
    assert len(pool.following) == 1
    assert len(pool.cognito.requests) == 1


def test_a_page_that_comes_twice_is_handed_out_once(pool: Pool) -> None:
    pool.hand_out()
    pool.hand_out()
    assert len(pool.queue.messages) == 61


def test_a_run_that_was_stopped_lists_nothing(pool: Pool) -> None:
    pool.runs.listing = False
    pool.hand_out()
    assert (pool.cognito.requests, pool.queue.messages) == ([], [])
