"""E-mails: SES's sandbox and identity, or Cognito's own daily limit."""

from collections.abc import Iterator

from stacks.preflight.model import Check, Report, Subject, ok, problem

# https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
COGNITO_EMAILS_PER_DAY = 50


def _identity_arn(subject: Subject) -> str | None:
    return subject.environment.settings.email.ses_identity_arn


def _by_ses(subject: Subject) -> bool:
    return _identity_arn(subject) is not None


def _by_cognito(subject: Subject) -> bool:
    return not _by_ses(subject)


def _ses_region(subject: Subject) -> str | None:
    arn = _identity_arn(subject)
    return arn.split(":")[3] if arn else None


def _limit(subject: Subject) -> Iterator[Report]:  # noqa: ARG001 - nothing of it can be read
    yield problem(
        f"Cognito sends the e-mails itself: {COGNITO_EMAILS_PER_DAY} per day and account, not adjustable",
        "For real users set email.ses_identity_arn to a verified SES identity.",
    )


def _account(subject: Subject) -> Iterator[Report]:
    account = subject.client("sesv2", _ses_region(subject)).get_account()
    quota = account["SendQuota"]
    if not account["SendingEnabled"]:
        yield problem(
            f"sending is off ({account['EnforcementStatus']})",
            "See the SES console, Account dashboard.",
        )
    elif not account["ProductionAccessEnabled"]:
        yield problem(
            "in the sandbox: only verified addresses get e-mails",
            "Request production access: SES console, Get set up.",
        )
    else:
        yield ok(f"{quota['SentLast24Hours']:.0f} of {quota['Max24HourSend']:.0f} e-mails in 24 hours")


def _identity(subject: Subject) -> Iterator[Report]:
    identity = str(_identity_arn(subject)).partition("identity/")[2]
    found = subject.client("sesv2", _ses_region(subject)).get_email_identity(EmailIdentity=identity)
    if found["VerifiedForSendingStatus"]:
        dkim = found.get("DkimAttributes", {}).get("Status", "unknown")
        policies = ", ".join(sorted(found.get("Policies", {}))) or "none"
        yield ok(f"verified; DKIM: {dkim}; policies: {policies}")
    else:
        yield problem(
            f"not verified ({found.get('VerificationStatus', 'unknown')})",
            "Verify it: SES console, Identities.",
        )


def _delivery(subject: Subject) -> Iterator[Report]:
    failure = subject.pool().get("EmailConfigurationFailure")
    if failure:
        yield problem(str(failure), "Fix the SES identity and its policy.")
    else:
        yield ok("no failure")


CHECKS = (
    Check("e-mail sender", (), _limit, _by_cognito),
    Check("SES account", ("ses:GetAccount",), _account, _by_ses),
    Check("SES identity", ("ses:GetEmailIdentity",), _identity, _by_ses),
    Check(
        "Cognito's own note on e-mail",
        ("cognito-idp:DescribeUserPool",),
        _delivery,
        lambda subject: subject.pool_id is not None,
    ),
)
