"""Reads environment files, with the Amplify files that they name, into environments."""

from stacks.loading.load import SettingsError, load_environment, load_environments, parse_environment

__all__ = ["SettingsError", "load_environment", "load_environments", "parse_environment"]
