"""Which stack is which, and what the guard says of a stack as a whole: with a source of made-up stacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from stacks.checks.findings import Finding
from stacks.checks.marking import MARK
from stacks.checks.synthesized import SynthesizedStack, SynthesizedTemplate
from stacks.checks.update_guard.plugin import UpdateGuard
from stacks.deployed.model import (
    Deployed,
    DeployedStack,
    DeployedUnknownError,
    ExistingPool,
    NoCredentialsError,
    NoTemplateError,
    StackId,
    Unclaimed,
)
from stacks.loading import load_environments
from stacks.settings import Environment
from tests.unit.settings.files import MINIMAL

DEV = StackId("auth-dev")
POOL = {"Pool": {"Type": "AWS::Cognito::UserPool", "Properties": {"UserPoolName": "users"}}}
EMPTY: dict[str, Any] = {"Resources": {}}
NESTED_POOL = DeployedStack(
    EMPTY, nested={"Empty": DeployedStack(EMPTY), "Inner": DeployedStack({"Resources": POOL})}
)
ELSEWHERE = Unclaimed("auth-dev", "stack auth-dev in eu-west-1")
OTHER = Unclaimed("auth-old", "stack auth-old")


@dataclass
class Stacks:
    """What is deployed, by the stacks' names."""

    deployed: Mapping[str, DeployedStack | Exception] = field(default_factory=dict)
    others: Sequence[Unclaimed] = ()
    pools: Mapping[str, int] = field(default_factory=dict)
    """The users of each pool that no stack has, by the pool's name."""

    def read(self, stack: StackId) -> Deployed:
        found = self.deployed.get(stack.name)
        if isinstance(found, Exception):
            raise found
        return Deployed(found, "what is made up" if found else "nothing")

    def unclaimed(self) -> list[Unclaimed]:
        return list(self.others)

    def left_behind(self, stack: StackId, pool_names: list[str]) -> list[ExistingPool]:  # noqa: ARG002
        assert pool_names
        return [ExistingPool(name, self.pools[name]) for name in pool_names if name in self.pools]

    def is_same(self, one: StackId, other: StackId) -> bool:
        return one == other

    def is_new(self, stack: StackId) -> bool:
        return stack.name not in self.deployed

    def questions(self, stack: StackId) -> None:
        """Nobody can be asked."""

    def is_unavailable(self) -> bool:
        return False


@pytest.fixture
def environments(tmp_path: Path) -> list[Environment]:
    acknowledged = '[acknowledge]\n"UpdateGuard::MfaModeOff" = "It was wanted."\n'
    (tmp_path / "dev.toml").write_text(MINIMAL + acknowledged, encoding="utf-8")
    (tmp_path / "prod.toml").write_text(f'{MINIMAL}[aws]\nregion = "eu-west-1"\n', encoding="utf-8")
    return load_environments(tmp_path)


def synthesized(
    name: str,
    resources: Mapping[str, Any] = POOL,
    inner: Mapping[str, Any] | None = None,
    region: str | None = None,
    **more: Any,
) -> SynthesizedStack:
    file = Path(f"{name}.template.json")
    nested = {"Inner": SynthesizedTemplate(file, {"Resources": inner}, {})} if inner else {}
    template = SynthesizedTemplate(file, {"Resources": resources, **more}, nested)
    return SynthesizedStack(name, StackId(name, region=region), template)


def judged(
    source: Stacks, environments: list[Environment], *stacks: SynthesizedStack, index: int = 0
) -> list[Finding]:
    """What the guard finds in one of an app's stacks, but for what it was compared with."""
    found = UpdateGuard(source, environments).judge(stacks[index], stacks)
    return [finding for _, finding in found if finding.rule != "ComparedWith"]


def rules(found: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.rule, finding.severity) for finding in found]


STALE = ("StaleAcknowledgment", "warning")


