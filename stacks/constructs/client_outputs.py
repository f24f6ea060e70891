"""The outputs of a stack from which apps get their configuration; `client_config` makes the files of them."""

import json

import jsii
from aws_cdk import Aws, IStableStringProducer, Lazy

from stacks.constructs.user_pool import CfnUserPool, UserPool
from stacks.service import MfaType
from stacks.settings import Environment


def client_outputs(environment: Environment, user_pool: UserPool) -> dict[str, str]:
    """What apps need to know of a pool besides its ids: texts, or lists and objects as JSON."""
    settings, answers = environment.settings, environment.client_file_answers
    pool = settings.user_pool
    outputs = {
        "Region": Aws.REGION,
        "MfaConfiguration": Lazy.string(_MfaMode(user_pool.resource)),
        "MfaTypes": Lazy.string(_MfaTypes(user_pool.resource)),
        "UsernameAttributes": json.dumps([name for name in pool.sign_in if not pool.has_user_names]),
        "RequiredAttributes": json.dumps(pool.required_attributes),
        "VerifiedAttributes": json.dumps(pool.auto_verify),
        "PasswordPolicy": settings.password_policy.model_dump_json(
            exclude={"temporary_password_days", "history"}
        ),
    }
    if settings.identity_pool:
        outputs["GuestsAllowed"] = json.dumps(settings.identity_pool.guests)
    if settings.groups:
        outputs["Groups"] = json.dumps({name: group.precedence for name, group in settings.groups.items()})
    if settings.hosted_ui:
        outputs["HostedUIDomain"] = settings.hosted_ui.domain_prefix
        outputs["OAuth"] = settings.hosted_ui.model_dump_json(exclude={"domain_prefix"})
    # What Amplify's older files repeat from its answers, although the pool is otherwise.
    if answers.mfa_types is not None:
        outputs["AmplifyMfaTypes"] = json.dumps(answers.mfa_types)
    if answers.verification_mechanisms is not None:
        outputs["AmplifyVerificationMechanisms"] = json.dumps(answers.verification_mechanisms)
    if answers.social_providers:
        outputs["AmplifySocialProviders"] = json.dumps(answers.social_providers)
    return outputs


@jsii.implements(IStableStringProducer)
class _MfaMode:
    """The mode that the pool has when the template is written: what code changed on the pool reaches apps."""

    def __init__(self, resource: CfnUserPool) -> None:
        self._resource = resource

    def produce(self) -> str:
        return self._resource.mfa_configuration or "OFF"


@jsii.implements(IStableStringProducer)
class _MfaTypes:
    """The factors that the pool has when the template is written, by Amplify's names."""

    def __init__(self, resource: CfnUserPool) -> None:
        self._resource = resource

    def produce(self) -> str:
        enabled = self._resource.enabled_mfas or []
        return json.dumps([mfa_type for mfa_type in MfaType if mfa_type.cognito_name in enabled])
