"""Serves this machine's own programs only, and no web page from elsewhere.

The emulator runs code that it is sent, and binding to loopback does not keep a browser out: any page can send
requests to 127.0.0.1, by its own name too, after its DNS answer changed to 127.0.0.1 (DNS rebinding).

- Host: https://developer.mozilla.org/en-US/docs/Web/Security/Attacks/DNS_rebinding
- Origin, which browsers add to each POST and to each request by a script to another origin:
  https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Origin
- Sec-Fetch-Site, for what has no Origin, such as an image or a link:
  https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
"""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

LOCAL_ORIGIN = re.compile(rb"http://(localhost|127\.0\.0\.1)(:[0-9]+)?")

# What an app on http://localhost sends the browser to, which is another site than 127.0.0.1: the hosted UI.
PAGES = frozenset({"/oauth2/authorize", "/logout"})

ALLOW_ORIGIN = b"access-control-allow-origin"
CLOSE_POLICY_VIOLATION = 1008


class OwnProgramsOnly:
    """Wraps an ASGI application; what it refuses gets 403 and a reason.

    :param port: the port that the application is served on.
    """

    def __init__(self, app: App, port: int) -> None:
        self._app = app
        names = ("127.0.0.1", "localhost")
        self._hosts = {f"{name}:{port}".encode() for name in names}
        if port == 80:  # a client leaves out the port of plain HTTP
            self._hosts |= {name.encode() for name in names}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers: Headers = scope["headers"]
        reason = self._refusal(scope["path"], headers)
        if reason is None:
            await self._app(scope, receive, _with_own_origin(send, _values(headers, b"origin")))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": CLOSE_POLICY_VIOLATION, "reason": reason})
        else:
            await _refuse(send, reason)

    def _refusal(self, path: str, headers: Headers) -> str | None:
        hosts, origins = _values(headers, b"host"), _values(headers, b"origin")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return f"the Host must be {b' or '.join(sorted(self._hosts)).decode()}"
        if not all(LOCAL_ORIGIN.fullmatch(origin) for origin in origins):
            return "the Origin must be http://localhost or http://127.0.0.1, with any port"
        if not origins and b"cross-site" in _values(headers, b"sec-fetch-site") and path not in PAGES:
            return "a web page of another site cannot send this request"
        return None


def _values(headers: Headers, name: bytes) -> list[bytes]:
    return [value for key, value in headers if key.lower() == name]


def _with_own_origin(send: Send, origins: list[bytes]) -> Send:
    """Allow the origin that asks, which was checked, instead of every origin."""

    async def send_with_own_origin(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(key, value) for key, value in message["headers"] if key.lower() != ALLOW_ORIGIN]
            if origins:
                kept += [(ALLOW_ORIGIN, origins[0]), (b"vary", b"Origin")]
            message = {**message, "headers": kept}
        await send(message)

    return send_with_own_origin


async def _refuse(send: Send, reason: str) -> None:
    body = f"The local AWS serves programs on this machine only: {reason}.\n".encode()
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": body})
