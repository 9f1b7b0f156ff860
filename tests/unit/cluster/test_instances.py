"""The instances: operating system, types, Spot and volumes."""

from __future__ import annotations

import base64
import email
import importlib
import subprocess
import sys
from typing import Any

import pytest

from components.cluster.agent_config import AGENT_VARIABLES, ON_BOTTLEROCKET, SET_BY_THE_PROGRAM
from tests.harness import aws_functions
from tests.harness.build import build_cluster, refuse
from tests.harness.recording import Recording
from tests.harness.registration import UNSET

toml = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
SERVICES = {"worker": {"topology": "private-worker"}}


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
def test_the_default_ami_matches_the_operating_system_and_the_architecture(
    cluster: dict[str, str], parameter: str
) -> None:
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
def test_an_update_uses_a_new_ami_only_if_it_replaces_the_instances(cluster: dict[str, str], image_id: str) -> None:
    assert instances(**cluster).one("ec2.LaunchTemplate").at("imageId") == image_id


def test_the_user_data_of_bottlerocket_names_the_cluster_in_toml() -> None:
    recording = instances(operatingSystem="bottlerocket")
    cluster = recording.one("ecs.Cluster").computed["name"]
    assert user_data(recording).splitlines() == [
        "[settings.ecs]",
        f'cluster = "{cluster}"',
        "awsvpc-block-imds = true",
    ]


@pytest.mark.parametrize("system", ["al2023", "bottlerocket"])
def test_every_volume_is_encrypted_and_the_size_applies_to_the_container_volume(system: str) -> None:
    mappings = (
        instances(operatingSystem=system, rootVolume={"size": 80}).one("ec2.LaunchTemplate").at("blockDeviceMappings")
    )
    assert {mapping["ebs"]["encrypted"] for mapping in mappings} == {"true"}
    assert 80 in [mapping["ebs"].get("volumeSize") for mapping in mappings]


def test_a_volume_has_its_speed_and_key() -> None:
    volume = {"size": 100, "iops": 4000, "throughput": 500, "keyArn": KEY}
    ebs = instances(rootVolume=volume).one("ec2.LaunchTemplate").at("blockDeviceMappings")[0]["ebs"]
    assert (ebs["iops"], ebs["throughput"], ebs["kmsKeyId"]) == (4000, 500, KEY)
    plain = instances().one("ec2.LaunchTemplate").at("blockDeviceMappings")[0]["ebs"]
    assert {"iops", "throughput", "kmsKeyId"} & plain.keys() == set()


def test_on_bottlerocket_the_speed_applies_to_the_container_volume() -> None:
    recording = instances(operatingSystem="bottlerocket", rootVolume={"iops": 4000, "keyArn": KEY})
    system, containers = [each["ebs"] for each in recording.one("ec2.LaunchTemplate").at("blockDeviceMappings")]
    assert ("iops" in system, containers["iops"]) == (False, 4000)
    assert system["kmsKeyId"] == containers["kmsKeyId"] == KEY


def test_a_missing_kms_key_of_the_volume_is_refused() -> None:
    gone = "arn:aws:kms:us-east-1:123456789012:key/404"
    (message,) = refuse({"cluster": {"rootVolume": {"keyArn": gone}}, "services": SERVICES})
    assert message.startswith(f'cluster.rootVolume.keyArn: "{gone}" is refused: the account has no such key')


def test_privileged_containers_are_disabled_unless_the_stack_allows_them() -> None:
    assert "ECS_DISABLE_PRIVILEGED=true" in user_data(instances())
    allowed = user_data(instances(agentConfig={"ECS_DISABLE_PRIVILEGED": "false"}))
    assert "ECS_DISABLE_PRIVILEGED=false" in allowed
    assert "ECS_DISABLE_PRIVILEGED=true" not in allowed


def test_the_agent_gets_its_variables_unchanged() -> None:
    script = user_data(instances(agentConfig={"ECS_INSTANCE_ATTRIBUTES": '{"rack": "a b"}'}))
    line = next(line for line in script.splitlines() if "ATTRIBUTES" in line)
    assert line == """echo 'ECS_INSTANCE_ATTRIBUTES={"rack": "a b"}' >> /etc/ecs/ecs.config"""
    echoed = subprocess.run(["/bin/bash", "-c", line.partition(" >>")[0]], capture_output=True, text=True, check=True)
    assert echoed.stdout == 'ECS_INSTANCE_ATTRIBUTES={"rack": "a b"}\n'


@pytest.mark.parametrize("system", ["al2023", "bottlerocket"])
def test_the_order_of_the_agents_variables_replaces_no_instance(system: str) -> None:
    variables = {"ECS_RESERVED_MEMORY": "64", "ECS_IMAGE_PULL_BEHAVIOR": "once"}
    written, reversed_ = (
        user_data(instances(operatingSystem=system, agentConfig=dict(items)))
        for items in (variables.items(), reversed(variables.items()))
    )
    assert written == reversed_


