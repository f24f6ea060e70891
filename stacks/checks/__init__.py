"""What every synthesis is checked against."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stacks.checks.attaching import attach

__all__ = ["attach"]


def __getattr__(name: str) -> Any:
    # The CDK takes seconds to load, and only `attach` needs it: comparing templates does not.
    if name == "attach":
        from stacks.checks.attaching import attach

        return attach
    raise AttributeError(name)
