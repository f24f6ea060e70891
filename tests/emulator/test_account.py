"""What an account says about itself: SMS in SNS, quotas."""

from local.emulator import LocalAws
from tests.emulator.pools import refused


def test_sms_settings_of_a_new_account() -> None:
    with LocalAws() as aws:
        sns = aws.client("sns")
        assert sns.get_sms_sandbox_account_status()["IsInSandbox"] is True
        assert sns.list_sms_sandbox_phone_numbers()["PhoneNumbers"] == []
        assert sns.list_origination_numbers()["PhoneNumbers"] == []
        assert sns.get_sms_attributes()["attributes"] == {"MonthlySpendLimit": "1"}

        sns.set_sms_attributes(attributes={"DefaultSMSType": "Transactional", "MonthlySpendLimit": "50"})

        attributes = sns.get_sms_attributes()["attributes"]
        assert attributes == {"MonthlySpendLimit": "50", "DefaultSMSType": "Transactional"}
        aws.reset()
        assert sns.get_sms_attributes()["attributes"] == {"MonthlySpendLimit": "1"}
        assert sns.list_topics()["Topics"] == []


def test_quotas_of_cognito(aws: LocalAws) -> None:
    quotas = aws.client("service-quotas")

    listed = quotas.list_service_quotas(ServiceCode="cognito-idp")["Quotas"]

    update = next(quota for quota in listed if "UserResourceUpdate" in quota["QuotaName"])
    assert (update["Value"], update["Adjustable"]) == (25, False)
    one = quotas.get_aws_default_service_quota(ServiceCode="cognito-idp", QuotaCode=update["QuotaCode"])
    assert one["Quota"] == update
    with refused("NoSuchResourceException"):
        quotas.get_service_quota(ServiceCode="cognito-idp", QuotaCode="L-00000000")
