"""Tags on the stack and all that is in it."""

from typing import Annotated

from pydantic import AfterValidator, Field

from stacks.service import TAG_KEY_LENGTH, TAG_VALUE_LENGTH, TAGS
from stacks.settings.types import Text, invalid


def _tag_key(text: str) -> str:
    if text.lower().startswith("aws:"):
        raise invalid(f"must not start with aws:, which AWS keeps for itself: {text!r}")
    return text


TagKey = Annotated[str, Text(*TAG_KEY_LENGTH), AfterValidator(_tag_key)]
TagValue = Annotated[str, Text(*TAG_VALUE_LENGTH)]
Tags = Annotated[dict[TagKey, TagValue], Field(max_length=TAGS)]
