"""Runs over all users of a deployed pool: their rates, and their counts when functions are killed.

usage: python -m benchmarks.user_runs

This measures the second, which takes some twenty minutes; `make bench` measures the first.
"""

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, repeat
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.table import Row
from local.deploy import bootstrap, deploy
from local.emulator import LocalAws
from local.scenarios.pool import Pool, User, attribute_list, new_phone
from stacks.service import USER_LISTS_PER_SECOND, USER_UPDATES_PER_SECOND
from tests.acceptance.operator import Operator, until
from tests.acceptance.population import PREFERS_SMS

ENVIRONMENT = f"""
[user_pool]
name = "bench"
removal_policy = "destroy"
deletion_protection = false

[mfa]
mode = "OPTIONAL"
types = ["SMS"]

[worker]
requests_per_second = {USER_UPDATES_PER_SECOND}

[acknowledge]
"AwsSolutions-COG2" = "MFA is optional here, and a run enables it."
"AwsSolutions-COG8" = "Threat protection has no meaning on a local AWS."
"""
UPDATES = "AdminSetUserMFAPreference"
READS = "AdminGetUser"
MAKERS = 4
"""So many threads make users."""

LISTED = {"unknown_factors": 20_000}
LISTED_PER_SECOND = 1000
ENABLED = {"enabled": 1800}
DELAYS = (0.0, 0.06)
SHARE_OF_RATE = 0.95
SPAN_SECONDS = 5

KILLED = {"enabled": 7000, "already": 1000, "no_phone": 1000, "unverified": 500, "disabled_user": 500}
KILLS = 8
SECONDS_BETWEEN_KILLS = 30
SHARE_OF_FAULTS = 0.3


def rates(aws: LocalAws, folder: Path) -> Iterator[Row]:
    """Measure how fast runs are, and yield the rows. The account is bootstrapped.

    :param folder: an empty folder, for the environments.
    """
    names = ["looked-at", *map(_name, DELAYS)]
    operators = _deploy(aws, folder, names)
    yield from _looked_at(aws, operators["looked-at"])
    for delay in DELAYS:
        yield from _enabled(aws, operators[_name(delay)], delay)


def killed(aws: LocalAws, folder: Path) -> Row:
    """Have a run whose functions are killed again and again, while updates fail and hang."""
    return _killed(aws, _deploy(aws, folder, ["killed"])["killed"])


def _deploy(aws: LocalAws, folder: Path, names: list[str]) -> dict[str, Operator]:
    for name in names:
        (folder / f"{name}.toml").write_text(ENVIRONMENT, encoding="utf-8")
    outputs = deploy(aws, "--all", context={"environments": str(folder)})
    return {name: Operator(aws, outputs[f"auth-{name}"]) for name in names}


def _looked_at(aws: LocalAws, operator: Operator) -> Iterator[Row]:
    _make(operator.pool, LISTED)
    users = sum(LISTED.values())
    for kind in ("dry_run", "readiness"):
        aws.inject_faults(READS, 0)
        start = time.monotonic()
        output = operator.run(kind)
        rate = users / (time.monotonic() - start)
        reads = len(aws.inject_faults(READS, 0))
        yield Row(
            f"a `{kind}` run over {users:,} users, from its start to its result",
            f"{60 * USER_LISTS_PER_SECOND} users per second, Cognito's quota of listing",
            f"{rate:.0f} users per second, {reads} `{READS}`",
            f"at least {LISTED_PER_SECOND}, 0 reads",
            output["users"] == users and rate >= LISTED_PER_SECOND and not reads,
        )


