"""With IAM enforced, the function's own policy is enough, and nothing less is."""

from collections.abc import Iterator

import pytest

from local.deploy import bootstrap, deploy
from local.emulator import LocalAws
from local.walk.pool import Pool
from local.walk.sign_up import sign_up_with_phone_and_email
from local.walk.steps import Step, steps_of

APP = "--app=python -m tests.acceptance.iam_app"


@pytest.fixture(scope="module")
def enforcing() -> Iterator[LocalAws]:
    with LocalAws(iam=True) as aws:
        bootstrap(aws)
        yield aws


def walked(aws: LocalAws, **context: str) -> list[Step]:
    outputs = deploy(aws, "auth-dev", APP, context=context)["auth-dev"]
    return list(steps_of(sign_up_with_phone_and_email, Pool(aws, outputs)))


def test_the_functions_policy_is_enough(enforcing: LocalAws) -> None:
    steps = walked(enforcing)
    assert [step for step in steps if not step.passed] == []


def test_without_its_action_the_walk_fails(enforcing: LocalAws) -> None:
    steps = walked(enforcing, without="AdminSetUserMFAPreference")
    failed = {step.name: step.seen for step in steps if not step.passed}
    assert failed["the right code"] == "UserLambdaValidationException"
    # The user is confirmed all the same, which is why the failure must not go unnoticed.
    assert "the user's status" not in failed
