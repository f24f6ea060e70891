"""The social providers by which users sign in, with what Amplify asks each of them for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from cli.questions.question import Answers, Choice, Kind, Question, if_yes

SECRET_HINT = "the ARN of a Secrets Manager secret that holds it: the file never does"  # noqa: S105 - a text


@dataclass(frozen=True)
class SocialProvider:
    """A social network, as Amplify configures it."""

    type: str
    """Cognito's name of it, which is the section's, too."""
    title: str
    flags: str
    """What the names of its questions begin with."""
    client: str
    """What the network calls the id of an app."""
    secret: str
    scopes: tuple[str, ...]
    attributes: dict[str, str]
    """The user's attributes by the network's."""
    details: dict[str, str] = field(default_factory=dict)
    """What else it needs: the field, and what the network calls it."""

    @property
    def place(self) -> str:
        """Its section in an environment file."""
        return f"identity_providers.{self.type}"

    @property
    def defaults(self) -> dict[str, Any]:
        """What its section has that nobody is asked for."""
        return {"type": self.type, "scopes": list(self.scopes), "attribute_mapping": self.attributes}

    def questions(self) -> Iterator[Question]:
        """Yield the questions about it."""
        fields = {
            "client_id": ("client_id", self.client, ""),
            **{name: (f"details.{name}", title, "") for name, title in self.details.items()},
            "secret_arn": ("secret_arn", self.secret, SECRET_HINT),
        }
        for name, (place, title, hint) in fields.items():
            yield Question(
                f"{self.flags}_{name}",
                f"Enter your {title} for your OAuth flow:",
                Kind.TEXT,
                f"{self.place}.{place}",
                is_asked=_is_chosen(self.type),
                hint=hint,
            )


# The scopes and attributes are those of amplify-category-auth's `hostedUIProviderMeta`.
PROVIDERS = {
    provider.type: provider
    for provider in (
        SocialProvider(
            "Facebook",
            "Facebook",
            "facebook",
            "Facebook App ID",
            "Facebook App Secret",
            ("email", "public_profile"),
            {"email": "email", "username": "id"},
        ),
        SocialProvider(
            "Google",
            "Google",
            "google",
            "Google Web Client ID",
            "Google Web Client Secret",
            ("openid", "email", "profile"),
            {"email": "email", "username": "sub"},
        ),
        SocialProvider(
            "LoginWithAmazon",
            "Login With Amazon",
            "amazon",
            "Amazon App ID",
            "Amazon App Secret",
            ("profile", "profile:user_id"),
            {"email": "email", "username": "user_id"},
        ),
        SocialProvider(
            "SignInWithApple",
            "Sign in with Apple",
            "apple",
            "Services ID",
            "Private Key",
            ("email",),
            {"email": "email"},
            {"team_id": "Team ID", "key_id": "Key ID"},
        ),
    )
}


def _is_chosen(provider: str) -> Callable[[Answers], bool]:
    return lambda answers: provider in answers.get("social_providers", ())


SOCIAL_PROVIDERS: tuple[Question, ...] = (
    Question(
        "social_providers",
        "Select the identity providers you want to configure for your user pool:",
        Kind.SEVERAL,
        "identity_providers",
        choices=tuple(Choice(each.title, each.type, each.flags) for each in PROVIDERS.values()),
        default=[],
        is_asked=if_yes("oauth"),
    ),
    *(question for provider in PROVIDERS.values() for question in provider.questions()),
)
