"""What takes two deployments: a resource of a name that CloudFormation would make a second time.

CloudFormation creates a replacement before it deletes what it replaces:
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
"""

from functools import cache

from stacks.checks.update_guard import schemas
from stacks.checks.update_guard.rule import Difference
from stacks.service import DOMAIN, ROLE
from stacks.template import Template, plain, resources, value_at

# What AWS has once by a name: by the name of a type's property.
NAMED = {
    DOMAIN: "Domain",
    "AWS::Cognito::UserPoolGroup": "GroupName",
    "AWS::Cognito::UserPoolIdentityProvider": "ProviderName",
    "AWS::Cognito::UserPoolResourceServer": "Identifier",
    "AWS::Cognito::UserPoolUser": "Username",
    ROLE: "RoleName",
    "AWS::SQS::Queue": "QueueName",
}
POOL = "UserPoolId"
TWO_STEPS = (
    "It takes two deployments, the first without it, the second with the new one: CloudFormation creates "
    "the new one before it deletes the old one, and there can be only one of this name."
)


def in_two_steps(difference: Difference, old: Template, new: Template) -> str:
    """How a resource is replaced by one of its name; empty: it is not."""
    gone = old["Resources"].get(difference.logical_id, {})
    kind = str(gone.get("Type"))
    name = value_at(gone, f"Properties.{NAMED[kind]}") if kind in NAMED else None
    if name is None:
        return ""
    if difference.place == "Type":
        heirs = [
            resource
            for logical_id, resource in resources(new, kind).items()
            if logical_id not in old["Resources"]
        ]
    elif _is_replaced(kind, difference.place):
        heirs = [new["Resources"].get(difference.logical_id, {})]
    else:
        return ""
    names = [plain(value_at(heir, f"Properties.{NAMED[kind]}")) for heir in heirs]
    return TWO_STEPS if plain(name) in names else ""


def _is_replaced(kind: str, place: str) -> bool:
    """Whether a resource that changes in a place is replaced where its name is taken."""
    path = place.removeprefix("Properties.").partition(".")[0]
    # Each pool has its own names; domains are those of all pools.
    return path in _create_only(kind) and (path != POOL or kind == DOMAIN)


@cache
def _create_only(kind: str) -> frozenset[str]:
    return frozenset(schemas.read()["types"][kind]["create_only"])
