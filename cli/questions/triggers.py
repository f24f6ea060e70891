"""The functions of the team that the pool calls. Amplify writes them; here each is named by its ARN."""

from collections.abc import Callable

from cli.questions.question import Answers, Choice, Kind, Question, if_yes

# Amplify's list, by the names of the settings; the post-confirmation function is this project's own.
TRIGGERS = {
    "create_auth_challenge": "Create Auth Challenge",
    "custom_message": "Custom Message",
    "define_auth_challenge": "Define Auth Challenge",
    "post_authentication": "Post Authentication",
    "pre_authentication": "Pre Authentication",
    "pre_sign_up": "Pre Sign-up",
    "verify_auth_challenge_response": "Verify Auth Challenge Response",
    "pre_token_generation": "Pre Token Generation",
}


def _is_chosen(trigger: str) -> Callable[[Answers], bool]:
    return lambda answers: trigger in answers.get("triggers", ())


TRIGGER_QUESTIONS: tuple[Question, ...] = (
    Question(
        "lambda_triggers",
        "Do you want to configure Lambda Triggers for Cognito?",
        Kind.YES_NO,
        default=False,
        manual=True,
        hint="functions of yours, deployed elsewhere",
        implied_by=("triggers",),
    ),
    Question(
        "triggers",
        "Which triggers do you want to enable for Cognito",
        Kind.SEVERAL,
        "triggers",
        choices=tuple(Choice(title, name) for name, title in TRIGGERS.items()),
        default=[],
        is_asked=if_yes("lambda_triggers"),
    ),
    *(
        Question(
            # A longer flag would be cut in a terminal of 80 columns.
            f"{name.removesuffix('_response')}_arn",
            f"Enter the ARN of the {title} function:",
            Kind.TEXT,
            f"triggers.{name}",
            is_asked=_is_chosen(name),
        )
        for name, title in TRIGGERS.items()
    ),
)
