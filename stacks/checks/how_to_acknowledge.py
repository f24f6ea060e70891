"""Tells where to acknowledge a finding of cdk-nag, since the CDK's report gives its id only."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

REPORT = "validation-report.json"
NAG_PACKS = ("AwsSolutions", "Serverless")


def how_to_acknowledge(assembly: Path) -> list[str]:
    """A line per stack and finding of cdk-nag that failed the synthesis.

    :param assembly: the folder with the CDK's report.
    """
    try:
        report = json.loads((assembly / REPORT).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    return [
        f"{stack}: fix {finding}, or accept it in the environment's file, below [acknowledge]: "
        f'"{finding}" = "the reason"'
        for stack, finding in dict.fromkeys(_findings(report))
    ]


def _findings(report: Any) -> Iterator[tuple[str, str]]:
    for plugin in report["pluginReports"]:
        for violation in plugin["violations"] if plugin["pluginName"] in NAG_PACKS else ():
            if violation["severity"] == "error":
                for construct in violation["violatingConstructs"]:
                    yield construct["constructPath"].partition("/")[0], violation["ruleName"]
