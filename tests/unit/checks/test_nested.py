"""Nested stacks are compared with what is deployed of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from stacks.checks.synthesized import with_nested
from stacks.checks.update_guard.nested import compared_with_nested
from stacks.deployed.model import DeployedStack

FILE = Path("auth-dev.template.json")
INNER_FILE = "inner.nested.template.json"


def pool(mode: str) -> dict[str, Any]:
    return {
        "Resources": {"Pool": {"Type": "AWS::Cognito::UserPool", "Properties": {"MfaConfiguration": mode}}}
    }


def parent(url: str | None) -> dict[str, Any]:
    nested = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": url}}
    return {"Resources": {"Auth": nested} if url else {}}


def findings(folder: Path, old_url: str, new_url: str | None) -> list[tuple[str, str]]:
    """The rules that are broken, with the file that each is about."""
    deployed = DeployedStack(parent(old_url), nested={"Auth": DeployedStack(pool("OPTIONAL"))})
    new = with_nested(folder / FILE, parent(new_url))
    return [(part.file.name, finding.rule) for part, finding in compared_with_nested(deployed, new, None)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An assembly with a nested stack whose template has the hash `two`."""
    assets = {"files": {"two": {"source": {"path": INNER_FILE}}}}
    (tmp_path / "auth-dev.assets.json").write_text(json.dumps(assets), encoding="utf-8")
    (tmp_path / INNER_FILE).write_text(json.dumps(pool("ON")), encoding="utf-8")
    return tmp_path


def test_a_nested_template_is_compared_under_its_own_file(folder: Path) -> None:
    found = findings(folder, "https://example.com/one.json", "https://example.com/two.json")
    assert found == [(INNER_FILE, "MfaModeOn")]


def test_what_is_nested_from_elsewhere_and_keeps_its_address_is_no_change(folder: Path) -> None:
    url = "https://example.com/elsewhere.json"
    assert findings(folder, url, url) == []


def test_what_is_nested_no_more_is_removed_with_its_stack(folder: Path) -> None:
    found = findings(folder, "https://example.com/one.json", None)
    assert found == [(FILE.name, "NestedStackRemoved"), (FILE.name, "PoolRemoved")]


def test_a_nested_stack_of_another_template_that_is_not_at_hand_counts_as_empty(folder: Path) -> None:
    found = findings(folder, "https://example.com/one.json", "https://example.com/three.json")
    assert found == [(FILE.name, "PoolRemoved")]
