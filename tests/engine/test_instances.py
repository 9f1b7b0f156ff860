"""Changes of a cluster's instances, with and without replacement, and failed launches and refreshes."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

from tests.engine import changes
from tests.engine.engine_stack import PROJECT, EngineStack, StackConfig

GROUP = "aws:autoscaling/group:Group cluster-instances"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate cluster-instance"
ASSOCIATION = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders cluster"
AWS_PARAMETER = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
PARAMETER = "/team/ami"
EARLIER = "were started from an earlier launch template"


class Cluster:
    """A deployed dev with nine tasks, and its instances as AWS describes them."""

    def __init__(self, stack: EngineStack) -> None:
        self.stack = stack
        client = stack.local_aws.client
        self.ec2, self.ecs, self.autoscaling, self.ssm = map(client, ("ec2", "ecs", "autoscaling", "ssm"))

    def group(self) -> dict[str, Any]:
        [group] = self.autoscaling.describe_auto_scaling_groups()["AutoScalingGroups"]
        return dict(group)

    def instances(self) -> dict[str, dict[str, Any]]:
        ids = [instance["InstanceId"] for instance in self.group()["Instances"]]
        reservations = self.ec2.describe_instances(InstanceIds=ids)["Reservations"] if ids else []
        return {each["InstanceId"]: each for found in reservations for each in found["Instances"]}

    def running(self) -> int:
        [service] = self.ecs.describe_services(cluster=self.stack.cluster_name, services=["worker"])["services"]
        return int(service["runningCount"])

    def set_cluster(self, **settings: object) -> None:
        self.stack.change(lambda config: changes.section(config, "cluster").update(settings))

    def publish(self, ami: str) -> None:
        self.ssm.put_parameter(Name=PARAMETER, Value=ami, Type="String", Overwrite=True)

    def copy_ami(self, source: str) -> str:
        return str(self.ec2.copy_image(Name="newer", SourceImageId=source, SourceRegion="us-east-1")["ImageId"])

    def set_circumstances(self, circumstances: dict[str, Any]) -> None:
        body = json.dumps(circumstances).encode()
        url = f"{self.stack.local_aws.endpoint}/localaws/circumstances"
        with urllib.request.urlopen(urllib.request.Request(url, body, method="POST"), timeout=10):
            pass


def nine_tasks(config: StackConfig) -> None:
    changes.set_service(config, name="worker", desiredCount=9)
    changes.section(config, "cluster").update(minSize=2, ami=PARAMETER)


@pytest.fixture(scope="module")
def cluster(stack_of: Callable[[str], EngineStack]) -> Cluster:
    """Return a stack whose AMI comes from a parameter that a test can change, unlike AWS's."""
    stack = stack_of("dev")
    stack.export()  # Starts the server.
    cluster = Cluster(stack)
    cluster.publish(cluster.ssm.get_parameter(Name=AWS_PARAMETER)["Parameter"]["Value"])
    stack.change(nine_tasks)
    stack.up()
    return cluster


def test_a_new_minimum_of_a_grown_group_is_an_update_in_place(cluster: Cluster) -> None:
    before = cluster.instances().keys()
    assert len(before) == 3
    cluster.set_cluster(minSize=1)
    assert cluster.stack.up().changed == {GROUP: {"update"}}
    assert cluster.group()["MinSize"] == 1
    assert cluster.instances().keys() == before


def test_a_new_ami_applies_only_to_new_instances(cluster: Cluster) -> None:
    before = cluster.instances()
    newest = cluster.copy_ami(next(iter(before.values()))["ImageId"])
    cluster.publish(newest)
    assert cluster.stack.up_without_changes().is_unchanged
    assert cluster.instances().keys() == before.keys()

    cluster.stack.change(lambda config: changes.set_service(config, name="worker", desiredCount=12))
    cluster.stack.up()
    after = cluster.instances()
    added = [instance for name, instance in after.items() if name not in before]
    assert [instance["ImageId"] for instance in added] == [newest]
    assert before.keys() <= after.keys()


def test_a_change_of_tags_alone_replaces_no_instance(cluster: Cluster) -> None:
    before = cluster.instances().keys()
    cluster.stack.change(lambda config: config.update({f"{PROJECT}:tags": {"team": "core"}}))
    changed = cluster.stack.up().changed
    assert changed[GROUP] == {"update"}
    assert changed[TEMPLATE] == {"update"}
    assert cluster.instances().keys() == before
    assert {tag["Key"] for tag in cluster.group()["Tags"]} >= {"team"}