def test_a_stack_that_is_deployed_and_stays_is_told_of_its_needless_acknowledgments(
    environments: list[Environment],
) -> None:
    source = Stacks({"auth-dev": DeployedStack({"Resources": POOL})})
    assert rules(judged(source, environments, synthesized("auth-dev"))) == [STALE]


def test_what_is_not_deployed_needs_every_acknowledgment_that_it_may_need(
    environments: list[Environment],
) -> None:
    assert rules(judged(Stacks(), environments, synthesized("auth-dev"))) == []


def test_the_report_says_what_was_compared(environments: list[Environment]) -> None:
    stack = synthesized("auth-dev")
    ((_, finding),) = UpdateGuard(Stacks(), environments).judge(stack, [stack])
    assert (finding.rule, finding.severity) == ("ComparedWith", "info")
    assert finding.text == "auth-dev: compared with nothing."


def test_an_environment_under_another_name_is_refused_unless_its_own_stack_is_there(
    environments: list[Environment],
) -> None:
    source = Stacks({"auth-prod": DeployedStack({"Resources": POOL})})
    renamed, own = synthesized("Prod-auth-prod"), synthesized("auth-prod", region="eu-west-1")
    (finding,) = judged(source, environments, renamed)
    assert (finding.rule, finding.severity) == ("StackRenamed", "fatal")
    assert 'stack_name="auth-prod"' in finding.fix
    assert "deployed as stack auth-prod in eu-west-1, and" in finding.text
    assert judged(source, environments, renamed, own) == []


@pytest.mark.parametrize("deployed", [DeployedStack({"Resources": POOL}), NESTED_POOL])
def test_a_stack_with_a_pool_is_not_new(deployed: DeployedStack, environments: list[Environment]) -> None:
    source = Stacks({"Mine": deployed, "auth-prod": DeployedStack({"Resources": POOL})}, pools={"users": 3})
    stack = synthesized("Mine", {} if deployed is NESTED_POOL else POOL, inner=POOL)
    assert judged(source, environments, stack) == []


def test_a_stack_that_is_deployed_without_a_pool_would_get_a_new_one(
    environments: list[Environment],
) -> None:
    source = Stacks({"auth-dev": DeployedStack(EMPTY)}, pools={"users": 3})
    assert ("PoolLeftBehind", "error") in rules(judged(source, environments, synthesized("auth-dev")))


@pytest.mark.parametrize(("users", "severity"), [(0, "warning"), (5, "error")])
def test_a_pool_left_behind_is_an_error_where_it_has_users(
    users: int, severity: str, environments: list[Environment]
) -> None:
    source = Stacks(pools={"users": users})
    (finding,) = judged(source, environments, synthesized("auth-dev"))
    assert (finding.rule, finding.severity) == ("PoolLeftBehind", severity)
    assert f"about {users} users" in finding.text


def test_a_stack_without_a_pool_leaves_none_behind(environments: list[Environment]) -> None:
    assert judged(Stacks(), environments, synthesized("auth-dev", {})) == []


@pytest.mark.parametrize(
    ("other", "is_deployed", "severity", "text"),
    [
        (ELSEWHERE, False, "error", "if its region or account was changed, this stack would be a new"),
        (OTHER, False, "warning", "if it was renamed, this stack would be a new"),
        (OTHER, True, "warning", "stack auth-old is deployed, and has no environment file."),
        (ELSEWHERE, True, "warning", "stack auth-dev in eu-west-1 is deployed, and has no environment file."),
    ],
)
def test_a_stack_without_a_file_is_an_error_where_it_may_have_the_users(
    other: Unclaimed, is_deployed: bool, severity: str, text: str, environments: list[Environment]
) -> None:
    deployed = {"auth-dev": DeployedStack({"Resources": POOL})} if is_deployed else {}
    found = judged(Stacks(deployed, [other]), environments, synthesized("auth-dev"))
    (finding,) = (each for each in found if each.rule == "StackWithoutFile")
    assert finding.severity == severity
    assert text in finding.text


