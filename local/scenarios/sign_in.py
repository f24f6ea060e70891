"""Sign-in, and the challenges that it leads to."""

from collections.abc import Iterator

from local.scenarios.app import Answer, App
from local.scenarios.pool import Pool, User
from local.scenarios.step import Step, masked, outcome_for_administrator, wrong
from local.scenarios.users import BOTH, PREFER_SMS, SMS, TOTP


def sms_challenge_by_srp(pool: Pool, app: App) -> Iterator[Step]:
    """The user signs in as with Amplify's libraries."""
    user = pool.signed_up()
    yield from _sms_challenge(pool, app, user, app.sign_in(user))


def sms_challenge_by_password(pool: Pool, app: App) -> Iterator[Step]:
    """The app sends the password."""
    user = pool.signed_up()
    yield from _sms_challenge(pool, app, user, app.sign_in(user, "USER_PASSWORD_AUTH"))


def _sms_challenge(pool: Pool, app: App, user: User, challenge: Answer) -> Iterator[Step]:
    yield Step("the challenge", SMS, challenge.outcome)
    yield Step("the code goes to", masked(user.phone), challenge.destination)
    yield Step("a wrong code", "CodeMismatchException", app.send_code(wrong(pool.sms_code(user))).outcome)
    yield from sms_code(pool, app, user)


def sms_code(pool: Pool, app: App, user: User) -> Iterator[Step]:
    """Answer an SMS challenge."""
    yield Step("the right code", "tokens", app.send_code(pool.sms_code(user)).outcome)


def choice_of_factor(pool: Pool, app: App) -> Iterator[Step]:
    """Both factors are enabled and none is preferred."""
    user = pool.signed_up()
    yield from signed_in_by_sms(pool, app, user)
    totp = app.associate_totp()
    yield Step("a TOTP device is registered", "accepted", app.verify_totp(totp.now()).outcome)
    yield Step("both factors, none preferred", "accepted", app.prefer().outcome)
    yield Step("enabled and preferred", (BOTH, None), app.preference())
    choice = app.sign_in(user)
    yield Step("the challenge", "SELECT_MFA_TYPE", choice.outcome)
    yield Step("the choice", BOTH, list(choice.choices))
    yield Step("TOTP chosen", TOTP, app.choose(TOTP).outcome)
    yield Step("its code", "tokens", app.send_code(totp.now()).outcome)
    yield Step("sign-in again", "SELECT_MFA_TYPE", app.sign_in(user).outcome)
    challenge = app.choose(SMS)
    yield Step("SMS chosen", SMS, challenge.outcome)
    yield Step("the code goes to", masked(user.phone), challenge.destination)
    yield Step("its code", "tokens", app.send_code(pool.sms_code(user)).outcome)


def no_mfa(pool: Pool, app: App) -> Iterator[Step]:
    """With mode OFF nobody is asked for a second factor."""
    user = pool.signed_up()
    yield Step("nothing is enabled", ([], None), pool.preference(user))
    yield Step("sign-in", "tokens", app.sign_in(user).outcome)
    # Whether Cognito takes a preference in such a pool is not documented; it leads to no challenge.
    outcome_for_administrator(lambda: pool.admin("admin_set_user_mfa_preference", user, **PREFER_SMS))
    yield Step("sign-in after SMS was preferred", "tokens", app.sign_in(user).outcome)


def sms_only_without_phone(pool: Pool, app: App) -> Iterator[Step]:
    """With mode ON and SMS only, a user without a phone number cannot sign in."""
    user = pool.signed_up(phone=False)
    yield Step("sign-in", "MFAMethodNotFoundException", app.sign_in(user).outcome)


def signed_in_by_sms(pool: Pool, app: App, user: User) -> Iterator[Step]:
    """Sign in a user who has SMS preferred."""
    yield Step("sign-in", SMS, app.sign_in(user).outcome)
    yield from sms_code(pool, app, user)
