"""SQS: `StartMessageMoveTask`, which moves dead letters back to the queue that they come from.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
"""

import json
import uuid
from typing import Any

from ministack.services import sqs

Queue = dict[str, Any]


def install() -> None:
    sqs._HANDLERS["StartMessageMoveTask"] = start_message_move_task


def start_message_move_task(request: dict[str, Any], _url: str) -> dict[str, str]:
    """Move all at once, as new messages; one that was sent here by hand comes from no queue, and stays."""
    source = request["SourceArn"]
    letters: Queue | None = sqs._queue_by_arn(source)
    if letters is None:
        raise sqs._Err("ResourceNotFoundException", "There is no queue with the SourceArn.")
    if not any(_dead_letters_of(queue) == source for queue in sqs._queues.values()):
        raise sqs._Err("AWS.SimpleQueueService.UnsupportedOperation", "The source is no dead-letter queue.")
    left = []
    for message in letters["messages"]:
        target = request.get("DestinationArn") or message["sys"].get("DeadLetterQueueSourceArn")
        queue: Queue | None = sqs._queue_by_arn(target) if target else None
        if queue is None:
            left.append(message)
            continue
        sqs._act_send_message(
            {
                "QueueUrl": queue["url"],
                "MessageBody": message["body"],
                "MessageAttributes": message["message_attributes"],
            },
            queue["url"],
        )
    letters["messages"] = left
    return {"TaskHandle": str(uuid.uuid4())}


def _dead_letters_of(queue: Queue) -> str | None:
    """The ARN of the queue that gets a queue's dead letters."""
    policy: dict[str, str] = json.loads(queue["attributes"].get("RedrivePolicy") or "{}")
    return policy.get("deadLetterTargetArn")
