"""Rules of load balancers' listeners, by their ARNs."""

from __future__ import annotations

from typing import Any

from localaws.plugin.api import Api, RefusedError
from localaws.plugin.functions.function import Function
from localaws.plugin.mapping import Members, Nested, from_api

GONE = ("ListenerNotFound", "LoadBalancerNotFound", "RuleNotFound")
FORWARD: Members = {
    "targetGroups": Nested("TargetGroups", {"arn": "TargetGroupArn", "weight": "Weight"}),
}


def _action(action: dict[str, Any]) -> dict[str, Any]:
    forward = action.get("ForwardConfig")
    return {
        "order": action.get("Order", 0),
        "type": action["Type"],
        "forwards": [from_api(FORWARD, forward)] if forward else [],
    }


def _get_listener_rule(api: Api, arguments: dict[str, Any]) -> dict[str, Any]:
    arn = arguments["arn"]
    rule = api.first(api.elbv2.describe_rules, "Rules", *GONE, RuleArns=[arn])
    if rule is None:
        raise RefusedError(f"reading ELBv2 Listener Rule ({arn}): couldn't find resource")
    listener, _, _ = arn.replace(":listener-rule/", ":listener/").rpartition("/")
    return {
        "arn": arn,
        "actions": [_action(action) for action in rule["Actions"]],
        "listenerArn": listener,
        "priority": int(rule["Priority"]),
        "region": api.region,
    }


FUNCTIONS = [Function("aws:lb/getListenerRule:getListenerRule", frozenset({"arn"}), _get_listener_rule)]
