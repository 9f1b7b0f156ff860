"""The lifecycle of a deployment: preview, deployment, changes and destruction, in this order."""

from __future__ import annotations

import functools
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest

from tests.engine import changes
from tests.engine.durations import DURATION
from tests.engine.engine_stack import EngineStack, Update
from tests.engine.inventory import inventory
from tests.engine.local_aws import CHECKOUT
from tests.engine.reachability.check import Reachability

OTHER_IMAGE = "public.ecr.aws/docker/library/httpd:2.4"
OTHER_INSTANCE_TYPE = "m5.2xlarge"

TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition"
SERVICE = "aws:ecs/service:Service"
LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
SCALABLE_TARGET = "aws:appautoscaling/target:Target"
AUTO_SCALING_GROUP = "aws:autoscaling/group:Group"
DASHBOARD = "aws:cloudwatch/dashboard:Dashboard dashboard"
"""Changes with the services, because a dashboard shows every service."""

KINDS = {
    *("VPC", "subnet", "route table", "internet gateway", "NAT gateway", "Elastic IP", "VPC endpoint"),
    *("security group", "network interface", "role", "instance profile", "launch template", "Auto Scaling group"),
    *("instance", "capacity provider", "ECS cluster", "ECS service", "ECS task", "task definition"),
    *("load balancer", "listener", "target group", "log group"),
}
"""Kinds in the inventory of every deployment, so that an empty inventory at the end is meaningful."""

REPLACEMENT = {"create-replacement", "replace", "delete-replaced"}


def assert_reachability(stack: EngineStack) -> None:
    reachability = Reachability(stack.local_aws.client, stack.vpc_id)
    assert reachability.findings(changes.declared_services(stack.config)) == set()


def settled(stack: EngineStack) -> None:
    """Assert that `up` has no changes, and that the reachability matches the configuration."""
    assert stack.up_without_changes().is_unchanged
    assert_reachability(stack)


def described_service(stack: EngineStack, name: str) -> dict[str, Any]:
    ecs = stack.local_aws.client("ecs")
    services: list[dict[str, Any]] = ecs.describe_services(cluster=stack.cluster_name, services=[name])["services"]
    return services[0]


def size_of(stack: EngineStack, service_name: str) -> int:
    """Return the minimum number of tasks that AWS keeps running."""
    service = described_service(stack, service_name)
    identifier = "/".join(service["serviceArn"].rsplit("/", 2)[-2:])
    scaling = stack.local_aws.client("application-autoscaling")
    targets = scaling.describe_scalable_targets(ServiceNamespace="ecs", ResourceIds=[f"service/{identifier}"])
    fewest = [int(target["MinCapacity"]) for target in targets["ScalableTargets"]]
    return fewest[0] if fewest else int(service["desiredCount"])


def instance_types(stack: EngineStack) -> list[str]:
    """Return the instance types of the Auto Scaling group: its overrides, or the type of its launch template's
    version."""
    group = stack.local_aws.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"][0]
    policy = group.get("MixedInstancesPolicy", {}).get("LaunchTemplate", {})
    if policy.get("Overrides"):
        return [override["InstanceType"] for override in policy["Overrides"]]
    template = policy.get("LaunchTemplateSpecification") or group["LaunchTemplate"]
    versions = stack.local_aws.client("ec2").describe_launch_template_versions(
        LaunchTemplateId=template["LaunchTemplateId"], Versions=[template["Version"]]
    )["LaunchTemplateVersions"]
    return [version["LaunchTemplateData"]["InstanceType"] for version in versions]


def scheme_of(stack: EngineStack, service_name: str) -> str:
    elbv2 = stack.local_aws.client("elbv2")
    target_group = described_service(stack, service_name)["loadBalancers"][0]["targetGroupArn"]
    balancers = elbv2.describe_target_groups(TargetGroupArns=[target_group])["TargetGroups"][0]["LoadBalancerArns"]
    return str(elbv2.describe_load_balancers(LoadBalancerArns=balancers)["LoadBalancers"][0]["Scheme"])


