"""Compares what is deployed of a stack with its new template: nothing changes without a verdict."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from stacks.checks.findings import Finding, shown
from stacks.checks.update_guard.edits import UNKNOWN, Edit, edits
from stacks.checks.update_guard.real_mfa import with_real_mfa
from stacks.checks.update_guard.resolving import Resolver, Settled, World
from stacks.checks.update_guard.rule import ERROR, FATAL, WARNING, Difference, Rule, Update, every
from stacks.checks.update_guard.rules import RULES, UNJUDGED
from stacks.checks.update_guard.table import ANY
from stacks.checks.update_guard.triggers import with_sam_events
from stacks.checks.update_guard.two_steps import in_two_steps
from stacks.checks.update_guard.worlds import worlds
from stacks.deployed.model import DeployedStack
from stacks.template import Template, plain, value_at

NAME = "UpdateGuard"
ONCE = "To deploy it anyway, this once: --context deployed=off."

SEVERITIES = (WARNING, ERROR, FATAL)
LAST = RULES.index(UNJUDGED)

Judgement = tuple[int, Rule, Difference]
"""A rule's place in `RULES`, the rule, and what it found."""


def compare(
    deployed: DeployedStack | None, new: Template, passed: Mapping[str, Any] | None = None
) -> Iterator[Finding]:
    """What a deployment would do to users, by severity only what is at least a warning.

    :param deployed: what is deployed; None: nothing, so everything is allowed.
    :param passed: the parameters that the deployment gives other values, as `passed_to` finds them.
    """
    if deployed is None:
        return
    written = _with_values(deployed.template, deployed.parameters)
    # The CDK CLI keeps the values of the parameters, and so does CloudFormation's console.
    new = _with_values(new, {**deployed.parameters, **(passed or {})})
    real = with_real_mfa(written, deployed.mfa, new)
    found: dict[tuple[Any, ...], Judgement] = {}
    settled: tuple[Settled, Settled] = ({}, {})
    for world in worlds(real, new):
        update = Update(
            _resolved(real, world, settled[0]), _resolved(new, world, settled[1]), written, new, deployed.mfa
        )
        for index, rule, difference in _judgements(update):
            place = (rule.id, rule.consequence, difference.logical_id, difference.place)
            known = found.get(place)
            if known is None or _worse(rule, difference, known):
                found[place] = (index, rule, difference)
    for _, rule, difference in sorted(found.values(), key=lambda judgement: judgement[0]):
        yield _finding(rule, difference, deployed.template, new)


def resolved(template: Template, parameters: Mapping[str, Any]) -> Template:
    """What a template means with some values of its parameters, where no condition holds that is not told."""
    return Resolver(_with_values(template, parameters), {}).template()


def passed_to(nested: str, deployed: DeployedStack, new: Template) -> dict[str, Any]:
    """The parameters of a nested stack whose values change, with the new value; None: it is unknown.

    :param nested: the logical id of the nested stack.
    :param deployed: the stack that it is nested in.
    :param new: the new template of that stack.
    """
    old, values = (
        _arguments(nested, _with_values(template, deployed.parameters))
        for template in (deployed.template, new)
    )
    return {
        name: value if isinstance(value, str | int | float) else None
        for name, value in values.items()
        if plain(value) != plain(old.get(name))
    }


def _arguments(nested: str, template: Template) -> Mapping[str, Any]:
    resource = template["Resources"].get(nested, {})
    values = Resolver(template, {}).value(value_at(resource, "Properties.Parameters"))
    return values if isinstance(values, Mapping) else {}


def _with_values(template: Template, values: Mapping[str, Any]) -> Template:
    """A template whose parameters have some values as defaults; None: no default."""
    parameters = template.get("Parameters")
    if not values or not isinstance(parameters, Mapping):
        return template
    known = {
        name: _with_default(parameter, values[name]) if name in values else parameter
        for name, parameter in parameters.items()
    }
    return {**template, "Parameters": known}


def _with_default(parameter: Any, value: Any) -> Any:
    if not isinstance(parameter, Mapping):
        return parameter
    if value is None:
        return {key: item for key, item in parameter.items() if key != "Default"}
    return {**parameter, "Default": value}


