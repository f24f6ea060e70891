"""What an administrator asks for, checked before anything is done."""

import re
from dataclasses import dataclass
from typing import Any, Literal

# https://www.itu.int/rec/T-REC-E.164: at most 15 digits, the country's code first, which starts with no zero.
E164 = re.compile(r"\+[1-9]\d{6,14}")
TEXTS = {"user": 128, "requested_by": 128, "ticket": 128}


class RefusedError(Exception):
    """What is asked for cannot be done. Its text says why, and holds no personal data."""


@dataclass(frozen=True)
class Request:
    """A request that is complete and well formed."""

    user: str
    to: Literal["OFF", "SMS"]
    requested_by: str
    ticket: str
    phone_number: str | None

    @classmethod
    def read(cls, payload: dict[str, Any]) -> "Request":
        """Read a payload.

        :raises RefusedError: something is missing, unknown or malformed.
        """
        unknown = sorted(set(payload) - {*TEXTS, "to", "phone_number"})
        if unknown:
            raise RefusedError(
                f"{', '.join(unknown)}: unknown; there are user, to, requested_by, ticket, phone_number"
            )
        for name, longest in TEXTS.items():
            value = payload.get(name)
            if not isinstance(value, str) or not 1 <= len(value.strip()) <= longest:
                raise RefusedError(f"{name}: must be a text of 1 to {longest} characters")
        if payload.get("to") not in ("OFF", "SMS"):
            raise RefusedError('to: must be "OFF" or "SMS"')
        phone_number = payload.get("phone_number")
        if phone_number is not None:
            if not isinstance(phone_number, str) or not E164.fullmatch(phone_number):
                raise RefusedError("phone_number: must be in E.164 form, such as +15555550100")
            if payload["to"] == "OFF":
                raise RefusedError('phone_number: has no meaning with "OFF"')
        return cls(payload["user"], payload["to"], payload["requested_by"], payload["ticket"], phone_number)
