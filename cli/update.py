"""`auth update`: changes an environment file, after a look at what the change would do to users."""

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.arguments import Acknowledge, Deployed, EnvironmentName, Folder, reasons_of
from cli.current import current_answer
from cli.document import Document
from cli.flags import with_flags
from cli.interview import collect, parse
from cli.output import CommandError, UsageError, say, show
from cli.prompts import ask_reason, choose, confirm, has_terminal
from cli.questions import QUESTIONS, Answers, Question
from cli.questions.social_providers import SOCIAL_PROVIDERS
from stacks.checks.update_guard.rules import RULES
from stacks.loading import parse_environment
from stacks.settings import Settings
from stacks.text_file import TextFileError, read_text
from stacks.trial import TrialFinding, synthesize

ASKED = tuple(question for question in QUESTIONS if question.name != "configuration")
CHANGEABLE = tuple(question for question in ASKED if not question.immutable)
IMMUTABLE = tuple(question for question in ASKED if question.immutable)
DEFAULTS = "Apply default configuration"
TOPICS: dict[str, tuple[str, ...]] = {
    "Walkthrough all the auth configurations": tuple(question.name for question in CHANGEABLE),
    "Multi-factor authentication": ("mode", "types", "sms_authentication_message"),
    "Messages": (
        "sms_authentication_message",
        "email_verification_subject",
        "email_verification_message",
        "sms_verification_message",
    ),
    "Password policy": ("override_password_policy", "password_length", "password_classes"),
    "Create or update Cognito user pool groups": ("groups",),
    "Add/Edit signin and signout redirect URIs": (
        "oauth",
        "domain_prefix",
        "redirect_sign_in",
        "redirect_sign_out",
        "oauth_flow",
        "oauth_scopes",
    ),
    "Update OAuth social providers": tuple(question.name for question in SOCIAL_PROVIDERS),
    # Nothing is asked: as with Amplify, MFA and who signs in stay as they are.
    DEFAULTS: (
        "guests",
        "sms_authentication_message",
        "email_verification_subject",
        "email_verification_message",
        "sms_verification_message",
        "password_length",
        "password_classes",
        "refresh_token_days",
    ),
}
STYLES = {"error": "bold red", "fatal": "bold red", "warning": "yellow", "info": "dim"}


@with_flags(ASKED, hidden=IMMUTABLE)
def update(
    name: EnvironmentName,
    *,
    environments: Folder = Path("environments"),
    deployed: Deployed = "auto",
    acknowledge: Acknowledge = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write the file without being asked.")] = False,
    **flags: str | None,
) -> None:
    """Change an environment file. What would harm users is shown before the file is written.

    Without a terminal, give a flag for each change and --yes.

    Examples:

        auth update dev

        auth update dev --types SMS,TOTP --sms-authentication-message "Code: {####}" --yes
    """
    file = environments / f"{name}.toml"
    before = _read(file)
    settings = parse_environment(before, file).settings
    document = Document(file, before)
    given = _given(flags, settings)
    accepted = reasons_of(acknowledge or [])
    if not given and not accepted and not has_terminal():
        raise UsageError("without a terminal, give a flag for each change; auth update --help lists them")
    if not given and not accepted:
        given = _asked(file, before, settings)
    _apply(document, settings, given)
    for finding, reason in accepted.items():
        document.set_acknowledgment(finding, reason)
    if document.text == before:
        say(f"{file}: nothing changes")
        return
    _show_difference(file, before, document.text)
    document.environment()
    failures = _verdict(document, deployed)
    if failures and yes:
        lines = [f"{finding.id}: {finding.text}" for finding in failures]
        raise CommandError("\n".join([*lines, f"{file} was not written"]))
    if not yes:
        if not has_terminal():
            raise UsageError("--yes is missing: without a terminal nobody can be asked")
        if not confirm(f"Write {file}?", default=_accepts(document, failures)):
            raise CommandError("nothing was written")
    document.write()
    show(f"{file} written. Next: npx cdk deploy auth-{name}")


def _read(file: Path) -> str:
    if not file.exists():
        raise CommandError(f"{file}: there is no such file; auth add {file.stem} creates it")
    try:
        return read_text(file)
    except TextFileError as error:
        raise CommandError(f"{file}: {error}") from error


