"""What an account says about itself: SMS in SNS, quotas; and a user's remembered devices."""

from typing import Any

from local.emulator import LocalAws
from tests.emulator.pools import Pools, named, refused


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


def test_nobody_has_a_remembered_device(pools: Pools) -> None:
    pool = pools.create(DeviceConfiguration={"ChallengeRequiredOnNewDevice": True})
    pool.add_user(named("ann"))
    ann: Any = {"UserPoolId": pool.id, "Username": "ann"}

    assert pool.cognito.admin_list_devices(**ann)["Devices"] == []
    assert pool.cognito.list_devices(AccessToken=pool.access_token(named("ann")))["Devices"] == []
    with refused("ResourceNotFoundException"):
        pool.cognito.admin_forget_device(**ann, DeviceKey="us-east-1_none")