def test_a_stack_without_a_file_is_reported_once_beside_stacks_that_are_deployed(
    environments: list[Environment],
) -> None:
    stacks = [synthesized("auth-dev"), synthesized("auth-prod")]
    source = Stacks({stack.id.name: DeployedStack({"Resources": POOL}) for stack in stacks}, [OTHER])
    assert ("StackWithoutFile", "warning") in rules(judged(source, environments, *stacks))
    assert judged(source, environments, *stacks, index=1) == []


def test_a_pool_that_was_deleted_outside_cloudformation_is_named_also_in_a_nested_stack(
    environments: list[Environment],
) -> None:
    inner = DeployedStack({"Resources": POOL}, physical_ids={"Pool": "id"}, deleted_pools=frozenset({"Pool"}))
    outer = DeployedStack({"Resources": {}}, nested={"Inner": inner})
    (finding, stale) = judged(Stacks({"auth-dev": outer}), environments, synthesized("auth-dev", {}, POOL))
    assert (finding.rule, finding.severity, finding.logical_id) == ("PoolDeleted", "fatal", "Pool")
    assert "The user pool id was deleted" in finding.text
    assert (stale.rule, stale.severity) == STALE


def test_other_stacks_are_left_alone_unless_they_have_cognito_resources(
    environments: list[Environment],
) -> None:
    topic = synthesized("Topics", {"Topic": {"Type": "AWS::SNS::Topic"}})
    (finding,) = judged(Stacks(others=[OTHER]), environments, topic, synthesized("auth-dev"))
    assert (finding.rule, finding.severity) == ("LeftAlone", "info")
    assert finding.text.endswith("no Cognito resources: Topics.")
    assert judged(Stacks(), environments, synthesized("auth-dev"), topic, index=1) == []

    broken = Stacks({"Others": DeployedStack({"Resources": POOL})})
    nested = synthesized("Others", {}, POOL)
    assert rules(judged(broken, environments, nested)) == [("PoolRemoved", "fatal")]


@pytest.mark.parametrize(
    ("error", "is_marked", "rule", "severity", "text"),
    [
        (NoCredentialsError("there are none.", "Log in."), False, "NotCompared", "fatal", "There are none."),
        (
            NoCredentialsError("there are none.", "Log in."),
            True,
            "NotCompared",
            "warning",
            "There are none. CloudFormation refuses to deploy what was synthesized.",
        ),
        (
            DeployedUnknownError("AWS is away.", "Wait."),
            False,
            "DeployedUnknown",
            "fatal",
            "What is deployed cannot be read, so nobody knows what this would do to users: AWS is away.",
        ),
    ],
)
def test_what_cannot_be_read_fails_unless_nobody_can_deploy_it(
    error: DeployedUnknownError,
    is_marked: bool,
    rule: str,
    severity: str,
    text: str,
    environments: list[Environment],
) -> None:
    stack = synthesized("auth-dev", Parameters={MARK: {}} if is_marked else {})
    found = list(UpdateGuard(Stacks({"auth-dev": error}), environments).judge(stack, [stack]))
    ((_, finding),) = found
    assert (finding.rule, finding.severity, finding.text) == (rule, severity, text)
    assert finding.fix.startswith(error.fix)
    assert "--context deployed=off" in finding.fix


def test_a_template_that_a_folder_does_not_have_is_one_finding_among_others(
    environments: list[Environment],
) -> None:
    missing = NoTemplateError("DIR has no auth-dev.template.json.", "Add it.")
    found = judged(Stacks({"auth-dev": missing}, [OTHER]), environments, synthesized("auth-dev"))
    assert rules(found) == [("NoDeployedTemplate", "error"), ("StackWithoutFile", "warning")]
    assert (found[0].text, found[0].fix) == ("DIR has no auth-dev.template.json.", "Add it.")
