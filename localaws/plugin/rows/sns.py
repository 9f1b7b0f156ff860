"""SNS: topics and their subscriptions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from localaws.plugin import naming
from localaws.plugin.api import Api, RefusedError
from localaws.plugin.diff import json_document
from localaws.plugin.row import COMPUTED, PLAIN, REPLACE, REPLACE_COMPUTED, AutoName, Inputs, Property, Row, State
from localaws.plugin.rows.ec2_tags import tag_list, tags_of

GONE = ("NotFound", "NotFoundException", "ResourceNotFound")
TOPIC = {
    "contentBasedDeduplication": "ContentBasedDeduplication",
    "deliveryPolicy": "DeliveryPolicy",
    "displayName": "DisplayName",
    "fifoTopic": "FifoTopic",
    "kmsMasterKeyId": "KmsMasterKeyId",
    "policy": "Policy",
    "signatureVersion": "SignatureVersion",
    "tracingConfig": "TracingConfig",
}
SUBSCRIPTION = {
    "deliveryPolicy": "DeliveryPolicy",
    "filterPolicy": "FilterPolicy",
    "filterPolicyScope": "FilterPolicyScope",
    "rawMessageDelivery": "RawMessageDelivery",
    "redrivePolicy": "RedrivePolicy",
    "subscriptionRoleArn": "SubscriptionRoleArn",
}
# The attributes of the call that creates a topic. A separate call sets each of the others.
CREATION = {"fifoTopic": TOPIC["fifoTopic"]}
STANDARD_NAME = r"[\w-]{1,256}"
FIFO_NAME = r"[\w-]{1,251}\.fifo"
RETRIED = frozenset({"AuthorizationError", "InvalidParameter"})
FLAGS = frozenset({"contentBasedDeduplication", "fifoTopic", "rawMessageDelivery"})
NUMBERS = frozenset({"signatureVersion"})
PROVIDER_SETTINGS = dict.fromkeys(
    ("confirmationTimeoutInMinutes", "endpointAutoConfirms"), "a setting of the provider, not of AWS"
)


def _text(value: Any) -> str:
    """Return a value in the form of SNS attributes."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _attributes(names: Mapping[str, str], inputs: Inputs) -> dict[str, str]:
    return {attribute: _text(inputs[name]) for name, attribute in names.items() if inputs.get(name)}


def _properties(names: Mapping[str, str], attributes: Mapping[str, str]) -> State:
    properties: State = {}
    for name, attribute in names.items():
        value = attributes.get(attribute)
        if value in (None, ""):
            continue
        properties[name] = value == "true" if name in FLAGS else int(value or 0) if name in NUMBERS else value
    return properties


def _create_topic(api: Api, inputs: Inputs) -> str:
    tags = inputs.get("tagsAll") or {}
    name = naming.given_name(inputs)
    if inputs.get("fifoTopic") and "namePrefix" in inputs:
        name += ".fifo"
    answer = api.sns.create_topic(
        Name=name, Attributes=_attributes(CREATION, inputs), **({"Tags": tag_list(tags)} if tags else {})
    )
    return str(answer["TopicArn"])


def _finish_topic(api: Api, arn: str, inputs: Inputs) -> None:
    _set_attributes(api, arn, _attributes({name: TOPIC[name] for name in TOPIC.keys() - CREATION}, inputs))


def _set_attributes(api: Api, arn: str, attributes: Mapping[str, str]) -> None:
    for name, value in sorted(attributes.items()):
        api.retry(RETRIED, api.sns.set_topic_attributes, TopicArn=arn, AttributeName=name, AttributeValue=value)


def _read_topic(api: Api, arn: str, state: State) -> State | None:
    answer = api.found(api.sns.get_topic_attributes, *GONE, TopicArn=arn)
    if answer is None:
        return None
    attributes = answer["Attributes"]
    return {
        "contentBasedDeduplication": False,
        "fifoTopic": False,
        **_properties(TOPIC, attributes),
        "arn": arn,
        "name": arn.rpartition(":")[2],
        "owner": attributes["Owner"],
        "tagsAll": tags_of(api.sns.list_tags_for_resource(ResourceArn=arn)),
    }


