"""What apps hold an id or an address of: app clients, the identity pool, the domain."""

from collections.abc import Iterator

from stacks.checks.update_guard.rule import Change, Difference, Rule
from stacks.service import CLIENT, DOMAIN, IDENTITY_POOL
from stacks.template import is_true, value_at

GENERATES = "Properties.GenerateSecret"
POOL = "Properties.UserPoolId"


def _client_replaced(change: Change) -> Iterator[Difference]:
    yield from change.lost(CLIENT)
    for pair in change.kept(CLIENT):
        if is_true(value_at(pair.deployed, GENERATES)) != is_true(value_at(pair.new, GENERATES)):
            yield pair.difference(GENERATES)
        yield from (pair.difference(place) for place in (POOL, "Condition") if pair.differs(place))


def _identity_replaced(change: Change) -> Iterator[Difference]:
    yield from change.lost(IDENTITY_POOL, DOMAIN)
    for pair in change.kept(IDENTITY_POOL, DOMAIN):
        if pair.differs("Condition"):
            yield pair.difference("Condition")
    for pair in change.kept(DOMAIN):
        yield from (pair.difference(place) for place in ("Properties.Domain", POOL) if pair.differs(place))


RULES = (
    Rule(
        "ClientReplaced",
        "The client gets another id, or none: apps that are out there hold the deployed one, and their users "
        "cannot sign in until they update the app.",
        "Keep the client's construct id, its pool and generate_secret; add another client beside it.",
        _client_replaced,
    ),
    Rule(
        "IdentityPoolReplaced",
        "The identity pool gets another id, or the domain another address: users of apps that are out there "
        "get no AWS credentials, or no sign-in page, and lose the identities that they had.",
        "Keep the construct id, and the domain's name and pool.",
        _identity_replaced,
    ),
)
