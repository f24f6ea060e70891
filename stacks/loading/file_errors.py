"""Finds, for each error of an environment, the file in which to fix it, and how."""

from itertools import groupby
from pathlib import Path

from pydantic_core import ErrorDetails

from stacks.amplify import ANSWER_OF
from stacks.error_text import describe_union
from stacks.loading.bases import Layers, Location, has
from stacks.loading.errors import FileError
from stacks.loading.examples import example_of
from stacks.loading.fields import fields_at, mappings_along
from stacks.loading.toml_file import Data
from stacks.loading.unknown import describe_unknown
from stacks.loading.validation import location, others


def file_errors(
    errors: list[ErrorDetails], merged: Data, layers: Layers, from_amplify: Data
) -> list[FileError]:
    """The errors by the files that have the wrong values; errors of one value are together, and those of one
    of Amplify's answers."""
    found: list[FileError] = []
    fields: dict[FileError, list[str]] = {}
    for place, same in groupby(errors, key=lambda error: location(error, merged)):
        error, answer = _file_error(place, list(same), merged, layers, from_amplify)
        if answer:
            fields.setdefault(error, []).append(".".join(place))
        else:
            found.append(error)
    return [*(FileError(each.file, f"{each.text} ({', '.join(of)})") for each, of in fields.items()), *found]


def _file_error(
    place: Location, errors: list[ErrorDetails], merged: Data, layers: Layers, from_amplify: Data
) -> tuple[FileError, bool]:
    """The error of a value, and whether the value is an answer of Amplify's."""
    error, field = errors[0], ".".join(place)
    if error["type"] == "extra_forbidden":
        text = describe_unknown(place, merged.get("mfa", {}).get("mode"))
    elif [*mappings_along(place)][-1] and place[-1] in fields_at(list(place)):
        text = (
            f"belongs below a name: write [{'.'.join(place[:-1])}.NAME], with a name of your own, before it"
        )
    else:
        text = describe_union(errors, example_of(place))
    own = layers.data
    answer = ANSWER_OF.get(field) or ANSWER_OF.get(place[0])
    if answer and has(from_amplify, place) and not has(own, place):
        return FileError(layers.origin(("amplify",)) or layers.own.file, f"amplify: {answer}: {text}"), True
    file = _file_of(place, error, layers)
    elsewhere = [
        f"{'.'.join(other)} is set in {origin}"
        for other in others(error)
        if (origin := layers.origin(other)) not in (None, file)
    ]
    if elsewhere:
        text += f" ({', '.join(elsewhere)})"
    return FileError(file, f"{field}: {text}"), False


def _file_of(place: Location, error: ErrorDetails, layers: Layers) -> Path:
    """The file to change: the one with the value, with another field of the rule, or with the section."""
    sections = [place[:length] for length in range(len(place) - 1, 0, -1)]
    origins = map(layers.origin, (place, *others(error), *sections))
    return next((origin for origin in origins if origin), layers.own.file)
