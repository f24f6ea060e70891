"""Requests that Cognito refuses and ministack takes: attributes, groups, tags, triggers, senders.

What the settings of an environment file refuse first, and what somebody else's template would still meet.
"""

from typing import Any

from local.patches import ministack_api
from local.patches.ministack_api import Handler, Pool, Request, Response
from local.patches.patching import patch

# https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-sms-settings.html
ALTERNATE_SMS_REGIONS = {
    "ap-northeast-2": "ap-northeast-1",
    "ap-south-1": "ap-southeast-1",
    "ca-central-1": "us-east-1",
    "eu-central-1": "eu-west-1",
    "eu-west-2": "eu-west-1",
    "us-east-2": "us-east-1",
}
LARGEST_PRECEDENCE = 2**31 - 1


@patch("_create_user_pool")
def create_user_pool(ministack: Handler, request: Request) -> Response:
    check_pool(request, ministack_api.default_region())
    return ministack(request)


@patch("_update_user_pool")
def update_user_pool(ministack: Handler, request: Request) -> Response:
    check_pool(request, ministack_api.pool_region(ministack_api.pool_by_id(request["UserPoolId"])))
    return ministack(request)


@patch("_create_user_pool_client")
@patch("_update_user_pool_client")
def user_pool_client(ministack: Handler, request: Request) -> Response:
    _check_flows(request)
    # An empty list counts as none (terraform-provider-aws#28684). With one, an app could sign nobody up whose
    # required attributes it may not write (CreateUserPoolClient).
    writable = request.get("WriteAttributes")
    required = required_attributes(ministack_api.pool_by_id(request["UserPoolId"]))
    if writable and not required <= set(writable):
        raise ministack_api.invalid("Invalid write attributes specified while creating a client")
    return ministack(request)


@patch("_create_group")
def create_group(ministack: Handler, request: Request) -> Response:
    """https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateGroup.html"""
    if not 0 <= int(request.get("Precedence") or 0) <= LARGEST_PRECEDENCE:
        raise ministack_api.invalid(f"The precedence must be from 0 to {LARGEST_PRECEDENCE}.")
    return ministack(request)


def check_pool(request: Request, region: str) -> None:
    """https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html"""
    _check_tags(request.get("UserPoolTags") or {})
    _check_triggers(request.get("LambdaConfig") or {}, region)
    _check_sender(request.get("EmailConfiguration") or {})
    sms_region = (request.get("SmsConfiguration") or {}).get("SnsRegion") or region
    if sms_region not in {region, ALTERNATE_SMS_REGIONS.get(region)}:
        raise ministack_api.invalid(f"SMS messages of {region} cannot be sent from {sms_region}.")


def _check_flows(client: Request) -> None:
    """Tokens are renewed by the flow, or by rotation: aws-cdk#7625, terraform-provider-aws#47196.

    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html
    """
    flows = client.get("ExplicitAuthFlows") or []
    rotates = (client.get("RefreshTokenRotation") or {}).get("Feature") == "ENABLED"
    if rotates and "ALLOW_REFRESH_TOKEN_AUTH" in flows:
        raise ministack_api.invalid(
            "ALLOW_REFRESH_TOKEN_AUTH is not allowed when refresh token rotation is enabled."
        )
    gets_no_refresh_token = "client_credentials" in (client.get("AllowedOAuthFlows") or [])
    is_renewable = rotates or gets_no_refresh_token or "ALLOW_REFRESH_TOKEN_AUTH" in flows
    # The older names of the flows allow it by themselves.
    if flows and not is_renewable and all(flow.startswith("ALLOW_") for flow in flows):
        raise ministack_api.invalid("REFRESH_TOKEN_AUTH should always be allowed.")


def _check_tags(tags: dict[str, str]) -> None:
    # CloudFormation adds its own.
    given = [name.lower() for name in tags if not name.startswith("aws:cloudformation:")]
    if any(not name or name.startswith("aws:") for name in given):
        raise ministack_api.invalid("A tag must have a name, which must not begin with aws:.")


def _check_triggers(triggers: dict[str, Any], region: str) -> None:
    for trigger in triggers.values():
        arn = trigger.get("LambdaArn") if isinstance(trigger, dict) else trigger
        if isinstance(arn, str) and arn.startswith("arn:aws:lambda:") and arn.split(":")[3] != region:
            raise ministack_api.invalid(f"{arn} is not in the Region of the user pool.")


def _check_sender(email: dict[str, str]) -> None:
    """https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_EmailConfigurationType.html"""
    if email.get("EmailSendingAccount") != "DEVELOPER":
        return
    if not email.get("SourceArn"):
        raise ministack_api.invalid("EmailSendingAccount DEVELOPER needs a SourceArn.")
    identity = email["SourceArn"].rpartition("/")[2].lower()
    address = email.get("From", "").rpartition("<")[2].rstrip(">").lower()
    domain = address.rpartition("@")[2]
    covered = address == identity if "@" in identity else f".{domain}".endswith(f".{identity}")
    if address and not covered:
        raise ministack_api.invalid(f"{address} is not covered by the SES identity {identity}.")


def required_attributes(pool: Pool) -> set[str]:
    """The attributes that every user must have, besides the id that Cognito gives."""
    return {attribute["Name"] for attribute in pool["SchemaAttributes"] if attribute.get("Required")} - {
        "sub"
    }
