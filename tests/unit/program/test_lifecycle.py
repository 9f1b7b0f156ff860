"""Resource options: ignored changes, forced replacements, protection and timeouts."""

from __future__ import annotations

import base64
import re

import pytest

from tests.harness.aws_outputs import LAUNCH_TEMPLATE_VERSION, name_of
from tests.harness.build import STACKS, build, build_stack, project_config
from tests.harness.recording import Recording
from tests.harness.registration import UNSET


@pytest.fixture(params=STACKS)
def recording(request: pytest.FixtureRequest) -> Recording:
    return build_stack(request.param)


OWNED_BY_AWS: dict[str, dict[str, tuple[str, ...]]] = {
    "dev": {"ecs.Service worker": ("alarms",)},
    "public-api": {"ecs.Service web": ("alarms",)},
    "prod": {
        "ecs.Service web": ("desiredCount", "alarms"),
        "ecs.Service worker": ("desiredCount", "alarms"),
        "lb.ListenerRule web-public": ("actions",),
        "appautoscaling.Target web": ("minCapacity", "maxCapacity"),
    },
}


@pytest.mark.parametrize("stack", STACKS)
def test_only_changes_by_aws_are_ignored(stack: str) -> None:
    # ECS changes the capacity and the weights of a canary, Application Auto Scaling the count, and schedules the
    # bounds. The provider cannot remove the alarms of a service.
    # Changed tags of volumes create a version of the launch template, with which the provider replaces all instances.
    ignored = {str(resource): resource.ignore_changes for resource in build_stack(stack) if resource.ignore_changes}
    of_instances: dict[str, tuple[str, ...]] = {
        "autoscaling.Group cluster-instances": ("desiredCapacity",),
        "ec2.LaunchTemplate cluster-instance": ("tagSpecifications",),
    }
    assert ignored == {**of_instances, **OWNED_BY_AWS[stack]}


def test_the_launch_template_version_is_a_number(recording: Recording) -> None:
    group = recording.one("autoscaling.Group")
    mixed = "mixedInstancesPolicy.launchTemplate.launchTemplateSpecification.version"
    versions = [found for found in (group.at("launchTemplate.version"), group.at(mixed)) if found is not UNSET]
    assert versions == [str(LAUNCH_TEMPLATE_VERSION)]


def test_the_group_is_deleted_without_waiting_for_protected_instances(recording: Recording) -> None:
    group = recording.one("autoscaling.Group")
    assert group.at("protectFromScaleIn") is True
    assert group.at("forceDelete") is True


def test_the_group_and_its_instances_have_the_tag_that_ecs_adds(recording: Recording) -> None:
    tags = {tag["key"]: tag for tag in recording.one("autoscaling.Group").at("tags")}
    assert tags["AmazonECSManaged"]["propagateAtLaunch"] is True


def test_the_user_data_contains_the_name_of_the_cluster(recording: Recording) -> None:
    template = recording.one("ec2.LaunchTemplate")
    assert recording.one("ecs.Cluster").urn in template.property_dependencies["userData"]
    script = base64.b64decode(template.at("userData")).decode()
    assert f"echo ECS_CLUSTER={name_of('ecs.Cluster', 'cluster')} >> /etc/ecs/ecs.config\n" in script
    assert "ECS_AWSVPC_BLOCK_IMDS=true" in script
    assert script.startswith("#!/bin/bash\n")


def test_no_target_group_or_load_balancer_has_a_fixed_name(recording: Recording) -> None:
    for kind in ("lb.TargetGroup", "lb.LoadBalancer"):
        for resource in recording.all(kind):
            assert "name" not in resource.inputs
            assert len(resource.at("namePrefix")) <= 6


@pytest.mark.parametrize("kind", ["ec2.NatGateway", "autoscaling.Group", "ecs.Service", "lb.LoadBalancer"])
def test_slow_deletions_have_longer_timeouts(recording: Recording, kind: str) -> None:
    minutes = [int(resource.custom_timeouts["delete"].removesuffix("m")) for resource in recording.all(kind)]
    assert min(minutes) >= 20


def test_every_timeout_is_in_minutes(recording: Recording) -> None:
    timeouts = [timeout for resource in recording for timeout in resource.custom_timeouts.values()]
    assert timeouts
    assert [timeout for timeout in timeouts if not re.fullmatch(r"\d+m", timeout)] == []


@pytest.mark.parametrize("stack", ["dev", "public-api"])
def test_a_stack_with_default_settings_has_no_deletion_protection(stack: str) -> None:
    held = [str(found) for found in build_stack(stack) if found.protect or found.retain_on_delete]
    assert held == []


