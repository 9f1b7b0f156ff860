"""The instances: their system, types, price and what fits on them."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from components import AwsvpcServiceArgs
from components.cluster.eni_trunking import has_trunking
from components.foundation.instance_memory import registered_memory
from components.foundation.region import InstanceType
from components.service.task_density import interface_warning, tasks_that_fit
from localaws.server.simulation.resources import memory_of

from . import aws_functions
from .aws_functions import INSTANCE_TYPES
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
    assert recording.one("ec2.LaunchTemplate").at("imageId") == f"resolve:ssm:/aws/service/{parameter}image_id"
    assert [call.token for call in recording.calls if call.token.endswith(("getParameter", "getAmi"))] == []


@pytest.mark.parametrize(
    ("cluster", "image_id"),
    [
        ({"ami": "ami-0c3d4e5f607182930"}, "ami-0c3d4e5f607182930"),
        ({"ami": "/golden/x86"}, "resolve:ssm:/golden/x86"),
        ({"ami": "/golden/x86", "amiUpdates": "all-instances"}, "ami-0c3d4e5f607182930"),
        ({"amiUpdates": "all-instances"}, "ami-0a1b2c3d4e5f60718"),
    ],
)
def test_an_update_takes_an_ami_over_only_where_it_replaces_the_instances(
    cluster: dict[str, str], image_id: str
) -> None:
    assert instances(**cluster).one("ec2.LaunchTemplate").at("imageId") == image_id


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
    assert (fit.interfaces, fit.cpu, fit.memory, fit.otherwise) == (3, 16, 14, 14)


@pytest.mark.parametrize(
    ("memory", "published"),
    [
        # https://github.com/misterfifi1/exo-lives-aws (local.tf), what instances of these types registered with ECS.
        *((2048, 1800), (4096, 3704), (4096, 3884), (8192, 7624), (8192, 7680), (16384, 15463), (16384, 15576)),
        *((32768, 31142), (65536, 62950), (73728, 70341), (147456, 140768), (196608, 189283), (393216, 378652)),
        # https://sentialabs.github.io/2018/05/25/ecs-calculator.html
        *((3840, 3765), (8192, 7984), (15616, 15292), (62464, 61408), (1024, 993)),
    ],
)
def test_what_an_instance_registers_is_never_overrated_and_hardly_underrated(memory: int, published: int) -> None:
    assert published - 0.12 * memory <= registered_memory(memory) <= published


def test_the_local_aws_registers_what_the_program_counts_on() -> None:
    names = [name for name, (_, memory, *_) in INSTANCE_TYPES.items() if memory]
    assert len(names) > 5
    assert {name: memory_of(name) for name in names} == {
        name: registered_memory(INSTANCE_TYPES[name][1]) for name in names
    }


def test_the_warning_says_what_the_gap_costs() -> None:
    many = AwsvpcServiceArgs(topology="private-worker", desired_count=32)
    warning = interface_warning("worker", many, C5_XLARGE)
    assert warning is not None
    for words in ("3 tasks of worker by network interfaces", "16 by CPU", "14 by memory", "11 instances", "3 would do"):
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


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        *((name, False) for name in ("t2.micro", "t3.medium", "t3a.large", "t4g.small", "m4.large", "c4.xlarge")),
        *((name, False) for name in ("i3.large", "p3.2xlarge", "x1e.xlarge", "u-6tb1.56xlarge")),
        *((name, True) for name in ("c5.xlarge", "m6g.medium", "i3.metal", "i3en.large", "g3.4xlarge", "x2gd.large")),
        *((name, True) for name in ("m8g.large", "c9i.large")),
    ],
)
def test_trunking_is_known_by_family(name: str, *, expected: bool) -> None:
    assert has_trunking(name) is expected


def test_trunking_on_a_type_without_it_is_told_and_does_not_hide_the_density() -> None:
    services = {"worker": {"topology": "private-worker", "desiredCount": 9}}
    missing, dense = build_cluster({"instanceType": "t3.large", "eniTrunking": True}, services).messages
    assert "eniTrunking does nothing for t3.large" in missing
    assert "9 tasks take 5 instances where 2 would do" in dense
    assert "cluster.eniTrunking does not lift this for its family" in dense


def test_trunking_replaces_the_instances_that_keep_the_old_limit() -> None:
    with_it, without = (instances(eniTrunking=on).one("ec2.LaunchTemplate") for on in (True, False))
    assert with_it.inputs.keys() - without.inputs.keys() == {"description"}
    assert "description" in with_it.replace_on_changes


def test_instances_of_an_earlier_template_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert instances().messages == []
    monkeypatch.setattr(aws_functions, "INSTANCES", ["i-1", "i-2", "i-3"])
    (message,) = instances(maxSize=50).messages  # another program, since builds are kept
    assert message.startswith("2 of 3 instances of ")
    assert "aws autoscaling describe-instance-refreshes --auto-scaling-group-name" in message
    assert "LaunchTemplate::cluster-instance'" in message
