"""The example instances: its settings are deployed, changed with a manual refresh, and removed."""

from __future__ import annotations

import base64
import email
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from tests.engine import changes
from tests.engine.engine_stack import EngineStack, StackConfig
from tests.engine.inventory import inventory
from tests.engine.local_aws import CHECKOUT
from tests.engine.test_instances import Cluster

# It takes 25 seconds of CPU. The unit tests check each of these settings, and test_instances.py and
# test_inner_settings.py deploy, change and destroy instances with other settings.
pytestmark = pytest.mark.nightly

EXAMPLE = CHECKOUT / "examples" / "instances" / "Pulumi.instances.yaml"
OUTDATED = "were started from an earlier launch template"


def use_example(config: StackConfig) -> None:
    config.clear()
    config.update(yaml.safe_load(EXAMPLE.read_text())["config"])


@pytest.fixture(scope="module")
def cluster(stack_of: Callable[[str], EngineStack]) -> Cluster:
    stack = stack_of("dev")
    stack.change(use_example)
    stack.up()
    return Cluster(stack)


def template_data(cluster: Cluster) -> dict[str, Any]:
    version = cluster.group()["LaunchTemplate"]
    [found] = cluster.ec2.describe_launch_template_versions(
        LaunchTemplateId=version["LaunchTemplateId"], Versions=[version["Version"]]
    )["LaunchTemplateVersions"]
    return dict(found["LaunchTemplateData"])


def test_the_group_has_the_settings(cluster: Cluster) -> None:
    group = cluster.group()
    assert (group["MaxInstanceLifetime"], group["NewInstancesProtectedFromScaleIn"]) == (2_592_000, False)
    assert group["InstanceMaintenancePolicy"] == {"MinHealthyPercentage": 100, "MaxHealthyPercentage": 110}
    assert group["DefaultCooldown"] == 120
    # Four tasks need two instances for their network interfaces, and a fifth of the group is spare.
    assert cluster.running() == 4
    assert len(group["Instances"]) == 3


def test_ecs_has_the_settings(cluster: Cluster) -> None:
    name = cluster.stack.output("capacityProviderName")
    [provider] = cluster.ecs.describe_capacity_providers(capacityProviders=[name])["capacityProviders"]
    settings = provider["autoScalingGroupProvider"]
    assert settings["managedScaling"]["targetCapacity"] == 80
    assert (settings["managedTerminationProtection"], settings["managedDraining"]) == ("DISABLED", "ENABLED")
    [found] = cluster.ecs.describe_clusters(clusters=[cluster.stack.cluster_name], include=["SETTINGS"])["clusters"]
    assert found["settings"] == [{"name": "containerInsights", "value": "enhanced"}]


def test_an_instance_starts_with_the_settings(cluster: Cluster) -> None:
    instances = cluster.instances()
    volumes = cluster.ec2.describe_volumes()["Volumes"]
    assert {(each["Size"], each["Iops"], each["Throughput"], each["Encrypted"]) for each in volumes} == {
        (100, 4000, 500, True)
    }
    text = base64.b64decode(template_data(cluster)["UserData"]).decode()
    own, further = [str(part.get_payload()) for part in email.message_from_string(text).walk()][1:]
    assert f"ECS_CLUSTER={cluster.stack.cluster_name}" in own
    assert {"ECS_DISABLE_PRIVILEGED=true", "ECS_IMAGE_PULL_BEHAVIOR=prefer-cached"} <= set(own.split())
    assert "amazon-cloudwatch-agent" in further
    profiles = {each["IamInstanceProfile"]["Arn"].rpartition("/")[2] for each in instances.values()}
    iam = cluster.stack.local_aws.client("iam")
    [role] = iam.get_instance_profile(InstanceProfileName=profiles.pop())["InstanceProfile"]["Roles"]
    attached = iam.list_attached_role_policies(RoleName=role["RoleName"])["AttachedPolicies"]
    assert "CloudWatchAgentServerPolicy" in {each["PolicyName"] for each in attached}


def test_a_second_up_changes_nothing(cluster: Cluster) -> None:
    assert cluster.stack.up_without_changes().is_unchanged


def test_a_change_waits_for_a_manual_instance_refresh(cluster: Cluster) -> None:
    before = cluster.instances().keys()
    cluster.set_cluster(agentConfig={"ECS_IMAGE_PULL_BEHAVIOR": "once"})
    cluster.stack.up()
    assert cluster.instances().keys() == before
    output = cluster.stack.local_aws.pulumi(*cluster.stack.arguments("preview")).succeeded().output
    assert OUTDATED in output
    assert "aws autoscaling start-instance-refresh --auto-scaling-group-name" in output
    cluster.autoscaling.start_instance_refresh(
        AutoScalingGroupName=cluster.group()["AutoScalingGroupName"],
        Preferences={"ScaleInProtectedInstances": "Refresh"},
    )
    assert not before & cluster.instances().keys()
    assert cluster.running() == 4


def test_removed_settings_return_to_their_defaults(cluster: Cluster) -> None:
    def plain(config: StackConfig) -> None:
        config.pop("ecs-on-ec2:overrides")
        changes.section(config, "cluster").clear()

    cluster.stack.change(plain)
    cluster.stack.up()
    group = cluster.group()
    assert (group.get("MaxInstanceLifetime", 0), group["NewInstancesProtectedFromScaleIn"]) == (0, True)
    assert cluster.stack.up_without_changes().is_unchanged


def test_an_override_of_a_missing_resource_ends_the_update(cluster: Cluster) -> None:
    override = {"resource": "aws:autoscaling/group:Group", "name": "instances", "properties": {"defaultCooldown": 9}}
    cluster.stack.change(lambda config: config.update({"ecs-on-ec2:overrides": [override]}))
    refused = cluster.stack.local_aws.pulumi(*cluster.stack.arguments("up", "--yes", "--skip-preview"))
    assert refused.returncode != 0
    assert (
        """overrides[0].name: "instances" is refused: the stack's resources of this type are cluster-instances"""
        in refused.output
    )
    cluster.stack.change(lambda config: config.pop("ecs-on-ec2:overrides"))


def test_destroy_leaves_nothing(cluster: Cluster) -> None:
    cluster.stack.destroy()
    assert inventory(cluster.stack.local_aws.client) == set()
