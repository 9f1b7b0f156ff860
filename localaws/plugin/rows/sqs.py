"""SQS queues."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from localaws.plugin import naming
from localaws.plugin.api import Api
from localaws.plugin.diff import json_document
from localaws.plugin.row import AutoName, Inputs, Property, Row, State, plain

GONE = ("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")
ATTRIBUTES = {
    "contentBasedDeduplication": "ContentBasedDeduplication",
    "deduplicationScope": "DeduplicationScope",
    "delaySeconds": "DelaySeconds",
    "fifoQueue": "FifoQueue",
    "fifoThroughputLimit": "FifoThroughputLimit",
    "kmsDataKeyReusePeriodSeconds": "KmsDataKeyReusePeriodSeconds",
    "kmsMasterKeyId": "KmsMasterKeyId",
    "maxMessageSize": "MaximumMessageSize",
    "messageRetentionSeconds": "MessageRetentionPeriod",
    "policy": "Policy",
    "receiveWaitTimeSeconds": "ReceiveMessageWaitTimeSeconds",
    "redrivePolicy": "RedrivePolicy",
    "sqsManagedSseEnabled": "SqsManagedSseEnabled",
    "visibilityTimeoutSeconds": "VisibilityTimeout",
}
FLAGS = frozenset({"contentBasedDeduplication", "fifoQueue", "sqsManagedSseEnabled"})
DOCUMENTS = frozenset({"policy", "redrivePolicy"})
NUMBERS = frozenset(name for name in ATTRIBUTES if name.endswith(("Seconds", "Size")))
STANDARD_NAME = r"[\w-]{1,80}"
FIFO_NAME = r"[\w-]{1,75}\.fifo"
# The provider's value if SQS returns none for an unencrypted queue.
REUSE_PERIOD = 300


def _text(value: Any) -> str:
    """Return a value in the form of SQS attributes."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _create(api: Api, inputs: Inputs) -> str:
    name = naming.given_name(inputs)
    if inputs.get("fifoQueue") and "namePrefix" in inputs:
        name += ".fifo"
    sent = {key for key in ATTRIBUTES if inputs.get(key)} | (inputs.keys() & {"sqsManagedSseEnabled"})
    answer = api.retry(
        api.retried,
        api.sqs.create_queue,
        QueueName=name,
        Attributes={ATTRIBUTES[key]: _text(inputs[key]) for key in sorted(sent)},
        tags=inputs.get("tagsAll") or {},
    )
    return str(answer["QueueUrl"])


def _read(api: Api, url: str, state: State) -> State | None:
    answer = api.found(api.sqs.get_queue_attributes, *GONE, QueueUrl=url, AttributeNames=["All"])
    if answer is None:
        return None
    attributes = answer["Attributes"]
    properties: State = {"contentBasedDeduplication": False, "fifoQueue": False}
    properties["kmsDataKeyReusePeriodSeconds"] = REUSE_PERIOD
    for name, attribute in ATTRIBUTES.items():
        value = attributes.get(attribute, "")
        if value != "":
            properties[name] = value == "true" if name in FLAGS else int(value) if name in NUMBERS else value
    return {
        **properties,
        "arn": attributes["QueueArn"],
        "name": url.rpartition("/")[2],
        "url": url,
        "tagsAll": api.sqs.list_queue_tags(QueueUrl=url).get("Tags", {}),
    }


def _update(api: Api, url: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    values = {ATTRIBUTES[name]: _text(inputs.get(name, "")) for name in changed & ATTRIBUTES.keys()}
    if values:
        api.sqs.set_queue_attributes(QueueUrl=url, Attributes=values)


def _delete(api: Api, url: str, state: State) -> None:
    api.found(api.sqs.delete_queue, *GONE, QueueUrl=url)
    api.wait(lambda: _read(api, url, state) is None, f"SQS Queue {url} to be deleted")


def _write_tags(api: Api, url: str, state: State, changed: Mapping[str, str], removed: list[str]) -> None:
    if removed:
        api.sqs.untag_queue(QueueUrl=url, TagKeys=removed)
    if changed:
        api.sqs.tag_queue(QueueUrl=url, Tags=dict(changed))


def _check(inputs: Inputs) -> Iterable[tuple[str, str]]:
    name, fifo = inputs.get("name"), bool(inputs.get("fifoQueue"))
    if name is not None and not re.fullmatch(FIFO_NAME if fifo else STANDARD_NAME, str(name), re.ASCII):
        yield "name", f"invalid queue name: {name}"


ROWS = [
    Row(
        resource_type="aws:sqs/queue:Queue",
        label="SQS Queue",
        properties={
            **plain(*ATTRIBUTES, "name", "namePrefix"),
            **dict.fromkeys(DOCUMENTS, Property(canonical=json_document)),
        },
        outputs=frozenset({"arn", "url"}),
        auto_name=AutoName(max_length=80, fifo="fifoQueue"),
        check=_check,
        create=_create,
        read=_read,
        update=_update,
        delete=_delete,
        write_tags=_write_tags,
        import_id="queue URL",
    ),
]
