"""The pool, its SMS role and clients of environments/dev.toml by this project's constructs, and nothing else:
what the constructs of others are measured against."""

from pathlib import Path

import aws_cdk as cdk

from stacks.app_clients import AppClients
from stacks.settings import load_environment
from stacks.user_pool import UserPool

environment = load_environment(Path("environments/dev.toml"))
app = cdk.App()
stack = cdk.Stack(app, "pool")
pool = UserPool(
    stack,
    "UserPool",
    user_pool=environment.user_pool,
    password_policy=environment.password_policy,
    mfa=environment.mfa,
    sms=environment.sms_configuration,
    sms_external_id=environment.sms_external_id,
    email=environment.email,
    triggers=environment.triggers,
)
AppClients(stack, "AppClients", user_pool=pool, clients=environment.clients, hosted_ui=environment.hosted_ui)
app.synth()
