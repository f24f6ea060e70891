"""The questions of `auth add` and `auth update`: Amplify's, in its order and wording, each with a flag.

https://github.com/aws-amplify/amplify-category-auth asks them; what it deploys as code of its own (the admin
queries API, captcha, custom challenges) is not asked here.
"""

from cli.questions.hosted_ui import HOSTED_UI
from cli.questions.mfa import MFA
from cli.questions.pool import POOL
from cli.questions.question import LEARN_MORE, Answers, Choice, Kind, Question
from cli.questions.triggers import TRIGGER_QUESTIONS
from cli.questions.users import USERS

__all__ = ["LEARN_MORE", "QUESTIONS", "Answers", "Choice", "Kind", "Question"]

QUESTIONS: tuple[Question, ...] = (*POOL, *MFA, *USERS, *HOSTED_UI, *TRIGGER_QUESTIONS)
