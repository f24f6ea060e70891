"""What an administrator asks for, checked before anything is done."""

import re
from dataclasses import dataclass
from typing import Any

# https://www.itu.int/rec/T-REC-E.164: at most 15 digits, the country's code first, which starts with no zero.
E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
LONGEST = 128
REQUIRED = ("user", "requested_by", "ticket")
OPTIONAL = ("to_sms", "phone_number")


class RecoveryRefusedError(Exception):
    """The request cannot be fulfilled. Its text says why, and holds no personal data."""


@dataclass(frozen=True)
class Request:
    """A request that is complete and well formed."""

    user: str
    requested_by: str
    ticket: str
    to_sms: bool = False
    """Whether the user is to be asked for codes by SMS from now on."""
    phone_number: str | None = None
    """The number that is the user's, as the administrator has verified."""

    @classmethod
    def read(cls, payload: Any) -> "Request":
        """Read a payload.

        :raises RecoveryRefusedError: something is missing, unknown or malformed; all of it is named.
        """
        if not isinstance(payload, dict):
            raise RecoveryRefusedError("the payload must be an object with user, requested_by and ticket")
        errors = [
            f"{name}: unknown; there are {', '.join((*REQUIRED, *OPTIONAL))}"
            for name in sorted(set(payload) - {*REQUIRED, *OPTIONAL})
        ]
        for name in REQUIRED:
            value = payload.get(name)
            if not isinstance(value, str) or not 1 <= len(value.strip()) <= LONGEST:
                errors.append(f"{name}: must be a string of 1 to {LONGEST} characters")
        to_sms, phone_number = payload.get("to_sms", False), payload.get("phone_number")
        if not isinstance(to_sms, bool):
            errors.append("to_sms: must be true or false")
        if phone_number is not None:
            if not isinstance(phone_number, str) or not E164.fullmatch(phone_number):
                errors.append("phone_number: must be in E.164 form, such as +15555550100")
            if to_sms is False:
                errors.append('phone_number: has no meaning without "to_sms": true')
        if errors:
            raise RecoveryRefusedError("; ".join(errors))
        return cls(payload["user"], payload["requested_by"], payload["ticket"], to_sms, phone_number)
