"""What a template says of a pool's triggers: the functions, their permissions, the queue behind them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from stacks.checks.update_guard.references import references
from stacks.service import COGNITO_PRINCIPAL, ROLE, USER_POOL
from stacks.template import Resource, Template, as_list, resources, value_at

FUNCTION = "AWS::Lambda::Function"
PERMISSION = "AWS::Lambda::Permission"
MAPPING = "AWS::Lambda::EventSourceMapping"
QUEUE = "AWS::SQS::Queue"
SAM_FUNCTION = "AWS::Serverless::Function"
ALIASES = ("AWS::Lambda::Alias", "AWS::Lambda::Version")
KMS_KEY = "KMSKeyID"

INVOKE = {"lambda:invokefunction", "lambda:*", "*"}
QUALIFIED = re.compile(r"(arn:[^:]*:lambda:[^:]*:[^:]*:function:[^:]+)(:[^:]+)?")


def triggers(pool: Resource) -> dict[str, Any]:
    """A pool's triggers: what each calls, by name."""
    config = value_at(pool, "Properties.LambdaConfig")
    if not isinstance(config, Mapping):
        return {}
    return {
        name: value.get("LambdaArn", value) if isinstance(value, Mapping) else value
        for name, value in config.items()
        if name != KMS_KEY and value is not None
    }


def function_of(value: Any, template: Template) -> Any:
    """What an ARN or name calls: a function's logical id, or the value without its version."""
    for reference in references(value):
        # SAM's names of a function's alias and version are `Function.Alias` and `Function.Version`.
        name = reference.partition(".")[0]
        resource = template["Resources"].get(name, {})
        if resource.get("Type") in (FUNCTION, SAM_FUNCTION):
            return name
        if resource.get("Type") in ALIASES:
            return function_of(value_at(resource, "Properties.FunctionName"), template)
    if isinstance(value, str):
        match = QUALIFIED.fullmatch(value)
        return match.group(1) if match else value
    return value


def trigger_functions(template: Template) -> set[str]:
    """The logical ids of the functions that a pool of the template calls."""
    called = (
        function_of(value, template)
        for pool in resources(template, USER_POOL).values()
        for value in triggers(pool).values()
    )
    return {
        function for function in called if isinstance(function, str) and function in template["Resources"]
    }


def waiting_queues(template: Template) -> set[str]:
    """The queues in which users wait: those that a trigger's function knows, and their dead letters."""
    queues = resources(template, QUEUE)
    known = {
        name
        for function in trigger_functions(template)
        for name in references(value_at(template["Resources"][function], "Properties.Environment"))
        if name in queues
    }
    dead_letters = {
        name
        for queue in known
        for name in references(value_at(queues[queue], "Properties.RedrivePolicy"))
        if name in queues
    }
    return known | dead_letters


def enablement_roles(template: Template) -> set[str]:
    """The roles of the functions that triggers and their queues call."""
    queues = waiting_queues(template)
    workers = [
        function_of(value_at(mapping, "Properties.FunctionName"), template)
        for mapping in resources(template, MAPPING).values()
        if queues & {*references(value_at(mapping, "Properties.EventSourceArn"))}
    ]
    functions = trigger_functions(template) | {worker for worker in workers if isinstance(worker, str)}
    roles = resources(template, ROLE)
    return {
        name
        for function in functions
        for name in references(value_at(template["Resources"].get(function, {}), "Properties.Role"))
        if name in roles
    }


def serves(permission: Resource, pool: str) -> bool:
    """Whether a permission lets a pool call its function."""
    properties = permission.get("Properties") or {}
    return (
        COGNITO_PRINCIPAL in as_list(properties.get("Principal"))
        and str(properties.get("Action")).lower() in INVOKE
        and not properties.get("EventSourceToken")
        and not properties.get("PrincipalOrgID")
        and not properties.get("FunctionUrlAuthType")
        and _names(properties.get("SourceArn"), pool)
    )


def names_unknown_pool(permission: Resource) -> bool:
    """Whether a permission is for one pool that it names by its id, which no template tells."""
    arn = value_at(permission, "Properties.SourceArn")
    return isinstance(arn, str) and not arn.endswith("*")


def _names(arn: Any, pool: str) -> bool:
    """Whether an ARN is a pool's, or a pattern or text that may be."""
    match arn:
        case None:
            return True
        case {"Fn::GetAtt": [name, "Arn"]}:
            return bool(name == pool)
        case {"Fn::Join": [_, list(parts)]}:
            texts = [part for part in parts if isinstance(part, str)]
            if any("${" in text for text in texts) or not str(parts[0]).startswith("arn:"):
                return False
            return pool in references(arn) or texts[-1].endswith("userpool/*")
        case str():
            return ":userpool/" in arn and "${" not in arn
        case _:
            # A parameter, or what another stack exports.
            return bool(pool not in {*references(arn)}) and isinstance(arn, Mapping)


def with_sam_events(template: Template) -> Template:
    """A resolved template with the triggers and permissions that SAM makes of Cognito events.

    https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-cognito.html
    """
    found = {**template["Resources"]}
    for logical_id, event, properties in _sam_events(template):
        pools = [name for name in references(properties.get("UserPool")) if name in found]
        names = [str(name) for name in as_list(properties.get("Trigger"))]
        for pool in pools:
            arn = {"Fn::GetAtt": [logical_id, "Arn"]}
            old = found[pool].get("Properties") or {}
            config = value_at(found[pool], "Properties.LambdaConfig")
            config = config if isinstance(config, Mapping) else {}
            found[pool] = {
                **found[pool],
                "Properties": {**old, "LambdaConfig": {**config, **dict.fromkeys(names, arn)}},
            }
            found[f"{logical_id}{event}Permission"] = {
                "Type": PERMISSION,
                "Properties": {
                    "Action": "lambda:InvokeFunction",
                    "FunctionName": {"Ref": logical_id},
                    "Principal": COGNITO_PRINCIPAL,
                    "SourceArn": {"Fn::GetAtt": [pool, "Arn"]},
                },
            }
    return {**template, "Resources": found}


def _sam_events(template: Template) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for logical_id, function in resources(template, SAM_FUNCTION).items():
        events = value_at(function, "Properties.Events")
        for name, event in events.items() if isinstance(events, Mapping) else ():
            properties = value_at(event, "Properties") if isinstance(event, Mapping) else None
            if isinstance(properties, Mapping) and event.get("Type") == "Cognito":
                yield logical_id, str(name), properties
