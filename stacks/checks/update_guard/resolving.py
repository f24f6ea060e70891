"""Resolves a template's intrinsic functions, so that two templates are compared by what they mean.

Parameters take their defaults, mappings and conditions are evaluated, texts are joined. References to
resources and to pseudo parameters stay: their values are the same before and after. What no template can
tell, such as a parameter without a default, stays as it is written, and is unknown.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from stacks.checks.update_guard.references import is_unknown
from stacks.template import Resource, Template, entries, plain

NO_VALUE = {"Ref": "AWS::NoValue"}
SSM_PARAMETER = "AWS::SSM::Parameter::Value"
SSM = "Fn::SsmParameter"
"""In place of a parameter whose default names an SSM parameter."""
HIDDEN = "Fn::Hidden"
"""In place of the default of a `NoEcho` parameter: its hash."""

# GetAtt of these is what Ref is: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/
IDS = frozenset({"UserPoolId", "ClientId"})
# Ref of these is the value of a property, by which others name them, too.
NAMES = {
    "AWS::Cognito::UserPoolIdentityProvider": "ProviderName",
    "AWS::Cognito::UserPoolResourceServer": "Identifier",
}

Atom = str
"""A condition that no template can tell, as canonical JSON."""
World = Mapping[Atom, bool]
"""One possible outcome of the conditions that no template can tell."""


Settled = dict[tuple[str, str], Any]
"""What is resolved and the same in all worlds, by section and key; None: it is not there."""


class Resolver:
    """Resolves one template in one world.

    :param settled: what other worlds' resolvers of the template have found to be the same in all of them;
        this one adds to it.
    """

    def __init__(self, template: Template, world: World, settled: Settled | None = None) -> None:
        self._parameters = entries(template.get("Parameters"))
        self._mappings = entries(template.get("Mappings"))
        self._conditions = entries(template.get("Conditions"))
        self._resources = entries(template.get("Resources"))
        self._template = template
        self._world = world
        self._evaluating: set[str] = set()
        self._settled = {} if settled is None else settled
        self.atoms: set[Atom] = set()
        """The conditions met that the template cannot tell."""

    def template(self) -> Template:
        """The template with those resources and outputs whose condition holds."""
        return {
            **self._template,
            "Resources": self._held("Resources"),
            "Outputs": self._held("Outputs"),
        }

    def _held(self, section: str) -> dict[str, Resource]:
        held = {
            key: self._entry(section, key, value)
            for key, value in entries(self._template.get(section)).items()
        }
        return entries(held)

    def _entry(self, section: str, key: str, value: Resource) -> Any:
        """A resource or output; None: its condition does not hold."""
        if (section, key) in self._settled:
            return self._settled[section, key]
        others, self.atoms = self.atoms, set()
        holds = "Condition" not in value or self.condition({"Condition": value["Condition"]})
        resolved = self.value(value) if holds else None
        if not self.atoms:
            self._settled[section, key] = resolved
        self.atoms |= others
        return resolved

    def value(self, value: Any) -> Any:
        """A value with its intrinsic functions resolved."""
        match value:
            case list():
                resolved = (self.value(item) for item in value)
                return [item for item in resolved if item != NO_VALUE]
            case dict() if len(value) == 1:
                ((name, argument),) = value.items()
                return self._function(name, argument)
            case dict():
                return _without_no_value({key: self.value(item) for key, item in value.items()})
            case _:
                return value

    def _function(self, name: str, argument: Any) -> Any:
        if name == "Ref":
            return self._reference(argument)
        if name == "Fn::If" and isinstance(argument, list) and len(argument) == 3:
            name_of_condition, when_true, when_false = argument
            holds = self.condition({"Condition": name_of_condition})
            return self.value(when_true if holds else when_false)
        if name == "Fn::GetAtt":
            return _attribute(argument)
        if name == "Fn::Sub":
            return self._substituted(argument)
        resolved = self.value(argument)
        match name, resolved:
            case "Fn::Join", [str(delimiter), list(items)]:
                return joined(delimiter, items)
            case "Fn::Split", [str(delimiter), str(text)] if delimiter:
                return text.split(delimiter)
            case "Fn::Select", [index, list(items)] if str(index).isdecimal() and int(index) < len(items):
                return items[int(index)]
            case "Fn::FindInMap", [_, _, _, *_]:
                return self._found(resolved)
            case "Fn::ToJsonString", _ if not is_unknown({"": resolved}, self._template):
                return json.dumps(resolved, separators=(",", ":"))
            case "Fn::Length", list(items):
                return len(items)
            case (("Fn::Equals" | "Fn::And" | "Fn::Or" | "Fn::Not"), _):
                return {name: resolved}
        if resolved == NO_VALUE:
            return {}
        return {name: resolved}

    def _reference(self, name: Any) -> Any:
        parameter = self._parameters.get(name) if isinstance(name, str) else None
        if parameter is None:
            return self._name(name) or {"Ref": name}
        if "Default" not in parameter:
            return {"Ref": name}
        default, kind = parameter["Default"], str(parameter.get("Type"))
        if str(parameter.get("NoEcho")).lower() == "true":
            return {HIDDEN: hashlib.sha256(str(default).encode()).hexdigest()}
        if kind.startswith(SSM_PARAMETER):
            return {SSM: default}
        if (kind == "CommaDelimitedList" or kind.startswith("List<")) and isinstance(default, str):
            return [item.strip() for item in default.split(",")] if default else []
        return default

    def _name(self, logical_id: Any) -> str | None:
        """The name that a reference to a resource is, where the template tells it."""
        resource = self._resources.get(logical_id, {}) if isinstance(logical_id, str) else {}
        kind = resource.get("Type")
        if not isinstance(kind, str) or kind not in NAMES or logical_id in self._evaluating:
            return None
        properties = resource.get("Properties")
        self._evaluating.add(logical_id)
        try:
            name = self.value(properties.get(NAMES[kind]) if isinstance(properties, Mapping) else None)
        finally:
            self._evaluating.remove(logical_id)
        return name if isinstance(name, str) else None

    def _substituted(self, argument: Any) -> Any:
        text, names = argument if isinstance(argument, list) and len(argument) == 2 else (argument, {})
        if not isinstance(text, str) or not isinstance(names, Mapping):
            return {"Fn::Sub": self.value(argument)}
        return joined("", list(self._parts(text, names)))

    def _parts(self, text: str, names: Mapping[str, Any]) -> Iterator[Any]:
        for index, piece in enumerate(text.split("${")):
            if index == 0:
                yield piece
                continue
            name, closing, rest = piece.partition("}")
            name = name.strip()
            if not closing:
                yield "${" + piece
                continue
            if name.startswith("!"):
                yield "${" + name[1:] + "}"
            elif name in names:
                yield self.value(names[name])
            elif "." in name:
                yield _attribute(name)
            else:
                yield self._reference(name)
            yield rest

    def _found(self, keys: list[Any]) -> Any:
        name, first, second, *default = keys
        mapping = self._mappings.get(name) if isinstance(name, str) else None
        if mapping is None:
            return {"Fn::FindInMap": keys}
        if isinstance(first, str) and isinstance(second, str):
            row = mapping.get(first)
            if isinstance(row, Mapping) and second in row:
                return row[second]
        rows = [row for row in mapping.values() if isinstance(row, Mapping)]
        if isinstance(second, str) and not default and rows:
            values = [row.get(second) for row in rows]
            if all(value == values[0] for value in values) and values[0] is not None:
                return values[0]
        # With the mapping itself, so that a changed one is a change.
        return {"Fn::FindInMap": [mapping, first, second, *default]}

    def condition(self, expression: Any) -> bool:
        """Whether a condition holds in this world."""
        match expression:
            case {"Condition": str(name)} if name in self._conditions and name not in self._evaluating:
                self._evaluating.add(name)
                try:
                    return self.condition(self._conditions[name])
                finally:
                    self._evaluating.remove(name)
            case {"Fn::And": list(items)}:
                return all(self._each(items))
            case {"Fn::Or": list(items)}:
                return any(self._each(items))
            case {"Fn::Not": [item]}:
                return not self.condition(item)
            case {"Fn::Equals": [left, right]}:
                return self._equal(plain(self.value(left)), plain(self.value(right)))
            case _:
                return self._told(expression)

    def _each(self, conditions: list[Any]) -> list[bool]:
        """Whether each condition holds: each is evaluated, so that all atoms are met."""
        return [self.condition(condition) for condition in conditions]

    def _equal(self, left: Any, right: Any) -> bool:
        if left == right:
            return True
        if isinstance(left, str) and isinstance(right, str):
            return False
        return self._told({"Fn::Equals": sorted([left, right], key=canonical)})

    def _told(self, expression: Any) -> bool:
        atom = canonical(expression)
        self.atoms.add(atom)
        return self._world.get(atom, False)


def joined(delimiter: str, items: list[Any]) -> Any:
    """The text of `Fn::Join`, or its shortest form where parts are references."""
    parts: list[Any] = []
    for index, item in enumerate(items):
        pieces: list[Any] = [delimiter] if index and delimiter else []
        match item:
            case {"Fn::Join": ["", list(inner)]}:
                pieces += inner
            case bool() | int() | float():
                pieces.append(plain(item))
            case _:
                pieces.append(item)
        for piece in pieces:
            if parts and isinstance(piece, str) and isinstance(parts[-1], str):
                parts[-1] += piece
            elif piece != "":
                parts.append(piece)
    if not parts:
        return ""
    return parts[0] if len(parts) == 1 else {"Fn::Join": ["", parts]}


def _attribute(target: Any) -> Any:
    parts = target.split(".", 1) if isinstance(target, str) else target
    match parts:
        case [str(name), str(attribute)] if attribute in IDS:
            return {"Ref": name}
        case _:
            return {"Fn::GetAtt": parts}


def _without_no_value(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: item for key, item in value.items() if item != NO_VALUE}
    return value


def canonical(value: Any) -> str:
    """A value as JSON, whatever the order of its keys."""
    return json.dumps(value, sort_keys=True)
