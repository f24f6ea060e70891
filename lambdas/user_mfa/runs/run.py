"""A run, and what the state machine carries from step to step."""

from collections import Counter
from typing import TypedDict

from ..contract import Kind, Outcome, Readiness

Counts = dict[Outcome | Readiness, int]


class Refused(TypedDict):
    """Why a run is refused: the execution's error and cause."""

    error: str
    cause: str


class Leg(TypedDict):
    """One call of the listing function that ended: its chunks are those of this id, and no others."""

    id: str
    chunks: int


class Listing(TypedDict):
    """How far the listing is."""

    token: str | None
    """What the next page is requested with; None at first and at the end."""
    legs: list[Leg]
    users: int
    outcomes: Counts
    """Of the users who are not read."""


class Run(TypedDict):
    """The state machine's state while it lists users."""

    run: str
    """The execution's ARN."""
    kind: Kind
    reads_users: bool
    listing: Listing


class Totals(TypedDict):
    """The state machine's state while it sums the results."""

    after: str | None
    """The key of the last result in the sums; None: there is none yet."""
    chunks: int
    outcomes: Counts
    users_read: int


class Item(TypedDict):
    """What the map hands on for each chunk."""

    chunk: str
    next: str | None
    """The chunk to plan while this one is applied."""


def run_name(run: str) -> str:
    """The execution's name: the part of the objects' keys that is the run's own."""
    return run.rpartition(":")[2]


def added(counts: Counts, others: Counts) -> Counts:
    """The sum of two counts, sorted by outcome."""
    return dict(sorted((Counter(counts) + Counter(others)).items()))
