"""Cognito's resource types that ministack's CloudFormation does not know, by the API operations behind them.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_Cognito.html
"""

import uuid
from collections.abc import Callable
from typing import Any, NamedTuple

from ministack.services import cognito
from ministack.services.cloudformation import provisioners

# The modules of the operations, which register them.
from local.patches import branding, log_delivery, ministack_api, risk_configuration  # noqa: F401
from local.patches.cloudformation import ResourceError
from local.patches.ministack_api import Handler, Request, Response
from local.patches.patching import ACTIONS

Properties = dict[str, Any]
Answer = dict[str, Any]


class ResourceType(NamedTuple):
    """A resource type, and the operations behind it."""

    name: str
    create: Handler
    update: Handler
    delete: Handler
    replaced_by: tuple[str, ...]
    """Changing one of these properties makes another resource."""
    request: Callable[[str, Properties], Request]
    """What the operations get: from the physical id, once there is one, and the properties."""
    ref: Callable[[Properties, Answer], str]
    """The physical id, from the properties and what `create` answers."""

    def handlers(self) -> dict[str, Any]:
        """The type's entry in ministack's table."""
        return {"create": self._create, "update": self._update, "delete": self._delete}

    def _create(self, _logical_id: str, properties: Properties, _stack: str) -> tuple[str, Properties]:
        answer = self._call(self.create, "", properties)
        return self.ref(properties, answer), answer.get("ManagedLoginBranding", {})

    def _update(
        self, physical_id: str, _old: Properties, new: Properties, _stack: str
    ) -> tuple[str, Properties]:
        answer = self._call(self.update, physical_id, new)
        return physical_id, answer.get("ManagedLoginBranding", {})

    def _delete(self, physical_id: str, properties: Properties) -> None:
        # With its pool, everything in it is gone already.
        if properties.get("UserPoolId") in cognito._user_pools:
            self._call(self.delete, physical_id, properties)

    def _call(self, operation: Handler, physical_id: str, properties: Properties) -> Answer:
        response = operation(self.request(physical_id, properties))
        answer = ministack_api.content(response) if response[2] else {}
        if not ministack_api.succeeded(response):
            raise ResourceError(f"{self.name}: {answer['message']}")
        return answer


def _properties(_physical_id: str, properties: Properties) -> Request:
    return properties


def _risk_request(_physical_id: str, properties: Properties) -> Request:
    """In a template, the client id ALL stands for the pool's own configuration."""
    return {name: value for name, value in properties.items() if (name, value) != ("ClientId", "ALL")}


def _log_request(_physical_id: str, properties: Properties) -> Request:
    return {"LogConfigurations": [], **properties}


def _branding_request(physical_id: str, properties: Properties) -> Request:
    return {**properties, "ManagedLoginBrandingId": physical_id.rpartition("|")[2]}


def _delete_risk_configuration(request: Request) -> Response:
    pool = ministack_api.pool_by_id(request["UserPoolId"])
    pool.get("_risk_configurations", {}).pop(request.get("ClientId"), None)
    return ministack_api.ok({})


def _delete_log_delivery(request: Request) -> Response:
    return ACTIONS["SetLogDeliveryConfiguration"](request | {"LogConfigurations": []})


def _nothing(_request: Request) -> Response:
    return ministack_api.ok({})


def _admin_create_user(request: Request) -> Response:
    # By its name at each request: invitations.py replaces it.
    response: Response = cognito._admin_create_user(request)
    return response


RESOURCE_TYPES = (
    # Of these two every property is create-only, so that nothing is left to update.
    ResourceType(
        "AWS::Cognito::UserPoolUser",
        create=_admin_create_user,
        update=_nothing,
        delete=cognito._admin_delete_user,
        replaced_by=(
            "UserPoolId",
            "Username",
            "UserAttributes",
            "DesiredDeliveryMediums",
            "MessageAction",
            "ForceAliasCreation",
            "ClientMetadata",
            "ValidationData",
        ),
        request=_properties,
        ref=lambda properties, _answer: str(properties["Username"]),
    ),
    ResourceType(
        "AWS::Cognito::UserPoolUserToGroupAttachment",
        create=cognito._admin_add_user_to_group,
        update=_nothing,
        delete=cognito._admin_remove_user_from_group,
        replaced_by=("UserPoolId", "Username", "GroupName"),
        request=_properties,
        ref=lambda _properties, _answer: f"UserToGroupAttachment-{uuid.uuid4().hex[:12]}",
    ),
    ResourceType(
        "AWS::Cognito::UserPoolIdentityProvider",
        create=cognito._create_identity_provider,
        update=cognito._update_identity_provider,
        delete=cognito._delete_identity_provider,
        replaced_by=("UserPoolId", "ProviderName", "ProviderType"),
        request=_properties,
        ref=lambda properties, _answer: str(properties["ProviderName"]),
    ),
    ResourceType(
        "AWS::Cognito::UserPoolRiskConfigurationAttachment",
        create=ACTIONS["SetRiskConfiguration"],
        update=ACTIONS["SetRiskConfiguration"],
        delete=_delete_risk_configuration,
        replaced_by=("UserPoolId", "ClientId"),
        request=_risk_request,
        ref=lambda properties, _answer: f"{properties['UserPoolId']}|{properties['ClientId']}",
    ),
    ResourceType(
        "AWS::Cognito::LogDeliveryConfiguration",
        create=ACTIONS["SetLogDeliveryConfiguration"],
        update=ACTIONS["SetLogDeliveryConfiguration"],
        delete=_delete_log_delivery,
        replaced_by=("UserPoolId",),
        request=_log_request,
        ref=lambda properties, _answer: str(properties["UserPoolId"]),
    ),
    ResourceType(
        "AWS::Cognito::ManagedLoginBranding",
        create=ACTIONS["CreateManagedLoginBranding"],
        update=ACTIONS["UpdateManagedLoginBranding"],
        delete=ACTIONS["DeleteManagedLoginBranding"],
        replaced_by=("UserPoolId", "ClientId"),
        request=_branding_request,
        ref=lambda properties, answer: (
            f"{properties['UserPoolId']}|{answer['ManagedLoginBranding']['ManagedLoginBrandingId']}"
        ),
    ),
)


def install() -> None:
    for resource_type in RESOURCE_TYPES:
        provisioners._RESOURCE_HANDLERS[resource_type.name] = resource_type.handlers()
        provisioners._REPLACING_PROPERTIES[resource_type.name] = resource_type.replaced_by
