"""How a function here takes the place of one of ministack's."""

import functools
from collections.abc import Callable
from types import ModuleType
from typing import Any, NamedTuple

from ministack.services import cognito

from local.patches.ministack_api import CognitoError, Handler, Request, Response

Function = Callable[..., Any]
ACTIONS: dict[str, Handler] = {}  # API actions that ministack does not have


class Patch(NamedTuple):
    """A function, and the name of ministack's function that it replaces."""

    module: ModuleType
    name: str
    function: Function

    def apply(self) -> None:
        setattr(self.module, self.name, functools.partial(self.function, getattr(self.module, self.name)))


PATCHES: list[Patch] = []


def patch(name: str, module: ModuleType = cognito) -> Callable[[Function], Function]:
    """Register a function to replace ministack's; its first argument is the function that it replaces."""

    def register(function: Function) -> Function:
        PATCHES.append(Patch(module, name, _answering_errors(function)))
        return function

    return register


def action(name: str) -> Callable[[Handler], Handler]:
    """Add an API action that ministack does not have."""

    def register(handler: Handler) -> Handler:
        ACTIONS[name] = _answering_errors(handler)
        return handler

    return register


def _answering_errors(function: Function) -> Function:
    """A `CognitoError` becomes the answer to the request."""

    @functools.wraps(function)
    def answer(*arguments: Any, **named: Any) -> Any:
        try:
            return function(*arguments, **named)
        except CognitoError as error:
            return error.response()

    return answer


@patch("_dispatch_idp")
async def dispatch(ministack: Callable[[str, Request], Any], name: str, request: Request) -> Response:
    if name not in ACTIONS:
        existing: Response = await ministack(name, request)
        return existing
    added: Response = await cognito.run_reentrant(cognito._run_idp_handler, ACTIONS[name], name, request)
    return added
