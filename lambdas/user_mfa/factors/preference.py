"""Applies a decision in Cognito."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .decision import NOT_REGISTERED, Decision

if TYPE_CHECKING:
    from collections.abc import Callable

    from types_boto3_cognito_idp import CognitoIdentityProviderClient
    from types_boto3_cognito_idp.type_defs import AdminSetUserMFAPreferenceRequestTypeDef


def enable(
    cognito: CognitoIdentityProviderClient,
    user_pool_id: str,
    user_name: str,
    decision: Decision,
    *,
    before_request: Callable[[], None],
) -> Decision:
    """Turn on what was decided, and return what Cognito accepted of it.

    Cognito applies all of a request or nothing: if it refuses TOTP, a second request turns on the other
    factor.

    :param before_request: called before each request: waits for its turn, or raises to stop here.
    :raises botocore.exceptions.ClientError: Cognito refused for another reason than a missing TOTP device.
    """
    if not decision.enable:
        return decision
    before_request()
    try:
        cognito.admin_set_user_mfa_preference(**_request(user_pool_id, user_name, decision))
    except cognito.exceptions.InvalidParameterException:
        # By one report Cognito refuses TOTP before a device is registered, by an SDK's page it does not:
        # https://github.com/aws/aws-sdk-js-v3/issues/4645
        if "TOTP" not in decision.enable:
            raise
        rest = decision.without("TOTP", NOT_REGISTERED)
        return enable(cognito, user_pool_id, user_name, rest, before_request=before_request)
    return decision


def _request(
    user_pool_id: str, user_name: str, decision: Decision
) -> AdminSetUserMFAPreferenceRequestTypeDef:
    """The request, with a block for each factor to turn on and for no other: a block that turns off a
    factor which the user lacks is an error (https://github.com/aws-amplify/amplify-js/issues/618)."""

    request: AdminSetUserMFAPreferenceRequestTypeDef = {"UserPoolId": user_pool_id, "Username": user_name}
    if "SMS" in decision.enable:
        request["SMSMfaSettings"] = {"Enabled": True, "PreferredMfa": decision.preferred == "SMS"}
    if "TOTP" in decision.enable:
        request["SoftwareTokenMfaSettings"] = {"Enabled": True, "PreferredMfa": decision.preferred == "TOTP"}
    return request
