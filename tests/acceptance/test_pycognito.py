"""The MFA flows that pycognito can go through. It signs in by SRP, and verifies the tokens that it is given.

There is no test of what it cannot do:

- set TOTP up during sign-in, also as a user whom an administrator created: it has no answer to `MFA_SETUP`;
- choose one of several factors: it has no answer to `SELECT_MFA_TYPE`;
- read the preference; prefer two factors, or none of two: `set_user_mfa_preference` takes one;
- a challenge after sign-in by password: `admin_authenticate` expects tokens.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import boto3
import pyotp
import pytest
from botocore.exceptions import ClientError
from pycognito import Cognito
from pycognito.aws_srp import AWSSRP
from pycognito.exceptions import (
    ForceChangePasswordException,
    MFAChallengeException,
    SMSMFAChallengeException,
    SoftwareTokenMFAChallengeException,
)

from local.scenarios.administrator import PREFER_SMS, TOTP_OFF
from local.scenarios.pool import Pool, User, new_password, new_phone, new_user
from local.scenarios.step import masked, wrong
from tests.acceptance.tokens import published_keys
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

Start = Callable[[str, User], Cognito]


@pytest.fixture
def start(pools: dict[str, Pool], monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Starts an app for the pool of a stack and a user."""
    with ExitStack() as running:

        def started(stack: str, user: User) -> Cognito:
            pool = pools[stack]
            # As an argument, the endpoint would be taken for the tokens' issuer as well.
            for name, value in pool.aws.environ.items():
                monkeypatch.setenv(name, value)
            app = Cognito(pool.id, pool.web, username=user.name, session=boto3.Session())
            running.callback(app.client.close)
            # By itself it would ask amazonaws.com for them.
            app.pool_jwk = published_keys(pool)
            return app

        yield started


def test_sign_up_with_phone_number_and_email(pools: dict[str, Pool], start: Start) -> None:
    user = new_user()
    app = start("auth-dev", user)
    app.set_base_attributes(phone_number=user.phone, email=user.email)
    sign_up(app, pools["auth-dev"], user)


def test_sign_up_by_phone_number(pools: dict[str, Pool], start: Start) -> None:
    phone = new_phone()
    user = User(phone, new_password(), phone)
    sign_up(start("auth-phone", user), pools["auth-phone"], user)


def sign_up(app: Cognito, pool: Pool, user: User) -> None:
    """Sign up, confirm, and sign in."""
    assert app.register(user.name, user.password)["CodeDeliveryDetails"] == {
        "AttributeName": "phone_number",
        "DeliveryMedium": "SMS",
        "Destination": masked(user.phone),
    }
    code = pool.sms_code(user)
    with pytest.raises(ClientError, match="CodeMismatchException"):
        app.confirm_sign_up(wrong(code))
    app.confirm_sign_up(code)
    assert_confirmed_with_sms_enabled(pool, user)
    sign_in_by_sms(app, pool, user)


def sign_in_by_sms(app: Cognito, pool: Pool, user: User) -> None:
    """Sign in with the code of an SMS message."""
    with pytest.raises(SMSMFAChallengeException) as challenge:
        app.authenticate(user.password)
    assert destination(challenge.value) == masked(user.phone)
    app.respond_to_sms_mfa_challenge(pool.sms_code(user))
    assert_signed_in(app, pool, user)


def destination(challenge: MFAChallengeException) -> str:
    """Where the challenge says that the code went."""
    return str(challenge.get_tokens()["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"])


def assert_signed_in(app: Cognito, pool: Pool, user: User) -> None:
    """Check that the app verified tokens, and that they are the user's."""
    assert app.access_claims["client_id"] == app.id_claims["aud"] == pool.web
    assert app.access_claims["sub"] == app.id_claims["sub"] == pool.attribute(user, "sub")


def test_sms_challenge(pools: dict[str, Pool], start: Start) -> None:
    pool = pools["auth-dev"]
    user = pool.signed_up()
    app = start("auth-dev", user)
    with pytest.raises(SMSMFAChallengeException) as challenge:
        app.authenticate(user.password)
    assert destination(challenge.value) == masked(user.phone)
    code = pool.sms_code(user)
    with pytest.raises(ClientError, match="CodeMismatchException"):
        app.respond_to_sms_mfa_challenge(wrong(code))
    app.respond_to_sms_mfa_challenge(code)
    assert_signed_in(app, pool, user)


@pytest.mark.parametrize("stack", ["auth-dev", "auth-on"])
def test_totp_set_up_after_sign_in(pools: dict[str, Pool], start: Start, stack: str) -> None:
    pool = pools[stack]
    user = pool.signed_up()
    app = start(stack, user)
    sign_in_by_sms(app, pool, user)
    totp = pyotp.TOTP(app.associate_software_token())
    with pytest.raises(ClientError, match="EnableSoftwareTokenMFAException"):
        app.verify_software_token(wrong(totp.now()))
    assert app.verify_software_token(totp.now())
    assert pool.preference(user) == SMS_PREFERRED
    app.set_user_mfa_preference(sms_mfa=True, software_token_mfa=True, preferred="SOFTWARE_TOKEN")
    assert pool.preference(user) == TOTP_PREFERRED
    with pytest.raises(SoftwareTokenMFAChallengeException):
        app.authenticate(user.password)
    with pytest.raises(ClientError, match="CodeMismatchException"):
        app.respond_to_software_token_mfa_challenge(wrong(totp.now()))
    app.respond_to_software_token_mfa_challenge(totp.now())
    assert_signed_in(app, pool, user)


