"""What Amplify's files say, as types."""

from dataclasses import dataclass, field

from stacks.amplify.answers import Answers, words
from stacks.amplify.deployment import Deployment
from stacks.amplify.flags import Flags
from stacks.settings.attributes import Attribute
from stacks.settings.section import SettingsWarning


@dataclass(frozen=True)
class Group:
    """A group of the user pool."""

    name: str
    precedence: int
    role: str | None = None
    """The ARN of the role that Amplify made for it, where the files have it."""
    policies: tuple[str, ...] = ()
    """What gives that role access: its own policies (`customPolicies`), and storage."""


@dataclass(frozen=True)
class Project:
    """The auth resource of an Amplify project."""

    answers: Answers
    flags: Flags
    env: str
    """Amplify's env, which the names of its resources end in."""
    groups: tuple[Group, ...] = ()
    join_groups: tuple[str, ...] = ()
    """The groups that users join who sign up, by Amplify's own trigger."""
    deployment: Deployment = field(default_factory=Deployment)
    whole: bool = False
    """Whether the project's folder was read, and not copies of single files."""
    access: tuple[str, ...] = ()
    """The resources of other categories to which the identity pool's roles give access."""
    custom_attributes: dict[str, Attribute] = field(default_factory=dict)
    """The custom attributes that an override made."""
    warnings: tuple[SettingsWarning, ...] = ()
    """What reading the files has found worth a warning."""

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
