"""Writes the configuration files of apps from the outputs of a deployed stack.

usage: python -m stacks.amplify.client_files OUTPUTS.json --environment NAME --out DIR

OUTPUTS.json is what `cdk deploy --outputs-file` wrote. The files are `amplify_outputs.json` for Amplify's
current libraries, and Amplify Gen 1's `amplifyconfiguration.json` (native) and `aws-exports.js` (JavaScript).
"""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Outputs = Mapping[str, str]
Json = dict[str, Any]

MFA_CONFIGURATION = {"OFF": "NONE", "OPTIONAL": "OPTIONAL", "ON": "REQUIRED"}
RESPONSE_TYPE = {"code": "code", "implicit": "token"}
PASSWORD_CLASSES = {
    "require_lowercase": "REQUIRES_LOWERCASE",
    "require_uppercase": "REQUIRES_UPPERCASE",
    "require_numbers": "REQUIRES_NUMBERS",
    "require_symbols": "REQUIRES_SYMBOLS",
}
OAUTH_OF_SOCIAL_PROVIDER = {
    "Google": "GOOGLE",
    "Facebook": "FACEBOOK",
    "LoginWithAmazon": "AMAZON",
    "SignInWithApple": "APPLE",
}


def amplify_outputs(outputs: Outputs) -> Json:
    """`amplify_outputs.json`, version 1.4: what the pool is."""
    policy = json.loads(outputs["PasswordPolicy"])
    auth: Json = {
        "aws_region": outputs["Region"],
        "user_pool_id": outputs["UserPoolId"],
        "user_pool_client_id": _client_id(outputs, "AppClientIDWeb"),
        "mfa_configuration": MFA_CONFIGURATION[outputs["MfaConfiguration"]],
        "mfa_methods": _list(outputs, "MfaTypes"),
        "username_attributes": _list(outputs, "UsernameAttributes") or ["username"],
        "standard_required_attributes": _list(outputs, "RequiredAttributes"),
        "user_verification_types": _list(outputs, "VerifiedAttributes"),
        "password_policy": {
            "min_length": policy["minimum_length"],
            **{name: policy[name] for name in PASSWORD_CLASSES},
        },
    }
    if "IdentityPoolId" in outputs:
        auth["identity_pool_id"] = outputs["IdentityPoolId"]
        auth["unauthenticated_identities_enabled"] = json.loads(outputs["GuestsAllowed"])
    if "Groups" in outputs:
        groups = json.loads(outputs["Groups"])
        auth["groups"] = [
            {name: {} if precedence is None else {"precedence": precedence}}
            for name, precedence in groups.items()
        ]
    if "OAuth" in outputs:
        oauth = json.loads(outputs["OAuth"])
        auth["oauth"] = {
            "identity_providers": [],
            "domain": _domain(outputs),
            "scopes": oauth["scopes"],
            "redirect_sign_in_uri": oauth["redirect_sign_in"],
            "redirect_sign_out_uri": oauth["redirect_sign_out"],
            "response_type": RESPONSE_TYPE[oauth["flow"]],
        }
    return {"version": "1.4", "auth": auth}


def aws_exports(outputs: Outputs) -> Json:
    """The object in `aws-exports.js`, key for key what Amplify Gen 1 writes."""
    exports: Json = {"aws_project_region": outputs["Region"]}
    if "IdentityPoolId" in outputs:
        exports["aws_cognito_identity_pool_id"] = outputs["IdentityPoolId"]
    exports |= {
        "aws_cognito_region": outputs["Region"],
        "aws_user_pools_id": outputs["UserPoolId"],
        "aws_user_pools_web_client_id": _client_id(outputs, "AppClientIDWeb"),
        "oauth": {},
    }
    if "OAuth" in outputs:
        oauth = json.loads(outputs["OAuth"])
        exports["oauth"] = {
            "domain": _domain(outputs),
            "scope": oauth["scopes"],
            "redirectSignIn": ",".join(oauth["redirect_sign_in"]),
            "redirectSignOut": ",".join(oauth["redirect_sign_out"]),
            "responseType": RESPONSE_TYPE[oauth["flow"]],
        }
        exports["federationTarget"] = "COGNITO_USER_POOLS"
    return exports | {
        "aws_cognito_username_attributes": _upper(outputs, "UsernameAttributes"),
        "aws_cognito_social_providers": _social_providers(outputs),
        "aws_cognito_signup_attributes": _upper(outputs, "RequiredAttributes"),
        "aws_cognito_mfa_configuration": outputs["MfaConfiguration"],
        "aws_cognito_mfa_types": _list(outputs, "AmplifyMfaTypes", "MfaTypes"),
        "aws_cognito_password_protection_settings": _password_settings(outputs),
        "aws_cognito_verification_mechanisms": _verification_mechanisms(outputs),
    }


