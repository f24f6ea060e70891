"""The app as it would be if somebody had renamed the pool's construct."""

import aws_cdk as cdk
from aws_cdk import aws_cognito as cognito

from app import build

app = cdk.App()
build(app)
for construct in app.node.find_all():
    if isinstance(construct, cognito.CfnUserPool):
        construct.override_logical_id("Renamed")
app.synth()
