"""The errors that newcomers make, each with the message that they read."""

POOL = '[user_pool]\nname = "shop"\n'
MFA = '[mfa]\nmode = "ON"\ntypes = ["SMS", "TOTP"]\n'


def in_pool(line: str) -> str:
    """A file with one more line in `[user_pool]`."""
    return f"{POOL}{line}\n{MFA}"


def in_mfa(*lines: str) -> str:
    """A file with these lines in `[mfa]`."""
    return "\n".join([f"{POOL}[mfa]", *lines, ""])


def whole_with(text: str) -> str:
    """A file that has all it needs, and this."""
    return f"{POOL}{MFA}{text}\n"


ERRORS: dict[str, tuple[str, list[str]]] = {
    "empty file": (
        "",
        [
            "user_pool: is missing: add [user_pool] with its fields in the lines below it",
            "mfa: is missing: add [mfa] with its fields in the lines below it",
        ],
    ),
    "only comments": (
        "# to do\n",
        [
            "user_pool: is missing: add [user_pool] with its fields in the lines below it",
            "mfa: is missing: add [mfa] with its fields in the lines below it",
        ],
    ),
    "missing name": ("[user_pool]\n" + MFA, ['user_pool.name: is missing: add name = "example-prod"']),
    "missing mfa": (POOL, ["mfa: is missing: add [mfa] with its fields in the lines below it"]),
    "missing mode": (in_mfa('types = ["SMS"]'), ['mfa.mode: is missing: add mode = "OPTIONAL"']),
    "missing types": (in_mfa('mode = "ON"'), ['mfa.types: is missing: add types = ["SMS", "TOTP"]']),
    "types as text": (
        in_mfa('mode = "ON"', 'types = "SMS"'),
        ["mfa.types: must be a list, such as types = [\"SMS\"], not 'SMS'"],
    ),
    "types as comma text": (
        in_mfa('mode = "ON"', 'types = "SMS,TOTP"'),
        ['mfa.types: must be a list, such as types = ["SMS", "TOTP"], not \'SMS,TOTP\''],
    ),
    "types lower case": (
        in_mfa('mode = "ON"', 'types = ["sms"]'),
        ['mfa.types: must be "SMS" or "TOTP", not \'sms\''],
    ),
    "types by Cognito's names": (
        in_mfa('mode = "ON"', 'types = ["SMS_MFA"]'),
        ['mfa.types: must be "SMS" or "TOTP", not \'SMS_MFA\''],
    ),
    "types by Amplify's names": (
        in_mfa('mode = "ON"', 'types = ["SMS Text Message"]'),
        ['mfa.types: must be "SMS" or "TOTP", not \'SMS Text Message\''],
    ),
    "types twice": (
        in_mfa('mode = "ON"', 'types = ["SMS", "SMS"]'),
        ["mfa.types: must name each only once: SMS"],
    ),
    "types with a number": (
        in_mfa('mode = "ON"', "types = [1]"),
        ['mfa.types: must be text in quotes, such as types = ["SMS", "TOTP"], not 1'],
    ),
    "types empty": (
        in_mfa('mode = "ON"', "types = []"),
        [
            'mfa.types: must have at least one of SMS and TOTP: Cognito refuses MFA without a factor. Add one, or set mode = "OFF"'
        ],
    ),
    "types without brackets": (
        in_mfa('mode = "ON"', 'types = "SMS", "TOTP"'),
        [
            'is not TOML: line 5 (types = "SMS", "TOTP") has several values without brackets: write types = ["SMS", "TOTP"]'
        ],
    ),
    "mode without quotes": (
        in_mfa("mode = ON", 'types = ["SMS"]'),
        ['is not TOML: line 4 (mode = ON) has text without quotes: write mode = "ON"'],
    ),
    "mode lower case": (
        in_mfa('mode = "on"', 'types = ["SMS"]'),
        ['mfa.mode: must be "OFF", "OPTIONAL" or "ON", not \'on\''],
    ),
    "mode required": (
        in_mfa('mode = "REQUIRED"', 'types = ["SMS"]'),
        ['mfa.mode: must be "OFF", "OPTIONAL" or "ON", not \'REQUIRED\''],
    ),
    "mode true": (
        in_mfa("mode = true", 'types = ["SMS"]'),
        ['mfa.mode: must be "OFF", "OPTIONAL" or "ON", not \'True\''],
    ),
    "mode list": (
        in_mfa('mode = ["ON"]', 'types = ["SMS"]'),
        ['mfa.mode: must be "OFF", "OPTIONAL" or "ON", not "[\'ON\']"'],
    ),
    "types with OFF": (
        in_mfa('mode = "OFF"', 'types = ["SMS"]'),
        [
            'mfa.types: goes with mode = "OPTIONAL" or "ON" only: Cognito refuses factors with MFA off. Remove it'
        ],
    ),
    "mfa as a value": (
        'mfa = "ON"\n' + POOL,
        ["mfa: must be written as [mfa] with its fields in the lines below it, not 'ON'"],
    ),
    "mfa twice": (
        POOL + MFA + MFA,
        [
            "is not TOML: line 6 ([mfa]) sets a second time what stands above it: each section and field stands in a file once"
        ],
    ),
    "mfa as a list": (
        POOL + '[[mfa]]\nmode = "OFF"\n',
        [
            "mfa: must be written as [mfa] with its fields in the lines below it, not a list of sections ([[...]])"
        ],
    ),
    "mfa_configuration": (
        in_mfa('mode = "ON"', 'mfa_configuration = "ON"', 'types = ["SMS"]'),
        ["mfa.mfa_configuration: unknown here; it is mfa.mode"],
    ),
    "MfaConfiguration": (
        in_pool('MfaConfiguration = "ON"'),
        ["user_pool.MfaConfiguration: unknown here; it is mfa.mode"],
    ),
    "mode in user_pool": (
        POOL + 'mode = "ON"\n' + MFA,
        ["user_pool.mode: unknown here; it belongs in [mfa]"],
    ),
    "preferred not in types": (
        in_mfa('mode = "OPTIONAL"', 'types = ["TOTP"]', 'preferred = "SMS"'),
        [
            "mfa.preferred: is SMS, which is not enabled for new users: Cognito refuses to prefer a factor that is off. Choose one of mfa.enable_for_new_users"
        ],
    ),
    "field misspelt": (
        in_mfa('mode = "ON"', 'types = ["SMS"]', 'prefered = "SMS"'),
        ["mfa.prefered: unknown; did you mean preferred?"],
    ),
    "section misspelt": (
        whole_with('[user_pol]\nname = "x"'),
        ["user_pol: unknown; did you mean user_pool?"],
    ),
    "section with capital": (
        whole_with('[Sms]\nauthentication_message = "{####}"'),
        ["Sms: unknown; did you mean sms?"],
    ),
    "section with hyphen": (
        whole_with("[password-policy]\nminimum_length = 12"),
        ["password-policy: unknown; did you mean password_policy?"],
    ),
    "name as number": (
        "[user_pool]\nname = 5\n" + MFA,
        ['user_pool.name: must be text in quotes, such as name = "example-prod", not 5'],
    ),
    "name too long": (
        f'''[user_pool]\nname = "{"x" * 200}"\n''' + MFA,
        [
            "user_pool.name: must be 1 to 128 letters, digits, spaces and +=,.@-, not 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx..."
        ],
    ),
    "name with slash": (
        '[user_pool]\nname = "shop/dev"\n' + MFA,
        ["user_pool.name: must be 1 to 128 letters, digits, spaces and +=,.@-, not 'shop/dev'"],
    ),
    "name not closed": (
        '[user_pool]\nname = "shop\n' + MFA,
        ['is not TOML: line 2 (name = "shop) has a text that is not closed: a quote (") is missing'],
    ),
    "name without quotes": (
        "[user_pool]\nname = shop\n" + MFA,
        ['is not TOML: line 2 (name = shop) has text without quotes: write name = "shop"'],
    ),
    "name with typographic quotes": (
        "[user_pool]\nname = “shop”\n" + MFA,
        ['is not TOML: line 2 (name = “shop”) has typographic quotes: use straight ones, "..."'],
    ),
    "name with colon": (
        '[user_pool]\nname: "shop"\n' + MFA,
        ['is not TOML: line 2 (name: "shop") has a colon after the field: write name = "shop"'],
    ),
    "name without value": (
        "[user_pool]\nname =\n" + MFA,
        ["is not TOML: line 2 (name =) has no value after ="],
    ),
    "name alone": (
        "[user_pool]\nname\n" + MFA,
        ["is not TOML: line 2 (name) has a field without a value: write name = and the value"],
    ),
    "name twice": (
        '[user_pool]\nname = "a"\nname = "b"\n' + MFA,
        [
            'is not TOML: line 3 (name = "b") sets a second time what stands above it: each section and field stands in a file once'
        ],
    ),
    "section not closed": (
        '[user_pool\nname = "a"\n' + MFA,
        ["is not TOML: line 1 ([user_pool) opens a section and does not close it: ] is missing"],
    ),
    "section in one line": (
        '[user_pool] name = "a"\n' + MFA,
        [
            'is not TOML: line 1 ([user_pool] name = "a") has more after the section\'s name: write it into the next line'
        ],
    ),
    "JSON": (
        '{"user_pool": {"name": "shop"}}',
        [
            'is not TOML: line 1 ({"user_pool": {"name": "shop"}}) looks like JSON: write [section] and, in the lines below it, field = value'
        ],
    ),
    "YAML": (
        "user_pool:\n  name: shop\n",
        [
            "is not TOML: line 1 (user_pool:) has a colon: write [user_pool] and, in the lines below it, field = value"
        ],
    ),
    "comment of another language": (
        "// dev\n" + POOL + MFA,
        ["is not TOML: line 1 (// dev) looks like a comment: comments begin with #"],
    ),
    "merge conflict": (
        "<<<<<<< HEAD\n" + POOL + MFA,
        ["is not TOML: line 1 (<<<<<<< HEAD) is left over from a merge conflict: choose one side"],
    ),
    "list not closed": (
        in_mfa('mode = "ON"', 'types = ["SMS", "TOTP"'),
        ["is not TOML: a list, text or section is not closed before the end of the file"],
    ),
    "comma missing": (
        in_mfa('mode = "ON"', 'types = ["SMS" "TOTP"]'),
        [
            'is not TOML: line 5 (types = ["SMS" "TOTP"]) is in a list, in which a comma or the closing ] is missing'
        ],
    ),
    "backslash": (
        in_pool('x = "C:\\Users"'),
        [
            'is not TOML: line 3 (x = "C:\\Users") has a backslash in a text: write two of them, or use single quotes'
        ],
    ),
    "True": (
        in_pool("self_sign_up = True"),
        ["is not TOML: line 3 (self_sign_up = True) has a value that TOML lacks: write self_sign_up = true"],
    ),
    "yes": (
        in_pool("self_sign_up = yes"),
        ["is not TOML: line 3 (self_sign_up = yes) has a value that TOML lacks: write self_sign_up = true"],
    ),
    "boolean in quotes": (
        in_pool('self_sign_up = "true"'),
        ["user_pool.self_sign_up: must be true or false, without quotes, not 'true'"],
    ),
    "boolean as number": (
        in_pool("self_sign_up = 1"),
        ["user_pool.self_sign_up: must be true or false, without quotes, not 1"],
    ),
    "null": (
        in_pool("account_recovery = null"),
        ["is not TOML: line 3 (account_recovery = null) has no value: remove it, and the default applies"],
    ),
    "None": (
        in_pool("account_recovery = None"),
        ["is not TOML: line 3 (account_recovery = None) has no value: remove it, and the default applies"],
    ),
    "sign_in as text": (
        in_pool('sign_in = "email"'),
        ["user_pool.sign_in: must be a list, such as sign_in = [\"email\"], not 'email'"],
    ),
    "sign_in unknown": (
        in_pool('sign_in = ["mail"]'),
        [
            'user_pool.sign_in: must be "username", "email", "phone_number" or "preferred_username", not \'mail\''
        ],
    ),
    "sign_in with a hyphen": (
        in_pool('sign_in = ["phone-number"]'),
        [
            'user_pool.sign_in: must be "username", "email", "phone_number" or "preferred_username", not \'phone-number\''
        ],
    ),
    "sign_in empty": (
        in_pool("sign_in = []"),
        ["user_pool.sign_in: must name at least one of username, email and phone_number"],
    ),
    "username_attributes": (
        in_pool('username_attributes = ["email"]'),
        ["user_pool.username_attributes: unknown here; it is user_pool.sign_in"],
    ),
    "alias_attributes": (
        in_pool('alias_attributes = ["email"]'),
        ["user_pool.alias_attributes: unknown here; it is user_pool.sign_in"],
    ),
    "auto_verified_attributes": (
        in_pool('auto_verified_attributes = ["email"]'),
        ["user_pool.auto_verified_attributes: unknown here; it is user_pool.auto_verify"],
    ),
    "custom_attributes": (
        in_pool('custom_attributes = ["tenant"]'),
        ["user_pool.custom_attributes: unknown here; it is user_pool.attributes"],
    ),
    "custom attribute as required": (
        in_pool('required_attributes = ["custom:tenant"]'),
        [
            'user_pool.required_attributes: must be "address", "birthdate", "email", "family_name", "gender", "given_name", "locale", "middle_name", "name", "nickname", "phone_number", "picture", "preferred_username", "profile", "updated_at", "website" or "zoneinfo", not \'custom:tenant\''
        ],
    ),
    "required attribute unknown": (
        in_pool('required_attributes = ["mail"]'),
        [
            'user_pool.required_attributes: must be "address", "birthdate", "email", "family_name", "gender", "given_name", "locale", "middle_name", "name", "nickname", "phone_number", "picture", "preferred_username", "profile", "updated_at", "website" or "zoneinfo", not \'mail\''
        ],
    ),
    "tier lower case": (
        in_pool('tier = "plus"'),
        ['user_pool.tier: must be "LITE", "ESSENTIALS" or "PLUS", not \'plus\''],
    ),
    "tier unknown": (
        in_pool('tier = "GOLD"'),
        ['user_pool.tier: must be "LITE", "ESSENTIALS" or "PLUS", not \'GOLD\''],
    ),
    "tier in mfa": (
        in_mfa('mode = "ON"', 'types = ["SMS"]', 'tier = "PLUS"'),
        ["mfa.tier: unknown here; it belongs in [user_pool]"],
    ),
    "threat protection without PLUS": (
        in_pool('threat_protection = "ENFORCED"'),
        [
            'user_pool.threat_protection: needs tier = "PLUS": Cognito refuses it with ESSENTIALS. Change the tier or set "OFF"'
        ],
    ),
    "destroy while protected": (
        in_pool('removal_policy = "destroy"'),
        [
            'user_pool.deletion_protection: must be set to false with removal_policy = "destroy": Cognito refuses to delete a protected pool, and the stack\'s deletion fails partway'
        ],
    ),
    "removal policy by CloudFormation's name": (
        in_pool('removal_policy = "Delete"'),
        ['user_pool.removal_policy: must be "retain" or "destroy", not \'Delete\''],
    ),
    "pool_name": (in_pool('pool_name = "x"'), ["user_pool.pool_name: unknown here; it is user_pool.name"]),
    "account without quotes": (
        whole_with("[aws]\naccount = 123456789012"),
        ['aws.account: must be text in quotes, such as account = "123456789012", not 123456789012'],
    ),
    "account with leading zero": (
        whole_with("[aws]\naccount = 012345678901"),
        [
            'is not TOML: line 7 (account = 012345678901) has neither a number nor text in quotes: write account = "012345678901"'
        ],
    ),
    "account with hyphens": (
        whole_with('[aws]\naccount = "1234-5678-9012"'),
        ["aws.account: must be an AWS account id: 12 digits, in quotes, not '1234-5678-9012'"],
    ),
    "account too short": (
        whole_with('[aws]\naccount = "12345"'),
        ["aws.account: must be an AWS account id: 12 digits, in quotes, not '12345'"],
    ),
    "account at the top": (
        'account = "123456789012"\n' + POOL + MFA,
        ["account: unknown here; it belongs in [aws]"],
    ),
    "region unknown": (
        whole_with('[aws]\nregion = "eu-central-9"'),
        ["aws.region: must be a region that has Cognito, not 'eu-central-9'; did you mean eu-central-2?"],
    ),
    "region as a place": (
        whole_with('[aws]\nregion = "Frankfurt"'),
        ["aws.region: must be a region that has Cognito, not 'Frankfurt'"],
    ),
    "region in user_pool": (
        in_pool('region = "eu-central-1"'),
        ["user_pool.region: unknown here; it belongs in [aws]"],
    ),
    "password length as text": (
        whole_with('[password_policy]\nminimum_length = "12"'),
        [
            "password_policy.minimum_length: must be a whole number without quotes, such as minimum_length = 14, not '12'"
        ],
    ),
    "password length too short": (
        whole_with("[password_policy]\nminimum_length = 4"),
        ["password_policy.minimum_length: must be 6 or more, not 4"],
    ),
    "password length with a point": (
        whole_with("[password_policy]\nminimum_length = 12.5"),
        [
            "password_policy.minimum_length: must be a whole number without quotes, such as minimum_length = 14, not 12.5"
        ],
    ),
    "password policy by another name": (
        whole_with("[password]\nminimum_length = 12"),
        ["password: unknown here; it is password_policy"],
    ),
    "min_length": (
        whole_with("[password_policy]\nmin_length = 12"),
        ["password_policy.min_length: unknown here; it is password_policy.minimum_length"],
    ),
    "message without code": (
        whole_with('[sms]\nauthentication_message = "Your code"'),
        ["sms.authentication_message: must contain {####}: Cognito refuses the message without it"],
    ),
    "message with another placeholder": (
        whole_with('[sms]\nauthentication_message = "Your code is {code}"'),
        ["sms.authentication_message: must contain {####}: Cognito refuses the message without it"],
    ),
    "message too long": (
        whole_with(f'''[sms]\nauthentication_message = "{"x" * 200} {{####}}"'''),
        ["sms.authentication_message: must be 6 to 140 characters long; it has 207"],
    ),
    "message in two lines": (
        whole_with('[sms]\nauthentication_message = """Your code\nis {####}"""'),
        [
            "sms.authentication_message: must not contain line breaks or other control characters: Cognito refuses them"
        ],
    ),
    "message in user_pool": (
        in_pool('authentication_message = "{####}"'),
        ["user_pool.authentication_message: unknown here; it belongs in [sms]"],
    ),
    "sms as a boolean": (
        "sms = true\n" + POOL + MFA,
        ["sms: must be written as [sms] with its fields in the lines below it, not true"],
    ),
    "from_address without SES": (
        whole_with('[email]\nfrom_address = "no-reply@example.com"'),
        [
            "email.ses_identity_arn: must be given with email.from_address: Cognito sends from another address only through a verified SES identity"
        ],
    ),
    "from_address that is none": (
        whole_with(
            '[email]\nfrom_address = "example"\nses_identity_arn = "arn:aws:ses:eu-central-1:123456789012:identity/example.com"'
        ),
        ["email.from_address: must be an e-mail address, not 'example'"],
    ),
    "SES identity as a domain": (
        whole_with('[email]\nses_identity_arn = "example.com"'),
        ["email.ses_identity_arn: must be the ARN of an SES identity, not 'example.com'"],
    ),
    "access_token as seconds": (
        whole_with("[clients.web]\naccess_token = 3600"),
        ['clients.web.access_token: must be text in quotes, such as access_token = "30 minutes", not 3600'],
    ),
    "access_token without unit": (
        whole_with('[clients.web]\naccess_token = "60"'),
        ["clients.web.access_token: must be minutes, hours or days, such as \"60 minutes\", not '60'"],
    ),
    "access_token with a short unit": (
        whole_with('[clients.web]\naccess_token = "60m"'),
        ["clients.web.access_token: must be minutes, hours or days, such as \"60 minutes\", not '60m'"],
    ),
    "access_token too long": (
        whole_with('[clients.web]\naccess_token = "2 days"'),
        ["clients.web.access_token: must be 5 minutes to 1 days, not 2 days"],
    ),
    "access_token without quotes": (
        whole_with("[clients.web]\naccess_token = 30 minutes"),
        [
            'is not TOML: line 7 (access_token = 30 minutes) has neither a number nor text in quotes: write access_token = "30 minutes"'
        ],
    ),
    "access_token longer than refresh_token": (
        whole_with('[clients.web]\naccess_token = "1 days"\nrefresh_token = "2 hours"'),
        ["clients.web.access_token: must not be longer than refresh_token (2 hours): Cognito refuses it"],
    ),
    "auth flow by CloudFormation's name": (
        whole_with('[clients.web]\nauth_flows = ["ALLOW_USER_SRP_AUTH"]'),
        [
            'clients.web.auth_flows: must be "USER_SRP_AUTH", "USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH", "CUSTOM_AUTH", "USER_AUTH" or "REFRESH_TOKEN_AUTH", not \'ALLOW_USER_SRP_AUTH\''
        ],
    ),
    "auth flow as text": (
        whole_with('[clients.web]\nauth_flows = "USER_SRP_AUTH"'),
        [
            "clients.web.auth_flows: must be a list, such as auth_flows = [\"USER_SRP_AUTH\"], not 'USER_SRP_AUTH'"
        ],
    ),
    "client without a name": (
        whole_with('[clients]\naccess_token = "1 hours"'),
        [
            "clients.access_token: belongs below a name: write [clients.NAME], with a name of your own, before it"
        ],
    ),
    "client as a list": (
        whole_with('[[clients]]\nname = "web"'),
        [
            "clients: must be written as [clients] with its fields in the lines below it, not a list of sections ([[...]])"
        ],
    ),
    "client in singular": (
        whole_with('[client.web]\nname = "web"'),
        ["client: unknown; did you mean clients?"],
    ),
    "client with a capital": (
        whole_with('[clients.Web]\nname = "web"'),
        ["clients.Web: must be lower-case letters, digits, - and _, a letter first, not 'Web'"],
    ),
    "secret of a web client": (
        whole_with("[clients.web]\ngenerate_secret = true"),
        [
            "clients.web.generate_secret: must be false: a browser cannot keep a secret. Name a server's client otherwise, such as [clients.server]"
        ],
    ),
    "callback by http": (
        whole_with(
            '[hosted_ui]\ndomain_prefix = "shop"\nredirect_sign_in = ["http://example.com/"]\nredirect_sign_out = ["https://example.com/"]'
        ),
        [
            "hosted_ui.redirect_sign_in: must be https, or http to localhost: Cognito refuses http://example.com/"
        ],
    ),
    "callback without scheme": (
        whole_with(
            '[hosted_ui]\ndomain_prefix = "shop"\nredirect_sign_in = ["example.com"]\nredirect_sign_out = ["https://example.com/"]'
        ),
        ["hosted_ui.redirect_sign_in: must be a URI with a scheme and without a fragment, not 'example.com'"],
    ),
    "domain prefix with capital": (
        whole_with(
            '[hosted_ui]\ndomain_prefix = "Shop"\nredirect_sign_in = ["https://example.com/"]\nredirect_sign_out = ["https://example.com/"]'
        ),
        [
            "hosted_ui.domain_prefix: must be 1 to 63 lower-case letters, digits and hyphens, no hyphen first or last"
        ],
    ),
    "domain prefix as a domain": (
        whole_with(
            '[hosted_ui]\ndomain_prefix = "shop.example.com"\nredirect_sign_in = ["https://example.com/"]\nredirect_sign_out = ["https://example.com/"]'
        ),
        [
            "hosted_ui.domain_prefix: must be 1 to 63 lower-case letters, digits and hyphens, no hyphen first or last"
        ],
    ),
    "callback_urls in hosted_ui": (
        whole_with(
            '[hosted_ui]\ndomain_prefix = "shop"\ncallback_urls = ["https://example.com/"]\nredirect_sign_in = ["https://example.com/"]\nredirect_sign_out = ["https://example.com/"]'
        ),
        ["hosted_ui.callback_urls: unknown here; it is hosted_ui.redirect_sign_in"],
    ),
    "hosted UI without redirects": (
        whole_with('[hosted_ui]\ndomain_prefix = "shop"'),
        [
            'hosted_ui.redirect_sign_in: is missing: add redirect_sign_in = ["https://app.example.com/"]',
            'hosted_ui.redirect_sign_out: is missing: add redirect_sign_out = ["https://app.example.com/"]',
        ],
    ),
    "group as a list": (
        whole_with('groups = ["Admins"]'),
        ["mfa.groups: unknown here; [groups] is a section of its own"],
    ),
    "group list at the top": (
        'groups = ["Admins"]\n' + POOL + MFA,
        ["groups: must be written as [groups] with its fields in the lines below it, not ['Admins']"],
    ),
    "group precedence as text": (
        whole_with('[groups]\nAdmins = "1"'),
        ["groups.Admins: must be written as Admins = 1, not '1'"],
    ),
    "group with a space": (
        whole_with('[groups]\n"Site admins" = 1'),
        ["groups.Site admins: must be 1 to 128 characters without spaces, not 'Site admins'"],
    ),
    "trigger as a name": (
        whole_with('[triggers]\npre_sign_up = "my-function"'),
        ["triggers.pre_sign_up: must be the ARN of a Lambda function, not 'my-function'"],
    ),
    "trigger by Cognito's name": (
        whole_with('[triggers]\nPreSignUp = "arn:aws:lambda:eu-central-1:123456789012:function:x"'),
        ["triggers.PreSignUp: unknown; did you mean pre_sign_up?"],
    ),
    "lambda_triggers": (
        whole_with('[lambda_triggers]\npre_sign_up = "x"'),
        ["lambda_triggers: unknown here; it is triggers"],
    ),
    "identity pool as boolean": (
        "identity_pool = true\n" + POOL + MFA,
        ["identity_pool: must be written as [identity_pool] with its fields in the lines below it, not true"],
    ),
    "identity pool without name": (
        whole_with("[identity_pool]\nguests = true"),
        ['identity_pool.name: is missing: add name = "example-prod"'],
    ),
    "acknowledge without a reason": (
        whole_with('[acknowledge]\n"AwsSolutions-COG8" = ""'),
        ["acknowledge.AwsSolutions-COG8: must have at least 10 characters, not ''"],
    ),
    "acknowledge with true": (
        whole_with('[acknowledge]\n"AwsSolutions-COG8" = true'),
        [
            'acknowledge.AwsSolutions-COG8: must be text in quotes, such as AwsSolutions-COG8 = "Threat protection is for the environments with real users.", not true'
        ],
    ),
    "acknowledge as a list": (
        'acknowledge = ["AwsSolutions-COG8"]\n' + POOL + MFA,
        [
            "acknowledge: must be written as [acknowledge] with its fields in the lines below it, not ['AwsSolutions-COG8']"
        ],
    ),
    "acknowledge in user_pool": (
        in_pool('acknowledge = ["AwsSolutions-COG8"]'),
        ["user_pool.acknowledge: unknown here; [acknowledge] is a section of its own"],
    ),
    "finding at the top": (
        'AwsSolutions-COG8 = "It has no real users."\n' + POOL + MFA,
        [
            'AwsSolutions-COG8: is a finding, which belongs in [acknowledge]: "AwsSolutions-COG8" = "the reason"'
        ],
    ),
    "finding in mfa": (
        in_mfa('mode = "ON"', 'types = ["SMS", "TOTP"]', 'AwsSolutions-COG8 = "It has no real users."'),
        [
            'mfa.AwsSolutions-COG8: is a finding, which belongs in [acknowledge]: "AwsSolutions-COG8" = "the reason"'
        ],
    ),
    "acknowledge with a short reason": (
        whole_with('[acknowledge]\n"AwsSolutions-COG8" = "ok"'),
        ["acknowledge.AwsSolutions-COG8: must have at least 10 characters, not 'ok'"],
    ),
    "tag as a number": (
        whole_with("[tags]\ncost-center = 42"),
        ['tags.cost-center: must be text in quotes, such as cost-center = "identity", not 42'],
    ),
    "tags as a list": (
        'tags = ["team=identity"]\n' + POOL + MFA,
        ["tags: must be written as [tags] with its fields in the lines below it, not ['team=identity']"],
    ),
    "worker rate too high": (
        whole_with("[worker]\nrequests_per_second = 100"),
        ["worker.requests_per_second: must be 25 or less, not 100"],
    ),
    "worker rate as text": (
        whole_with('[worker]\nrequests_per_second = "20"'),
        [
            "worker.requests_per_second: must be a whole number without quotes, such as requests_per_second = 15, not '20'"
        ],
    ),
    "spend as text": (
        whole_with('[monitoring]\nsms_spend_usd = "100 USD"'),
        [
            "monitoring.sms_spend_usd: must be a number without quotes, such as sms_spend_usd = 100, not '100 USD'"
        ],
    ),
    "topic as a name": (
        whole_with('[monitoring]\nalarm_topic_arn = "alarms"'),
        ["monitoring.alarm_topic_arn: must be the ARN of an SNS topic, not 'alarms'"],
    ),
    "e-mail of an alarm": (
        whole_with('[monitoring]\nalarm_email = "ops@example.com"'),
        ["monitoring.alarm_email: unknown here; it is monitoring.alarm_topic_arn"],
    ),
    "extends below a section": (
        POOL + 'extends = "_base.toml"\n' + MFA,
        ["user_pool.extends: must be in the first lines, before any [section], not in [user_pool]"],
    ),
    "extends without suffix": (
        'extends = "_base"\n' + POOL + MFA,
        ["extends: '_base' (line 1) must be a TOML file (NAME.toml)"],
    ),
    "amplify without a file": (
        "[amplify]\n",
        ["amplify.project: is missing; it, cli_inputs or add_request names the files to read"],
    ),
    "amplify file missing": (
        '[amplify]\ncli_inputs = "nowhere.json"\n',
        ["amplify.cli_inputs: nowhere.json cannot be read: No such file or directory"],
    ),
    "stack name": (
        'stack_name = "x"\n' + POOL + MFA,
        [
            "stack_name: unknown; known here: acknowledge, amplify, aws, clients, domain, email, groups, hosted_ui, identity_pool, identity_providers, mfa, monitoring, password_policy, resource_servers, risk_configuration, sms, tags, triggers, user_pool, worker"
        ],
    ),
    "secret in file": (
        whole_with('[identity_providers.Google]\ntype = "Google"\nclient_id = "x"\nclient_secret = "x"'),
        [
            "identity_providers.Google.client_secret: unknown here; it is identity_providers.NAME.secret_arn",
            "identity_providers.Google.secret_arn: must be given for type Google: Cognito refuses it without",
            "identity_providers.Google.scopes: must be given for type Google: Cognito refuses it without",
        ],
    ),
}

NOT_BY_SCHEMA = {
    "empty file",
    "only comments",
    "missing name",
    "missing mfa",
    "missing mode",
    "missing types",
    "types empty",
    "preferred not in types",
    "sign_in empty",
    "threat protection without PLUS",
    "destroy while protected",
    "region unknown",
    "region as a place",
    "message in two lines",
    "from_address without SES",
    "access_token too long",
    "access_token longer than refresh_token",
    "secret of a web client",
    "callback by http",
    "callback without scheme",
    "domain prefix with capital",
    "domain prefix as a domain",
    "hosted UI without redirects",
    "identity pool without name",
    "amplify without a file",
    "amplify file missing",
}
"""Those that a schema cannot see: what is missing, and what depends on other fields or on counting."""
