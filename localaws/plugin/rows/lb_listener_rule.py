"""Rules of application load balancers' listeners."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from localaws.plugin.api import Api
from localaws.plugin.mapping import Members, Nested, from_api, supported, to_api
from localaws.plugin.row import COMPUTED, REPLACE, Inputs, Property, Row, State
from localaws.plugin.rows.ec2_tags import tag_list
from localaws.plugin.rows.lb_listener import ACTION_RULES, action_problems, read_action, to_actions, write_tags

GONE = ("ListenerNotFound", "LoadBalancerNotFound", "RuleNotFound")
MAX_PRIORITY = 50_000
VALUES: Members = {"values": "Values"}
# Each condition with AWS's name of the field; a query string condition is a list of keys and values.
CONDITION: Members = {
    "hostHeader": Nested("HostHeaderConfig", VALUES),
    "httpHeader": Nested("HttpHeaderConfig", {"httpHeaderName": "HttpHeaderName", **VALUES}),
    "httpRequestMethod": Nested("HttpRequestMethodConfig", VALUES),
    "pathPattern": Nested("PathPatternConfig", VALUES),
    "sourceIp": Nested("SourceIpConfig", VALUES),
}
QUERY_STRING: Members = {"key": "Key", "value": "Value"}
FIELDS = {
    "hostHeader": "host-header",
    "httpHeader": "http-header",
    "httpRequestMethod": "http-request-method",
    "pathPattern": "path-pattern",
    "queryStrings": "query-string",
    "sourceIp": "source-ip",
}
SET = Property(unordered=True)


def _condition(given: dict[str, Any]) -> dict[str, Any]:
    name = next(iter(given.keys() & FIELDS.keys()))
    condition = {"Field": FIELDS[name], **to_api(CONDITION, given)}
    if name == "queryStrings":
        condition["QueryStringConfig"] = {"Values": [to_api(QUERY_STRING, each) for each in given[name]]}
    return condition


def _read_condition(found: dict[str, Any]) -> dict[str, Any]:
    condition = from_api(CONDITION, found)
    if "QueryStringConfig" in found:
        condition["queryStrings"] = [from_api(QUERY_STRING, each) for each in found["QueryStringConfig"]["Values"]]
    for name, value in condition.items():
        if name != "queryStrings":
            value["values"] = sorted(value["values"])
    return condition


def _parameters(inputs: Inputs) -> dict[str, Any]:
    return {
        "Actions": to_actions(inputs["actions"]),
        "Conditions": [_condition(condition) for condition in inputs["conditions"]],
    }


def _free_priority(api: Api, listener_arn: str) -> int:
    """Return the provider's choice: one more than the highest priority of the listener's rules."""
    rules = api.elbv2.describe_rules(ListenerArn=listener_arn)["Rules"]
    return 1 + max((int(rule["Priority"]) for rule in rules if rule["Priority"] != "default"), default=0)


def _create(api: Api, inputs: Inputs) -> str:
    tags = inputs.get("tagsAll") or {}
    parameters = {"ListenerArn": inputs["listenerArn"], **_parameters(inputs)}
    if tags:
        parameters["Tags"] = tag_list(tags)
    if inputs.get("priority"):
        answer = api.elbv2.create_rule(Priority=inputs["priority"], **parameters)
    else:
        # Another rule can use the free priority first, so each attempt selects a new one.
        answer = api.retry(
            {"PriorityInUse"},
            lambda: api.elbv2.create_rule(Priority=_free_priority(api, inputs["listenerArn"]), **parameters),
        )
    return str(answer["Rules"][0]["RuleArn"])


def _read(api: Api, arn: str, state: State) -> State | None:
    rule = api.first(api.elbv2.describe_rules, "Rules", *GONE, RuleArns=[arn])
    if rule is None:
        return None
    before = state.get("actions", [])
    described = api.elbv2.describe_tags(ResourceArns=[arn])["TagDescriptions"]
    listener, _, _ = arn.replace(":listener-rule/", ":listener/").rpartition("/")
    return {
        "arn": arn,
        "listenerArn": listener,
        "priority": int(rule["Priority"]),
        "actions": [
            read_action(action, before[index] if index < len(before) else {})
            for index, action in enumerate(rule["Actions"])
        ],
        "conditions": [_read_condition(condition) for condition in rule["Conditions"]],
        "tagsAll": {tag["Key"]: tag.get("Value", "") for each in described for tag in each["Tags"]},
    }


def _update(api: Api, arn: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    if "priority" in changed and inputs.get("priority"):
        api.elbv2.set_rule_priorities(RulePriorities=[{"RuleArn": arn, "Priority": inputs["priority"]}])
    wanted = {"actions": "Actions", "conditions": "Conditions"}
    parameters = _parameters(inputs)
    if changed & wanted.keys():
        api.elbv2.modify_rule(
            RuleArn=arn, **{parameter: parameters[parameter] for name, parameter in wanted.items() if name in changed}
        )


def _delete(api: Api, arn: str, state: State) -> None:
    api.elbv2.delete_rule(RuleArn=arn)


def _check(inputs: Inputs) -> Iterable[tuple[str, str]]:
    yield from action_problems("actions", inputs["actions"])
    priority = inputs.get("priority", 1)
    if not 1 <= priority <= MAX_PRIORITY:
        yield "priority", f"expected priority to be in the range (1 - {MAX_PRIORITY}), got {priority}"
    for index, condition in enumerate(inputs["conditions"]):
        given = sorted(condition.keys() & FIELDS.keys())
        if len(given) != 1:
            allowed = ", ".join(sorted(FIELDS))
            yield f"conditions[{index}]", f"conditions[{index}]: exactly one of {allowed} must be given, got {given}"


def _condition_rules() -> dict[str, Property]:
    rules = supported(CONDITION)
    sets = {
        name: Property(filled=True, fields={**rule.fields, "values": SET})
        for name, rule in rules.items()
        if rule.fields
    }
    return {**sets, "queryStrings": Property(unordered=True, filled=True, fields=supported(QUERY_STRING))}


ROWS = [
    Row(
        resource_type="aws:lb/listenerRule:ListenerRule",
        label="ELBv2 Listener Rule",
        properties={
            "listenerArn": REPLACE,
            "priority": COMPUTED,
            "actions": Property(fields=ACTION_RULES),
            "conditions": Property(unordered=True, fields=_condition_rules()),
        },
        outputs=frozenset({"arn"}),
        check=_check,
        create=_create,
        read=_read,
        update=_update,
        delete=_delete,
        write_tags=write_tags,
        import_id="listener rule ARN",
    ),
]
