"""An environment: everything that one file says."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from pydantic import ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from stacks.settings.rules import rule_errors
from stacks.settings.section import FieldError, SettingsWarning
from stacks.settings.sections import Sections
from stacks.settings.types import or_none
from stacks.settings.warnings import warnings

STACK_PREFIX = "auth-"
STACK_DESCRIPTION = "Cognito user pool with MFA, environment "


class Settings(Sections):
    """Everything that an environment file can say."""

    @model_validator(mode="after")
    def _obey_rules(self) -> Self:
        errors = [
            InitErrorDetails(
                type=PydanticCustomError("rule", "{text}", {"text": error.text, "others": error.others}),
                loc=tuple(error.field.split(".")),
                input=None,
            )
            for error in self.all_rule_errors()
        ]
        if errors:
            raise ValidationError.from_exception_data(type(self).__name__, errors)
        return self

    def rule_errors(self) -> Iterator[FieldError]:
        yield from rule_errors(self)

    def warnings(self) -> Iterator[SettingsWarning]:
        """Yield what is allowed and may not be meant."""
        yield from warnings(self)


@dataclass(frozen=True)
class ClientFileAnswers:
    """What Amplify's older client files repeat from its answers, although the pool may differ."""

    mfa_types: tuple[str, ...] | None = None
    """`mfaTypes`, which Amplify keeps with MFA off, and does not extend when a phone number needs SMS."""
    verification_mechanisms: tuple[str, ...] | None = None
    """`autoVerifiedAttributes`, without the aliases that are verified, too."""
    social_providers: tuple[str, ...] = ()
    """`authProvidersUserPool`, by the client files' names."""


@dataclass(frozen=True)
class Environment:
    """One environment: one file, one stack."""

    name: str
    """The file's name without .toml."""
    settings: Settings
    amplify_warnings: tuple[SettingsWarning, ...] = ()
    """What differs from the Amplify project whose files were read."""
    client_file_answers: ClientFileAnswers = ClientFileAnswers()

    @property
    def stack_name(self) -> str:
        """The name of the environment's stack."""
        return f"{STACK_PREFIX}{self.name}"

    @property
    def stack_description(self) -> str:
        """The description of the environment's stack, by which it is known even without its file."""
        return f"{STACK_DESCRIPTION}{self.name}"

    @property
    def sms_external_id(self) -> str | None:
        """The SMS role's external id; None: Cognito sends none. By default it depends on the environment's
        name and nothing else: once the pool exists it must never change."""
        sms = self.settings.sms
        return or_none((sms and sms.external_id) or f"auth-{self.name}-sms")

    def warnings(self) -> Iterator[SettingsWarning]:
        """Yield what is allowed and may not be meant."""
        yield from self.amplify_warnings
        yield from self.settings.warnings()
