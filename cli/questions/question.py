"""What a question is: its wording, where its answer is in an environment file, and when it is asked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

Answers = Mapping[str, Any]
"""What is answered so far, by the questions' names; a question that was not asked is absent."""


LEARN_MORE = object()
"""The choice that explains the others."""


class Kind(Enum):
    """How a question is answered."""

    ONE = "one of the choices"
    SEVERAL = "some of the choices"
    TEXT = "a text"
    LIST = "texts, separated by commas"
    NUMBER = "a whole number"
    YES_NO = "yes or no"


@dataclass(frozen=True)
class Choice:
    """A possible answer, and what it is on the command line."""

    title: str
    value: Any
    flag: str = ""

    @property
    def word(self) -> str:
        """The choice on the command line."""
        return self.flag or (",".join(self.value) if isinstance(self.value, list) else str(self.value))


def always(answers: Answers) -> bool:  # noqa: ARG001 - the form of a condition
    """The condition of a question that every environment has an answer to."""
    return True


def if_yes(name: str) -> Callable[[Answers], bool]:
    """The condition of a question that another one, answered with yes, leads to."""
    return lambda answers: bool(answers.get(name))


@dataclass(frozen=True)
class Question:
    """A question, where its answer is in an environment file, and when it is asked."""

    name: str
    text: str
    kind: Kind
    place: str = ""
    """The field of the environment file; empty: the answer only decides which questions follow."""
    choices: tuple[Choice, ...] = ()
    default: Any = None
    """The default of this project; Amplify's is marked among the choices or in `hint`, where it differs."""
    is_asked: Callable[[Answers], bool] = always
    manual: bool = False
    """A default configuration takes the default without asking."""
    immutable: bool = False
    """Cognito never changes it in a pool that exists, so `auth update` does not ask."""
    hint: str = ""
    learn_more: str = ""
    """What Amplify prints for "I want to learn more.", in our words; empty: there is no such choice."""
    chosen_by: str = ""
    """The answer to `configuration` that answers this one with yes."""
    implied_by: tuple[str, ...] = ()
    """The questions whose answers, given as flags, answer this one with yes."""

    @property
    def flag(self) -> str:
        """The question's flag, such as `--sms-authentication-message`."""
        return f"--{self.name.replace('_', '-')}"

    def parse(self, text: str) -> Any:
        """The answer that a flag's value stands for.

        :raises ValueError: it is none; the text says what is possible.
        """
        match self.kind:
            case Kind.TEXT:
                return text
            case Kind.LIST:
                return _words(text)
            case Kind.NUMBER:
                if not text.strip().isdecimal():
                    raise ValueError(f"must be a whole number, not {text!r}")
                return int(text)
            case Kind.YES_NO:
                if text.lower() not in YES | NO:
                    raise ValueError(f"must be yes or no, not {text!r}")
                return text.lower() in YES
            case Kind.ONE:
                return self._choice(text).value
            case Kind.SEVERAL:
                return [self._choice(word).value for word in _words(text)]

    def _choice(self, word: str) -> Choice:
        for choice in self.choices:
            if word.lower() in (choice.word.lower(), str(choice.value).lower()):
                return choice
        possible = ", ".join(choice.word for choice in self.choices)
        raise ValueError(f"must be {'one' if self.kind is Kind.ONE else 'some'} of {possible}; not {word!r}")


YES = {"yes", "y", "true"}
NO = {"no", "n", "false"}


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def attributes(names: Sequence[str]) -> tuple[Choice, ...]:
    """The choices among attributes of users."""
    return tuple(Choice(name.replace("_", " ").capitalize(), name) for name in names)
