"""What every synthesis is checked against."""

from stacks.checks.attach import attach

__all__ = ["attach"]
