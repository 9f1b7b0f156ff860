"""SNS topics, by their names."""

from __future__ import annotations

from typing import Any

from localaws.plugin.api import Api, RefusedError
from localaws.plugin.functions.function import Function


def _get_topic(api: Api, arguments: dict[str, Any]) -> dict[str, Any]:
    name = arguments["name"]
    pages = api.sns.get_paginator("list_topics").paginate()
    arns = [topic["TopicArn"] for page in pages for topic in page["Topics"]]
    arn = next((arn for arn in arns if arn.rpartition(":")[2] == name), None)
    if arn is None:
        raise RefusedError(f"reading SNS Topic ({name}): empty result")
    tags = api.sns.list_tags_for_resource(ResourceArn=arn)["Tags"]
    return {
        "id": arn,
        "arn": arn,
        "name": name,
        "region": api.region,
        "tags": {tag["Key"]: tag["Value"] for tag in tags},
    }


FUNCTIONS = [Function("aws:sns/getTopic:getTopic", frozenset({"name"}), _get_topic)]
