"""The pool, its SMS role and clients of environments/dev.toml by this project's constructs, and nothing else:
what the constructs of others are measured against."""

from pathlib import Path

import aws_cdk as cdk

from stacks.constructs.app_clients import AppClients
from stacks.constructs.user_pool import UserPool
from stacks.loading import load_environment

environment = load_environment(Path("environments/dev.toml"))
app = cdk.App()
stack = cdk.Stack(app, "pool")
pool = UserPool(
    stack,
    "UserPool",
    user_pool=environment.settings.user_pool,
    password_policy=environment.settings.password_policy,
    mfa=environment.settings.mfa,
    sms=environment.settings.sms_configuration,
    sms_external_id=environment.sms_external_id,
    email=environment.settings.email,
    triggers=environment.settings.triggers,
)
AppClients(
    stack,
    "AppClients",
    user_pool=pool,
    clients=environment.settings.clients,
    hosted_ui=environment.settings.hosted_ui,
)
app.synth()
