"""At sign-up no one slips through: not while Cognito fails, and not when the worker is killed."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from local.emulator import LocalAws
from local.scenarios.pool import Pool, User, new_user
from tests.acceptance.operator import Operator, until

SIGN_UPS = 60
AT_ONCE = 4
Faults = Callable[[float], object]


@pytest.fixture
def faults(aws: LocalAws) -> Iterator[Faults]:
    """Have a share of the calls that set a preference fail or hang."""
    yield lambda share: aws.inject_faults("AdminSetUserMFAPreference", share)
    aws.inject_faults("AdminSetUserMFAPreference", 0)


def sign_ups(pool: Pool, count: int) -> list[User]:
    """Sign users up. The emulator refuses a confirmation for which the function takes too long."""
    users = [new_user() for _ in range(count)]
    for user in users:
        pool.sign_up(user)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(lambda user: pool.confirm(user, pool.code_sent_to(user)), users))
    return users


def without_mfa(pool: Pool, users: list[User]) -> list[User]:
    return [user for user in users if pool.preference(user) != (["SMS_MFA"], "SMS_MFA")]


def enabled_once(operator: Operator, users: list[User]) -> bool:
    """Whether the functions enabled MFA for each of these users, and for none twice."""
    subs = {operator.pool.attribute(user, "sub") for user in users}
    lines = [*operator.lines("PostConfirmation"), *operator.lines("Worker")]
    enabled = Counter(line["sub"] for line in lines if line.get("outcome") == "enabled")
    return {sub: enabled[sub] for sub in subs} == dict.fromkeys(subs, 1)


def test_while_cognito_fails_every_sign_up_succeeds_and_later_every_user_has_mfa(
    operator: Operator, faults: Faults
) -> None:
    faults(0.3)
    users = sign_ups(operator.pool, SIGN_UPS)
    missing = without_mfa(operator.pool, users)
    assert missing

    faults(0)
    until(lambda: without_mfa(operator.pool, missing), lambda left: not left)
    assert without_mfa(operator.pool, users) == []
    until(lambda: operator.messages("QueueUrl"), lambda count: count == 0)
    assert operator.messages("DeadLettersUrl") == 0
    assert enabled_once(operator, users)


def test_a_worker_that_is_killed_in_mid_batch_changes_nothing_in_the_end(
    operator: Operator, faults: Faults
) -> None:
    until(lambda: operator.messages("QueueUrl"), lambda count: count == 0)
    operator.redeliver_after(5)
    faults(1)
    users = sign_ups(operator.pool, 12)
    handled = len(operator.lines("Worker"))
    faults(0)
    until(lambda: len(operator.lines("Worker")), lambda lines: lines > handled)
    operator.kill_workers()

    until(lambda: without_mfa(operator.pool, users), lambda left: not left)
    until(lambda: operator.messages("QueueUrl"), lambda count: count == 0)
    assert operator.messages("DeadLettersUrl") == 0
