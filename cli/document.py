"""An environment file that is edited: comments and order stay as they are."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit

from cli.files import write_file
from cli.questions import Question
from cli.questions.social_providers import PROVIDERS
from stacks.loading import SettingsError, parse_environment
from stacks.settings import Environment

PASSWORD_CLASSES = ("require_lowercase", "require_uppercase", "require_numbers", "require_symbols")
DEFAULT_CLIENTS = ("web", "native")


class Document:
    """The text of an environment file.

    :param file: where it is, or will be.
    """

    def __init__(self, file: Path, text: str = "") -> None:
        self.file = file
        self._content = tomlkit.parse(text)

    @property
    def text(self) -> str:
        """The file's text."""
        return tomlkit.dumps(self._content)

    @property
    def data(self) -> dict[str, Any]:
        """What the file itself says."""
        return self._content.unwrap()

    def set(self, place: str, value: Any) -> None:
        """Set a value by its dotted place; None removes it."""
        *sections, field = place.split(".")
        if value is None:
            self._remove(sections, field)
        else:
            self._section(sections)[field] = value

    def answer(self, question: Question, value: Any, current: Any, clients: Sequence[str]) -> None:
        """Set the fields of an answer.

        :param current: the answer that the file, or what it inherits, gives already; None: none.
        """
        for place, field in fields_of(question, value, clients, current).items():
            self.set(place, field)

    def set_acknowledgment(self, finding: str, reason: str) -> None:
        """Accept a finding."""
        self._section(["acknowledge"])[finding] = reason

    def environment(self) -> Environment:
        """What the file says.

        :raises SettingsError: it has errors.
        """
        return parse_environment(self.text, self.file)

    def errors(self) -> dict[str, str]:
        """The settings errors, by their fields."""
        try:
            self.environment()
        except SettingsError as error:
            lines = (line.removeprefix(f"{self.file}: ") for line in str(error).splitlines())
            return {line.partition(": ")[0]: line.partition(": ")[2] for line in lines}
        return {}

    def write(self) -> None:
        """Write the file whole, or not at all."""
        write_file(self.file, self.text)

    def _section(self, sections: Sequence[str]) -> Any:
        found: Any = self._content
        for index, name in enumerate(sections):
            if name not in found:
                is_last = index == len(sections) - 1
                found[name] = tomlkit.table(is_super_table=not is_last)
            found = found[name]
        return found

    def _remove(self, sections: Sequence[str], field: str) -> None:
        found: Any = self._content
        for name in sections:
            found = found.get(name)
            if not isinstance(found, Mapping):
                return
        if field in found:
            del found[field]


def fields_of(question: Question, value: Any, clients: Sequence[str], current: Any = None) -> dict[str, Any]:
    """The fields of an environment file that an answer stands for; None: the field is absent.

    :param current: the answer so far: what it stands for already is left as it is.
    """
    match question.name:
        case "groups":
            return {"groups": {name: index for index, name in enumerate(value, start=1)} or None}
        case "password_classes":
            return {f"password_policy.{name}": name in value for name in PASSWORD_CLASSES}
        case "refresh_token_days":
            return {f"clients.{client}.refresh_token": f"{value} days" for client in clients}
        case "identity_pool":
            return {} if value else {"identity_pool": None}
        case "oauth":
            return {} if value else {"hosted_ui": None}
        case "mode" if value == "OFF":
            return {"mfa": {"mode": "OFF"}}
        case "social_providers":
            return _of_providers(value, current or ())
        case "triggers":
            # A chosen one has its field by the question about its ARN.
            return {f"triggers.{name}": None for name in current or () if name not in value}
    if question.place.startswith("clients.*."):
        field = question.place.removeprefix("clients.*.")
        return {f"clients.{client}.{field}": value for client in clients}
    return {question.place: value} if question.place else {}


def _of_providers(chosen: Sequence[str], current: Sequence[str]) -> dict[str, Any]:
    added = [PROVIDERS[name] for name in chosen if name not in current]
    removed = {PROVIDERS[name].place: None for name in current if name not in chosen}
    defaults = {f"{each.place}.{field}": value for each in added for field, value in each.defaults.items()}
    return removed | defaults
