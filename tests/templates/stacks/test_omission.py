"""What is taken out of a file is off: no property leaves a template unnoticed.

Cognito keeps some of what an update does not say, so that "off" has to be written. Of any two settings of the
same pool, one can be deployed after the other: a property that one template has and another lacks can leave.
"""

import copy
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from stacks.checks.update_guard.table import table
from stacks.constructs.app_clients import AppClients
from stacks.constructs.user_pool import UserPool
from stacks.loading.errors import SettingsError
from stacks.loading.load import load
from stacks.loading.toml_file import parse_toml
from stacks.settings import Environment
from tests.synthesis import ROOT

FUNCTION = "arn:aws:lambda:eu-central-1:123456789012:function:"
# All that can be in the template of a pool or of a client, in as few files as the rules allow.
RICH = f"""
[aws]
region = "eu-central-1"

[user_pool]
name = "rich"
sign_in = ["username", "email"]
auto_verify = ["email", "phone_number"]
account_recovery = ["verified_phone_number", "verified_email"]
device_tracking = {{ challenge_required_on_new_device = true }}
tier = "PLUS"
threat_protection = "ENFORCED"
custom_auth_threat_protection = "ENFORCED"
attributes."custom:tenant".type = "String"

[password_policy]
temporary_password_days = 3
history = 24

[mfa]
mode = "OPTIONAL"
types = ["SMS", "TOTP"]

[sms]
sns_region = "eu-west-1"
invitation_message = "{{username}} {{####}}"

[email]
verification = "link"
verification_message_by_link = "{{##Verify##}}"
verification_subject_by_link = "Verify"
invitation_message = "{{username}} {{####}}"
invitation_subject = "Welcome"
from_address = "no-reply@example.com"
reply_to = "help@example.com"
ses_identity_arn = "arn:aws:ses:eu-central-1:123456789012:identity/example.com"
configuration_set = "set"

[triggers]
pre_sign_up = "{FUNCTION}f"
pre_token_generation = "{FUNCTION}f"
pre_token_generation_version = "V2_0"
custom_sms_sender = "{FUNCTION}f"
custom_email_sender = "{FUNCTION}f"
kms_key_arn = "arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-0000-0000-000000000000"

[domain]
prefix = "rich"

[clients.it]
generate_secret = true
auth_session = "5 minutes"
auth_flows = ["USER_SRP_AUTH"]
refresh_token_rotation = 10
read_attributes = ["email"]
write_attributes = ["email"]
propagate_user_context = true
identity_providers = ["COGNITO"]
oauth.callback_urls = ["https://a.example"]
oauth.logout_urls = ["https://a.example"]
oauth.default_redirect_uri = "https://a.example"
"""
# The same pool with the least that a file says, and with what is off in another way than by being left out.
OTHERS = (
    '[user_pool]\nname = "rich"\n[mfa]\nmode = "OFF"\n[clients.it]\n',
    '[user_pool]\nname = "rich"\nauto_verify = []\ntier = "LITE"\n[mfa]\nmode = "OFF"\n'
    "[sms]\nenabled = false\n[clients.it]\n",
)
SECTION = "## Removing something from a file\n"


def without_one(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The settings without each section and each field in turn."""
    for key, value in data.items():
        rest = {name: copy.deepcopy(other) for name, other in data.items() if name != key}
        yield rest
        if isinstance(value, dict):
            for smaller in without_one(value):
                yield {**rest, key: smaller}


@cache
def environments() -> list[Environment]:
    """All that the rules for files allow."""
    rich = parse_toml(RICH, Path("rich.toml"))
    found = [load(Path("rich.toml"), rich)]
    for data in (*without_one(rich), *(parse_toml(text, Path("rich.toml")) for text in OTHERS)):
        try:
            found.append(load(Path("rich.toml"), data))
        except SettingsError:
            continue
    return [loaded.environment for loaded in found if "it" in loaded.environment.settings.clients]


def paths(properties: dict[str, Any], place: str = "") -> Iterator[str]:
    for name, value in properties.items():
        yield f"{place}{name}"
        if isinstance(value, dict) and not {"Ref", "Fn::GetAtt"} & value.keys():
            yield from paths(value, f"{place}{name}.")


@cache
def templates() -> list[dict[str, set[str]]]:
    """The paths of the properties of pool and client in each template."""
    app = cdk.App(analytics_reporting=False)
    for number, environment in enumerate(environments()):
        stack = cdk.Stack(app, f"Stack{number}")
        pool = UserPool(stack, "UserPool", environment=environment)
        AppClients(stack, "AppClients", settings=environment.settings, user_pool=pool)
    return [
        {
            resource["Type"].removeprefix("AWS::Cognito::"): {*paths(resource["Properties"])}
            for resource in stack.template["Resources"].values()
            if resource["Type"].startswith("AWS::Cognito::")
        }
        for stack in app.synth().stacks
    ]


def can_leave(resource_type: str) -> set[str]:
    """The properties that some template has and another lacks, without what is below them."""
    found = [template[resource_type] for template in templates()]
    leaving = {path for paths_ in found for path in paths_ if not all(path in other for other in found)}
    return {path for path in leaving if path.rpartition(".")[0] not in leaving}


def rows(resource_type: str) -> Iterator[tuple[set[str], str]]:
    """What the docs list as off by being left out: the properties, and what says so."""
    text = (ROOT / "docs" / "updates.md").read_text(encoding="utf-8")
    section = text.partition(SECTION)[2].partition("\n## ")[0]
    for line in section.splitlines():
        if line.startswith(f"| {resource_type} |"):
            _, paths_, why = line.split(" | ")
            yield {*re.findall(r"`([\w.]+)`", paths_)}, why


@pytest.mark.parametrize("resource_type", ["UserPool", "UserPoolClient"])
def test_what_can_leave_a_template_is_listed_with_what_says_that_it_is_off_then(resource_type: str) -> None:
    assert can_leave(resource_type) == set().union(*(paths_ for paths_, _ in rows(resource_type)))
    assert all("https://" in why or "ImmutableProperty" in why for _, why in rows(resource_type))


@pytest.mark.parametrize("resource_type", ["UserPool", "UserPoolClient"])
def test_the_guard_warns_where_nothing_but_the_documentation_says_so(resource_type: str) -> None:
    verdicts = table()[f"AWS::Cognito::{resource_type}"].rows
    for paths_, why in rows(resource_type):
        for path in paths_:
            warns = [row.path for row in verdicts.values() if "RemovalMayNotReset" in row.judges("removed")]
            is_warned_of = any(f"{row}.".startswith(f"{path}.") for row in warns)
            assert is_warned_of == ("documented only" in why), path
