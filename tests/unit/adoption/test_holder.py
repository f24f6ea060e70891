"""Who holds a pool, by its tags, and what to do next."""

import pytest

from stacks.adoption.answers import from_json
from stacks.adoption.holder import Holder, Kind, by_tags, next_steps
from tests.unit.adoption.pools import answers


@pytest.mark.parametrize(
    ("tags", "holder"),
    [
        ({}, Holder(Kind.UNKNOWN)),
        ({"team": "shop"}, Holder(Kind.UNKNOWN)),
        ({"aws:cloudformation:stack-name": "shop"}, Holder(Kind.CLOUDFORMATION, "shop")),
        ({"amplify:deployment-type": "branch"}, Holder(Kind.AMPLIFY_GEN_2)),
        (
            {"user:Application": "shop", "aws:cloudformation:stack-name": "amplify-shop"},
            Holder(Kind.AMPLIFY_GEN_1, "amplify-shop"),
        ),
    ],
)
def test_tags_tell_who_made_a_pool(tags: dict[str, str], holder: Holder) -> None:
    assert by_tags(from_json(answers(pool={"UserPoolTags": tags}))) == holder


@pytest.mark.parametrize("kind", Kind)
def test_the_next_steps_release_import_check_and_deploy(kind: Kind) -> None:
    steps = next_steps(Holder(kind, "shop"), "auth-prod", "environments/prod.import.json", "prod")
    commands = [step for step in steps if step.startswith(("npx", "auth"))]
    assert commands == [
        "npx cdk import auth-prod --resource-mapping environments/prod.import.json",
        "auth adopt --check prod",
        "npx cdk deploy auth-prod",
        "auth adopt --check prod",
    ]
    released = steps[: steps.index(commands[0])]
    assert bool(released) == (kind is not Kind.NOBODY)
    assert any("terraform state rm" in step for step in steps) == (kind in (Kind.NOBODY, Kind.UNKNOWN))
