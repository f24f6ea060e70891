"""The rows of the report."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One thing that was measured."""

    what: str
    against: str
    measured: str
    goal: str
    met: bool | None = None
    """None: there is no goal, only a number to be stated."""

    def markdown(self) -> str:
        """The row of a Markdown table."""
        mark = {True: "met", False: "**not met**", None: "-"}[self.met]
        return f"| {self.what} | {self.against} | {self.measured} | {self.goal} | {mark} |"


HEADER = "| what | measured against | measured | goal | |\n|---|---|---|---|---|"


def ratio(what: str, against: str, ours: float, theirs: float, goal: float | None = None) -> Row:
    """A row of two medians in seconds and their ratio."""
    value = ours / theirs
    return Row(
        what,
        against,
        f"{ours:.2f} s / {theirs:.2f} s = {value:.2f}",
        f"at most {goal}" if goal else "state",
        None if goal is None else value <= goal,
    )
