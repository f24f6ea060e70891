"""The pool, its SMS role and clients of tests/environments/dev.toml by this project's constructs, and
nothing else: what the constructs of others are measured against."""

from pathlib import Path

import aws_cdk as cdk

from stacks.constructs.app_clients import AppClients
from stacks.constructs.user_pool import UserPool
from stacks.loading import load_environment

environment = load_environment(Path("tests/environments/dev.toml"))
app = cdk.App()
stack = cdk.Stack(app, "pool")
pool = UserPool(stack, "UserPool", environment=environment)
AppClients(stack, "AppClients", settings=environment.settings, user_pool=pool)
app.synth()
