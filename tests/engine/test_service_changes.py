"""Changes of a running service that ECS or the provider accepts only in a certain order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.engine.changes import section, services, set_service
from tests.engine.engine_stack import PROJECT, EngineStack
from tests.engine.local_aws import Finished

pytestmark = pytest.mark.nightly

HUNDRED = {"minimumHealthyPercent": 50, "maximumPercent": 100}


@pytest.fixture(scope="module")
def stack(stack_of: Callable[[str], EngineStack]) -> EngineStack:
    stack = stack_of("dev")
    stack.up()
    return stack


def service(stack: EngineStack, name: str = "worker") -> dict[str, Any]:
    ecs = stack.local_aws.client("ecs")
    return dict(ecs.describe_services(cluster=stack.cluster_name, services=[name])["services"][0])


def deploy(stack: EngineStack, **settings: object) -> Finished:
    stack.change(lambda config: set_service(config, name="worker", **settings))
    return stack.local_aws.pulumi(*stack.arguments("up", "--yes", "--skip-preview")).succeeded()


def settled(stack: EngineStack) -> dict[str, Any]:
    assert stack.up_without_changes().is_unchanged
    return service(stack)


def test_a_new_service_has_no_deployment_alarms(stack: EngineStack) -> None:
    found = service(stack)
    assert "alarms" not in found["deploymentConfiguration"]
    assert found["availabilityZoneRebalancing"] == "ENABLED"


def test_without_room_for_another_task_rebalancing_is_off(stack: EngineStack) -> None:
    deploy(stack, deployment=HUNDRED)
    found = settled(stack)
    assert found["deploymentConfiguration"]["maximumPercent"] == 100
    assert found["availabilityZoneRebalancing"] == "DISABLED"
    deploy(stack, deployment={})
    assert settled(stack)["availabilityZoneRebalancing"] == "ENABLED"


def test_alarms_are_kept_without_the_key_and_removed_by_an_empty_list(stack: EngineStack) -> None:
    watched = {"enable": True, "rollback": True, "alarmNames": ["errors", "latency"]}
    deploy(stack, deployment={"alarmNames": ["errors", "latency"]})
    assert settled(stack)["deploymentConfiguration"]["alarms"] == watched
    kept = deploy(stack, deployment={})
    assert "the alarms errors, latency still roll deployments back; alarmNames: [] removes them" in kept.output
    assert settled(stack)["deploymentConfiguration"]["alarms"] == watched
    deploy(stack, deployment={"alarmNames": []})
    assert settled(stack)["deploymentConfiguration"]["alarms"]["enable"] is False
    gone = deploy(stack, deployment={})
    assert "still roll deployments back" not in gone.output
    assert settled(stack)["deploymentConfiguration"]["alarms"]["enable"] is False


def test_removed_scaling_keeps_the_tasks_and_prints_the_remedy(stack: EngineStack) -> None:
    deploy(stack, scaling={"minCount": 2, "maxCount": 8, "cpu": 60})
    ecs = stack.local_aws.client("ecs")
    ecs.update_service(cluster=stack.cluster_name, service="worker", desiredCount=6)
    assert settled(stack)["desiredCount"] == 6
    finished = deploy(stack, scaling=None)
    assert "ECS keeps 6 tasks; pulumi up --refresh sets the number to desiredCount, 2" in finished.output
    stack.local_aws.pulumi(*stack.arguments("up", "--refresh", "--yes", "--skip-preview")).succeeded()
    assert settled(stack)["desiredCount"] == 2


def test_a_service_gets_a_load_balancer_and_in_the_next_update_a_grace_period(stack: EngineStack) -> None:
    def set_load_balancer(**settings: Any) -> Finished:
        stack.change(lambda config: services(config).update(quiet={"topology": "private-worker", **settings}))
        return deploy(stack, **settings)

    # Only one of the services had a load balancer before.
    set_load_balancer(loadBalancer="none")
    assert [service(stack, name)["loadBalancers"] for name in ("worker", "quiet")] == [[], []]
    finished = set_load_balancer(loadBalancer={})
    assert (
        finished.output.count("This update adds the load balancer, and the next pulumi up sets the grace period") >= 2
    )
    assert [len(service(stack, name)["loadBalancers"]) for name in ("worker", "quiet")] == [1, 1]
    assert service(stack, "quiet").get("healthCheckGracePeriodSeconds", 0) == 0
    deploy(stack)
    settled(stack)
    assert [service(stack, name)["healthCheckGracePeriodSeconds"] for name in ("worker", "quiet")] == [60, 60]


def test_a_service_changes_its_strategy_after_the_role_for_it_is_created(stack: EngineStack) -> None:
    deploy(stack, deployment={"strategy": "linear"})
    found = settled(stack)
    assert found["deploymentConfiguration"]["strategy"] == "LINEAR"
    deploy(stack, deployment={})
    assert settled(stack)["deploymentConfiguration"]["strategy"] == "ROLLING"


def test_a_renamed_capacity_provider_replaces_the_service_first(stack: EngineStack) -> None:
    set_scaling = {"minCount": 2, "maxCount": 8, "cpu": 60}
    deploy(stack, scaling=set_scaling)
    stack.change(lambda config: section(config, "cluster").update(capacityProviderName="general-purpose"))
    stack.preview()
    update = stack.up()
    replaced = {"create-replacement", "delete-replaced", "replace"}
    assert update.changed["aws:ecs/service:Service worker"] == replaced
    assert update.changed["aws:appautoscaling/target:Target worker"] == replaced
    strategy = settled(stack)["capacityProviderStrategy"]
    assert [each["capacityProvider"] for each in strategy] == ["general-purpose"]
    scaling = stack.local_aws.client("application-autoscaling")
    [target] = scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    assert target["ResourceId"] == f"service/{stack.cluster_name}/worker"
    assert len(scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"]) == 1


def test_another_capacity_provider_of_an_existing_cluster_replaces_the_service(
    stack: EngineStack, stack_of: Callable[[str], EngineStack]
) -> None:
    ecs, autoscaling = stack.local_aws.client("ecs"), stack.local_aws.client("autoscaling")
    [group] = autoscaling.describe_auto_scaling_groups()["AutoScalingGroups"]
    autoscaling.create_auto_scaling_group(
        AutoScalingGroupName="second",
        MinSize=0,
        MaxSize=10,
        VPCZoneIdentifier=group["VPCZoneIdentifier"],
        LaunchTemplate={name: group["LaunchTemplate"][name] for name in ("LaunchTemplateId", "Version")},
    )
    [second] = autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=["second"])["AutoScalingGroups"]
    provider = {"autoScalingGroupArn": second["AutoScalingGroupARN"], "managedScaling": {"status": "ENABLED"}}
    ecs.create_capacity_provider(name="second", autoScalingGroupProvider=provider)
    ecs.put_cluster_capacity_providers(
        cluster=stack.cluster_name,
        capacityProviders=["general-purpose", "second"],
        defaultCapacityProviderStrategy=[{"capacityProvider": "general-purpose", "weight": 1}],
    )
    network = stack.output("vpcId"), stack.output("publicSubnetIds"), stack.output("privateSubnetIds")
    [cluster] = ecs.describe_clusters(clusters=[stack.cluster_name])["clusters"]
    on_platform = {
        "network": {
            "vpcId": network[0],
            "cidrBlocks": {"vpc": "10.0.0.0/16"},
            "publicSubnetIds": network[1],
            "privateSubnetIds": network[2],
        },
        "cluster": {"clusterArn": cluster["clusterArn"], "capacityProviderName": "general-purpose"},
    }
    guest = stack_of("public-api")
    guest.change(lambda config: config.update({f"{PROJECT}:platform": on_platform}))
    guest.up()
    guest.change(lambda config: config[f"{PROJECT}:platform"]["cluster"].update(capacityProviderName="second"))
    guest.up()
    found = service(stack, "web")
    assert [each["capacityProvider"] for each in found["capacityProviderStrategy"]] == ["second"]
    assert guest.up_without_changes().is_unchanged

    moved = {"capacityProvider": "general-purpose", "weight": 1}
    ecs.update_service(
        cluster=stack.cluster_name, service="web", capacityProviderStrategy=[moved], forceNewDeployment=True
    )
    finished = guest.local_aws.pulumi(*guest.arguments("up", "--yes", "--skip-preview")).succeeded()
    assert "its tasks run on general-purpose instead of second; to move them: aws ecs update-service" in finished.output
    refused = guest.local_aws.pulumi(*guest.arguments("refresh", "--yes", "--skip-preview"))
    assert refused.returncode != 0
    assert "force_new_deployment should be true" in refused.output
    guest.destroy()
