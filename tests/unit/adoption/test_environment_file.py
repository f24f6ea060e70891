"""The text of an adopted file says what it was given, whatever the texts in it are."""

import tomllib
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from stacks.adoption.environment_file import render

keys = st.text(min_size=1, max_size=12)
values = st.recursive(
    st.text(max_size=120) | st.booleans() | st.integers(0, 9999) | st.lists(st.text(max_size=30), max_size=4),
    lambda inner: st.dictionaries(keys, inner, max_size=3),
    max_leaves=6,
)
sections = st.dictionaries(keys, st.dictionaries(keys, values, max_size=4), max_size=4)


@given(sections)
@example({"clients": {}, "email": {"invitation_message": "Hello\n\n{username}\n"}})
@example({"clients": {"a b": {"oauth": {"scopes": ["x"] * 40}}, "c": {}}})
@example({"groups": {"Ä": {"description": '"""' + "'''\n\\"}}})
@example({"x": {"carriage": "a\r\nb", "control": "\t\x00\x7f"}})
def test_the_text_is_read_as_it_was_written(data: dict[str, Any]) -> None:
    assert tomllib.loads(render(data, "A heading\nof two lines")) == data


def test_the_text_is_laid_out_for_readers() -> None:
    text = render(
        {
            "user_pool": {"name": "shop", "attributes": {"custom:tenant": {"mutable": False}}},
            "mfa": {"mode": "ON", "enable_for_new_users": []},
            "clients": {"web": {"oauth": {"flows": ["code"], "callback_urls": [f"https://{'a' * 90}/"]}}},
            "groups": {"staff": {"precedence": 1}},
        },
        "The pool",
    )
    assert text == (
        "# The pool\n"
        "\n"
        "[user_pool]\n"
        'name = "shop"\n'
        "\n"
        "[user_pool.attributes]\n"
        '"custom:tenant" = {mutable = false}\n'
        "\n"
        "[mfa]\n"
        "# Nothing enabled MFA for new users before; by default the stack does.\n"
        'mode = "ON"\n'
        "enable_for_new_users = []\n"
        "\n"
        "[clients.web]\n"
        "[clients.web.oauth]\n"
        'flows = ["code"]\n'
        "callback_urls = [\n"
        f'    "https://{"a" * 90}/",\n'
        "]\n"
        "\n"
        "[groups]\n"
        "staff = {precedence = 1}\n"
    )
