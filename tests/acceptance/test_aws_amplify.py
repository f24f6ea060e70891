"""All MFA flows with aws-amplify 6."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from local.scenarios.administrator import PREFER_SMS, TOTP_OFF
from local.scenarios.pool import Pool, User, new_password, new_phone, new_user
from local.scenarios.step import masked, wrong
from stacks.amplify.client_files import aws_exports
from tests.acceptance.amplify import NEW_PASSWORD, TOTP_CODE, App, device, sms_code
from tests.acceptance.javascript import CallError, JavaScript
from tests.acceptance.users import (
    SMS_PREFERRED,
    TOTP_PREFERRED,
    assert_confirmed_with_sms_enabled,
    created_by_administrator,
    moved_to_new_phone,
    with_totp_alone,
    with_totp_preferred,
    with_verified_email,
)

Start = Callable[..., App]


@pytest.fixture
def start(pools: dict[str, Pool]) -> Iterator[Start]:
    """Starts an app for the pool of a stack."""
    with ExitStack() as running:

        def started(stack: str, client: str = "AppClientIDWeb") -> App:
            javascript = running.enter_context(JavaScript("aws_amplify.mjs"))
            return App(javascript, pools[stack], pools[stack].outputs[client])

        yield started


def test_sign_up_with_phone_number_and_email(pools: dict[str, Pool], start: Start) -> None:
    user = new_user()
    attributes = {"phone_number": user.phone, "email": user.email}
    sign_up(start("auth-dev"), pools["auth-dev"], user, attributes)


def test_sign_up_by_phone_number(pools: dict[str, Pool], start: Start) -> None:
    phone = new_phone()
    user = User(phone, new_password(), phone)
    sign_up(start("auth-phone"), pools["auth-phone"], user, {})


def test_the_older_configuration_file_is_as_good(pools: dict[str, Pool]) -> None:
    pool = pools["auth-dev"]
    user = pool.signed_up()
    with JavaScript("aws_amplify.mjs") as javascript:
        App(javascript, pool, pool.web, of_outputs=aws_exports).sign_in_by_sms(user)


def sign_up(app: App, pool: Pool, user: User, attributes: dict[str, str]) -> None:
    """Sign up, confirm, and sign in."""
    options = {"userAttributes": attributes}
    signed_up = app.call("signUp", username=user.name, password=user.password, options=options)
    assert signed_up["nextStep"] == {
        "signUpStep": "CONFIRM_SIGN_UP",
        "codeDeliveryDetails": {
            "attributeName": "phone_number",
            "deliveryMedium": "SMS",
            "destination": masked(user.phone),
        },
    }
    code = pool.sms_code(user)
    with pytest.raises(CallError, match="CodeMismatchException"):
        app.call("confirmSignUp", username=user.name, confirmationCode=wrong(code))
    confirmed = app.call("confirmSignUp", username=user.name, confirmationCode=code)
    assert confirmed == {"isSignUpComplete": True, "nextStep": {"signUpStep": "DONE"}}
    assert_confirmed_with_sms_enabled(pool, user)
    app.sign_in_by_sms(user)


@pytest.mark.parametrize(
    ("stack", "client", "flow"),
    [
        ("auth-dev", "AppClientIDWeb", "USER_SRP_AUTH"),
        ("auth-on", "AppClientID", "USER_PASSWORD_AUTH"),
    ],
)
def test_sms_challenge(pools: dict[str, Pool], start: Start, stack: str, client: str, flow: str) -> None:
    pool, app = pools[stack], start(stack, client)
    user = pool.signed_up()
    assert app.sign_in(user, authFlowType=flow) == sms_code(user)
    code = pool.sms_code(user)
    with pytest.raises(CallError, match="CodeMismatchException"):
        app.confirm_sign_in(wrong(code))
    app.assert_signed_in(app.confirm_sign_in(code), user)


def test_totp_set_up_during_sign_in(pools: dict[str, Pool], start: Start) -> None:
    user, app = pools["auth-on"].signed_up(phone=False), start("auth-on")
    step = app.sign_in(user)
    assert step["signInStep"] == "CONTINUE_SIGN_IN_WITH_TOTP_SETUP"
    totp = device(step["totpSetupDetails"])
    with pytest.raises(CallError, match="EnableSoftwareTokenMFAException"):
        app.confirm_sign_in(wrong(totp.now()))
    app.assert_signed_in(app.confirm_sign_in(totp.now()), user)
    app.sign_out()
    assert app.sign_in(user) == TOTP_CODE
    with pytest.raises(CallError, match="CodeMismatchException"):
        app.confirm_sign_in(wrong(totp.now()))
    app.assert_signed_in(app.confirm_sign_in(totp.now()), user)


@pytest.mark.parametrize("stack", ["auth-dev", "auth-on"])
def test_totp_set_up_after_sign_in(pools: dict[str, Pool], start: Start, stack: str) -> None:
    pool, app = pools[stack], start(stack)
    user = pool.signed_up()
    app.sign_in_by_sms(user)
    totp = device(app.call("setUpTOTP"))
    with pytest.raises(CallError, match="EnableSoftwareTokenMFAException"):
        app.call("verifyTOTPSetup", code=wrong(totp.now()))
    app.call("verifyTOTPSetup", code=totp.now())
    assert pool.preference(user) == SMS_PREFERRED
    app.call("updateMFAPreference", sms="NOT_PREFERRED", totp="PREFERRED")
    assert pool.preference(user) == TOTP_PREFERRED
    app.sign_out()
    assert app.sign_in(user) == TOTP_CODE
    app.assert_signed_in(app.confirm_sign_in(totp.now()), user)


def test_preference(pools: dict[str, Pool], start: Start) -> None:
    user, app = pools["auth-dev"].signed_up(), start("auth-dev")
    app.sign_in_by_sms(user)
    assert app.preference() == (["SMS"], "SMS")
    app.call("verifyTOTPSetup", code=device(app.call("setUpTOTP")).now())
    app.call("updateMFAPreference", sms="NOT_PREFERRED", totp="PREFERRED")
    assert app.preference() == (["SMS", "TOTP"], "TOTP")
    app.call("updateMFAPreference", sms="PREFERRED", totp="NOT_PREFERRED")
    assert app.preference() == (["SMS", "TOTP"], "SMS")
    with pytest.raises(CallError, match="InvalidParameterException"):
        app.call("updateMFAPreference", sms="PREFERRED", totp="PREFERRED")
    assert app.preference() == (["SMS", "TOTP"], "SMS")
    app.call("updateMFAPreference", totp="DISABLED")
    assert app.preference() == (["SMS"], "SMS")


def test_choice_of_factor(pools: dict[str, Pool], start: Start) -> None:
    pool, app = pools["auth-dev"], start("auth-dev")
    user = pool.signed_up()
    app.sign_in_by_sms(user)
    totp = device(app.call("setUpTOTP"))
    app.call("verifyTOTPSetup", code=totp.now())
    app.call("updateMFAPreference", sms="NOT_PREFERRED", totp="NOT_PREFERRED")
    assert app.preference() == (["SMS", "TOTP"], None)
    app.sign_out()

    step = app.sign_in(user)
    assert step["signInStep"] == "CONTINUE_SIGN_IN_WITH_MFA_SELECTION"
    assert sorted(step["allowedMFATypes"]) == ["SMS", "TOTP"]
    assert app.confirm_sign_in("TOTP") == TOTP_CODE
    app.assert_signed_in(app.confirm_sign_in(totp.now()), user)
    app.sign_out()

    app.sign_in(user)
    assert app.confirm_sign_in("SMS") == sms_code(user)
    app.assert_signed_in(app.confirm_sign_in(pool.sms_code(user)), user)


def test_lost_totp_device_turned_off(pools: dict[str, Pool], start: Start) -> None:
    pool, app = pools["auth-dev"], start("auth-dev")
    user = with_totp_preferred(pool, phone=False)
    assert app.sign_in(user) == TOTP_CODE
    pool.admin("admin_set_user_mfa_preference", user, **TOTP_OFF)
    app.assert_signed_in(app.sign_in(user), user)


def test_lost_totp_device_moved_to_sms(pools: dict[str, Pool], start: Start) -> None:
    pool, app = pools["auth-dev"], start("auth-dev")
    user = with_totp_preferred(pool)
    assert app.sign_in(user) == TOTP_CODE
    pool.admin("admin_set_user_mfa_preference", user, **PREFER_SMS, **TOTP_OFF)
    app.sign_in_by_sms(user)


def test_lost_totp_device_with_mode_on_and_no_phone_number(pools: dict[str, Pool], start: Start) -> None:
    pool, app = pools["auth-on"], start("auth-on")
    user = with_totp_alone(pool)
    assert app.sign_in(user) == TOTP_CODE
    found = moved_to_new_phone(pool, user)
    app.sign_in_by_sms(found)


def test_forgotten_password(pools: dict[str, Pool], start: Start) -> None:
    pool, app = pools["auth-dev"], start("auth-dev")
    user = with_verified_email(pool)
    step = app.call("resetPassword", username=user.name)["nextStep"]
    assert step["resetPasswordStep"] == "CONFIRM_RESET_PASSWORD_WITH_CODE"
    assert step["codeDeliveryDetails"]["deliveryMedium"] == "EMAIL"
    code = pool.email_code(user)
    renewed = User(user.name, new_password(), user.phone, user.email)
    answer = {"username": user.name, "newPassword": renewed.password}
    with pytest.raises(CallError, match="CodeMismatchException"):
        app.call("confirmResetPassword", **answer, confirmationCode=wrong(code))
    app.call("confirmResetPassword", **answer, confirmationCode=code)
    assert pool.preference(user) == SMS_PREFERRED
    with pytest.raises(CallError, match="NotAuthorizedException"):
        app.sign_in(user)
    app.sign_in_by_sms(renewed)


def test_mode_off(pools: dict[str, Pool], start: Start) -> None:
    user, app = pools["auth-off"].signed_up(), start("auth-off")
    app.assert_signed_in(app.sign_in(user), user)


def test_sms_only_without_phone_number(pools: dict[str, Pool], start: Start) -> None:
    user, app = pools["auth-on-sms"].signed_up(phone=False), start("auth-on-sms")
    with pytest.raises(CallError, match="MFAMethodNotFoundException"):
        app.sign_in(user)


def test_created_user_with_mode_optional(pools: dict[str, Pool], start: Start) -> None:
    user, app = created_by_administrator(pools["auth-dev"]), start("auth-dev")
    assert app.sign_in(user) == NEW_PASSWORD
    app.assert_signed_in(app.confirm_sign_in(new_password()), user)


def test_created_user_with_mode_on(pools: dict[str, Pool], start: Start) -> None:
    pool, app = pools["auth-on"], start("auth-on")
    user = created_by_administrator(pool)
    assert app.sign_in(user) == NEW_PASSWORD
    assert app.confirm_sign_in(new_password()) == sms_code(user)
    app.assert_signed_in(app.confirm_sign_in(pool.sms_code(user)), user)


def test_created_user_with_mode_on_and_no_phone_number(pools: dict[str, Pool], start: Start) -> None:
    user, app = created_by_administrator(pools["auth-on"], phone=False), start("auth-on")
    assert app.sign_in(user) == NEW_PASSWORD
    step = app.confirm_sign_in(new_password())
    assert step["signInStep"] == "CONTINUE_SIGN_IN_WITH_TOTP_SETUP"
    app.assert_signed_in(app.confirm_sign_in(device(step["totpSetupDetails"]).now()), user)