def amplifyconfiguration(outputs: Outputs) -> Json:
    """`amplifyconfiguration.json`, key for key what Amplify Gen 1 writes for its native libraries."""
    region, client_id = outputs["Region"], _client_id(outputs, "AppClientID")
    plugin: Json = {
        "UserAgent": "aws-amplify/cli",
        "Version": "0.1.0",
        "IdentityManager": {"Default": {}},
    }
    if "IdentityPoolId" in outputs:
        identity = {"PoolId": outputs["IdentityPoolId"], "Region": region}
        plugin["CredentialsProvider"] = {"CognitoIdentity": {"Default": identity}}
    plugin["CognitoUserPool"] = {
        "Default": {"PoolId": outputs["UserPoolId"], "AppClientId": client_id, "Region": region}
    }
    auth: Json = {}
    if "OAuth" in outputs:
        oauth = json.loads(outputs["OAuth"])
        auth["OAuth"] = {
            "WebDomain": _domain(outputs),
            "AppClientId": client_id,
            "SignInRedirectURI": ",".join(oauth["redirect_sign_in"]),
            "SignOutRedirectURI": ",".join(oauth["redirect_sign_out"]),
            "Scopes": oauth["scopes"],
        }
    auth |= {
        "authenticationFlowType": "USER_SRP_AUTH",
        "socialProviders": _social_providers(outputs),
        "usernameAttributes": _upper(outputs, "UsernameAttributes"),
        "signupAttributes": _upper(outputs, "RequiredAttributes"),
        "passwordProtectionSettings": _password_settings(outputs),
        "mfaConfiguration": outputs["MfaConfiguration"],
        "mfaTypes": _list(outputs, "AmplifyMfaTypes", "MfaTypes"),
        "verificationMechanisms": _verification_mechanisms(outputs),
    }
    plugin["Auth"] = {"Default": auth}
    return {
        "UserAgent": "aws-amplify-cli/2.0",
        "Version": "1.0",
        "auth": {"plugins": {"awsCognitoAuthPlugin": plugin}},
    }


def file_texts(outputs: Outputs) -> dict[str, str]:
    """The contents of the three files, by their names.

    :raises KeyError: an output is missing.
    """
    exports = json.dumps(aws_exports(outputs), indent=4)
    return {
        "amplify_outputs.json": json.dumps(amplify_outputs(outputs), indent=2) + "\n",
        "amplifyconfiguration.json": json.dumps(amplifyconfiguration(outputs), indent=4) + "\n",
        "aws-exports.js": f"// Generated from the stack's outputs.\nconst awsmobile = {exports};\n\n"
        "export default awsmobile;\n",
    }


def write_files(outputs: Outputs, folder: Path) -> list[Path]:
    """Write the three files into a folder, which is made if it is not there."""
    texts = file_texts(outputs)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in texts]


def _list(outputs: Outputs, *names: str) -> list[str]:
    """The list in the first of the outputs that is there."""
    found: list[str] = json.loads(next(outputs[name] for name in names if name in outputs))
    return found


def _upper(outputs: Outputs, *names: str) -> list[str]:
    """Attributes as Amplify Gen 1 spells them."""
    return ["ZONE_INFO" if name == "zoneinfo" else name.upper() for name in _list(outputs, *names)]


def _verification_mechanisms(outputs: Outputs) -> list[str]:
    return _upper(outputs, "AmplifyVerificationMechanisms", "VerifiedAttributes")


def _social_providers(outputs: Outputs) -> list[str]:
    names = json.loads(outputs.get("AmplifySocialProviders", "[]"))
    return [OAUTH_OF_SOCIAL_PROVIDER.get(name, name.upper()) for name in names]


def _password_settings(outputs: Outputs) -> Json:
    policy = json.loads(outputs["PasswordPolicy"])
    return {
        "passwordPolicyMinLength": policy["minimum_length"],
        "passwordPolicyCharacters": [word for name, word in PASSWORD_CLASSES.items() if policy[name]],
    }


def _client_id(outputs: Outputs, name: str) -> str:
    """The id of an app's client; of the first one in a pool whose clients have other names."""
    if name in outputs:
        return outputs[name]
    for other in sorted(outputs):
        if other.startswith("AppClientID"):
            return outputs[other]
    raise KeyError(name)


def _domain(outputs: Outputs) -> str:
    if "CustomDomain" in outputs:
        return outputs["CustomDomain"]
    return f"{outputs['HostedUIDomain']}.auth.{outputs['Region']}.amazoncognito.com"


def main() -> str | None:
    """Write the files, and return what went wrong in words."""
    parser = argparse.ArgumentParser(
        prog="python -m stacks.amplify.client_files",
        description="Write the configuration files of apps from a deployed stack's outputs.",
    )
    parser.add_argument("outputs", type=Path, help="the file of `cdk deploy --outputs-file`")
    parser.add_argument("--environment", required=True, metavar="NAME", help="the environment's name")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="the folder to write to")
    arguments = parser.parse_args()
    try:
        stacks = json.loads(arguments.outputs.read_text(encoding="utf-8"))
    except OSError as error:
        return f"{arguments.outputs}: cannot be read: {error.strerror}"
    except ValueError as error:
        return f"{arguments.outputs}: is not JSON: {error}"
    stack = f"auth-{arguments.environment}"
    if not isinstance(stacks, dict) or not isinstance(stacks.get(stack), dict):
        return (
            f"{arguments.outputs}: has no outputs of {stack}; write it by cdk deploy {stack} --outputs-file"
        )
    try:
        files = write_files(stacks[stack], arguments.out)
    except KeyError as error:
        return f"{arguments.outputs}: {stack} has no output {error}: deploy it again with this version"
    print("\n".join(f"wrote {file}" for file in files))  # noqa: T201 - a command that prints
    return None


if __name__ == "__main__":
    sys.exit(main())
