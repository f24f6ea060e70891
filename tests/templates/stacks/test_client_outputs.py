"""The outputs from which apps get their configuration."""

import json
from typing import Any

import aws_cdk as cdk
import pytest

from stacks.amplify.client_files import amplify_outputs
from stacks.auth_stack import AuthStack
from stacks.settings import Environment, Settings

OAUTH = {"callback_urls": ["https://example.com/"], "scopes": ["openid"]}
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/0"


def outputs(**sections: Any) -> dict[str, Any]:
    settings = Settings.model_validate({"user_pool": {"name": "x"}, "mfa": {"mode": "OFF"}} | sections)
    app = cdk.App()
    AuthStack(app, "auth-dev", environment=Environment("dev", settings))
    found: dict[str, Any] = app.synth().get_stack_by_name("auth-dev").template["Outputs"]
    return {name: output["Value"] for name, output in found.items()}


def test_the_oauth_settings_are_those_of_the_first_client_that_has_any() -> None:
    found = outputs(clients={"portal": {"oauth": OAUTH}}, domain={"prefix": "shop"})
    assert json.loads(found["OAuth"]) == {
        "flow": "code",
        "scopes": ["openid"],
        "redirect_sign_in": ["https://example.com/"],
        "redirect_sign_out": [],
    }
    web = {"oauth": {**OAUTH, "scopes": ["email"]}}
    both = outputs(clients={"portal": {"oauth": OAUTH}, "web": web}, domain={"prefix": "shop"})
    assert json.loads(both["OAuth"])["scopes"] == ["email"]


@pytest.mark.parametrize("sections", [{"domain": {"prefix": "shop"}}, {"clients": {"web": {"oauth": OAUTH}}}])
def test_oauth_needs_a_domain_and_a_client(sections: dict[str, Any]) -> None:
    assert "OAuth" not in outputs(**sections)


def test_a_custom_domain_is_the_one_that_apps_use() -> None:
    domain = {"prefix": "shop", "name": "auth.example.com", "certificate_arn": CERTIFICATE}
    found = outputs(clients={"web": {"oauth": OAUTH}}, domain=domain, groups={"A": {}, "B": 2})
    assert found["HostedUIDomain"] == "shop"
    assert "CustomDomainTarget" in found
    written = amplify_outputs({**found, "Region": "us-east-1", "AppClientIDWeb": "id"})["auth"]
    assert written["oauth"]["domain"] == "auth.example.com"
    assert written["groups"] == [{"A": {}}, {"B": {"precedence": 2}}]


def test_an_app_of_a_pool_with_other_clients_uses_the_first_one() -> None:
    found = outputs(clients={"portal": {}})
    assert amplify_outputs({**found, "AppClientIDPortal": "id"})["auth"]["user_pool_client_id"] == "id"
