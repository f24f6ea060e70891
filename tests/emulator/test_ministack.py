"""What ministack still gets wrong by itself. When one of these fails, the patch for it can go."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from local.emulator import LocalAws
from tests.emulator.pools import SMS_ROLE, Pools, named, new_phone
from tests.emulator.test_imports import change_set


@pytest.fixture(scope="module")
def unpatched() -> Iterator[Pools]:
    with LocalAws(patched=False) as aws:
        yield Pools(aws)


def any_sign_up_code(pools: Pools) -> bool:
    pool = pools.create(AutoVerifiedAttributes=["email"])
    pool.sign_up(named("ann"), email="ann@example.com")
    pool.confirm(named("ann"), "000000")
    status: str = pool.admin("admin_get_user", named("ann"))["UserStatus"]
    return status == "CONFIRMED"


def trigger_never_runs(pools: Pools) -> bool:
    pool = pools.with_trigger("def handler(event, context): raise RuntimeError", SmsConfiguration=SMS_ROLE)
    pool.sign_up(named("ann"))
    pool.cognito.admin_confirm_sign_up(UserPoolId=pool.id, Username="ann")
    return True


def no_challenge_for_sms(pools: Pools) -> bool:
    pool = pools.create("OPTIONAL", ["SMS_MFA"])
    pool.add_user(named("ann"), phone_number=new_phone())
    pool.prefer(named("ann"), sms={"Enabled": True, "PreferredMfa": True})
    return "AuthenticationResult" in pool.sign_in_by_password(named("ann"))


def no_set_up_where_mfa_is_required(pools: Pools) -> bool:
    pool = pools.create("ON", ["SOFTWARE_TOKEN_MFA"])
    pool.add_user(named("ann"))
    return "AuthenticationResult" in pool.sign_in_by_password(named("ann"))


def two_preferred_factors(pools: Pools) -> bool:
    pool = pools.create("OPTIONAL", ["SMS_MFA", "SOFTWARE_TOKEN_MFA"])
    pool.add_user(named("ann"))
    preferred: Any = {"Enabled": True, "PreferredMfa": True}
    pool.prefer(named("ann"), sms=preferred, totp=preferred)
    return True


def device_enables_itself(pools: Pools) -> bool:
    pool = pools.create("OPTIONAL", ["SOFTWARE_TOKEN_MFA"])
    pool.add_user(named("ann"))
    pool.register_totp(named("ann"))
    return pool.preference(named("ann"))[0] == ["SOFTWARE_TOKEN_MFA"]


def required_mfa_without_a_factor(pools: Pools) -> bool:
    pools.create("ON", [])
    return True


def protected_pool_is_deleted(pools: Pools) -> bool:
    pool = pools.create(DeletionProtection="ACTIVE")
    pool.cognito.delete_user_pool(UserPoolId=pool.id)
    return True


def domain_cannot_be_imported(pools: Pools) -> bool:
    pool = pools.create()
    identifier = {"UserPoolId": pool.id, "Domain": "unpatched"}
    pool.cognito.create_user_pool_domain(UserPoolId=pool.id, Domain="unpatched")
    found = change_set(pools.aws, "AWS::Cognito::UserPoolDomain", identifier, **identifier)
    status: str = found["ExecutionStatus"]
    return status == "UNAVAILABLE"


@pytest.mark.parametrize(
    "wrong",
    [
        any_sign_up_code,
        trigger_never_runs,
        no_challenge_for_sms,
        no_set_up_where_mfa_is_required,
        two_preferred_factors,
        device_enables_itself,
        required_mfa_without_a_factor,
        protected_pool_is_deleted,
        domain_cannot_be_imported,
    ],
)
def test_still_wrong_in_ministack(unpatched: Pools, wrong: Callable[[Pools], bool]) -> None:
    assert wrong(unpatched)
