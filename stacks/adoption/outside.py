"""What belongs to a pool and stays outside the stack: CloudFormation does not touch what is not in one."""

from collections.abc import Collection, Iterator
from typing import Any, Final

from stacks.adoption.answers import Answers
from stacks.adoption.existing import Existing, existing, has_secret
from stacks.service import CLIENT, IDENTITY_PROVIDER, RISK_CONFIGURATION, ROLE_ATTACHMENT, USER_POOL

_KINDS: Final = {
    "UserPoolGroup": "group",
    "UserPoolDomain": "domain",
    "UserPoolResourceServer": "resource server",
    "UserPoolIdentityProvider": "identity provider",
    "UserPoolRiskConfigurationAttachment": "risk configuration",
    "IdentityPool": "identity pool",
    "IdentityPoolRoleAttachment": "roles of the identity pool",
    "IdentityPoolPrincipalTag": "principal tags of",
}


def outside(answers: Answers, taken: Collection[tuple[str, str]]) -> Iterator[str]:
    """Yield what stays outside, a line each.

    :param taken: the resources that are in the stack, by type and name.
    """
    users = answers.user_pool.get("EstimatedNumberOfUsers", 0)
    yield f"the users and their group memberships (about {users} users)"
    for item in existing(answers):
        if item.key not in taken and item.type not in (USER_POOL, CLIENT):
            yield _left(item)
    pool = answers.user_pool
    sms_role = (pool.get("SmsConfiguration") or {}).get("SnsCallerArn")
    roles = [sms_role, *(group.get("RoleArn") for group in answers.groups)]
    roles += (answers.identity_pool or {}).get("Roles", {}).values()
    for role in dict.fromkeys(filter(None, roles)):
        yield f"the role {role}: it must stay as long as the pool uses it"
    for function in _functions(pool.get("LambdaConfig") or {}):
        yield f"the function {function}"
    email = pool.get("EmailConfiguration") or {}
    if email.get("SourceArn"):
        yield f"the SES identity {email['SourceArn']}"
    for domain in answers.domains:
        certificate = (domain.get("CustomDomainConfig") or {}).get("CertificateArn")
        if certificate:
            yield f"the certificate {certificate} and the DNS record of {domain['Domain']}"
    if answers.branding:
        yield f"the managed login branding of {len(answers.branding)} app client(s)"
    if answers.ui_customizations:
        yield "the CSS and the logo of the hosted UI"
    if answers.log_configurations:
        yield "the log delivery configuration"
    if answers.web_acl:
        yield "the web ACL"
    for operation in answers.unread:
        yield f"perhaps more: AWS did not answer {operation}"


def _left(item: Existing) -> str:
    kind = _KINDS[item.type.rpartition("::")[2]]
    if item.type == IDENTITY_PROVIDER and has_secret(item.properties):
        return (
            f"the {kind} {item.name}: its secret is in no answer. To take it in later, put the secret in "
            "Secrets Manager and write [identity_providers]"
        )
    if item.type == RISK_CONFIGURATION and item.name != "ALL":
        return f"the {kind} of app client {item.name}"
    if item.type == ROLE_ATTACHMENT:
        return f"the {kind} {item.name}"
    return f"the {kind} {item.name}"


def _functions(config: dict[str, Any]) -> list[str]:
    arns = [value.get("LambdaArn") if isinstance(value, dict) else value for value in config.values()]
    return [arn for arn in dict.fromkeys(arns) if arn and ":lambda:" in arn]