def _resolved(template: Template, world: World, settled: Settled) -> Template:
    return with_sam_events(Resolver(template, world, settled).template())


def _judgements(update: Update) -> Iterator[Judgement]:
    by_id: dict[str, list[tuple[int, Rule]]] = {}
    for index, rule in enumerate(RULES):
        by_id.setdefault(rule.id, []).append((index, rule))
        if rule.find:
            for difference in rule.find(update):
                yield index, rule, difference
    for edit in edits(update.deployed, update.new):
        conditioned = _conditioned(edit, update)
        if _is_unjudged(conditioned, by_id):
            yield LAST, UNJUDGED, _unjudged(conditioned, by_id)
            continue
        for rule_id in conditioned.rule_ids:
            for index, rule in by_id[rule_id]:
                if rule.judge:
                    for difference in rule.judge(conditioned, update):
                        yield index, rule, difference


def _conditioned(edit: Edit, update: Update) -> Edit:
    """An edit of a resource that comes or goes by its condition, as an edit of the condition."""
    if edit.place != "Type":
        return edit
    old, new = (_raw(template, edit.logical_id) for template in (update.raw_deployed, update.raw_new))
    if old.get("Type") != new.get("Type"):
        return edit
    before, after = old.get("Condition"), new.get("Condition")
    if before == after:
        # Then what it says changes.
        before, after = (
            value_at(template, f"Conditions.{before}") for template in (update.raw_deployed, update.raw_new)
        )
    return replace(edit, place="Condition", old=before, new=after)


def _raw(template: Template, logical_id: str) -> Mapping[str, Any]:
    resource = template["Resources"].get(logical_id)
    return resource if isinstance(resource, Mapping) else {}


def _is_unjudged(edit: Edit, by_id: Mapping[str, list[tuple[int, Rule]]]) -> bool:
    """Whether nobody has judged an edit: its property is new, or a rule would have to look at its value."""
    if edit.row is None:
        return True
    if UNKNOWN not in edit.directions:
        return False
    judges = [rule.judge for rule_id in edit.row.judges(ANY) for _, rule in by_id[rule_id]]
    return not judges or any(judge is not every for judge in judges)


def _unjudged(edit: Edit, by_id: Mapping[str, list[tuple[int, Rule]]]) -> Difference:
    """As severe as the worst that the property can mean; any file may accept it."""
    severity = ERROR
    if edit.row is not None:
        possible = {rule.severity for rule_id in edit.row.all_rules for _, rule in by_id[rule_id]}
        severity = WARNING if possible == {WARNING} else ERROR
    return Difference(edit.logical_id, edit.place, edit.old, edit.new, severity)


def _severity(rule: Rule, difference: Difference) -> str:
    return difference.severity or rule.severity


def _worse(rule: Rule, difference: Difference, known: Judgement) -> bool:
    _, known_rule, known_difference = known
    ranks = [
        SEVERITIES.index(_severity(*pair)) for pair in ((rule, difference), (known_rule, known_difference))
    ]
    return ranks[0] > ranks[1]


def _finding(rule: Rule, difference: Difference, old: Template, new: Template) -> Finding:
    severity = _severity(rule, difference)
    return Finding(
        rule=rule.id,
        text=f"{rule.consequence} {difference.place}: deployed {shown(difference.deployed)}, "
        f"new {shown(difference.new)}.",
        fix=" ".join(filter(None, (rule.fix, _anyway(rule, severity), in_two_steps(difference, old, new)))),
        logical_id=difference.logical_id,
        place=difference.place,
        gone=difference.logical_id not in new.get("Resources", {}),
        severity=severity,
        deployed=difference.deployed,
        new=difference.new,
    )


def _anyway(rule: Rule, severity: str) -> str:
    if severity == WARNING:
        return ""
    if rule.acknowledgeable:
        return f'To do it anyway: "{NAME}::{rule.id}" = "why" under [acknowledge] in the environment\'s file.'
    return ONCE
