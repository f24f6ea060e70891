"""SMS messages: the account's sandbox, spending limit, identities and filters, and the pool's role."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from stacks.preflight.model import Check, Report, Subject, ok, problem

SANDBOX_NUMBERS = 10
# SNS's limit for accounts that never asked for another:
# https://docs.aws.amazon.com/sns/latest/dg/sms_sandbox.html
FIRST_SPEND_LIMIT_USD = 1.0
# At this share of the limit the rest of the month is at risk.
HIGH_SPEND = 0.8


def _sends(subject: Subject) -> bool:
    return subject.environment.settings.sms_configuration is not None


def _deployed(subject: Subject) -> bool:
    return _sends(subject) and subject.pool_id is not None


def _region(subject: Subject) -> Iterator[Report]:
    # The settings have no Region from which Cognito does not send.
    region = subject.sms_region or subject.environment.settings.aws.region
    yield ok(f"messages leave from {region or 'the Region of the pool'}")


def _sandbox(subject: Subject) -> Iterator[Report]:
    sns = subject.client("sns", subject.sms_region)
    if not sns.get_sms_sandbox_account_status()["IsInSandbox"]:
        yield ok("the account can send to any number")
        return
    numbers = sns.list_sms_sandbox_phone_numbers()["PhoneNumbers"]
    verified = sum(number["Status"] == "Verified" for number in numbers)
    yield problem(
        f"only verified numbers get messages: {verified} of at most {SANDBOX_NUMBERS}",
        "Request production access: SNS console, Text messaging (SMS), Exit SMS sandbox.",
    )


def _tier(subject: Subject) -> Iterator[Report]:
    voice = subject.client("pinpoint-sms-voice-v2", subject.sms_region)
    answer = voice.describe_account_attributes()
    tiers = {attribute["Name"]: attribute["Value"] for attribute in answer["AccountAttributes"]}
    if tiers.get("ACCOUNT_TIER") == "PRODUCTION":
        yield ok("the account is in production")
    else:
        numbers = voice.describe_verified_destination_numbers()["VerifiedDestinationNumbers"]
        verified = sum(number["Status"] == "VERIFIED" for number in numbers)
        yield problem(
            "the account is in the sandbox of AWS End User Messaging: only verified numbers get messages: "
            f"{verified} of at most {SANDBOX_NUMBERS}",
            "Request production access: End User Messaging SMS console, Overview.",
        )


def _spend(subject: Subject) -> Iterator[Report]:
    attributes = subject.client("sns", subject.sms_region).get_sms_attributes()["attributes"]
    limit = float(attributes.get("MonthlySpendLimit", FIRST_SPEND_LIMIT_USD))
    spent = _spent_this_month(subject.client("cloudwatch", subject.sms_region))
    text = f"{spent:.2f} of {limit:.2f} USD spent this month"
    if spent >= HIGH_SPEND * limit or limit <= FIRST_SPEND_LIMIT_USD:
        yield problem(
            f"{text}; at the limit SNS stops sending",
            "Raise it: Service Quotas, End User Messaging SMS, monthly spending; then set MonthlySpendLimit.",
        )
    else:
        yield ok(text)


def _spend_quota(subject: Subject) -> Iterator[Report]:
    answer = subject.client("pinpoint-sms-voice-v2", subject.sms_region).describe_spend_limits()
    limits = {limit["Name"]: limit for limit in answer["SpendLimits"]}
    text = limits.get("TEXT_MESSAGE_MONTHLY_SPEND_LIMIT")
    if text is None:
        yield ok("none is set")
        return
    enforced, most = text["EnforcedLimit"], text["MaxLimit"]
    if most <= FIRST_SPEND_LIMIT_USD:
        yield problem(
            f"{enforced} USD per month, of at most {most}: AWS never raised it for this account",
            "Request a higher one: Service Quotas, End User Messaging SMS, monthly spending.",
        )
    else:
        yield ok(f"{enforced} USD per month, of at most {most}")


def _spent_this_month(cloudwatch: Any) -> float:
    now = datetime.now(UTC)
    answer = cloudwatch.get_metric_data(
        MetricDataQueries=[
            {
                "Id": "spent",
                "MetricStat": {
                    "Metric": {"Namespace": "AWS/SNS", "MetricName": "SMSMonthToDateSpentUSD"},
                    "Period": 3600,
                    "Stat": "Maximum",
                },
            }
        ],
        StartTime=now - timedelta(days=1),
        EndTime=now,
    )
    values = answer["MetricDataResults"][0]["Values"] if answer["MetricDataResults"] else []
    # The metric has no data points while nothing is sent.
    return max(values, default=0.0)


def _routing(subject: Subject) -> Iterator[Report]:
    attributes = subject.client("sns", subject.sms_region).get_sms_attributes()["attributes"]
    if attributes.get("DefaultSMSType") == "Transactional":
        sender = attributes.get("DefaultSenderID") or "none"
        log = "on" if attributes.get("DeliveryStatusIAMRole") else "off"
        yield ok(f"Transactional; default sender id: {sender}; delivery log: {log}")
    else:
        yield problem(
            f"{attributes.get('DefaultSMSType', 'Promotional')}: routed for low cost, not for delivery",
            "Set DefaultSMSType to Transactional: SNS console, Text messaging preferences.",
        )


def _identities(subject: Subject) -> Iterator[Report]:
    voice = subject.client("pinpoint-sms-voice-v2", subject.sms_region)
    numbers = voice.describe_phone_numbers()["PhoneNumbers"]
    usable = [
        number for number in numbers if number["Status"] == "ACTIVE" and number["NumberType"] != "SIMULATOR"
    ]
    senders = voice.describe_sender_ids()["SenderIds"]
    of_sns = subject.client("sns", subject.sms_region).list_origination_numbers().get("PhoneNumbers", [])
    countries = {each["IsoCountryCode"] for each in [*usable, *senders]}
    countries |= {each["Iso2CountryCode"] for each in of_sns if each["Status"].upper() == "ACTIVE"}
    if countries:
        yield ok(f"for {', '.join(sorted(countries))}; other countries by shared routes, where they exist")
    else:
        yield problem(
            "none: the United States, Canada and others deliver nothing without one, also in the sandbox",
            "Request a number or a sender id for each country of your users: End User Messaging SMS console.",
        )


def _pools(subject: Subject) -> Iterator[Report]:
    found = subject.client("pinpoint-sms-voice-v2", subject.sms_region).describe_pools()["Pools"]
    closed = [pool["PoolId"] for pool in found if not pool["SharedRoutesEnabled"]]
    if closed:
        yield problem(
            f"{', '.join(closed)} without shared routes: sends only to the countries of its identities",
            "Turn on shared routes, or add an identity for each country: End User Messaging SMS console.",
        )
    else:
        yield ok("all with shared routes" if found else "none: identities are used one by one")


def _registrations(subject: Subject) -> Iterator[Report]:
    found = subject.client("pinpoint-sms-voice-v2", subject.sms_region).describe_registrations()
    open_ones = [each for each in found["Registrations"] if each["RegistrationStatus"] != "COMPLETE"]
    if open_ones:
        listed = ", ".join(f"{each['RegistrationType']} {each['RegistrationStatus']}" for each in open_ones)
        yield problem(f"not complete: {listed}", "Complete it: End User Messaging SMS console.")
    else:
        yield ok("none is open")


def _countries(subject: Subject) -> Iterator[Report]:
    voice = subject.client("pinpoint-sms-voice-v2", subject.sms_region)
    configurations = voice.describe_protect_configurations()["ProtectConfigurations"]
    default = next((each for each in configurations if each.get("AccountDefault")), None)
    if default is None:
        yield ok("none: there is no account-wide protect configuration")
        return
    rules = voice.get_protect_configuration_country_rule_set(
        ProtectConfigurationId=default["ProtectConfigurationId"], NumberCapability="SMS"
    )["CountryRuleSet"]
    blocked = sorted(country for country, rule in rules.items() if rule["ProtectStatus"] == "BLOCK")
    if blocked:
        yield problem(
            f"messages to {', '.join(blocked)} are blocked",
            "Allow the countries of your users: End User Messaging SMS console, Protect configurations.",
        )
    else:
        yield ok("none")


def _opted_out(subject: Subject) -> Iterator[Report]:
    numbers = subject.client("sns", subject.sms_region).list_phone_numbers_opted_out()["phoneNumbers"]
    if numbers:
        # The numbers themselves are personal data.
        yield problem(
            f"{len(numbers)} or more numbers get no messages, since their owners replied STOP",
            "A number can be opted in once every 30 days: SNS console, Opted-out phone numbers.",
        )
    else:
        yield ok("none")


def _delivery(subject: Subject) -> Iterator[Report]:
    failure = subject.pool().get("SmsConfigurationFailure")
    if failure:
        yield problem(str(failure), "Fix the SMS role or the account's SMS settings, see the lines above.")
    else:
        yield ok("no failure")


def _role(subject: Subject) -> Iterator[Report]:
    configuration = subject.pool().get("SmsConfiguration", {})
    arn = configuration.get("SnsCallerArn")
    if not arn:
        yield problem("the deployed pool has none", "Deploy the stack.")
        return
    iam = subject.client("iam", None)
    answer = iam.simulate_principal_policy(PolicySourceArn=arn, ActionNames=["sns:Publish"])
    decision = answer["EvaluationResults"][0]["EvalDecision"]
    trust = iam.get_role(RoleName=arn.rpartition("/")[2])["Role"]["AssumeRolePolicyDocument"]
    if decision != "allowed":
        yield problem(f"sns:Publish is {decision}", "Allow sns:Publish on * in an inline policy of the role.")
    elif configuration.get("ExternalId", "") not in str(trust):
        yield problem(
            "its trust policy does not ask for the pool's external id",
            "Set sts:ExternalId in the trust policy to the pool's external id.",
        )
    else:
        yield ok("publishes, and trusts Cognito with the pool's external id")


CHECKS = (
    Check("SMS Region", (), _region, _sends),
    Check(
        "SNS sandbox", ("sns:GetSMSSandboxAccountStatus", "sns:ListSMSSandboxPhoneNumbers"), _sandbox, _sends
    ),
    Check(
        "End User Messaging sandbox",
        ("sms-voice:DescribeAccountAttributes", "sms-voice:DescribeVerifiedDestinationNumbers"),
        _tier,
        _sends,
    ),
    Check("SMS spending limit", ("sns:GetSMSAttributes", "cloudwatch:GetMetricData"), _spend, _sends),
    Check("SMS spending quota", ("sms-voice:DescribeSpendLimits",), _spend_quota, _sends),
    Check("SMS message type", ("sns:GetSMSAttributes",), _routing, _sends),
    Check(
        "origination identity",
        ("sms-voice:DescribePhoneNumbers", "sms-voice:DescribeSenderIds", "sns:ListOriginationNumbers"),
        _identities,
        _sends,
    ),
    Check("origination pools", ("sms-voice:DescribePools",), _pools, _sends),
    Check("registration", ("sms-voice:DescribeRegistrations",), _registrations, _sends),
    Check(
        "blocked countries",
        ("sms-voice:DescribeProtectConfigurations", "sms-voice:GetProtectConfigurationCountryRuleSet"),
        _countries,
        _sends,
    ),
    Check("opted-out numbers", ("sns:ListPhoneNumbersOptedOut",), _opted_out, _sends),
    Check("Cognito's own note on SMS", ("cognito-idp:DescribeUserPool",), _delivery, _deployed),
    Check(
        "SMS role",
        ("cognito-idp:DescribeUserPool", "iam:SimulatePrincipalPolicy", "iam:GetRole"),
        _role,
        _deployed,
    ),
)
