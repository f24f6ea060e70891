"""What the CDK's report of cdk-nag does not say: where a finding is acknowledged, and what needs none."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from stacks.settings import Environment

REPORT = "validation-report.json"
NAG_PACKS = ("AwsSolutions", "Serverless")


def missing_acknowledgments(assembly: Path) -> list[str]:
    """Return a line per stack and finding of cdk-nag that failed the synthesis.

    :param assembly: the folder with the CDK's report.
    """
    return [
        f"{stack}: fix {finding}, or accept it in the environment's file, below [acknowledge]: "
        f'"{finding}" = "the reason"'
        for stack, finding in dict.fromkeys(_failures(assembly))
    ]


def stale_acknowledgments(assembly: Path, environments: Sequence[Environment]) -> list[str]:
    """Return a line per acknowledgment in an environment's file that no finding of cdk-nag needs.

    :param assembly: the folder with the CDK's report.
    """
    needed = {
        (violation["acknowledgedAt"], violation["ruleName"])
        for plugin in _packs(assembly)
        for violation in plugin.get("suppressedViolations", ())
    }
    return [
        f"warning: [acknowledge] {finding} of environment {environment.name} acknowledges nothing, and a "
        "later finding of this rule would pass unseen. Remove it from the file."
        for environment in environments
        for finding in environment.settings.acknowledge
        if finding.startswith(tuple(f"{pack}-" for pack in NAG_PACKS))
        and (environment.stack_name, finding) not in needed
    ]


def _packs(assembly: Path) -> list[dict[str, Any]]:
    """The reports of cdk-nag's packs; none before there is a report."""
    try:
        report = json.loads((assembly / REPORT).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    return [plugin for plugin in report["pluginReports"] if plugin["pluginName"] in NAG_PACKS]


def _failures(assembly: Path) -> Iterator[tuple[str, str]]:
    for plugin in _packs(assembly):
        for violation in plugin["violations"]:
            if violation["severity"] == "error":
                for construct in violation["violatingConstructs"]:
                    yield construct["constructPath"].partition("/")[0], violation["ruleName"]
