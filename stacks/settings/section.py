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

    def below(self, section: str) -> "FieldError":
        """The error as the section around it reports it."""
        field, *others = (f"{section}.{inner}" for inner in (self.field, *self.others))
        return replace(self, field=field, others=tuple(others))


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
        for name, value in self:
            sections = value if isinstance(value, dict) else {"": value}
            for key, section in sections.items():
                if isinstance(section, Section):
                    for error in section.all_rule_errors():
                        yield error.below(f"{name}.{key}" if key else name)
