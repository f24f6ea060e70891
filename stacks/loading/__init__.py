"""Reads environment files, with the Amplify files that they name, into environments."""

from stacks.loading.errors import SettingsError
from stacks.loading.load import inherited, load_environment, load_environments, parse_environment
from stacks.loading.selection import stack_names

__all__ = [
    "SettingsError",
    "inherited",
    "load_environment",
    "load_environments",
    "parse_environment",
    "stack_names",
]
