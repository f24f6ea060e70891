"""The local AWS serves programs on this machine, and no web page from elsewhere."""

import http.client
import json
import urllib.parse
from collections.abc import Mapping

import pytest

from local.emulator import LocalAws

COGNITO = {
    "X-Amz-Target": "AWSCognitoIdentityProviderService.ListUserPools",
    "Content-Type": "application/x-amz-json-1.1",
}
LIST_POOLS = json.dumps({"MaxResults": 1})
EVIL = "https://evil.example"


def request(
    aws: LocalAws,
    headers: Mapping[str, str],
    *,
    method: str = "POST",
    path: str = "/",
    hosts: tuple[str, ...] = ("127.0.0.1:{port}",),
) -> http.client.HTTPResponse:
    """Send a request with exactly these headers, from this machine."""
    connection = http.client.HTTPConnection("127.0.0.1", aws.port, timeout=300)
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    for host in hosts:
        connection.putheader("Host", host.format(port=aws.port))
    body = LIST_POOLS if method == "POST" else ""
    for name, value in {**headers, "Content-Length": str(len(body))}.items():
        connection.putheader(name, value)
    connection.endheaders(body.encode())
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "LOCALHOST:{port}"])
def test_this_machines_own_names_are_served(aws: LocalAws, host: str) -> None:
    response = request(aws, COGNITO, hosts=(host,))

    assert response.status == 200
    assert response.headers["Access-Control-Allow-Origin"] is None


@pytest.mark.parametrize(
    "host",
    [
        "rebound.evil.example:{port}",  # its DNS answer is 127.0.0.1 by now
        "rebound.evil.example",
        "127.0.0.1.evil.example:{port}",
        "evil.example:{port}@127.0.0.1:{port}",
        "localhost.evil.example:{port}",
        "bucket.localhost:{port}",
        "127.0.0.1",
        "127.0.0.1:1",
        "0.0.0.0:{port}",
        "",
    ],
)
@pytest.mark.parametrize("path", ["/", "/_ministack/health", "/_ministack/reset", "/2015-03-31/functions"])
def test_another_host_is_refused(aws: LocalAws, host: str, path: str) -> None:
    assert request(aws, COGNITO, path=path, hosts=(host,)).status == 403


def test_two_hosts_are_refused(aws: LocalAws) -> None:
    both = ("127.0.0.1:{port}", "rebound.evil.example:{port}")
    assert request(aws, COGNITO, hosts=both).status in {400, 403}
    assert request(aws, COGNITO, hosts=()).status in {400, 403}


@pytest.mark.parametrize(
    "origin", ["http://localhost", "http://localhost:5173", "http://127.0.0.1:5173", "http://127.0.0.1"]
)
def test_a_page_of_this_machine_is_served_and_alone_allowed(aws: LocalAws, origin: str) -> None:
    page = {"Origin": origin, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}

    response = request(aws, {**COGNITO, **page})

    assert response.status == 200
    assert response.headers.get_all("Access-Control-Allow-Origin") == [origin]
    assert "Origin" in response.headers["Vary"]


def test_a_page_of_this_machine_may_ask_before_it_sends(aws: LocalAws) -> None:
    preflight = {
        "Origin": "http://localhost:5173",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type,x-amz-target",
    }

    response = request(aws, preflight, method="OPTIONS")

    assert response.status == 200
    assert response.headers.get_all("Access-Control-Allow-Origin") == ["http://localhost:5173"]
    assert response.headers["Access-Control-Allow-Headers"] == "*"


@pytest.mark.parametrize(
    "origin",
    [
        EVIL,
        "null",  # a sandboxed frame, or a file
        "https://localhost",
        "http://localhost.evil.example",
        "http://localhost:5173.evil.example",
        "http://127.0.0.1.evil.example:4566",
        "http://rebound.evil.example:4566",
        "http://localhost:5173/",
        "",
    ],
)
@pytest.mark.parametrize("method", ["POST", "OPTIONS", "GET"])
def test_a_page_of_another_site_is_refused(aws: LocalAws, origin: str, method: str) -> None:
    response = request(aws, {**COGNITO, "Origin": origin}, method=method)

    assert response.status == 403
    assert response.headers["Access-Control-Allow-Origin"] is None


def test_one_origin_of_two_is_enough_to_refuse(aws: LocalAws) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", aws.port, timeout=300)
    connection.putrequest("POST", "/")
    connection.putheader("Origin", "http://localhost")
    connection.putheader("Origin", EVIL)
    connection.putheader("Content-Length", "0")
    connection.endheaders()
    assert connection.getresponse().status == 403
    connection.close()


def test_an_image_or_a_link_of_another_site_is_refused(aws: LocalAws) -> None:
    """A GET by a page without a script has no Origin, and many of AWS's actions are GETs."""
    delete = "/?" + urllib.parse.urlencode({"Action": "DeleteStack", "StackName": "auth-dev"})
    page = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}

    assert request(aws, page, method="GET", path=delete).status == 403
    assert request(aws, {}, method="GET", path=delete).status == 200


def test_an_app_of_this_machine_may_send_the_browser_to_the_hosted_ui(aws: LocalAws) -> None:
    page = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}

    assert request(aws, page, method="GET", path="/oauth2/authorize?client_id=none").status != 403


def test_a_web_socket_of_another_site_is_refused(aws: LocalAws) -> None:
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
        "Origin": EVIL,
    }

    assert request(aws, upgrade, method="GET", path="/_aws/execute-api/id/stage").status == 403


def test_ministack_without_patches_is_as_closed() -> None:
    with LocalAws(patched=False) as aws:
        assert request(aws, COGNITO).status == 200
        assert request(aws, {**COGNITO, "Origin": EVIL}).status == 403
        assert request(aws, COGNITO, hosts=("rebound.evil.example:{port}",)).status == 403
