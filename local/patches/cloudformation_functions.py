"""What CloudFormation does with a function's reserved concurrency, which ministack's ignores.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html
"""

from typing import Any

from ministack.services import lambda_svc
from ministack.services.cloudformation import provisioners

Properties = dict[str, Any]
FUNCTION = "AWS::Lambda::Function"
CONCURRENCY = "ReservedConcurrentExecutions"


def install() -> None:
    handlers = provisioners._RESOURCE_HANDLERS[FUNCTION]
    create, update = handlers["create"], handlers["update"]

    def created(logical_id: str, properties: Properties, stack: str) -> Any:
        name, attributes = create(logical_id, properties, stack)
        _reserve(name, properties)
        return name, attributes

    def updated(physical_id: str, old: Properties, new: Properties, *rest: Any, **named: Any) -> Any:
        name, attributes = update(physical_id, old, new, *rest, **named)
        _reserve(name, new)
        return name, attributes

    handlers["create"], handlers["update"] = created, updated


def _reserve(name: str, properties: Properties) -> None:
    if CONCURRENCY in properties:
        lambda_svc._put_function_concurrency(name, {CONCURRENCY: int(properties[CONCURRENCY])})
    else:
        lambda_svc._delete_function_concurrency(name)
