"""Asks a question in the terminal, and checks the answer while it is typed."""

import sys
from collections.abc import Callable
from typing import Any

import questionary
from prompt_toolkit.output import create_output

from cli.output import CommandInterruptedError, say
from cli.questions import LEARN_MORE, Kind, Question

Check = Callable[[Any], str | None]
"""Returns what is wrong with an answer, None if nothing is."""


LEAST_REASON = 10  # characters
TYPED = (Kind.TEXT, Kind.LIST, Kind.NUMBER)


def has_terminal() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(question: Question, default: Any, check: Check) -> Any:
    """Ask until the answer passes the check.

    :param default: the answer that Enter gives.
    :raises CommandInterruptedError: Ctrl-C or the end of the input.
    """
    while True:
        answer = _answered(_prompt(question, default, check))
        if answer == LEARN_MORE:
            say(question.learn_more)
            continue
        if question.kind in TYPED:
            return question.parse(answer)
        # A list's choice cannot be checked while it is made.
        error = check(answer) if question.kind in (Kind.ONE, Kind.YES_NO) else None
        if error is None:
            return answer
        say(error)


def confirm(text: str, *, default: bool = False) -> bool:
    """Ask a yes-or-no question of a command itself."""
    return bool(_answered(questionary.confirm(text, default=default, **_terminal())))


def choose(message: str, choices: list[str]) -> str:
    """Ask for one of some texts."""
    return str(_answered(questionary.select(message, choices=choices, **_terminal())))


def text(message: str, check: Check) -> str:
    """Ask for a text of a command itself, such as a reason."""
    return str(_answered(questionary.text(message, validate=_validator(check, str), **_terminal())))


def ask_reason(message: str, *, needed: bool = True) -> str:
    """Ask for the reason to accept a finding.

    :param needed: whether there has to be one; otherwise the answer can be empty.
    """

    def error(reason: str) -> str | None:
        enough = len(reason.strip()) >= LEAST_REASON or not (needed or reason)
        return None if enough else f"must have at least {LEAST_REASON} characters"

    return text(message, error)


def _answered(prompt: questionary.Question) -> Any:
    try:
        return prompt.unsafe_ask()
    except (KeyboardInterrupt, EOFError) as error:
        raise CommandInterruptedError("interrupted: nothing was written") from error


def _terminal() -> dict[str, Any]:
    return {"output": create_output(stdout=sys.stderr)}


def _prompt(question: Question, default: Any, check: Check) -> questionary.Question:
    message = f"{question.text} ({question.hint})" if question.hint else question.text
    match question.kind:
        case Kind.ONE:
            choices = [questionary.Choice(choice.title, choice.value) for choice in question.choices]
            if question.learn_more:
                choices.append(questionary.Choice("I want to learn more.", LEARN_MORE))
            selected = next((choice for choice in choices if choice.value == default), None)
            return questionary.select(message, choices=choices, default=selected, **_terminal())
        case Kind.YES_NO if question.choices:
            choices = [questionary.Choice(choice.title, choice.value) for choice in question.choices]
            selected = next(choice for choice in choices if choice.value == default)
            return questionary.select(message, choices=choices, default=selected, **_terminal())
        case Kind.YES_NO:
            return questionary.confirm(message, default=bool(default), **_terminal())
        case Kind.SEVERAL:
            choices = [
                questionary.Choice(choice.title, choice.value, checked=choice.value in (default or ()))
                for choice in question.choices
            ]
            return questionary.checkbox(
                message, choices=choices, validate=_list_validator(check), **_terminal()
            )
    typed = (
        ", ".join(default) if isinstance(default, list | tuple) else "" if default is None else str(default)
    )
    return questionary.text(message, default=typed, validate=_validator(check, question.parse), **_terminal())


def _validator(check: Check, parse: Callable[[str], Any]) -> Callable[[str], bool | str]:
    def validate(typed: str) -> bool | str:
        try:
            answer = parse(typed)
        except ValueError as error:
            return str(error)
        return check(answer) or True

    return validate


def _list_validator(check: Check) -> Callable[[list[Any]], bool | str]:
    return lambda answers: check(answers) or True
