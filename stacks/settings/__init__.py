"""What an environment file may say, and the rules for it."""

from stacks.settings.environment import Environment, Settings

__all__ = ["Environment", "Settings"]
