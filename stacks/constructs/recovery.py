"""Recovery of a user who lost their TOTP device, by an administrator."""

from constructs import Construct

from lambdas.user_mfa import contract
from stacks.constructs.function import Function
from stacks.constructs.user_pool import UserPool
from stacks.service import MfaType
from stacks.settings.mfa import MfaOn, MfaOptional


class Recovery(Construct):
    """The function that removes a lost TOTP device from a user. Those who may invoke it need no other
    permission.

    :param phone_number_signs_in: whether users sign in with their phone number.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        user_pool: UserPool,
        mfa: MfaOptional | MfaOn,
        phone_number_signs_in: bool,
    ) -> None:
        super().__init__(scope, construct_id)
        self.function = Function(
            self,
            "Recover",
            handler="recovery",
            description="restores access for users who lost their TOTP device",
            timeout=30,
            environment={
                contract.USER_POOL_ID: user_pool.user_pool_id,
                contract.MFA_TYPES: ",".join(mfa.types),
                contract.PHONE_NUMBER_SIGNS_IN: str(phone_number_signs_in).lower(),
            },
            removal_policy=user_pool.removal_policy,
        )
        actions = ["AdminDeleteSoftwareToken", "AdminForgetDevice", "AdminGetUser", "AdminListDevices"]
        actions.append("AdminUserGlobalSignOut")
        if MfaType.SMS in mfa.types:
            actions += ["AdminSetUserMFAPreference", "AdminUpdateUserAttributes"]
            if phone_number_signs_in:
                actions.append("ListUsers")
        self.function.allow(
            "Recover", [f"cognito-idp:{action}" for action in actions], user_pool.user_pool_arn
        )
