"""Gives a command a flag for each question."""

import inspect
from collections.abc import Callable, Collection, Iterable
from typing import Annotated, Any

import typer

from cli.questions import Kind, Question

Command = Callable[..., None]
FEW = 5
"""How many choices help lists."""


def with_flags(
    questions: Iterable[Question], *, hidden: Collection[Question] = ()
) -> Callable[[Command], Command]:
    """Add the questions' flags to a command, which gets their texts as keyword arguments.

    :param hidden: the questions whose flags are understood, but not listed by `--help`.
    """

    def decorate(command: Command) -> Command:
        signature = inspect.signature(command)
        own = [
            parameter
            for parameter in signature.parameters.values()
            if parameter.kind is not inspect.Parameter.VAR_KEYWORD
        ]
        flags = [
            inspect.Parameter(
                question.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=None,
                annotation=Annotated[str | None, _option(question, hidden=question in hidden)],
            )
            for question in questions
        ]
        command.__signature__ = signature.replace(parameters=[*own, *flags])  # type: ignore[attr-defined]
        return command

    return decorate


def _option(question: Question, *, hidden: bool) -> Any:
    return typer.Option(
        question.flag,
        help=_help(question),
        metavar=_metavar(question),
        rich_help_panel="Answers",
        hidden=hidden,
    )


def _help(question: Question) -> str:
    """The question with its choices and its default, such as "... (OPTIONAL, ON, OFF; default: ON)"."""
    choices = [choice.word for choice in question.choices] if question.kind is not Kind.YES_NO else []
    notes = [
        _listed(choices) if 0 < len(choices) <= FEW else "",
        f"default: {default}" if (default := _default(question)) else question.hint,
    ]
    text = question.text.rstrip(":")
    return f"{text} ({'; '.join(filter(None, notes))})" if any(notes) else text


def _listed(words: list[str]) -> str:
    # A choice can have a comma of its own.
    *others, last = words
    return f"{'; '.join(others)} or {last}" if any("," in word for word in words) else ", ".join(words)


def _default(question: Question) -> str:
    match question.default:
        case None | "" | []:
            return ""
        case bool():
            return "yes" if question.default else "no"
        case list() if question.kind is Kind.SEVERAL:
            chosen = [choice.word for choice in question.choices if choice.value in question.default]
            # All of them in one word would be too long for a column.
            return "all of them" if len(chosen) == len(question.choices) else ",".join(chosen)
        case list():
            return ",".join(question.default)
    return str(question.default)


def _metavar(question: Question) -> str:
    """A short one: in a terminal of 80 columns a long one takes the room of the flags' names."""
    match question.kind:
        case Kind.YES_NO:
            return "yes|no"
        case Kind.NUMBER:
            return "NUMBER"
        case Kind.ONE:
            return "CHOICE"
        case Kind.LIST | Kind.SEVERAL:
            return "A,B"
    return "TEXT"
