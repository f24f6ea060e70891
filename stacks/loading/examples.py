"""An example of each section: in the reference, in the schema's tests, and in messages."""

import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any

from stacks.error_text import shown
from stacks.loading.bases import Location

EXAMPLES = {
    "extends": 'extends = "_base.toml"',
    "aws": """
[aws]
account = "123456789012"
region = "eu-central-1"
""",
    "user_pool": """
[user_pool]
name = "example-prod"
sign_in = ["username", "email"]
required_attributes = ["email", "phone_number"]
auto_verify = ["email", "phone_number"]
account_recovery = ["verified_email"]
tier = "PLUS"
""",
    "password_policy": """
[password_policy]
minimum_length = 14
require_symbols = false
history = 5
""",
    "mfa OFF": """
[mfa]
mode = "OFF"
""",
    "mfa OPTIONAL": """
[mfa]
mode = "OPTIONAL"
types = ["SMS", "TOTP"]
enable_for_new_users = ["SMS"]
preferred = "SMS"
""",
    "mfa ON": """
[mfa]
mode = "ON"
types = ["SMS", "TOTP"]
""",
    "sms": """
[sms]
authentication_message = "Your sign-in code is {####}"
verification_message = "Your verification code is {####}"
invitation_message = "Your user name is {username}, your temporary password {####}"
sns_region = "eu-central-1"
""",
    "email": """
[email]
verification_message = "Your verification code is {####}"
verification_subject = "Verify your address"
from_address = "Example <no-reply@example.com>"
ses_identity_arn = "arn:aws:ses:eu-central-1:123456789012:identity/example.com"
""",
    "clients": """
[clients.web]
access_token = "30 minutes"
refresh_token = "7 days"

[clients.native]
auth_flows = ["USER_SRP_AUTH", "REFRESH_TOKEN_AUTH"]
""",
    "identity_pool": """
[identity_pool]
name = "example-prod"
guests = false
""",
    "groups": """
[groups]
Admins = 1
Editors = 10
""",
    "hosted_ui": """
[hosted_ui]
domain_prefix = "example-prod"
scopes = ["openid", "email"]
redirect_sign_in = ["https://app.example.com/"]
redirect_sign_out = ["https://app.example.com/"]
""",
    "triggers": """
[triggers]
pre_sign_up = "arn:aws:lambda:eu-central-1:123456789012:function:check-invitation"
""",
    "amplify": """
[amplify]
cli_inputs = "../amplify/backend/auth/example/cli-inputs.json"
env = "prod"
""",
    "worker": """
[worker]
requests_per_second = 15
""",
    "monitoring": """
[monitoring]
alarm_topic_arn = "arn:aws:sns:eu-central-1:123456789012:alarms"
sms_spend_usd = 100
""",
    "acknowledge": """
[acknowledge]
"AwsSolutions-COG8" = "Threat protection is for the environments with real users."
""",
    "tags": """
[tags]
team = "identity"
""",
}
"""TOML by section; of a section whose fields depend on a field's value, by that value, too."""


def examples_of(section: str) -> Iterator[str]:
    """The examples of a top-level section, as TOML."""
    return (text.strip() for name, text in EXAMPLES.items() if name.split(" ")[0] == section)


def example_of(location: Location) -> str:
    """What a file could say at a location, as TOML in one line; empty if there is no example of it."""
    for data in _parsed():
        value: Any = data
        for part in location:
            value = value.get(part) if isinstance(value, dict) else None
        if isinstance(value, dict):
            return f"[{'.'.join(location)}] with its fields in the lines below it"
        if value is not None:
            return f"{location[-1]} = {shown(value).replace(chr(39), chr(34))}"
    return ""


@cache
def _parsed() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(text) for name, text in EXAMPLES.items() if not name.endswith("OFF"))
