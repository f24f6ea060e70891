"""The syntax of the AWS CLI's options, on boto3: `python -m tests.acceptance.aws_cli SERVICE OPERATION …`.

As far as the documents use it. The AWS CLI itself has 150 MB, and version 2 of it is not among the packages
of PyPI.

https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters.html
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import jmespath  # type: ignore[import-untyped]
from botocore import xform_name

OUTPUT, QUERY = "output", "query"


def main(arguments: list[str]) -> None:
    """Send the request that the arguments stand for, and print the answer."""
    service, name, *rest = arguments
    client = boto3.client(service)  # type: ignore[call-overload]  # the service is a variable
    operations = {xform_name(each, "-"): each for each in client.meta.service_model.operation_names}
    operation = client.meta.service_model.operation_model(operations[name])
    members = operation.input_shape.members
    given, files = _parse(rest)
    shown = {option: given.pop(option)[0] for option in (OUTPUT, QUERY) if option in given}
    names = {xform_name(each, "-"): each for each in members}
    request = {names[option]: _value(members[names[option]], values) for option, values in given.items()}
    method = xform_name(operation.name)
    if client.can_paginate(method):
        answer = client.get_paginator(method).paginate(**request).build_full_result()
    else:
        answer = getattr(client, method)(**request)
    answer.pop("ResponseMetadata", None)
    for file in files:
        Path(file).write_bytes(answer.pop("Payload").read())
    found = jmespath.search(shown[QUERY], answer) if QUERY in shown else answer
    shown_as_text = shown.get(OUTPUT) == "text"
    text = "\n".join(_text(found)) if shown_as_text else json.dumps(found, indent=4, default=str)
    sys.stdout.write(f"{text}\n")


def _parse(arguments: list[str]) -> tuple[dict[str, list[str]], list[str]]:
    """The options with their values, and the file that an answer's body goes to."""
    options: dict[str, list[str]] = {}
    option: str | None = None
    files = []
    for argument in arguments:
        if argument.startswith("--"):
            option = argument.removeprefix("--")
            options[option] = []
        elif option and (not options[option] or option.endswith("s")):
            options[option].append(argument)
        else:
            files.append(argument)
    return options, files


def _value(shape: Any, values: list[str]) -> Any:
    match shape.type_name:
        case "list":
            return values
        case "integer":
            return int(values[0])
        case "blob":
            return Path(values[0].removeprefix("fileb://")).read_bytes()
        case "string":
            return values[0]
    raise NotImplementedError(shape.type_name)


def _text(found: Any) -> Iterator[str]:
    if isinstance(found, list):
        yield "\t".join("\n".join(_text(each)) for each in found)
    else:
        yield "None" if found is None else str(found)


if __name__ == "__main__":
    main(sys.argv[1:])
