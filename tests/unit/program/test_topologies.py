"""Each stack has its committed plan, the same resources in a preview, and its documented exports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from pulumi.output import Unknown

from tests.harness.build import STACKS, build, build_stack, project_config
from tests.harness.plans import changes
from tests.harness.recording import Recording

ENDPOINTS = ["ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry", "logs"]

CONFIGS: dict[str, dict[str, Any]] = {
    **{stack: project_config(stack) for stack in STACKS},
    "four zones, split": {**project_config("dev"), "vpc": {"availabilityZones": 4, "splitTaskSubnets": True}},
    "one nat gateway": {**project_config("dev"), "vpc": {"natGateways": "single"}},
    "no nat gateway": {**project_config("dev"), "vpc": {"natGateways": "none", "interfaceEndpoints": ENDPOINTS}},
    "given addresses": {
        **project_config("public-api"),
        "vpc": {"eipAllocationIds": ["eipalloc-1", "eipalloc-2"]},
    },
    "image build": {"services": {"web": {"topology": "public-api", "build": {}}}},
}

EXPORTS = {
    "vpcId",
    "publicSubnetIds",
    "privateSubnetIds",
    "natPublicIps",
    "clusterName",
    "capacityProviderName",
    "services",
}

SERVICE_EXPORTS = {
    "url",
    "loadBalancerDnsName",
    "serviceName",
    "logGroupName",
    "securityGroupId",
    "taskExecutionRoleArn",
    "testCommand",
}


@pytest.mark.parametrize("name", CONFIGS)
def test_a_preview_shows_every_resource(name: str) -> None:
    # Resources created inside an apply are missing from a preview, in which ids are unknown.
    assert build(CONFIGS[name], preview=True).listed == build(CONFIGS[name]).listed


@pytest.mark.parametrize("name", CONFIGS)
def test_a_preview_shows_every_dependency(name: str) -> None:
    preview, update = build(CONFIGS[name], preview=True), build(CONFIGS[name])
    for urn, registration in update.registrations.items():
        assert preview.registrations[urn].depends_on == registration.depends_on


@pytest.mark.parametrize("stack", STACKS)
def test_the_plan_equals_the_committed_plan(stack: str) -> None:
    # Without an alias, a renamed resource is created again and the old one deleted.
    found = changes(stack, build_stack(stack))
    assert not found, "\n".join([f"the plan of {stack} changes; if it must, run python -m tests.harness.plans", *found])


def test_a_change_of_a_plan_shows_the_current_values() -> None:
    config = project_config("dev")
    vpc = {**config.get("vpc", {}), "natGateways": "single"}
    found = changes("dev", build({**config, "vpc": vpc}))
    assert "ec2.Eip network-nat-2: is missing" in found
    (route,) = [change for change in found if change.startswith("ec2.Route network-private-2: ")]
    assert '"natGatewayId": "ec2.NatGateway/network-nat-1/id"' in route
    assert "options" not in route


@pytest.mark.parametrize("stack", STACKS)
def test_a_build_prints_no_unnecessary_messages(stack: str) -> None:
    needed = ("network interfaces", "Service Connect's proxy")
    said = [message for message in build_stack(stack).messages if not any(words in message for words in needed)]
    assert said == []


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("preview", [False, True])
def test_every_documented_export_exists(stack: str, preview: bool) -> None:
    recording = build_stack(stack, preview=preview)
    assert set(recording.exports) >= EXPORTS
    assert set(recording.exports["services"]) == set(recording.names("ecs.Service"))
    for exports in recording.exports["services"].values():
        assert set(exports) >= SERVICE_EXPORTS


@pytest.mark.parametrize("stack", STACKS)
def test_the_exports_have_the_documented_values(stack: str) -> None:
    recording = build_stack(stack)
    exports = recording.exports
    zones = len(recording.all("ec2.NatGateway"))
    assert exports["vpcId"] == recording.one("ec2.Vpc").id
    assert exports["publicSubnetIds"] == ids(recording, "ec2.Subnet", "network-public", zones)
    assert exports["privateSubnetIds"] == ids(recording, "ec2.Subnet", "network-private", zones)
    assert exports["natPublicIps"] == [f"address-of-network-nat-{number}" for number in range(1, zones + 1)]
    assert exports["clusterName"] == recording.one("ecs.Cluster").computed["name"]
    assert exports["capacityProviderName"] == recording.one("ecs.CapacityProvider").computed["name"]
    for name, service in exports["services"].items():
        check_service(recording, name, service)


def check_service(recording: Recording, name: str, exports: Mapping[str, Any]) -> None:
    (balancer,) = [found for found in recording.all("lb.LoadBalancer") if found.name.startswith(f"{name}-")]
    assert exports["loadBalancerDnsName"] == balancer.computed["dnsName"]
    ports = {listener.at("port") for listener in recording.all("lb.Listener") if listener.parent == balancer.parent}
    scheme = "https" if 443 in ports else "http"
    assert exports["url"] == f"{scheme}://{balancer.computed['dnsName']}"
    assert exports["serviceName"] == name
    assert exports["logGroupName"] == recording.one("cloudwatch.LogGroup", name).computed["name"]
    assert exports["securityGroupId"] == recording.one("ec2.SecurityGroup", f"{name}-tasks").id
    assert exports["taskExecutionRoleArn"] == recording.one("iam.Role", f"{name}-execution").computed["arn"]


def ids(recording: Recording, kind: str, prefix: str, count: int) -> list[str]:
    return [recording.one(kind, f"{prefix}-{number}").id for number in range(1, count + 1)]


def test_only_ids_and_values_derived_from_them_are_unknown_in_a_preview() -> None:
    exports = build_stack("dev", preview=True).exports
    assert isinstance(exports["vpcId"], Unknown)
    assert exports["services"]["worker"]["serviceName"] == "worker"


@pytest.mark.parametrize("stack", STACKS)
def test_no_export_is_secret(stack: str) -> None:
    assert build_stack(stack).secret_exports == frozenset()
