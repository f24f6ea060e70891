"""The content of an environment file in the making, with the property that each value comes from."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from stacks.error_text import describe
from stacks.settings import Settings

Path = tuple[str, ...]

# What pydantic adds to the places of errors: the modes by which it tells the kinds of MFA apart.
_MODES = ("OFF", "OPTIONAL", "ON")


class Draft:
    """Sections of an environment file.

    A property that is set is written, unless it has the value that the settings give by themselves.
    """

    def __init__(self) -> None:
        self.data: dict[str, Any] = {}
        self._sources: dict[Path, str] = {}

    def put(self, path: Path, value: Any, source: str) -> None:
        """Set a value at a path; None sets nothing.

        :param source: the property that it is, such as `UserPool.MfaConfiguration`.
        """
        # What is not set has a source as well: the settings may ask for it.
        self._sources[path] = source
        if value is None:
            return
        *sections, field = path
        section = self.data
        for name in sections:
            section = section.setdefault(name, {})
        section[field] = value

    def fill(self, path: Path, model: type[BaseModel], values: dict[str, tuple[Any, str]]) -> None:
        """Set the fields of a section: each with its value and the property that it is."""
        for field, (value, source) in values.items():
            default = model.model_fields[field].get_default(call_default_factory=True)
            is_default = value == (list(default) if isinstance(default, tuple) else default)
            self.put((*path, field), None if is_default else value, source)

    def remove(self, path: Path) -> None:
        """Take a value or a section away."""
        *sections, field = path
        section = self.data
        for name in sections:
            section = section.get(name, {})
        section.pop(field, None)

    def refused(self) -> Iterator[tuple[Path, str, str]]:
        """Yield what the settings refuse: the path in the file, the property, and the error message.

        The path is empty if the error is about no property.
        """
        try:
            Settings.model_validate(self.data)
        except ValidationError as error:
            for detail in error.errors():
                parts = (part for part in detail["loc"] if isinstance(part, str) and part != "[key]")
                place = tuple(part for part in parts if part not in _MODES)
                path = self._set_at(place)
                yield path, self._sources.get(path, ".".join(place)), describe(detail)

    def _set_at(self, place: Path) -> Path:
        """The path of a property at, above or below a place."""
        above = [place[:length] for length in range(len(place), 0, -1) if place[:length] in self._sources]
        below = [path for path in self._sources if path[: len(place)] == place]
        return next(iter([*above, *below]), ())
