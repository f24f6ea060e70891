"""Sign-up and what the post-confirmation function makes of it, and the forgotten password."""

from collections.abc import Iterator

from local.scenarios.app import App
from local.scenarios.pool import Pool, User, new_password, new_phone, new_user
from local.scenarios.sign_in import sms_code
from local.scenarios.step import Step, masked, wrong
from local.scenarios.users import SMS_PREFERRED, with_verified_email


def sign_up_with_phone_and_email(pool: Pool, app: App) -> Iterator[Step]:
    """An app signs a user up with both attributes; Cognito verifies the phone number."""
    yield from _sign_up(pool, app, new_user())


def sign_up_by_phone_number(pool: Pool, app: App) -> Iterator[Step]:
    """The phone number is the sign-in name, and no attribute is given."""
    phone = new_phone()
    yield from _sign_up(pool, app, User(phone, new_password(), phone))


def _sign_up(pool: Pool, app: App, user: User) -> Iterator[Step]:
    sent = app.sign_up(user)
    yield Step("a code is sent", f"SMS to {masked(user.phone)}", f"{sent.medium} to {sent.destination}")
    code = pool.sms_code(user)
    yield Step("a wrong code", "CodeMismatchException", app.confirm_sign_up(wrong(code)).outcome)
    yield Step("the right code", "accepted", app.confirm_sign_up(code).outcome)
    yield Step("the user's status", "CONFIRMED", pool.admin("admin_get_user", user)["UserStatus"])
    yield Step("the number is verified", "true", pool.attribute(user, "phone_number_verified"))
    yield Step("the user's MFA list", SMS_PREFERRED, pool.preference(user))
    yield Step("sign-in", "SMS_MFA", app.sign_in(user).outcome)
    yield from sms_code(pool, app, user)


def forgot_password(pool: Pool, app: App) -> Iterator[Step]:
    """A new password by a code changes nothing in the user's MFA, though the function is called."""
    user = with_verified_email(pool)
    yield Step("a code is sent", "EMAIL", app.forgot_password(user).medium)
    code = pool.email_code(user)
    renewed = User(user.name, new_password(), user.phone, user.email)
    wrong_code = app.confirm_password(wrong(code), renewed.password)
    yield Step("a wrong code", "CodeMismatchException", wrong_code.outcome)
    yield Step("the right code", "accepted", app.confirm_password(code, renewed.password).outcome)
    yield Step("the preference is unchanged", SMS_PREFERRED, pool.preference(user))
    yield Step("the old password", "NotAuthorizedException", app.sign_in(user).outcome)
    yield Step("the new password", "SMS_MFA", app.sign_in(renewed).outcome)
    yield from sms_code(pool, app, renewed)
