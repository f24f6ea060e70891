"""Service Quotas, as `auth preflight` reads it: AWS's default request rates for Cognito.

https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
"""

import json
from typing import Any, NamedTuple

from ministack import app
from ministack.core import router
from ministack.core.responses import error_response_json, json_response

SERVICE = "servicequotas"
COGNITO = "cognito-idp"


class Quota(NamedTuple):
    """Requests per second of a category, over all pools of an account and Region."""

    code: str
    category: str
    rate: float
    adjustable: bool


QUOTAS = (
    Quota("L-026ADBA3", "UserAuthentication", 120, True),
    Quota("L-5987B8A0", "UserCreation", 50, True),
    Quota("L-D6BD5178", "UserRead", 120, True),
    Quota("L-6621E65D", "UserUpdate", 25, False),
    Quota("L-574C86AE", "UserResourceUpdate", 25, False),
    Quota("L-55545DC8", "UserResourceRead", 50, False),
    Quota("L-259E3368", "UserList", 30, False),
    Quota("L-7D6E8ED3", "UserAccountRecovery", 30, False),
)


def install() -> None:
    router.SERVICE_PATTERNS[SERVICE] = {"target_prefixes": ["ServiceQuotasV20190624"]}
    app.SERVICE_HANDLERS[SERVICE] = handle_request


async def handle_request(_method: str, _path: str, headers: Any, body: bytes, _query: Any) -> Any:
    operation = headers["x-amz-target"].rpartition(".")[2]
    request = json.loads(body or b"{}")
    quotas = [_description(quota) for quota in QUOTAS] if request.get("ServiceCode") == COGNITO else []
    if operation in {"ListServiceQuotas", "ListAWSDefaultServiceQuotas"}:
        return json_response({"Quotas": quotas})
    if operation not in {"GetServiceQuota", "GetAWSDefaultServiceQuota"}:
        return error_response_json("InvalidAction", f"Unknown action: {operation}", 400)
    for quota in quotas:
        if quota["QuotaCode"] == request.get("QuotaCode"):
            return json_response({"Quota": quota})
    return error_response_json("NoSuchResourceException", "The quota does not exist.", 400)


def _description(quota: Quota) -> dict[str, Any]:
    return {
        "ServiceCode": COGNITO,
        "ServiceName": "Amazon Cognito User Pools",
        "QuotaCode": quota.code,
        "QuotaName": f"Rate of {quota.category} requests",
        "Value": quota.rate,
        "Unit": "None",
        "Adjustable": quota.adjustable,
        "GlobalQuota": False,
    }