def test_prod_protects_its_network_and_load_balancers() -> None:
    recording = build_stack("prod")
    zones = (1, 2, 3)
    assert {str(found) for found in recording if found.protect} == {
        "ec2.Vpc network",
        *(f"ec2.Subnet network-{role}-{zone}" for role in ("public", "private", "task") for zone in zones),
        *(f"ec2.Eip network-nat-{zone}" for zone in zones),
        "lb.LoadBalancer web-public",
        "lb.LoadBalancer worker-private",
    }
    # The setting of the account remains, because other stacks can depend on it.
    retained = [str(found) for found in recording if found.retain_on_delete]
    assert retained == ["ecs.AccountSettingDefault cluster-eni-trunking"]


def test_only_resources_that_cannot_coexist_are_deleted_before_their_replacement(recording: Recording) -> None:
    # A NAT gateway keeps its address. A service keeps its name and has one provider, which ECS does not remove while
    # used. A load balancer has one web ACL, a listener one rule of a priority, and a service one scalable target.
    always = {"ec2.NatGateway", "ecs.CapacityProvider", "ecs.ClusterCapacityProviders", "ecs.Service"}
    kinds = always | {found.kind for found in recording} & {"wafv2.WebAclAssociation", "lb.ListenerRule"}
    kinds |= {found.kind for found in recording if found.kind == "appautoscaling.Target" and found.replacement_trigger}
    assert {found.kind for found in recording if found.delete_before_replace} == kinds
    # A change of the list alone replaces nothing: it can contain a provider from outside the program.
    association, provider = recording.one("ecs.ClusterCapacityProviders"), recording.one("ecs.CapacityProvider")
    assert (association.replace_on_changes, association.replace_with) == ((), ())
    # With another provider, it is replaced after the services and before the provider.
    for found, name in ((association, "clusterName"), *((each, "cluster") for each in recording.all("ecs.Service"))):
        assert provider.urn in found.property_dependencies[name]
        assert str(provider.computed["name"]) in str(found.replacement_trigger)
    for service in recording.all("ecs.Service"):
        assert service.property_dependencies["capacityProviderStrategies"] == frozenset()


def test_only_supported_timeouts_are_set(recording: Recording) -> None:
    # terraform-provider-aws: a cluster has no timeout, a group has one for updates and one for deletion.
    assert recording.one("ecs.Cluster").custom_timeouts == {}
    assert recording.one("autoscaling.Group").custom_timeouts == {"delete": "30m"}


def test_changed_content_replaces_a_launch_template_and_changed_tags_do_not(recording: Recording) -> None:
    template = recording.one("ec2.LaunchTemplate")
    versioned = set(template.inputs) - {"tags", "tagSpecifications", "updateDefaultVersion"}
    assert versioned <= set(template.replace_on_changes)
    assert template.ignore_changes == ("tagSpecifications",)


def test_the_group_does_not_wait_for_its_capacity(recording: Recording) -> None:
    group = recording.one("autoscaling.Group")
    assert (group.at("waitForCapacityTimeout"), group.at("ignoreFailedScalingActivities")) == ("0", True)


def test_resources_that_cannot_move_to_another_vpc_are_replaced_with_it(recording: Recording) -> None:
    vpc = recording.one("ec2.Vpc")
    moved = [recording.one("ec2.InternetGateway"), *recording.all("lb.LoadBalancer")]
    assert {resource.replacement_trigger for resource in moved} == {vpc.id}


def test_a_service_does_not_wait_for_a_steady_state(recording: Recording) -> None:
    # A waiting update would hang if tasks cannot start; the circuit breaker reports them.
    for service in recording.all("ecs.Service"):
        assert service.at("waitForSteadyState") in (UNSET, False)


def test_another_topology_creates_new_resources_before_the_old_are_deleted() -> None:
    # A target group cannot change its load balancer, nor a load balancer its scheme: both are created under new names
    # before the old ones are deleted.
    public = build(project_config("public-api"))
    private = build({"services": {"web": {"topology": "private-worker"}}})
    kinds = ("lb.LoadBalancer", "lb.TargetGroup", "lb.Listener")
    assert [set(public.names(kind)) & set(private.names(kind)) for kind in kinds] == [set(), set(), set()]
    assert public.names("ecs.Service") == private.names("ecs.Service") == ["web"]
    assert set(public.listed) - set(private.listed) == {
        "ec2.SecurityGroup web-public",
        "ec2.VpcSecurityGroupRulesExclusive web-public",
        "lb.Listener web-public",
        "lb.LoadBalancer web-public",
        "lb.TargetGroup web-public",
        "vpc.SecurityGroupEgressRule web-public-to-tasks-80",
        "vpc.SecurityGroupIngressRule web-public-from-internet",
        "vpc.SecurityGroupIngressRule web-tasks-from-public-load-balancer-80",
    }
