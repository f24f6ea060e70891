"""Lists users page by page, for as long as one call of the function may last."""

from __future__ import annotations

import logging
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from ..contract import CHUNKS, MANIFESTS, Policy
from ..errors import error_name
from ..factors.users import User, listed_user
from .classify import listed
from .run import Counts, Item, Leg, Listing, Run, added, run_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from types_boto3_cognito_idp import CognitoIdentityProviderClient
    from types_boto3_cognito_idp.type_defs import ListUsersRequestTypeDef

    from ..pacing import Pacer
    from ..sign_up.trigger import Context
    from .lock import Lock
    from .objects import Objects

USERS_PER_PAGE = 60  # Cognito's limit
# Left for the last page, the chunks and the manifest.
SPARE_MILLISECONDS = 60_000
# A page that fails is requested again after so many seconds each time.
PAUSES = (1, 2, 4)
ATTRIBUTES = ["sub", "phone_number", "phone_number_verified"]

logger = logging.getLogger(__name__)


class ListingTokenExpired(Exception):  # noqa: N818 - the name is the execution's error
    """Cognito no longer accepts the listing's token: nobody was changed yet, so start a new run."""


@dataclass
class _Leg:
    """What one call lists. Its chunks have an id of its own: those of a call that was killed do not count."""

    objects: Objects
    prefix: str
    chunk_users: int
    users: int = 0
    outcomes: Counter[Any] = field(default_factory=Counter)
    chunks: int = 0
    _candidates: list[str] = field(default_factory=list)

    def add(self, name: str) -> None:
        """Add a user who is to be read."""
        self._candidates.append(name)
        if len(self._candidates) == self.chunk_users:
            self.write()

    def write(self) -> None:
        """Write the users who are in no chunk yet."""
        if self._candidates:
            self.objects.create(f"{self.prefix}/{self.chunks:06}.json", self._candidates)
            self.chunks += 1
            self._candidates = []


@dataclass(frozen=True)
class Lister:
    """The second step of a run: counts users by what the listing shows, and writes chunks of those to read.

    :param chunk_users: how many users a chunk has.
    """

    user_pool_id: str
    cognito: CognitoIdentityProviderClient
    objects: Objects
    lock: Lock
    policy: Policy
    types: tuple[str, ...]
    chunk_users: int
    pages: Pacer

    def list_users(self, run: Run, call: str, context: Context) -> dict[str, Any]:
        """List from the run's token on.

        :param call: the id of this call, which no other has.
        :return: the run with what was listed; at the end also `manifest`, the key of the list of chunks.
        """
        self.lock.take(run["run"])
        listing = run["listing"]
        leg = _Leg(self.objects, f"{CHUNKS}{run_name(run['run'])}/{call}", self.chunk_users)
        token = listing["token"]
        while True:
            try:
                token = self._page(run, leg, token)
            except (ClientError, BotoCoreError):
                if not leg.users:
                    raise
                # The next call goes on from here, and what is listed is not listed again.
                break
            if token is None or context.get_remaining_time_in_millis() < SPARE_MILLISECONDS:
                break
        leg.write()
        outcomes: Counts = dict(leg.outcomes)
        legs = [*listing["legs"], Leg(id=call, chunks=leg.chunks)] if leg.chunks else listing["legs"]
        run["listing"] = Listing(
            token=token,
            legs=legs,
            users=listing["users"] + leg.users,
            outcomes=added(listing["outcomes"], outcomes),
        )
        logger.info("Users listed", extra={"run": run["run"], "users": run["listing"]["users"]})
        is_done = token is None
        return {
            **run,
            "is_done": is_done,
            "has_chunks": bool(legs),
            "manifest": self._write_manifest(run) if is_done and legs else None,
        }

    def _page(self, run: Run, leg: _Leg, token: str | None) -> str | None:
        for user in (page := self._request(token))["Users"]:
            leg.users += 1
            self._count(run, leg, listed_user(user))
        following: str | None = page.get("PaginationToken")
        return following

    def _request(self, token: str | None) -> Any:
        request: ListUsersRequestTypeDef = {
            "UserPoolId": self.user_pool_id,
            "Limit": USERS_PER_PAGE,
            "AttributesToGet": ATTRIBUTES,
        }
        if token:
            request["PaginationToken"] = token
        for pause in PAUSES:
            try:
                return self._send(request)
            except (ClientError, BotoCoreError) as error:
                logger.warning("Page failed", extra={"error": error_name(error)})
            time.sleep(pause)
        return self._send(request)

    def _send(self, request: ListUsersRequestTypeDef) -> Any:
        self.pages.wait()
        try:
            return self.cognito.list_users(**request)
        except self.cognito.exceptions.InvalidParameterException as error:
            if "PaginationToken" in request:
                raise ListingTokenExpired("start a new run: this one has changed nobody") from error
            raise

    def _count(self, run: Run, leg: _Leg, user: User) -> None:
        outcome, depends_on_factors = listed(user, run["kind"], self.policy, self.types)
        if run["reads_users"] and depends_on_factors:
            leg.add(user.name)
            return
        leg.outcomes[outcome] += 1
        logger.info("User listed", extra={"run": run["run"], "sub": user.sub, "foreseen": outcome})

    def _write_manifest(self, run: Run) -> str:
        """Write the list of all chunks, each with the one that follows."""
        name = run_name(run["run"])
        chunks = list(_chunks(run["listing"]["legs"]))
        following: list[str | None] = [*chunks[1:], None]
        key = f"{MANIFESTS}{name}.json"
        items = [Item(chunk=chunk, next=other) for chunk, other in zip(chunks, following, strict=True)]
        # A call that is retried writes it again.
        self.objects.delete([key])
        self.objects.create(key, items)
        return key


def _chunks(legs: list[Leg]) -> Iterator[str]:
    """The chunks' ids: the part of their keys that plans and results share."""
    for leg in legs:
        yield from (f"{leg['id']}/{number:06}" for number in range(leg["chunks"]))
