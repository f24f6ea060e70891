"""The questions and the settings that they answer."""

from pathlib import Path

import pytest

from cli.current import current_answer
from cli.document import DEFAULT_CLIENTS, Document, fields_of
from cli.inherited import inherited_answers
from cli.questions import QUESTIONS, Kind, Question

# Those without a default of the settings' own, or with another one than the absence of the field.
OWN_DEFAULTS = {"mode", "types", "groups", "read_attributes", "write_attributes"}
WITH_A_PLACE = [question for question in QUESTIONS if question.place and question.default is not None]
BASE = '[user_pool]\nname = "x"\n[mfa]\nmode = "OPTIONAL"\ntypes = ["SMS", "TOTP"]\n[sms]\n'
NEEDED = {
    "identity_pool": '[identity_pool]\nname = "x"\n',
    "hosted_ui": '[hosted_ui]\ndomain_prefix = "x"\nredirect_sign_in = ["a://b"]\nredirect_sign_out = ["a://b"]\n',
}


@pytest.mark.parametrize("question", WITH_A_PLACE, ids=lambda question: question.name)
def test_a_default_is_a_valid_answer(question: Question) -> None:
    document = Document(Path("dev.toml"), BASE + NEEDED.get(question.place.partition(".")[0], ""))
    for place, value in fields_of(question, question.default, DEFAULT_CLIENTS).items():
        document.set(place, value)
    assert document.errors() == {}


@pytest.mark.parametrize(
    "question",
    [
        q
        for q in WITH_A_PLACE
        if q.name not in ("mode", "types", "groups", "read_attributes", "write_attributes")
    ],
    ids=lambda question: question.name,
)
def test_a_default_is_what_a_file_without_the_field_means(question: Question) -> None:
    text = BASE + NEEDED.get(question.place.partition(".")[0], "")
    document = Document(Path("dev.toml"), text)
    without = document.environment().settings
    for place, value in fields_of(question, question.default, DEFAULT_CLIENTS).items():
        document.set(place, value)
    assert document.environment().settings == without


def test_flags_are_distinct_and_in_kebab_case() -> None:
    flags = [question.flag for question in QUESTIONS]
    assert len(flags) == len(set(flags))
    assert all(flag.replace("-", "").isalnum() and flag.islower() for flag in flags)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_each_choice_can_be_given_as_a_flag(question: Question) -> None:
    if question.kind in (Kind.ONE, Kind.SEVERAL):
        parsed = [question.parse(choice.word) for choice in question.choices]
        values = [choice.value for choice in question.choices]
        assert parsed == (values if question.kind is Kind.ONE else [[value] for value in values])


def test_comments_and_order_survive_an_edit() -> None:
    text = '# ours\n[mfa]\nmode = "ON" # why\ntypes = ["TOTP"]\n\n[user_pool]\nname = "x"\n'
    document = Document(Path("dev.toml"), text)
    document.set("mfa.mode", "OPTIONAL")
    document.set("sms.sns_region", "eu-west-1")
    document.set("sms.sns_region", None)
    assert document.text.startswith('# ours\n[mfa]\nmode = "OPTIONAL" # why\ntypes = ["TOTP"]\n\n[user_pool]')


FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:shop"


def test_a_trigger_that_is_no_longer_chosen_leaves_the_file_and_others_stay() -> None:
    triggers = (
        f'[triggers]\npre_sign_up = "{FUNCTION}"\ncustom_message = "unset"\nuser_migration = "{FUNCTION}"\n'
    )
    document = Document(Path("dev.toml"), BASE + triggers)
    (question,) = (question for question in QUESTIONS if question.name == "triggers")
    current = current_answer(question, document.environment().settings)
    assert current == inherited_answers(document.data)["triggers"] == ["pre_sign_up"]
    document.answer(question, ["pre_token_generation"], current, DEFAULT_CLIENTS)
    document.set("triggers.pre_token_generation", FUNCTION)
    assert [name for name, _ in document.environment().settings.triggers.functions()] == [
        "pre_token_generation",
        "user_migration",
    ]
