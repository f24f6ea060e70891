"""Attaches the checks to a CDK app, this project's or another."""

from collections.abc import Sequence

import aws_cdk as cdk
from cdk_nag import AwsSolutionsChecks, ServerlessChecks

from stacks.checks.service_rules.plugin import ServiceRules
from stacks.checks.update_guard.plugin import UpdateGuard
from stacks.deployed.source import reader
from stacks.settings import Environment


def attach(app: cdk.App, environments: Sequence[Environment], *, deployed: str | None = None) -> None:
    """Have every synthesis of an app checked: cdk-nag, the service rules, the update guard.

    Call it before the stacks are built: AWS answers in the meantime.

    :param deployed: the value of context `deployed`: "aws" (the default), a folder of templates, or "off".
    :raises DeployedError: the folder of deployed templates cannot be used.
    """
    read = reader(deployed, environments)
    validations = cdk.Validations.of(app)
    validations.add_plugins(AwsSolutionsChecks(app), ServerlessChecks(app), ServiceRules())
    if read:
        validations.add_plugins(UpdateGuard(read))
