"""A platform for several stacks: one has the network and the cluster, the others have services."""

from __future__ import annotations

from typing import Any

from components.platform.platform_args import PlatformArgs
from tests.harness.build import PLATFORM, build, refuse
from tests.harness.recording import Recording

THEIRS = "organization/ecs-on-ec2/platform"
SERVICES = {"worker": {"topology": "private-worker"}}
NETWORK, CLUSTER = PLATFORM["network"], PLATFORM["cluster"]


def assert_platform_is_used(recording: Recording) -> None:
    service = recording.one("ecs.Service")
    assert service.at("cluster") == CLUSTER["clusterArn"]
    assert service.at("capacityProviderStrategies.0.capacityProvider") == "their-provider"
    assert service.at("networkConfiguration.subnets") == NETWORK["privateSubnetIds"]
    assert recording.one("lb.TargetGroup").at("vpcId") == "vpc-1"
    for kind in ("ec2.Vpc", "ecs.Cluster", "autoscaling.Group", "ec2.NatGateway"):
        assert recording.names(kind) == []


def test_services_run_on_another_stacks_platform() -> None:
    assert_platform_is_used(build({"platform": {"stack": THEIRS}, "services": SERVICES}))


def test_services_run_on_a_platform_by_its_ids() -> None:
    assert_platform_is_used(build({"platform": {"network": NETWORK, "cluster": CLUSTER}, "services": SERVICES}))


def test_a_cluster_is_created_in_an_existing_network() -> None:
    recording = build({"platform": {"network": NETWORK}, "services": SERVICES})
    assert recording.names("ec2.Vpc") == []
    assert recording.one("autoscaling.Group").at("vpcZoneIdentifiers") == NETWORK["privateSubnetIds"]


def test_a_task_too_large_for_the_instances_of_the_platform_is_refused() -> None:
    services = {"worker": {"topology": "private-worker", "memory": 9000}}
    (message,) = refuse({"platform": {"stack": THEIRS}, "services": services})
    assert message.startswith("services.worker.memory: 9000 is refused: c5.xlarge has 8192 MiB")


def test_a_platform_exports_the_values_that_other_stacks_need() -> None:
    recording = build({"platformOnly": True})
    assert recording.names("ecs.Service") == []
    platform: dict[str, Any] = recording.exports["platform"]
    assert platform["network"]["vpcId"] == recording.one("ec2.Vpc").id
    assert platform["network"]["cidrBlocks"] == {"vpc": "10.0.0.0/16"}
    assert platform["cluster"]["clusterArn"] == recording.one("ecs.Cluster").computed["arn"]
    assert platform["cluster"]["capacityProviderName"] == recording.one("ecs.CapacityProvider").computed["name"]


def test_a_stack_of_services_uses_the_exports_of_a_platform() -> None:
    exported = build({"platformOnly": True, "cluster": {"discovery": "service-connect"}}).exports["platform"]
    ids = {"vpcId": "vpc-1", "publicSubnetIds": ["subnet-1", "subnet-2"], "privateSubnetIds": ["subnet-3", "subnet-4"]}
    arn = "arn:aws:ecs:us-east-1:123456789012:cluster/cluster"
    namespace = {"id": "ns-1", "arn": "arn:aws:servicediscovery:us-east-1:123456789012:namespace/ns-1"}
    assert exported["cluster"]["namespace"].keys() == namespace.keys()
    real = {
        "network": {**exported["network"], **ids},
        "cluster": {**exported["cluster"], "clusterArn": arn, "namespace": namespace},
    }
    args: PlatformArgs = PlatformArgs.from_stack_file(real)
    assert args.cluster is not None
    assert args.cluster.namespace is not None


def test_another_order_of_the_blocks_of_a_network_changes_no_rules() -> None:
    blocks = {"primary": "10.0.0.0/16", "peered": "10.9.0.0/16"}

    def rules(items: list[tuple[str, str]]) -> object:
        platform = {"network": {**NETWORK, "cidrBlocks": dict(items)}, "cluster": CLUSTER}
        recording = build({"platform": platform, "services": SERVICES})
        return recording.one("ec2.VpcSecurityGroupRulesExclusive", "worker-private").at("ingressRuleIds")

    assert rules(list(blocks.items())) == rules(list(reversed(blocks.items())))
