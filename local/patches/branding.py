"""The branding of managed login pages: kept, and no page looks different.

https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateManagedLoginBranding.html
"""

import uuid
from typing import Any

from local.patches import ministack_api
from local.patches.ministack_api import CognitoError, Pool, Request, Response
from local.patches.patching import action

SETTINGS = ("UseCognitoProvidedValues", "Settings", "Assets")

Branding = dict[str, Any]


@action("CreateManagedLoginBranding")
def create_managed_login_branding(request: Request) -> Response:
    pool = ministack_api.pool_by_id(request["UserPoolId"])
    if _of_client(pool, request["ClientId"]):
        raise CognitoError("ManagedLoginBrandingExistsException", "The app client has a branding already.")
    branding: Branding = {
        "ManagedLoginBrandingId": str(uuid.uuid4()),
        "UserPoolId": pool["Id"],
        "ClientId": request["ClientId"],
    }
    _brandings(pool)[branding["ManagedLoginBrandingId"]] = branding
    return _updated(branding, request)


@action("UpdateManagedLoginBranding")
def update_managed_login_branding(request: Request) -> Response:
    return _updated(_by_id(request), request)


@action("DescribeManagedLoginBranding")
def describe_managed_login_branding(request: Request) -> Response:
    return _answer(_by_id(request))


@action("DescribeManagedLoginBrandingByClient")
def describe_managed_login_branding_by_client(request: Request) -> Response:
    pool = ministack_api.pool_by_id(request["UserPoolId"])
    branding = _of_client(pool, request["ClientId"])
    if branding is None:
        raise _not_found()
    return _answer(branding)


@action("DeleteManagedLoginBranding")
def delete_managed_login_branding(request: Request) -> Response:
    branding = _by_id(request)
    del _brandings(ministack_api.pool_by_id(request["UserPoolId"]))[branding["ManagedLoginBrandingId"]]
    return ministack_api.ok({})


def _brandings(pool: Pool) -> dict[str, Branding]:
    brandings: dict[str, Branding] = pool.setdefault("_brandings", {})
    return brandings


def _of_client(pool: Pool, client_id: str) -> Branding | None:
    return next((each for each in _brandings(pool).values() if each["ClientId"] == client_id), None)


def _by_id(request: Request) -> Branding:
    brandings = _brandings(ministack_api.pool_by_id(request["UserPoolId"]))
    try:
        return brandings[request["ManagedLoginBrandingId"]]
    except KeyError:
        raise _not_found() from None


def _updated(branding: Branding, request: Request) -> Response:
    branding |= {name: request[name] for name in SETTINGS if name in request}
    return _answer(branding)


def _answer(branding: Branding) -> Response:
    return ministack_api.ok({"ManagedLoginBranding": branding})


def _not_found() -> CognitoError:
    return CognitoError("ResourceNotFoundException", "The managed login branding does not exist.")
