"""Request rates and what protects the sign-up: quotas, throttling, failed deliveries, web ACL."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from stacks.preflight.model import Check, Report, Subject, ok, problem

# The quotas of Service Quotas for user pools, in requests per second of the whole account:
# https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
QUOTAS = {
    "UserAuthentication": "L-026ADBA3",
    "UserCreation": "L-5987B8A0",
    "UserRead": "L-D6BD5178",
    "UserUpdate": "L-6621E65D",
    "UserResourceUpdate": "L-574C86AE",
    "UserResourceRead": "L-55545DC8",
    "UserList": "L-259E3368",
    "UserAccountRecovery": "L-7D6E8ED3",
    "UserFederation": "L-BB3E7CCF",
    "UserToken": "L-F21F8BB4",
    "UserPoolUpdate": "L-60A0B411",
}
# The category of AdminSetUserMFAPreference, which a run over all users calls for each.
OF_RUNS = "UserResourceUpdate"
# The categories whose rate can be bought:
# https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetProvisionedLimit.html
BOUGHT = ("UserAuthentication", "UserCreation")


def _deployed(subject: Subject) -> bool:
    return subject.pool_id is not None


def _rates(subject: Subject) -> Iterator[Report]:
    quotas = subject.client("service-quotas", None)
    found = {}
    for category, code in QUOTAS.items():
        try:
            quota = quotas.get_service_quota(ServiceCode="cognito-idp", QuotaCode=code)["Quota"]
        except quotas.exceptions.NoSuchResourceException:
            # It was never changed.
            quota = quotas.get_aws_default_service_quota(ServiceCode="cognito-idp", QuotaCode=code)["Quota"]
        found[category] = quota["Value"]
    text = f"per second, over all pools: {', '.join(f'{name} {value:.0f}' for name, value in found.items())}"
    rate = subject.environment.settings.worker.requests_per_second
    if found[OF_RUNS] < rate:
        yield problem(
            f"{text}; a run over all users makes {rate} of {OF_RUNS}, so that sign-ins are throttled, too",
            "Lower worker.requests_per_second.",
        )
    else:
        yield ok(text)


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
    waf = subject.client("wafv2", None)
    try:
        found = waf.get_web_acl_for_resource(ResourceArn=subject.pool()["Arn"]).get("WebACL")
    except waf.exceptions.WAFNonexistentItemException:
        # The pool is there: what WAF does not know is a web ACL of it.
        found = None
    if found:
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
