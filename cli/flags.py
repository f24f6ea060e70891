"""Gives a command a flag for each question."""

import inspect
from collections.abc import Callable, Iterable
from typing import Annotated, Any

import typer

from cli.questions import Kind, Question

Command = Callable[..., None]


def with_flags(questions: Iterable[Question]) -> Callable[[Command], Command]:
    """Add the questions' flags to a command, which gets their texts as keyword arguments."""

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
                annotation=Annotated[str | None, _option(question)],
            )
            for question in questions
        ]
        command.__signature__ = signature.replace(parameters=[*own, *flags])  # type: ignore[attr-defined]
        return command

    return decorate


def _option(question: Question) -> Any:
    return typer.Option(
        question.flag, help=_help(question), metavar=_metavar(question), rich_help_panel="Answers"
    )


def _help(question: Question) -> str:
    text = question.text.rstrip(":")
    match question.default:
        case None | "" | []:
            return text
        case bool():
            default = "yes" if question.default else "no"
        case list():
            default = ",".join(question.default)
        case _:
            default = str(question.default)
    return f"{text} (default: {default})"


def _metavar(question: Question) -> str:
    match question.kind:
        case Kind.YES_NO:
            return "yes|no"
        case Kind.NUMBER:
            return "NUMBER"
        case Kind.ONE if len(question.choices) <= 4:
            return "|".join(choice.word for choice in question.choices)
        case Kind.SEVERAL if len(question.choices) <= 4:
            return ",".join(choice.word for choice in question.choices)
        case Kind.LIST | Kind.SEVERAL:
            return "A,B"
    return "TEXT"
