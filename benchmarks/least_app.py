"""The least that can be deployed: CloudFormation takes no stack without a resource; this one is nothing."""

import aws_cdk as cdk

app = cdk.App()
cdk.CfnWaitConditionHandle(cdk.Stack(app, "least"), "Nothing")
app.synth()
