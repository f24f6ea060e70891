"""Deploys stacks to a local AWS with the real CDK CLI."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from local.emulator import LocalAws
from local.errors import LocalAwsError

ROOT = Path(__file__).parent.parent
WORK_FOLDER = ROOT / ".local"
CDK = ROOT / "node_modules" / ".bin" / "cdk"

# The environments of the local AWS, whatever a team has in environments/.
ENVIRONMENTS = {"environments": str(Path(__file__).parent / "environments")}

Outputs = dict[str, dict[str, str]]
"""The outputs of stacks, by the stacks' names."""


class CdkResult(NamedTuple):
    """How a run of the CDK CLI ended."""

    exit_code: int
    output: str


def cdk(
    aws: LocalAws,
    *arguments: str,
    context: Mapping[str, str] | None = None,
    variables: Mapping[str, str] | None = None,
    folder: Path = ROOT,
) -> CdkResult:
    """Run the CDK CLI against a local AWS.

    :param context: CDK context, such as the folder of environments.
    :param variables: environment variables, such as other credentials, beside what leads to the local AWS.
    :param folder: where to run it; default: the repository's root, where the app is.
    """
    options = [f"--context={key}={value}" for key, value in (context or {}).items()]
    if not any(argument.startswith("--output=") for argument in arguments):
        # The CLI locks its output folder, and another run may go on in this repository.
        options.append(f"--output={aws.state_dir / 'cdk.out'}")
    process = subprocess.run(
        [CDK, *arguments, *options, "--no-notices", "--no-color"],
        cwd=folder,
        env=_environ(aws) | dict(variables or {}),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return CdkResult(process.returncode, process.stdout)


def bootstrap(aws: LocalAws) -> None:
    """Prepare the local account for the CDK.

    :raises LocalAwsError: the CDK CLI failed; its output is in the text.
    """
    # In a folder without an app: with one, the CLI would synthesize it first.
    result = cdk(aws, "bootstrap", "aws://000000000000/us-east-1", folder=aws.state_dir)
    _demand_success(result, "cdk bootstrap")


def deploy(aws: LocalAws, *arguments: str, context: Mapping[str, str] | None = None) -> Outputs:
    """Deploy stacks, and return the outputs of each.

    :param arguments: the stacks' names, and options of `cdk deploy`.
    :raises LocalAwsError: the CDK CLI failed; its output is in the text.
    """
    outputs_file = aws.state_dir / "outputs.json"
    result = cdk(
        aws,
        "deploy",
        *arguments,
        "--require-approval=never",
        f"--outputs-file={outputs_file}",
        context=context,
    )
    _demand_success(result, f"cdk deploy {' '.join(arguments)}")
    outputs: Outputs = json.loads(outputs_file.read_text(encoding="utf-8"))
    return outputs


def write_client_files(environment: str, outputs: Mapping[str, str]) -> Path:
    """Write the configuration files of apps, as for a stack in AWS, and return their folder."""
    folder = WORK_FOLDER / f"auth-{environment}"
    folder.mkdir(parents=True, exist_ok=True)
    outputs_file = folder / "outputs.json"
    outputs_file.write_text(json.dumps({f"auth-{environment}": outputs}), encoding="utf-8")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "stacks.amplify.client_files",
            outputs_file,
            "--environment",
            environment,
            "--out",
            folder,
        ],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return folder


def _environ(aws: LocalAws) -> dict[str, str]:
    here = str(Path(sys.executable).parent)
    return {
        **aws.environ,
        # The CLI starts the app, and the app starts Node: both are those of this Python environment.
        "PATH": os.pathsep.join([here, os.environ["PATH"]]),
        # jsii unpacks the CDK into the home folder; the one here is new each time, and unpacking takes long.
        "JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(WORK_FOLDER / "jsii"),
    }


def _demand_success(result: CdkResult, command: str) -> None:
    if result.exit_code:
        raise LocalAwsError(f"{command} ended with exit code {result.exit_code}:\n{result.output}")
