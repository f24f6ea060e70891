"""The first deployment of an environment: after a failure, and from an assembly compared with nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from local.deploy import CdkResult, bootstrap, cdk
from local.emulator import LocalAws

ENVIRONMENT = """
[user_pool]
name = "first"

[mfa]
mode = "OPTIONAL"
types = ["TOTP"]
enable_for_new_users = []

[acknowledge]
"AwsSolutions-COG2" = "MFA is optional here, for the sake of the test."
"AwsSolutions-COG8" = "Threat protection has no meaning on a local AWS."
"""
DOMAIN = """
[domain]
prefix = "{prefix}"
"""
PROVIDER = """
[identity_providers.Google]
type = "Google"
client_id = "google"
secret_arn = "arn:aws:secretsmanager:us-east-1:000000000000:secret:nowhere-AbCdEf"
scopes = ["openid"]
"""
NO_CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "",
    "AWS_SECRET_ACCESS_KEY": "",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    "AWS_CONFIG_FILE": "/dev/null",
}


class First:
    """An environment that is not deployed yet."""

    def __init__(self, aws: LocalAws, folder: Path, name: str) -> None:
        self.aws = aws
        self.file = folder / f"{name}.toml"
        self.stack = f"auth-{name}"
        self.folder = folder
        self.cloudformation = aws.client("cloudformation")

    def deploy(self, text: str) -> CdkResult:
        self.file.write_text(f"{ENVIRONMENT}{text}", encoding="utf-8")
        return self.run("deploy", self.stack, "--require-approval=never")

    def run(self, *arguments: str, variables: dict[str, str] | None = None) -> CdkResult:
        output = (
            () if any(each.startswith("--app") for each in arguments) else (f"--output={self.folder}/out",)
        )
        return cdk(
            self.aws,
            *arguments,
            *output,
            context={"environments": str(self.folder), "environment": self.file.stem},
            variables=variables,
        )

    def state(self) -> tuple[str, bool]:
        """The stack's status, and whether it is protected."""
        (stack,) = self.cloudformation.describe_stacks(StackName=self.stack)["Stacks"]
        return stack["StackStatus"], stack["EnableTerminationProtection"]


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    with LocalAws() as running:
        bootstrap(running)
        yield running


def test_after_a_first_deployment_that_failed_the_corrected_file_deploys(
    aws: LocalAws, tmp_path: Path
) -> None:
    """By two causes: a domain prefix that is taken, and a secret that is not there."""
    cognito = aws.client("cognito-idp")
    other = cognito.create_user_pool(PoolName="other")["UserPool"]["Id"]
    cognito.create_user_pool_domain(Domain="taken", UserPoolId=other)
    first = First(aws, tmp_path, "first")
    for wrong in (DOMAIN.format(prefix="taken"), PROVIDER):
        failed = first.deploy(wrong)
        assert failed.exit_code == 1
        assert first.state() == ("ROLLBACK_COMPLETE", False), failed.output
    deployed = first.deploy(DOMAIN.format(prefix="free"))
    assert deployed.exit_code == 0, deployed.output
    assert "WARNING Stack auth-first is not deployed, and there is a user pool of its name" in deployed.output
    assert first.state() == ("CREATE_COMPLETE", False)

    # What exists is protected by the next deployment, which changes nothing else.
    again = first.deploy(DOMAIN.format(prefix="free"))
    assert again.exit_code == 0, again.output
    assert "auth-first: compared with stack auth-first, last updated" in again.output
    assert first.state() == ("CREATE_COMPLETE", True)

    pool = cognito.describe_user_pool_domain(Domain="free")["DomainDescription"]["UserPoolId"]
    cognito.update_user_pool(UserPoolId=pool, DeletionProtection="INACTIVE")
    cognito.delete_user_pool_domain(Domain="free", UserPoolId=pool)
    cognito.delete_user_pool(UserPoolId=pool)
    gone = first.deploy(DOMAIN.format(prefix="free"))
    assert gone.exit_code == 1
    assert f"FATAL The user pool {pool} was deleted outside CloudFormation" in gone.output


def test_the_stack_of_a_file_that_was_renamed_is_reported(aws: LocalAws, tmp_path: Path) -> None:
    former = First(aws, tmp_path, "former")
    assert former.deploy("").exit_code == 0
    renamed = First(aws, tmp_path, "renamed")
    former.file.unlink()
    reported = renamed.deploy("")
    assert reported.exit_code == 0
    assert (
        "WARNING stack auth-former in us-east-1 is deployed, and has no environment file: if it was renamed, "
        "this stack would be a new, empty pool beside the users." in reported.output
    )


def test_a_file_that_names_another_region_is_refused_while_its_stack_is_deployed(
    aws: LocalAws, tmp_path: Path
) -> None:
    moved = First(aws, tmp_path, "moved")
    assert moved.deploy("").exit_code == 0
    moved.file.write_text(f'[aws]\nregion = "eu-west-1"\n{ENVIRONMENT}', encoding="utf-8")
    refused = moved.run("synth", "--quiet")
    assert refused.exit_code == 1
    assert (
        "ERROR stack auth-moved in us-east-1 is deployed, and has no environment file: if its region or "
        "account was changed, this stack would be a new, empty pool beside the users." in refused.output
    )
    assert "Acknowledge with 'UpdateGuard::StackWithoutFile'" in refused.output


def test_an_assembly_that_was_compared_with_nothing_cannot_be_deployed(aws: LocalAws, tmp_path: Path) -> None:
    first = First(aws, tmp_path, "split")
    first.file.write_text(ENVIRONMENT, encoding="utf-8")
    synthesized = first.run("synth", "--quiet", variables=NO_CREDENTIALS)
    assert synthesized.exit_code == 0, synthesized.output
    assert "WARNING There are no AWS credentials" in synthesized.output
    refused = first.run("deploy", first.stack, f"--app={tmp_path}/out", "--require-approval=never")
    assert refused.exit_code == 1
    assert "Parameters are missing a value: NotComparedWithWhatIsDeployed" in refused.output
    names = [each["StackName"] for each in first.cloudformation.list_stacks()["StackSummaries"]]
    assert first.stack not in names
