"""`auth list`: the environments, and what is deployed of them."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from cli.arguments import Folder
from cli.aws import Aws, NotDeployedError, aws_errors, outputs_of
from cli.output import CommandError, messages, results, say
from stacks.loading import load_environments
from stacks.service import SMS_MFA, TOTP_MFA
from stacks.settings import Environment

AT_ONCE = 8


@dataclass(frozen=True)
class Row:
    """One environment."""

    environment: str
    stack: str
    """The stack's status; `not deployed`; `unknown` without an answer from AWS."""
    mode: str
    """The MFA mode that the pool has; the file's where nothing is deployed."""
    users: int | None = None
    """Cognito's estimate."""
    differs: str = ""
    """What of the pool's MFA differs from the file."""


def list_environments(
    *,
    environments: Folder = Path("environments"),
    as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False,
) -> None:
    """List the environments: their stacks' status, MFA mode, users, and what differs from the file.

    Example: auth list
    """
    found = load_environments(environments)
    errors: list[str] = []
    with messages.status("Asking AWS ..."), ThreadPoolExecutor(AT_ONCE) as executor:
        rows = list(executor.map(lambda environment: _row(environment, errors), found))
    for error in dict.fromkeys(errors):
        say(f"unknown: {error}")
    if as_json:
        results.print_json(json.dumps([asdict(row) for row in rows]))
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("environment", "stack", "MFA", "users", "differs"):
        table.add_column(column, justify="right" if column == "users" else "left")
    for row in rows:
        users = "" if row.users is None else str(row.users)
        table.add_row(row.environment, row.stack, row.mode, users, row.differs)
    results.print(table)


def _row(environment: Environment, errors: list[str]) -> Row:
    mode = environment.settings.mfa.mode
    try:
        return _deployed(environment, Aws(environment))
    except NotDeployedError:
        return Row(environment.name, "not deployed", mode)
    except CommandError as error:
        errors.append(str(error))
        return Row(environment.name, "unknown", mode)


def _deployed(environment: Environment, aws: Aws) -> Row:
    stack = aws.stack()
    pool_id = outputs_of(stack).get("UserPoolId")
    if pool_id is None:
        return Row(environment.name, stack["StackStatus"], environment.settings.mfa.mode)
    cognito = aws.client("cognito-idp")
    with aws_errors("cognito-idp:DescribeUserPool and cognito-idp:GetUserPoolMfaConfig"):
        pool = cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]
        mfa = cognito.get_user_pool_mfa_config(UserPoolId=pool_id)
    return Row(
        environment.name,
        stack["StackStatus"],
        mfa.get("MfaConfiguration", "OFF"),
        pool.get("EstimatedNumberOfUsers"),
        _differences(environment, mfa),
    )


def _differences(environment: Environment, deployed: dict[str, object]) -> str:
    wanted = environment.settings.mfa
    mode = deployed.get("MfaConfiguration", "OFF")
    if mode != wanted.mode:
        return f"the file has mode {wanted.mode}"
    if wanted.mode == "OFF":
        return ""
    totp = deployed.get("SoftwareTokenMfaConfiguration")
    factors = {SMS_MFA} if "SmsMfaConfiguration" in deployed else set()
    factors |= {TOTP_MFA} if isinstance(totp, dict) and totp.get("Enabled") else set()
    if factors != {mfa_type.cognito_name for mfa_type in wanted.types}:
        return f"the file has types {', '.join(wanted.types)}"
    return ""
