"""What users give and what apps may do with it: passwords, attributes, tokens, groups."""

from typing import get_args

from cli.questions.question import Choice, Kind, Question, attributes, if_yes
from stacks.service import StandardAttribute

USERS: tuple[Question, ...] = (
    Question(
        "override_password_policy",
        "Do you want to override the default password policy for this User Pool?",
        Kind.YES_NO,
        default=False,
        manual=True,
        hint="12 characters of all classes; Amplify's default is 8 characters of any",
        implied_by=("password_length", "password_classes"),
    ),
    Question(
        "password_length",
        "Enter the minimum password length for this User Pool:",
        Kind.NUMBER,
        "password_policy.minimum_length",
        default=12,
        is_asked=if_yes("override_password_policy"),
        hint="Amplify's default is 8",
    ),
    Question(
        "password_classes",
        "Select the password character requirements for your userpool:",
        Kind.SEVERAL,
        "password_policy",
        choices=(
            Choice("Requires Lowercase", "require_lowercase", "lowercase"),
            Choice("Requires Uppercase", "require_uppercase", "uppercase"),
            Choice("Requires Numbers", "require_numbers", "numbers"),
            Choice("Requires Symbols", "require_symbols", "symbols"),
        ),
        default=["require_lowercase", "require_uppercase", "require_numbers", "require_symbols"],
        is_asked=if_yes("override_password_policy"),
        hint="Amplify's default is none",
    ),
    Question(
        "required_attributes",
        "What attributes are required for signing up?",
        Kind.SEVERAL,
        "user_pool.required_attributes",
        choices=attributes(get_args(StandardAttribute)),
        default=["email"],
        immutable=True,
    ),
    Question(
        "refresh_token_days",
        "Specify the app's refresh token expiration period (in days):",
        Kind.NUMBER,
        "clients.*.refresh_token",
        default=30,
        manual=True,
    ),
    Question(
        "set_attributes",
        "Do you want to specify the user attributes this app can read and write?",
        Kind.YES_NO,
        default=False,
        manual=True,
        implied_by=("read_attributes", "write_attributes"),
    ),
    Question(
        "read_attributes",
        "Specify read attributes:",
        Kind.SEVERAL,
        "clients.*.read_attributes",
        choices=attributes((*get_args(StandardAttribute), "email_verified", "phone_number_verified")),
        default=["email"],
        is_asked=if_yes("set_attributes"),
    ),
    Question(
        "write_attributes",
        "Specify write attributes:",
        Kind.SEVERAL,
        "clients.*.write_attributes",
        choices=attributes(get_args(StandardAttribute)),
        default=["email"],
        is_asked=if_yes("set_attributes"),
    ),
    Question(
        "join_groups",
        "Enter the name of the group to which users will be added (empty for none):",
        Kind.LIST,
        "user_pool.join_groups",
        default=[],
        is_asked=if_yes("groups"),
        manual=True,
    ),
)
