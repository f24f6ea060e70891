"""An example of each section: in the reference, in the schema's tests, and in messages."""

import json
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any

from stacks.loading.bases import Location
from stacks.loading.fields import mappings_along

EXAMPLES = {
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
    "user_pool.attributes.NAME": """
[user_pool.attributes]
"custom:tenant" = { type = "String", mutable = false, length = [1, 64] }
"custom:seats" = { type = "Number", range = [0, 1000] }
""",
    "user_pool.device_tracking": """
[user_pool.device_tracking]
challenge_required_on_new_device = true
device_only_remembered_on_user_prompt = true
""",
    "password_policy": """
[password_policy]
minimum_length = 14
require_symbols = false
temporary_password_days = 3
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
    "clients.NAME": """
[clients.web]
access_token = "30 minutes"
refresh_token = "7 days"

[clients.server]
generate_secret = true
auth_flows = ["ADMIN_USER_PASSWORD_AUTH", "REFRESH_TOKEN_AUTH"]
""",
    "clients.NAME.oauth": """
[clients.web.oauth]
flows = ["code"]
scopes = ["openid", "email"]
callback_urls = ["https://app.example.com/"]
logout_urls = ["https://app.example.com/"]
""",
    "identity_providers.NAME": """
[identity_providers.Google]
type = "Google"
client_id = "1234567890-example.apps.googleusercontent.com"
secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:google-AbCdEf"
scopes = ["openid", "email"]
attribute_mapping = { email = "email", username = "sub" }
""",
    "resource_servers.NAME": """
[resource_servers."https://api.example.com"]
name = "Orders"
scopes = { "orders.read" = "Read orders" }
""",
    "domain": """
[domain]
prefix = "example-prod"
""",
    "hosted_ui": """
[hosted_ui]
domain_prefix = "example-prod"
scopes = ["openid", "email"]
redirect_sign_in = ["https://app.example.com/"]
redirect_sign_out = ["https://app.example.com/"]
""",
    "identity_pool": """
[identity_pool]
name = "example-prod"
guests = false
""",
    "groups.NAME": """
[groups]
Admins = 1
Editors = { precedence = 10, description = "Write articles" }
""",
    "triggers": """
[triggers]
pre_sign_up = "arn:aws:lambda:eu-central-1:123456789012:function:check-invitation"
""",
    "risk_configuration": """
[risk_configuration]
blocked_ip_ranges = ["192.0.2.0/24"]

[risk_configuration.account_takeover]
high = { event_action = "BLOCK" }

[risk_configuration.compromised_credentials]
event_action = "BLOCK"
""",
    "amplify": """
[amplify]
project = "../amplify"
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
"""TOML by section, as the reference names them; for a section whose fields depend on a value, also by that
value."""


def examples_of(section: str) -> Iterator[str]:
    """The examples of a section, as TOML; none if the parent section shows it."""
    return (text.strip() for name, text in EXAMPLES.items() if name.split(" ")[0] == section)


def example_of(location: Location) -> str:
    """An example for a location, as TOML in one line; empty if there is none."""
    for data in _parsed():
        value: Any = data
        for is_mapping, key in zip(mappings_along(location), location, strict=True):
            value = _below(value, key, any_key=is_mapping)
        if isinstance(value, dict):
            return f"[{'.'.join(location)}] with its fields in the lines below it"
        if value is not None:
            return f"{location[-1]} = {json.dumps(value, ensure_ascii=False)}"
    return ""


def _below(value: Any, key: str, *, any_key: bool) -> Any:
    if not isinstance(value, dict):
        return None
    return value.get(key, next(iter(value.values())) if any_key else None)


@cache
def _parsed() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(text) for name, text in EXAMPLES.items() if not name.endswith("OFF"))
