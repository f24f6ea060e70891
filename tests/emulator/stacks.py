"""CloudFormation stacks with a user pool, as these tests need them."""

import itertools
import json
import time
from typing import Any

from types_boto3_cognito_idp import CognitoIdentityProviderClient

from local.emulator import LocalAws

WITHIN = 300.0  # seconds; at once, if nothing else keeps the machine busy

_numbers = itertools.count()


class Stack:
    """A stack with one user pool."""

    def __init__(self, aws: LocalAws) -> None:
        self._cloudformation = aws.client("cloudformation")
        self._cognito: CognitoIdentityProviderClient = aws.client("cognito-idp")
        self.name = f"stack-{next(_numbers)}"

    def create(self, **properties: Any) -> str:
        return self.create_from({"Pool": pool_resource(properties)})

    def create_from(self, resources: dict[str, Any]) -> str:
        self._cloudformation.create_stack(StackName=self.name, TemplateBody=template(resources))
        return self._settled()

    def update(self, **properties: Any) -> str:
        return self.update_to({"Pool": pool_resource(properties)})

    def update_to(self, resources: dict[str, Any]) -> str:
        self._cloudformation.update_stack(StackName=self.name, TemplateBody=template(resources))
        return self._settled()

    def delete(self) -> str:
        stack_id = self._cloudformation.describe_stacks(StackName=self.name)["Stacks"][0]["StackId"]
        self._cloudformation.delete_stack(StackName=self.name)
        return self._settled(stack_id)

    @property
    def pool_id(self) -> str:
        resource = self._cloudformation.describe_stack_resource(StackName=self.name, LogicalResourceId="Pool")
        pool_id: str = resource["StackResourceDetail"]["PhysicalResourceId"]
        return pool_id

    @property
    def mfa(self) -> Any:
        return self._cognito.get_user_pool_mfa_config(UserPoolId=self.pool_id)

    def failures(self) -> str:
        events = self._cloudformation.describe_stack_events(StackName=self.name)["StackEvents"]
        return "\n".join(event.get("ResourceStatusReason", "") for event in events)

    def _settled(self, name: str = "") -> str:
        deadline = time.monotonic() + WITHIN
        while time.monotonic() < deadline:
            [stack] = self._cloudformation.describe_stacks(StackName=name or self.name)["Stacks"]
            status: str = stack["StackStatus"]
            if not status.endswith("IN_PROGRESS"):
                return status
            time.sleep(0.05)
        raise TimeoutError(f"{self.name} is {status}")


def pool_resource(properties: dict[str, Any]) -> dict[str, Any]:
    return {"Type": "AWS::Cognito::UserPool", "Properties": properties}


def template(resources: dict[str, Any]) -> str:
    return json.dumps({"Resources": resources})
