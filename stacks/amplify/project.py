"""What Amplify's files say, as types."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from stacks.amplify.answers import Answers, words
from stacks.amplify.deployment import Deployment
from stacks.amplify.flags import Flags
from stacks.settings.section import SettingsWarning


@dataclass(frozen=True)
class Group:
    """A group of the user pool."""

    name: str
    precedence: int
    role: str | None = None
    """The ARN of the role that Amplify made for it, where the files have it."""
    policies: tuple[str, ...] = ()
    """The names of the project's own policies of that role (`customPolicies`)."""


@dataclass(frozen=True)
class Project:
    """The auth resource of an Amplify project."""

    answers: Answers
    flags: Flags
    env: str
    """Amplify's env, which the names of its resources end in."""
    groups: tuple[Group, ...] = ()
    deployment: Deployment = field(default_factory=Deployment)
    warnings: tuple[SettingsWarning, ...] = ()
    """What differs from the Amplify project."""

    @property
    def auto_verified(self) -> list[str]:
        """Amplify verifies aliases, too: Cognito lets users sign in with verified ones only."""
        answers = self.answers
        attributes = words([*answers.auto_verified_attributes, *answers.alias_attributes])
        return [name for name in attributes if name in ("email", "phone_number")]

    @property
    def sends_sms(self) -> bool:
        """Whether the pool can send SMS messages, by Amplify's rule: with the old flag its custom resource
        turns SMS on whatever the answers."""
        answers = self.answers
        phone = {
            *words(answers.required_attributes),
            *words(answers.username_attributes),
            *self.auto_verified,
        }
        asked = answers.mfa_configuration != "OFF" and "SMS Text Message" in answers.mfa_types
        return "phone_number" in phone or asked or not self.flags.use_enabled_mfas

    def with_warnings(self, warnings: Iterable[SettingsWarning]) -> "Project":
        """The project and what differs from it."""
        return replace(self, warnings=tuple(warnings))
