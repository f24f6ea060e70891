"""Deployed templates in YAML."""

import pytest

from stacks.deployed.yaml_template import parse

SHORT = """
AWSTemplateFormatVersion: 2010-09-09
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Condition: Wanted
    Properties:
      UserPoolName: !Sub "${AWS::StackName}-pool"
      SmsConfiguration:
        SnsCallerArn: !GetAtt Role.Arn
        ExternalId: !Ref Id
      AutoVerifiedAttributes: !If [Wanted, [email], !Ref "AWS::NoValue"]
"""


def test_short_forms_are_read_as_the_long_ones() -> None:
    assert parse(SHORT) == {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Resources": {
            "Pool": {
                "Type": "AWS::Cognito::UserPool",
                "Condition": "Wanted",
                "Properties": {
                    "UserPoolName": {"Fn::Sub": "${AWS::StackName}-pool"},
                    "SmsConfiguration": {
                        "SnsCallerArn": {"Fn::GetAtt": ["Role", "Arn"]},
                        "ExternalId": {"Ref": "Id"},
                    },
                    "AutoVerifiedAttributes": {"Fn::If": ["Wanted", ["email"], {"Ref": "AWS::NoValue"}]},
                },
            }
        },
    }


def test_json_is_read_as_well() -> None:
    assert parse('{"Resources": {}}') == {"Resources": {}}


def test_only_true_false_and_null_are_more_than_text() -> None:
    text = "{mode: ON, no: NO, account: 012345678901, days: 7, time: 1:30, yes: true, nothing: null, empty: }"
    assert parse(text) == {
        "mode": "ON",
        "no": "NO",
        "account": "012345678901",
        "days": "7",
        "time": "1:30",
        "yes": True,
        "nothing": None,
        "empty": None,
    }


def test_what_is_neither_is_refused_in_one_line() -> None:
    with pytest.raises(ValueError, match="it is neither JSON nor YAML: ") as caught:
        parse("a: [\n")
    assert "\n" not in str(caught.value)


def test_aliases_are_refused_before_they_multiply() -> None:
    lines = ["a0: &a0 [x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12))]
    with pytest.raises(ValueError, match=r"aliases \(\*name\) are not supported"):
        parse("\n".join(lines))


@pytest.mark.parametrize("depth", [60, 5000])
def test_deep_nesting_is_refused(depth: int) -> None:
    with pytest.raises(ValueError, match="is nested too deep"):
        parse("[" * depth + "]" * depth)