def test_custom_user_data_runs_after_the_script_of_the_program() -> None:
    own = "#!/bin/bash\necho hello"
    message = email.message_from_string(user_data(instances(userData=own)))
    first, second = [part.get_payload() for part in message.walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in message.walk()][1:] == ["text/x-shellscript", "text/x-shellscript"]
    assert "ECS_CLUSTER=" in str(first)
    assert str(second).strip() == own
    cloud = email.message_from_string(user_data(instances(userData="#cloud-config\npackages: [htop]")))
    assert [part.get_content_type() for part in cloud.walk()][-1] == "text/cloud-config"


def test_bottlerocket_gets_agent_variables_and_custom_tables_as_toml() -> None:
    recording = instances(
        operatingSystem="bottlerocket",
        agentConfig={
            "ECS_INSTANCE_ATTRIBUTES": '{"rack": "a"}',
            "ECS_TASK_METADATA_RPS_LIMIT": "100,150",
            "ECS_DISABLE_PRIVILEGED": "false",
            "ECS_IMAGE_PULL_BEHAVIOR": "once",
            "ECS_AVAILABLE_LOGGING_DRIVERS": '["awslogs"]',
        },
        userData='[settings.motd]\nmessage = "hello"',
    )
    settings = toml.loads(user_data(recording))["settings"]
    assert settings["motd"] == {"message": "hello"}
    assert settings["ecs"] == {
        "cluster": recording.one("ecs.Cluster").computed["name"],
        "awsvpc-block-imds": True,
        "instance-attributes": {"rack": "a"},
        "metadata-service-rps": 100,
        "metadata-service-burst": 150,
        "allow-privileged-containers": True,
        "image-pull-behavior": "once",
        "logging-drivers": ["awslogs"],
    }


def test_every_bottlerocket_variable_is_an_agent_variable() -> None:
    assert ON_BOTTLEROCKET.keys() <= AGENT_VARIABLES
    assert not AGENT_VARIABLES & SET_BY_THE_PROGRAM.keys()


def test_instance_policies_are_attached_before_the_first_instance_starts() -> None:
    policy = "arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy"
    recording = instances(instancePolicyArns=[policy])
    (attachment,) = [each for each in recording.all("iam.RolePolicyAttachment") if each.at("policyArn") == policy]
    assert attachment in recording.waits_for(recording.one("iam.InstanceProfile"))


def test_a_maximum_lifetime_turns_scale_in_protection_off() -> None:
    recording = instances(maxInstanceLifetimeDays=30)
    group, provider = recording.one("autoscaling.Group"), recording.one("ecs.CapacityProvider")
    assert (group.at("maxInstanceLifetime"), group.at("protectFromScaleIn")) == (2_592_000, False)
    assert group.at("instanceMaintenancePolicy") == {"minHealthyPercentage": 100, "maxHealthyPercentage": 110}
    assert group.at("instanceRefresh.triggers") == ["vpc_zone_identifier", "protect_from_scale_in"]
    settings = provider.at("autoScalingGroupProvider")
    assert (settings["managedTerminationProtection"], settings["managedDraining"]) == ("DISABLED", "ENABLED")
    plain = instances().one("autoscaling.Group")
    assert (plain.at("maxInstanceLifetime"), plain.at("protectFromScaleIn")) == (UNSET, True)
    assert plain.at("instanceMaintenancePolicy") is UNSET


def test_manual_instance_refresh_keeps_an_update_from_replacing_instances() -> None:
    recording = instances(instanceRefresh="manual")
    assert recording.one("autoscaling.Group").at("instanceRefresh") is UNSET
    assert instances().one("autoscaling.Group").at("instanceRefresh.strategy") == "Rolling"


def test_spare_capacity_and_group_metrics_follow_their_settings() -> None:
    recording = instances(targetCapacity=80, containerInsights="enhanced")
    assert recording.one("ecs.CapacityProvider").at("autoScalingGroupProvider.managedScaling.targetCapacity") == 80
    assert recording.one("ecs.Cluster").at("settings") == [{"name": "containerInsights", "value": "enhanced"}]


def test_a_single_type_has_no_mixed_instances_policy() -> None:
    group = instances().one("autoscaling.Group")
    assert (group.at("mixedInstancesPolicy"), group.at("capacityRebalance")) == (UNSET, UNSET)


def test_additional_instance_types_are_used_in_order() -> None:
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


def test_session_manager_is_off_by_default_and_on_with_its_setting() -> None:
    policy = "AmazonSSMManagedInstanceCore"
    assert [found for found in instances().names("iam.RolePolicyAttachment") if policy in found] == []
    recording = instances(ssmAccess=True)
    attachment = recording.one("iam.RolePolicyAttachment", f"cluster-instance-{policy}")
    assert attachment in recording.waits_for(recording.one("iam.InstanceProfile"))


def test_instances_of_an_earlier_template_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    assert instances().messages == []
    monkeypatch.setattr(aws_functions, "INSTANCES", ["i-1", "i-2", "i-3"])
    (message,) = instances(maxSize=50).messages  # another program, because builds are cached
    assert message.startswith("2 of 3 instances of ")
    assert "aws autoscaling describe-instance-refreshes --auto-scaling-group-name" in message
    assert "LaunchTemplate::cluster-instance'" in message