def subnets(stack: EngineStack) -> dict[str, tuple[str, str]]:
    """Return the zone and the block of each subnet."""
    in_vpc = [{"Name": "vpc-id", "Values": [stack.vpc_id]}]
    described = stack.local_aws.client("ec2").describe_subnets(Filters=in_vpc)["Subnets"]
    return {subnet["SubnetId"]: (subnet["AvailabilityZone"], subnet["CidrBlock"]) for subnet in described}


Duration = Callable[[EngineStack, str, Update], None]


class Deployment:
    """The tests of the committed stack of a subclass; each test continues where the previous one ended."""

    stack_name: ClassVar[str]
    longest_up_seconds: ClassVar[int]
    """The limit for the first `up` in the engine, on a busy machine."""
    settles_each_change: ClassVar[bool] = True
    """Whether an `up` after each change shows that nothing is left to do, or only the one before the destruction.

    A change that leaves something to do also shows in the exact list of the changes of the next test.
    """

    @pytest.fixture(scope="class")
    @classmethod
    def stack(cls, stack_of: Callable[[str], EngineStack]) -> EngineStack:
        stack = stack_of(cls.stack_name)
        stack.local_aws.empty()  # A module can have several classes.
        stack.change(changes.unprotect)
        return stack

    @pytest.fixture(scope="class")
    @classmethod
    def plan(cls, stack: EngineStack) -> Update:
        return stack.preview()

    @pytest.fixture
    def duration(self, record_property: Callable[[str, object], None]) -> Duration:
        """Return a function that records the duration of a command for the end of the run."""
        return lambda stack, what, update: record_property(
            DURATION, f"{stack.name}: {what} took {update.seconds:.1f} s ({update.engine_seconds} s in the engine)"
        )

    def settle(self, stack: EngineStack) -> None:
        """Assert that a change is complete."""
        if self.settles_each_change:
            settled(stack)
        else:
            assert_reachability(stack)

    @pytest.fixture
    def service_name(self, stack: EngineStack) -> str:
        """Return the stack's first service, which the tests change."""
        return next(iter(changes.services(stack.config)))

    def test_preview_plans_creations_and_creates_nothing(self, stack: EngineStack, plan: Update) -> None:
        assert set(plan.operations) == {"create"}
        assert stack.local_aws.calls() == []
        assert inventory(stack.local_aws.client) == set()

    def test_up_creates_the_planned_resources_and_connections(
        self, stack: EngineStack, plan: Update, duration: Duration
    ) -> None:
        update = stack.up()
        duration(stack, "up", update)
        assert update.operations == plan.operations
        assert {kind for kind, _ in inventory(stack.local_aws.client)} >= KINDS
        assert_reachability(stack)
        assert update.engine_seconds < self.longest_up_seconds

    def test_a_second_up_changes_nothing(self, stack: EngineStack, duration: Duration) -> None:
        stack.local_aws.forget_calls()
        update = stack.up_without_changes()
        duration(stack, "up without a change", update)
        assert update.is_unchanged
        assert stack.local_aws.calls() == []

    def test_make_diagram_draws_the_committed_picture(self, stack: EngineStack, tmp_path: Path) -> None:
        picture = tmp_path / "drawn.svg"
        command = ["make", "--no-print-directory", "diagram", f"STACK={stack.name}", f"PICTURE={picture}"]
        environ = stack.local_aws.environ
        drawn = subprocess.run(command, cwd=CHECKOUT, env=environ, capture_output=True, text=True, check=False)
        assert (drawn.returncode, drawn.stdout) == (0, f"wrote {picture}\n"), drawn.stderr
        committed = CHECKOUT / "docs" / "pictures" / f"{stack.name}.svg"
        assert picture.read_bytes() == committed.read_bytes(), "run make docs and commit the changes"

    def test_refresh_finds_no_drift(self, stack: EngineStack) -> None:
        assert stack.refresh_without_changes().is_unchanged

    def test_a_new_image_registers_a_new_revision(self, stack: EngineStack, service_name: str) -> None:
        stack.change(functools.partial(changes.set_service, name=service_name, image=OTHER_IMAGE))
        assert stack.up().changed == {
            f"{TASK_DEFINITION} {service_name}": REPLACEMENT,
            f"{SERVICE} {service_name}": {"update"},
        }
        service = described_service(stack, service_name)
        definition = stack.local_aws.client("ecs").describe_task_definition(taskDefinition=service["taskDefinition"])
        assert definition["taskDefinition"]["containerDefinitions"][0]["image"] == OTHER_IMAGE
        self.settle(stack)


