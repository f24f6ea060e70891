"""Acknowledgments in an environment's file that match no rule or no finding."""

import difflib
from collections.abc import Collection, Iterator

from stacks.checks.findings import Finding
from stacks.settings import Environment

UNKNOWN_RULE = "UnknownAcknowledgment"
NOTHING_FOUND = "StaleAcknowledgment"
RULE_IDS = (UNKNOWN_RULE, NOTHING_FOUND)


def needless(
    plugin: str, rules: Collection[str], environment: Environment, found: Collection[str] | None
) -> Iterator[Finding]:
    """Yield the acknowledgments that name no rule of a plugin, or that no finding needs.

    :param found: the rules that found something; None: it is not known.
    """
    known = {f"{plugin}::{rule}": rule for rule in rules}
    for finding_id in environment.settings.acknowledge:
        where = f"[acknowledge] {finding_id} of environment {environment.name}"
        close = difflib.get_close_matches(finding_id, known, n=1, cutoff=0.8)
        if finding_id in known:
            if found is not None and known[finding_id] not in found:
                text = f"{where} acknowledges nothing, and a later finding of this rule would pass unseen."
                yield Finding(NOTHING_FOUND, text, "Remove it from the file.", severity="warning")
        elif close:
            yield Finding(
                UNKNOWN_RULE, f"{where} is no rule.", f"Did you mean {close[0]}?", severity="warning"
            )
        elif finding_id.startswith(f"{plugin}::"):
            yield Finding(
                UNKNOWN_RULE, f"{where} is no rule.", "Remove it from the file.", severity="warning"
            )
