"""What an environment file answers to the questions now."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from cli.document import PASSWORD_CLASSES
from cli.questions import Question
from cli.questions.social_providers import PROVIDERS
from cli.questions.triggers import TRIGGERS
from stacks.settings import Settings
from stacks.settings.types import Duration, or_none


def current_answer(question: Question, settings: Settings) -> Any:
    """The answer that the settings stand for, in the form that the question's flag is parsed to."""
    match question.name:
        case "configuration":
            return "manual"
        case "identity_pool":
            return settings.identity_pool is not None
        case "oauth":
            return settings.hosted_ui is not None
        case "groups":
            return list(settings.groups)
        case "override_password_policy" | "set_attributes" | "lambda_triggers":
            # They only lead to other questions.
            return False
        case "social_providers":
            return [name for name in settings.identity_providers if name in PROVIDERS]
        case "triggers":
            return [name for name in TRIGGERS if getattr(settings.triggers, name)]
        case "password_classes":
            return [name for name in PASSWORD_CLASSES if getattr(settings.password_policy, name)]
        case "refresh_token_days":
            return _refresh_token_days(settings)
    if question.place.startswith("clients.*."):
        field = question.place.removeprefix("clients.*.")
        return _plain(next((getattr(client, field) for client in settings.clients.values()), None))
    found: Any = settings
    for part in question.place.split("."):
        found = _part(found, part)
    return _plain(found)


def _part(found: Any, name: str) -> Any:
    if isinstance(found, Mapping):
        return found.get(name)
    return getattr(found, name, None) if isinstance(found, BaseModel) else None


def _refresh_token_days(settings: Settings) -> int | None:
    """The days of the first client; None where they are no whole number of days."""
    for client in settings.clients.values():
        validity = or_none(client.refresh_token)
        if validity:
            duration = Duration.read(validity)
            return None if duration.seconds else duration.days
    return None


def _plain(value: Any) -> Any:
    """A value as TOML has it."""
    if isinstance(value, tuple):
        return [str(item) for item in value]
    return str(value) if isinstance(value, str) else value
