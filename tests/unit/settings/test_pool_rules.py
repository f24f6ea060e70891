"""The rules for what real pools have: each file that breaks one gets exactly the message that says so."""

from pathlib import Path

import pytest

from stacks.loading import load_environment
from tests.unit.settings.files import MINIMAL, changed, errors_of, with_mfa

POOL = "arn:aws:lambda:eu-west-1:123456789012:function:f"
SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:google-AbCdEf"
ROLE = "arn:aws:iam::123456789012:role/existing"
POLICY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
IDENTITY = "arn:aws:ses:eu-west-1:123456789012:identity/example.com"
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/0"
KEY = "arn:aws:kms:eu-west-1:123456789012:key/0"


def attributes(*lines: str) -> str:
    return changed("user_pool.attributes", *lines)


def client(*lines: str, key: str = "web") -> str:
    return changed(f"clients.{key}", *lines)


def oauth(**fields: str) -> str:
    given = {"callback_urls": '["https://example.com/"]', **fields}
    return client(f"oauth = {{ {', '.join(f'{name} = {value}' for name, value in given.items())} }}")


def provider(name: str = "Google", **fields: str) -> str:
    given = {
        "type": f'"{name}"',
        "client_id": '"id"',
        "secret_arn": f'"{SECRET}"',
        "scopes": '["openid"]',
        **fields,
    }
    lines = [f"{field} = {value}" for field, value in given.items() if value]
    return changed(f"identity_providers.{name}", *lines)


def identity_pool(*lines: str) -> str:
    return changed("identity_pool", 'name = "identities"', *lines)


def plus(text: str) -> str:
    return text.replace('name = "example"', 'name = "example"\ntier = "PLUS"')


def in_ireland(text: str) -> str:
    return f'{text}\n[aws]\nregion = "eu-west-1"\n'


