"""Each row of the preflight report: a good account, a bad one, and one in which the call is denied.

The answers have the shapes of botocore's own service models, which the stubber checks.
"""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber

from stacks.preflight import Result, State, Subject, run
from stacks.preflight.limits import QUOTAS
from stacks.preflight.runner import CHECKS
from stacks.settings import Environment, Settings

POOL_ID = "eu-central-1_EXAMPLE"
POOL_ARN = f"arn:aws:cognito-idp:eu-central-1:111122223333:userpool/{POOL_ID}"
ROLE = "arn:aws:iam::111122223333:role/sms"
IDENTITY = "arn:aws:ses:eu-west-1:111122223333:identity/example.com"

Answer = tuple[str, dict[str, Any]] | tuple[str, dict[str, Any], dict[str, Any]]
"""An operation and what it answers; then, what it has to be called with."""


def environment(**sections: Any) -> Environment:
    content = {"user_pool": {"name": "x"}, "mfa": {"mode": "ON", "types": ["SMS", "TOTP"]}, **sections}
    return Environment("prod", Settings.model_validate(content))


@dataclass
class Account:
    """Clients that answer what a test says; other calls fail it."""

    answers: Mapping[str, list[Answer | str]]
    """By service: the operations in their order with their answers; a text alone is denied."""
    regions: dict[str, str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._stack = ExitStack()
        self._clients = {service: self._stubbed(service) for service in self.answers}

    def client(self, service: str, region: str | None) -> Any:
        self.regions[service] = region
        return self._clients.get(service)

    def _stubbed(self, service: str) -> Any:
        client: Any = boto3.client(  # type: ignore[call-overload]
            service, region_name="eu-central-1", aws_access_key_id="x", aws_secret_access_key="x"
        )
        stubber = self._stack.enter_context(Stubber(client))
        for answer in self.answers[service]:
            if isinstance(answer, str):
                stubber.add_client_error(answer, "AccessDeniedException")
            else:
                stubber.add_response(*answer)
        return client


def results(
    check: str, answers: Mapping[str, list[Answer | str]], *, pool_id: str | None = POOL_ID, **sections: Any
) -> list[Result]:
    """What one check reports."""
    account = Account(answers)
    subject = Subject(environment(**sections), account.client, pool_id)
    (found,) = (each for each in CHECKS if each.name == check)
    assert found.applies(subject)
    return list(run(subject, [found]))


def spent(*values: float) -> Answer:
    return "get_metric_data", {"MetricDataResults": [{"Id": "spent", "Values": list(values)}]}


def throttled(*values: float) -> Answer:
    return "get_metric_data", {"MetricDataResults": [{"Id": "throttled", "Values": list(values)}]}


def attributes(**values: str) -> Answer:
    return "get_sms_attributes", {"attributes": values}


def pool(**values: Any) -> Answer:
    return "describe_user_pool", {"UserPool": {"Id": POOL_ID, "Arn": POOL_ARN, **values}}


def simulated(decision: str) -> Answer:
    return (
        "simulate_principal_policy",
        {"EvaluationResults": [{"EvalActionName": "sns:Publish", "EvalDecision": decision}]},
    )


def trust(external_id: str) -> Answer:
    document = f'{{"Condition": {{"StringEquals": {{"sts:ExternalId": "{external_id}"}}}}}}'
    role = {
        "Path": "/",
        "RoleName": "sms",
        "RoleId": "AROAEXAMPLEEXAMPLE",
        "Arn": ROLE,
        "CreateDate": "2026-01-01T00:00:00Z",
        "AssumeRolePolicyDocument": document,
    }
    return "get_role", {"Role": role}


def account(*, production: bool = True, sending: bool = True) -> Answer:
    return (
        "get_account",
        {
            "ProductionAccessEnabled": production,
            "SendingEnabled": sending,
            "EnforcementStatus": "HEALTHY" if sending else "SHUTDOWN",
            "SendQuota": {"Max24HourSend": 50000.0, "MaxSendRate": 14.0, "SentLast24Hours": 12.0},
        },
    )


def number(status: str, number_type: str = "LONG_CODE", country: str = "US") -> dict[str, Any]:
    return {
        "PhoneNumberArn": "arn:aws:sms-voice:eu-central-1:111122223333:phone-number/x",
        "PhoneNumber": "+15555550100",
        "Status": status,
        "IsoCountryCode": country,
        "MessageType": "TRANSACTIONAL",
        "NumberCapabilities": ["SMS"],
        "NumberType": number_type,
        "MonthlyLeasingPrice": "1.00",
        "TwoWayEnabled": False,
        "SelfManagedOptOutsEnabled": False,
        "OptOutListName": "Default",
        "DeletionProtectionEnabled": False,
        "CreatedTimestamp": "2026-01-01T00:00:00Z",
    }


def of_sns(*numbers: tuple[str, str]) -> Answer:
    found = [{"Status": status, "Iso2CountryCode": country} for status, country in numbers]
    return "list_origination_numbers", {"PhoneNumbers": found}


def pools(*shared_routes: bool) -> Answer:
    found = [
        {
            "PoolArn": f"arn:aws:sms-voice:eu-central-1:111122223333:pool/pool-{index}",
            "PoolId": f"pool-{index}",
            "Status": "ACTIVE",
            "MessageType": "TRANSACTIONAL",
            "TwoWayEnabled": False,
            "SelfManagedOptOutsEnabled": False,
            "OptOutListName": "Default",
            "SharedRoutesEnabled": shared,
            "DeletionProtectionEnabled": False,
            "CreatedTimestamp": "2026-01-01T00:00:00Z",
        }
        for index, shared in enumerate(shared_routes)
    ]
    return "describe_pools", {"Pools": found}


def destinations(*statuses: str) -> Answer:
    found = [
        {
            "VerifiedDestinationNumberArn": "arn:aws:sms-voice:eu-central-1:111122223333:verified/x",
            "VerifiedDestinationNumberId": "x",
            "DestinationPhoneNumber": "+15555550100",
            "Status": status,
            "CreatedTimestamp": "2026-01-01T00:00:00Z",
        }
        for status in statuses
    ]
    return "describe_verified_destination_numbers", {"VerifiedDestinationNumbers": found}


def rates(**values: float) -> list[Answer | str]:
    """The quotas, each 120 unless given."""
    return [
        (
            "get_service_quota",
            {"Quota": {"QuotaCode": code, "Value": values.get(category, 120.0)}},
            {"ServiceCode": "cognito-idp", "QuotaCode": code},
        )
        for category, code in QUOTAS.items()
    ]


def protect(status: str) -> list[Answer | str]:
    configuration = {
        "ProtectConfigurationArn": "arn:aws:sms-voice:eu-central-1:111122223333:protect-configuration/p",
        "ProtectConfigurationId": "protect-1",
        "CreatedTimestamp": "2026-01-01T00:00:00Z",
        "AccountDefault": True,
        "DeletionProtectionEnabled": False,
    }
    rules = {
        "ProtectConfigurationArn": configuration["ProtectConfigurationArn"],
        "ProtectConfigurationId": "protect-1",
        "NumberCapability": "SMS",
        "CountryRuleSet": {"US": {"ProtectStatus": "ALLOW"}, "DE": {"ProtectStatus": status}},
    }
    return [
        ("describe_protect_configurations", {"ProtectConfigurations": [configuration]}),
        ("get_protect_configuration_country_rule_set", rules),
    ]


def registration(status: str) -> Answer:
    return (
        "describe_registrations",
        {
            "Registrations": [
                {
                    "RegistrationArn": "arn:aws:sms-voice:eu-central-1:111122223333:registration/r",
                    "RegistrationId": "r",
                    "RegistrationType": "US_TEN_DLC_BRAND_REGISTRATION",
                    "RegistrationStatus": status,
                    "CurrentVersionNumber": 1,
                    "CreatedTimestamp": "2026-01-01T00:00:00Z",
                }
            ]
        },
    )


SANDBOX = "get_sms_sandbox_account_status"
NUMBERS = (
    "list_sms_sandbox_phone_numbers",
    {
        "PhoneNumbers": [
            {"PhoneNumber": "+1", "Status": "Verified"},
            {"PhoneNumber": "+2", "Status": "Pending"},
        ]
    },
)
BY_SES = {"email": {"ses_identity_arn": IDENTITY}}


def spend_limit(enforced: int, most: int) -> list[Answer | str]:
    limit = {
        "Name": "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT",
        "EnforcedLimit": enforced,
        "MaxLimit": most,
        "Overridden": False,
    }
    return [("describe_spend_limits", {"SpendLimits": [limit]})]


def provisioned(category: str, limit: int) -> Answer:
    definition = {"LimitClass": "API_CATEGORY", "Attributes": {"Category": category}}
    values = {"LimitDefinition": definition, "ProvisionedLimitValue": limit, "FreeLimitValue": 120}
    return "get_provisioned_limit", {"Limit": values}


GOOD: dict[str, tuple[dict[str, list[Answer | str]], str]] = {
    "SMS Region": ({}, "leave from eu-central-1"),
    "SMS spending quota": (
        {"pinpoint-sms-voice-v2": spend_limit(50, 500)},
        "50 USD per month, of at most 500",
    ),
    "provisioned rates": (
        {"cognito-idp": [provisioned("UserAuthentication", 200), provisioned("UserCreation", 120)]},
        "UserAuthentication 200 of 120 free, UserCreation 120 of 120 free",
    ),
    "request rates": ({"service-quotas": rates()}, "UserToken 120, UserPoolUpdate 120"),
    "SNS sandbox": ({"sns": [(SANDBOX, {"IsInSandbox": False})]}, "any number"),
    "End User Messaging sandbox": (
        {
            "pinpoint-sms-voice-v2": [
                (
                    "describe_account_attributes",
                    {"AccountAttributes": [{"Name": "ACCOUNT_TIER", "Value": "PRODUCTION"}]},
                )
            ]
        },
        "production",
    ),
    "SMS spending limit": (
        {"sns": [attributes(MonthlySpendLimit="500")], "cloudwatch": [spent(12.5, 11)]},
        "12.50 of 500.00 USD",
    ),
    "SMS message type": (
        {
            "sns": [
                attributes(DefaultSMSType="Transactional", DefaultSenderID="Shop", DeliveryStatusIAMRole=ROLE)
            ]
        },
        "Transactional; default sender id: Shop; delivery log: on",
    ),
    "origination identity": (
        {
            "pinpoint-sms-voice-v2": [
                ("describe_phone_numbers", {"PhoneNumbers": [number("ACTIVE")]}),
                ("describe_sender_ids", {"SenderIds": []}),
            ],
            "sns": [of_sns(("Active", "CA"), ("Pending", "DE"))],
        },
        "for CA, US",
    ),
    "origination pools": ({"pinpoint-sms-voice-v2": [pools(True)]}, "all with shared routes"),
    "registration": ({"pinpoint-sms-voice-v2": [registration("COMPLETE")]}, "none is open"),
    "blocked countries": ({"pinpoint-sms-voice-v2": protect("ALLOW")}, "none"),
    "opted-out numbers": ({"sns": [("list_phone_numbers_opted_out", {"phoneNumbers": []})]}, "none"),
    "Cognito's own note on SMS": ({"cognito-idp": [pool()]}, "no failure"),
    "SMS role": (
        {
            "cognito-idp": [pool(SmsConfiguration={"SnsCallerArn": ROLE, "ExternalId": "known"})],
            "iam": [simulated("allowed"), trust("known")],
        },
        "publishes",
    ),
    "SES account": ({"sesv2": [account()]}, "12 of 50000"),
    "SES identity": (
        {
            "sesv2": [
                (
                    "get_email_identity",
                    {
                        "VerifiedForSendingStatus": True,
                        "DkimAttributes": {"Status": "SUCCESS"},
                        "Policies": {"cognito": "{}"},
                    },
                )
            ]
        },
        "verified; DKIM: SUCCESS; policies: cognito",
    ),
    "Cognito's own note on e-mail": ({"cognito-idp": [pool()]}, "no failure"),
    "throttled requests": (
        {"cloudwatch": [throttled(0)]},
        "none",
    ),
    "log of failed deliveries": (
        {
            "cognito-idp": [
                (
                    "get_log_delivery_configuration",
                    {
                        "LogDeliveryConfiguration": {
                            "UserPoolId": POOL_ID,
                            "LogConfigurations": [{"LogLevel": "ERROR", "EventSource": "userNotification"}],
                        }
                    },
                )
            ]
        },
        "there is one",
    ),
    "web ACL": (
        {
            "cognito-idp": [pool()],
            "wafv2": [
                (
                    "get_web_acl_for_resource",
                    {
                        "WebACL": {
                            "Name": "acl",
                            "Id": "1",
                            "ARN": "arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/acl/1",
                            "DefaultAction": {},
                            "VisibilityConfig": {
                                "SampledRequestsEnabled": True,
                                "CloudWatchMetricsEnabled": True,
                                "MetricName": "acl",
                            },
                        }
                    },
                )
            ],
        },
        "there is one",
    ),
}

BAD: dict[str, tuple[dict[str, list[Answer | str]], str]] = {
    "SMS spending quota": ({"pinpoint-sms-voice-v2": spend_limit(1, 1)}, "never raised it"),
    "request rates": (
        {"service-quotas": rates(UserResourceUpdate=15.0)},
        "a run over all users makes 20 of UserResourceUpdate",
    ),
    "SNS sandbox": ({"sns": [(SANDBOX, {"IsInSandbox": True}), NUMBERS]}, "1 of at most 10"),
    "End User Messaging sandbox": (
        {
            "pinpoint-sms-voice-v2": [
                (
                    "describe_account_attributes",
                    {"AccountAttributes": [{"Name": "ACCOUNT_TIER", "Value": "SANDBOX"}]},
                ),
                destinations("VERIFIED", "PENDING"),
            ]
        },
        "1 of at most 10",
    ),
    "SMS spending limit": ({"sns": [attributes()], "cloudwatch": [spent()]}, "0.00 of 1.00 USD"),
    "SMS message type": ({"sns": [attributes()]}, "Promotional"),
    "origination identity": (
        {
            "pinpoint-sms-voice-v2": [
                (
                    "describe_phone_numbers",
                    {"PhoneNumbers": [number("ACTIVE", "SIMULATOR"), number("PENDING")]},
                ),
                ("describe_sender_ids", {"SenderIds": []}),
            ],
            "sns": [of_sns(("Pending", "US"))],
        },
        "none: the United States",
    ),
    "origination pools": (
        {"pinpoint-sms-voice-v2": [pools(True, False)]},
        "pool-1 without shared routes",
    ),
    "registration": (
        {"pinpoint-sms-voice-v2": [registration("REQUIRES_UPDATES")]},
        "US_TEN_DLC_BRAND_REGISTRATION REQUIRES_UPDATES",
    ),
    "blocked countries": ({"pinpoint-sms-voice-v2": protect("BLOCK")}, "messages to DE are blocked"),
    "opted-out numbers": (
        {"sns": [("list_phone_numbers_opted_out", {"phoneNumbers": ["+15555550100"]})]},
        "1 or more numbers",
    ),
    "Cognito's own note on SMS": (
        {"cognito-idp": [pool(SmsConfigurationFailure="SNSSandbox")]},
        "SNSSandbox",
    ),
    "SMS role": (
        {
            "cognito-idp": [pool(SmsConfiguration={"SnsCallerArn": ROLE, "ExternalId": "known"})],
            "iam": [simulated("implicitDeny"), trust("known")],
        },
        "sns:Publish is implicitDeny",
    ),
    "e-mail sender": ({}, "50 per day"),
    "SES account": ({"sesv2": [account(production=False)]}, "in the sandbox"),
    "SES identity": (
        {
            "sesv2": [
                ("get_email_identity", {"VerifiedForSendingStatus": False, "VerificationStatus": "PENDING"})
            ]
        },
        "not verified (PENDING)",
    ),
    "Cognito's own note on e-mail": (
        {"cognito-idp": [pool(EmailConfigurationFailure="identity not verified")]},
        "identity not verified",
    ),
    "throttled requests": (
        {
            "cloudwatch": [
                ("get_metric_data", {"MetricDataResults": [{"Id": "throttled", "Values": [3.0, 4.0]}]})
            ]
        },
        "7 in the last 24 hours",
    ),
    "log of failed deliveries": (
        {
            "cognito-idp": [
                (
                    "get_log_delivery_configuration",
                    {"LogDeliveryConfiguration": {"UserPoolId": POOL_ID, "LogConfigurations": []}},
                )
            ]
        },
        "leave no trace",
    ),
    "web ACL": ({"cognito-idp": [pool()], "wafv2": [("get_web_acl_for_resource", {})]}, "SMS pumping"),
}


def sections_of(check: str) -> dict[str, Any]:
    if check.startswith("SES"):
        return BY_SES
    if check == "SMS Region":
        return {"aws": {"region": "eu-central-1"}}
    return {}


@pytest.mark.parametrize("check", GOOD)
def test_a_good_account(check: str) -> None:
    answers, text = GOOD[check]
    (result,) = results(check, answers, **sections_of(check))
    assert (result.check, result.report.state, result.report.fix) == (check, State.OK, "")
    assert text in result.report.text


@pytest.mark.parametrize("check", BAD)
def test_a_bad_account(check: str) -> None:
    answers, text = BAD[check]
    (result,) = results(check, answers, **sections_of(check))
    assert (result.check, result.report.state) == (check, State.PROBLEM)
    assert text in result.report.text
    assert result.report.fix.endswith(".")


@pytest.mark.parametrize("check", [check.name for check in CHECKS if check.actions])
def test_a_denied_call_names_the_permissions(check: str) -> None:
    (found,) = (each for each in CHECKS if each.name == check)
    answers = GOOD[check][0]
    # The calls are in their order: the first is denied.
    service = next(iter(answers))
    operation = str(answers[service][0][0])
    unused: dict[str, list[Answer | str]] = {other: [] for other in answers}
    (result,) = results(check, {**unused, service: [operation]}, **sections_of(check))
    assert result.report.state is State.UNKNOWN
    assert result.report.fix == f"Needs {', '.join(found.actions)}."


def quota(value: float) -> dict[str, Any]:
    return {"Quota": {"QuotaCode": "L-026ADBA3", "Value": value}}


def test_quotas_that_were_never_changed_have_their_defaults() -> None:
    client: Any = boto3.client(
        "service-quotas",
        region_name="eu-central-1",
        aws_access_key_id="x",
        aws_secret_access_key="x",
    )
    with Stubber(client) as stubber:
        for value in range(len(QUOTAS)):
            stubber.add_client_error("get_service_quota", "NoSuchResourceException")
            stubber.add_response(
                "get_aws_default_service_quota",
                quota(25 + value),
                {"ServiceCode": "cognito-idp", "QuotaCode": ANY},
            )
        (check,) = (each for each in CHECKS if each.name == "request rates")
        (report,) = check.find(Subject(environment(), lambda *_: client))
    assert "UserAuthentication 25, UserCreation 26" in report.text


def test_every_row_has_a_good_and_a_bad_account() -> None:
    names = {check.name for check in CHECKS}
    # Nothing of Cognito's own sender can be good; a bought rate is as it is; no file has a wrong Region.
    assert names - GOOD.keys() == {"e-mail sender"}
    assert names - BAD.keys() == {"provisioned rates", "SMS Region"}


def test_waf_does_not_know_a_pool_that_has_no_web_acl() -> None:
    account = Account({"cognito-idp": [pool()]})
    waf: Any = boto3.client(
        "wafv2", region_name="eu-central-1", aws_access_key_id="x", aws_secret_access_key="x"
    )
    with Stubber(waf) as stubber:
        stubber.add_client_error("get_web_acl_for_resource", "WAFNonexistentItemException")
        (check,) = (each for each in CHECKS if each.name == "web ACL")
        subject = Subject(environment(), lambda *which: account.client(*which) or waf, POOL_ID)
        (result,) = run(subject, [check])
    assert (result.report.state, "SMS pumping" in result.report.text) == (State.PROBLEM, True)


def test_a_role_that_trusts_another_external_id() -> None:
    answers: dict[str, list[Answer | str]] = {
        "cognito-idp": [pool(SmsConfiguration={"SnsCallerArn": ROLE, "ExternalId": "known"})],
        "iam": [simulated("allowed"), trust("another")],
    }
    (result,) = results("SMS role", answers)
    assert (result.report.state, "external id" in result.report.text) == (State.PROBLEM, True)


def test_messages_are_checked_in_the_region_that_sends_them() -> None:
    answers: dict[str, list[Answer | str]] = {"sns": [(SANDBOX, {"IsInSandbox": False})]}
    account = Account(answers)
    sections = {"aws": {"region": "eu-central-1"}, "sms": {"sns_region": "eu-west-1"}}
    (check,) = (each for each in CHECKS if each.name == "SNS sandbox")
    assert list(check.find(Subject(environment(**sections), account.client)))
    assert account.regions == {"sns": "eu-west-1"}


def test_a_pool_in_seoul_sends_from_tokyo() -> None:
    subject = Subject(environment(aws={"region": "ap-northeast-2"}), Account({}).client)
    assert subject.sms_region == "ap-northeast-1"


def names(**sections: Any) -> set[str]:
    subject = Subject(environment(**sections), Account({}).client)
    return {check.name for check in CHECKS if check.applies(subject)}


def test_what_is_not_deployed_is_checked_for_the_account_alone() -> None:
    assert names(mfa={"mode": "OFF"}) == {"e-mail sender", "request rates", "provisioned rates"}
    assert "SNS sandbox" in names()
    assert "SMS role" not in names()
