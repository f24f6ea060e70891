"""What every section of an environment file has in common, and how a broken rule is reported."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pydantic import BaseModel, ConfigDict


@dataclass(frozen=True)
class FieldError:
    """A rule that the values of several fields break together."""

    field: str
    """The field to change, dotted."""
    text: str
    """What Cognito would do, and how to fix it."""
    others: tuple[str, ...] = ()
    """The other fields that the rule reads, dotted: while one is invalid, the rule is not reported."""


@dataclass(frozen=True)
class SettingsWarning:
    """Something that is allowed and that its author may not have meant."""

    id: str
    text: str


class Section(BaseModel):
    """A section of an environment file: immutable, and without any other keys than its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)

    def rule_errors(self) -> Iterable[FieldError]:
        """Yield the rules that the fields break together. A single field's rules are part of its type."""
        return ()

    def all_rule_errors(self) -> Iterator[FieldError]:
        """Yield the rule errors of this section and of those in it."""
        yield from self.rule_errors()
        for name in type(self).model_fields:
            section = getattr(self, name)
            if isinstance(section, Section):
                for error in section.all_rule_errors():
                    field, *others = (f"{name}.{inner}" for inner in (error.field, *error.others))
                    yield replace(error, field=field, others=tuple(others))
