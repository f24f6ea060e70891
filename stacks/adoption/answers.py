"""What AWS answers about a deployed user pool and all that belongs to it, without any secret."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.validate import ParamValidator

from stacks.text_file import TextFileError, read_json

Answer = Mapping[str, Any]
"""An API answer, or a part of one, with the names of the API."""

MASK: Final = "(secret)"
# Client secrets, and what Google, Facebook, Amazon, Apple and OIDC providers are given to authenticate with.
_SECRETS: Final = frozenset({"ClientSecret", "client_secret", "private_key"})


class AnswersError(Exception):
    """The answers cannot be read. Its text has one line per error."""


@dataclass(frozen=True)
class Answers:
    """What the Describe and Get operations answer about one user pool."""

    user_pool: Answer
    """DescribeUserPool."""
    mfa: Answer
    """GetUserPoolMfaConfig: the only place that tells which factors are enabled."""
    clients: tuple[Answer, ...] = ()
    groups: tuple[Answer, ...] = ()
    domains: tuple[Answer, ...] = ()
    """Of the prefix domain, the custom domain, or both."""
    identity_providers: tuple[Answer, ...] = ()
    resource_servers: tuple[Answer, ...] = ()
    identity_pool: Answer | None = None
    """DescribeIdentityPool, with `Roles` and `RoleMappings` of GetIdentityPoolRoles, and `PrincipalTags`: the
    answers of GetPrincipalTagAttributeMap by the name of the identity provider."""
    risk_configurations: tuple[Answer, ...] = ()
    log_configurations: tuple[Answer, ...] = ()
    branding: tuple[Answer, ...] = ()
    """Managed login branding, one per app client that has a style."""
    ui_customizations: tuple[Answer, ...] = ()
    web_acl: bool = False
    unread: tuple[str, ...] = ()
    """The operations that did not answer. Only what stays outside the stack may be missing."""

    @property
    def user_pool_id(self) -> str:
        """The pool's id."""
        return str(self.user_pool["Id"])

    @property
    def account(self) -> str:
        """The account that the pool is in."""
        return str(self.user_pool["Arn"]).split(":")[4]

    @property
    def region(self) -> str:
        """The region that the pool is in."""
        return str(self.user_pool["Arn"]).split(":")[3]

    @property
    def provider_name(self) -> str:
        """The pool, as identity pools name it."""
        suffix = "amazonaws.com.cn" if self.region.startswith("cn-") else "amazonaws.com"
        return f"cognito-idp.{self.region}.{suffix}/{self.user_pool_id}"


@dataclass(frozen=True)
class _Part:
    """A key of the answers file."""

    field: str
    """The field of `Answers`."""
    shape: str
    """What the API calls it."""
    required: tuple[str, ...] = ()
    service: str = "cognito-idp"
    one: bool = False
    """Whether the field holds a single answer."""
    others: str | None = None
    """What the API calls another answer whose keys are among the part's."""


_PARTS: Final = {
    "UserPool": _Part("user_pool", "UserPoolType", ("Id", "Arn", "Name"), one=True),
    "MfaConfig": _Part("mfa", "GetUserPoolMfaConfigResponse", one=True),
    "UserPoolClients": _Part("clients", "UserPoolClientType", ("ClientId", "ClientName")),
    "Groups": _Part("groups", "GroupType", ("GroupName",)),
    "DomainDescription": _Part("domains", "DomainDescriptionType", ("Domain",)),
    "IdentityProviders": _Part(
        "identity_providers", "IdentityProviderType", ("ProviderName", "ProviderType")
    ),
    "ResourceServers": _Part("resource_servers", "ResourceServerType", ("Identifier", "Name")),
    "IdentityPool": _Part(
        "identity_pool",
        "IdentityPool",
        ("IdentityPoolId", "IdentityPoolName"),
        service="cognito-identity",
        one=True,
        others="GetIdentityPoolRolesResponse",
    ),
    "RiskConfiguration": _Part("risk_configurations", "RiskConfigurationType"),
    "LogConfigurations": _Part("log_configurations", "LogConfigurationType"),
    "ManagedLoginBranding": _Part("branding", "ManagedLoginBrandingType"),
    "UICustomization": _Part("ui_customizations", "UICustomizationType"),
}


def from_file(file: Path) -> Answers:
    """Read answers from a JSON file: an object with the keys of `_PARTS` and `WebAcl`; null means none.

    :raises AnswersError: the file cannot be read, or what it says is no answer of AWS.
    """
    try:
        return from_json(read_json(file))
    except (TextFileError, AnswersError) as error:
        raise AnswersError("\n".join(f"{file}: {line}" for line in str(error).splitlines())) from error


def from_json(content: object) -> Answers:
    """Answers from the content of a file.

    :raises AnswersError: it is no answer of AWS.
    """
    if not isinstance(content, dict):
        raise AnswersError("must be an object with UserPool, MfaConfig, UserPoolClients and so on")
    errors: list[str] = []
    fields: dict[str, Any] = {}
    for key, part in _PARTS.items():
        values = _listed(cleaned(content.get(key)))
        if key in ("UserPool", "MfaConfig") and not values:
            errors.append(f"{key}: is missing")
        elif part.one and len(values) > 1:
            errors.append(f"{key}: must be an object")
        else:
            errors += (f"{key}: {error}" for value in values for error in _errors(part, value))
        fields[part.field] = next(iter(values), None) if part.one else tuple(values)
    arn = fields["user_pool"]["Arn"] if not errors else ""
    if not errors and len(arn.split(":")) < 6:
        errors.append(f"UserPool: Arn: must be the ARN of a user pool, not {arn!r}")
    if errors:
        raise AnswersError("\n".join(errors))
    return Answers(**fields, web_acl=bool(content.get("WebAcl")))


def cleaned(value: Any) -> Any:
    """A copy in which each secret is `MASK`: that there is one stays visible. Without nulls and empty texts,
    which some tools write where AWS leaves out what is not set."""
    match value:
        case Mapping():
            return {
                key: MASK if key in _SECRETS and item else cleaned(item)
                for key, item in value.items()
                if item is not None and item != ""
            }
        case list():
            return [cleaned(item) for item in value]
        case tuple():
            return tuple(cleaned(item) for item in value)
        case _:
            return value


def _listed(value: object) -> list[Any]:
    if value is None or value == {}:
        return []
    return value if isinstance(value, list) else [value]


def _errors(part: _Part, value: object) -> Iterator[str]:
    """Where a value has another type than the API's answers. What botocore does not know is no error: it is
    compared as well, and reported where no setting can express it."""
    if not isinstance(value, dict):
        yield f"must be an object, not {value!r}"
        return
    yield from (f"{name}: is missing" for name in part.required if not value.get(name))
    for name in filter(None, (part.shape, part.others)):
        report = ParamValidator().validate(value, _model(part.service).shape_for(name)).generate_report()
        yield from (line for line in report.splitlines() if line.startswith("Invalid type"))


@cache
def _model(service: str) -> ServiceModel:
    return ServiceModel(Loader().load_service_model(service, "service-2"))
