"""`auth compare aws FOLDER`: new templates against the stack that is deployed, and what only AWS knows."""

import copy
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local.emulator import LocalAws
from local.scenarios.pool import Pool
from tests.synthesis import LOCAL, ROOT

STACK = "auth-dev"
WEB = "AppClientsWeb8BCCD02C"
POOL = "UserPool6BA7E5F2"
CALLBACK = "https://console.example.com/"


class Comparing:
    """Compares new versions of the deployed template with what is deployed."""

    def __init__(self, aws: LocalAws, folder: Path) -> None:
        self._aws = aws
        self._folder = folder
        answer = aws.client("cloudformation").get_template(StackName=STACK, TemplateStage="Original")
        self.template: dict[str, Any] = answer["TemplateBody"]

    def findings(self, template: dict[str, Any]) -> tuple[int, list[dict[str, Any]]]:
        """The exit code and the findings."""
        file = self._folder / f"{STACK}.template.json"
        file.write_text(json.dumps(template), encoding="utf-8")
        command = ["compare", "aws", str(self._folder), "--json", f"--environments={LOCAL}"]
        result = subprocess.run(
            [sys.executable, "-m", "cli", *command],
            cwd=ROOT,
            env={**os.environ, **self._aws.environ},
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.stdout, result.stderr
        return result.returncode, json.loads(result.stdout)["findings"]

    def changed(self, logical_id: str, **properties: Any) -> dict[str, Any]:
        template = copy.deepcopy(self.template)
        resource = template["Resources"].setdefault(logical_id, {"Properties": {}})
        resource["Properties"] |= properties
        return template


@pytest.fixture
def comparing(aws: LocalAws, pools: dict[str, Pool], tmp_path: Path) -> Comparing:
    assert STACK in pools
    return Comparing(aws, tmp_path)


@pytest.fixture
def console(aws: LocalAws, pools: dict[str, Pool]) -> Iterator[None]:
    """Somebody who allowed an address and a flow for the web client in the console."""
    cognito = aws.client("cognito-idp")
    ids = {"UserPoolId": pools[STACK].id, "ClientId": pools[STACK].outputs["AppClientIDWeb"]}
    before = cognito.describe_user_pool_client(**ids)["UserPoolClient"]
    settable = {
        key: value
        for key, value in before.items()
        if value != "" and not key.endswith("Date") and key != "ClientSecret"
    }
    oauth = {
        "CallbackURLs": [CALLBACK],
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid"],
        "AllowedOAuthFlowsUserPoolClient": True,
    }
    cognito.update_user_pool_client(**{**settable, **oauth})
    yield
    cognito.update_user_pool_client(**settable)


def test_what_is_deployed_is_no_change(comparing: Comparing) -> None:
    assert comparing.findings(comparing.template) == (0, [])


def test_a_change_that_harms_users_is_found_in_the_deployed_stack(comparing: Comparing) -> None:
    exit_code, (finding,) = comparing.findings(comparing.changed(POOL, MfaConfiguration="ON"))
    assert exit_code == 1
    assert (finding["stack"], finding["rule"], finding["severity"]) == (STACK, "MfaModeOn", "error")
    assert (finding["resource"], finding["property"]) == (POOL, "Properties.MfaConfiguration")
    assert (finding["deployed"], finding["new"]) == ("OPTIONAL", "ON")


def test_a_domain_that_another_pool_has_is_found_before_the_deployment(
    aws: LocalAws, comparing: Comparing
) -> None:
    cognito = aws.client("cognito-idp")
    other = cognito.create_user_pool(PoolName="other")["UserPool"]["Id"]
    cognito.create_user_pool_domain(Domain="compare-taken", UserPoolId=other)
    domain = {"UserPoolId": {"Ref": POOL}, "Domain": "compare-taken"}
    template = comparing.changed("NewDomain", **domain)
    template["Resources"]["NewDomain"]["Type"] = "AWS::Cognito::UserPoolDomain"
    exit_code, (finding,) = comparing.findings(template)
    assert (exit_code, finding["rule"], finding["resource"]) == (1, "DomainTaken", "NewDomain")
    assert other in finding["message"]

    template["Resources"]["NewDomain"]["Properties"]["Domain"] = "compare-free"
    assert comparing.findings(template) == (0, [])
    cognito.delete_user_pool_domain(Domain="compare-taken", UserPoolId=other)
    cognito.delete_user_pool(UserPoolId=other)


def test_a_sender_that_is_not_verified_is_found_before_the_deployment(
    aws: LocalAws, comparing: Comparing
) -> None:
    account = aws.client("sts").get_caller_identity()["Account"]
    sender = f"arn:aws:ses:{aws.environ['AWS_REGION']}:{account}:identity/compare.example.com"
    email = {"EmailSendingAccount": "DEVELOPER", "SourceArn": sender}
    template = comparing.changed(POOL, EmailConfiguration=email)
    exit_code, findings = comparing.findings(template)
    assert exit_code == 1
    assert [each["rule"] for each in findings if each["severity"] == "error"] == ["SenderNotVerified"]

    aws.client("sesv2").create_email_identity(EmailIdentity="compare.example.com")
    exit_code, findings = comparing.findings(template)
    assert (exit_code, [each["rule"] for each in findings]) == (0, ["EmailSenderChanged"])


@pytest.mark.usefixtures("console")
def test_what_was_added_in_the_console_is_missed_where_the_client_is_updated(comparing: Comparing) -> None:
    assert comparing.findings(comparing.changed(POOL, UserPoolName="other")) == (0, [])
    exit_code, findings = comparing.findings(comparing.changed(WEB, ClientName="other"))
    assert exit_code == 1
    assert {(each["rule"], each["resource"]) for each in findings} == {
        ("CallbackRemoved", WEB),
        ("OAuthNarrowed", WEB),
    }
    assert [each["deployed"] for each in findings if each["rule"] == "CallbackRemoved"] == [[CALLBACK]]
