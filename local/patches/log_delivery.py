"""Where a pool delivers its logs: kept, and nothing is delivered.

https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetLogDeliveryConfiguration.html
"""

from local.patches import ministack_api
from local.patches.ministack_api import Request, Response
from local.patches.patching import action


@action("SetLogDeliveryConfiguration")
def set_log_delivery_configuration(request: Request) -> Response:
    pool = ministack_api.pool_by_id(request["UserPoolId"])
    pool["_log_configurations"] = request["LogConfigurations"]
    return get_log_delivery_configuration(request)


@action("GetLogDeliveryConfiguration")
def get_log_delivery_configuration(request: Request) -> Response:
    pool = ministack_api.pool_by_id(request["UserPoolId"])
    configurations = pool.get("_log_configurations", [])
    answer = {"UserPoolId": pool["Id"], "LogConfigurations": configurations}
    return ministack_api.ok({"LogDeliveryConfiguration": answer})
