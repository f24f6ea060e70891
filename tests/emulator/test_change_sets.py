"""Change sets that change a stack's outputs and nothing else."""

import json

from local.emulator import LocalAws

PARAMETER = {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "a"}}


def test_outputs_alone_can_be_added(aws: LocalAws) -> None:
    cloudformation = aws.client("cloudformation")
    stack = {"StackName": "outputs-alone"}
    template = {"Resources": {"It": PARAMETER}}
    cloudformation.create_stack(**stack, TemplateBody=json.dumps(template))
    cloudformation.get_waiter("stack_create_complete").wait(**stack, WaiterConfig={"Delay": 1})

    same = {**stack, "ChangeSetName": "same", "ChangeSetType": "UPDATE"}
    cloudformation.create_change_set(**same, TemplateBody=json.dumps(template))
    found = cloudformation.describe_change_set(**stack, ChangeSetName="same")
    assert (found["Status"], found["ExecutionStatus"]) == ("FAILED", "UNAVAILABLE")

    with_output = {**template, "Outputs": {"Name": {"Value": {"Ref": "It"}}}}
    more = {**stack, "ChangeSetName": "more", "ChangeSetType": "UPDATE"}
    cloudformation.create_change_set(**more, TemplateBody=json.dumps(with_output))
    found = cloudformation.describe_change_set(**stack, ChangeSetName="more")
    assert (found["Status"], found["Changes"]) == ("CREATE_COMPLETE", [])
    cloudformation.execute_change_set(**stack, ChangeSetName="more")
    cloudformation.get_waiter("stack_update_complete").wait(**stack, WaiterConfig={"Delay": 1})
    (described,) = cloudformation.describe_stacks(**stack)["Stacks"]
    assert [output["OutputKey"] for output in described["Outputs"]] == ["Name"]
