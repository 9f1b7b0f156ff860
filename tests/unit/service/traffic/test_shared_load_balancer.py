"""Several services behind one load balancer: a rule and a target group for each, and the allowed callers."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from tests.harness.build import build, refuse
from tests.harness.recording import Recording
from tests.harness.registration import Registration

DOMAIN = {"domains": ["api.example.com"], "hostedZone": "example.com"}
TOPIC = "arn:aws:sns:us-east-1:123456789012:alarms"


def behind(balancer: str, priority: int, topology: str = "public-api", **settings: Any) -> dict[str, Any]:
    place = {"shared": balancer, "priority": priority, "paths": [f"/{priority}/*"]}
    return {"topology": topology, "loadBalancer": {**place, **settings}}


CONFIG: dict[str, Any] = {
    "loadBalancers": {"edge": {"scheme": "public", **DOMAIN}, "inner": {"scheme": "internal"}},
    "services": {
        "orders": behind("edge", 10, hosts=["api.example.com"], paths=["/orders/*"]),
        "users": {**behind("edge", 20, paths=["/users/*"]), "deployment": {"strategy": "blue-green"}},
        "stock": {**behind("inner", 1, "private-worker"), "allowFrom": ["orders"]},
        "prices": {**behind("inner", 2, "private-worker"), "allowFrom": ["orders", "users"]},
    },
}


def changed(**services: Any) -> dict[str, Any]:
    config = copy.deepcopy(CONFIG)
    for name, settings in services.items():
        config["services"][name]["loadBalancer"].update(settings)
    return config


def rules_of(recording: Recording, group: str) -> dict[str, Registration]:
    group_id = recording.one("ec2.SecurityGroup", group).id
    rules = recording.all("vpc.SecurityGroupIngressRule")
    return {rule.name: rule for rule in rules if rule.at("securityGroupId") == group_id}


def test_a_listener_answers_404_unless_a_rule_forwards() -> None:
    recording = build(CONFIG)
    [action] = recording.one("lb.Listener", "edge-https").at("defaultActions")
    assert (action["type"], action["fixedResponse"]["statusCode"]) == ("fixed-response", "404")
    rule = recording.one("lb.ListenerRule", "orders-shared-edge")
    assert rule.at("listenerArn") == recording.one("lb.Listener", "edge-https").computed["arn"]
    assert rule.at("priority") == 10
    assert rule.at("conditions") == [
        {"hostHeader": {"values": ["api.example.com"]}},
        {"pathPattern": {"values": ["/orders/*"]}},
    ]
    group = recording.one("lb.TargetGroup", "orders-shared-edge").computed["arn"]
    assert rule.at("actions.0.forward.targetGroups") == [{"arn": group, "weight": 1}]
    assert recording.one("ecs.Service", "orders").at("loadBalancers.0.targetGroupArn") == group


SCALE = (Path(__file__).parents[4] / "docs" / "scale.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("way", "service"),
    [
        ("its own load balancer", {"topology": "public-api"}),
        ("a shared load balancer", behind("edge", 30)),
        ("no load balancer", {"topology": "private-worker", "loadBalancer": "none"}),
    ],
)
def test_an_added_service_has_the_resources_in_the_document(way: str, service: dict[str, Any]) -> None:
    before = {found.urn for found in build(CONFIG)}
    counts = []
    for settings in ({}, {"exclusivePermissions": False}):
        services = {**CONFIG["services"], "third": {**service, **settings}}
        counts.append(len({found.urn for found in build({**CONFIG, "services": services})} - before))
    assert f"| {way} | {counts[0]} resources | {counts[1]} resources |" in SCALE
    assert counts[1] <= 15


def test_a_service_behind_a_shared_load_balancer_needs_few_resources() -> None:
    services = {**CONFIG["services"], "third": {**behind("edge", 30), "exclusivePermissions": False}}
    added = {found.urn for found in build({**CONFIG, "services": services})} - {found.urn for found in build(CONFIG)}
    assert len(added) <= 12


def test_a_blue_green_service_has_its_rule_as_the_production_rule() -> None:
    recording = build(CONFIG)
    advanced = recording.one("ecs.Service", "users").at("loadBalancers.0.advancedConfiguration")
    rule = recording.one("lb.ListenerRule", "users-shared-edge")
    assert advanced["productionListenerRule"] == rule.computed["arn"]
    assert rule.at("priority") == 20
    assert [group["weight"] for group in rule.at("actions.0.forward.targetGroups")] == [100, 0]


def test_tasks_allow_the_shared_load_balancer_and_it_can_call_them() -> None:
    recording = build(CONFIG)
    edge = recording.one("ec2.SecurityGroup", "edge").id
    [rule] = rules_of(recording, "orders-tasks").values()
    assert rule.at("referencedSecurityGroupId") == edge
    egress = recording.one("vpc.SecurityGroupEgressRule", "orders-shared-edge-80")
    assert egress.at("securityGroupId") == edge
    assert egress.at("referencedSecurityGroupId") == recording.one("ec2.SecurityGroup", "orders-tasks").id


def test_an_internal_shared_load_balancer_allows_each_caller_of_its_services_once() -> None:
    assert sorted(rules_of(build(CONFIG), "inner")) == ["inner-shared-from-orders", "inner-shared-from-users"]


def test_an_internal_shared_load_balancer_allows_the_vpc_for_a_service_without_callers() -> None:
    config = copy.deepcopy(CONFIG)
    del config["services"]["stock"]["allowFrom"]
    assert "inner-from-vpc" in rules_of(build(config), "inner")


def test_the_load_balancer_has_the_domain_and_services_export_their_urls() -> None:
    recording = build(CONFIG)
    alias = recording.one("route53.Record", "api.example.com")
    assert alias.at("aliases.0.name") == recording.one("lb.LoadBalancer", "edge").computed["dnsName"]
    assert recording.exports["services"]["orders"]["url"] == "https://api.example.com"
    assert recording.exports["loadBalancers"]["inner"]["url"] == "http://inner.elb.amazonaws.com"


def test_alarms_count_the_requests_of_the_service_alone() -> None:
    recording = build({**CONFIG, "alarms": {"topicArn": TOPIC}})
    queries = recording.one("cloudwatch.MetricAlarm", "alarms-users-5xx").at("metricQueries")
    dimensions = [query["metric"]["dimensions"] for query in queries if "metric" in query]
    assert {each["TargetGroup"] for each in dimensions} == {
        "targetgroup/users-shared-edge/0123",
        "targetgroup/users-shared-edge-alternate/0123",
    }
    [expression] = [query["expression"] for query in queries if "expression" in query]
    assert expression.count("FILL(errors") == expression.count("FILL(requests") == 2


@pytest.mark.parametrize(
    ("services", "path", "allowed"),
    [
        ({"orders": {"shared": "egde"}}, "orders.loadBalancer.shared", "loadBalancers is allowed: edge, inner"),
        ({"orders": {"shared": "inner"}}, "orders.loadBalancer.shared", "its scheme is internal, for services of"),
        ({"orders": {"priority": 20}}, "users.loadBalancer.priority", "services.orders also has it"),
        ({"orders": {"priority": None}}, "orders.loadBalancer.priority", "a number from 1 to 50000 is required"),
        ({"orders": {"hosts": None, "paths": None}}, "orders.loadBalancer.paths", "hosts or paths are required"),
        (
            {"orders": {"paths": ["/1", "/2", "/3", "/4", "/5"]}},
            "orders.loadBalancer.paths",
            "at most 5 hosts and paths",
        ),
        ({"orders": {"paths": ["/*/*/*/*/*/*"]}}, "orders.loadBalancer.paths", "at most 5 wildcards"),
        ({"orders": {"paths": ["orders"]}}, "orders.loadBalancer.paths[0]", "that starts with /"),
        ({"orders": {"idleTimeout": 5}}, "orders.loadBalancer.idleTimeout", "loadBalancers.edge"),
        ({"orders": {"domains": ["a.example.com"]}}, "orders.loadBalancer.", ""),
        ({"stock": {"protocol": "grpc"}}, "stock.loadBalancer.protocol", "turn on HTTPS for loadBalancers.inner"),
        (
            {"users": {"paths": ["/orders/*"], "hosts": ["api.example.com"]}},
            "users.loadBalancer.paths",
            "services.orders",
        ),
        ({"orders": {"hosts": None, "paths": ["/*"]}}, "users.loadBalancer.paths", "a priority below 10 is allowed"),
        ({"orders": {"shared": None}}, "orders.loadBalancer.hosts", "add shared, the name of one"),
    ],
)
def test_an_invalid_rule_is_refused(services: dict[str, Any], path: str, allowed: str) -> None:
    [message] = refuse(changed(**services))
    assert message.startswith(f"services.{path}"), message
    assert allowed in message


@pytest.mark.parametrize(
    "users",
    [
        {"paths": ["/orders/*"], "hosts": ["www.example.com"]},
        {"paths": ["/orders"]},
        {"paths": ["/*"]},
        {"paths": ["/orders/*", "/users/*"]},
    ],
)
def test_a_rule_that_other_rules_hide_only_in_part_is_accepted(users: dict[str, Any]) -> None:
    assert "users-shared-edge" in build(changed(users=users)).names("lb.ListenerRule")


def test_services_of_a_platform_share_its_load_balancer() -> None:
    platform = {
        "network": {
            "vpcId": "vpc-1",
            "cidrBlocks": {"vpc": "10.0.0.0/16"},
            "publicSubnetIds": ["subnet-1", "subnet-2"],
            "privateSubnetIds": ["subnet-3", "subnet-4"],
        },
        "loadBalancers": {
            "edge": {
                "listenerArn": "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/edge/0123/4567",
                "securityGroupId": "sg-1",
                "dnsName": "edge.elb.amazonaws.com",
                "arnSuffix": "app/edge/0123",
            }
        },
    }
    recording = build({"platform": platform, "services": {"orders": behind("edge", 10)}})
    assert recording.names("lb.LoadBalancer") == []
    rule = recording.one("lb.ListenerRule")
    assert rule.at("listenerArn").endswith("listener/app/edge/0123/4567")
    assert recording.exports["services"]["orders"]["url"] == "http://edge.elb.amazonaws.com"
