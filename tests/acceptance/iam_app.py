"""The app for an account that enforces IAM: deployed with the caller's own credentials, since the local AWS
does not know the CDK's bootstrap roles; and, where context `without` names an action, without that action in
the policies of the functions."""

import json

import aws_cdk as cdk
from aws_cdk import aws_iam as iam

from app import build


def main() -> None:
    app = cdk.App(default_stack_synthesizer=cdk.CliCredentialsStackSynthesizer())
    build(app)
    action = app.node.try_get_context("without")
    if action:
        take_out(app, action)
    app.synth()


def take_out(app: cdk.App, action: str) -> None:
    """Replace an action by one that allows nothing here."""
    stack = cdk.Stack.of(app.node.children[0])
    policies = [policy for policy in app.node.find_all() if isinstance(policy, iam.CfnPolicy)]
    having = [policy for policy in policies if action in json.dumps(stack.resolve(policy.policy_document))]
    assert having, f"no policy has {action}"
    for policy in having:
        policy.add_property_override("PolicyDocument.Statement.0.Action", "cognito-idp:ListTagsForResource")


if __name__ == "__main__":
    main()
