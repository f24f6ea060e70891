"""Recovery of a user who lost their TOTP device, by an administrator."""

from constructs import Construct

from stacks.constructs.function import Function
from stacks.constructs.user_pool import UserPool
from stacks.service import MfaType
from stacks.settings.mfa import MfaOn, MfaOptional


class Recovery(Construct):
    """The function that turns TOTP off for a user, or moves them to SMS. Who may invoke it needs no other
    permission."""

    def __init__(
        self, scope: Construct, construct_id: str, *, user_pool: UserPool, mfa: MfaOptional | MfaOn
    ) -> None:
        super().__init__(scope, construct_id)
        self.function = Function(
            self,
            "Recover",
            handler="recovery",
            description="helps users who lost their TOTP device",
            timeout=30,
            environment={
                "USER_POOL_ID": user_pool.user_pool_id,
                "MFA_MODE": mfa.mode,
                "MFA_TYPES": ",".join(mfa.types),
            },
            removal_policy=user_pool.removal_policy,
        )
        actions = ["cognito-idp:AdminGetUser", "cognito-idp:AdminSetUserMFAPreference"]
        if MfaType.SMS in mfa.types:
            actions.append("cognito-idp:AdminUpdateUserAttributes")
        self.function.allow("Recover", actions, user_pool.user_pool_arn)
