"""An environment's file before and after changes that can be acknowledged, and the rules that these break."""

from tests.acceptance.added_resources import BREAKS

NAGGED = """
"AwsSolutions-COG1" = "The password policy is not what is tried here."
"AwsSolutions-COG2" = "MFA is not required for what is tried here."
"AwsSolutions-COG7" = "Guests are wanted for what is tried here."
"AwsSolutions-COG8" = "Threat protection has no meaning on a local AWS."
"""

DEPLOYED = """
[user_pool]
name = "acknowledged"
auto_verify = ["email", "phone_number"]
account_recovery = ["verified_email"]

[mfa]
mode = "OPTIONAL"
types = ["SMS", "TOTP"]

[clients.web]
auth_flows = ["USER_SRP_AUTH", "USER_PASSWORD_AUTH", "REFRESH_TOKEN_AUTH"]
[clients.partner]

[identity_pool]
name = "acknowledged"
guests = true

[groups]
Admins = 1
Editors = 2

[hosted_ui]
domain_prefix = "acknowledged-first"
scopes = ["openid", "email"]
redirect_sign_in = ["https://example.com/", "https://example.org/"]
redirect_sign_out = ["https://example.com/"]
"""

NARROWED = """
[user_pool]
name = "acknowledged"
auto_verify = ["email"]
account_recovery = ["verified_phone_number", "verified_email"]
deletion_protection = false
removal_policy = "destroy"

[mfa]
mode = "OPTIONAL"
types = ["SMS"]
enable_for_new_users = []

[clients.web]
auth_flows = ["USER_SRP_AUTH", "REFRESH_TOKEN_AUTH"]

[identity_pool]
name = "acknowledged"
guests = false

[groups]
Admins = 1

[hosted_ui]
domain_prefix = "acknowledged-first"
scopes = ["openid"]
redirect_sign_in = ["https://example.com/"]
redirect_sign_out = ["https://example.com/"]
"""

WITHOUT_DOMAIN = """
[user_pool]
name = "acknowledged"
auto_verify = ["email"]
account_recovery = ["verified_email"]
deletion_protection = false
removal_policy = "destroy"

[mfa]
mode = "OFF"

[clients.web]
auth_flows = ["USER_SRP_AUTH", "REFRESH_TOKEN_AUTH"]

[groups]
Admins = 1
"""

OTHER_DOMAIN = f"""{WITHOUT_DOMAIN}
[hosted_ui]
domain_prefix = "acknowledged-second"
scopes = ["openid"]
redirect_sign_in = ["https://example.com/"]
redirect_sign_out = ["https://example.com/"]
"""

BROKEN_BY_NARROWED = {
    "CallbackRemoved",
    "ClientReplaced",
    "FactorRemoved",
    "FlowRemoved",
    "GroupRemoved",
    "GuestsLockedOut",
    "IdentityProviderLost",
    "OAuthNarrowed",
    "ProtectionWeakened",
    "QueueReplaced",
    "RecoveryWeakened",
    "RoleAttachmentChanged",
    "TriggerLost",
    "VerificationNarrowed",
}
BROKEN_WITHOUT_DOMAIN = {
    "CallbackRemoved",
    "GroupRoleLost",
    "IdentityPoolReplaced",
    "MfaModeOff",
    "OAuthNarrowed",
    "RoleAttachmentChanged",
    "SmsRoleChanged",
}
SHOWN = BROKEN_BY_NARROWED | BROKEN_WITHOUT_DOMAIN | BREAKS.keys()
"""The rules whose acknowledged changes are deployed."""
