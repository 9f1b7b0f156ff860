"""The instances: their system, types, price and what fits on them."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from components import AwsvpcServiceArgs
from components.interface_limit import interface_warning, tasks_that_fit
from components.region import InstanceType

from .build import build_cluster
from .recording import Recording
from .registration import UNSET

C5_XLARGE = InstanceType("c5.xlarge", vcpus=4, memory=8192, network_interfaces=4, architectures=("x86_64",))
WORKER = AwsvpcServiceArgs(topology="private-worker")


def instances(**cluster: Any) -> Recording:
    return build_cluster(cluster, {"worker": {"topology": "private-worker"}})


def user_data(recording: Recording) -> str:
    return base64.b64decode(recording.one("ec2.LaunchTemplate").at("userData")).decode()


@pytest.mark.parametrize(
    ("cluster", "parameter"),
    [
        ({}, "ecs/optimized-ami/amazon-linux-2023/recommended/"),
        ({"instanceType": "m6g.large"}, "ecs/optimized-ami/amazon-linux-2023/arm64/recommended/"),
        ({"operatingSystem": "bottlerocket"}, "bottlerocket/aws-ecs-2/x86_64/latest/"),
        ({"operatingSystem": "bottlerocket", "instanceType": "m6g.large"}, "bottlerocket/aws-ecs-2/arm64/latest/"),
    ],
)
def test_the_ami_is_aws_own_of_the_system_and_architecture(cluster: dict[str, str], parameter: str) -> None:
    recording = instances(**cluster)
    asked = {call.args["name"] for call in recording.calls if call.token.endswith("getParameter")}
    assert asked == {f"/aws/service/{parameter}image_id"}


def test_bottlerocket_is_told_its_cluster_in_its_own_way() -> None:
    recording = instances(operatingSystem="bottlerocket")
    cluster = recording.one("ecs.Cluster").computed["name"]
    assert user_data(recording).splitlines() == [
        "[settings.ecs]",
        f'cluster = "{cluster}"',
        "awsvpc-block-imds = true",
    ]


@pytest.mark.parametrize("system", ["al2023", "bottlerocket"])
def test_every_volume_is_encrypted_and_the_containers_has_the_size(system: str) -> None:
    mappings = instances(operatingSystem=system, rootVolumeSize=80).one("ec2.LaunchTemplate").at("blockDeviceMappings")
    assert {mapping["ebs"]["encrypted"] for mapping in mappings} == {"true"}
    assert 80 in [mapping["ebs"].get("volumeSize") for mapping in mappings]


def test_without_a_choice_of_types_there_is_no_mixed_policy() -> None:
    group = instances().one("autoscaling.Group")
    assert (group.at("mixedInstancesPolicy"), group.at("capacityRebalance")) == (UNSET, UNSET)


def test_further_types_are_chosen_from_in_order() -> None:
    group = instances(furtherInstanceTypes=["m6i.xlarge"]).one("autoscaling.Group")
    policy = group.at("mixedInstancesPolicy")
    assert [found["instanceType"] for found in policy["launchTemplate"]["overrides"]] == ["c5.xlarge", "m6i.xlarge"]
    assert policy["instancesDistribution"]["onDemandPercentageAboveBaseCapacity"] == 100
    assert group.at("launchTemplate") is UNSET


def test_spot_instances_are_rebalanced_and_drained() -> None:
    recording = instances(spotPercent=70, onDemandBase=2, furtherInstanceTypes=["m6i.xlarge"])
    group = recording.one("autoscaling.Group")
    distribution = group.at("mixedInstancesPolicy.instancesDistribution")
    assert distribution["onDemandBaseCapacity"] == 2
    assert distribution["onDemandPercentageAboveBaseCapacity"] == 30
    assert group.at("capacityRebalance") is True
    assert "ECS_ENABLE_SPOT_INSTANCE_DRAINING=true" in user_data(recording)
    assert "SPOT" not in user_data(instances())


def test_session_manager_is_opt_in() -> None:
    policy = "AmazonSSMManagedInstanceCore"
    assert [found for found in instances().names("iam.RolePolicyAttachment") if policy in found] == []
    recording = instances(ssmAccess=True)
    attachment = recording.one("iam.RolePolicyAttachment", f"cluster-instance-{policy}")
    assert attachment in recording.waits_for(recording.one("iam.InstanceProfile"))


def test_trunking_is_in_effect_before_the_first_instance_and_stays() -> None:
    recording = instances(eniTrunking=True)
    setting = recording.one("ecs.AccountSettingDefault")
    assert (setting.at("name"), setting.at("value")) == ("awsvpcTrunking", "enabled")
    assert setting in recording.waits_for(recording.one("autoscaling.Group"))
    assert setting.retain_on_delete


def test_what_fits_is_computed_from_the_types_own_data() -> None:
    fit = tasks_that_fit(WORKER, C5_XLARGE)
    assert (fit.interfaces, fit.cpu, fit.memory, fit.otherwise) == (3, 16, 16, 16)


def test_the_warning_says_what_the_gap_costs() -> None:
    many = AwsvpcServiceArgs(topology="private-worker", desired_count=32)
    warning = interface_warning("worker", many, C5_XLARGE)
    assert warning is not None
    for words in ("3 tasks of worker by network interfaces", "16 by CPU", "16 by memory", "11 instances", "2 would do"):
        assert words in warning, warning


@pytest.mark.parametrize(
    ("count", "cpu"),
    [
        (32, 2048),  # CPU runs out first
        (3, 256),  # three fit either way
        (0, 256),
    ],
)
def test_there_is_no_warning_where_nothing_is_lost(count: int, cpu: int) -> None:
    args = AwsvpcServiceArgs(topology="private-worker", desired_count=count, cpu=cpu)
    assert interface_warning("worker", args, C5_XLARGE) is None


def test_a_program_warns_unless_trunking_is_on() -> None:
    services = {"worker": {"topology": "private-worker", "desiredCount": 32}}
    warned = build_cluster({}, services).messages
    assert ["network interfaces" in message for message in warned] == [True]
    assert build_cluster({"eniTrunking": True}, services).messages == []
