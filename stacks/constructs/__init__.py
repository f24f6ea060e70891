"""The constructs of a stack, one per module."""
