"""Runs all scenarios and shows every step in one table."""

import io
from collections.abc import Mapping
from typing import NamedTuple

import segno
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from local.scenarios import administrator, sign_in, sign_up, totp
from local.scenarios.pool import Pool
from local.scenarios.step import Flow, Step, steps_of


class Scenario(NamedTuple):
    """A flow, and the stack whose pool it runs against."""

    title: str
    stack: str
    flow: Flow


DEV, ON, ON_SMS, OFF, PHONE = "auth-dev", "auth-on", "auth-on-sms", "auth-off", "auth-phone"

SCENARIOS = (
    Scenario("Sign-up with phone number and e-mail", DEV, sign_up.sign_up_with_phone_and_email),
    Scenario("Sign-up where the phone number is the sign-in name", PHONE, sign_up.sign_up_by_phone_number),
    Scenario("SMS challenge, by SRP", DEV, sign_in.sms_challenge_by_srp),
    Scenario("SMS challenge, by password", ON, sign_in.sms_challenge_by_password),
    Scenario("TOTP set up during sign-in, mode ON", ON, totp.set_up_during_sign_in),
    Scenario("TOTP set up after sign-in, mode OPTIONAL", DEV, totp.set_up_after_sign_in),
    Scenario("TOTP set up after sign-in, mode ON", ON, totp.set_up_after_sign_in),
    Scenario("Reading and updating the preference", DEV, totp.preference),
    Scenario("Several factors enabled, none preferred", DEV, sign_in.choice_of_factor),
    Scenario("Lost TOTP device, mode OPTIONAL: turned off", DEV, administrator.lost_device_totp_off),
    Scenario("Lost TOTP device, mode OPTIONAL: moved to SMS", DEV, administrator.lost_device_moved_to_sms),
    Scenario("Lost TOTP device, mode ON, no phone number", ON, administrator.lost_device_without_phone),
    Scenario("Forgot password", DEV, sign_up.forgot_password),
    Scenario("Mode OFF", OFF, sign_in.no_mfa),
    Scenario("Mode ON, SMS only, no phone number", ON_SMS, sign_in.sms_only_without_phone),
    Scenario("A user created by an administrator, mode OPTIONAL", DEV, administrator.created_user_optional),
    Scenario("A user created by an administrator, mode ON", ON, administrator.created_user_with_phone),
    Scenario("The same without a phone number", ON, administrator.created_user_without_phone),
)


def run(pools: Mapping[str, Pool], console: Console) -> bool:
    """Run all scenarios, show the steps, and return whether every step had the expected result.

    :param pools: the deployed pools by their stacks' names.
    """
    ran: list[tuple[Scenario, list[Step]]] = []
    with console.status("") as status:
        for scenario in SCENARIOS:
            status.update(f"Running: {scenario.title} ...")
            ran.append((scenario, list(steps_of(scenario.flow, pools[scenario.stack]))))
    console.print(_table(ran))
    steps = [step for _, steps in ran for step in steps]
    for step in steps:
        if step.qr:
            console.print("The QR code of the TOTP device that was set up during sign-in:")
            console.print(_qr(step.qr), markup=False, highlight=False, soft_wrap=True)
    failed = sum(not step.passed for step in steps)
    passed = len(steps) - failed
    console.print(f"{len(SCENARIOS)} scenarios, {len(steps)} steps: {passed} passed, {failed} failed")
    return failed == 0


def _table(ran: list[tuple[Scenario, list[Step]]]) -> Table:
    table = Table("Step", "Expected", "Actual", "", title="MFA flows on the local AWS", title_justify="left")
    for scenario, steps in ran:
        table.add_section()
        table.add_row(f"[bold]{escape(scenario.title)}", f"[dim]{scenario.stack}")
        for step in steps:
            mark = "[green]passed" if step.passed else "[red]FAILED"
            table.add_row(
                f"  {escape(step.name)}", *(escape(_text(v)) for v in (step.expected, step.actual)), mark
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
