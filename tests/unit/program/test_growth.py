"""A change of one setting changes no inputs and no name of another resource."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.build import build, build_cluster, build_services
from tests.harness.recording import Recording

WORKER = {"topology": "private-worker"}
API = {"topology": "public-api"}
RULES = "ec2.VpcSecurityGroupRulesExclusive"
BLOCKS = {f"{RULES} network-endpoints", f"{RULES} worker-private"}
"""Inputs that list the rules for the VPC's blocks. A third zone or task subnets add a block."""
ZONE_LISTS = {"ingressRuleIds", "vpcZoneIdentifiers", "subnets", "networkConfiguration", "subnetIds"}


def services(**named: Any) -> dict[str, Any]:
    return {"services": {name.replace("_", "-"): args for name, args in named.items()}}


def changed(before: Recording, after: Recording) -> dict[str, set[str]]:
    """Return the differing top-level inputs of the resources in both recordings."""
    differing: dict[str, set[str]] = {}
    for urn, was in before.registrations.items():
        now = after.registrations.get(urn)
        if now is not None and was.inputs != now.inputs:
            keys = {*was.inputs, *now.inputs}
            differing[str(was)] = {key for key in keys if was.inputs.get(key) != now.inputs.get(key)}
    return differing


def gone(before: Recording, after: Recording) -> list[str]:
    return sorted(str(before.registrations[urn]) for urn in set(before.registrations) - set(after.registrations))


def test_a_second_service_changes_no_existing_resource() -> None:
    before, after = build(services(worker=WORKER)), build(services(worker=WORKER, web=API))
    assert changed(before, after) == {}
    assert gone(before, after) == []
    new = set(after.listed) - set(before.listed)
    assert all(name.partition(" ")[2].startswith("web") for name in new)


def test_another_order_of_the_services_changes_nothing() -> None:
    one, other = build(services(worker=WORKER, web=API)), build(services(web=API, worker=WORKER))
    assert one.listed == other.listed
    assert changed(one, other) == {}


@pytest.mark.parametrize(("zones", "more"), [(2, 3), (3, 4)])
@pytest.mark.parametrize("split", [False, True])
def test_another_zone_changes_only_the_lists_of_zones(zones: int, more: int, split: bool) -> None:
    def network(count: int) -> Recording:
        vpc = {"availabilityZones": count, "splitTaskSubnets": split, "interfaceEndpoints": ["logs"]}
        return build({"vpc": vpc, **services(worker=WORKER, web=API)})

    before, after = network(zones), network(more)
    assert gone(before, after) == []
    differing = changed(before, after)
    assert set(differing) - BLOCKS == {
        "autoscaling.Group cluster-instances",
        "ec2.VpcEndpoint network-logs",
        "ecs.Service web",
        "ecs.Service worker",
        "lb.LoadBalancer web-public",
        "lb.LoadBalancer worker-private",
    }
    assert set().union(*differing.values()) <= ZONE_LISTS


def test_split_task_subnets_change_only_the_services() -> None:
    before = build(services(worker=WORKER))
    after = build({"vpc": {"splitTaskSubnets": True}, **services(worker=WORKER)})
    assert gone(before, after) == []
    assert changed(before, after) == {
        "ecs.Service worker": {"networkConfiguration"},
        f"{RULES} worker-private": {"ingressRuleIds"},
    }


def test_an_interface_endpoint_changes_no_existing_resource() -> None:
    before = build(services(worker=WORKER))
    after = build({"vpc": {"interfaceEndpoints": ["logs"]}, **services(worker=WORKER)})
    assert (gone(before, after), changed(before, after)) == ([], {})


def test_another_nat_gateway_changes_only_the_route_of_its_zone() -> None:
    def network(nat_gateways: str) -> Recording:
        return build({"vpc": {"natGateways": nat_gateways}, **services(worker=WORKER)})

    before, after = network("single"), network("one-per-az")
    assert gone(before, after) == []
    assert changed(before, after) == {"ec2.Route network-private-2": {"natGatewayId"}}


