"""Attaches the checks to a CDK app, this project's or another."""

from collections.abc import Collection, Sequence

import aws_cdk as cdk
from cdk_nag import AwsSolutionsChecks, ServerlessChecks

from stacks.checks.marking import Marking
from stacks.checks.service_rules.plugin import service_rules
from stacks.checks.update_guard.plugin import update_guard
from stacks.deployed.source import source
from stacks.settings import Environment


def attach(
    app: cdk.App,
    environments: Sequence[Environment],
    *,
    deployed: str | None = None,
    claimed: Collection[str] | None = None,
) -> None:
    """Check every synthesis of an app with cdk-nag, the service rules and the update guard.

    Call it before the stacks are built: AWS answers in the meantime.

    :param deployed: the value of context `deployed`: "auto" (the default), "aws", a folder of templates, or
        "off".
    :param claimed: the names of all environments' stacks, where `environments` are a selection.
    :raises DeployedError: the folder of deployed templates cannot be used.
    """
    read_from = source(deployed, environments, claimed)
    app.node.add_validation(Marking(app, read_from, environments))
    cdk.Validations.of(app).add_plugins(
        AwsSolutionsChecks(app),
        ServerlessChecks(app),
        service_rules(environments),
        update_guard(read_from, environments),
    )
