"""SNS: the calls for a topic and its subscriptions, their order, and their retries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import grpc
import pytest

from localaws.plugin import api
from localaws.tests.plugin.engine import initialization_failure, refusal

if TYPE_CHECKING:
    from localaws.tests.conftest import Server
    from localaws.tests.plugin.engine import Engine
    from localaws.tests.server.account import Account

TOPIC = "aws:sns/topic:Topic"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
QUEUE = "arn:aws:sqs:us-east-1:123456789012:alarms"


def test_the_call_for_an_attribute_is_retried_until_it_is_permitted(
    engine: Engine, server: Server, aws: Account
) -> None:
    server.inject_fault("accessdenied", "SetTopicAttributes")
    made = engine.create(TOPIC, {"name": "alarms", "displayName": "one"})
    attributes = aws.client("sns").get_topic_attributes(TopicArn=made.resource_id)["Attributes"]
    assert attributes["DisplayName"] == "one"


def test_a_topic_is_kept_in_the_state_if_an_attribute_fails(
    engine: Engine, server: Server, aws: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "DEFAULT_PATIENCE_SECONDS", 0.1)
    server.inject_fault("accessdenied", "SetTopicAttributes", times=None)
    with pytest.raises(grpc.RpcError) as caught:
        engine.create(TOPIC, {"name": "alarms", "displayName": "one"})
    failed = initialization_failure(caught.value)
    assert "operation error SetTopicAttributes" in failed.reasons[0]
    assert [topic["TopicArn"] for topic in aws.client("sns").list_topics()["Topics"]] == [failed.id]


def test_the_creation_of_a_topic_is_not_retried(engine: Engine, server: Server) -> None:
    server.inject_fault("accessdenied", "CreateTopic")
    with pytest.raises(grpc.RpcError) as caught:
        engine.create(TOPIC, {"name": "alarms"})
    assert "operation error CreateTopic" in refusal(caught.value)


@pytest.mark.parametrize(
    "given",
    [{"name": "alarms of web"}, {"name": "alarms", "fifoTopic": True}, {"name": "alarms.fifo"}, {"name": "a" * 257}],
)
def test_an_invalid_name_of_a_topic_is_refused(offline_engine: Engine, given: dict[str, object]) -> None:
    _, failures = offline_engine.check(TOPIC, given)
    assert failures["name"].startswith("invalid topic name: ")


@pytest.mark.parametrize(
    ("before", "after", "last"),
    [("MessageAttributes", "MessageBody", "FilterPolicy"), ("MessageBody", "MessageAttributes", "FilterPolicyScope")],
)
def test_a_wider_filter_scope_is_set_before_the_policy_and_a_narrower_one_after(
    engine: Engine, server: Server, aws: Account, before: str, after: str, last: str
) -> None:
    topic = aws.client("sns").create_topic(Name="alarms")["TopicArn"]
    given = {"topic": topic, "protocol": "sqs", "endpoint": QUEUE}
    made = engine.create(SUBSCRIPTION, {**given, "filterPolicy": '{"a": ["1"]}', "filterPolicyScope": before})
    changed = {**given, "filterPolicy": '{"a": ["2"]}', "filterPolicyScope": after}
    server.request(
        "POST", "/localaws/faults", {"kind": "accessdenied", "operation": "SetSubscriptionAttributes", "nth": 2}
    )
    with pytest.raises(grpc.RpcError):
        engine.update(made, changed)
    attributes = aws.client("sns").get_subscription_attributes(SubscriptionArn=made.resource_id)["Attributes"]
    left = attributes["FilterPolicy"] if last == "FilterPolicy" else attributes["FilterPolicyScope"]
    assert left == ('{"a": ["1"]}' if last == "FilterPolicy" else before)


def test_a_removed_filter_is_sent_as_an_empty_policy(engine: Engine, aws: Account) -> None:
    topic = aws.client("sns").create_topic(Name="alarms")["TopicArn"]
    given = {"topic": topic, "protocol": "sqs", "endpoint": QUEUE}
    made = engine.create(SUBSCRIPTION, {**given, "filterPolicy": '{"a": ["1"]}'})
    engine.update(made, given)
    attributes = aws.client("sns").get_subscription_attributes(SubscriptionArn=made.resource_id)["Attributes"]
    assert attributes["FilterPolicy"] == "{}"


def test_a_scope_without_a_filter_is_refused_while_planning(engine: Engine, aws: Account) -> None:
    topic = aws.client("sns").create_topic(Name="alarms")["TopicArn"]
    given = {"topic": topic, "protocol": "sqs", "endpoint": QUEUE, "filterPolicyScope": "MessageBody"}
    with pytest.raises(grpc.RpcError) as caught:
        engine.preview_create(SUBSCRIPTION, given)
    assert '"filterPolicy": required with filterPolicyScope' in refusal(caught.value)
