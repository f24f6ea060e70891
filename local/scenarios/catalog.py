"""All scenarios, and where each runs."""

from typing import NamedTuple

from local.scenarios import administrator, sign_in, sign_up, totp
from local.scenarios.step import Flow


class Scenario(NamedTuple):
    """A flow, and the stack whose pool it runs against."""

    title: str
    stack: str
    flow: Flow
    client: str = "AppClientIDWeb"
    """The output with the app client's id."""


DEV, ON, ON_SMS, OFF, PHONE = "auth-dev", "auth-on", "auth-on-sms", "auth-off", "auth-phone"

SCENARIOS = (
    Scenario("Sign-up with phone number and e-mail", DEV, sign_up.sign_up_with_phone_and_email),
    Scenario("Sign-up where the phone number is the sign-in name", PHONE, sign_up.sign_up_by_phone_number),
    Scenario("SMS challenge, by SRP", DEV, sign_in.sms_challenge_by_srp),
    Scenario("SMS challenge, by password", ON, sign_in.sms_challenge_by_password, "AppClientID"),
    Scenario("TOTP set up during sign-in, mode ON", ON, totp.set_up_during_sign_in),
    Scenario("TOTP set up after sign-in, mode OPTIONAL", DEV, totp.set_up_after_sign_in),
    Scenario("TOTP set up after sign-in, mode ON", ON, totp.set_up_after_sign_in),
    Scenario("Reading and updating the preference", DEV, totp.preference),
    Scenario("Several factors enabled, none preferred", DEV, sign_in.choice_of_factor),
    Scenario("Lost TOTP device, mode OPTIONAL: turned off", DEV, administrator.lost_device_totp_off),
    Scenario("Lost TOTP device, mode OPTIONAL: moved to SMS", DEV, administrator.lost_device_moved_to_sms),
    Scenario("Lost TOTP device, mode ON, no phone number", ON, administrator.lost_device_without_phone),
    Scenario("Forgot password", DEV, sign_up.forgot_password),
    Scenario("Mode OFF", OFF, sign_in.no_mfa),
    Scenario("Mode ON, SMS only, no phone number", ON_SMS, sign_in.sms_only_without_phone),
    Scenario("A user created by an administrator, mode OPTIONAL", DEV, administrator.created_user_optional),
    Scenario("A user created by an administrator, mode ON", ON, administrator.created_user_with_phone),
    Scenario("The same without a phone number", ON, administrator.created_user_without_phone),
)
