"""Tells what somebody meant by a key that is unknown: a field misspelt, misplaced, or named as elsewhere."""

import difflib
import re

from stacks.loading.bases import EXTENDS, Location
from stacks.loading.fields import all_fields, fields_at

LIKE = 0.72
"""How alike two names are that one may be misspelt for. `custom_attributes` is not `required_attributes`."""

FINDING = re.compile(r"[A-Z]\w+(-[A-Z]+\d+|::\w+)")
"""What a finding's id looks like: that of cdk-nag, or of this project's checks."""

NAMED_ELSEWHERE = {
    # By Cognito, CloudFormation, the CDK, Terraform or Amplify, in snake case and without "user_pool".
    "alarm_email": "monitoring.alarm_topic_arn",
    "client_secret": "identity_providers.NAME.secret_arn",
    "access_token_validity": "clients.NAME.access_token",
    "account_id": "aws.account",
    "alias_attributes": "user_pool.sign_in",
    "aliases": "user_pool.sign_in",
    "allowed_oauth_flows": "hosted_ui.flow",
    "allowed_oauth_scopes": "hosted_ui.scopes",
    "auto_verified_attributes": "user_pool.auto_verify",
    "callback_urls": "hosted_ui.redirect_sign_in",
    "client": "clients.NAME",
    "custom_attributes": "user_pool.attributes",
    "domain": "hosted_ui.domain_prefix",
    "enabled_mfas": "mfa.types",
    "explicit_auth_flows": "clients.NAME.auth_flows",
    "id_token_validity": "clients.NAME.id_token",
    "lambda_config": "triggers",
    "lambda_triggers": "triggers",
    "logout_urls": "hosted_ui.redirect_sign_out",
    "mfa_configuration": "mfa.mode",
    "mfa_mode": "mfa.mode",
    "mfa_types": "mfa.types",
    "min_length": "password_policy.minimum_length",
    "minimum_password_length": "password_policy.minimum_length",
    "oauth": "hosted_ui",
    "password": "password_policy",
    "password_length": "password_policy.minimum_length",
    "policies": "password_policy",
    "pool_name": "user_pool.name",
    "refresh_token_validity": "clients.NAME.refresh_token",
    "schema": "user_pool.required_attributes",
    "sms_configuration": "sms",
    "sms_message": "sms.authentication_message",
    "user_pool_name": "user_pool.name",
    "user_pool_tier": "user_pool.tier",
    "username_attributes": "user_pool.sign_in",
}


def describe_unknown(location: Location, mode: str | None = None) -> str:
    """What is wrong with an unknown key.

    :param location: where it is in the file.
    :param mode: `mfa.mode`, on which the fields of `[mfa]` depend.
    """
    *sections, key = location
    if sections == ["mfa"] and mode == "OFF" and key in fields_at(["mfa"]):
        return 'goes with mode = "OPTIONAL" or "ON" only: Cognito refuses factors with MFA off. Remove it'
    known = fields_at(sections)
    if key == EXTENDS:
        return f"must be in the first lines, before any [section], not in [{'.'.join(sections)}]"
    if FINDING.fullmatch(key):
        return f'is a finding, which belongs in [acknowledge]: "{key}" = "the reason"'
    if (name := _snake_case(key)) in known:
        return f"unknown; did you mean {name}?"
    if found := _found_elsewhere(name):
        return f"unknown here; {found}"
    close = difflib.get_close_matches(key.lower(), known, n=1, cutoff=LIKE)
    if close:
        return f"unknown; did you mean {close[0]}?"
    return f"unknown; known here: {', '.join(sorted(known))}"


def _found_elsewhere(name: str) -> str:
    """Where a field of this name is, or what it is called."""
    known = NAMED_ELSEWHERE.get(name)
    if known in all_fields():
        return f"it is {known}"
    same = [field.rpartition(".")[0] for field in all_fields() if field.split(".")[-1] == name]
    if "" in same:
        return f"[{name}] is a section of its own"
    if same and len(same) <= 3:
        return f"it belongs in {' or '.join(f'[{section}]' for section in same)}"
    return ""


def _snake_case(key: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key).lower()
