"""Each rule of an environment file: a file that breaks it gets exactly the message that says so."""

import ast
from pathlib import Path

import pytest

import stacks.settings
from stacks.loading import load_environment
from stacks.loading.fields import all_fields
from tests.unit.settings.files import MINIMAL, changed, errors_of, hosted_ui, with_mfa

BAD = {
    "MFA on without a type": (
        with_mfa('mode = "OPTIONAL"', "types = []"),
        "mfa.types: must have at least one of SMS and TOTP: Cognito refuses MFA without a factor. "
        'Add one, or set mode = "OFF"',
    ),
    "MFA on, types not said": (with_mfa('mode = "ON"'), 'mfa.types: is missing: add types = ["SMS", "TOTP"]'),
    "MFA off with a type": (
        with_mfa('mode = "OFF"', 'types = ["SMS"]'),
        'mfa.types: goes with mode = "OPTIONAL" or "ON" only: Cognito refuses factors with MFA off. Remove it',
    ),
    "unknown mode": (with_mfa('mode = "on"'), """mfa.mode: must be "OFF", "OPTIONAL" or "ON", not 'on'"""),
    "no mode": (with_mfa('types = ["SMS"]'), 'mfa.mode: is missing: add mode = "OPTIONAL"'),
    "unknown type": (
        with_mfa('mode = "ON"', 'types = ["EMAIL"]'),
        """mfa.types: must not have EMAIL: e-mail MFA is not supported yet. Use SMS and TOTP""",
    ),
    "a type twice": (
        with_mfa('mode = "ON"', 'types = ["SMS", "SMS"]'),
        "mfa.types: must name each only once: SMS",
    ),
    "a factor for new users that the pool lacks": (
        with_mfa('mode = "OPTIONAL"', 'types = ["TOTP"]', 'enable_for_new_users = ["SMS"]'),
        "mfa.enable_for_new_users: has SMS, which is not in mfa.types: Cognito refuses a factor that the pool "
        "lacks. Add it to mfa.types or remove it here",
    ),
    "preferring a factor that is off": (
        with_mfa(
            'mode = "OPTIONAL"', 'types = ["SMS", "TOTP"]', "enable_for_new_users = []", 'preferred = "SMS"'
        ),
        "mfa.preferred: is SMS, which is not enabled for new users: Cognito refuses to prefer a factor that is "
        "off. Choose one of mfa.enable_for_new_users",
    ),
    "authentication message without a code": (
        changed("sms", 'authentication_message = "Hello there"'),
        "sms.authentication_message: must contain {####}: Cognito refuses the message without it",
    ),
    "message of two lines": (
        changed("sms", 'verification_message = "Hello\\n{####}"'),
        "sms.verification_message: must not contain line breaks or other control characters: Cognito refuses them",
    ),
    "control character in an e-mail": (
        changed("email", 'verification_message = "\\u0000{####}"'),
        "email.verification_message: must not contain control characters: Cognito refuses them",
    ),
    "pool name that is not ASCII": (
        changed("user_pool", 'name = "größe"', without='name = "example"'),
        "user_pool.name: must be 1 to 128 letters, digits, spaces and +=,.@-, not 'größe'",
    ),
    "verification message too long": (
        changed("sms", f'verification_message = "{"x" * 135}{{####}}"'),
        "sms.verification_message: must be 6 to 140 characters long; it has 141",
    ),
    "invitation without a user name": (
        changed("sms", 'invitation_message = "Your password is {####}"'),
        "sms.invitation_message: must contain {username}: Cognito refuses the message without it",
    ),
    "e-mail message without a code": (
        changed("email", 'verification_message = "Welcome"'),
        "email.verification_message: must contain {####}: Cognito refuses the message without it",
    ),
    "e-mail message too long": (
        changed("email", f'verification_message = "{"x" * 19995}{{####}}"'),
        "email.verification_message: must be 6 to 20000 characters long; it has 20001",
    ),
    "subject too long": (
        changed("email", f'verification_subject = "{"x" * 141}"'),
        "email.verification_subject: must be 1 to 140 characters long; it has 141",
    ),
    "sender without an identity": (
        changed("email", 'from_address = "no-reply@example.com"'),
        "email.ses_identity_arn: must be given with email.from_address: Cognito sends from another address "
        "only through a verified SES identity",
    ),
    "existing SMS role without its external id": (
        changed("sms", 'role_arn = "arn:aws:iam::123456789012:role/sms"'),
        "sms.external_id: must be given with sms.role_arn: Cognito can only assume an existing role with the "
        "external id of its trust policy (sts:ExternalId)",
    ),
    "external id too long": (
        changed("sms", f'external_id = "{"x" * 1224}"'),
        f"sms.external_id: must be 2 to 1223 letters, digits and +=,.@:/-, not '{'x' * 56}...",
    ),
    "SNS in a region from which the pool cannot send": (
        changed("aws", 'region = "eu-central-1"') + '[sms]\nsns_region = "us-east-1"\n',
        "sms.sns_region: must be eu-central-1 or eu-west-1 for a pool in eu-central-1: Cognito sends from "
        "nowhere else",
    ),
    "phone auto-verified, no SMS MFA": (
        with_mfa('mode = "ON"', 'types = ["TOTP"]').replace(
            'name = "example"',
            'name = "example"\nauto_verify = ["phone_number"]\naccount_recovery = ["admin_only"]',
        ),
        "mfa.types: must have SMS, because of user_pool.auto_verify: with MFA on, Cognito refuses a pool that "
        "can send SMS messages and has SMS MFA off. Add SMS, or remove what needs it",
    ),
    "phone signs in, no SMS MFA": (
        with_mfa('mode = "OPTIONAL"', 'types = ["TOTP"]').replace(
            'name = "example"', 'name = "example"\nsign_in = ["phone_number"]'
        ),
        "mfa.types: must have SMS, because of user_pool.sign_in: with MFA on, Cognito refuses a pool that can "
        "send SMS messages and has SMS MFA off. Add SMS, or remove what needs it",
    ),
    "SMS settings, no SMS MFA": (
        with_mfa('mode = "ON"', 'types = ["TOTP"]') + "[sms]\n",
        "mfa.types: must have SMS, because of the [sms] section: with MFA on, Cognito refuses a pool that can "
        "send SMS messages and has SMS MFA off. Add SMS, or remove what needs it",
    ),
    "phone-only recovery with SMS MFA": (
        changed("user_pool", 'account_recovery = ["verified_phone_number"]'),
        "user_pool.account_recovery: must not be verified_phone_number alone: with SMS MFA, Cognito refuses "
        "it, since the phone would be both factors. Add verified_email, or use admin_only",
    ),
    "recovery by nothing": (
        changed("user_pool", "account_recovery = []"),
        'user_pool.account_recovery: must name at least one way; "admin_only" leaves it to you',
    ),
    "recovery by an administrator and more": (
        changed("user_pool", 'account_recovery = ["admin_only", "verified_email"]'),
        "user_pool.account_recovery: admin_only goes with no other way: Cognito refuses it",
    ),
    "no sign-in attribute": (
        changed("user_pool", "sign_in = []"),
        "user_pool.sign_in: must name at least one of username, email and phone_number",
    ),
    "preferred_username alone": (
        changed("user_pool", 'sign_in = ["preferred_username"]'),
        'user_pool.sign_in: preferred_username can only be an alias: add "username", or sign in with email or '
        "phone_number",
    ),
    "threat protection without PLUS": (
        changed("user_pool", 'threat_protection = "AUDIT"'),
        'user_pool.threat_protection: needs tier = "PLUS": Cognito refuses it with ESSENTIALS. Change the tier '
        'or set "OFF"',
    ),
    "password history with LITE": (
        changed("user_pool", 'tier = "LITE"') + "[password_policy]\nhistory = 3\n",
        'password_policy.history: needs tier = "ESSENTIALS" or "PLUS": Cognito refuses it with LITE. Remove it '
        "or change the tier",
    ),
    "choice-based sign-in with LITE": (
        changed("user_pool", 'tier = "LITE"')
        + '[clients.web]\nauth_flows = ["USER_AUTH", "REFRESH_TOKEN_AUTH"]\n',
        'clients.web.auth_flows: must not have USER_AUTH with tier = "LITE": Cognito refuses choice-based '
        "sign-in there",
    ),
    "destroyed and protected": (
        changed("user_pool", 'removal_policy = "destroy"'),
        'user_pool.deletion_protection: must be set to false with removal_policy = "destroy": Cognito refuses '
        "to delete a protected pool, and the stack's deletion fails partway",
    ),
    "pool name": (
        changed("user_pool", 'name = "a/b"', without='name = "example"'),
        "user_pool.name: must be 1 to 128 letters, digits, spaces and +=,.@-, not 'a/b'",
    ),
    "short password": (
        changed("password_policy", "minimum_length = 5"),
        "password_policy.minimum_length: must be 6 or more, not 5",
    ),
    "long password": (
        changed("password_policy", "minimum_length = 100"),
        "password_policy.minimum_length: must be 99 or less, not 100",
    ),
    "temporary password": (
        changed("password_policy", "temporary_password_days = 366"),
        "password_policy.temporary_password_days: must be 365 or less, not 366",
    ),
    "password history": (
        changed("password_policy", "history = 25"),
        "password_policy.history: must be 24 or less, not 25",
    ),
    "refresh token too short": (
        changed(
            "clients.web",
            'refresh_token = "59 minutes"',
            'access_token = "5 minutes"',
            'id_token = "5 minutes"',
        ),
        "clients.web.refresh_token: must be 60 minutes to 3650 days, not 59 minutes",
    ),
    "refresh token too long": (
        changed("clients.native", 'refresh_token = "3651 days"'),
        "clients.native.refresh_token: must be 60 minutes to 3650 days, not 3651 days",
    ),
    "duration": (
        changed("clients.web", 'access_token = "1h"'),
        """clients.web.access_token: must be minutes, hours or days, such as "60 minutes", not '1h'""",
    ),
    "access token longer than the refresh token": (
        changed("clients.web", 'access_token = "2 hours"', 'refresh_token = "90 minutes"'),
        "clients.web.access_token: must not be longer than refresh_token (90 minutes): Cognito refuses it",
    ),
    "secret of a web client": (
        changed("clients.web", "generate_secret = true"),
        "clients.web.generate_secret: must be false: a browser cannot keep a secret. Name a server's client "
        "otherwise, such as [clients.server]",
    ),
    "two post-confirmation triggers": (
        changed("triggers", 'post_confirmation = "arn:aws:lambda:us-east-1:123456789012:function:welcome"'),
        "triggers.post_confirmation: is taken by this project's own function: a pool has one post-confirmation "
        "trigger. Remove it, or set mfa.enable_for_new_users = [] and no user_pool.join_groups",
    ),
    "trigger that is no function": (
        changed("triggers", 'pre_sign_up = "welcome"'),
        "triggers.pre_sign_up: must be the ARN of a Lambda function, not 'welcome'",
    ),
    "account": (
        changed("aws", "account = 123"),
        'aws.account: must be text in quotes, such as account = "123456789012", not 123',
    ),
    "region": (
        changed("aws", 'region = "Frankfurt"'),
        "aws.region: must be a region that has Cognito, not 'Frankfurt'",
    ),
    "reason": (
        changed("acknowledge", '"AwsSolutions-COG8" = "later"'),
        "acknowledge.AwsSolutions-COG8: must have at least 10 characters, not 'later'",
    ),
    "finding": (
        changed("acknowledge", '"every finding" = "because I say so"'),
        "acknowledge.every finding: must be a finding's id such as AwsSolutions-COG8, not 'every finding'",
    ),
    "hosted UI at a reserved domain": (
        hosted_ui('domain_prefix = "my-cognito"'),
        "hosted_ui.domain_prefix: must not contain cognito: Cognito reserves it",
    ),
    "hosted UI at no domain": (
        hosted_ui('domain_prefix = "Shop"'),
        "hosted_ui.domain_prefix: must be 1 to 63 lower-case letters, digits and hyphens, no hyphen first or last",
    ),
    "redirect without encryption": (
        hosted_ui('redirect_sign_in = ["http://example.com/"]'),
        "hosted_ui.redirect_sign_in: must be https, or http to localhost: Cognito refuses http://example.com/",
    ),
    "redirect to nowhere": (
        hosted_ui('redirect_sign_out = ["example.com"]'),
        "hosted_ui.redirect_sign_out: must be a URI with a scheme and without a fragment, not 'example.com'",
    ),
    "group name": (
        changed("groups", '"my group" = 1'),
        "groups.my group: must be 1 to 128 characters without spaces, not 'my group'",
    ),
    "a group to join that there is not": (
        changed("user_pool", 'join_groups = ["Members", "Readers"]') + "[groups]\nMembers = 1\n",
        "user_pool.join_groups: has Readers, which is not in [groups]: nobody can be added to it. Add it there, "
        "or remove it here",
    ),
    "answers and a request": (
        changed("amplify", 'cli_inputs = "cli-inputs.json"', 'add_request = "add.json"'),
        "amplify.add_request: goes without cli_inputs: give one of them",
    ),
    "misspelt key": (
        changed("user_pool", 'removal_polcy = "destroy"'),
        "user_pool.removal_polcy: unknown; did you mean removal_policy?",
    ),
    "a rate above Cognito's quota": (
        changed("worker", "requests_per_second = 26"),
        "worker.requests_per_second: must be 25 or less, not 26",
    ),
    "no rate at all": (
        changed("worker", "requests_per_second = 0"),
        "worker.requests_per_second: must be 1 or more, not 0",
    ),
    "alarms to something else than a topic": (
        changed("monitoring", 'alarm_topic_arn = "ops@example.com"'),
        "monitoring.alarm_topic_arn: must be the ARN of an SNS topic, not 'ops@example.com'",
    ),
    "an alarm at no spend": (
        changed("monitoring", "sms_spend_usd = 0"),
        "monitoring.sms_spend_usd: must be more than 0, not 0",
    ),
    "misspelt table": (changed("tag", 'a = "b"'), "tag: unknown; did you mean tags?"),
    "table that is none": (
        f"sms = true\n{MINIMAL}",
        "sms: must be written as [sms] with its fields in the lines below it, not true",
    ),
    "a field of the environment that is no setting": (
        f'stack_name = "dev"\n{MINIMAL}',
        "stack_name: unknown; known here: acknowledge, amplify, aws, clients, domain, email, groups, hosted_ui, "
        "identity_pool, identity_providers, mfa, monitoring, password_policy, resource_servers, "
        "risk_configuration, sms, tags, triggers, user_pool, worker",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_broken_rule_is_named(tmp_path: Path, name: str) -> None:
    text, error = BAD[name]
    assert errors_of(tmp_path, text) == [error]


RULES = sorted(Path(stacks.settings.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("file", RULES, ids=lambda file: file.stem)
def test_a_rule_names_the_fields_that_it_reads(file: Path) -> None:
    """An invalid field silences the rules that read it, by its name."""
    known = {part for field in all_fields() for part in field.split(".")}
    for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "FieldError":
            texts = [
                part.value
                for argument in (call.args[0], *call.args[2:])
                for part in ast.walk(argument)
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            ]
            names = [name for text in texts for name in text.split(".") if name]
            assert [name for name in names if name not in known] == [], f"line {call.lineno}"


GOOD = {
    "minimal": MINIMAL,
    "MFA off": with_mfa('mode = "OFF"'),
    "phone signs in without MFA": with_mfa('mode = "OFF"').replace(
        'name = "example"', 'name = "example"\nsign_in = ["phone_number"]'
    ),
    "aliases": changed("user_pool", 'sign_in = ["username", "email", "phone_number", "preferred_username"]'),
    "SNS in the documented alternate": changed("aws", 'region = "us-east-2"')
    + '[sms]\nsns_region = "us-east-1"\n',
    "phone and e-mail recovery with SMS MFA": changed(
        "user_pool", 'account_recovery = ["verified_email", "verified_phone_number"]'
    ),
    "another post-confirmation function": with_mfa(
        'mode = "OPTIONAL"', 'types = ["TOTP"]', "enable_for_new_users = []"
    )
    + '[triggers]\npost_confirmation = "arn:aws:lambda:us-east-1:123456789012:function:welcome"\n',
    "an e-mail of two lines": changed("email", 'verification_message = "Hello\\n{####}"'),
    "monitoring": changed(
        "monitoring", 'alarm_topic_arn = "arn:aws:sns:us-east-1:123456789012:alarms"', "sms_spend_usd = 50"
    ),
    "longest messages": changed("sms", f'authentication_message = "{"x" * 134}{{####}}"'),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_cognito_takes_is_taken(tmp_path: Path, name: str) -> None:
    file = tmp_path / "dev.toml"
    file.write_text(GOOD[name], encoding="utf-8")
    assert load_environment(file).name == "dev"