def _given(flags: Mapping[str, str | None], settings: Settings) -> dict[str, Any]:
    """The answers by flags.

    :raises UsageError: one can never change, or answers need others that neither a flag nor the file gives.
    """
    given = parse(ASKED, flags)
    now = {question.name: current_answer(question, settings) for question in QUESTIONS}
    changed = {name: value for name, value in given.items() if value != now[name]}
    after = {**now, **changed}
    errors = [
        f"{question.flag}: cannot be changed, it is {_worded(now[question.name])}. {_immutable_consequence()}"
        for question in IMMUTABLE
        if question.name in changed
    ] + [
        f"{question.flag} is missing: {question.text}"
        for question in CHANGEABLE
        if after[question.name] is None and question.default is None
        if question.is_asked(after) and not question.is_asked(now)
    ]
    if errors:
        raise UsageError("\n".join(errors))
    return given


def _asked(file: Path, text: str, settings: Settings) -> dict[str, Any]:
    """The answers that change, asked for in the terminal."""
    _show_current(settings)
    topic = choose("What do you want to do?", list(TOPICS))
    questions = [question for question in CHANGEABLE if question.name in TOPICS[topic]]
    current = {question.name: current_answer(question, settings) for question in questions}
    # Where the file says nothing, its section may be absent, too: the default is what is meant.
    defaults = {q.name: q.default if current[q.name] is None else current[q.name] for q in questions}
    if topic == DEFAULTS:
        return {
            question.name: question.default for question in questions if current[question.name] is not None
        }

    def check(so_far: Answers) -> Mapping[str, str]:
        document = Document(file, text)
        _apply(document, settings, so_far)
        return document.errors()

    # What is not asked is answered by the file: a question that depends on it is asked or not by that.
    fixed = {q.name: current_answer(q, settings) for q in QUESTIONS if q not in questions}
    answers = collect(
        questions,
        {},
        defaults=defaults,
        check=check,
        asks=True,
        takes_defaults=False,
        known=fixed,
    )
    return {key: value for key, value in answers.items() if value != defaults.get(key)}


def _apply(document: Document, settings: Settings, answers: Answers) -> None:
    """Write the answers that differ from what the file says."""
    clients = list(settings.clients)
    for question in QUESTIONS:
        current = current_answer(question, settings)
        if question.name not in answers or answers[question.name] == current:
            continue
        document.answer(question, answers[question.name], current, clients)
        if question.name == "mode" and answers["mode"] != "OFF" and settings.mfa.mode == "OFF":
            document.set("mfa.types", answers.get("types", question_of("types").default))


def question_of(name: str) -> Question:
    """A question by its name."""
    (found,) = (question for question in QUESTIONS if question.name == name)
    return found


def _show_current(settings: Settings) -> None:
    say("Now:")
    for question in QUESTIONS:
        value = current_answer(question, settings)
        if question.place and value not in (None, [], ""):
            say(f"  {question.flag[2:]:28} {_worded(value)}")
    unchangeable = ", ".join(question.flag[2:] for question in QUESTIONS if question.immutable)
    say(f"Cannot be changed: {unchangeable}. {_immutable_consequence()}")


def _immutable_consequence() -> str:
    """What the update guard says of a change of these."""
    return next(rule.consequence for rule in RULES if rule.id == "ImmutableProperty")


def _worded(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _show_difference(file: Path, before: str, after: str) -> None:
    for line in difflib.unified_diff(
        before.splitlines(), after.splitlines(), str(file), str(file), lineterm="", n=1
    ):
        style = "green" if line.startswith("+") else "red" if line.startswith("-") else "dim"
        say(line, style=style)


def _verdict(document: Document, deployed: str) -> tuple[TrialFinding, ...]:
    """Show what the checks say of the change, and return what fails the deployment."""
    say("Comparing with what is deployed ...")
    trial = synthesize(document.environment(), deployed=deployed)
    for finding in trial.findings:
        say(f"{finding.severity} {finding.id}: {finding.text}", style=STYLES[finding.severity])
        if finding.fix:
            say(f"  {finding.fix}")
    if not trial.failures:
        say("Nothing stops this change from being deployed.")
    return trial.failures


def _accepts(document: Document, failures: Sequence[TrialFinding]) -> bool:
    """Ask for a reason to accept each finding, and write the reasons if all have one."""
    if any(finding.severity == "fatal" for finding in failures):
        return False
    reasons = {}
    for finding in dict.fromkeys(finding.id for finding in failures):
        reasons[finding] = ask_reason(f"Why is {finding} acceptable here? (Enter if it is not)", needed=False)
        if not reasons[finding]:
            return False
    for finding, reason in reasons.items():
        document.set_acknowledgment(finding, reason)
    document.environment()
    return True