def test_updating_the_preference(pools: dict[str, Pool], start: Start) -> None:
    pool = pools["auth-dev"]
    user = pool.signed_up()
    app = start("auth-dev", user)
    sign_in_by_sms(app, pool, user)
    app.verify_software_token(pyotp.TOTP(app.associate_software_token()).now())
    app.set_user_mfa_preference(sms_mfa=True, software_token_mfa=True, preferred="SOFTWARE_TOKEN")
    assert pool.preference(user) == TOTP_PREFERRED
    app.set_user_mfa_preference(sms_mfa=True, software_token_mfa=True, preferred="SMS")
    assert pool.preference(user) == (BOTH, "SMS_MFA")


def test_lost_totp_device_turned_off(pools: dict[str, Pool], start: Start) -> None:
    pool = pools["auth-dev"]
    user = with_totp_preferred(pool, phone=False)
    app = start("auth-dev", user)
    with pytest.raises(SoftwareTokenMFAChallengeException):
        app.authenticate(user.password)
    pool.admin("admin_set_user_mfa_preference", user, **TOTP_OFF)
    app.authenticate(user.password)
    assert_signed_in(app, pool, user)


def test_lost_totp_device_moved_to_sms(pools: dict[str, Pool], start: Start) -> None:
    pool = pools["auth-dev"]
    user = with_totp_preferred(pool)
    app = start("auth-dev", user)
    with pytest.raises(SoftwareTokenMFAChallengeException):
        app.authenticate(user.password)
    pool.admin("admin_set_user_mfa_preference", user, **PREFER_SMS, **TOTP_OFF)
    sign_in_by_sms(app, pool, user)


def test_lost_totp_device_with_mode_on_and_no_phone_number(pools: dict[str, Pool], start: Start) -> None:
    pool = pools["auth-on"]
    user = with_totp_alone(pool)
    app = start("auth-on", user)
    with pytest.raises(SoftwareTokenMFAChallengeException):
        app.authenticate(user.password)
    sign_in_by_sms(app, pool, moved_to_new_phone(pool, user))


def test_forgotten_password(pools: dict[str, Pool], start: Start) -> None:
    pool = pools["auth-dev"]
    user = with_verified_email(pool)
    app = start("auth-dev", user)
    app.initiate_forgot_password()
    code = pool.email_code(user)
    renewed = User(user.name, new_password(), user.phone, user.email)
    with pytest.raises(ClientError, match="CodeMismatchException"):
        app.confirm_forgot_password(wrong(code), renewed.password)
    app.confirm_forgot_password(code, renewed.password)
    assert pool.preference(user) == SMS_PREFERRED
    with pytest.raises(ClientError, match="NotAuthorizedException"):
        app.authenticate(user.password)
    sign_in_by_sms(app, pool, renewed)


def test_mode_off(pools: dict[str, Pool], start: Start) -> None:
    pool = pools["auth-off"]
    user = pool.signed_up()
    app = start("auth-off", user)
    app.authenticate(user.password)
    assert_signed_in(app, pool, user)


def test_sms_only_without_phone_number(pools: dict[str, Pool], start: Start) -> None:
    user = pools["auth-on-sms"].signed_up(phone=False)
    with pytest.raises(ClientError, match="MFAMethodNotFoundException"):
        start("auth-on-sms", user).authenticate(user.password)


def test_created_user_with_mode_optional(pools: dict[str, Pool], start: Start) -> None:
    pool = pools["auth-dev"]
    user = created_by_administrator(pool)
    app = start("auth-dev", user)
    with pytest.raises(ForceChangePasswordException):
        app.authenticate(user.password)
    app.new_password_challenge(user.password, new_password())
    assert_signed_in(app, pool, user)


def test_created_user_with_mode_on(pools: dict[str, Pool], start: Start) -> None:
    pool = pools["auth-on"]
    user = created_by_administrator(pool)
    app = start("auth-on", user)
    with pytest.raises(ForceChangePasswordException):
        app.authenticate(user.password)
    # `new_password_challenge` expects tokens next; what it is made of shows the challenge that comes.
    srp = AWSSRP(user.name, user.password, pool.id, pool.web, client=app.client)
    challenge = srp.set_new_password_challenge(new_password())
    assert challenge["ChallengeName"] == "SMS_MFA"
    app.respond_to_sms_mfa_challenge(pool.sms_code(user), challenge)
    assert_signed_in(app, pool, user)
