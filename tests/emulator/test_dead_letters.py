"""Dead letters go back to the queue that they come from, as new messages."""

import json
from typing import Any

from local.emulator import LocalAws
from tests.emulator.pools import refused


def test_dead_letters_go_back(aws: LocalAws) -> None:
    sqs = aws.client("sqs")
    letters = sqs.create_queue(QueueName="letters")["QueueUrl"]
    letters_arn = arn_of(sqs, letters)
    with refused("AWS.SimpleQueueService.UnsupportedOperation"):
        sqs.start_message_move_task(SourceArn=letters_arn)
    policy = json.dumps({"deadLetterTargetArn": letters_arn, "maxReceiveCount": "1"})
    attributes = {"RedrivePolicy": policy, "VisibilityTimeout": "0"}
    queue = sqs.create_queue(QueueName="queue", Attributes=attributes)["QueueUrl"]
    sqs.send_message(QueueUrl=queue, MessageBody="poison")
    sqs.send_message(QueueUrl=letters, MessageBody="by hand")
    assert bodies(sqs, queue) == ["poison"]
    assert bodies(sqs, queue) == []
    assert sorted(bodies(sqs, letters)) == ["by hand", "poison"]

    assert sqs.start_message_move_task(SourceArn=letters_arn)["TaskHandle"]

    (moved,) = sqs.receive_message(QueueUrl=queue, AttributeNames=["All"])["Messages"]
    assert (moved["Body"], moved["Attributes"]["ApproximateReceiveCount"]) == ("poison", "1")
    assert bodies(sqs, letters) == ["by hand"]
    with refused("ResourceNotFoundException"):
        sqs.start_message_move_task(SourceArn=f"{letters_arn}-none")


def arn_of(sqs: Any, queue: str) -> str:
    answer = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
    return str(answer["Attributes"]["QueueArn"])


def bodies(sqs: Any, queue: str) -> list[str]:
    answer = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, VisibilityTimeout=0)
    return [message["Body"] for message in answer.get("Messages", [])]
