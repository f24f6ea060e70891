"""The queue's messages as types."""

import json
from dataclasses import dataclass


class MalformedMessageError(Exception):
    """The message's body is not one that these functions write."""


@dataclass(frozen=True)
class UserMessage:
    """A user whose MFA could not be enabled at sign-up."""

    user: str
    """The user name."""

    def encode(self) -> str:
        """The message's body."""
        return json.dumps({"user": self.user})

    @classmethod
    def decode(cls, body: str) -> "UserMessage":
        """Read a message's body.

        :raises MalformedMessageError: it is another message, or none.
        """
        try:
            content = json.loads(body)
        except ValueError as error:
            raise MalformedMessageError from error
        match content:
            case {"user": str(user), **others} if user and not others:
                return cls(user)
        raise MalformedMessageError
