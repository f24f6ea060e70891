"""Types of single values: each has its own rule and says how to fix a value that breaks it."""

import re
import unicodedata
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, ErrorDetails, PydanticCustomError, core_schema

from stacks.service import CODE, EMAIL_LENGTH, EXTERNAL_ID_LENGTH, SMS_LENGTH, USER_NAME

Item = TypeVar("Item")


def invalid(text: str) -> PydanticCustomError:
    """An error whose text reaches the user as it is."""
    return PydanticCustomError("rule", "{text}", {"text": text})


def message_of(error: ErrorDetails) -> str:
    """What is wrong with a value, in one line."""
    match error["type"]:
        case "missing":
            return "is missing"
        case "rule":
            return error["msg"]
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"must be a table, not {error['input']!r}"
    text = error["msg"].removeprefix("Input ").removeprefix("String ").removeprefix("Value error, ")
    text = text.replace("should be", "must be").replace("should", "must")
    return f"{text[:1].lower()}{text[1:]}, not {error['input']!r}"


class Rule(ABC):
    """A rule that stands on a field's type: it checks values, and shows in the JSON Schema."""

    @abstractmethod
    def check(self, text: str) -> str:
        """Return a text that obeys the rule; raise `invalid` with what to do about another."""

    @abstractmethod
    def json_schema(self) -> dict[str, Any]:
        """What editors can check of the rule."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return handler(schema) | self.json_schema()


@dataclass(frozen=True)
class Text(Rule):
    """A text of `minimum` to `maximum` characters that contains each of `placeholders`."""

    minimum: int
    maximum: int
    placeholders: tuple[str, ...] = ()
    lines: bool = False
    """Whether the text may have several lines."""

    def check(self, text: str) -> str:
        missing = [placeholder for placeholder in self.placeholders if placeholder not in text]
        if missing:
            raise invalid(f"must contain {' and '.join(missing)}: Cognito refuses the message without it")
        # What Cognito's patterns leave out, and line breaks where a text is one line.
        checked = re.sub(r"\s", "", text, flags=re.ASCII) if self.lines else text
        if any(unicodedata.category(character).startswith("C") for character in checked):
            also = "" if self.lines else "line breaks or other "
            raise invalid(f"must not contain {also}control characters: Cognito refuses them")
        if not self.minimum <= len(text) <= self.maximum:
            raise invalid(f"must be {self.minimum} to {self.maximum} characters long; it has {len(text)}")
        return text

    def json_schema(self) -> dict[str, Any]:
        contains = [{"pattern": re.escape(placeholder)} for placeholder in self.placeholders]
        limits = {"minLength": self.minimum, "maxLength": self.maximum}
        return limits | ({"allOf": contains} if contains else {})


@dataclass(frozen=True)
class Pattern(Rule):
    """A text that matches `pattern` as a whole; `description` says in words what that is."""

    pattern: str
    description: str

    def check(self, text: str) -> str:
        if not re.fullmatch(self.pattern, text, re.ASCII):
            raise invalid(f"must be {self.description}, not {text!r}")
        return text

    def json_schema(self) -> dict[str, Any]:
        return {"pattern": f"^({self.pattern})$"}


def _tuple_of_list(value: object) -> object:
    """TOML has lists; frozen settings hold tuples."""
    return tuple(value) if isinstance(value, list) else value


def _distinct(items: tuple[Item, ...]) -> tuple[Item, ...]:
    repeated = {str(item) for item in items if items.count(item) > 1}
    if repeated:
        raise invalid(f"must name each only once: {', '.join(sorted(repeated))}")
    return items


Distinct = Annotated[tuple[Item, ...], BeforeValidator(_tuple_of_list), AfterValidator(_distinct)]

SmsMessage = Annotated[str, Text(*SMS_LENGTH, (CODE,))]
SmsInvitation = Annotated[str, Text(*SMS_LENGTH, (USER_NAME, CODE))]
EmailMessage = Annotated[str, Text(*EMAIL_LENGTH, (CODE,), lines=True)]
Name = Annotated[str, Pattern(r"[\w\s+=,.@-]{1,128}", "1 to 128 letters, digits, spaces and +=,.@-")]

ExternalId = Annotated[
    str,
    Pattern(
        rf"[\w+=,.@:/-]{{{EXTERNAL_ID_LENGTH.smallest},{EXTERNAL_ID_LENGTH.largest}}}",
        f"{EXTERNAL_ID_LENGTH.smallest} to {EXTERNAL_ID_LENGTH.largest} letters, digits and +=,.@:/-",
    ),
]
Region = Annotated[str, Pattern(r"[a-z]{2}(-[a-z]+)+-\d", "an AWS region such as us-east-1")]
AccountId = Annotated[str, Pattern(r"\d{12}", "an AWS account id: 12 digits, in quotes")]
RoleArn = Annotated[str, Pattern(r"arn:[\w-]+:iam::\d{12}:role/.+", "the ARN of an IAM role")]
FunctionArn = Annotated[
    str, Pattern(r"arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w:$-]+", "the ARN of a Lambda function")
]
TopicArn = Annotated[str, Pattern(r"arn:[\w-]+:sns:[\w-]+:\d{12}:[\w.-]+", "the ARN of an SNS topic")]
SesIdentityArn = Annotated[
    str, Pattern(r"arn:[\w-]+:ses:[\w-]+:\d{12}:identity/.+", "the ARN of an SES identity")
]


@dataclass(frozen=True)
class Duration(Rule):
    """A text such as "60 minutes", "12 hours" or "30 days", from `minimum` to `maximum`."""

    minimum: str
    maximum: str

    PATTERN = r"(\d{1,7}) (minutes|hours|days)"

    @classmethod
    def read(cls, text: str) -> timedelta:
        """The time that a valid text stands for."""
        number, unit = text.split()
        return timedelta(**{unit: int(number)})

    def check(self, text: str) -> str:
        if not re.fullmatch(self.PATTERN, text):
            raise invalid(f'must be minutes, hours or days, such as "60 minutes", not {text!r}')
        if not self.read(self.minimum) <= self.read(text) <= self.read(self.maximum):
            raise invalid(f"must be {self.minimum} to {self.maximum}, not {text}")
        return text

    def json_schema(self) -> dict[str, Any]:
        return {"pattern": f"^{self.PATTERN}$"}
