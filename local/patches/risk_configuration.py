"""The risk configuration of a pool or of one of its clients.

https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetRiskConfiguration.html
"""

from typing import Any

from local.patches import ministack_api
from local.patches.ministack_api import CognitoError, Pool, Request, Response
from local.patches.patching import action

PARTS = (
    "CompromisedCredentialsRiskConfiguration",
    "AccountTakeoverRiskConfiguration",
    "RiskExceptionConfiguration",
)


@action("SetRiskConfiguration")
def set_risk_configuration(request: Request) -> Response:
    """A part that is left out is cleared, as the API reference says."""
    pool = ministack_api.pool_by_id(request["UserPoolId"])
    if (pool.get("UserPoolAddOns") or {}).get("AdvancedSecurityMode", "OFF") == "OFF":
        raise CognitoError("UserPoolAddOnNotEnabledException", "User pool add-ons are not enabled.")
    parts = {name: request[name] for name in PARTS if request.get(name)}
    _configurations(pool)[request.get("ClientId")] = parts
    return _answer(request, parts)


@action("DescribeRiskConfiguration")
def describe_risk_configuration(request: Request) -> Response:
    """A client without a configuration of its own has the pool's."""
    configurations = _configurations(ministack_api.pool_by_id(request["UserPoolId"]))
    pools_own = configurations.get(None, {})
    return _answer(request, configurations.get(request.get("ClientId"), pools_own))


def _configurations(pool: Pool) -> dict[str | None, dict[str, Any]]:
    configurations: dict[str | None, dict[str, Any]] = pool.setdefault("_risk_configurations", {})
    return configurations


def _answer(request: Request, parts: dict[str, Any]) -> Response:
    ids = {name: request[name] for name in ("UserPoolId", "ClientId") if request.get(name)}
    return ministack_api.ok({"RiskConfiguration": {**ids, **parts}})
