"""The security groups and subnets of each program allow only the intended connections."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.build import STACKS, build, build_stack
from tests.harness.recording import Recording
from tests.harness.registration import UNSET, Registration

WORKER = {"topology": "private-worker"}


def rules_of(recording: Recording, group: Registration) -> list[Registration]:
    return [rule for rule in recording.all("vpc.SecurityGroupIngressRule") if rule.at("securityGroupId") == group.id]


def sources(recording: Recording, group_name: str) -> set[Any]:
    """Return the blocks and the names of the groups that a group allows."""
    names = {group.id: group.name for group in recording.all("ec2.SecurityGroup")}
    group = recording.one("ec2.SecurityGroup", group_name)
    return {
        rule.at("cidrIpv4") if rule.at("cidrIpv4") is not UNSET else names[rule.at("referencedSecurityGroupId")]
        for rule in rules_of(recording, group)
    }


@pytest.mark.parametrize("stack", STACKS)
def test_no_group_opens_every_port(stack: str) -> None:
    rules = build_stack(stack).all("vpc.SecurityGroupIngressRule")
    wide = [str(rule) for rule in rules if rule.at("ipProtocol") != "tcp" or rule.at("fromPort") != rule.at("toPort")]
    assert wide == []


@pytest.mark.parametrize("stack", STACKS)
def test_only_a_public_load_balancer_allows_the_internet(stack: str) -> None:
    recording = build_stack(stack)
    opened = [rule.name for rule in recording.all("vpc.SecurityGroupIngressRule") if rule.at("cidrIpv4") == "0.0.0.0/0"]
    assert all("-public-from-internet" in name for name in opened)


@pytest.mark.parametrize("stack", STACKS)
def test_an_instance_allows_no_ingress(stack: str) -> None:
    recording = build_stack(stack)
    group = recording.one("ec2.SecurityGroup", "cluster-instance")
    assert rules_of(recording, group) == []


@pytest.mark.parametrize("stack", STACKS)
def test_no_security_group_has_inline_rules(stack: str) -> None:
    groups = build_stack(stack).all("ec2.SecurityGroup")
    assert [str(group) for group in groups if {"ingress", "egress"} & set(group.inputs)] == []


@pytest.mark.parametrize("stack", STACKS)
def test_tasks_and_instances_are_in_private_subnets_without_public_addresses(stack: str) -> None:
    recording = build_stack(stack)
    public = {subnet.id for subnet in recording.all("ec2.Subnet") if "-public-" in subnet.name}
    assert not public & set(recording.one("autoscaling.Group").at("vpcZoneIdentifiers"))
    for service in recording.all("ecs.Service"):
        assert not public & set(service.at("networkConfiguration.subnets"))
        assert service.at("networkConfiguration.assignPublicIp") is False


@pytest.mark.parametrize("stack", STACKS)
def test_tasks_allow_their_load_balancer_on_the_container_port(stack: str) -> None:
    recording = build_stack(stack)
    for service in recording.all("ecs.Service"):
        group = recording.one("ec2.SecurityGroup", f"{service.name}-tasks")
        (balancer,) = [
            found for found in recording.all("lb.LoadBalancer") if found.name.startswith(f"{service.name}-p")
        ]
        from_balancer = [
            rule
            for rule in rules_of(recording, group)
            if rule.at("referencedSecurityGroupId") == balancer.at("securityGroups.0")
        ]
        assert [rule.at("fromPort") for rule in from_balancer] == [service.at("loadBalancers.0.containerPort")]


def test_a_public_api_is_open_to_the_internet() -> None:
    recording = build_stack("public-api")
    assert sources(recording, "web-public") == {"0.0.0.0/0"}
    balancer = recording.one("lb.LoadBalancer")
    assert balancer.at("internal") is False
    assert balancer.at("subnets") == [recording.one("ec2.Subnet", f"network-public-{n}").id for n in (1, 2)]


def test_a_private_worker_is_open_to_the_vpc() -> None:
    recording = build_stack("dev")
    assert sources(recording, "worker-private") == {"10.0.0.0/16"}
    balancer = recording.one("lb.LoadBalancer")
    assert balancer.at("internal") is True
    assert balancer.at("subnets") == [recording.one("ec2.Subnet", f"network-private-{n}").id for n in (1, 2)]


def test_a_private_worker_is_open_to_every_block_of_the_vpc() -> None:
    vpc = {"availabilityZones": 3, "splitTaskSubnets": True}
    recording = build({"vpc": vpc, "services": {"worker": WORKER}})
    assert sources(recording, "worker-private") == {"10.0.0.0/16", "10.1.0.0/16", "100.64.0.0/16"}


def test_allow_from_allows_only_the_tasks_of_the_callers() -> None:
    config = {
        "services": {
            "web": {"topology": "public-api"},
            "batch": WORKER,
            "worker": {**WORKER, "allowFrom": ["web", "batch"]},
        }
    }
    recording = build(config)
    assert sources(recording, "worker-private") == {"web-tasks", "batch-tasks"}
    assert sources(recording, "batch-private") == {"10.0.0.0/16"}


def test_a_service_can_call_itself() -> None:
    recording = build({"services": {"worker": {**WORKER, "allowFrom": ["worker"]}}})
    assert sources(recording, "worker-private") == {"worker-tasks"}


def test_in_prod_only_web_reaches_the_worker() -> None:
    recording = build_stack("prod")
    for group in ("worker-private", "worker-tasks"):
        assert sources(recording, group) <= {"web-tasks", "worker-private"}


def test_instances_are_in_the_private_subnets_and_tasks_in_their_own() -> None:
    recording = build({"vpc": {"splitTaskSubnets": True}, "services": {"worker": WORKER}})
    names = {subnet.id: subnet.name for subnet in recording.all("ec2.Subnet")}
    instances = [names[found] for found in recording.one("autoscaling.Group").at("vpcZoneIdentifiers")]
    tasks = [names[found] for found in recording.one("ecs.Service").at("networkConfiguration.subnets")]
    assert instances == ["network-private-1", "network-private-2"]
    assert tasks == ["network-task-1", "network-task-2"]
