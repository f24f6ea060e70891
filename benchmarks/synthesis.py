"""How long synthesis takes, and what each further environment costs."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.table import Row, ratio
from benchmarks.timing import ROOT, Subject, Timing, side_by_side

NODE = ROOT / "benchmarks" / "node"
MANY = (1, 25, 50)

FOLDER = ROOT / "tests" / "environments"
ENVIRONMENT = (FOLDER / "prod.toml").read_text(encoding="utf-8")
PROD = {"environments": str(FOLDER), "environment": "prod"}


def rows(folder: Path) -> Iterator[Row]:
    """Measure, and yield the rows."""
    deployed = folder / "deployed"
    _synthesize_once(folder, deployed)
    everything = _ours(folder, "everything", {**PROD, "deployed": str(deployed)})
    empty = _python(folder, "empty", "benchmarks/empty_app.py")
    pool = _python(folder, "pool", "-m", "benchmarks.pool_app")
    gen2, plain = (_node(folder, name) for name in ("amplify_gen2", "plain_cdk"))
    timings = side_by_side([everything, empty, pool, gen2, plain], folder)
    seconds = {name: timing.seconds for name, timing in timings.items()}
    yield ratio(
        "synthesis of one environment, everything on",
        "an empty Python CDK app",
        seconds["everything"],
        seconds["empty"],
        1.5,
    )
    yield ratio("the pool part", "Amplify Gen 2's construct", seconds["pool"], seconds["amplify_gen2"], 1.6)
    yield ratio(
        "the pool part", "the CDK's constructs in TypeScript", seconds["pool"], seconds["plain_cdk"], 1.6
    )
    yield from _many(folder)
    yield _resources(folder)


def _many(folder: Path) -> Iterator[Row]:
    subjects = []
    for count in MANY:
        environments = folder / f"many{count}"
        environments.mkdir()
        for number in range(count):
            (environments / f"env{number}.toml").write_text(ENVIRONMENT, encoding="utf-8")
        context = {"environments": str(environments), "deployed": "off"}
        subjects.append(_ours(folder, f"many{count}", context))
    first, half, all_ = side_by_side(subjects, folder, rounds=3).values()
    each = (all_.seconds - first.seconds) / (MANY[2] - 1)
    share = each / first.seconds
    yield Row(
        "each further environment, up to 50",
        "the first",
        f"{each * 1000:.0f} ms of {first.seconds:.2f} s = {share:.1%}; {_linear(first, half, all_)}",
        "at most 3 %",
        share <= 0.03,
    )
    memory = (all_.peak_mib - first.peak_mib) / (MANY[2] - 1)
    yield Row("memory of each further environment", "-", f"{memory:.1f} MiB", "at most 1 MiB", memory <= 1)


def _linear(first: Timing, half: Timing, all_: Timing) -> str:
    lower = (half.seconds - first.seconds) / (MANY[1] - MANY[0])
    upper = (all_.seconds - half.seconds) / (MANY[2] - MANY[1])
    return f"to 25 {lower * 1000:.0f} ms, to 50 {upper * 1000:.0f} ms each"


def _resources(folder: Path) -> Row:
    ours, gen2 = (
        json.loads((folder / f"{name}.out" / file).read_text(encoding="utf-8"))["Resources"]
        for name, file in (("pool", "pool.template.json"), ("amplify_gen2", "amplify-gen2.template.json"))
    )
    custom = [r for r in ours.values() if r["Type"].startswith(("Custom::", "AWS::CloudFormation::Custom"))]
    return Row(
        "resources of the pool part",
        "Amplify Gen 2",
        f"{len(ours)} (two clients), custom {len(custom)} / {len(gen2)} (one client)",
        "fewer, none custom",
        len(ours) < len(gen2) and not custom,
    )


def _synthesize_once(folder: Path, output: Path) -> None:
    """The templates that are deployed, for the update guard."""
    side_by_side([_ours(folder, "deployed", {**PROD, "deployed": "off"}, output)], folder, rounds=1)


def _ours(folder: Path, name: str, context: dict[str, str], output: Path | None = None) -> Subject:
    variables = {"CDK_CONTEXT_JSON": json.dumps(context)}
    return _python(folder, name, "app.py", variables=variables, output=output)


def _python(
    folder: Path,
    name: str,
    *arguments: str,
    variables: dict[str, str] | None = None,
    output: Path | None = None,
) -> Subject:
    out = {"CDK_OUTDIR": str(output or folder / f"{name}.out")}
    return Subject(name, [sys.executable, *arguments], {**(variables or {}), **out}, ROOT)


def _node(folder: Path, name: str) -> Subject:
    return Subject(name, ["node", f"{name}.mjs"], {"CDK_OUTDIR": str(folder / f"{name}.out")}, NODE)
