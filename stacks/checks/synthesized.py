"""The stacks of a synthesized app, as the checks see them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stacks.deployed.model import StackId
from stacks.service import NESTED_STACK
from stacks.template import Template, resources

if TYPE_CHECKING:  # the CDK takes seconds to load, and commands that compare templates do without it
    from aws_cdk import IPolicyValidationContext, PolicyValidationStack

NESTED_SUFFIX = ".nested.template.json"
UNKNOWN = ("unknown-account", "unknown-region")  # the CDK's placeholders


@dataclass(frozen=True)
class SynthesizedTemplate:
    """A template, with those of its nested stacks."""

    file: Path
    template: Template
    nested: Mapping[str, "SynthesizedTemplate"]
    """By the logical ids of the nested stacks."""

    def all(self) -> Iterator["SynthesizedTemplate"]:
        """Yield this template and all nested ones."""
        yield self
        for nested in self.nested.values():
            yield from nested.all()

    @property
    def has_cognito(self) -> bool:
        """Whether it, or a nested stack, has a Cognito resource."""
        return any(
            str(resource.get("Type", "")).startswith("AWS::Cognito::")
            for part in self.all()
            for resource in part.template.get("Resources", {}).values()
        )


@dataclass(frozen=True)
class SynthesizedStack:
    """A stack that can be deployed."""

    path: str
    """The stack's construct."""
    id: StackId
    """The stack as CloudFormation will know it."""
    synthesized: SynthesizedTemplate


def synthesized_stacks(context: "IPolicyValidationContext") -> list[SynthesizedStack]:
    """The stacks of an app, those of its stages included."""
    return [_stack(stack) for stack in context.stack_templates]


def _stack(stack: "PolicyValidationStack") -> SynthesizedStack:
    file = Path(stack.template_path)
    manifest = json.loads((file.parent / "manifest.json").read_text(encoding="utf-8"))
    # The file is named after the construct, not after the stack.
    ((artifact_id, artifact),) = (
        (artifact_id, artifact)
        for artifact_id, artifact in manifest["artifacts"].items()
        if artifact.get("properties", {}).get("templateFile") == file.name
    )
    account, region = _environment(artifact)
    return SynthesizedStack(
        path=stack.stack_construct_path,
        # The manifest omits a stack name that equals the artifact's id.
        id=StackId(artifact["properties"].get("stackName", artifact_id), account, region),
        synthesized=_template(file),
    )


def _environment(artifact: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """The account and region of `aws://ACCOUNT/REGION`."""
    account, _, region = artifact["environment"].removeprefix("aws://").partition("/")
    known = [None if part in UNKNOWN else part for part in (account, region)]
    return known[0], known[1]


def _template(file: Path) -> SynthesizedTemplate:
    return with_nested(file, json.loads(file.read_text(encoding="utf-8")))


def with_nested(file: Path, template: Template) -> SynthesizedTemplate:
    """A template that is read from a file, with those of its nested stacks in the same folder."""
    files = _nested_files(file.parent)
    urls = {
        logical_id: json.dumps(resource.get("Properties", {}).get("TemplateURL"))
        for logical_id, resource in resources(template, NESTED_STACK).items()
    }
    # The template of a nested stack from outside this app is not at hand.
    nested = {
        logical_id: _template(file.parent / path)
        for logical_id, url in urls.items()
        for asset_hash, path in files.items()
        if asset_hash in url
    }
    return SynthesizedTemplate(file, template, nested)


def _nested_files(folder: Path) -> dict[str, str]:
    """The nested stacks' templates by the asset hashes that their URLs contain."""
    manifests = [json.loads(file.read_text(encoding="utf-8")) for file in folder.glob("*.assets.json")]
    return {
        asset_hash: asset["source"]["path"]
        for manifest in manifests
        for asset_hash, asset in manifest.get("files", {}).items()
        if str(asset["source"].get("path", "")).endswith(NESTED_SUFFIX)
    }
