"""What AWS is asked before an update, and what follows from its answers."""

from collections.abc import Mapping
from typing import Any

import pytest

from stacks.checks.findings import Finding
from stacks.checks.update_guard.asked import compared
from stacks.deployed.model import DeployedStack

SENDER = "arn:aws:ses:eu-central-1:111122223333:identity/example.com"
OTHER_SENDER = "arn:aws:ses:eu-central-1:111122223333:identity/example.org"
IDS = {"Pool": "eu-central-1_pool", "Client": "client-id"}


def template(
    *, domain: Any = "users", sender: Any = SENDER, name: str = "web", **settings: Any
) -> dict[str, Any]:
    pool_id = {"Ref": "Pool"}
    return {
        "Resources": {
            "Pool": {
                "Type": "AWS::Cognito::UserPool",
                "Properties": {"EmailConfiguration": {"SourceArn": sender}},
            },
            "Domain": {
                "Type": "AWS::Cognito::UserPoolDomain",
                "Properties": {"Domain": domain, "UserPoolId": pool_id},
            },
            "Client": {
                "Type": "AWS::Cognito::UserPoolClient",
                "Properties": {"UserPoolId": pool_id, "ClientName": name, **settings},
            },
        }
    }


class Answers:
    """AWS, which knows one domain, one sender and one client."""

    def __init__(self, **client: Any) -> None:
        self.asked: list[Any] = []
        self._client = client

    def pool_of_domain(self, domain: str) -> str | None:
        self.asked.append(domain)
        return "eu-central-1_other" if domain == "taken" else None

    def may_send(self, sender: str) -> bool:
        self.asked.append(sender)
        return sender == SENDER

    def client(self, pool_id: str, client_id: str) -> Mapping[str, Any] | None:
        self.asked.append((pool_id, client_id))
        return self._client or None


def found(old: Any, new: Any, answers: Answers | None) -> list[Finding]:
    return list(compared(DeployedStack(old, physical_ids=IDS), new, answers))


def rules(old: Any, new: Any, answers: Answers | None) -> list[str]:
    return [finding.rule for finding in found(old, new, answers)]


def test_where_nothing_depends_on_it_nothing_is_asked() -> None:
    answers = Answers()
    assert rules(template(), template(), answers) == []
    assert answers.asked == []


def test_without_anyone_to_ask_the_templates_are_compared() -> None:
    assert rules(template(), template(domain="taken"), None) == ["IdentityPoolReplaced"]


def test_a_domain_that_another_pool_has_is_refused() -> None:
    answers = Answers()
    *_, taken = found(template(), template(domain="taken"), answers)
    assert (taken.rule, taken.severity, taken.logical_id, taken.place) == (
        "DomainTaken", "error", "Domain", "Properties.Domain"
    )  # fmt: skip
    assert (taken.deployed, taken.new) == ("users", "taken")
    assert "eu-central-1_other" in taken.text
    assert answers.asked == ["taken"]


def test_a_free_domain_passes_and_one_that_no_template_tells_is_not_asked() -> None:
    assert rules(template(), template(domain="free"), Answers()) == ["IdentityPoolReplaced"]
    answers = Answers()
    rules(template(), template(domain={"Fn::ImportValue": "domain"}), answers)
    assert answers.asked == []


def test_a_sender_that_is_not_verified_is_refused() -> None:
    warned, refused = found(template(), template(sender=OTHER_SENDER), Answers())
    assert warned.rule == "EmailSenderChanged"
    assert (refused.rule, refused.severity, refused.logical_id, refused.place) == (
        "SenderNotVerified", "error", "Pool", "Properties.EmailConfiguration.SourceArn"
    )  # fmt: skip
    assert (refused.deployed, refused.new) == (SENDER, OTHER_SENDER)
    assert "SenderNotVerified" not in rules(template(sender=OTHER_SENDER), template(sender=SENDER), Answers())


CALLBACKS = ["https://a.example/", "https://b.example/"]
OAUTH: dict[str, Any] = {"AllowedOAuthFlowsUserPoolClient": True, "CallbackURLs": CALLBACKS[:1]}


def test_what_the_console_added_to_a_client_counts_where_the_client_is_updated() -> None:
    answers = Answers(**{**OAUTH, "CallbackURLs": CALLBACKS})
    (finding,) = found(template(**OAUTH), template(name="other", **OAUTH), answers)
    assert (finding.rule, finding.deployed, finding.new) == ("CallbackRemoved", CALLBACKS, CALLBACKS[:1])
    assert answers.asked == [("eu-central-1_pool", "client-id")]


def test_oauth_that_the_template_does_not_have_is_gone_with_the_update() -> None:
    answers = Answers(AllowedOAuthFlowsUserPoolClient=True, AllowedOAuthFlows=["code"])
    assert rules(template(), template(name="other"), answers) == ["OAuthNarrowed", "OAuthNarrowed"]


@pytest.mark.parametrize(
    "answers",
    [
        Answers(),
        Answers(ClientName="a name is not asked", CallbackURLs=CALLBACKS[:1]),
        Answers(CallbackURLs=CALLBACKS[:1], AllowedOAuthFlowsUserPoolClient=True),
    ],
)
def test_a_client_that_is_as_its_template_says_is_compared_by_it(answers: Answers) -> None:
    assert rules(template(**OAUTH), template(name="other", **OAUTH), answers) == []


def test_what_the_template_leaves_to_references_is_not_taken_for_another_value() -> None:
    by_reference = {**OAUTH, "CallbackURLs": [{"Fn::Sub": "https://${Domain}/"}]}
    answers = Answers(CallbackURLs=CALLBACKS)
    assert rules(template(**by_reference), template(name="other", **by_reference), answers) == []


def test_a_client_of_a_pool_by_its_id_is_asked_with_it() -> None:
    answers = Answers()
    old, new = template(UserPoolId="eu-central-1_own"), template(UserPoolId="eu-central-1_own", name="other")
    assert rules(old, new, answers) == []
    assert answers.asked == [("eu-central-1_own", "client-id")]


def test_a_client_that_was_never_created_is_not_asked() -> None:
    answers = Answers()
    deployed = DeployedStack(template(), physical_ids={"Pool": "eu-central-1_pool"})
    assert list(compared(deployed, template(name="other"), answers)) == []
    assert answers.asked == []
