"""All MFA flows with amazon-cognito-identity-js 6."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pyotp
import pytest

from local.scenarios.administrator import PREFER_SMS, TOTP_OFF
from local.scenarios.pool import Pool, User, new_password, new_phone, new_user
from local.scenarios.step import masked, wrong
from tests.acceptance.identity_js import App, assert_asks_for_sms_code, assert_asks_for_totp_code
from tests.acceptance.javascript import CallError, JavaScript
from tests.acceptance.users import (
    BOTH,
    SMS_PREFERRED,
    TOTP_PREFERRED,
    assert_confirmed_with_sms_enabled,
    created_by_administrator,
    moved_to_new_phone,
    with_totp_alone,
    with_totp_preferred,
    with_verified_email,
)

ENABLED = {"Enabled": True, "PreferredMfa": False}
PREFERRED = {"Enabled": True, "PreferredMfa": True}
TOTP = "SOFTWARE_TOKEN_MFA"

Start = Callable[..., App]


@pytest.fixture
def start(pools: dict[str, Pool]) -> Iterator[Start]:
    """Starts an app for the pool of a stack."""
    with ExitStack() as running:

        def started(stack: str, client: str = "AppClientIDWeb") -> App:
            javascript = running.enter_context(JavaScript("identity_js.mjs"))
            return App(javascript, pools[stack], pools[stack].outputs[client])

        yield started


def test_sign_up_with_phone_number_and_email(pools: dict[str, Pool], start: Start) -> None:
    user = new_user()
    sign_up(start("auth-dev"), pools["auth-dev"], user, user.attributes)


def test_sign_up_by_phone_number(pools: dict[str, Pool], start: Start) -> None:
    phone = new_phone()
    sign_up(start("auth-phone"), pools["auth-phone"], User(phone, new_password(), phone), [])


def sign_up(app: App, pool: Pool, user: User, attributes: list[dict[str, str]]) -> None:
    """Sign up, confirm, and sign in."""
    assert app.call("signUp", user.name, user.password, attributes) == {
        "userConfirmed": False,
        "codeDeliveryDetails": {
            "AttributeName": "phone_number",
            "DeliveryMedium": "SMS",
            "Destination": masked(user.phone),
        },
    }
    code = pool.sms_code(user)
    app.call("createUser", user.name)
    with pytest.raises(CallError, match="CodeMismatchException"):
        app.call("confirmRegistration", wrong(code))
    assert app.call("confirmRegistration", code) == "SUCCESS"
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
    assert_asks_for_sms_code(app.sign_in(user, flow), user)
    code = pool.sms_code(user)
    with pytest.raises(CallError, match="CodeMismatchException"):
        app.call("sendMFACode", wrong(code))
    app.assert_signed_in(app.call("sendMFACode", code), user)


def test_totp_set_up_during_sign_in(pools: dict[str, Pool], start: Start) -> None:
    user, app = pools["auth-on"].signed_up(phone=False), start("auth-on")
    callback, challenge, parameters = app.sign_in(user)
    assert (callback, challenge) == ("mfaSetup", "MFA_SETUP")
    assert TOTP in json.loads(parameters["MFAS_CAN_SETUP"])
    totp = device(app)
    with pytest.raises(CallError, match="EnableSoftwareTokenMFAException"):
        app.call("verifySoftwareToken", wrong(totp.now()))
    app.assert_signed_in(app.call("verifySoftwareToken", totp.now()), user)
    assert_asks_for_totp_code(app.sign_in(user))
    with pytest.raises(CallError, match="CodeMismatchException"):
        app.call("sendMFACode", wrong(totp.now()), TOTP)
    app.assert_signed_in(app.call("sendMFACode", totp.now(), TOTP), user)


def device(app: App) -> pyotp.TOTP:
    """The device that got the secret of a TOTP set-up."""
    callback, secret = app.call("associateSoftwareToken")
    assert callback == "associateSecretCode"
    return pyotp.TOTP(secret)


@pytest.mark.parametrize("stack", ["auth-dev", "auth-on"])
def test_totp_set_up_after_sign_in(pools: dict[str, Pool], start: Start, stack: str) -> None:
    pool, app = pools[stack], start(stack)
    user = pool.signed_up()
    app.sign_in_by_sms(user)
    totp = device(app)
    with pytest.raises(CallError, match="EnableSoftwareTokenMFAException"):
        app.call("verifySoftwareToken", wrong(totp.now()))
    callback, answer = app.call("verifySoftwareToken", totp.now())
    assert (callback, answer["Status"]) == ("onSuccess", "SUCCESS")
    assert pool.preference(user) == SMS_PREFERRED
    assert app.call("setUserMfaPreference", ENABLED, PREFERRED) == "SUCCESS"
    assert pool.preference(user) == TOTP_PREFERRED
    assert_asks_for_totp_code(app.sign_in(user))
    app.assert_signed_in(app.call("sendMFACode", totp.now(), TOTP), user)


def test_preference(pools: dict[str, Pool], start: Start) -> None:
    user, app = pools["auth-dev"].signed_up(), start("auth-dev")
    app.sign_in_by_sms(user)
    assert app.preference() == SMS_PREFERRED
    app.call("verifySoftwareToken", device(app).now())
    app.call("setUserMfaPreference", ENABLED, PREFERRED)
    assert app.preference() == TOTP_PREFERRED
    app.call("setUserMfaPreference", PREFERRED, ENABLED)
    assert app.preference() == (BOTH, "SMS_MFA")
    with pytest.raises(CallError, match="InvalidParameterException"):
        app.call("setUserMfaPreference", PREFERRED, PREFERRED)
    assert app.preference() == (BOTH, "SMS_MFA")
    app.call("setUserMfaPreference", None, {"Enabled": False, "PreferredMfa": False})
    assert app.preference() == SMS_PREFERRED


def test_choice_of_factor(pools: dict[str, Pool], start: Start) -> None:
    pool, app = pools["auth-dev"], start("auth-dev")
    user = pool.signed_up()
    app.sign_in_by_sms(user)
    totp = device(app)
    app.call("verifySoftwareToken", totp.now())
    app.call("setUserMfaPreference", ENABLED, ENABLED)
    assert app.preference() == (BOTH, None)

    callback, challenge, parameters = app.sign_in(user)
    assert (callback, challenge) == ("selectMFAType", "SELECT_MFA_TYPE")
    assert sorted(json.loads(parameters["MFAS_CAN_CHOOSE"])) == BOTH
    assert_asks_for_totp_code(app.call("sendMFASelectionAnswer", TOTP))
    app.assert_signed_in(app.call("sendMFACode", totp.now(), TOTP), user)

    app.sign_in(user)
    assert_asks_for_sms_code(app.call("sendMFASelectionAnswer", "SMS_MFA"), user)
    app.assert_signed_in(app.call("sendMFACode", pool.sms_code(user)), user)


def test_lost_totp_device_turned_off(pools: dict[str, Pool], start: Start) -> None:
    pool, app = pools["auth-dev"], start("auth-dev")
    user = with_totp_preferred(pool, phone=False)
    assert_asks_for_totp_code(app.sign_in(user))
    pool.admin("admin_set_user_mfa_preference", user, **TOTP_OFF)
    app.assert_signed_in(app.sign_in(user), user)


def test_lost_totp_device_moved_to_sms(pools: dict[str, Pool], start: Start) -> None:
    pool, app = pools["auth-dev"], start("auth-dev")
    user = with_totp_preferred(pool)
    assert_asks_for_totp_code(app.sign_in(user))
    pool.admin("admin_set_user_mfa_preference", user, **PREFER_SMS, **TOTP_OFF)
    app.sign_in_by_sms(user)


def test_lost_totp_device_with_mode_on_and_no_phone_number(pools: dict[str, Pool], start: Start) -> None:
    pool, app = pools["auth-on"], start("auth-on")
    user = with_totp_alone(pool)
    assert_asks_for_totp_code(app.sign_in(user))
    app.sign_in_by_sms(moved_to_new_phone(pool, user))


def test_forgotten_password(pools: dict[str, Pool], start: Start) -> None:
    pool, app = pools["auth-dev"], start("auth-dev")
    user = with_verified_email(pool)
    app.call("createUser", user.name)
    callback, answer = app.call("forgotPassword")
    assert callback == "inputVerificationCode"
    assert answer["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"
    code = pool.email_code(user)
    renewed = User(user.name, new_password(), user.phone, user.email)
    with pytest.raises(CallError, match="CodeMismatchException"):
        app.call("confirmPassword", wrong(code), renewed.password)
    assert app.call("confirmPassword", code, renewed.password) == ["onSuccess", "SUCCESS"]
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
    assert app.sign_in(user)[0] == "newPasswordRequired"
    app.assert_signed_in(app.call("completeNewPasswordChallenge", new_password()), user)


def test_created_user_with_mode_on(pools: dict[str, Pool], start: Start) -> None:
    pool, app = pools["auth-on"], start("auth-on")
    user = created_by_administrator(pool)
    assert app.sign_in(user)[0] == "newPasswordRequired"
    assert_asks_for_sms_code(app.call("completeNewPasswordChallenge", new_password()), user)
    app.assert_signed_in(app.call("sendMFACode", pool.sms_code(user)), user)


def test_created_user_with_mode_on_and_no_phone_number(pools: dict[str, Pool], start: Start) -> None:
    user, app = created_by_administrator(pools["auth-on"], phone=False), start("auth-on")
    assert app.sign_in(user)[0] == "newPasswordRequired"
    assert app.call("completeNewPasswordChallenge", new_password())[0] == "mfaSetup"
    app.assert_signed_in(app.call("verifySoftwareToken", device(app).now()), user)