def _update_topic(api: Api, arn: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    attributes = {TOPIC[name]: _text(inputs.get(name, "")) for name in changed & TOPIC.keys()}
    if not attributes.get("Policy", "given"):
        # A topic always has a policy.
        del attributes["Policy"]
    _set_attributes(api, arn, attributes)


def _delete_topic(api: Api, arn: str, state: State) -> None:
    api.sns.delete_topic(TopicArn=arn)


def _write_tags(api: Api, arn: str, state: State, changed: Mapping[str, str], removed: list[str]) -> None:
    if removed:
        api.sns.untag_resource(ResourceArn=arn, TagKeys=removed)
    if changed:
        api.sns.tag_resource(ResourceArn=arn, Tags=tag_list(changed))


def _check_topic(inputs: Inputs) -> Iterable[tuple[str, str]]:
    name = inputs.get("name")
    fifo = bool(inputs.get("fifoTopic"))
    if name is not None and not re.fullmatch(FIFO_NAME if fifo else STANDARD_NAME, str(name)):
        yield (
            "name",
            f"invalid topic name: {name}; allowed are letters, digits, hyphens and underscores, and .fifo for FIFO",
        )


def _subscribe(api: Api, inputs: Inputs) -> str:
    answer = api.sns.subscribe(
        TopicArn=inputs["topic"],
        Protocol=inputs["protocol"],
        Endpoint=inputs["endpoint"],
        Attributes=_attributes(SUBSCRIPTION, inputs),
        ReturnSubscriptionArn=True,
    )
    return str(answer["SubscriptionArn"])


def _await_confirmation(api: Api, arn: str, inputs: Inputs) -> None:
    """Wait like the provider, only for endpoints that confirm automatically."""
    protocol = inputs["protocol"]
    if "email" in protocol or ("http" in protocol and not inputs.get("endpointAutoConfirms")):
        return

    def confirmed() -> bool:
        found = _subscription(api, arn)
        if found is None:
            raise RefusedError(f"subscription {arn} is gone")
        return found.get("PendingConfirmation") != "true"

    api.wait(confirmed, f"SNS Topic Subscription {arn} to be confirmed")


def _subscription(api: Api, arn: str) -> dict[str, str] | None:
    answer = api.found(api.sns.get_subscription_attributes, *GONE, SubscriptionArn=arn)
    return answer["Attributes"] if answer else None


def _read_subscription(api: Api, arn: str, state: State) -> State | None:
    attributes = _subscription(api, arn)
    if attributes is None:
        return None
    return {
        **_properties(SUBSCRIPTION, attributes),
        "arn": arn,
        "confirmationWasAuthenticated": attributes.get("ConfirmationWasAuthenticated") == "true",
        "endpoint": attributes["Endpoint"],
        "ownerId": attributes["Owner"],
        "pendingConfirmation": attributes.get("PendingConfirmation") == "true",
        "protocol": attributes["Protocol"],
        "topic": attributes["TopicArn"],
    }


def _update_subscription(api: Api, arn: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    values = {name: _text(inputs.get(name, False if name in FLAGS else "")) for name in changed & SUBSCRIPTION.keys()}
    # A filter by body can be nested, one by attributes cannot: set the wider scope first, and the narrower one last.
    scope = values.pop("filterPolicyScope", "")
    ordered = list(values.items())
    if scope == "MessageBody":
        ordered.insert(0, ("filterPolicyScope", scope))
    elif scope:
        ordered.append(("filterPolicyScope", scope))
    for name, value in ordered:
        # SNS needs an empty filter to remove one, and no value to remove a redrive policy.
        given = {"AttributeValue": value or ("{}" if name == "filterPolicy" else "")}
        api.sns.set_subscription_attributes(
            SubscriptionArn=arn,
            AttributeName=SUBSCRIPTION[name],
            **({} if name == "redrivePolicy" and not value else given),
        )


def _unsubscribe(api: Api, arn: str, state: State) -> None:
    """Delete the subscription; an unconfirmed one cannot be deleted, and expires."""
    try:
        api.sns.unsubscribe(SubscriptionArn=arn)
    except Exception as error:
        if "pending confirmation" not in str(error):
            raise
        return
    api.wait(lambda: _subscription(api, arn) is None, f"SNS Topic Subscription {arn} to be deleted")


DOCUMENT = Property(canonical=json_document)
ROWS = [
    Row(
        resource_type="aws:sns/topic:Topic",
        label="SNS Topic",
        properties={
            **dict.fromkeys(TOPIC, PLAIN),
            "name": REPLACE_COMPUTED,
            "namePrefix": REPLACE_COMPUTED,
            "contentBasedDeduplication": Property(default=False),
            "deliveryPolicy": DOCUMENT,
            "fifoTopic": Property(replace=True, default=False),
            "policy": Property(computed=True, canonical=json_document),
            "signatureVersion": COMPUTED,
            "tracingConfig": COMPUTED,
        },
        outputs=frozenset({"arn", "owner"}),
        auto_name=AutoName(max_length=80, fifo="fifoTopic"),
        check=_check_topic,
        create=_create_topic,
        finish=_finish_topic,
        read=_read_topic,
        update=_update_topic,
        delete=_delete_topic,
        write_tags=_write_tags,
        import_id="topic ARN",
    ),
    Row(
        resource_type="aws:sns/topicSubscription:TopicSubscription",
        label="SNS Topic Subscription",
        properties={
            "topic": REPLACE,
            "protocol": REPLACE,
            "endpoint": REPLACE,
            "deliveryPolicy": DOCUMENT,
            "filterPolicy": DOCUMENT,
            "filterPolicyScope": COMPUTED,
            "rawMessageDelivery": Property(default=False),
            "redrivePolicy": DOCUMENT,
            "subscriptionRoleArn": PLAIN,
            "confirmationTimeoutInMinutes": Property(default=1),
            "endpointAutoConfirms": Property(default=False),
        },
        outputs=frozenset({"arn", "confirmationWasAuthenticated", "ownerId", "pendingConfirmation"}),
        create=_subscribe,
        finish=_await_confirmation,
        read=_read_subscription,
        update=_update_subscription,
        delete=_unsubscribe,
        import_id="subscription ARN",
        not_stored=PROVIDER_SETTINGS,
    ),
]
