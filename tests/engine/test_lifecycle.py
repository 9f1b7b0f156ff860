"""Each committed stack: planned, deployed, changed in every way, and destroyed, in this order on one deployment."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import pytest

from tests.engine import changes
from tests.engine.engine_stack import EngineStack, Update
from tests.engine.inventory import inventory
from tests.engine.reachability.check import Reachability

LONGEST_UP_SECONDS = 30
"""What dev's `up` may take in the engine on a busy machine; on an idle one of two cores it is to be below 12."""

OTHER_IMAGE = "public.ecr.aws/docker/library/httpd:2.4"
OTHER_INSTANCE_TYPE = "m5.2xlarge"

TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition"
SERVICE = "aws:ecs/service:Service"
LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
AUTO_SCALING_GROUP = "aws:autoscaling/group:Group"

REPLACEMENT = {"create-replacement", "replace", "delete-replaced"}

STACKS = [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in ("dev", "public-api", "prod")]


@pytest.fixture(scope="module", params=STACKS)
def stack(request: pytest.FixtureRequest, stack_of: Callable[[str], EngineStack]) -> EngineStack:
    return stack_of(request.param)


@pytest.fixture
def service_name(stack: EngineStack) -> str:
    """The service that changes: the first of the stack's."""
    return next(iter(changes.services(stack.config)))


def report(stack: EngineStack, what: str, update: Update) -> None:
    print(f"{stack.name}: {what} took {update.seconds:.1f} s, of which the engine {update.engine_seconds} s")


def assert_reaches_as_meant(stack: EngineStack) -> None:
    reachability = Reachability(stack.local_aws.client, stack.output("vpcId"))
    assert reachability.findings(changes.meant(stack.config)) == set()


def settled(stack: EngineStack) -> None:
    """Nothing is left to do, and who reaches whom is as the configuration says."""
    assert stack.up_without_changes().is_unchanged
    assert_reaches_as_meant(stack)


def described_service(stack: EngineStack, name: str) -> dict[str, Any]:
    ecs = stack.local_aws.client("ecs")
    services: list[dict[str, Any]] = ecs.describe_services(cluster=stack.output("clusterName"), services=[name])[
        "services"
    ]
    return services[0]


def scheme_of(stack: EngineStack, service_name: str) -> str:
    elbv2 = stack.local_aws.client("elbv2")
    target_group = described_service(stack, service_name)["loadBalancers"][0]["targetGroupArn"]
    balancers = elbv2.describe_target_groups(TargetGroupArns=[target_group])["TargetGroups"][0]["LoadBalancerArns"]
    return str(elbv2.describe_load_balancers(LoadBalancerArns=balancers)["LoadBalancers"][0]["Scheme"])


def subnets(stack: EngineStack) -> dict[str, tuple[str, str]]:
    """The zone and the block of each subnet."""
    in_vpc = [{"Name": "vpc-id", "Values": [stack.output("vpcId")]}]
    described = stack.local_aws.client("ec2").describe_subnets(Filters=in_vpc)["Subnets"]
    return {subnet["SubnetId"]: (subnet["AvailabilityZone"], subnet["CidrBlock"]) for subnet in described}


def test_preview_plans_creations_and_makes_none(stack: EngineStack) -> None:
    plan = stack.preview()
    assert set(plan.operations) == {"create"}
    assert stack.local_aws.calls() == []
    assert inventory(stack.local_aws.client) == set()


def test_up_creates_what_the_services_mean(stack: EngineStack) -> None:
    plan = stack.preview()
    stack.local_aws.forget_calls()
    update = stack.up()
    report(stack, "up", update)
    assert update.operations == plan.operations
    assert_reaches_as_meant(stack)
    if stack.name == "dev":
        assert update.engine_seconds < LONGEST_UP_SECONDS


def test_another_up_changes_nothing(stack: EngineStack) -> None:
    stack.local_aws.forget_calls()
    update = stack.up_without_changes()
    report(stack, "up without a change", update)
    assert update.is_unchanged
    assert stack.local_aws.calls() == []


def test_refresh_finds_no_drift(stack: EngineStack) -> None:
    assert stack.refresh_without_changes().is_unchanged


def test_a_new_image_is_a_new_revision(stack: EngineStack, service_name: str) -> None:
    stack.change(functools.partial(changes.set_service, name=service_name, image=OTHER_IMAGE))
    assert stack.up().changed == {
        f"{TASK_DEFINITION} {service_name}": REPLACEMENT,
        f"{SERVICE} {service_name}": {"update"},
    }
    service = described_service(stack, service_name)
    definition = stack.local_aws.client("ecs").describe_task_definition(taskDefinition=service["taskDefinition"])
    assert definition["taskDefinition"]["containerDefinitions"][0]["image"] == OTHER_IMAGE
    settled(stack)


def test_another_desired_count_changes_the_service_only(stack: EngineStack, service_name: str) -> None:
    stack.change(functools.partial(changes.set_service, name=service_name, desiredCount=4))
    assert stack.up().changed == {f"{SERVICE} {service_name}": {"update"}}
    assert described_service(stack, service_name)["desiredCount"] == 4
    settled(stack)


def test_another_instance_type_is_a_new_version_that_the_group_uses(stack: EngineStack) -> None:
    stack.change(lambda config: changes.section(config, "cluster").update(instanceType=OTHER_INSTANCE_TYPE))
    assert stack.up().changed == {
        f"{LAUNCH_TEMPLATE} cluster-instance": {"update"},
        f"{AUTO_SCALING_GROUP} cluster-instances": {"update"},
    }
    group = stack.local_aws.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"][0]
    versions = stack.local_aws.client("ec2").describe_launch_template_versions(
        LaunchTemplateId=group["LaunchTemplate"]["LaunchTemplateId"], Versions=[group["LaunchTemplate"]["Version"]]
    )["LaunchTemplateVersions"]
    assert group["LaunchTemplate"]["Version"] == "2"
    assert versions[0]["LaunchTemplateData"]["InstanceType"] == OTHER_INSTANCE_TYPE
    settled(stack)


def test_one_more_zone_only_adds(stack: EngineStack) -> None:
    before = subnets(stack)
    stack.change(changes.add_zone)
    update = stack.up()
    assert set(update.operations) == {"create", "update", "same"}
    after = subnets(stack)
    assert before.items() <= after.items()
    assert len({zone for zone, _ in after.values()}) == changes.zone_count(stack.config)
    settled(stack)


def test_a_second_service_only_adds(stack: EngineStack) -> None:
    stack.change(lambda config: changes.services(config).update(second={"topology": "private-worker"}))
    assert set(stack.up().operations) == {"create", "same"}
    settled(stack)


def test_the_other_topology_and_back(stack: EngineStack, service_name: str) -> None:
    first = changes.services(stack.config)[service_name]["topology"]
    other = {"private-worker": "public-api", "public-api": "private-worker"}[first]
    schemes = {"private-worker": "internal", "public-api": "internet-facing"}
    for topology in (other, first):
        stack.change(functools.partial(changes.set_service, name=service_name, topology=topology))
        update = stack.up()
        assert update.changed[f"{SERVICE} {service_name}"] == {"update"}
        assert schemes[topology] == scheme_of(stack, service_name)
        settled(stack)


def test_destroy_leaves_nothing(stack: EngineStack) -> None:
    stack.local_aws.forget_calls()
    update = stack.destroy()
    report(stack, "destroy", update)
    assert set(update.operations) == {"delete"}
    assert stack.export() == []
    assert inventory(stack.local_aws.client) == set()