def test_another_instance_type_replaces_template_and_instances_with_current_tags(cluster: Cluster) -> None:
    before = cluster.instances().keys()
    cluster.set_cluster(instanceType="c5.2xlarge")
    changed = cluster.stack.up().changed
    assert changed[TEMPLATE] >= {"create-replacement", "delete-replaced"}
    after = cluster.instances()
    assert not before & after.keys()
    assert {instance["InstanceType"] for instance in after.values()} == {"c5.2xlarge"}
    assert cluster.running() == 12
    volumes = cluster.ec2.describe_volumes()["Volumes"]
    used = [volume for volume in volumes if volume["State"] == "in-use"]
    assert used
    assert all({"Key": "team", "Value": "core"} in volume["Tags"] for volume in used)


def test_a_zone_without_capacity_does_not_fail_the_update(cluster: Cluster) -> None:
    cluster.set_circumstances({"noCapacityIn": ["us-east-1a"]})
    cluster.stack.change(lambda config: changes.set_service(config, name="worker", desiredCount=18))
    cluster.set_cluster(minSize=8)
    cluster.stack.up()
    assert len(cluster.instances()) == 8
    cluster.set_circumstances({})
    assert cluster.running() == 18
    activities = cluster.autoscaling.describe_scaling_activities()["Activities"]
    assert "Failed" in {activity["StatusCode"] for activity in activities}


def test_outdated_instances_are_reported_with_a_command_that_replaces_them(cluster: Cluster) -> None:
    stack = cluster.stack
    before = cluster.instances().keys()
    cluster.set_circumstances({"instancesDrain": True})
    cluster.set_cluster(instanceType="m5.2xlarge")
    first = stack.local_aws.pulumi(*stack.arguments("up", "--yes", "--skip-preview")).succeeded()
    assert EARLIER in first.output
    cluster.set_cluster(instanceType="m5.4xlarge")
    failed = stack.local_aws.pulumi(*stack.arguments("up", "--yes", "--skip-preview"))
    assert failed.returncode != 0
    assert "instance refresh cancel: timeout while waiting" in failed.output

    cluster.set_circumstances({})
    finished = stack.local_aws.pulumi(*stack.arguments("up", "--yes", "--skip-preview")).succeeded()
    assert cluster.instances().keys() == before
    assert (
        f"{len(before)} of {len(before)} instances of {cluster.group()['AutoScalingGroupName']} {EARLIER}"
        in " ".join(finished.output.split())
    )
    urn = finished.output.partition("pulumi up --replace '")[2].partition("'")[0]
    done = stack.local_aws.pulumi(*stack.arguments("up", "--yes", "--skip-preview", "--replace", urn)).succeeded()
    assert EARLIER not in done.output
    assert {instance["InstanceType"] for instance in cluster.instances().values()} == {"m5.4xlarge"}
    assert cluster.running() == 18


def test_a_provider_added_outside_the_program_is_removed_in_place(cluster: Cluster) -> None:
    stack, ecs = cluster.stack, cluster.ecs
    [own] = described(cluster)["capacityProviders"]
    ecs.put_cluster_capacity_providers(
        cluster=stack.cluster_name,
        capacityProviders=[own, "FARGATE"],
        defaultCapacityProviderStrategy=[{"capacityProvider": "FARGATE", "weight": 1}],
    )
    arguments = stack.arguments("up", "--yes", "--skip-preview", "--refresh")
    stack.local_aws.pulumi(*arguments).succeeded()
    assert described(cluster)["capacityProviders"] == [own]
    assert [each["capacityProvider"] for each in described(cluster)["defaultCapacityProviderStrategy"]] == [own]
    assert stack.up_without_changes().is_unchanged


def described(cluster: Cluster) -> dict[str, Any]:
    [found] = cluster.ecs.describe_clusters(clusters=[cluster.stack.cluster_name])["clusters"]
    return dict(found)


def test_a_renamed_provider_replaces_the_previous_one(cluster: Cluster) -> None:
    def without_services(config: StackConfig) -> None:
        del config[f"{PROJECT}:services"]
        config[f"{PROJECT}:platformOnly"] = True

    cluster.stack.change(without_services)
    cluster.stack.up()
    cluster.set_cluster(capacityProviderName="another")
    changed = cluster.stack.up().changed
    assert changed[ASSOCIATION] >= {"delete-replaced", "create-replacement"}
    assert described(cluster)["capacityProviders"] == ["another"]


def test_destroy_succeeds(cluster: Cluster) -> None:
    cluster.stack.destroy()
    assert cluster.autoscaling.describe_auto_scaling_groups()["AutoScalingGroups"] == []
