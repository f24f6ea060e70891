"""Groups of users."""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from stacks.service import GROUP_DESCRIPTION_LENGTH, PRECEDENCE
from stacks.settings.identity_pool import ManagedPolicies
from stacks.settings.section import FieldError, Section
from stacks.settings.types import DerivedOrUnset, Pattern, RoleArn, Text, Unsettable

GroupName = Annotated[str, Pattern(r"[^\s\x00-\x1f\x7f]{1,128}", "1 to 128 characters without spaces")]
# CloudFormation takes 500 resources in a stack, and a group can be two; the rest of the stack has fewer than
# 100.
MAX_GROUPS = 200


class Group(Section):
    """A group of users. A number alone is its precedence: `Admins = 1`."""

    precedence: Unsettable[Annotated[int, Field(ge=PRECEDENCE.smallest, le=PRECEDENCE.largest)]] = None
    """If a user is in several groups, the one with the lowest precedence value decides the role."""
    description: Unsettable[Annotated[str, Text(*GROUP_DESCRIPTION_LENGTH, lines=True)]] = None
    """What the group is for."""
    role_arn: DerivedOrUnset[RoleArn] = None
    """An existing role for the group's users; by default, with an identity pool, the stack creates one that
    allows nothing. "unset": no role."""
    managed_policies: ManagedPolicies = ()
    """IAM managed policies of the stack's own role."""

    def rule_errors(self) -> Iterator[FieldError]:
        if self.role_arn and self.managed_policies:
            yield FieldError(
                "managed_policies", "is for the stack's own role: remove it, or role_arn", ("role_arn",)
            )


def _group_of_precedence(value: Any) -> Any:
    return {"precedence": value} if isinstance(value, int) and not isinstance(value, bool) else value


GroupOrPrecedence = Annotated[
    Group,
    BeforeValidator(_group_of_precedence, json_schema_input_type=int | Group),
]


def group_errors(groups: dict[GroupName, Group], has_own_roles: bool) -> Iterator[FieldError]:
    """Yield the groups that cannot be in one stack.

    :param has_own_roles: whether the stack makes roles for groups.
    """
    if len(groups) > MAX_GROUPS:
        yield FieldError("groups", f"has {len(groups)} groups: a stack takes {MAX_GROUPS} at most")
    # The construct of a group has its name, and that of its role the name and "Role"; "/" becomes "--".
    ids: dict[str, str] = {}
    for name, group in groups.items():
        own = [name, f"{name}Role"] if has_own_roles and not group.role_arn else [name]
        for construct_id in (each.replace("/", "--") for each in own):
            other = ids.setdefault(construct_id, name)
            if other != name:
                yield FieldError(
                    f"groups.{name}",
                    f"and groups.{other} cannot be in one stack: their resources have the same name. "
                    f"Rename one, "
                    "or give it a role_arn",
                    (f"groups.{other}",),
                )
