"""Users of every kind that a pool has, made as an administrator, an import or a federation makes them."""

import base64
import http.client
import secrets
import urllib.parse
from collections.abc import Mapping
from functools import cached_property

from local.scenarios.pool import Pool, User, new_user

PREFERS_SMS = {"SMSMfaSettings": {"Enabled": True, "PreferredMfa": True}}
CALLBACK = "https://app.example.com/"
ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion"

Users = dict[str, list[str]]
"""Names of users by their outcome in a run."""


class Population:
    """Makes a pool's users."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def make(self, counts: Mapping[str, int]) -> Users:
        """Make so many users of each kind, mixed."""
        left = dict(counts)
        users: Users = {kind: [] for kind in counts}
        while any(left.values()):
            for kind in (kind for kind in counts if left[kind]):
                users[kind].append(self.one(kind))
                left[kind] -= 1
        return users

    def one(self, kind: str) -> str:
        """Make one user, and return the name."""
        match kind:
            case "no_phone":
                return self.created(phone=False).name
            case "unverified":
                return self.created(verified=False).name
            case "federated":
                return self._federated()
        user = self.created()
        if kind == "already":
            self._pool.admin("admin_set_user_mfa_preference", user, **PREFERS_SMS)
        if kind == "disabled_user":
            self._pool.admin("admin_disable_user", user)
        return user.name

    def created(self, *, phone: bool = True, verified: bool = True) -> User:
        """A user whom an administrator created, and whose password is permanent."""
        user = new_user(phone=phone)
        mark = [{"Name": "phone_number_verified", "Value": "true"}] if phone and verified else []
        self._pool.admin(
            "admin_create_user", user, UserAttributes=[*user.attributes, *mark], MessageAction="SUPPRESS"
        )
        self._pool.admin("admin_set_user_password", user, Password=user.password, Permanent=True)
        return user

    def _federated(self) -> str:
        """A user who came from a SAML provider: the browser's way, with an assertion that nobody signed."""
        query = {
            "response_type": "code",
            "client_id": self._federated_client,
            "redirect_uri": CALLBACK,
            "identity_provider": "Directory",
        }
        to_provider = self._request("GET", f"/oauth2/authorize?{urllib.parse.urlencode(query)}", "")
        relay = urllib.parse.parse_qs(urllib.parse.urlparse(to_provider).query)["RelayState"][0]
        name = secrets.token_hex(4)
        assertion = (
            f'<Response xmlns:s="{ASSERTION}"><s:Assertion><s:Subject><s:NameID>{name}</s:NameID></s:Subject>'
            "</s:Assertion></Response>"
        )
        form = {"SAMLResponse": base64.b64encode(assertion.encode()).decode(), "RelayState": relay}
        self._request("POST", "/saml2/idpresponse", urllib.parse.urlencode(form))
        return f"Directory_{name}"

    def _request(self, method: str, path: str, form: str) -> str:
        """Send a request, and return where the answer sends the browser."""
        connection = http.client.HTTPConnection("127.0.0.1", self._pool.aws.port, timeout=300)
        try:
            connection.request(method, path, form, {"Content-Type": "application/x-www-form-urlencoded"})
            answer = connection.getresponse()
            assert answer.status == 302, answer.read()
            return str(answer.headers["Location"])
        finally:
            connection.close()

    @cached_property
    def _federated_client(self) -> str:
        cognito, pool_id = self._pool.cognito, self._pool.id
        cognito.create_identity_provider(
            UserPoolId=pool_id,
            ProviderName="Directory",
            ProviderType="SAML",
            ProviderDetails={"IDPSSOEndpoint": "https://directory.example.com/"},
        )
        client = cognito.create_user_pool_client(
            UserPoolId=pool_id,
            ClientName="federated",
            CallbackURLs=[CALLBACK],
            AllowedOAuthFlows=["code"],
            AllowedOAuthScopes=["openid"],
            AllowedOAuthFlowsUserPoolClient=True,
            SupportedIdentityProviders=["Directory"],
        )
        return str(client["UserPoolClient"]["ClientId"])
