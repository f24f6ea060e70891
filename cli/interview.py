"""Goes through the questions: answers come from flags, from the terminal, or are the defaults."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from cli.output import HINT, UsageError
from cli.prompts import ask
from cli.questions import Question

CheckAnswers = Callable[[Mapping[str, Any]], Mapping[str, str]]
"""Returns the settings errors of the file that some answers make, by their fields."""

MANUAL = "manual"
MISSING = "is missing"
"""How the error of a field begins that a later question may still answer."""


def parse(questions: Iterable[Question], flags: Mapping[str, str | None]) -> dict[str, Any]:
    """The answers that are given as flags.

    :raises UsageError: a flag's value is no answer to its question.
    """
    answers, errors = {}, []
    for question in questions:
        text = flags.get(question.name)
        if text is None:
            continue
        try:
            answers[question.name] = question.parse(text)
        except ValueError as error:
            errors.append(f"{question.flag}: {error}")
    if errors:
        raise UsageError("\n".join(errors))
    return answers


def collect(
    questions: Iterable[Question],
    given: Mapping[str, Any],
    *,
    defaults: Mapping[str, Any],
    check: CheckAnswers,
    asks: bool,
    takes_defaults: bool,
    known: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The answers to all questions that apply.

    :param given: the answers by flags.
    :param defaults: what stands for a question's own default, by its name.
    :param check: finds the errors of the file so far.
    :param asks: whether there is a terminal to ask in.
    :param known: answers to other questions, on which some of these depend.
    :param takes_defaults: whether questions without a flag have their default as answer, unasked.
    :raises UsageError: flags are missing or have no effect.
    :raises CommandInterruptedError: a question was left without an answer.
    """
    answers: dict[str, Any] = {}
    errors = []
    remaining = list(questions)
    while remaining:
        question = remaining.pop(0)
        default = defaults.get(question.name, question.default)
        if not question.is_asked({**(known or {}), **answers}):
            if question.name in given:
                errors.append(f"{question.flag}: has no effect with the other answers")
        elif question.name in given:
            answers[question.name] = given[question.name]
        elif any(name in given for name in question.implied_by):
            answers[question.name] = True
        elif question.manual and (unasked := _default_configuration(question, default, answers)) is not None:
            answers[question.name] = unasked
        elif takes_defaults and default is not None:
            answers[question.name] = default
        elif asks and not takes_defaults:
            answers[question.name] = ask(question, default, _check_of(question, answers, check, remaining))
        else:
            # What follows is decided as if the default had been given, to name as many flags as possible.
            errors.append(f"{question.flag} is missing: {question.text}")
            answers[question.name] = default
    if errors:
        hint = [] if takes_defaults else [f"{HINT}--yes takes the defaults of what has no flag"]
        raise UsageError("\n".join(errors + hint))
    return answers


def _default_configuration(question: Question, default: Any, answers: Mapping[str, Any]) -> Any:
    """What a default configuration answers to a question; None: the configuration is manual."""
    configuration = answers.get("configuration", MANUAL)
    if configuration == MANUAL:
        return None
    return True if question.chosen_by == configuration else default


def _check_of(
    question: Question, answers: Mapping[str, Any], check: CheckAnswers, later: Sequence[Question]
) -> Callable[[Any], str | None]:
    """What is wrong with an answer: the errors that it brings about, in fields that are answered by now.

    :param later: the questions that come after it, and may fix what it leaves incomplete.
    """
    before = check(answers)

    def errors(answer: Any) -> str | None:
        answered = {**answers, question.name: answer}
        after = check(answered)
        still_open = [f"{each.place}." for each in later if each.place and each.is_asked(answered)]
        new = [
            text if question.place.endswith(field) else f"{field}: {text}"
            for field, text in after.items()
            if field not in before
            and not text.startswith(MISSING)
            and not any(place.startswith(f"{field}.") for place in still_open)
        ]
        return "; ".join(new) or None

    return errors