class ChangedDeployment(Deployment):
    """The same tests, and changes of the desired count, the instance type, the zones and the services."""

    def test_another_desired_count_changes_nothing_else(self, stack: EngineStack, service_name: str) -> None:
        scaling = changes.services(stack.config)[service_name].get("scaling")
        stack.change(functools.partial(changes.resize, name=service_name, count=4))
        changed = stack.up().changed
        if scaling and scaling.get("schedules"):
            # Schedules own the bounds, so a change replaces the scalable target with its policies and schedules.
            assert changed.pop(f"{SCALABLE_TARGET} {service_name}") == REPLACEMENT
            assert {name.partition("/")[0] for name in changed} == {"aws:appautoscaling"}
            assert set().union(*changed.values()) == REPLACEMENT
        else:
            assert changed == {f"{SCALABLE_TARGET if scaling else SERVICE} {service_name}": {"update"}}
        assert size_of(stack, service_name) == 4
        self.settle(stack)

    def test_another_instance_type_creates_a_launch_template_that_the_group_uses(self, stack: EngineStack) -> None:
        stack.change(lambda config: changes.section(config, "cluster").update(instanceType=OTHER_INSTANCE_TYPE))
        changed = stack.up().changed
        assert changed[f"{LAUNCH_TEMPLATE} cluster-instance"] == REPLACEMENT
        assert changed[f"{AUTO_SCALING_GROUP} cluster-instances"] == {"update"}
        others = [steps for name, steps in changed.items() if not name.startswith(LAUNCH_TEMPLATE)]
        assert set().union(*others) == {"update"}
        assert OTHER_INSTANCE_TYPE in instance_types(stack)
        self.settle(stack)

    def test_another_zone_replaces_and_deletes_nothing(self, stack: EngineStack) -> None:
        before = subnets(stack)
        stack.change(changes.add_zone)
        update = stack.up()
        assert set(update.operations) == {"create", "update", "same"}
        after = subnets(stack)
        assert before.items() <= after.items()
        assert len({zone for zone, _ in after.values()}) == changes.zone_count(stack.config)
        self.settle(stack)

    def test_a_second_service_replaces_and_deletes_nothing(self, stack: EngineStack) -> None:
        stack.change(lambda config: changes.services(config).update(second={"topology": "private-worker"}))
        changed = stack.up().changed
        assert {name for name, steps in changed.items() if steps != {"create"}} <= {DASHBOARD}
        self.settle(stack)


class TwoTopologies(ChangedDeployment):
    """The same tests, and a change of the topology."""

    def test_a_service_moves_to_the_other_topology_and_back(self, stack: EngineStack, service_name: str) -> None:
        first = changes.services(stack.config)[service_name]["topology"]
        other = {"private-worker": "public-api", "public-api": "private-worker"}[first]
        schemes = {"private-worker": "internal", "public-api": "internet-facing"}
        for topology in (other, first):
            stack.change(functools.partial(changes.set_service, name=service_name, topology=topology))
            update = stack.up()
            assert update.changed[f"{SERVICE} {service_name}"] == {"update"}
            assert schemes[topology] == scheme_of(stack, service_name)
            self.settle(stack)


class Destruction(Deployment):
    """The last tests: pytest runs the tests of the first base class last."""

    def test_an_up_before_the_destruction_changes_nothing(self, stack: EngineStack) -> None:
        settled(stack)

    def test_destroy_leaves_nothing(self, stack: EngineStack, duration: Duration) -> None:
        stack.local_aws.forget_calls()
        update = stack.destroy()
        duration(stack, "destroy", update)
        # Resources that the program only reads, such as an existing certificate, are discarded from the state.
        assert set(update.operations) <= {"delete", "discard"}
        assert stack.export() == []
        assert inventory(stack.local_aws.client) == set()
