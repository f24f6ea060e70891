"""Sign-in: which challenge follows a password, and how each is answered.

https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html
"""

import json
from collections.abc import Callable
from typing import Any

from local.patches import codes, delivery, factors, ministack_api, pools, sessions
from local.patches.ministack_api import CognitoError, Handler, Pool, Request, Response, User
from local.patches.patching import patch
from local.patches.pools import SMS, TOTP
from local.patches.sessions import ChallengeSession

NEW_PASSWORD = "NEW_PASSWORD_REQUIRED"
SELECT = "SELECT_MFA_TYPE"
SETUP = "MFA_SETUP"

Challenge = dict[str, Any]


@patch("_mfa_challenge_for_user")
def no_challenge_of_its_own(_ministack: Any, *_arguments: Any) -> None:
    """ministack knows TOTP only; `after_password` decides before it asks."""


@patch("_password_auth_result")
def after_password(
    ministack: Callable[..., Response],
    pool: Pool,
    pool_id: str,
    client_id: str,
    user: User,
    username: str,
    client_metadata: dict[str, str] | None = None,
    data: Request | None = None,
) -> Response:
    """What a right password is answered with, however it was proved."""
    if user["UserStatus"] == "FORCE_CHANGE_PASSWORD":
        response = ministack(pool, pool_id, client_id, user, user["Username"], client_metadata, data)
        return ministack_api.ok(
            ministack_api.content(response) | {"Session": sessions.start(pool, client_id, user, NEW_PASSWORD)}
        )
    challenge = second_factor(pool, client_id, user)
    if challenge is not None:
        ministack_api.record_challenge(pool, user, data or {}, challenge["Session"])
        return ministack_api.ok(challenge)
    return ministack(pool, pool_id, client_id, user, username, client_metadata, data)


@patch("_respond_to_auth_challenge")
@patch("_admin_respond_to_auth_challenge")
def respond(ministack: Handler, request: Request) -> Response:
    name = request.get("ChallengeName", "")
    answer = ANSWERS.get(name)
    if answer is None:
        return ministack(request)
    session = sessions.find(request.get("Session"), name)
    responses: dict[str, str] = request.get("ChallengeResponses") or {}
    _check_answered_by(session, request, responses)
    return answer(session, responses, request.get("ClientMetadata"))


def second_factor(pool: Pool, client_id: str, user: User) -> Challenge | None:
    """The challenge that the pool's mode and the user's factors demand."""
    mode = pools.mode(pool)
    if mode == "OFF":
        return None
    usable = factors.usable(pool, user)
    preferred = factors.preferred(user)
    if preferred in usable:
        return _challenge(pool, client_id, user, preferred)
    if len(usable) > 1:
        return _select(pool, client_id, user, usable)
    if usable:
        return _challenge(pool, client_id, user, usable[0])
    return _required_factor(pool, client_id, user) if mode == "ON" else None


def _required_factor(pool: Pool, client_id: str, user: User) -> Challenge:
    """A user without a factor in a pool that requires one: the phone number, or else the set-up."""
    on = pools.enabled_mfas(pool)
    if SMS in on and factors.is_set_up(user, SMS):
        return _challenge(pool, client_id, user, SMS)
    if TOTP in on:
        return _started(pool, client_id, user, SETUP, parameters={"MFAS_CAN_SETUP": json.dumps(on)})
    # amplify-js#14013; the spelling is Cognito's, in amplify-flutter#95.
    raise CognitoError("MFAMethodNotFoundException", "No MFA mechanism registerd in the account.")


def _select(pool: Pool, client_id: str, user: User, usable: list[str]) -> Challenge:
    return _started(pool, client_id, user, SELECT, parameters={"MFAS_CAN_CHOOSE": json.dumps(usable)})


def _challenge(pool: Pool, client_id: str, user: User, factor: str | None) -> Challenge:
    if factor == TOTP:
        return _started(pool, client_id, user, TOTP, parameters={"FRIENDLY_DEVICE_NAME": "TOTP device"})
    to = delivery.Destination("phone_number", ministack_api.attributes(user)["phone_number"])
    code = codes.new_code()
    challenge = _started(
        pool,
        client_id,
        user,
        SMS,
        parameters={"CODE_DELIVERY_DELIVERY_MEDIUM": "SMS", "CODE_DELIVERY_DESTINATION": to.masked},
        code=code,
    )
    delivery.send_authentication_code(pool, user, to, code)
    return challenge


