"""Describes what is wrong with a value in one line: pydantic's errors in terms of the file."""

import datetime
from collections.abc import Iterable

from pydantic_core import ErrorDetails

LONGEST = 60
"""How much of a value is shown."""


def describe(error: ErrorDetails, example: str = "") -> str:
    """Describe what is wrong with a value, and what would be right.

    :param example: what the file could say instead, such as `minimum_length = 12`.
    """
    such = f", such as {example}" if example else ""
    value, context = error["input"], error.get("ctx", {})
    wrong = f"not {shown(value)}"
    match error["type"]:
        case "rule":
            return error["msg"]
        case "missing" | "union_tag_not_found":
            return f"is missing: add {example}" if example else "is missing"
        case "model_type" | "model_attributes_type" | "dict_type":
            if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
                wrong = "not a list of sections ([[...]])"
            return f"must be {f'written as {example}' if example else 'a section'}, {wrong}"
        case "string_type" | "is_instance_of":
            return f"must be text in quotes{such or _quoted(value)}, {wrong}"
        case "string_unicode":
            return "must not contain half a character (a lone surrogate)"
        case "bool_type":
            return f"must be true or false, without quotes, {wrong}"
        case "int_type" | "int_from_float":
            return f"must be a whole number without quotes{such}, {wrong}"
        case "float_type":
            return f"must be a number without quotes{such}, {wrong}"
        case "finite_number":
            return f"must be a finite number{such}, {wrong}"
        case "tuple_type" | "list_type":
            return f"must be a list{_in_list(error) or such}, {wrong}"
        case "union_tag_invalid":
            return f"must be {_choices(context['expected_tags'])}, not {shown(context['tag'])}"
        case "literal_error":
            return f"must be {_choices(context['expected'])}, {wrong}"
        case "greater_than":
            return f"must be more than {context['gt']:g}, {wrong}"
        case "greater_than_equal":
            return f"must be {context['ge']} or more, {wrong}"
        case "less_than_equal":
            return f"must be {context['le']} or less, {wrong}"
        case "too_short":
            return f"must have at least {_counted(context['min_length'], 'item')}{such}"
        case "too_long":
            most, found = _counted(context["max_length"], "item"), context["actual_length"]
            # Pydantic does not report how many keys a section has.
            return f"must have at most {most}" + (f"; it has {found}" if found else "")
        case "string_too_short":
            return f"must have at least {_counted(context['min_length'], 'character')}, {wrong}"
    text = error["msg"].removeprefix("Input ").removeprefix("String ").removeprefix("Value error, ")
    text = text.replace("should be", "must be").replace("should", "must")
    return f"{text[:1].lower()}{text[1:]}, {wrong}"


def describe_union(errors: Iterable[ErrorDetails], example: str = "") -> str:
    """Describe what is wrong with a value that matches none of several alternatives."""
    distinct = list({error["type"]: error for error in errors}.values())
    rules = [error for error in distinct if error["type"] == "rule"]
    if rules or len(distinct) == 1:
        return describe((rules or distinct)[0], example)
    wrong = f", not {shown(distinct[0]['input'])}"
    texts = [describe(error, example).removesuffix(wrong) for error in distinct]
    return f"{texts[0]} or {' or '.join(text.removeprefix('must be ') for text in texts[1:])}{wrong}"


def shown(value: object) -> str:
    """A value in the file's notation, in one short line."""
    match value:
        case bool():
            text = "true" if value else "false"
        case str():
            text = repr(value[: LONGEST + 1])
        case dict():
            return "a section"
        case list() | tuple():
            text = f"[{', '.join(shown(item) for item in value[:LONGEST])}]"
        case datetime.date() | datetime.time():
            text = value.isoformat()
        case int() if abs(value) >= 10**LONGEST:
            return "a number of more than 60 digits"  # Python refuses to write some of these
        case _:
            text = str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def _in_list(error: ErrorDetails) -> str:
    """A single value as the list that was probably meant."""
    value = error["input"]
    if not isinstance(value, str | int | float):
        return ""
    items = [f'"{each.strip()}"' for each in value.split(",")] if isinstance(value, str) else [shown(value)]
    text = ", ".join(items)
    fields = [part for part in error["loc"] if isinstance(part, str)]
    return f", such as {fields[-1]} = [{text}]" if fields else ""


def _quoted(value: object) -> str:
    return f': "{shown(value)}"' if isinstance(value, int | float | datetime.date) else ""


def _choices(expected: str) -> str:
    """Pydantic's list of choices for a sentence, with the quotes of TOML and JSON."""
    text = expected.replace("'", '"')
    return text if " or " in text else " or ".join(text.rsplit(", ", 1))


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
