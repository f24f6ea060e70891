"""Compares a deployed stack and its nested stacks with what is to be deployed of them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from stacks.checks.findings import Finding
from stacks.checks.synthesized import SynthesizedTemplate
from stacks.checks.update_guard import asked
from stacks.checks.update_guard.compare import passed_to
from stacks.deployed.model import DeployedStack, Questions
from stacks.template import plain, value_at

URL = "Properties.TemplateURL"


def compared_with_nested(
    deployed: DeployedStack,
    new: SynthesizedTemplate,
    questions: Questions | None,
    passed: Mapping[str, Any] | None = None,
) -> Iterator[tuple[SynthesizedTemplate, Finding]]:
    """The findings, each with the template that it is about.

    :param questions: whom to ask what no template tells; None: nobody.
    :param passed: as in `compare`.
    :raises DeployedUnknownError: AWS does not answer.
    """
    for finding in asked.compared(deployed, new.template, questions, passed):
        yield new, finding
    for logical_id, nested in deployed.nested.items():
        template = new.nested.get(logical_id)
        if template is None:
            # From outside this app, or gone.
            kept = nested.template if _is_kept(logical_id, deployed, new) else {"Resources": {}}
            template = replace(new, template=kept, nested={})
        yield from compared_with_nested(
            nested, template, questions, passed_to(logical_id, deployed, new.template)
        )


def _is_kept(logical_id: str, deployed: DeployedStack, new: SynthesizedTemplate) -> bool:
    """Whether a nested stack keeps its template, by the address."""
    old, kept = (
        plain(value_at(template["Resources"].get(logical_id, {}), URL))
        for template in (deployed.template, new.template)
    )
    return old is not None and bool(old == kept)