def _started(
    pool: Pool, client_id: str, user: User, name: str, *, parameters: dict[str, str], **state: Any
) -> Challenge:
    return {
        "ChallengeName": name,
        "Session": sessions.start(pool, client_id, user, name, **state),
        "ChallengeParameters": {"USER_ID_FOR_SRP": user["Username"], **parameters},
    }


def _check_answered_by(session: ChallengeSession, request: Request, responses: dict[str, str]) -> None:
    if "USERNAME" not in responses:
        raise ministack_api.invalid("Missing required parameter USERNAME")
    user = ministack_api.find_user(session.pool, responses["USERNAME"])
    if user is not session.user or request.get("ClientId") != session.client_id:
        raise ministack_api.not_authorized("Invalid session for the user.")


Metadata = dict[str, str] | None


def _answer_sms(session: ChallengeSession, responses: dict[str, str], metadata: Metadata) -> Response:
    if responses.get("SMS_MFA_CODE") != session.state["code"]:
        # The session stays: a client asks again with it until it expires.
        ministack_api.finish_challenge(session.user, session.token, passed=False)
        raise CognitoError("CodeMismatchException", "Invalid code or auth state for the user.")
    return _signed_in(session, metadata)


def _answer_totp(session: ChallengeSession, responses: dict[str, str], metadata: Metadata) -> Response:
    secret = session.user["_totp_secret"]
    if not ministack_api.totp_matches(secret, responses.get("SOFTWARE_TOKEN_MFA_CODE", "")):
        ministack_api.finish_challenge(session.user, session.token, passed=False)
        raise CognitoError("CodeMismatchException", "Invalid code received for user")
    return _signed_in(session, metadata)


def _answer_select(session: ChallengeSession, responses: dict[str, str], _metadata: Metadata) -> Response:
    chosen = responses.get("ANSWER")
    if chosen not in factors.usable(session.pool, session.user):
        raise ministack_api.invalid("Invalid MFA type selected.")
    session.end()
    return ministack_api.ok(_challenge(session.pool, session.client_id, session.user, chosen))


def _answer_setup(session: ChallengeSession, _responses: dict[str, str], metadata: Metadata) -> Response:
    if not session.state.get("verified"):
        raise ministack_api.invalid("The software token has not been verified.")
    session.user["_totp_secret"] = session.state["secret"]
    factors.enable(session.user, TOTP)
    return _signed_in(session, metadata)


def _answer_new_password(
    session: ChallengeSession, responses: dict[str, str], metadata: Metadata
) -> Response:
    password = responses.get("NEW_PASSWORD")
    if not password:
        raise ministack_api.invalid("Missing required parameter NEW_PASSWORD")
    refusal = ministack_api.check_password(session.pool, password)
    if refusal is not None:
        return refusal
    prefix = "userAttributes."
    given = {name.removeprefix(prefix): value for name, value in responses.items() if name.startswith(prefix)}
    ministack_api.set_attributes(session.user, **given)
    session.user.update(_password=password, UserStatus="CONFIRMED")
    challenge = second_factor(session.pool, session.client_id, session.user)
    if challenge is None:
        return _signed_in(session, metadata, source="TokenGeneration_NewPasswordChallenge")
    session.end()
    return ministack_api.ok(challenge)


def _signed_in(
    session: ChallengeSession, metadata: Metadata, source: str = "TokenGeneration_Authentication"
) -> Response:
    session.end()
    ministack_api.finish_challenge(session.user, session.token, passed=True)
    return ministack_api.tokens(
        session.pool, session.client_id, session.user, source=source, metadata=metadata
    )


ANSWERS: dict[str, Callable[[ChallengeSession, dict[str, str], Metadata], Response]] = {
    SMS: _answer_sms,
    TOTP: _answer_totp,
    SELECT: _answer_select,
    SETUP: _answer_setup,
    NEW_PASSWORD: _answer_new_password,
}