BAD = {
    # [user_pool.attributes]
    "unknown attribute": (
        attributes("tenant = {}"),
        'user_pool.attributes.tenant: must be a standard attribute, or "custom:" and a name of 1 to 20 '
        "characters, not 'tenant'",
    ),
    "custom attribute's name too long": (
        attributes(f'"custom:{"x" * 21}" = {{}}'),
        f'user_pool.attributes.custom:{"x" * 21}: must be a standard attribute, or "custom:" and a name of 1 to '
        f"20 characters, not 'custom:{'x' * 21}'",
    ),
    "another type for a standard attribute": (
        attributes('email = { type = "Number" }'),
        "user_pool.attributes.email.type: must be String: it is a standard attribute",
    ),
    "length of a number": (
        attributes('"custom:age" = { type = "Number", length = [0, 3] }'),
        "user_pool.attributes.custom:age.length: is for type String only, not Number",
    ),
    "range of a text": (
        attributes('"custom:tenant" = { range = [0, 3] }'),
        "user_pool.attributes.custom:tenant.range: is for type Number only, not String",
    ),
    "limits the wrong way round": (
        attributes('"custom:tenant" = { length = [64, 0] }'),
        "user_pool.attributes.custom:tenant.length: must have the smaller limit first",
    ),
    "too long a text": (
        attributes('"custom:tenant" = { length = [0, 2049] }'),
        "user_pool.attributes.custom:tenant.length: must be 2048 or less, not 2049",
    ),
    "too many custom attributes": (
        attributes(*(f'"custom:a{number}" = {{}}' for number in range(51))),
        "user_pool.attributes: has 51 custom attributes: Cognito takes 50 at most",
    ),
    # [user_pool]
    "a new value that nobody verifies": (
        changed("user_pool", 'keep_original = ["phone_number"]'),
        "user_pool.keep_original: has phone_number, which is not in auto_verify: Cognito refuses it",
    ),
    "an alias that is required": (
        changed(
            "user_pool",
            'sign_in = ["username", "preferred_username"]',
            'required_attributes = ["preferred_username"]',
        ),
        "user_pool.required_attributes: must not have preferred_username, which is an alias in sign_in: Cognito "
        "takes it only from confirmed users, so nobody could sign up",
    ),
    "threat protection of custom authentication without PLUS": (
        changed("user_pool", 'custom_auth_threat_protection = "AUDIT"'),
        'user_pool.custom_auth_threat_protection: needs tier = "PLUS": Cognito refuses it with ESSENTIALS. '
        "Change the tier or remove it",
    ),
    # [email]
    "a sender that the identity does not cover": (
        changed("email", 'from_address = "Us <us@example.org>"', f'ses_identity_arn = "{IDENTITY}"'),
        "email.from_address: must be covered by the SES identity example.com: SES refuses to send from "
        "Us <us@example.org>",
    ),
    "a sender that only ends like the identity": (
        changed("email", 'from_address = "us@notexample.com"', f'ses_identity_arn = "{IDENTITY}"'),
        "email.from_address: must be covered by the SES identity example.com: SES refuses to send from "
        "us@notexample.com",
    ),
    "an SES identity in a region that Cognito does not take": (
        changed("email", 'ses_identity_arn = "arn:aws:ses:eu-west-3:123456789012:identity/example.com"')
        + '[aws]\nregion = "eu-central-1"\n',
        "email.ses_identity_arn: must be in eu-central-1, eu-west-1, us-east-1 or us-west-2 for a pool in "
        "eu-central-1: Cognito sends through no other",
    ),
    "DEVELOPER without an identity": (
        changed("email", 'sending_account = "DEVELOPER"'),
        'email.ses_identity_arn: must be given with email.sending_account = "DEVELOPER": Cognito refuses it '
        "without one",
    ),
    "a configuration set without an identity": (
        changed("email", 'configuration_set = "ours"'),
        "email.configuration_set: needs ses_identity_arn: only messages that SES sends for this account have one",
    ),
    "a message without the link": (
        changed("email", 'verification_message_by_link = "Welcome {####}"'),
        "email.verification_message_by_link: must contain {##a text##}, which becomes the link: Cognito refuses "
        "it without",
    ),
    "an invitation without a user name": (
        changed("email", 'invitation_message = "Your password: {####}"'),
        "email.invitation_message: must contain {username}: Cognito refuses the message without it",
    ),
    "no address": (
        changed("email", 'reply_to = "example.com"'),
        "email.reply_to: must be an e-mail address, not 'example.com'",
    ),
    # [sms]
    "SMS MFA in a pool that cannot send": (
        changed("sms", "enabled = false"),
        "sms.enabled: must be true, because of mfa.types: Cognito refuses it in a pool that cannot send SMS "
        "messages",
    ),
    "no external id for the stack's own role": (
        changed("sms", 'external_id = "unset"'),
        "sms.external_id: can be unset only with sms.role_arn: the stack's own role needs one",
    ),
    # [clients.NAME]
    "a client's name": (
        changed("clients.Web", ""),
        "clients.Web: must be lower-case letters, digits, - and _, a letter first, not 'Web'",
    ),
    "two clients with the same output": (
        changed("clients.my-app", "") + "[clients.my_app]\n",
        "clients.my_app: has the same outputs as clients.my-app: change one of the names",
    ),
    "empty list of attributes to read": (
        client("read_attributes = []"),
        "clients.web.read_attributes: must not be empty: Cognito takes that as not set. Name what you mean, or "
        '"unset"',
    ),
    "empty list of attributes to write": (
        client("write_attributes = []"),
        "clients.web.write_attributes: must not be empty: Cognito takes that as not set. Name what you mean, or "
        '"unset"',
    ),
    "empty list of flows": (
        client("auth_flows = []"),
        'clients.web.auth_flows: must not be empty: Cognito takes that as not set. Name what you mean, or "unset"',
    ),
    "empty list of providers": (
        client("identity_providers = []"),
        "clients.web.identity_providers: must not be empty: Cognito takes that as not set. Name what you mean, "
        'or "unset"',
    ),
    "rotation with the refresh flow": (
        client("refresh_token_rotation = 10"),
        "clients.web.auth_flows: must not have REFRESH_TOKEN_AUTH with refresh_token_rotation: Cognito refuses it",
    ),
    "a long grace period": (
        client("refresh_token_rotation = 61"),
        'clients.web.refresh_token_rotation: must be 60 or less or "OFF", not 61',
    ),
    "a long sign-in": (
        client('auth_session = "16 minutes"'),
        "clients.web.auth_session: must be 3 minutes to 15 minutes, not 16 minutes",
    ),
    "user context without a secret": (
        client("propagate_user_context = true"),
        "clients.web.propagate_user_context: needs generate_secret = true: Cognito refuses it for a client "
        "without a secret",
    ),
    "a required attribute that apps cannot write": (
        client('write_attributes = ["name"]'),
        "clients.web.write_attributes: must have email: nobody could sign up with this client",
    ),
    "an attribute that the pool lacks": (
        client('read_attributes = ["custom:tenant"]'),
        "clients.web.read_attributes: has custom:tenant, which the pool lacks. Add it to [user_pool.attributes], "
        "or remove it here",
    ),
    "no attribute at all": (
        client('read_attributes = ["tenant"]'),
        'clients.web.read_attributes: must be a standard attribute, or a custom one such as "custom:tenant", not '
        "'tenant'",
    ),
    # [clients.NAME.oauth]
    "no OAuth flow": (
        oauth(flows="[]"),
        "clients.web.oauth.flows: must have at least one: Cognito refuses OAuth without",
    ),
    "no OAuth scope": (
        oauth(scopes="[]"),
        "clients.web.oauth.scopes: must have at least one: Cognito refuses OAuth without",
    ),
    "older and newer flows": (
        client('legacy_auth_flows = ["ADMIN_NO_SRP_AUTH"]'),
        'clients.web.auth_flows: must be "unset" with legacy_auth_flows: Cognito refuses older and newer names '
        "together",
    ),
    "an unknown older flow": (
        client('auth_flows = "unset"', 'legacy_auth_flows = ["USER_SRP_AUTH"]'),
        'clients.web.legacy_auth_flows: must be "ADMIN_NO_SRP_AUTH", "CUSTOM_AUTH_FLOW_ONLY" or '
        "\"USER_PASSWORD_AUTH\", not 'USER_SRP_AUTH'",
    ),
    "more attributes than a template takes": (
        attributes(*(f'"custom:a{number}" = {{}}' for number in range(50))),
        "user_pool.attributes: and required_attributes have more than 50 attributes together: CloudFormation "
        "refuses it",
    ),
    "a login provider that is none": (
        identity_pool('login_providers = { "face book" = "1" }'),
        "identity_pool.login_providers.face book: must be a provider's domain, such as graph.facebook.com, not "
        "'face book'",
    ),
    "a SAML provider of Cognito": (
        identity_pool('saml_provider_arns = ["Company"]'),
        "identity_pool.saml_provider_arns: must be the ARN of an IAM SAML provider, not 'Company'",
    ),
    "client credentials and a user": (
        client(
            "generate_secret = true",
            'oauth = { flows = ["client_credentials", "code"], scopes = ["api/read"] }',
            key="server",
        )
        + '[resource_servers.api]\nname = "API"\nscopes = { read = "Read" }\n',
        "clients.server.oauth.flows: must have client_credentials alone: Cognito refuses it with others",
    ),
    "client credentials and a user's scopes": (
        client("generate_secret = true", 'oauth = { flows = ["client_credentials"] }', key="server"),
        "clients.server.oauth.scopes: must be scopes of resource servers with client_credentials: Cognito "
        "refuses others, which are about users",
    ),
    "client credentials without a secret": (
        client('oauth = { flows = ["client_credentials"], scopes = ["api/read"] }', key="server")
        + '[resource_servers.api]\nname = "API"\nscopes = { read = "Read" }\n',
        "clients.server.generate_secret: must be true with the client_credentials flow: Cognito refuses it "
        "without a secret",
    ),
    "a scope that nobody has": (
        oauth(scopes='["openid", "api/read"]'),
        "clients.web.oauth.scopes: has api/read, which no resource server has. Add it to [resource_servers], or "
        "remove it here",
    ),
    "no callback URL": (
        oauth(callback_urls="[]"),
        "clients.web.oauth.callback_urls: must have a URL: Cognito refuses the code flow without",
    ),
    "a default redirect that is none": (
        oauth(default_redirect_uri='"https://example.org/"'),
        "clients.web.oauth.default_redirect_uri: must be one of callback_urls: Cognito refuses others",
    ),
    "a redirect with a space": (
        oauth(callback_urls='["https://exa mple.com/"]'),
        "clients.web.oauth.callback_urls: must be a URI with a scheme and without a fragment, not "
        "'https://exa mple.com/'",
    ),
    "a redirect that is no URI": (
        oauth(callback_urls='["https://[/"]'),
        "clients.web.oauth.callback_urls: must be a URI with a scheme and without a fragment, not 'https://[/'",
    ),
    "a long redirect": (
        oauth(callback_urls=f'["https://example.com/{"x" * 1005}"]'),
        "clients.web.oauth.callback_urls: must be at most 1024 characters long; it has 1025",
    ),
    # [domain]
    "a domain without a name": (
        changed("domain", ""),
        "domain.prefix: is missing; it, or name, says where the pages are",
    ),
    "a domain without its certificate": (
        changed("domain", 'name = "auth.example.com"'),
        "domain.certificate_arn: must be given with domain.name: Cognito refuses it without",
    ),
    "a certificate without its domain": (
        changed("domain", 'prefix = "shop"', f'certificate_arn = "{CERTIFICATE}"'),
        "domain.name: must be given with domain.certificate_arn",
    ),
    "a certificate elsewhere": (
        changed(
            "domain",
            'name = "auth.example.com"',
            f'certificate_arn = "{CERTIFICATE.replace("us-east-1", "eu-west-1")}"',
        ),
        "domain.certificate_arn: must be a certificate in us-east-1: Cognito refuses others",
    ),
    "a domain of two parts": (
        changed("domain", 'name = "example.com"', f'certificate_arn = "{CERTIFICATE}"'),
        "domain.name: must be a domain name of at least three parts and at most 63 characters, such as "
        "auth.example.com, not 'example.com'",
    ),
    "managed login with LITE": (
        changed("domain", 'prefix = "shop"', "managed_login_version = 2").replace(
            'name = "example"', 'name = "example"\ntier = "LITE"'
        ),
        'domain.managed_login_version: needs tier = "ESSENTIALS" or "PLUS": Cognito refuses it with LITE. Use 1 '
        "or change the tier",
    ),
    "the domain twice": (
        changed("domain", 'prefix = "shop"')
        + '[hosted_ui]\ndomain_prefix = "shop"\nredirect_sign_in = ["https://a/"]\n'
        'redirect_sign_out = ["https://a/"]\n',
        "hosted_ui: goes without [domain], which says the same: move the clients' part to clients.NAME.oauth",
    ),
    # [identity_providers.NAME]
    "a provider of another name": (
        changed(
            "identity_providers.Okta",
            'type = "Google"',
            'client_id = "id"',
            f'secret_arn = "{SECRET}"',
            'scopes = ["openid"]',
        ),
        "identity_providers.Okta.type: must be the section's name for social providers: Cognito refuses Okta for "
        "Google",
    ),
    "the pool itself as a provider": (
        changed("identity_providers.COGNITO", 'type = "SAML"', 'details = { MetadataURL = "https://a/" }'),
        "identity_providers.COGNITO: must be 3 to 32 characters without spaces, not 'COGNITO'",
    ),
    "a provider without a secret": (
        provider(secret_arn=""),
        "identity_providers.Google.secret_arn: must be given for type Google: Cognito refuses it without",
    ),
    "a provider without an id": (
        provider(client_id=""),
        "identity_providers.Google.client_id: must be given for type Google: Cognito refuses it without",
    ),
    "a provider without scopes": (
        provider(scopes=""),
        "identity_providers.Google.scopes: must be given for type Google: Cognito refuses it without",
    ),
    "Apple without its team": (
        provider("SignInWithApple", details='{ key_id = "k" }'),
        "identity_providers.SignInWithApple.details: must have team_id for type SignInWithApple: Cognito refuses "
        "it without",
    ),
    "SAML without metadata": (
        changed("identity_providers.Okta", 'type = "SAML"'),
        "identity_providers.Okta.details: must have MetadataFile or MetadataURL for type SAML: Cognito refuses it "
        "without",
    ),
    "SAML with a secret": (
        changed(
            "identity_providers.Okta",
            'type = "SAML"',
            'details = { MetadataURL = "https://a/" }',
            f'secret_arn = "{SECRET}"',
        ),
        "identity_providers.Okta.secret_arn: must not be given for type SAML: it has none",
    ),
    "a secret in the file": (
        provider(details='{ client_secret = "hunter2" }'),
        "identity_providers.Google.details: must not have client_secret: set secret_arn instead",
    ),
    "a key of no secret": (
        changed(
            "identity_providers.Okta",
            'type = "SAML"',
            'details = { MetadataURL = "https://a/" }',
            'secret_key = "k"',
        ),
        "identity_providers.Okta.secret_key: must be given with secret_arn only",
    ),
    "a mapping to an attribute that the pool lacks": (
        provider(attribute_mapping='{ "custom:tenant" = "hd" }'),
        "identity_providers.Google.attribute_mapping: has custom:tenant, which the pool lacks. Add it to "
        "[user_pool.attributes], or remove it here",
    ),
    # [resource_servers.IDENTIFIER]
    "a scope with a slash": (
        changed("resource_servers.api", 'name = "API"', 'scopes = { "a/b" = "c" }'),
        "resource_servers.api.scopes.a/b: must be 1 to 256 characters without spaces, /, \" and \\, not 'a/b'",
    ),
    # [identity_pool]
    "policies of another's role": (
        identity_pool(f'authenticated_role_arn = "{ROLE}"', f'authenticated_managed_policies = ["{POLICY}"]'),
        "identity_pool.authenticated_managed_policies: is for the stack's own role: remove it, or "
        "authenticated_role_arn",
    ),
    "guests without a role": (
        identity_pool("guests = true", 'guest_role_arn = "unset"'),
        "identity_pool.guest_role_arn: must not be unset with guests = true: guests need a role",
    ),
    "an identity pool of no client": (
        identity_pool("clients = []"),
        "identity_pool.clients: must name at least one app client",
    ),
    "an identity pool of a client that is none": (
        identity_pool('clients = ["server"]'),
        "identity_pool.clients: has server, which is no app client of [clients]",
    ),
    "an identity pool without clients": (
        identity_pool() + "[clients]\n",
        "identity_pool: needs an app client: its users sign in with one",
    ),
    "too many policies": (
        identity_pool(
            f"guest_managed_policies = {[f'arn:aws:iam::aws:policy/P{number}' for number in range(11)]}"
        ),
        "identity_pool.guest_managed_policies: must have at most 10 items; it has 11",
    ),
    "too many session tags": (
        changed("identity_pool.principal_tags", *(f't{number} = "sub"' for number in range(51))).replace(
            "[identity_pool.principal_tags]", '[identity_pool]\nname = "x"\n[identity_pool.principal_tags]'
        ),
        "identity_pool.principal_tags: must have at most 50 items",
    ),
    # [groups]
    "a group that has the name of another's role": (
        identity_pool() + "[groups]\nAdmin = 1\nAdminRole = 2\n",
        "groups.AdminRole: and groups.Admin cannot be in one stack: their resources have the same name. Rename "
        "one, or give it a role_arn",
    ),
    "groups whose names differ in a slash": (
        changed("groups", '"a/b" = 1', '"a--b" = 2'),
        "groups.a--b: and groups.a/b cannot be in one stack: their resources have the same name. Rename one, or "
        "give it a role_arn",
    ),
    "a group's name with a control character": (
        changed("groups", '"a\\u0001" = 1'),
        r"groups.a\x01: must be 1 to 128 characters without spaces, not 'a\x01'",
    ),
    "too many groups": (
        changed("groups", *(f"g{number} = {number}" for number in range(201))),
        "groups: has 201 groups: a stack takes 200 at most",
    ),
    "an absurd precedence": (
        changed("groups", "Admins = 2147483648"),
        "groups.Admins: must be 2147483647 or less, not 2147483648",
    ),
    "a group's policies without an identity pool": (
        changed("groups.Admins", f'managed_policies = ["{POLICY}"]'),
        "groups.Admins.managed_policies: needs an [identity_pool]: without one, nobody gets the group's role",
    ),
    "a group's policies of another's role": (
        identity_pool() + f'[groups.Admins]\nrole_arn = "{ROLE}"\nmanaged_policies = ["{POLICY}"]\n',
        "groups.Admins.managed_policies: is for the stack's own role: remove it, or role_arn",
    ),
    # [triggers]
    "a custom sender without a key": (
        changed("triggers", f'custom_email_sender = "{POOL}"'),
        "triggers.kms_key_arn: must be given with triggers.custom_email_sender: Cognito refuses it without",
    ),
    "a key without a custom sender": (
        changed("triggers", f'kms_key_arn = "{KEY}"'),
        "triggers.kms_key_arn: is for custom_sms_sender and custom_email_sender only: remove it, or name one of "
        "them",
    ),
    "the version of no trigger": (
        changed("triggers", 'pre_token_generation_version = "V2_0"'),
        "triggers.pre_token_generation_version: is for pre_token_generation only",
    ),
    "V2 with LITE": (
        changed(
            "triggers", f'pre_token_generation = "{POOL}"', 'pre_token_generation_version = "V2_0"'
        ).replace('name = "example"', 'name = "example"\ntier = "LITE"'),
        'triggers.pre_token_generation_version: needs tier = "ESSENTIALS" or "PLUS": Cognito refuses it with '
        "LITE. Use V1_0 or change the tier",
    ),
    "a trigger in another region": (
        changed("triggers", f'pre_sign_up = "{POOL}"') + '[aws]\nregion = "us-east-1"\n',
        "triggers.pre_sign_up: must be a function in us-east-1: Cognito calls none in another region",
    ),
    "a custom SMS sender in a pool without SMS": (
        with_mfa('mode = "OFF"') + f'[triggers]\ncustom_sms_sender = "{POOL}"\nkms_key_arn = "{KEY}"\n',
        "triggers.custom_sms_sender: needs the [sms] section: Cognito refuses it without",
    ),
    # [risk_configuration]
    "a risk configuration without threat protection": (
        changed("risk_configuration", 'blocked_ip_ranges = ["192.0.2.0/24"]'),
        "risk_configuration: needs threat protection: Cognito refuses it without. Set user_pool.tier = "
        '"PLUS", and threat_protection to AUDIT or ENFORCED',
    ),
    "a takeover of no level": (
        plus(changed("risk_configuration.account_takeover", "")),
        "risk_configuration.account_takeover: must have at least one of low, medium and high",
    ),
    "no range of addresses": (
        plus(changed("risk_configuration", 'blocked_ip_ranges = ["192.0.2.1/24"]')),
        "risk_configuration.blocked_ip_ranges: must be a range of addresses such as 192.0.2.0/24, not "
        "'192.0.2.1/24'",
    ),
    "too many ranges of addresses": (
        plus(
            changed(
                "risk_configuration",
                f"blocked_ip_ranges = {[f'192.0.2.{number}/32' for number in range(201)]}",
            )
        ),
        "risk_configuration.blocked_ip_ranges: must have at most 200 items; it has 201",
    ),
    # [tags], [aws], [monitoring]
    "a tag of AWS": (
        changed("tags", '"aws:team" = "a"'),
        "tags.aws:team: must not start with aws:, which AWS keeps for itself: 'aws:team'",
    ),
    "an empty tag": (changed("tags", '"" = "a"'), "tags.: must be 1 to 128 characters long; it has 0"),
    "a long tag": (
        changed("tags", f'team = "{"x" * 257}"'),
        "tags.team: must be 0 to 256 characters long; it has 257",
    ),
    "a region that does not exist": (
        changed("aws", 'region = "us-east-3"'),
        "aws.region: must be a region that has Cognito, not 'us-east-3'; did you mean us-east-2?",
    ),
    "an infinite amount": (
        changed("monitoring", "sms_spend_usd = inf"),
        "monitoring.sms_spend_usd: must be a finite number, such as sms_spend_usd = 100, not inf",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_broken_rule_is_named(tmp_path: Path, name: str) -> None:
    text, error = BAD[name]
    assert errors_of(tmp_path, text) == [error]


GOOD = {
    "no app client": changed("clients", ""),
    "a subdomain of the identity": changed(
        "email", 'from_address = "us@mail.example.com"', f'ses_identity_arn = "{IDENTITY}"'
    ),
    "the identity's own address": changed(
        "email",
        'from_address = "US@example.com"',
        f'ses_identity_arn = "{IDENTITY.replace("example.com", "us@example.com")}"',
    ),
    "Cognito sends with an identity's address": changed(
        "email", f'ses_identity_arn = "{IDENTITY}"', 'sending_account = "COGNITO_DEFAULT"'
    ),
    "an SES identity of a region that all pools can use": in_ireland(
        changed("email", 'ses_identity_arn = "arn:aws:ses:us-east-1:123456789012:identity/example.com"')
    ),
    "a link that leads to the domain": changed(
        "email", 'verification = "link"', 'verification_message_by_link = "{##Click here##}"'
    )
    + '[domain]\nprefix = "shop"\n',
    "a link in a message of two lines": changed(
        "email", 'verification_message_by_link = "Welcome\\n{##Click\\nhere##}"'
    ),
    "no rotation": client('refresh_token_rotation = "OFF"'),
    "rotation": client("refresh_token_rotation = 0", 'auth_flows = ["USER_SRP_AUTH"]'),
    "no required attribute to write where nobody signs up": client('write_attributes = ["name"]').replace(
        'name = "example"', 'name = "example"\nself_sign_up = false'
    ),
    "client credentials": client(
        "generate_secret = true",
        'oauth = { flows = ["client_credentials"], scopes = ["https://api.example.com/read"] }',
        'auth_flows = "unset"',
        key="server",
    )
    + '[resource_servers."https://api.example.com"]\nname = "API"\nscopes = { read = "Read" }\n',
    "a provider": provider(),
    "OIDC by its issuer": changed(
        "identity_providers.Okta",
        'type = "OIDC"',
        'client_id = "id"',
        f'secret_arn = "{SECRET}"',
        'secret_key = "client_secret"',
        'scopes = ["openid"]',
        'details = { oidc_issuer = "https://a/", attributes_request_method = "GET" }',
    ),
    "the longest redirect": oauth(callback_urls=f'["https://example.com/{"x" * 1004}"]'),
    "an invitation of two lines": changed("email", 'invitation_message = "Hello {username}\\n{####}"'),
    "the shortest and the longest subject": changed(
        "email", 'verification_subject = "x"', f'invitation_subject = "{"x" * 140}"'
    ),
    "a localhost redirect": oauth(callback_urls='["http://[::1]:3000/", "http://127.0.0.1/", "app://x"]'),
    "both domains": changed(
        "domain", 'prefix = "shop"', 'name = "auth.example.com"', f'certificate_arn = "{CERTIFICATE}"'
    ),
    "groups that would collide, with a role of another": identity_pool()
    + f'[groups]\nAdminRole = 2\nAdmin = {{ precedence = 1, role_arn = "{ROLE}" }}\n',
    "one limit": attributes('"custom:tenant" = { length = ["unset", 64] }'),
    "a developer attribute": attributes('"dev:custom:tenant" = {}'),
    "LITE with its old threat protection": changed(
        "user_pool", 'tier = "LITE"', 'threat_protection = "AUDIT"'
    ),
    "only the texts": with_mfa('mode = "OFF"') + "[sms]\nenabled = false\n",
    "an existing role without an external id": changed(
        "sms", f'role_arn = "{ROLE}"', 'external_id = "unset"'
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_cognito_takes_is_taken(tmp_path: Path, name: str) -> None:
    file = tmp_path / "dev.toml"
    file.write_text(GOOD[name], encoding="utf-8")
    assert load_environment(file).name == "dev"


# Each field whose property a template can lack, with sections that it needs.
UNSET = {
    "user_pool": (
        "case_sensitive", "keep_original", "account_recovery", "custom_auth_threat_protection",
        "threat_protection", "device_tracking",
    ),
    "triggers": ("pre_sign_up", "pre_token_generation", "custom_sms_sender", "kms_key_arn"),
    "password_policy": ("temporary_password_days",),
    "sms": ("authentication_message", "verification_message", "invitation_message", "sns_region"),
    "email": (
        "verification_message", "verification_subject", "verification_message_by_link",
        "verification_subject_by_link", "invitation_message", "invitation_subject", "from_address", "reply_to",
        "ses_identity_arn", "configuration_set",
    ),
    "clients.web": (
        "access_token", "id_token", "refresh_token", "refresh_token_rotation", "auth_session", "auth_flows",
        "read_attributes", "write_attributes", "prevent_user_existence_errors", "enable_token_revocation",
        "propagate_user_context", "identity_providers",
    ),
    "groups.Admins": ("precedence", "description", "role_arn"),
}  # fmt: skip


@pytest.mark.parametrize("section", UNSET)
def test_any_property_that_a_template_can_lack_can_be_unset(tmp_path: Path, section: str) -> None:
    file = tmp_path / "dev.toml"
    file.write_text(changed(section, *(f'{field} = "unset"' for field in UNSET[section])), encoding="utf-8")
    assert load_environment(file).name == "dev"


def test_the_minimal_file_has_what_amplify_makes(tmp_path: Path) -> None:
    file = tmp_path / "dev.toml"
    file.write_text(MINIMAL, encoding="utf-8")
    assert list(load_environment(file).settings.clients) == ["web", "native"]
