"""Recovery: each change with its line in the log, in the order that leaves no gap, or a reason why not."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import botocore
import pytest
from botocore.loaders import Loader
from botocore.stub import Stubber

from lambdas.user_mfa.handlers import recovery as handler
from lambdas.user_mfa.recovery.recover import Recovery
from tests.unit.lambdas.conftest import Log
from tests.unit.lambdas.fakes import PHONE_NUMBER, POOL_ID, UNVERIFIED, VERIFIED, stubbed

REQUEST = {"UserPoolId": POOL_ID, "Username": "ann"}
PAYLOAD = {"user": "ann", "requested_by": "jane", "ticket": "T-1"}
AUDIT = {"requested_by": "jane", "ticket": "T-1", "sub": "1-2-3"}
PREFER_SMS = {"SMSMfaSettings": {"Enabled": True, "PreferredMfa": True}}
SMS_PREFERRED = {"UserMFASettingList": ["SMS_MFA", "SOFTWARE_TOKEN_MFA"], "PreferredMfaSetting": "SMS_MFA"}


class Function:
    """Recovery, with a stub for Cognito."""

    def __init__(self) -> None:
        self._client, self.cognito = stubbed("cognito-idp")

    def close(self) -> None:
        self.cognito.deactivate()
        self._client.close()

    def has(self, attributes: dict[str, str] | None = None, **more: object) -> None:
        listed = [
            {"Name": key, "Value": value} for key, value in {"sub": "1-2-3", **(attributes or {})}.items()
        ]
        user = {"Username": "ann", "UserStatus": "CONFIRMED", "Enabled": True, "UserAttributes": listed}
        self.cognito.add_response("admin_get_user", {**user, **more}, REQUEST)

    def takes(self, operation: str, answer: dict[str, Any] | None = None, **request: object) -> None:
        self.cognito.add_response(operation, answer or {}, {**REQUEST, **request})

    def sets_phone_number(self) -> None:
        number = [
            {"Name": "phone_number", "Value": PHONE_NUMBER},
            {"Name": "phone_number_verified", "Value": "true"},
        ]
        self.takes("admin_update_user_attributes", UserAttributes=number)

    def ends(self, *devices: str) -> None:
        """Expect what every recovery ends with."""
        self.takes("admin_delete_software_token")
        self.signs_out(*devices)

    def signs_out(self, *devices: str) -> None:
        self.takes("admin_user_global_sign_out")
        if devices:
            self.takes("admin_list_devices", {"Devices": [{"DeviceKey": key} for key in devices]})
            for key in devices:
                self.takes("admin_forget_device", DeviceKey=key)
        self.takes("admin_list_devices", {"Devices": []})

    def fails(self, operation: str, code: str) -> None:
        self.cognito.add_client_error(operation, code, f"about {PHONE_NUMBER}")

    def __call__(
        self, types: tuple[str, ...] = ("SMS", "TOTP"), *, phone_number_signs_in: bool = False, **payload: Any
    ) -> Any:
        recovery = Recovery(POOL_ID, self._client, types, phone_number_signs_in)
        answer = recovery.recover({**PAYLOAD, **payload})
        self.cognito.assert_no_pending_responses()
        if "refused" in answer:
            assert list(answer) == ["refused"]
            return answer["refused"]
        assert answer["user"] == "ann"
        return answer["changed"]


@pytest.fixture
def recover() -> Iterator[Function]:
    started = Function()
    yield started
    started.close()


def changes(log: Log) -> list[str]:
    """The changes in the log, between its first and its last line, each with all that an audit needs."""
    first, *between, last = log()
    assert first["message"] == "Recovery started"
    assert last["message"] in ("Recovered", "Recovery failed", "Recovery refused")
    for line in (first, *between, last):
        assert {key: line[key] for key in AUDIT} == AUDIT
        assert "to_sms" in line
    assert all(line["message"] == "Recovery changed a user" for line in between)
    assert last["changed"] == [line["change"] for line in between]
    return [line["change"] for line in between]


def test_the_device_is_deleted_and_the_user_signed_out(recover: Function, log: Log) -> None:
    recover.has(VERIFIED)
    recover.ends()
    assert recover() == ["totp_deleted", "signed_out"]
    assert changes(log) == ["totp_deleted", "signed_out"]
    assert {line["level"] for line in log()} == {"INFO"}
    assert {line["to_sms"] for line in log()} == {False}


def test_remembered_devices_are_forgotten(recover: Function, log: Log) -> None:
    recover.has(VERIFIED)
    recover.ends("a", "b")
    assert recover() == ["totp_deleted", "signed_out", "devices_forgotten"]
    assert changes(log)[-1] == "devices_forgotten"


@pytest.mark.parametrize("code", ["InvalidParameterException", "InvalidUserPoolConfigurationException"])
def test_a_pool_that_remembers_no_devices_is_no_failure(recover: Function, code: str) -> None:
    recover.has(VERIFIED)
    recover.takes("admin_delete_software_token")
    recover.takes("admin_user_global_sign_out")
    recover.fails("admin_list_devices", code)
    assert recover() == ["totp_deleted", "signed_out"]


def test_without_a_device_or_with_a_half_finished_set_up_the_user_is_signed_out(recover: Function) -> None:
    recover.has(VERIFIED)
    recover.fails("admin_delete_software_token", "InvalidParameterException")
    recover.signs_out()
    assert recover() == ["signed_out"]


def test_sms_comes_before_the_device_goes(recover: Function, log: Log) -> None:
    recover.has(VERIFIED)
    recover.takes("admin_set_user_mfa_preference", **PREFER_SMS)
    recover.ends()
    assert recover(to_sms=True) == ["sms_preferred", "totp_deleted", "signed_out"]
    assert changes(log) == ["sms_preferred", "totp_deleted", "signed_out"]
    assert {line["to_sms"] for line in log()} == {True}


def test_a_number_is_added_where_there_is_none(recover: Function, log: Log) -> None:
    recover.has()
    recover.sets_phone_number()
    recover.takes("admin_set_user_mfa_preference", **PREFER_SMS)
    recover.ends()
    changed = ["phone_number_set", "sms_preferred", "totp_deleted", "signed_out"]
    assert recover(to_sms=True, phone_number=PHONE_NUMBER) == changed
    assert changes(log) == changed


def test_a_number_is_verified_by_giving_it(recover: Function) -> None:
    recover.has(UNVERIFIED)
    recover.sets_phone_number()
    recover.takes("admin_set_user_mfa_preference", **PREFER_SMS)
    recover.ends()
    assert recover(to_sms=True, phone_number=PHONE_NUMBER)[:2] == ["phone_number_verified", "sms_preferred"]


def test_what_is_as_it_shall_be_stays(recover: Function) -> None:
    recover.has(VERIFIED, **SMS_PREFERRED)
    recover.ends()
    assert recover(to_sms=True, phone_number=PHONE_NUMBER) == ["totp_deleted", "signed_out"]


@pytest.mark.parametrize(
    "factors",
    [
        {"UserMFASettingList": ["SMS_MFA"]},
        {"UserMFASettingList": ["SOFTWARE_TOKEN_MFA"], "PreferredMfaSetting": "SMS_MFA"},
    ],
)
def test_sms_is_preferred_unless_it_is_enabled_and_preferred(recover: Function, factors: Any) -> None:
    recover.has(VERIFIED, **factors)
    recover.takes("admin_set_user_mfa_preference", **PREFER_SMS)
    recover.ends()
    assert recover(to_sms=True)[0] == "sms_preferred"


@pytest.mark.parametrize(
    ("attributes", "payload", "reason"),
    [
        ({}, {}, "phone_number: the user has none; give one"),
        ({"phone_number": ""}, {}, "phone_number: the user has none; give one"),
        (UNVERIFIED, {}, "phone_number: the user's is not verified; give it, to confirm that it is theirs"),
        (
            VERIFIED,
            {"phone_number": "+15555550101"},
            "phone_number: the user has another one, which this does not replace",
        ),
        (
            UNVERIFIED,
            {"phone_number": "+15555550101"},
            "phone_number: the user has another one, which this does not replace",
        ),
    ],
)
def test_a_number_that_cannot_be_used_is_refused_before_anything_is_changed(
    recover: Function, log: Log, attributes: dict[str, str], payload: dict[str, Any], reason: str
) -> None:
    recover.has(attributes)
    assert recover(to_sms=True, **payload) == reason
    assert log() == [
        {"level": "WARNING", "message": "Recovery refused", "to_sms": True, "reason": reason, **AUDIT}
    ]


def test_a_pool_without_sms_cannot_move_users_to_it(recover: Function) -> None:
    recover.has(VERIFIED)
    assert recover(("TOTP",), to_sms=True) == "to_sms: the pool has no SMS MFA"


@pytest.mark.parametrize(
    ("status", "payload", "reason"),
    [
        ("EXTERNAL_PROVIDER", {}, "user: is federated; the second factor is their identity provider's"),
        ("UNCONFIRMED", {}, "user: has not confirmed the sign-up, and has no second factor yet"),
        ("RESET_REQUIRED", {"to_sms": True}, "to_sms: the user must reset the password first"),
    ],
)
def test_users_for_whom_it_is_not(recover: Function, status: str, payload: Any, reason: str) -> None:
    recover.has(VERIFIED, UserStatus=status)
    assert recover(**payload) == reason


def test_who_must_reset_the_password_can_lose_a_device(recover: Function) -> None:
    recover.has(VERIFIED, UserStatus="RESET_REQUIRED")
    recover.ends()
    assert recover() == ["totp_deleted", "signed_out"]


def test_a_user_who_is_not_there(recover: Function, log: Log) -> None:
    recover.fails("admin_get_user", "UserNotFoundException")
    assert recover() == "user: there is no such user"
    (line,) = log()
    assert (line["requested_by"], line["ticket"]) == ("jane", "T-1")


def test_a_wrong_payload_is_logged_without_what_is_in_it(recover: Function, log: Log) -> None:
    assert recover(user=1).startswith("user: must be")
    (line,) = log()
    assert set(line) == {"level", "message", "reason"}


def others(*names: str) -> dict[str, Any]:
    return {"Users": [{"Username": name} for name in names]}


@pytest.mark.parametrize(("found", "is_refused"), [((), False), (("ann",), False), (("ann", "bob"), True)])
def test_a_number_with_which_another_user_signs_in_is_refused(
    recover: Function, log: Log, found: tuple[str, ...], is_refused: bool
) -> None:
    recover.has(UNVERIFIED)
    request = {
        "UserPoolId": POOL_ID,
        "Filter": f'phone_number = "{PHONE_NUMBER}"',
        "AttributesToGet": ["sub"],
    }
    recover.cognito.add_response("list_users", others(*found), request)
    if not is_refused:
        recover.sets_phone_number()
        recover.takes("admin_set_user_mfa_preference", **PREFER_SMS)
        recover.ends()
    answer = recover(phone_number_signs_in=True, to_sms=True, phone_number=PHONE_NUMBER)
    assert (answer == "phone_number: another user signs in with it") is is_refused
    assert len(log()) == (1 if is_refused else 6)


def test_what_cognito_knows_of_aliases_counts_too(recover: Function, log: Log) -> None:
    recover.has()
    recover.fails("admin_update_user_attributes", "AliasExistsException")
    assert recover(to_sms=True, phone_number=PHONE_NUMBER) == "phone_number: another user signs in with it"
    first, last = log()
    assert (first["message"], last["message"], last["changed"]) == (
        "Recovery started",
        "Recovery refused",
        [],
    )
    assert last["level"] == "WARNING"


@pytest.mark.parametrize(
    ("failing", "done"),
    [
        ("admin_update_user_attributes", []),
        ("admin_set_user_mfa_preference", ["phone_number_set"]),
        ("admin_delete_software_token", ["phone_number_set", "sms_preferred"]),
        ("admin_user_global_sign_out", ["phone_number_set", "sms_preferred", "totp_deleted"]),
        ("admin_list_devices", ["phone_number_set", "sms_preferred", "totp_deleted", "signed_out"]),
    ],
)
def test_what_was_changed_before_a_failure_is_in_the_log(
    recover: Function, log: Log, failing: str, done: list[str]
) -> None:
    recover.has()
    steps: dict[str, Any] = {
        "admin_update_user_attributes": recover.sets_phone_number,
        "admin_set_user_mfa_preference": lambda: recover.takes("admin_set_user_mfa_preference", **PREFER_SMS),
        "admin_delete_software_token": lambda: recover.takes("admin_delete_software_token"),
        "admin_user_global_sign_out": lambda: recover.takes("admin_user_global_sign_out"),
    }
    for operation, step in steps.items():
        if operation == failing:
            break
        step()
    recover.fails(failing, "TooManyRequestsException")
    with pytest.raises(Exception, match="TooManyRequestsException"):
        recover(to_sms=True, phone_number=PHONE_NUMBER)
    assert changes(log) == done
    assert log()[-1]["error"] == "TooManyRequestsException"
    assert log()[-1]["level"] == "ERROR"


def test_a_failure_to_read_the_user_is_no_refusal(recover: Function) -> None:
    recover.fails("admin_get_user", "TooManyRequestsException")
    with pytest.raises(Exception, match="TooManyRequestsException"):
        recover()


def test_the_handler_can_delete_a_device_whatever_the_sdk_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    variables = {"USER_POOL_ID": POOL_ID, "MFA_TYPES": "SMS,TOTP", "PHONE_NUMBER_SIGNS_IN": "true"}
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_DATA_PATH", "elsewhere")
    handler.recovery.cache_clear()
    made = handler.recovery()
    assert (made.user_pool_id, made.types, made.phone_number_signs_in) == (POOL_ID, ("SMS", "TOTP"), True)
    # The file is read: the client's model has what is in it.
    (extras,) = handler.MODELS.rglob("service-2.sdk-extras.json")
    shapes = json.loads(extras.read_text(encoding="utf-8"))["merge"]["shapes"]
    assert set(shapes) <= set(made.cognito.meta.service_model.shape_names)
    assert handler.handler({}, None)["refused"].startswith("user: must be")  # type: ignore[arg-type]
    handler.recovery.cache_clear()


def test_an_older_sdk_learns_the_operation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older_sdk(tmp_path)
    monkeypatch.setattr(Loader, "BUILTIN_DATA_PATH", str(tmp_path))
    client: Any = boto3.Session().client("cognito-idp")
    assert not hasattr(client, "admin_delete_software_token")
    for name, value in {
        "USER_POOL_ID": POOL_ID,
        "MFA_TYPES": "TOTP",
        "PHONE_NUMBER_SIGNS_IN": "false",
    }.items():
        monkeypatch.setenv(name, value)
    handler.recovery.cache_clear()
    made: Any = handler.recovery().cognito
    handler.recovery.cache_clear()
    with Stubber(made) as stub:
        stub.add_response("admin_delete_software_token", {}, REQUEST)
        made.admin_delete_software_token(**REQUEST)


def older_sdk(folder: Path) -> None:
    """Write the SDK's descriptions of services as they were before the operation."""
    data = Path(botocore.__file__).parent / "data"
    version = folder / "cognito-idp" / "2016-04-18"
    version.mkdir(parents=True)
    for file in (data / "cognito-idp" / "2016-04-18").iterdir():
        if not file.name.startswith("service-2"):
            (version / file.name).symlink_to(file)
    for other in data.iterdir():
        if other.name != "cognito-idp":
            (folder / other.name).symlink_to(other)
    model = Loader().load_service_model("cognito-idp", "service-2")
    for part in ("operations", "shapes"):
        kept = {name: each for name, each in model[part].items() if "AdminDeleteSoftwareToken" not in name}
        model = {**model, part: kept}
    (version / "service-2.json").write_text(json.dumps(model), encoding="utf-8")


def test_the_operation_that_is_carried_is_the_sdks_own() -> None:
    (extras,) = handler.MODELS.rglob("service-2.sdk-extras.json")
    carried = json.loads(extras.read_text(encoding="utf-8"))["merge"]["operations"][
        "AdminDeleteSoftwareToken"
    ]
    model = Loader().load_service_model("cognito-idp", "service-2")["operations"]["AdminDeleteSoftwareToken"]
    assert (carried["name"], carried["http"]["method"]) == (model["name"], model["http"]["method"])
    own = {error["shape"] for error in model["errors"]}
    assert {error["shape"] for error in carried["errors"]} <= own


def test_a_recovery_ends_before_lambda_ends_the_function() -> None:
    config: Any = handler.CONFIG
    assert (config.connect_timeout, config.read_timeout) == (1, 3)
    # A read and the changes of a recovery, each at its time limit once.
    assert 7 * (config.connect_timeout + config.read_timeout) < 30
    assert config.retries == {"mode": "standard", "total_max_attempts": 3}
