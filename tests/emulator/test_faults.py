"""Faults on request: calls of an operation fail, and calls of others do not."""

from local.emulator import LocalAws
from local.scenarios.pool import Pool
from tests.emulator.pools import Pools, named, new_phone, refused

OPERATION = "AdminSetUserMFAPreference"


def prefer_sms(pool: Pool) -> None:
    pool.cognito.admin_set_user_mfa_preference(
        UserPoolId=pool.id, Username="ann", SMSMfaSettings={"Enabled": True, "PreferredMfa": True}
    )


def test_faults_begin_and_end(aws: LocalAws, pools: Pools) -> None:
    pool = pools.create("OPTIONAL", ["SMS_MFA"])
    pool.add_user(named("ann"), phone_number=new_phone())
    aws.inject_faults(OPERATION, 1)
    try:
        with refused("InternalErrorException"):
            prefer_sms(pool)
        assert pool.preference(named("ann")) == ([], None)
    finally:
        (failed,) = aws.inject_faults(OPERATION, 0, delay=0.06)
    prefer_sms(pool)
    (succeeded,) = aws.inject_faults(OPERATION, 0)
    assert succeeded > failed
    assert pool.preference(named("ann")) == (["SMS_MFA"], "SMS_MFA")
