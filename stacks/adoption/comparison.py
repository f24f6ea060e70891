"""The template compared with what exists, by effect; and which of its resources is which of those."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from stacks.adoption.answers import Answers
from stacks.adoption.effect import effect
from stacks.adoption.existing import Existing
from stacks.checks.findings import shown
from stacks.service import (
    CLIENT,
    DOMAIN,
    GROUP,
    IDENTITY_POOL,
    IDENTITY_PROVIDER,
    PRINCIPAL_TAG,
    RESOURCE_SERVER,
    RISK_CONFIGURATION,
    ROLE_ATTACHMENT,
    USER_POOL,
)
from stacks.template import Template, resources

ImportMapping = Mapping[str, Mapping[str, str]]
"""The identifiers of existing resources by the logical ids of the template, as `cdk import` takes them."""

# By what a resource of a type is told from others; None: a stack has only one.
_TOLD_BY: Final[Mapping[str, str | None]] = {
    USER_POOL: None,
    GROUP: "GroupName",
    DOMAIN: "Domain",
    RESOURCE_SERVER: "Identifier",
    IDENTITY_PROVIDER: "ProviderName",
    RISK_CONFIGURATION: "ClientId",
    IDENTITY_POOL: None,
    ROLE_ATTACHMENT: None,
    # Those of the user pool's own users.
    PRINCIPAL_TAG: None,
}

# References to other resources: they say where a resource belongs, which its identifiers say as well.
_REFERENCES: Final = frozenset({"UserPoolId", "IdentityPoolId"})


# What the first deployment adds: it lets the pool call functions that it calls already.
_ADDED: Final = frozenset({"AWS::Lambda::Permission"})


@dataclass(frozen=True)
class Difference:
    """A property that the template does not have as it is deployed."""

    type: str
    name: str
    """Which resource of its type."""
    place: str
    """Where, such as `Policies.PasswordPolicy.MinimumLength`."""
    deployed: Any
    """None: not set."""
    new: Any
    """None: not set."""

    @property
    def qualified(self) -> str:
        """The property with its resource type, such as `UserPool.MfaConfiguration`."""
        return f"{self.type.rpartition('::')[2]}.{self.place}"

    def __str__(self) -> str:
        resource = "" if self.type == USER_POOL else f" ({self.name})"
        return f"{self.qualified}{resource}: {shown(self.deployed)}, in the file {shown(self.new)}"


def import_mapping(
    template: Template, existing: Iterable[Existing], clients: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """The identifiers of what the template takes of what exists.

    :param clients: the ids of the app clients by the logical ids that the template gives them: a client's
        name does not tell it from others.
    """
    found = {item.key: item for item in existing}
    alone = {item.type: item for item in found.values()}
    mapping: dict[str, dict[str, str]] = {}
    for logical_id, resource in resources(template, *_TOLD_BY, CLIENT).items():
        key = _TOLD_BY.get(resource["Type"])
        item: Existing | None
        if resource["Type"] == CLIENT:
            item = found.get((CLIENT, clients.get(logical_id, "")))
        elif key is None:
            item = alone.get(resource["Type"])
        else:
            item = found.get((resource["Type"], resource["Properties"].get(key)))
        if item:
            mapping[logical_id] = dict(item.identifiers)
    return mapping


def compare(
    template: Template,
    answers: Answers,
    items: Iterable[Existing],
    mapping: ImportMapping,
    tags: Mapping[str, str],
) -> Iterator[Difference]:
    """What the template would change: of resources that exist, and those that it would add.

    What exists and is not in the template is no difference: CloudFormation does not touch it.

    :param tags: those of the stack, which CloudFormation puts on the pool.
    """
    known = {(item.type, tuple(sorted(item.identifiers.items()))): item for item in items}
    for logical_id, resource in template["Resources"].items():
        type_ = resource["Type"]
        if type_ in _ADDED:
            continue
        identifiers = tuple(sorted(mapping.get(logical_id, {}).items()))
        item = known.get((type_, identifiers))
        if item is None:
            yield Difference(type_, logical_id, "(new)", None, "a resource that does not exist")
            continue
        properties = _resolved(resource.get("Properties", {}), template, answers, mapping)
        properties = {key: value for key, value in properties.items() if key not in _REFERENCES}
        old = dict(item.properties)
        if type_ == USER_POOL:
            properties["UserPoolTags"] = {**tags, **properties.get("UserPoolTags", {})}
        else:
            # What the stack's tags add to other resources is told apart from what is compared.
            old.pop("IdentityPoolTags", None)
        before, after = effect(type_, old), effect(type_, properties)
        name = str(item.properties.get("ClientName", item.name))
        for place in sorted({*before, *after}):
            if before.get(place) != after.get(place):
                yield Difference(type_, name, place, before.get(place), after.get(place))


def _resolved(value: Any, template: Template, answers: Answers, mapping: ImportMapping) -> Any:
    """A value with references to what exists resolved. Other references stay: they differ from any value."""

    def resolve(value: Any) -> Any:
        match value:
            case {"Ref": str(target), **rest} if not rest:
                return _reference(target, answers, mapping) or value
            case {"Fn::GetAtt": [str(target), str(attribute)], **rest} if not rest:
                is_pool = target in resources(template, USER_POOL) and target in mapping
                attributes = {"ProviderName": answers.provider_name, "Arn": answers.user_pool["Arn"]}
                return attributes.get(attribute, value) if is_pool else value
            case {"Fn::Join": [str(separator), list(parts)], **rest} if not rest:
                resolved = [resolve(part) for part in parts]
                return separator.join(resolved) if all(isinstance(p, str) for p in resolved) else value
            case Mapping():
                return {key: resolve(item) for key, item in value.items()}
            case list():
                return [resolve(item) for item in value]
            case _:
                return value

    return resolve(value)


def _reference(target: str, answers: Answers, mapping: ImportMapping) -> str | None:
    """What `Ref` gives: of all types that are referred to, the last part of the primary identifier."""
    pseudo = {
        "AWS::AccountId": answers.account,
        "AWS::Region": answers.region,
        "AWS::Partition": str(answers.user_pool["Arn"]).split(":")[1],
    }
    identifiers = list(mapping.get(target, {}).values())
    return pseudo.get(target) or (identifiers[-1] if identifiers else None)
