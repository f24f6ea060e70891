"""Challenge sessions: one user's, for one challenge, used once."""

from dataclasses import dataclass
from typing import Any, Self

from local.patches import ministack_api
from local.patches.ministack_api import Pool, User


@dataclass(frozen=True)
class ChallengeSession:
    token: str
    challenge: str
    client_id: str
    pool: Pool
    user: User
    state: dict[str, Any]

    def renew(self, **state: Any) -> str:
        """The same challenge under a new token, which a client gets with each step of it."""
        self.end()
        return start(self.pool, self.client_id, self.user, self.challenge, **state)

    def end(self) -> None:
        ministack_api.end_session(self.token)

    @classmethod
    def of(cls, token: str, session: ministack_api.Session) -> Self:
        pool = ministack_api.pool_by_id(session["pool_id"])
        user = ministack_api.user_by_name(pool, session["username"])
        return cls(token, session["challenge"], session["client_id"], pool, user, session["state"])


def start(pool: Pool, client_id: str, user: User, challenge: str, **state: Any) -> str:
    token, session = ministack_api.new_session(pool, client_id, user)
    session["challenge"] = challenge
    session["state"] = state
    return token


def find(token: str | None, challenge: str) -> ChallengeSession:
    """The session; a used, expired, invented one or one of another challenge is refused."""
    session = ministack_api.find_session(token) if token else None
    if token is None or session is None or session.get("challenge") != challenge:
        raise ministack_api.not_authorized("Invalid session for the user.")
    return ChallengeSession.of(token, session)
