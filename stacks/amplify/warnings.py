"""What differs here from the Amplify project whose files are read, and what to do about it."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel
from pydantic.alias_generators import to_snake

from stacks.amplify.access import about_roles
from stacks.amplify.answers import ADD_TO_GROUP, GOOGLE, Answers, words
from stacks.amplify.project import Project
from stacks.amplify.requests import AddAuthRequest, Changeable, UpdateAuthRequest
from stacks.settings import Settings
from stacks.settings.section import SettingsWarning

POST_CONFIRMATION = "PostConfirmation"


def differences(project: Project, settings: Settings) -> Iterator[SettingsWarning]:
    """Yield what differs from the Amplify project, but for what the environment file says itself.

    :param settings: the environment's settings, those of the file included.
    """
    yield from project.warnings
    yield from _triggers(project.answers, settings)
    yield from _providers(project.answers, settings)
    yield from about_roles(project, settings)
    yield from _repaired(project)
    if project.answers.admin_queries:
        yield SettingsWarning(
            "AmplifyAdminQueries",
            "Amplify's admin queries API is not migrated: call Cognito's admin API from a function of yours",
        )
    if project.answers.unknown:
        yield SettingsWarning(
            "AmplifyUnknownAnswers",
            f"answers of a newer Amplify are not read: {', '.join(project.answers.unknown)}",
        )


def about_override(overrides: Sequence[Path], changes: Sequence[str] | None) -> Iterator[SettingsWarning]:
    """Yield what the project's overrides change.

    :param overrides: the overrides that may change something.
    :param changes: what they change; None where Amplify's templates are not there to tell it.
    """
    if changes:
        yield SettingsWarning(
            "AmplifyOverride",
            f"override.ts changes what Amplify's answers say: {'; '.join(changes)}. Set each in this file's "
            "own sections",
        )
    elif changes is None and overrides:
        yield SettingsWarning(
            "AmplifyOverride",
            f"{' and '.join(map(str, overrides))} is code and not migrated: set what it changes in this "
            "file's own sections. With the templates of `amplify push` (build/), each change is named here",
        )


def about_request(request: AddAuthRequest, *, aliases_are_used: bool) -> Iterator[SettingsWarning]:
    """Yield what a request says and Amplify makes something else of it."""
    pool = request.service_configuration.user_pool_configuration
    if pool.alias_attributes and not aliases_are_used:
        yield SettingsWarning(
            "AmplifyAliases",
            "aliasAttributes is ignored, as Amplify does without the feature flag forceAliasAttributes: "
            "name the aliases in user_pool.sign_in, or give Amplify's cli.json",
        )
    yield from _about_attributes(pool)
    yield from _about_part(request)


def about_update(request: UpdateAuthRequest, *, mode: str) -> Iterator[SettingsWarning]:
    """Yield what an update says and Amplify makes something else of it.

    :param mode: the MFA mode before the update.
    """
    pool = request.service_modification.user_pool_modification
    if pool.mfa is None and mode != "OFF":
        yield SettingsWarning(
            "AmplifyUpdateWithoutMfa",
            f"an update leaves mfa out: MFA stays {mode} here, and Amplify turns it OFF",
        )
    yield from _about_attributes(pool)
    yield from _about_part(request)


def _about_attributes(pool: Changeable) -> Iterator[SettingsWarning]:
    if pool.read_attributes or pool.write_attributes:
        yield SettingsWarning(
            "AmplifyAttributes",
            "readAttributes and writeAttributes apply to both clients here; Amplify drops them",
        )


def _about_part(request: BaseModel) -> Iterator[SettingsWarning]:
    unknown = sorted(_unknown_keys(request))
    if unknown:
        yield SettingsWarning(
            "AmplifyUnknownAnswers", f"keys of a newer Amplify are not read: {', '.join(unknown)}"
        )


def _unknown_keys(part: BaseModel) -> Iterator[str]:
    yield from part.model_extra or {}
    for name in part.model_fields_set & type(part).model_fields.keys():
        value = getattr(part, name)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, BaseModel):
                yield from _unknown_keys(item)


def _repaired(project: Project) -> Iterator[SettingsWarning]:
    answers = project.answers
    repairs = []
    if "phone_number" in answers.alias_attributes and "phone_number" not in answers.auto_verified_attributes:
        repairs.append("the alias phone_number is verified by SMS, so the pool can send it")
    if "zone_info" in words(answers.required_attributes):
        repairs.append("requiredAttributes zone_info is zoneinfo")
    if repairs:
        yield SettingsWarning(
            "AmplifyRepaired",
            f"Cognito refuses what Amplify makes of some answers; here {'; '.join(repairs)}",
        )
    if project.flags.use_enabled_mfas and "email, phone_number" in answers.username_attributes:
        yield SettingsWarning(
            "AmplifySmsAdded",
            'usernameAttributes "email, phone_number" lets users sign in with a phone number, and Amplify\'s '
            "pool cannot send SMS messages: here it can",
        )


def _triggers(answers: Answers, settings: Settings) -> Iterator[SettingsWarning]:
    given = dict(settings.triggers.functions())
    missing = {name: code for name, code in answers.triggers.items() if _setting_of(name) not in given}
    if settings.user_pool.join_groups and missing.get(POST_CONFIRMATION) == [ADD_TO_GROUP]:
        del missing[POST_CONFIRMATION]
    if missing:
        names = ", ".join(f"{name} ({_listed(code)})" for name, code in missing.items())
        settings_of = ", ".join(f"triggers.{_setting_of(name)}" for name in missing)
        yield SettingsWarning(
            "AmplifyTriggers",
            f"Amplify's triggers are code of the other project and not migrated: {names}. Deploy what is "
            f"still needed and name its ARN in {settings_of}{_post_confirmation(missing, settings)}",
        )


def _post_confirmation(missing: Mapping[str, object], settings: Settings) -> str:
    """The ways out for the one trigger that this project may need itself."""
    if POST_CONFIRMATION not in missing:
        return ""
    if missing[POST_CONFIRMATION] == [ADD_TO_GROUP]:
        return ". For PostConfirmation (add-to-group), set user_pool.join_groups to the group instead"
    if not settings.acts_on_sign_up:
        return ""
    return (
        ". A pool has one PostConfirmation trigger, which this project's own function is: set "
        "mfa.enable_for_new_users = [] and user_pool.join_groups = [] to have yours, or have it called by a "
        "PostAuthentication trigger"
    )


def _setting_of(trigger: str) -> str:
    """The trigger's field in [triggers]: `PreSignup` is pre_sign_up."""
    return to_snake(trigger.replace("Signup", "SignUp"))


