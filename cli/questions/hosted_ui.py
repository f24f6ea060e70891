"""The hosted UI, and the social providers by which users sign in there."""

from typing import get_args

from cli.questions.question import Choice, Kind, Question, if_yes
from cli.questions.social_providers import SOCIAL_PROVIDERS
from stacks.service import OAuthScope

HOSTED_UI: tuple[Question, ...] = (
    Question(
        "oauth",
        "Do you want to use an OAuth flow?",
        Kind.YES_NO,
        default=False,
        manual=True,
        chosen_by="social",
        implied_by=(
            "domain_prefix",
            "redirect_sign_in",
            "redirect_sign_out",
            "oauth_flow",
            "oauth_scopes",
            "social_providers",
        ),
    ),
    Question(
        "domain_prefix",
        "What domain name prefix do you want to use?",
        Kind.TEXT,
        "hosted_ui.domain_prefix",
        is_asked=if_yes("oauth"),
    ),
    Question(
        "redirect_sign_in",
        "Enter your redirect signin URIs, separated by commas:",
        Kind.LIST,
        "hosted_ui.redirect_sign_in",
        is_asked=if_yes("oauth"),
    ),
    Question(
        "redirect_sign_out",
        "Enter your redirect signout URIs, separated by commas:",
        Kind.LIST,
        "hosted_ui.redirect_sign_out",
        is_asked=if_yes("oauth"),
    ),
    Question(
        "oauth_flow",
        "Select the OAuth flows enabled for this project.",
        Kind.ONE,
        "hosted_ui.flow",
        choices=(Choice("Authorization code grant", "code"), Choice("Implicit grant", "implicit")),
        default="code",
        is_asked=if_yes("oauth"),
        manual=True,
    ),
    Question(
        "oauth_scopes",
        "Select the OAuth scopes enabled for this project.",
        Kind.SEVERAL,
        "hosted_ui.scopes",
        choices=tuple(Choice(scope, scope) for scope in get_args(OAuthScope)),
        default=["openid", "email", "profile"],
        is_asked=if_yes("oauth"),
        hint="Amplify's default is all of them",
        manual=True,
    ),
    *SOCIAL_PROVIDERS,
)
