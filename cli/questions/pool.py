"""The pool and who signs in: the first questions."""

from cli.questions.question import Choice, Kind, Question, if_yes

POOL: tuple[Question, ...] = (
    Question(
        "configuration",
        "Do you want to use the default authentication and security configuration?",
        Kind.ONE,
        choices=(
            Choice("Default configuration", "default"),
            Choice("Default configuration with Social Provider (Federation)", "social"),
            Choice("Manual configuration", "manual"),
        ),
        default="manual",
        hint="the defaults here have MFA OPTIONAL, Amplify's none",
        learn_more="A default configuration asks how users sign in and what they must give, with a social "
        "provider also for the providers and where they send users back to. All else is as Enter answers it "
        "in the manual configuration. auth update changes any of it but what it says cannot change.",
    ),
    Question(
        "identity_pool",
        "Select the authentication/authorization services that you want to use:",
        Kind.YES_NO,
        choices=(
            Choice("User Sign-Up & Sign-In only (Best used with a cloud API only)", value=False),
            Choice("User Sign-Up, Sign-In, connected with AWS IAM controls (Amplify's default)", value=True),
        ),
        default=False,
        manual=True,
        implied_by=("identity_pool_name", "guests"),
    ),
    Question(
        "identity_pool_name",
        "Please enter a name for your identity pool.",
        Kind.TEXT,
        "identity_pool.name",
        is_asked=if_yes("identity_pool"),
        manual=True,
    ),
    Question(
        "guests",
        "Allow unauthenticated logins? (Provides scoped down permissions that you can control via AWS IAM)",
        Kind.YES_NO,
        "identity_pool.guests",
        default=False,
        is_asked=if_yes("identity_pool"),
        manual=True,
    ),
    Question(
        "user_pool_name",
        "Please provide a name for your user pool:",
        Kind.TEXT,
        "user_pool.name",
        immutable=True,
        manual=True,
    ),
    Question(
        "sign_in",
        "How do you want users to be able to sign in?",
        Kind.ONE,
        "user_pool.sign_in",
        choices=(
            Choice("Username", ["username"], "username"),
            Choice("Email", ["email"], "email"),
            Choice("Phone Number", ["phone_number"], "phone_number"),
            Choice("Email or Phone Number", ["email", "phone_number"], "email,phone_number"),
        ),
        default=["username"],
        immutable=True,
    ),
    Question(
        "groups",
        "User pool groups, in the order of precedence (empty for none):",
        Kind.LIST,
        "groups",
        default=[],
        manual=True,
    ),
)
