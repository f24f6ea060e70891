"""Walks all flows and shows every step in one table."""

import io
from collections.abc import Mapping
from typing import NamedTuple

import segno
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from local.walk import administrator, sign_in, sign_up, totp
from local.walk.pool import Pool
from local.walk.steps import Flow, Step, steps_of


class Row(NamedTuple):
    """A flow, and the stack in whose pool it is walked."""

    title: str
    stack: str
    flow: Flow


DEV, ON, ON_SMS, OFF, PHONE = "auth-dev", "auth-on", "auth-on-sms", "auth-off", "auth-phone"

FLOWS = (
    Row("Sign-up with phone number and e-mail", DEV, sign_up.sign_up_with_phone_and_email),
    Row("Sign-up where the phone number is the sign-in name", PHONE, sign_up.sign_up_by_phone_number),
    Row("SMS challenge, by SRP", DEV, sign_in.sms_challenge_by_srp),
    Row("SMS challenge, by password", ON, sign_in.sms_challenge_by_password),
    Row("TOTP set up during sign-in, mode ON", ON, totp.set_up_during_sign_in),
    Row("TOTP set up after sign-in, mode OPTIONAL", DEV, totp.set_up_after_sign_in),
    Row("TOTP set up after sign-in, mode ON", ON, totp.set_up_after_sign_in),
    Row("Reading and updating the preference", DEV, totp.preference),
    Row("Several factors enabled, none preferred", DEV, sign_in.choice_of_factor),
    Row("Lost TOTP device, mode OPTIONAL: turned off", DEV, administrator.lost_device_totp_off),
    Row("Lost TOTP device, mode OPTIONAL: moved to SMS", DEV, administrator.lost_device_moved_to_sms),
    Row("Lost TOTP device, mode ON, no phone number", ON, administrator.lost_device_without_phone),
    Row("Forgot password", DEV, sign_up.forgot_password),
    Row("Mode OFF", OFF, sign_in.no_mfa),
    Row("Mode ON, SMS only, no phone number", ON_SMS, sign_in.sms_only_without_phone),
    Row("A user created by an administrator, mode OPTIONAL", DEV, administrator.created_user_optional),
    Row("A user created by an administrator, mode ON", ON, administrator.created_user_with_phone),
    Row("The same without a phone number", ON, administrator.created_user_without_phone),
)


def walk(pools: Mapping[str, Pool], console: Console) -> bool:
    """Walk all flows, show the steps, and return whether each came as expected.

    :param pools: the deployed pools by their stacks' names.
    """
    walked: list[tuple[Row, list[Step]]] = []
    with console.status("") as status:
        for row in FLOWS:
            status.update(f"Walking: {row.title} ...")
            walked.append((row, list(steps_of(row.flow, pools[row.stack]))))
    console.print(_table(walked))
    steps = [step for _, steps in walked for step in steps]
    for step in steps:
        if step.qr:
            console.print("The QR code of the TOTP device that was set up during sign-in:")
            console.print(_qr(step.qr), markup=False, highlight=False, soft_wrap=True)
    failed = sum(not step.passed for step in steps)
    console.print(f"{len(FLOWS)} flows, {len(steps)} steps: {len(steps) - failed} passed, {failed} failed")
    return failed == 0


def _table(walked: list[tuple[Row, list[Step]]]) -> Table:
    table = Table("Step", "Expected", "Came", "", title="MFA flows on the local AWS", title_justify="left")
    for row, steps in walked:
        table.add_section()
        table.add_row(f"[bold]{escape(row.title)}", f"[dim]{row.stack}")
        for step in steps:
            mark = "[green]passed" if step.passed else "[red]FAILED"
            table.add_row(
                f"  {escape(step.name)}", *(escape(_text(v)) for v in (step.expected, step.seen)), mark
            )
    return table


def _qr(uri: str) -> str:
    drawing = io.StringIO()
    segno.make(uri).terminal(out=drawing, border=2, compact=True)
    return drawing.getvalue()


def _text(value: object) -> str:
    match value:
        case (list() as enabled, preferred):
            return f"{_text(enabled)}, preferred: {preferred or 'none'}"
        case list():
            return " and ".join(value) or "none"
        case True:
            return "yes"
        case False:
            return "no"
        case _:
            return str(value)
