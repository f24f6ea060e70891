"""ministack's own Cognito, as the patches use it: its records, its helpers, its errors."""

import json
from collections.abc import Callable
from typing import Any

from ministack.core import responses
from ministack.services import cognito, sns

Request = dict[str, Any]
Response = tuple[int, dict[str, str], bytes]
Pool = dict[str, Any]
User = dict[str, Any]
Session = dict[str, Any]
Attributes = dict[str, str]
Handler = Callable[[Request], Response]

# Kept from before the patches: sign_up.py replaces the name, so that ministack sends no code of its own.
_send_verification_email = getattr(cognito, "_send_verification_email", None)


class CognitoError(Exception):
    """An error for the client, as Cognito names it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

    def response(self) -> Response:
        answer: Response = responses.error_response_json(self.code, str(self), 400)
        return answer


def invalid(message: str) -> CognitoError:
    return CognitoError("InvalidParameterException", message)


def not_authorized(message: str) -> CognitoError:
    return CognitoError("NotAuthorizedException", message)


def succeeded(response: Response) -> bool:
    return response[0] < 400


def content(response: Response) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(response[2])
    return parsed


def ok(answer: dict[str, Any]) -> Response:
    response: Response = responses.json_response(answer)
    return response


def pool_by_id(pool_id: str) -> Pool:
    pool: Pool | None = cognito._user_pools.get(pool_id)
    if pool is None:
        raise CognitoError("ResourceNotFoundException", f"User pool {pool_id} does not exist.")
    return pool


def pool_of_client(client_id: str) -> Pool | None:
    pools: list[Pool] = list(cognito._user_pools.values())
    return next((pool for pool in pools if client_id in pool["_clients"]), None)


def forget_pool(pool_id: str) -> None:
    del cognito._user_pools[pool_id]


def find_user(pool: Pool | None, username: str | None) -> User | None:
    """A user by username, `sub` or alias."""
    if pool is None:
        return None
    user: User | None = cognito._resolve_user(pool, username)[0]
    return user


def user_by_name(pool: Pool, username: str) -> User:
    user = find_user(pool, username)
    if user is None:
        raise CognitoError("UserNotFoundException", "User does not exist.")
    return user


def user_of_token(request: Request) -> tuple[User, Pool]:
    """Who an access token was issued to."""
    user, pool = cognito._user_pool_for_access_token(request.get("AccessToken"))
    if user is None:
        raise not_authorized("Invalid Access Token")
    return user, pool


def attributes(user: User) -> Attributes:
    values: Attributes = cognito._attr_list_to_dict(user["Attributes"])
    return values


def given_attributes(request: Request) -> Attributes:
    values: Attributes = cognito._attr_list_to_dict(request.get("UserAttributes") or [])
    return values


def set_attributes(user: User, **values: str) -> None:
    user["Attributes"] = cognito._dict_to_attr_list(attributes(user) | values)


def check_password(pool: Pool, password: str) -> Response | None:
    """What to answer to a password that the pool's policy refuses."""
    refusal: Response | None = cognito._validate_password(pool, password)
    return refusal


def tokens(
    pool: Pool, client_id: str, user: User, *, source: str, metadata: dict[str, str] | None
) -> Response:
    result = cognito._build_auth_result(
        pool["Id"], client_id, user, trigger_source=source, client_metadata=metadata or {}
    )
    return ok({"AuthenticationResult": result})


def new_session(pool: Pool, client_id: str, user: User) -> tuple[str, Session]:
    """A challenge session; it lives for the app client's `AuthSessionValidity` and ends with a reset."""
    token, session = cognito._create_challenge_session(pool["Id"], client_id, user["Username"])
    return token, session


def find_session(token: str) -> Session | None:
    session: Session | None = cognito._get_challenge_session(token)[0]
    return session


def end_session(token: str) -> None:
    cognito._challenge_sessions.pop(token, None)


def totp_matches(secret: str, code: str) -> bool:
    """Whether a code is that of this step of 30 seconds, or of the one before or after."""
    matches: bool = cognito._totp_matches(secret, code)
    return matches


def pool_arn(pool: Pool) -> str:
    arn: str = cognito._pool_arn(pool["Id"])
    return arn


def default_region() -> str:
    region: str = responses.get_region()
    return region


def pool_region(pool: Pool) -> str:
    region: str = cognito._pool_region(pool["Id"])
    return region


def filled_in(template: str, pool: Pool, user: User, code: str) -> str:
    """A message with `{username}` and `{####}` replaced."""
    name = cognito._template_username(pool, user["Username"], attributes(user))
    message: str = cognito._expand_template(template, name, code)
    return message


def send_sms(phone: str, message: str) -> None:
    sns._publish({"PhoneNumber": phone, "Message": message})


def send_code_email(pool: Pool, user: User, address: str, code: str) -> None:
    assert _send_verification_email is not None  # noqa: S101  # install() has checked it
    _send_verification_email(pool, user["Username"], attributes(user) | {"email": address}, code)


def record_challenge(pool: Pool, user: User, request: Request, session: str) -> None:
    """Keep ministack's log of sign-ins complete."""
    cognito._record_auth_event(
        pool, user, request, "SignIn", "InProgress", (("Password", "Success"),), session
    )


def finish_challenge(user: User, session: str, *, passed: bool) -> None:
    cognito._finish_auth_event(user, session, "Mfa", passed)
