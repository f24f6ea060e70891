"""Checks what files say against the settings, and tells where in the files each error is."""

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from stacks.loading.bases import Location, has, merge
from stacks.loading.toml_file import Data
from stacks.settings.environment import Settings

UNION_TAG = ("union_tag_not_found", "union_tag_invalid")

_REQUIRED: Data = {"user_pool": {"name": "x"}, "mfa": {"mode": "OPTIONAL", "types": ["TOTP"]}}
"""Valid values of what every environment must say."""
_URI = ["https://example.com/"]
_REQUIRED_OF: Data = {
    "identity_pool": {"name": "x"},
    "hosted_ui": {"domain_prefix": "x", "redirect_sign_in": _URI, "redirect_sign_out": _URI},
}
"""Valid values of what it must say in sections that not every environment has."""


def validate(data: Data) -> tuple[Settings | None, list[ErrorDetails]]:
    """Check `data` and describe every error, also those between fields while another field is wrong.

    The rules between fields are only checked when each field is right by itself. So that one wrong field
    does not hide them, the wrong ones are taken out and the rest is checked again.
    """
    try:
        return Settings.model_validate(data), []
    except ValidationError as error:
        errors = error.errors()
    wrong = [location(e, data) for e in errors]
    rest = without(data, wrong)
    try:
        Settings.model_validate(rest)
    except ValidationError as error:
        errors += [e for e in error.errors() if not _depends_on(e, rest, wrong)]
    return None, errors


def completed(data: Data) -> Data:
    """Settings to which something is added for what a base leaves to its environments.

    The rules between fields are only checked when nothing is missing.
    """
    sections = {name: fields for name, fields in _REQUIRED_OF.items() if isinstance(data.get(name), dict)}
    return merge({**_REQUIRED, **sections}, data)


def location(error: ErrorDetails, data: Data) -> Location:
    """Where in `data` an error is: pydantic's location without what it adds to the names in the files.

    It adds the member of a union that was tried, the number of a list's item, and a mark for keys.
    """
    if "others" in error.get("ctx", {}):
        return tuple(map(str, error["loc"]))  # a rule between fields: it names fields only
    found: list[str] = []
    value: Any = data
    for part in error["loc"]:
        if isinstance(value, dict) and part in value:
            found.append(str(part))
            value = value[part]
        elif isinstance(value, list | tuple) and isinstance(part, int) and part < len(value):
            value = value[part]
    if error["type"] == "missing":
        found.append(str(error["loc"][-1]))
    elif error["type"] in UNION_TAG:
        found.append(error["ctx"]["discriminator"].strip("'"))
    return tuple(found)


def others(error: ErrorDetails) -> Iterable[Location]:
    """The other fields that a broken rule is about."""
    return [tuple(other.split(".")) for other in error.get("ctx", {}).get("others", ())]


def is_about_the_whole(error: ErrorDetails) -> bool:
    """Whether an error may be due to what is missing in the data."""
    absent = error["type"] in ("missing", "union_tag_not_found")
    return absent or "others" in error.get("ctx", {})


def is_about_absence(error: ErrorDetails, data: Data) -> bool:
    """Whether an error is due to what is missing in the data, or may be gone with what is added to it."""
    if "others" not in error.get("ctx", {}):
        return is_about_the_whole(error)
    return not all(has(data, place) for place in (location(error, data), *others(error)))


def _depends_on(error: ErrorDetails, data: Data, wrong: list[Location]) -> bool:
    """Whether one of the fields that an error is about is wrong by itself."""
    places = [location(error, data), *others(error)]
    return any(place[: len(w)] == w or w[: len(place)] == place for place in places for w in wrong)


def without(data: Data, places: Iterable[Location]) -> Data:
    """A copy of `data` without the values at some places."""
    for place in places:
        data = _without(data, place)
    return data


def _without(data: Data, place: Location) -> Data:
    """A copy of `data` without the value at `place`."""
    key, *rest = place
    if rest and isinstance(data.get(key), dict):
        return {**data, key: _without(data[key], tuple(rest))}
    return {name: value for name, value in data.items() if name != key}