def _enabled(aws: LocalAws, operator: Operator, delay: float) -> Iterator[Row]:
    _make(operator.pool, ENABLED)
    aws.inject_faults(UPDATES, 0, delay=delay)
    output = operator.run("enable", accept_active_users=True)
    calls = aws.inject_faults(UPDATES, 0)
    rate = (len(calls) - 1) / (calls[-1] - calls[0])
    least = SHARE_OF_RATE * USER_UPDATES_PER_SECOND
    most = max(sum(call <= other < call + SPAN_SECONDS for other in calls) for call in calls)
    allowed = USER_UPDATES_PER_SECOND * SPAN_SECONDS
    yield Row(
        f"an `enable` run over {sum(ENABLED.values()):,} users, {delay * 1000:.0f} ms added to each call to "
        "Cognito: updates from the first to the last",
        f"the set {USER_UPDATES_PER_SECOND} per second",
        f"{rate:.2f} per second; at most {most} in {SPAN_SECONDS} seconds",
        f"at least {least:.2f}, at most {allowed} in {SPAN_SECONDS} seconds",
        output["outcomes"] == ENABLED and rate >= least and most <= allowed,
    )


def _killed(aws: LocalAws, operator: Operator) -> Row:
    _make(operator.pool, KILLED)
    aws.inject_faults(UPDATES, SHARE_OF_FAULTS)
    start = time.monotonic()
    run = operator.start("enable", accept_active_users=True)
    killed = [_kill(operator) for _ in range(KILLS)]
    output = operator.ended(run, seconds=3600)["output"]
    seconds = time.monotonic() - start
    calls = aws.inject_faults(UPDATES, 0)
    users = sum(KILLED.values())
    expected = {
        "kind": "enable",
        "users": users,
        "outcomes": dict(sorted(KILLED.items())),
        "users_read": KILLED["enabled"] + KILLED["already"],
    }
    # What the run says is one thing, what the pool has another.
    preferences = Counter(tuple(operator.pool.preference(User(name, ""))[0]) for name, _ in _named(KILLED))
    with_mfa = KILLED["enabled"] + KILLED["already"]
    return Row(
        f"an `enable` run over {users:,} users, its functions killed {KILLS} times, {SHARE_OF_FAULTS:.0%} of "
        "the updates failing or hanging",
        "the users that there are",
        f"{output['outcomes'] if output else output}, {preferences['SMS_MFA',]:,} users with MFA; "
        f"{sum(killed)} processes killed, {len(calls):,} updates, {seconds:.0f} s",
        f"exact counts, {with_mfa:,} with MFA",
        output == expected and preferences == {("SMS_MFA",): with_mfa, (): users - with_mfa},
    )


def _kill(operator: Operator) -> int:
    """Kill the functions' processes some time later, and return how many there were: at least one."""
    time.sleep(SECONDS_BETWEEN_KILLS)
    return int(until(operator.kill_run, bool))


def _make(pool: Pool, counts: Mapping[str, int]) -> None:
    """Make users of each kind, mixed, by several threads."""
    with ThreadPoolExecutor(MAKERS) as threads:
        list(threads.map(lambda named: _make_one(pool, *named), _named(counts)))


def _make_one(pool: Pool, name: str, kind: str) -> None:
    given: dict[str, Any] = {} if kind == "no_phone" else {"phone_number": new_phone()}
    if given and kind != "unverified":
        given["phone_number_verified"] = "true"
    user = User(name, "")
    pool.admin("admin_create_user", user, UserAttributes=attribute_list(given), MessageAction="SUPPRESS")
    if kind == "already":
        pool.admin("admin_set_user_mfa_preference", user, **PREFERS_SMS)
    if kind == "disabled_user":
        pool.admin("admin_disable_user", user)


def _named(counts: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """A name and a kind per user."""
    kinds = chain.from_iterable(repeat(kind, count) for kind, count in counts.items())
    # In the order of their creation, no kind is only at the beginning or at the end.
    mixed = sorted(enumerate(kinds), key=lambda numbered: (numbered[0] * 7919) % sum(counts.values()))
    for number, kind in mixed:
        yield f"user-{number}", kind


def _name(delay: float) -> str:
    return f"after-{delay * 1000:.0f}-ms"


if __name__ == "__main__":
    with TemporaryDirectory() as environments, LocalAws(patience=10) as running:
        bootstrap(running)
        print(killed(running, Path(environments)).markdown())
