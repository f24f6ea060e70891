"""What no template tells of an update: AWS is asked, before there is a change set.

Only where the update depends on it: a domain that comes, a sender that changes, a client that is updated.
Of a stack that is not deployed nothing is asked: its domain and clients may be there to be imported.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from stacks.checks.findings import Finding, shown
from stacks.checks.update_guard.compare import compare, resolved
from stacks.checks.update_guard.references import references
from stacks.deployed.model import DeployedStack, Questions
from stacks.service import CLIENT, DOMAIN, USER_POOL
from stacks.template import Resource, Template, as_list, plain, resources, value_at

DOMAIN_TAKEN = "DomainTaken"
NOT_VERIFIED = "SenderNotVerified"
RULE_IDS = (DOMAIN_TAKEN, NOT_VERIFIED)

NAME = "Properties.Domain"
SENDER = "Properties.EmailConfiguration.SourceArn"
# What is set in the console, or by a script, and gone after CloudFormation's next update of the client.
SETTINGS = (
    "AllowedOAuthFlows",
    "AllowedOAuthFlowsUserPoolClient",
    "AllowedOAuthScopes",
    "CallbackURLs",
    "ExplicitAuthFlows",
    "LogoutURLs",
    "SupportedIdentityProviders",
)


def compared(
    deployed: DeployedStack,
    new: Template,
    questions: Questions | None,
    passed: Mapping[str, Any] | None = None,
) -> Iterator[Finding]:
    """Compare a stack that is deployed with its new template, and ask what neither tells.

    :param questions: whom to ask; None: nobody.
    :param passed: as in `compare`.
    :raises DeployedUnknownError: AWS does not answer.
    """
    if questions is None:
        yield from compare(deployed, new, passed)
        return
    yield from compare(_with_real_clients(deployed, new, questions), new, passed)
    yield from _findings(deployed, new, questions)


def _findings(deployed: DeployedStack, new: Template, questions: Questions) -> Iterator[Finding]:
    """Find what Cognito would refuse, or could not send with."""
    old, new = (resolved(template, deployed.parameters) for template in (deployed.template, new))
    for logical_id, resource in resources(new, DOMAIN).items():
        name, former = value_at(resource, NAME), value_at(old["Resources"].get(logical_id, {}), NAME)
        pool = questions.pool_of_domain(name) if isinstance(name, str) and name != former else None
        if pool:
            yield Finding(
                DOMAIN_TAKEN,
                f"The domain already belongs to user pool {pool}, so the deployment fails and rolls back.",
                "Use another name, or delete that domain first (aws cognito-idp delete-user-pool-domain): "
                "that pool's users then have no sign-in page.",
                logical_id,
                NAME,
                deployed=former,
                new=name,
            )
    for logical_id, resource in resources(new, USER_POOL).items():
        arn, former = value_at(resource, SENDER), value_at(old["Resources"].get(logical_id, {}), SENDER)
        if isinstance(arn, str) and arn != former and not questions.may_send(arn):
            yield Finding(
                NOT_VERIFIED,
                f"The sender is not verified in SES: users receive no codes by e-mail. {SENDER}: deployed "
                f"{shown(former)}, new {shown(arn)}.",
                "Verify the identity in the SES console first, in the region of its ARN.",
                logical_id,
                SENDER,
                deployed=former,
                new=arn,
            )


def _with_real_clients(deployed: DeployedStack, new: Template, questions: Questions) -> DeployedStack:
    """A deployed stack with what those of its app clients really have that the deployment updates."""
    before, after = (
        resources(resolved(template, deployed.parameters), CLIENT) for template in (deployed.template, new)
    )
    changed = {
        logical_id: {**deployed.template["Resources"][logical_id], "Properties": real}
        for logical_id, client in before.items()
        if logical_id in after
        and plain(client) != plain(after[logical_id])
        and (real := _real(logical_id, client, deployed, questions)) is not None
    }
    if not changed:
        return deployed
    template = {**deployed.template, "Resources": {**deployed.template["Resources"], **changed}}
    return replace(deployed, template=template)


def _real(
    logical_id: str, client: Resource, deployed: DeployedStack, questions: Questions
) -> dict[str, Any] | None:
    """A client's properties with the real settings; None: they are those of the template."""
    properties = client.get("Properties") or {}
    pool = properties.get("UserPoolId")
    pool_id = next((deployed.physical_ids.get(name) for name in references(pool)), pool)
    client_id = deployed.physical_ids.get(logical_id)
    if not isinstance(pool_id, str) or client_id is None:
        return None
    found = questions.client(pool_id, client_id) or {}
    real = {
        name: found[name]
        for name in SETTINGS
        if name in found and _tells(properties.get(name)) and _differs(properties.get(name), found[name])
    }
    raw = deployed.template["Resources"][logical_id].get("Properties") or {}
    return {**raw, **real} if real else None


def _tells(value: Any) -> bool:
    """Whether a template tells a setting, or has none of it."""
    return not any(isinstance(item, Mapping) for item in as_list(value))


def _differs(written: Any, real: Any) -> bool:
    return sorted(map(str, as_list(plain(written)))) != sorted(map(str, as_list(plain(real))))
