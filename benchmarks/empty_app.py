"""The least that a CDK app in Python can be."""

import aws_cdk as cdk

app = cdk.App()
cdk.Stack(app, "empty")
app.synth()
