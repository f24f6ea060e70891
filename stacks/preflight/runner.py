"""Runs the checks: read-only calls, side by side, of which none stops the others."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from botocore.exceptions import BotoCoreError, ClientError

from stacks.preflight import email, limits, sms
from stacks.preflight.model import Check, Report, Result, State, Subject

CHECKS: tuple[Check, ...] = (*sms.CHECKS, *email.CHECKS, *limits.CHECKS)
DENIED = {"AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation"}
AT_ONCE = 8


def run(subject: Subject, checks: Sequence[Check] = CHECKS) -> Iterator[Result]:
    """Yield the results of the checks that apply, in their order."""
    applicable = [check for check in checks if check.applies(subject)]
    with ThreadPoolExecutor(AT_ONCE) as executor:
        for results in executor.map(lambda check: _run(check, subject), applicable):
            yield from results


def _run(check: Check, subject: Subject) -> list[Result]:
    try:
        return [Result(check.name, report) for report in check.find(subject)]
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code in DENIED:
            return [_unknown(check, "AWS denies it", f"Needs {', '.join(check.actions)}.")]
        return [_unknown(check, f"AWS answers {code}")]
    except BotoCoreError as error:
        return [_unknown(check, f"no answer: {type(error).__name__}")]


def _unknown(check: Check, text: str, fix: str = "") -> Result:
    return Result(check.name, Report(State.UNKNOWN, text, fix))
