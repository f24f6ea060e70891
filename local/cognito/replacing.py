"""How a function here takes the place of one of ministack's."""

import functools
from collections.abc import Callable
from types import ModuleType
from typing import Any, NamedTuple

from ministack.services import cognito

from local.cognito.stock import CognitoError, Handler, Request, Response

Replacement = Callable[..., Any]
ACTIONS: dict[str, Handler] = {}  # API actions that ministack does not have


class Replaced(NamedTuple):
    module: ModuleType
    name: str
    function: Replacement

    def put_in_place(self) -> None:
        setattr(self.module, self.name, functools.partial(self.function, getattr(self.module, self.name)))


REPLACED: list[Replaced] = []


def replaces(name: str, module: ModuleType = cognito) -> Callable[[Replacement], Replacement]:
    """Put a function in place of ministack's; its first argument is the function that it replaces."""

    def register(function: Replacement) -> Replacement:
        REPLACED.append(Replaced(module, name, _answering(function)))
        return function

    return register


def action(name: str) -> Callable[[Handler], Handler]:
    """Add an API action that ministack does not have."""

    def register(handler: Handler) -> Handler:
        ACTIONS[name] = _answering(handler)
        return handler

    return register


def _answering(function: Replacement) -> Replacement:
    """A `CognitoError` becomes the answer to the request."""

    @functools.wraps(function)
    def answer(*arguments: Any, **named: Any) -> Any:
        try:
            return function(*arguments, **named)
        except CognitoError as error:
            return error.response()

    return answer


@replaces("_dispatch_idp")
async def dispatch(ministack: Callable[[str, Request], Any], name: str, request: Request) -> Response:
    if name not in ACTIONS:
        existing: Response = await ministack(name, request)
        return existing
    added: Response = await cognito.run_reentrant(cognito._run_idp_handler, ACTIONS[name], name, request)
    return added