@pytest.mark.parametrize(
    ("change", "resources"),
    [
        ({"image": "nginx:1.29"}, {"ecs.TaskDefinition worker": {"containerDefinitions"}}),
        ({"desiredCount": 5}, {"ecs.Service worker": {"desiredCount"}}),
        ({"cpu": 512}, {"ecs.TaskDefinition worker": {"containerDefinitions", "cpu"}}),
        ({"memory": 1024}, {"ecs.TaskDefinition worker": {"containerDefinitions", "memory"}}),
        ({"environment": {"A": "1"}}, {"ecs.TaskDefinition worker": {"containerDefinitions"}}),
        ({"logRetentionDays": 90}, {"cloudwatch.LogGroup worker": {"retentionInDays"}}),
        ({"loadBalancer": {"healthCheck": {"path": "/up"}}}, {"lb.TargetGroup worker-private": {"healthCheck"}}),
    ],
)
def test_a_setting_of_a_service_changes_only_its_resources(
    change: dict[str, Any], resources: dict[str, set[str]]
) -> None:
    before, after = build_services({"worker": WORKER}), build_services({"worker": {**WORKER, **change}})
    assert gone(before, after) == []
    assert before.listed == after.listed
    assert changed(before, after) == resources


@pytest.mark.parametrize(
    ("change", "resources"),
    [
        ({"instanceType": "c5.2xlarge"}, {"ec2.LaunchTemplate cluster-instance": {"instanceType"}}),
        ({"instanceType": "m6g.large"}, {"ec2.LaunchTemplate cluster-instance": {"imageId", "instanceType"}}),
        ({"ami": "/golden/x86"}, {"ec2.LaunchTemplate cluster-instance": {"imageId"}}),
        ({"ami": "ami-0c3d4e5f607182930"}, {"ec2.LaunchTemplate cluster-instance": {"imageId"}}),
        ({"maxSize": 5}, {"autoscaling.Group cluster-instances": {"maxSize"}}),
        ({"minSize": 2}, {"autoscaling.Group cluster-instances": {"minSize", "desiredCapacity"}}),
        ({"desiredCapacity": 2}, {"autoscaling.Group cluster-instances": {"desiredCapacity"}}),
        (
            {"capacityProviderName": "mine"},
            {
                "ecs.CapacityProvider cluster": {"name"},
                "ecs.ClusterCapacityProviders cluster": {
                    "capacityProviders",
                    "defaultCapacityProviderStrategies",
                },
                "ecs.Service worker": {"capacityProviderStrategies"},
            },
        ),
    ],
)
def test_a_setting_of_the_cluster_changes_only_its_resources(
    change: dict[str, Any], resources: dict[str, set[str]]
) -> None:
    before, after = build_cluster({}, {"worker": WORKER}), build_cluster(change, {"worker": WORKER})
    assert before.listed == after.listed
    assert changed(before, after) == resources


def test_the_rule_of_another_port_is_created_before_the_old_rule_is_deleted() -> None:
    before, after = build(services(worker=WORKER)), build(services(worker={**WORKER, "containerPort": 8080}))
    for port, old, new in ((80, before, after), (8080, after, before)):
        assert gone(old, new) == [
            f"vpc.SecurityGroupEgressRule worker-private-to-tasks-{port}",
            f"vpc.SecurityGroupIngressRule worker-tasks-from-private-load-balancer-{port}",
        ]
    assert changed(before, after) == {
        "ecs.Service worker": {"loadBalancers"},
        "ecs.TaskDefinition worker": {"containerDefinitions"},
        "lb.TargetGroup worker-private": {"port"},
        f"{RULES} worker-private": {"egressRuleIds"},
        f"{RULES} worker-tasks": {"ingressRuleIds"},
    }
