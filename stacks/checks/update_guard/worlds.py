"""The worlds in which templates are compared: the possible outcomes of what no template tells."""

import itertools
import json
from collections.abc import Iterator
from typing import Any

from stacks.checks.update_guard.resolving import Atom, Resolver, World, canonical
from stacks.template import Template, entries

MOST_ATOMS = 5
"""Up to this many conditions are tried in all combinations, more of them one by one."""


def worlds(*templates: Template) -> Iterator[World]:
    """The worlds in which templates have to be compared; in the first one, no untold condition holds."""
    atoms: set[Atom] = set()
    for template in templates:
        resolver = Resolver(template, {})
        for name in [*entries(template.get("Conditions")), *_named_conditions(template)]:
            resolver.condition({"Condition": name})
        atoms |= resolver.atoms
    ordered = sorted(atoms)
    if len(ordered) > MOST_ATOMS:
        yield dict.fromkeys(ordered, False)
        yield from ({atom: atom == held for atom in ordered} for held in ordered)
        yield from ({atom: atom != held for atom in ordered} for held in ordered)
        return
    for holds in itertools.product((False, True), repeat=len(ordered)):
        world = dict(zip(ordered, holds, strict=True))
        if not _contradicts_itself(world):
            yield world


def _named_conditions(value: Any) -> Iterator[str]:
    """The names of the conditions on which resources, outputs and values depend."""
    match value:
        case {"Fn::If": [str(name), *values]}:
            yield name
            yield from _named_conditions(values)
        case dict():
            for key, item in value.items():
                if key == "Condition" and isinstance(item, str):
                    yield item
                yield from _named_conditions(item)
        case list():
            for item in value:
                yield from _named_conditions(item)


def _contradicts_itself(world: World) -> bool:
    """Whether a condition compares one value with two texts."""
    seen: set[str] = set()
    for atom, holds in world.items():
        match json.loads(atom) if holds else None:
            case {"Fn::Equals": [str(), other] | [other, str()]}:
                if canonical(other) in seen:
                    return True
                seen.add(canonical(other))
    return False