def _providers(answers: Answers, settings: Settings) -> Iterator[SettingsWarning]:
    missing = [name for name in answers.user_pool_providers if name not in settings.identity_providers]
    if missing:
        sections = ", ".join(f"[identity_providers.{name}]" for name in missing)
        yield SettingsWarning(
            "AmplifySocialProviders",
            f"the app clients keep the sign-in providers {', '.join(missing)}, which the pool must have: "
            "their secrets are not in Amplify's files. For a new pool give client_id and secret_arn in "
            f"{sections}: the rest is read from Amplify's files",
        )
    pool = settings.identity_pool
    if pool is None:
        return
    missing = [name for name in answers.auth_providers if name not in pool.login_providers]
    if answers.audiences and not pool.oidc_provider_arns:
        missing = [name for name in missing if name != GOOGLE]
        yield SettingsWarning(
            "AmplifyIdentityProviders",
            "the identity pool takes Google's tokens by an OpenID Connect provider that Amplify made in IAM: "
            "name its ARN in identity_pool.oidc_provider_arns",
        )
    if missing:
        yield SettingsWarning(
            "AmplifyIdentityProviders",
            f"the identity pool's providers {_listed(missing)} are not migrated, as Amplify's files have no "
            "id for them: give it in identity_pool.login_providers",
        )


def _listed(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
