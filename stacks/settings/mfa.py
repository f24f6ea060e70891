"""Multi-factor authentication: the mode, and what goes with it."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from stacks.service import MfaType
from stacks.settings.section import FieldError, Section
from stacks.settings.types import Distinct, invalid


def _mfa_type(value: object) -> object:
    """Strict mode takes no text for an enumeration."""
    if isinstance(value, str):
        if value == "EMAIL":
            raise invalid("must not have EMAIL: e-mail MFA is not supported yet. Use SMS and TOTP")
        if value not in list(MfaType):
            raise invalid(f'must be "SMS" or "TOTP", not {value!r}')
        return MfaType(value)
    return value


Type = Annotated[MfaType, BeforeValidator(_mfa_type)]


class MfaOff(Section):
    """No second factor for anybody."""

    mode: Literal["OFF"]
    """No MFA in this pool."""


class _MfaTypes(Section):
    """What a pool with MFA has. OFF has none of it, so it cannot be written down there."""

    types: Distinct[Type]
    """The second factors that users can have, at least one of "SMS" and "TOTP"."""
    enable_for_new_users: Distinct[Type] | None = None
    """What the post-confirmation function enables for users who sign up: all of `types` by default. It is not
    called for users whom an administrator creates, who are imported or who come by a migration trigger: a
    run over all users enables MFA for those."""
    preferred: Type | None = None
    """The factor that new users are asked for: by default "SMS" where it is enabled for them."""
    require_verified_phone: bool = True
    """Enable SMS for new users only when their phone number is verified: with a wrong number they are
    locked out."""

    @property
    def new_user_types(self) -> tuple[MfaType, ...]:
        """The factors that the post-confirmation function enables; empty: it has nothing to do."""
        return self.types if self.enable_for_new_users is None else self.enable_for_new_users

    @property
    def new_user_preferred(self) -> MfaType | None:
        """The factor that new users are asked for, None when none is enabled for them."""
        if self.preferred or not self.new_user_types:
            return self.preferred
        return MfaType.SMS if MfaType.SMS in self.new_user_types else self.new_user_types[0]

    def rule_errors(self) -> Iterator[FieldError]:
        if not self.types:
            yield FieldError(
                "types",
                "must have at least one of SMS and TOTP: Cognito refuses MFA without a factor. "
                'Add one, or set mode = "OFF"',
            )
        for name in self.new_user_types:
            if self.types and name not in self.types:
                yield FieldError(
                    "enable_for_new_users",
                    f"has {name}, which is not in mfa.types: Cognito refuses a factor that the pool lacks. "
                    "Add it to mfa.types or remove it here",
                    ("types",),
                )
        if self.preferred and self.preferred not in self.new_user_types:
            yield FieldError(
                "preferred",
                f"is {self.preferred}, which is not enabled for new users: Cognito refuses to prefer a "
                "factor that is off. Choose one of mfa.enable_for_new_users",
                ("types", "enable_for_new_users"),
            )


class MfaOptional(_MfaTypes):
    """MFA for those users who have it enabled."""

    mode: Literal["OPTIONAL"]
    """Users have MFA once it is enabled for them: by the post-confirmation function, by themselves or by an
    administrator."""


class MfaOn(_MfaTypes):
    """MFA for every user. Amplify offers this for a new pool only."""

    mode: Literal["ON"]
    """Every user needs a second factor to sign in. Can be chosen for a new pool only."""


Mfa = Annotated[MfaOff | MfaOptional | MfaOn, Field(discriminator="mode")]
