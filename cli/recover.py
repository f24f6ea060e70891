"""`auth recover`: sign-in again for a user who lost their TOTP device."""

import base64
import getpass
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.arguments import EnvironmentName, Folder, one_environment
from cli.aws import Aws, aws_errors
from cli.output import CommandError, UsageError, results, say, show
from cli.prompts import confirm, has_terminal
from stacks.constructs.outputs import Output


def recover(
    name: EnvironmentName,
    user: Annotated[str, typer.Argument(metavar="USER", help="The user name.")],
    *,
    ticket: Annotated[str, typer.Option(help="The ticket that asks for it, for the audit log.")],
    to_sms: Annotated[bool, typer.Option("--to-sms", help="Move the user to SMS.")] = False,
    phone: Annotated[
        str | None, typer.Option(help="The user's number in E.164 form, where none is verified.")
    ] = None,
    requested_by: Annotated[
        str | None, typer.Option(help="Who asks for it, for the audit log: you, by default.")
    ] = None,
    environments: Folder = Path("environments"),
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
) -> None:
    """Delete a lost TOTP device: the user is signed out everywhere and can set up another.

    Examples:

        auth recover prod jane --ticket HELP-123

        auth recover prod jane --ticket HELP-123 --to-sms --phone +15555550100
    """
    if phone and not to_sms:
        raise UsageError("--phone: has an effect with --to-sms only")
    if not yes and not has_terminal():
        raise UsageError("--yes is missing: without a terminal nobody can be asked")
    environment = one_environment(environments, name)
    aws = Aws(environment)
    outputs = aws.outputs()
    if Output.RECOVERY_FUNCTION not in outputs:
        raise CommandError(f"{environment.stack_name}: has no recovery function: TOTP is not among mfa.types")
    if not yes:
        _show(aws, outputs["UserPoolId"], user, to_sms=to_sms)
        if not confirm("Go on?"):
            raise CommandError("nothing was changed")
    payload: dict[str, Any] = {
        "user": user,
        "requested_by": requested_by or getpass.getuser(),
        "ticket": ticket,
        "to_sms": to_sms,
    }
    if phone:
        payload["phone_number"] = phone
    answer, audit = _invoke(aws, outputs[Output.RECOVERY_FUNCTION], payload)
    for line in audit:
        say(line)
    if as_json:
        results.print_json(json.dumps(answer))
    else:
        for change in answer.get("changed", []):
            show(change)
    if "refused" in answer:
        raise CommandError(str(answer["refused"]))
    if Output.RECOVERY_LOG_GROUP in outputs:
        say(f"audit log: {outputs[Output.RECOVERY_LOG_GROUP]}")


def _show(aws: Aws, pool_id: str, user: str, *, to_sms: bool) -> None:
    """Print what the user has, and what will change."""
    cognito = aws.client("cognito-idp")
    with aws_errors("cognito-idp:AdminGetUser"):
        try:
            found = cognito.admin_get_user(UserPoolId=pool_id, Username=user)
        except cognito.exceptions.UserNotFoundException as error:
            raise CommandError("there is no such user") from error
    factors = ", ".join(found.get("UserMFASettingList", [])) or "none"
    preferred = found.get("PreferredMfaSetting", "none")
    attributes = {each["Name"]: each["Value"] for each in found["UserAttributes"]}
    verified = "verified" if attributes.get("phone_number_verified") == "true" else "not verified"
    phone = verified if attributes.get("phone_number") else "none"
    say(f"status {found['UserStatus']}, factors {factors}, preferred {preferred}, phone number {phone}")
    then = "is moved to SMS" if to_sms else "can set up another device"
    say(f"The TOTP device is deleted, the user is signed out everywhere and {then}.")


def _invoke(aws: Aws, function: str, payload: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The function's answer, and the lines of its audit log."""
    with aws_errors("lambda:InvokeFunction"):
        answer = aws.client("lambda").invoke(
            FunctionName=function, Payload=json.dumps(payload), LogType="Tail"
        )
        content = json.loads(answer["Payload"].read())
    if "FunctionError" in answer:
        raise CommandError(
            f"the recovery failed partway: {content.get('errorType', 'error')}; see its log, retry"
        )
    found: dict[str, Any] = content
    log = base64.b64decode(answer.get("LogResult", "")).decode(errors="replace").splitlines()
    return found, [line for line in log if line.startswith("{") and '"ticket"' in line]
