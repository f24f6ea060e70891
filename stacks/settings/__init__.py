"""The typed answers of an environment file. Nothing here imports a CDK construct."""

from stacks.settings.environment import Environment
from stacks.settings.load import SettingsError, load_environment, load_environments

__all__ = ["Environment", "SettingsError", "load_environment", "load_environments"]
