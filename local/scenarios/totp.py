"""Setting up a TOTP device, and reading and changing the preference."""

from collections.abc import Iterator

from local.scenarios.app import App
from local.scenarios.pool import Pool, User
from local.scenarios.sign_in import signed_in_by_sms
from local.scenarios.step import Step, wrong
from local.scenarios.users import BOTH, SMS, SMS_PREFERRED, TOTP, TOTP_PREFERRED

ISSUER = "example"


def set_up_during_sign_in(pool: Pool, app: App) -> Iterator[Step]:
    """With mode ON, a user without a factor has to set one up before the first sign-in ends."""
    user = pool.signed_up(phone=False)
    challenge = app.sign_in(user)
    yield Step("the challenge", "MFA_SETUP", challenge.outcome)
    yield Step("TOTP can be set up", True, TOTP in challenge.choices)
    yield from set_up(app, user)


def set_up(app: App, user: User) -> Iterator[Step]:
    """Answer MFA_SETUP, and sign in with the device."""
    totp = app.associate_totp()
    uri = totp.provisioning_uri(name=user.name, issuer_name=ISSUER)
    yield Step("the URI for the device", True, uri.startswith("otpauth://totp/"), qr=uri)
    wrong_code = app.verify_totp(wrong(totp.now()))
    yield Step("a wrong code", "EnableSoftwareTokenMFAException", wrong_code.outcome)
    yield Step("the right code", "tokens", app.verify_totp(totp.now()).outcome)
    yield Step("the next sign-in", TOTP, app.sign_in(user).outcome)
    yield Step("a wrong code", "CodeMismatchException", app.send_code(wrong(totp.now())).outcome)
    yield Step("the right code", "tokens", app.send_code(totp.now()).outcome)


def set_up_after_sign_in(pool: Pool, app: App) -> Iterator[Step]:
    """A user who is signed in registers a device and prefers it."""
    user = pool.signed_up()
    yield from signed_in_by_sms(pool, app, user)
    totp = app.associate_totp()
    wrong_code = app.verify_totp(wrong(totp.now()))
    yield Step("a wrong code", "EnableSoftwareTokenMFAException", wrong_code.outcome)
    yield Step("the right code", "accepted", app.verify_totp(totp.now()).outcome)
    yield Step("registering enables nothing", SMS_PREFERRED, pool.preference(user))
    yield Step("prefer TOTP", "accepted", app.prefer(totp=True).outcome)
    yield Step("enabled and preferred", TOTP_PREFERRED, pool.preference(user))
    yield Step("the next sign-in", TOTP, app.sign_in(user).outcome)
    yield Step("a wrong code", "CodeMismatchException", app.send_code(wrong(totp.now())).outcome)
    yield Step("the right code", "tokens", app.send_code(totp.now()).outcome)


def preference(pool: Pool, app: App) -> Iterator[Step]:
    """A user reads and changes the preference."""
    user = pool.signed_up()
    yield from signed_in_by_sms(pool, app, user)
    yield Step("read after sign-up", SMS_PREFERRED, app.preference())
    device = app.associate_totp()
    yield Step("a TOTP device is registered", "accepted", app.verify_totp(device.now()).outcome)
    yield Step("prefer TOTP", "accepted", app.prefer(totp=True).outcome)
    yield Step("read", TOTP_PREFERRED, app.preference())
    yield Step("prefer SMS", "accepted", app.prefer(sms=True).outcome)
    yield Step("read", (BOTH, SMS), app.preference())
    yield Step("prefer both", "InvalidParameterException", app.prefer(sms=True, totp=True).outcome)
    yield Step("read", (BOTH, SMS), app.preference())
    yield Step("turn TOTP off", "accepted", app.disable_totp().outcome)
    yield Step("read", SMS_PREFERRED, app.preference())
