"""Checks what an operator asks for, before anything is done."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast, get_args

from ..contract import RUN_REFUSED, Kind, Refusal
from .lock import AnotherRunInProgress, Lock
from .run import Listing, Refused, Run

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient

FLAGS = ("read_users", "accept_active_users")
EXAMPLE = '{"kind": "dry_run", "read_users": false, "accept_active_users": false}'

logger = logging.getLogger(__name__)


class RunRefusedError(Exception):
    """The run is refused: the execution's error, and its cause."""

    def __init__(self, error: Refusal, cause: str) -> None:
        super().__init__(cause)
        self.error = error


@dataclass(frozen=True)
class Check:
    """The first step of a run.

    :param usd_per_active_user: what Cognito charges for a user who is active in a month, by the pool's tier.
    """

    user_pool_id: str
    cognito: CognitoIdentityProviderClient
    lock: Lock
    usd_per_active_user: float

    def check(self, run: str, request: Any) -> Run | dict[str, Refused]:
        """Start the run, or refuse it.

        :param run: the execution's ARN.
        :param request: the execution's input.
        :return: the run at its beginning; or `refusal`, with the execution's error and cause.
        """
        try:
            kind, reads_users, accepts = _read(request)
            if reads_users and not accepts:
                raise RunRefusedError("ConsentRequired", self._price())
            self._take_lock(run)
        except RunRefusedError as refusal:
            logger.warning(RUN_REFUSED, extra={"run": run, "error": refusal.error})
            return {"refusal": {"error": refusal.error, "cause": str(refusal)}}
        logger.info("Run started", extra={"run": run, "kind": kind})
        return Run(
            run=run,
            kind=kind,
            reads_users=reads_users,
            listing=Listing(token=None, legs=[], users=0, outcomes={}),
        )

    def _price(self) -> str:
        pool = self.cognito.describe_user_pool(UserPoolId=self.user_pool_id)["UserPool"]
        users = pool.get("EstimatedNumberOfUsers", 0)
        return (
            "this run reads users one by one, which makes each of them a monthly active user: about "
            f"{users:,} users, up to {users * self.usd_per_active_user:,.2f} USD this month at list price. "
            'To accept that, add "accept_active_users": true. A dry_run or readiness run without '
            '"read_users" reads nobody'
        )

    def _take_lock(self, run: str) -> None:
        try:
            self.lock.take(run)
        except AnotherRunInProgress as error:
            raise RunRefusedError(
                "AnotherRunInProgress",
                f"another run is in progress ({error}): wait until it has ended, or stop it",
            ) from error


def _read(request: Any) -> tuple[Kind, bool, bool]:
    """What is asked for: the kind, whether it reads users, whether it may make them active."""
    kinds = get_args(Kind)
    if not isinstance(request, dict):
        raise RunRefusedError("InvalidInput", f"the input must be an object such as {EXAMPLE}")
    errors = [f"{name}: unknown" for name in sorted(set(request) - {"kind", *FLAGS})]
    if request.get("kind") not in kinds:
        errors.append(f"kind: must be one of {', '.join(kinds)}")
    errors += [
        f"{name}: must be true or false" for name in FLAGS if not isinstance(request.get(name, False), bool)
    ]
    if errors:
        raise RunRefusedError("InvalidInput", f"{'; '.join(errors)}. The input is such as {EXAMPLE}")
    kind = cast("Kind", request["kind"])
    return (
        kind,
        kind == "enable" or request.get("read_users", False),
        request.get("accept_active_users", False),
    )
