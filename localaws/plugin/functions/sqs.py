"""SQS queues, by their names."""

from __future__ import annotations

from typing import Any

from localaws.plugin.api import Api, RefusedError, error_text
from localaws.plugin.functions.function import Function


def _get_queue(api: Api, arguments: dict[str, Any]) -> dict[str, Any]:
    name = arguments["name"]
    try:
        url = api.sqs.get_queue_url(QueueName=name)["QueueUrl"]
        attributes = api.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
        tags = api.sqs.list_queue_tags(QueueUrl=url).get("Tags", {})
    except Exception as error:
        raise RefusedError(f"reading SQS Queue ({name}): {error_text(error)}") from error
    return {"id": url, "arn": attributes["QueueArn"], "name": name, "region": api.region, "tags": tags, "url": url}


FUNCTIONS = [Function("aws:sqs/getQueue:getQueue", frozenset({"name"}), _get_queue)]
