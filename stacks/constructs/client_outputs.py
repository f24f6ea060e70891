"""The outputs that apps are configured from: `stacks.amplify.client_files` turns them into files."""

import json
from typing import Any

import jsii
from aws_cdk import Aws, IStableStringProducer, Lazy

from stacks.constructs.outputs import Output
from stacks.constructs.user_pool import CfnUserPool, UserPool
from stacks.service import MfaType
from stacks.settings import Environment, Settings
from stacks.settings.clients import NATIVE, WEB


def client_outputs(environment: Environment, user_pool: UserPool) -> dict[str, str]:
    """What apps need to know about a pool besides its ids: strings, or lists and objects as JSON."""
    settings, answers = environment.settings, environment.client_file_answers
    pool = settings.user_pool
    outputs: dict[str, str] = {
        Output.REGION: Aws.REGION,
        Output.MFA_CONFIGURATION: Lazy.string(_MfaMode(user_pool.resource)),
        Output.MFA_TYPES: Lazy.string(_MfaTypes(user_pool.resource)),
        Output.USERNAME_ATTRIBUTES: json.dumps([name for name in pool.sign_in if not pool.has_user_names]),
        Output.REQUIRED_ATTRIBUTES: json.dumps(pool.required_attributes),
        Output.VERIFIED_ATTRIBUTES: json.dumps(pool.auto_verify),
        Output.PASSWORD_POLICY: settings.password_policy.model_dump_json(
            exclude={"temporary_password_days", "history"}
        ),
    }
    if settings.identity_pool:
        outputs[Output.GUESTS_ALLOWED] = json.dumps(settings.identity_pool.guests)
    if settings.groups:
        outputs[Output.GROUPS] = json.dumps(
            {name: group.precedence for name, group in settings.groups.items()}
        )
    domain, oauth = settings.effective_domain, _oauth(settings)
    if domain and domain.prefix:
        outputs[Output.DOMAIN_PREFIX] = domain.prefix
    if domain and domain.name:
        outputs[Output.CUSTOM_DOMAIN] = domain.name
    if domain and oauth:
        outputs[Output.OAUTH] = json.dumps(oauth, separators=(",", ":"))
    if answers.mfa_types is not None:
        outputs[Output.AMPLIFY_MFA_TYPES] = json.dumps(answers.mfa_types)
    if answers.verification_mechanisms is not None:
        outputs[Output.AMPLIFY_VERIFICATION_MECHANISMS] = json.dumps(answers.verification_mechanisms)
    if answers.social_providers:
        outputs[Output.AMPLIFY_SOCIAL_PROVIDERS] = json.dumps(answers.social_providers)
    return outputs


def _oauth(settings: Settings) -> dict[str, Any] | None:
    """The OAuth settings of the app that the client files are for: of the web client, or the next that has
    any."""
    for key in (WEB, NATIVE, *settings.clients):
        oauth = settings.used_oauth(settings.clients[key]) if key in settings.clients else None
        if oauth:
            return {
                "flow": oauth.flows[0],
                "scopes": oauth.scopes,
                "redirect_sign_in": oauth.callback_urls,
                "redirect_sign_out": oauth.logout_urls,
            }
    return None


@jsii.implements(IStableStringProducer)
class _MfaMode:
    """The mode when the template is written, so that apps learn of what an escape hatch changed."""

    def __init__(self, resource: CfnUserPool) -> None:
        self._resource = resource

    def produce(self) -> str:
        return self._resource.mfa_configuration or "OFF"


@jsii.implements(IStableStringProducer)
class _MfaTypes:
    """The factors when the template is written, by Amplify's names."""

    def __init__(self, resource: CfnUserPool) -> None:
        self._resource = resource

    def produce(self) -> str:
        enabled = self._resource.enabled_mfas or []
        return json.dumps([mfa_type for mfa_type in MfaType if mfa_type.cognito_name in enabled])
