"""Types of single values: each has its own rule and says how to fix a value that breaks it."""

import difflib
import re
import unicodedata
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Final, Literal, TypeVar, Union, get_args

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidatorFunctionWrapHandler,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from stacks.error_text import shown
from stacks.service import (
    CODE,
    EMAIL_LENGTH,
    EXTERNAL_ID_LENGTH,
    REGIONS,
    SMS_LENGTH,
    SUBJECT_LENGTH,
    USER_NAME,
)

Item = TypeVar("Item")


def invalid(text: str) -> PydanticCustomError:
    """An error whose text reaches the user as it is."""
    return PydanticCustomError("rule", "{text}", {"text": text})


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
class Link(Text):
    """A text with a link, which stands in `{##` and `##}`."""

    def check(self, text: str) -> str:
        start = text.find("{##")
        if start < 0 or text.find("##}", start + len("{##.")) < 0:
            raise invalid("must contain {##a text##}, which becomes the link: Cognito refuses it without")
        return super().check(text)


@dataclass(frozen=True)
class Pattern(Rule):
    """A text that matches `pattern` as a whole; `description` says in words what that is."""

    pattern: str
    description: str

    def check(self, text: str) -> str:
        if not re.fullmatch(self.pattern, text, re.ASCII):
            raise invalid(f"must be {self.description}, not {shown(text)}")
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


Distinct = Annotated[
    tuple[Item, ...],
    BeforeValidator(_tuple_of_list),
    AfterValidator(_distinct),
    Field(json_schema_extra={"uniqueItems": True}),
]
Pair = Annotated[tuple[Item, Item], BeforeValidator(_tuple_of_list)]

UNSET: Final = "unset"


@dataclass(frozen=True)
class _Unset:
    """Takes the text "unset" beside the values of a type: TOML has no null."""

    keep: bool
    """Whether the text stays, because None means that the value follows from other settings."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        def validate(value: object, validate_value: ValidatorFunctionWrapHandler) -> object:
            if value == UNSET:
                return UNSET if self.keep else None
            return validate_value(value)

        values = [argument for argument in get_args(source) if argument != Literal["unset"]]
        return core_schema.no_info_wrap_validator_function(
            validate,
            handler.generate_schema(Union[tuple(values)]),  # noqa: UP007
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        choices = handler(schema)["anyOf"]
        return {"anyOf": [*(choice for choice in choices if choice != {"type": "null"}), {"const": UNSET}]}


Unsettable = Annotated[Item | None, _Unset(keep=False)]
"""A value whose property the template can lack: "unset" in a file, None here."""
DerivedOrUnset = Annotated[Item | Literal["unset"] | None, _Unset(keep=True)]
"""A value that follows from other settings (None), unless it is given or "unset"."""


def or_none(value: Item | Literal["unset"] | None) -> Item | None:
    """The value for a template; None: the template lacks the property."""
    return None if value == UNSET else value


SmsMessage = Annotated[str, Text(*SMS_LENGTH, (CODE,))]
SmsInvitation = Annotated[str, Text(*SMS_LENGTH, (USER_NAME, CODE))]
EmailMessage = Annotated[str, Text(*EMAIL_LENGTH, (CODE,), lines=True)]
EmailInvitation = Annotated[str, Text(*EMAIL_LENGTH, (USER_NAME, CODE), lines=True)]
LinkMessage = Annotated[str, Link(*EMAIL_LENGTH, lines=True)]
EmailText = Annotated[str, Text(*EMAIL_LENGTH, lines=True)]
EmailSubject = Annotated[str, Text(*SUBJECT_LENGTH)]
EmailAddress = Annotated[
    str, Pattern(r"[^\s@<>]+@[^\s@<>]+|[^<>\r\n]*<[^\s@<>]+@[^\s@<>]+>", "an e-mail address")
]
Name = Annotated[str, Pattern(r"[\w\s+=,.@-]{1,128}", "1 to 128 letters, digits, spaces and +=,.@-")]

ExternalId = Annotated[
    str,
    Pattern(
        rf"[\w+=,.@:/-]{{{EXTERNAL_ID_LENGTH.smallest},{EXTERNAL_ID_LENGTH.largest}}}",
        f"{EXTERNAL_ID_LENGTH.smallest} to {EXTERNAL_ID_LENGTH.largest} letters, digits and +=,.@:/-",
    ),
]


def _region(text: str) -> str:
    if text not in REGIONS:
        close = difflib.get_close_matches(text, sorted(REGIONS), n=1)
        raise invalid(f"must be a region that has Cognito, not {text!r}" + _hint(close))
    return text


def _hint(close: list[str]) -> str:
    return f"; did you mean {close[0]}?" if close else ""


Region = Annotated[str, AfterValidator(_region)]
AccountId = Annotated[str, Pattern(r"\d{12}", "an AWS account id: 12 digits, in quotes")]
RoleArn = Annotated[str, Pattern(r"arn:[\w-]+:iam::\d{12}:role/[\w+=,.@/-]{1,512}", "the ARN of an IAM role")]
PolicyArn = Annotated[
    str,
    Pattern(r"arn:[\w-]+:iam::(\d{12}|aws):policy/[\w+=,.@/-]{1,512}", "the ARN of an IAM managed policy"),
]
KeyArn = Annotated[
    str, Pattern(r"arn:[\w-]+:kms:[\w-]+:\d{12}:(key|alias)/[\w/-]{1,256}", "the ARN of a KMS key")
]
SecretArn = Annotated[
    str,
    Pattern(
        r"arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]{1,512}",
        "the ARN of a Secrets Manager secret",
    ),
]
CertificateArn = Annotated[
    str, Pattern(r"arn:[\w-]+:acm:[\w-]+:\d{12}:certificate/[\w-]{1,128}", "the ARN of an ACM certificate")
]
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
