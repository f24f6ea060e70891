"""What a new environment's bases or Amplify's files answer already."""

from collections.abc import Mapping
from typing import Any

from cli.document import PASSWORD_CLASSES
from cli.questions import QUESTIONS, Question
from cli.questions.social_providers import PROVIDERS
from cli.questions.triggers import TRIGGERS
from stacks.settings.types import Duration, or_none


def inherited_answers(data: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that settings stand for, by the questions' names; what they leave open is absent.

    :param data: settings that may be incomplete, such as those of a base file.
    """
    found = {question.name: _answer(question, data) for question in QUESTIONS}
    return {name: answer for name, answer in found.items() if answer is not None}


def _answer(question: Question, data: Mapping[str, Any]) -> Any:
    match question.name:
        case "identity_pool":
            return _is_given(data, "identity_pool")
        case "oauth":
            return _is_given(data, "hosted_ui")
        case "groups":
            return list(_section(data, "groups")) or None
        case "social_providers":
            return [name for name in _section(data, "identity_providers") if name in PROVIDERS] or None
        case "lambda_triggers":
            # Functions are there: which ones is decided.
            return False if _section(data, "triggers") else None
        case "triggers":
            arns = _section(data, "triggers")
            return [name for name in TRIGGERS if or_none(arns.get(name))] or None
        case "override_password_policy":
            # A policy is there: whether to have one is decided.
            return False if _section(data, "password_policy") else None
        case "password_classes":
            policy = _section(data, "password_policy")
            given = any(name in policy for name in PASSWORD_CLASSES)
            return [name for name in PASSWORD_CLASSES if policy.get(name, True)] if given else None
        case "refresh_token_days":
            return _days(_of_clients(data, "refresh_token"))
        case "set_attributes":
            fields = ("read_attributes", "write_attributes")
            return False if any(_of_clients(data, field) is not None for field in fields) else None
    if question.place.startswith("clients.*."):
        return _plain(_of_clients(data, question.place.removeprefix("clients.*.")))
    return _plain(_at(data, question.place)) if question.place else None


def _section(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A section, empty where there is none, or what is no section: reading the file reports that."""
    found = data.get(name)
    return found if isinstance(found, Mapping) else {}


def _is_given(data: Mapping[str, Any], section: str) -> bool | None:
    """Whether a section is there; False where it is "unset", None where nothing is said."""
    return isinstance(data[section], Mapping) if section in data else None


def _at(data: Any, place: str) -> Any:
    found = data
    for part in place.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _of_clients(data: Mapping[str, Any], field: str) -> Any:
    """A field of the first client that has it."""
    clients = _section(data, "clients").values()
    return next(
        (client[field] for client in clients if isinstance(client, Mapping) and field in client), None
    )


def _days(validity: Any) -> Any:
    """Whole days as a number, another validity as it is."""
    try:
        duration = Duration.read(validity)
    except (TypeError, ValueError, AttributeError):
        return validity
    return validity if duration.seconds else duration.days


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [str(each) for each in value]
    return str(value) if isinstance(value, str) else value
