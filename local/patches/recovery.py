"""What an administrator does about a lost TOTP device, which ministack lacks.

https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteSoftwareToken.html
"""

from local.patches import factors, ministack_api
from local.patches.ministack_api import CognitoError, Request, Response
from local.patches.patching import action
from local.patches.pools import TOTP


@action("AdminDeleteSoftwareToken")
def admin_delete_software_token(request: Request) -> Response:
    """The device goes, and the preference for it; the other factors stay."""
    user = ministack_api.user_by_name(ministack_api.pool_by_id(request["UserPoolId"]), request["Username"])
    if user["UserStatus"] == "UNCONFIRMED":
        raise CognitoError("UserNotConfirmedException", "User is not confirmed.")
    user.pop("_totp_pending_secret", None)
    if user.pop("_totp_secret", None) is None:
        # What Cognito answers is not documented; this is its wording elsewhere (amplify-js#1343).
        raise ministack_api.invalid("User has not set up software token mfa")
    factors.disable(user, TOTP)
    return ministack_api.ok({})
