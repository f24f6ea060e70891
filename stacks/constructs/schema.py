"""A user pool's schema: required attributes, and those that are not as Cognito makes them."""

from aws_cdk import aws_cognito as cognito

from stacks.settings.attributes import Attribute, is_custom, type_of
from stacks.settings.user_pool import UserPool

CfnUserPool = cognito.CfnUserPool


def schema(pool: UserPool) -> list[CfnUserPool.SchemaAttributeProperty]:
    """The schema, required attributes first."""
    names = dict.fromkeys((*pool.required_attributes, *pool.attributes))
    return [
        _attribute(name, pool.attributes.get(name, Attribute()), required=name in pool.required_attributes)
        for name in names
    ]


def _attribute(name: str, attribute: Attribute, *, required: bool) -> CfnUserPool.SchemaAttributeProperty:
    shortest, longest = _texts(attribute.length)
    smallest, largest = _texts(attribute.range)
    return CfnUserPool.SchemaAttributeProperty(
        # CloudFormation expects a custom attribute's name without Cognito's prefix.
        name=name.rpartition(":")[2],
        # Without the type, later updates of the pool can fail, even if the schema stays the same:
        # https://github.com/aws-amplify/amplify-backend/issues/3299, https://github.com/aws/aws-cdk/issues/8585
        attribute_data_type=type_of(name, attribute),
        mutable=attribute.mutable,
        required=None if is_custom(name) else required,
        developer_only_attribute=True if name.startswith("dev:") else None,
        string_attribute_constraints=CfnUserPool.StringAttributeConstraintsProperty(
            min_length=shortest, max_length=longest
        )
        if attribute.length
        else None,
        number_attribute_constraints=CfnUserPool.NumberAttributeConstraintsProperty(
            min_value=smallest, max_value=largest
        )
        if attribute.range
        else None,
    )


def _texts(limits: tuple[int | None, int | None] | None) -> list[str | None]:
    """Limits in CloudFormation's form."""
    return [None if limit is None else str(limit) for limit in limits or (None, None)]
