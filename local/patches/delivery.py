"""Where a message goes, how its address is shown, and what it says."""

from typing import NamedTuple

from local.patches import ministack_api
from local.patches.ministack_api import Pool, User

SMS_CODE = "Your verification code is {####}."
SMS_AUTHENTICATION = "Your authentication code is {####}."

_MEDIUMS = {"phone_number": "SMS", "email": "EMAIL"}


class Destination(NamedTuple):
    """An attribute of a user that messages can be sent to."""

    attribute: str
    address: str

    @property
    def medium(self) -> str:
        return _MEDIUMS[self.attribute]

    @property
    def masked(self) -> str:
        """+*******1234, a***@e***: what Cognito shows of an address."""
        if self.attribute == "phone_number":
            return "+" + "*" * (len(self.address) - 5) + self.address[-4:]
        name, _, domain = self.address.partition("@")
        return f"{name[:1]}***@{domain[:1]}***"

    @property
    def details(self) -> dict[str, str]:
        """`CodeDeliveryDetails`"""
        return {"Destination": self.masked, "DeliveryMedium": self.medium, "AttributeName": self.attribute}


def destination(user: User, attribute: str) -> Destination | None:
    address = ministack_api.attributes(user).get(attribute)
    return Destination(attribute, address) if address else None


def auto_verified(pool: Pool, user: User) -> Destination | None:
    """Where a sign-up code goes: to the phone when both are verified.

    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-email-phone-verification.html
    """
    for attribute in ("phone_number", "email"):
        found = destination(user, attribute)
        if attribute in pool["AutoVerifiedAttributes"] and found:
            return found
    return None


def send_code(pool: Pool, user: User, to: Destination, code: str) -> None:
    if to.medium == "EMAIL":
        ministack_api.send_code_email(pool, user, to.address, code)
        return
    template = (pool.get("VerificationMessageTemplate") or {}).get("SmsMessage")
    message = template or pool.get("SmsVerificationMessage") or SMS_CODE
    ministack_api.send_sms(to.address, ministack_api.filled_in(message, pool, user, code))


def send_authentication_code(pool: Pool, user: User, to: Destination, code: str) -> None:
    message = pool.get("SmsAuthenticationMessage") or SMS_AUTHENTICATION
    ministack_api.send_sms(to.address, ministack_api.filled_in(message, pool, user, code))
