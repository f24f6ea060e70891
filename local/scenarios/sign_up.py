"""Sign-up, and what the post-confirmation function makes of it."""

from collections.abc import Iterator

from local.scenarios.pool import Pool, User, new_password, new_phone, new_user
from local.scenarios.step import Step, masked, outcome, wrong

SMS_PREFERRED = (["SMS_MFA"], "SMS_MFA")


def sign_up_with_phone_and_email(pool: Pool) -> Iterator[Step]:
    """An app signs a user up with both attributes; Cognito verifies the phone number."""
    yield from _sign_up(pool, new_user())


def sign_up_by_phone_number(pool: Pool) -> Iterator[Step]:
    """The phone number is the sign-in name, and no attribute is given."""
    phone = new_phone()
    yield from _sign_up(pool, User(phone, new_password(), phone))


def _sign_up(pool: Pool, user: User) -> Iterator[Step]:
    delivery = pool.sign_up(user)["CodeDeliveryDetails"]
    code = pool.sms_code(user)
    yield Step(
        "a code is sent",
        f"SMS to {masked(user.phone)}",
        f"{delivery['DeliveryMedium']} to {delivery['Destination']}",
    )
    yield Step("a wrong code", "CodeMismatchException", outcome(lambda: pool.confirm(user, wrong(code))))
    yield Step("the right code", "accepted", outcome(lambda: pool.confirm(user, code)))
    yield Step("the user's status", "CONFIRMED", pool.admin("admin_get_user", user)["UserStatus"])
    yield Step("the number is verified", "true", pool.attribute(user, "phone_number_verified"))
    line = pool.decisions(user)[-1]
    yield Step("the function's log line: enabled", ["SMS"], line["enabled"])
    yield Step("the function's log line: not enabled", "no TOTP device registered", line["withheld"]["TOTP"])
    yield Step("the user's MFA list", SMS_PREFERRED, pool.preference(user))


def forgot_password(pool: Pool) -> Iterator[Step]:
    """A new password by a code changes nothing in the user's MFA, though the function is called."""
    user = pool.signed_up()
    token = pool.access_token(user)
    pool.cognito.get_user_attribute_verification_code(AccessToken=token, AttributeName="email")
    pool.cognito.verify_user_attribute(AccessToken=token, AttributeName="email", Code=pool.email_code(user))
    lines = len(pool.decisions(user))
    delivery = pool.cognito.forgot_password(ClientId=pool.web, Username=user.name)["CodeDeliveryDetails"]
    yield Step("a code is sent", "EMAIL", delivery["DeliveryMedium"])
    code = pool.email_code(user)
    renewed = User(user.name, new_password(), user.phone, user.email)

    def confirm(code: str) -> str:
        return outcome(
            lambda: pool.cognito.confirm_forgot_password(
                ClientId=pool.web, Username=user.name, ConfirmationCode=code, Password=renewed.password
            )
        )

    yield Step("a wrong code", "CodeMismatchException", confirm(wrong(code)))
    yield Step("the right code", "accepted", confirm(code))
    yield Step("the function does nothing", lines, len(pool.decisions(user)))
    yield Step("the preference is unchanged", SMS_PREFERRED, pool.preference(user))
    yield Step("the old password", "NotAuthorizedException", outcome(lambda: pool.sign_in(user)))
    yield Step("the new password", "SMS_MFA", outcome(lambda: pool.sign_in(renewed)))
