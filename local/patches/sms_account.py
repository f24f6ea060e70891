"""The account's SMS settings in SNS: those of a new account, until they are set.

https://docs.aws.amazon.com/sns/latest/api/API_GetSMSSandboxAccountStatus.html
https://docs.aws.amazon.com/sns/latest/api/API_SetSMSAttributes.html
"""

from typing import Any
from urllib.parse import parse_qs

from ministack.core import responses
from ministack.services import sns

from local.patches.patching import patch

NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/"

# A new account may spend 1 USD a month, and is in the sandbox.
NEW_ACCOUNT = {"MonthlySpendLimit": "1"}

Parameters = dict[str, list[str]]

_attributes: Any = responses.AccountRegionScopedDict()


@patch("handle_request", sns)
async def handle_request(
    ministack: Any, method: str, path: str, headers: Any, body: bytes, query: Parameters
) -> Any:
    parameters = {**query, **parse_qs(body.decode("utf-8", errors="replace"))}
    operation = OPERATIONS.get(parameters.get("Action", [""])[0])
    if operation is None:
        return await ministack(method, path, headers, body, query)
    return operation(parameters)


@patch("reset", sns)
def reset(ministack: Any) -> None:
    ministack()
    _attributes.clear()


def get_sandbox_status(_parameters: Parameters) -> Any:
    return _answer("GetSMSSandboxAccountStatus", "<IsInSandbox>true</IsInSandbox>")


def list_sandbox_numbers(_parameters: Parameters) -> Any:
    return _answer("ListSMSSandboxPhoneNumbers", "<PhoneNumbers/>")


def list_origination_numbers(_parameters: Parameters) -> Any:
    return _answer("ListOriginationNumbers", "<PhoneNumbers/>")


def get_attributes(_parameters: Parameters) -> Any:
    attributes = NEW_ACCOUNT | _attributes.get("attributes", {})
    entries = (f"<entry><key>{key}</key><value>{value}</value></entry>" for key, value in attributes.items())
    return _answer("GetSMSAttributes", f"<attributes>{''.join(entries)}</attributes>")


def set_attributes(parameters: Parameters) -> Any:
    given = {
        values[0]: parameters[name.removesuffix("key") + "value"][0]
        for name, values in parameters.items()
        if name.endswith(".key")
    }
    _attributes["attributes"] = _attributes.get("attributes", {}) | given
    return _answer("SetSMSAttributes", "")


OPERATIONS = {
    "GetSMSSandboxAccountStatus": get_sandbox_status,
    "ListSMSSandboxPhoneNumbers": list_sandbox_numbers,
    "ListOriginationNumbers": list_origination_numbers,
    "GetSMSAttributes": get_attributes,
    "SetSMSAttributes": set_attributes,
}


def _answer(action: str, result: str) -> Any:
    body = (
        f'<{action}Response xmlns="{NAMESPACE}"><{action}Result>{result}</{action}Result>'
        f"<ResponseMetadata><RequestId>local</RequestId></ResponseMetadata></{action}Response>"
    )
    return 200, {"Content-Type": "text/xml"}, body.encode()
