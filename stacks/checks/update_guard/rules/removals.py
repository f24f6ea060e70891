"""Properties that an update may keep although the template no longer has them."""

from stacks.checks.update_guard.rule import WARNING, Rule

RULES = (
    # UpdateUserPool and UpdateUserPoolClient document that they reset what is omitted, and were seen to keep
    # some of it. The table names this rule for what was seen to stay, and for what nobody has reported about.
    Rule(
        "RemovalMayNotReset",
        "Cognito may keep the deployed value: an update without this property is not known to reset it.",
        "After the deployment, look at the value with aws cognito-idp describe-user-pool or "
        'describe-user-pool-client; docs/updates.md, "Removing something from a file", says what turns it '
        "off if it is still there.",
        WARNING,
    ),
)
