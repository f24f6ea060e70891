"""A template as plain data, and the few questions that are asked of it."""

from collections.abc import Mapping
from typing import Any, get_args

from stacks.service import ROLE, SMS_MFA, SYSTEM_ATTRIBUTES, StandardAttribute

Template = Mapping[str, Any]
Resource = Mapping[str, Any]

STANDARD_ATTRIBUTES = {*get_args(StandardAttribute), *SYSTEM_ATTRIBUTES}


def checked(template: object) -> Template:
    """A template whose resources can be looked at.

    :raises TypeError: it is something else.
    """
    if not isinstance(template, dict) or not isinstance(template.get("Resources"), dict):
        raise TypeError("it has no Resources")
    for logical_id, resource in template["Resources"].items():
        if not isinstance(resource, dict) or not isinstance(resource.get("Type"), str):
            raise TypeError(f"Resources.{logical_id} has no Type")
        if not isinstance(resource.get("Properties", {}), dict):
            raise TypeError(f"Resources.{logical_id}.Properties is no object")
    return template


def resources(template: Template, *resource_types: str) -> dict[str, Resource]:
    """The resources of some types by their logical ids."""
    return {
        logical_id: resource
        for logical_id, resource in template.get("Resources", {}).items()
        if isinstance(resource, Mapping) and resource.get("Type") in resource_types
    }


def value_at(resource: Resource, place: str) -> Any:
    """The value at a place such as `Properties.SmsConfiguration.ExternalId`; None if there is none."""
    value: Any = resource
    for key in place.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value


def plain(value: Any) -> Any:
    """A value as CloudFormation takes it, for which `true` and "true", 5 and "5" are the same."""
    match value:
        case Mapping():
            return {key: plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)
        case _:
            return value


def is_true(value: Any) -> bool:
    """Whether a value is true for CloudFormation; absent is not."""
    return bool(plain(value) == "true")


def as_list(value: Any) -> list[Any]:
    """IAM and CloudFormation allow one item without the list."""
    return list(value) if isinstance(value, list | tuple) else [] if value is None else [value]


def objects(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list; what is none of them, CloudFormation refuses."""
    return [item for item in as_list(value) if isinstance(item, Mapping)]


def entries(section: Any) -> dict[str, Any]:
    """Those entries of a template's section that are objects; `Fn::ForEach` is none."""
    if not isinstance(section, Mapping):
        return {}
    return {str(key): value for key, value in section.items() if isinstance(value, Mapping)}


def mode(pool: Resource) -> str:
    """A pool's MFA mode."""
    value = str(value_at(pool, "Properties.MfaConfiguration") or "OFF")
    # YAML's unquoted ON and OFF, as other tools write them to JSON.
    return {"True": "ON", "true": "ON", "False": "OFF", "false": "OFF"}.get(value, value)


def factors(pool: Resource) -> frozenset[str]:
    """The second factors of a pool."""
    if mode(pool) == "OFF":
        return frozenset()
    enabled = value_at(pool, "Properties.EnabledMfas")
    if enabled is None:
        # Without EnabledMfas, the mode is about SMS: the only factor that CreateUserPool knows.
        return frozenset({SMS_MFA}) if value_at(pool, "Properties.SmsConfiguration") else frozenset()
    return frozenset(map(str, as_list(enabled)))


def recovery(pool: Resource) -> list[str] | None:
    """The ways to recover an account in a pool, the first one first; None if the template names none."""
    mechanisms = objects(value_at(pool, "Properties.AccountRecoverySetting.RecoveryMechanisms"))
    mechanisms.sort(key=lambda mechanism: str(mechanism.get("Priority")))
    return [str(mechanism.get("Name")) for mechanism in mechanisms] or None


def required_attributes(pool: Resource) -> set[str]:
    """The attributes that a user must give to sign up."""
    return {
        str(attribute.get("Name"))
        for attribute in objects(value_at(pool, "Properties.Schema"))
        if is_true(attribute.get("Required"))
    }


def own_role(pool: Resource, template: Template) -> str | None:
    """The logical id of the pool's SMS role, if the role is in the same template."""
    arn = value_at(pool, "Properties.SmsConfiguration.SnsCallerArn")
    if isinstance(arn, Mapping) and "Fn::GetAtt" in arn:
        target = arn["Fn::GetAtt"]
        parts = target.split(".") if isinstance(target, str) else as_list(target)
        logical_id = str(parts[0]) if parts else None
        return logical_id if logical_id in resources(template, ROLE) else None
    return None


def retains(policy: object) -> bool:
    """Whether a deletion policy keeps the resource."""
    return policy in ("Retain", "RetainExceptOnCreate")


def statements(document: Any) -> list[Mapping[str, Any]]:
    """The statements of a policy document."""
    return objects(document.get("Statement")) if isinstance(document, Mapping) else []


def names_service(statement: Mapping[str, Any], service: str) -> bool:
    """Whether a service is among a statement's principals."""
    principal = statement.get("Principal")
    return isinstance(principal, Mapping) and service in as_list(principal.get("Service"))


def allows(document: Any, action: str) -> list[Mapping[str, Any]]:
    """The statements of a policy document that allow an action by its name."""
    return [
        s for s in statements(document) if s.get("Effect") == "Allow" and action in as_list(s.get("Action"))
    ]


def denies(document: Any) -> bool:
    """Whether a policy document denies anything."""
    return any(s.get("Effect") != "Allow" for s in statements(document))
