"""Faults on request: a share of an operation's calls fails or hangs, as when Cognito has an outage, and all
calls take longer, as they do over a network.

`LocalAws.inject_faults` switches it, by an action of its own beside those of Cognito: no restart is needed.
"""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from local.patches import ministack_api
from local.patches.ministack_api import CognitoError, Request, Response
from local.patches.patching import action, patch

HANG_SECONDS = 4.0  # longer than the functions wait


@dataclass
class Faults:
    operation: str = ""
    share: float = 0.0
    delay: float = 0.0
    """How much longer every call to Cognito takes, in seconds."""
    calls: list[float] = field(default_factory=list)
    """When the operation was called, in seconds of a clock that never goes back."""


faults = Faults()


@action("LocalSetFaults")
def set_faults(request: Request) -> Response:
    """Answer with the calls of the operation that was set before."""
    calls = faults.calls
    faults.operation, faults.share, faults.delay = request["Operation"], request["Share"], request["Delay"]
    faults.calls = []
    return ministack_api.ok({"Calls": calls})


@patch("_dispatch_idp")
async def dispatch(ministack: Callable[[str, Request], Any], name: str, request: Request) -> Response:
    """Half of the faulty calls fail at once; the other half hang, and then fail."""
    if name == faults.operation:
        faults.calls.append(time.monotonic())
    if faults.delay:
        await asyncio.sleep(faults.delay)
    chance = random.random()  # noqa: S311 - no secret
    if name != faults.operation or chance >= faults.share:
        answer: Response = await ministack(name, request)
        return answer
    if chance < faults.share / 2:
        await asyncio.sleep(HANG_SECONDS)
    return CognitoError("InternalErrorException", "A fault that was asked for.").response()
