"""Request rates and what protects the sign-up: quotas, throttling, failed deliveries, web ACL."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from stacks.preflight.model import Check, Report, Subject, ok, problem

# The quotas of Service Quotas that sign-in and MFA use; requests per second of the whole account:
# https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
QUOTAS = {
    "UserAuthentication": "L-026ADBA3",
    "UserCreation": "L-5987B8A0",
    "UserRead": "L-D6BD5178",
    "UserUpdate": "L-6621E65D",
    "UserResourceUpdate": "L-574C86AE",
    "UserList": "L-259E3368",
}
# The categories whose rate can be bought:
# https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetProvisionedLimit.html
BOUGHT = ("UserAuthentication", "UserCreation")


def _deployed(subject: Subject) -> bool:
    return subject.pool_id is not None


def _rates(subject: Subject) -> Iterator[Report]:
    quotas = subject.client("service-quotas", None)
    found = []
    for category, code in QUOTAS.items():
        try:
            quota = quotas.get_service_quota(ServiceCode="cognito-idp", QuotaCode=code)["Quota"]
        except quotas.exceptions.NoSuchResourceException:
            # It was never changed.
            quota = quotas.get_aws_default_service_quota(ServiceCode="cognito-idp", QuotaCode=code)["Quota"]
        found.append(f"{category} {quota['Value']:.0f}")
    yield ok(f"per second, over all pools: {', '.join(found)}")


def _bought(subject: Subject) -> Iterator[Report]:
    cognito = subject.client("cognito-idp", None)
    found = []
    for category in BOUGHT:
        definition = {"LimitClass": "API_CATEGORY", "Attributes": {"Category": category}}
        limit = cognito.get_provisioned_limit(LimitDefinition=definition)["Limit"]
        found.append(f"{category} {limit['ProvisionedLimitValue']} of {limit['FreeLimitValue']} free")
    yield ok(f"per second: {', '.join(found)}")


def _throttled(subject: Subject) -> Iterator[Report]:
    now = datetime.now(UTC)
    answer = subject.client("cloudwatch", None).get_metric_data(
        MetricDataQueries=[
            {
                "Id": "throttled",
                "Expression": "SUM(SEARCH('{AWS/Cognito,Operation,UserPool,UserPoolClient} "
                f'MetricName="ThrottleCount" UserPool="{subject.pool_id}"\', \'Sum\', 86400))',
            }
        ],
        StartTime=now - timedelta(days=1),
        EndTime=now,
    )
    count = sum(value for result in answer["MetricDataResults"] for value in result["Values"])
    if count:
        yield problem(
            f"{count:.0f} in the last 24 hours",
            "Find out by which operation: CloudWatch, AWS/Cognito, ThrottleCount; ask for a higher quota.",
        )
    else:
        yield ok("none in the last 24 hours")


def _log_delivery(subject: Subject) -> Iterator[Report]:
    answer = subject.client("cognito-idp", None).get_log_delivery_configuration(UserPoolId=subject.pool_id)
    configurations = answer["LogDeliveryConfiguration"]["LogConfigurations"]
    if any(each["EventSource"] == "userNotification" for each in configurations):
        yield ok("there is one")
    else:
        yield problem(
            "messages that are not delivered leave no trace",
            "Turn on log delivery for user notification errors: Cognito console, Log streaming.",
        )


def _web_acl(subject: Subject) -> Iterator[Report]:
    if not subject.environment.settings.user_pool.self_sign_up:
        yield ok("users cannot sign up themselves")
        return
    answer = subject.client("wafv2", None).get_web_acl_for_resource(ResourceArn=subject.pool()["Arn"])
    if answer.get("WebACL"):
        yield ok("there is one")
    else:
        yield problem(
            "anyone can sign up and have messages sent at your cost (SMS pumping)",
            "Attach a web ACL with a rate limit: Cognito console, AWS WAF.",
        )


CHECKS = (
    Check(
        "request rates",
        ("servicequotas:GetServiceQuota", "servicequotas:GetAWSDefaultServiceQuota"),
        _rates,
        lambda subject: True,  # noqa: ARG005 - they are the account's
    ),
    Check(
        "provisioned rates",
        ("cognito-idp:GetProvisionedLimit",),
        _bought,
        lambda subject: True,  # noqa: ARG005 - as above
    ),
    Check("throttled requests", ("cloudwatch:GetMetricData",), _throttled, _deployed),
    Check("log of failed deliveries", ("cognito-idp:GetLogDeliveryConfiguration",), _log_delivery, _deployed),
    Check(
        "web ACL",
        ("cognito-idp:DescribeUserPool", "wafv2:GetWebACLForResource", "cognito-idp:GetWebACLForResource"),
        _web_acl,
        _deployed,
    ),
)
