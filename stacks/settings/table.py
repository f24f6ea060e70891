"""What every table of an environment file has in common, and how a broken rule is reported."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pydantic import BaseModel, ConfigDict


@dataclass(frozen=True)
class Mistake:
    """A rule that the values of several fields break together."""

    field: str
    """The field to change, dotted."""
    text: str
    """What Cognito would do, and how to mend it."""
    others: tuple[str, ...] = ()
    """The other fields that the rule looked at, dotted: while one of them is wrong itself, the rule cannot
    be told."""


class Table(BaseModel):
    """A table of an environment file: immutable, and it knows no other keys than its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)

    def mistakes(self) -> Iterable[Mistake]:
        """Yield the rules that the fields break together. A single field's rules stand on the field."""
        return ()

    def all_mistakes(self) -> Iterator[Mistake]:
        """Yield the mistakes of this table and of those in it."""
        yield from self.mistakes()
        for name in type(self).model_fields:
            table = getattr(self, name)
            if isinstance(table, Table):
                for mistake in table.all_mistakes():
                    field, *others = (f"{name}.{inner}" for inner in (mistake.field, *mistake.others))
                    yield replace(mistake, field=field, others=tuple(others))
