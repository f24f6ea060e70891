"""The update guard against a deployed pool: no change set that harms users is ever made."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.deploy import CdkResult, cdk, deploy
from local.emulator import LocalAws
from local.scenarios.pool import Pool, User
from stacks.deployed.model import DeployedStack, DeployedUnknownError, StackId
from stacks.deployed.source import source
from stacks.loading import load_environment
from tests.synthesis import COMBINATIONS

ENVIRONMENT = (COMBINATIONS / "dev.toml").read_text(encoding="utf-8").replace("example-dev", "guarded")
STACK = "auth-guarded"
RENAMED = "--app=python -m tests.acceptance.renamed_app"
ACKNOWLEDGED = '"UpdateGuard::MfaModeOn" = "The readiness report shows nobody who would be locked out."\n'
ENOUGH_FOR_EVERYTHING_ELSE = [
    "cloudformation:DescribeStacks",
    "cloudformation:ListStackResources",
    "cognito-idp:GetUserPoolMfaConfig",
    "cognito-idp:ListUserPools",
    "sts:GetCallerIdentity",
]


class Guarded:
    """A deployed environment with MFA OPTIONAL and a user."""

    def __init__(self, aws: LocalAws, folder: Path) -> None:
        self.aws = aws
        self.file = folder / "guarded.toml"
        self.context = {"environments": str(folder)}
        self.file.write_text(ENVIRONMENT, encoding="utf-8")
        self.pool = Pool(aws, deploy(aws, STACK, context=self.context)[STACK])
        self.user = self.pool.signed_up()
        self.cloudformation = aws.client("cloudformation")

    def turn_on(self, acknowledged: str = "") -> None:
        text = ENVIRONMENT.replace('mode = "OPTIONAL"', 'mode = "ON"')
        text = text.replace("[acknowledge]\n", f"[acknowledge]\n{acknowledged}")
        self.file.write_text(text, encoding="utf-8")

    def deploy(self, *arguments: str, **context: str) -> CdkResult:
        return cdk(
            self.aws,
            "deploy",
            STACK,
            "--require-approval=never",
            *arguments,
            context={**self.context, **context},
        )

    def events(self) -> int:
        """How much has happened to the stack."""
        return len(self.cloudformation.describe_stack_events(StackName=STACK)["StackEvents"])

    def change_sets(self) -> list[str]:
        summaries = self.cloudformation.list_change_sets(StackName=STACK)["Summaries"]
        return [summary["ChangeSetId"] for summary in summaries]


@pytest.fixture
def guarded(aws: LocalAws, tmp_path: Path) -> Iterator[Guarded]:
    """The stack is gone afterwards."""
    environment = Guarded(aws, tmp_path)
    yield environment
    environment.cloudformation.delete_stack(StackName=STACK)


def user_is_in(pool: Pool, user: User) -> bool:
    cognito = pool.cognito
    gone = (cognito.exceptions.UserNotFoundException, cognito.exceptions.ResourceNotFoundException)
    try:
        pool.admin("admin_get_user", user)
    except gone:
        return False
    return True


def test_on_is_refused_before_any_change_set_and_deploys_once_it_is_acknowledged(guarded: Guarded) -> None:
    before = guarded.events(), guarded.change_sets()
    guarded.turn_on()
    refused = guarded.deploy()
    assert refused.exit_code == 1
    assert 'Properties.MfaConfiguration: deployed "OPTIONAL", new "ON". (UpdateGuard)' in refused.output
    assert "Traceback" not in refused.output
    assert (guarded.events(), guarded.change_sets()) == before

    guarded.turn_on(ACKNOWLEDGED)
    deployed = guarded.deploy()
    assert deployed.exit_code == 0, deployed.output
    config = guarded.pool.cognito.get_user_pool_mfa_config(UserPoolId=guarded.pool.id)
    assert config["MfaConfiguration"] == "ON"
    assert user_is_in(guarded.pool, guarded.user)


def test_a_renamed_pool_is_refused_and_without_the_guard_all_users_are_lost(guarded: Guarded) -> None:
    before = guarded.events(), guarded.change_sets()
    refused = guarded.deploy(RENAMED)
    assert refused.exit_code == 1
    assert "FATAL The pool leaves the stack, and all its users with it" in refused.output
    assert (guarded.events(), guarded.change_sets()) == before
    assert user_is_in(guarded.pool, guarded.user)

    unguarded = guarded.deploy(RENAMED, deployed="off")
    assert unguarded.exit_code == 0, unguarded.output
    (stack,) = guarded.cloudformation.describe_stacks(StackName=STACK)["Stacks"]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    assert outputs["UserPoolId"] != guarded.pool.id
    assert not user_is_in(Pool(guarded.aws, outputs), guarded.user)
    assert not user_is_in(guarded.pool, guarded.user)


def test_what_was_changed_in_the_console_is_reported(
    guarded: Guarded, monkeypatch: pytest.MonkeyPatch
) -> None:
    guarded.pool.cognito.set_user_pool_mfa_config(UserPoolId=guarded.pool.id, MfaConfiguration="OFF")
    drifted = cdk(guarded.aws, "synth", "--quiet", context=guarded.context)
    assert drifted.exit_code == 0
    assert "WARNING The pool's MFA was changed outside CloudFormation" in drifted.output
    assert 'Properties.MfaConfiguration: deployed "OFF", new "OPTIONAL".' in drifted.output

    guarded.pool.cognito.delete_user_pool(UserPoolId=guarded.pool.id)
    deployed = read(guarded.aws, guarded.file, monkeypatch)
    assert deployed
    assert deployed.mfa == {}


def test_an_account_that_the_credentials_are_not_of_is_refused(
    aws: LocalAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "elsewhere.toml"
    file.write_text(f'{ENVIRONMENT}\n[aws]\naccount = "000000000000"\n', encoding="utf-8")
    assert read(aws, file, monkeypatch) is None
    file.write_text(f'{ENVIRONMENT}\n[aws]\naccount = "123456789012"\n', encoding="utf-8")
    with pytest.raises(DeployedUnknownError, match=r"123456789012, .* credentials of account 000000000000"):
        read(aws, file, monkeypatch)


def read(aws: LocalAws, file: Path, monkeypatch: pytest.MonkeyPatch) -> DeployedStack | None:
    """What the guard reads in this process."""
    for name, value in aws.environ.items():
        monkeypatch.setenv(name, value)
    environment = load_environment(file)
    return source("aws", [environment]).read(StackId.of(environment)).stack


def test_an_endpoint_that_is_not_there_is_an_error(aws: LocalAws) -> None:
    refused = cdk(
        aws,
        "synth",
        "--quiet",
        context={"environments": str(COMBINATIONS), "environment": "dev"},
        variables={"AWS_ENDPOINT_URL_CLOUDFORMATION": "http://127.0.0.1:9"},
    )
    assert refused.exit_code == 1
    assert "cloudformation:DescribeStacks got no answer: Could not connect to the endpoint" in refused.output
    assert "Traceback" not in refused.output


@pytest.fixture
def enforcing() -> Iterator[LocalAws]:
    with LocalAws(iam=True) as aws:
        yield aws


def test_a_caller_who_lacks_a_permission_is_told_which(enforcing: LocalAws, tmp_path: Path) -> None:
    iam = enforcing.client("iam")
    iam.create_user(UserName="deployer")
    statement = {"Effect": "Allow", "Action": ENOUGH_FOR_EVERYTHING_ELSE, "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_user_policy(UserName="deployer", PolicyName="deploy", PolicyDocument=document)
    key = iam.create_access_key(UserName="deployer")["AccessKey"]
    (tmp_path / "guarded.toml").write_text(ENVIRONMENT, encoding="utf-8")
    refused = cdk(
        enforcing,
        "synth",
        "--quiet",
        context={"environments": str(tmp_path)},
        variables={"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]},
    )
    assert refused.exit_code == 1
    assert "AWS denies cloudformation:ListStacks." in refused.output
    assert "To deploy it anyway, this once: --context deployed=off." in refused.output
    assert "Traceback" not in refused.output
