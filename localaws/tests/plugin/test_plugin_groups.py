"""The plugin creates, updates and deletes Auto Scaling groups as the provider does: order, waits and state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import grpc
import pytest

from localaws.plugin.payload import from_struct
from localaws.tests.plugin.all_examples import EXAMPLES
from localaws.tests.plugin.engine import Resource, initialization_failure, refusal

if TYPE_CHECKING:
    from localaws.tests.conftest import Server
    from localaws.tests.plugin.engine import Engine
    from localaws.tests.server.account import Account

GROUP = "aws:autoscaling/group:Group"
PROVIDER = "aws:ecs/capacityProvider:CapacityProvider"


@pytest.fixture
def inputs(aws: Account) -> dict[str, Any]:
    """Return the inputs of a group with one instance and without suspended processes."""
    return {**EXAMPLES[GROUP](aws).inputs, "suspendedProcesses": []}


@pytest.fixture
def no_capacity(server: Server) -> None:
    server.request("POST", "/localaws/circumstances", {"noCapacityIn": ["*"]})


def failed_update(engine: Engine, made: Resource, changed: dict[str, Any]) -> Resource:
    """Return the resource as the engine saves it after a failed update."""
    with pytest.raises(grpc.RpcError) as caught:
        engine.update(made, changed)
    saved = from_struct(initialization_failure(caught.value).properties)
    return Resource(GROUP, made.resource_id, engine.checked(GROUP, changed, made.inputs), saved)


def metrics(aws: Account, name: str) -> list[str]:
    return [each["Metric"] for each in aws.described_group(name)["EnabledMetrics"]]


def refreshes(aws: Account, name: str) -> list[str]:
    answer = aws.autoscaling.describe_instance_refreshes(AutoScalingGroupName=name)
    return [refresh["Status"] for refresh in answer["InstanceRefreshes"]]


def second_version(aws: Account, inputs: dict[str, Any]) -> dict[str, str]:
    template = inputs["launchTemplate"]["id"]
    aws.ec2.create_launch_template_version(
        LaunchTemplateId=template, SourceVersion="1", LaunchTemplateData={"InstanceType": "c5.large"}
    )
    return {"id": template, "version": "2"}


def test_the_creation_of_a_group_waits_until_it_has_its_capacity(
    engine: Engine, aws: Account, inputs: dict[str, Any]
) -> None:
    made = engine.create(GROUP, {**inputs, "minSize": 1, "desiredCapacity": 2})
    assert len(aws.described_group(made.resource_id)["Instances"]) == 2


@pytest.mark.usefixtures("no_capacity")
def test_the_creation_of_a_group_fails_at_the_first_failed_launch(
    engine: Engine, aws: Account, inputs: dict[str, Any]
) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        engine.create(GROUP, inputs)
    assert "capacity satisfied: scaling activity (" in refusal(caught.value)
    assert "do not have sufficient c5.xlarge capacity" in refusal(caught.value)
    failed = initialization_failure(caught.value)
    assert metrics(aws, failed.id) == []
    assert from_struct(failed.properties)["enabledMetrics"] == ["GroupMinSize"], "the state has the planned values"


@pytest.mark.usefixtures("no_capacity")
def test_failed_launches_can_be_ignored_and_the_wait_then_times_out(engine: Engine, inputs: dict[str, Any]) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        engine.create(GROUP, {**inputs, "ignoreFailedScalingActivities": True, "waitForCapacityTimeout": "15m"})
    expected = "last state: 'want at least 1 healthy instance(s) in Auto Scaling Group, have 0', timeout: 15m)"
    assert expected in refusal(caught.value)


@pytest.mark.usefixtures("no_capacity")
def test_a_capacity_timeout_of_zero_turns_the_wait_off(engine: Engine, aws: Account, inputs: dict[str, Any]) -> None:
    made = engine.create(GROUP, {**inputs, "waitForCapacityTimeout": "0"})
    assert metrics(aws, made.resource_id) == ["GroupMinSize"]


def test_a_launch_skips_a_zone_without_capacity(
    engine: Engine, server: Server, aws: Account, inputs: dict[str, Any]
) -> None:
    server.request("POST", "/localaws/circumstances", {"noCapacityIn": ["us-east-1a"]})
    made = engine.create(GROUP, {**inputs, "desiredCapacity": 2, "ignoreFailedScalingActivities": True})
    zones = [each["AvailabilityZone"] for each in aws.described_group(made.resource_id)["Instances"]]
    assert zones == ["us-east-1b", "us-east-1b"]


def test_a_new_minimum_waits_for_the_capacity_in_the_state(
    engine: Engine, aws: Account, inputs: dict[str, Any]
) -> None:
    made = engine.create(GROUP, inputs)
    aws.autoscaling.set_desired_capacity(AutoScalingGroupName=made.resource_id, DesiredCapacity=3)
    inputs = {name: value for name, value in inputs.items() if name != "desiredCapacity"}
    with pytest.raises(grpc.RpcError) as caught:
        engine.update(made, {**inputs, "minSize": 2})
    assert "want exactly 2 healthy instance(s) in Auto Scaling Group, have 3" in refusal(caught.value)
    saved = from_struct(initialization_failure(caught.value).properties)
    assert saved["minSize"] == 2


def test_removed_metrics_are_turned_off(engine: Engine, aws: Account, inputs: dict[str, Any]) -> None:
    made = engine.create(GROUP, {**inputs, "enabledMetrics": ["GroupMinSize", "GroupMaxSize"]})
    engine.update(made, {**inputs, "enabledMetrics": ["GroupMaxSize", "GroupDesiredCapacity"]})
    assert sorted(metrics(aws, made.resource_id)) == ["GroupDesiredCapacity", "GroupMaxSize"]


def test_a_failed_update_starts_no_instance_refresh_later(
    engine: Engine, server: Server, aws: Account, inputs: dict[str, Any]
) -> None:
    refreshing = {**inputs, "instanceRefresh": {"strategy": "Rolling"}}
    made = engine.create(GROUP, refreshing)
    server.request("POST", "/localaws/circumstances", {"instancesDrain": True})
    updated = engine.update(made, {**refreshing, "launchTemplate": second_version(aws, inputs)})
    assert refreshes(aws, made.resource_id) == ["InProgress"]

    template = inputs["launchTemplate"]["id"]
    changed = {**refreshing, "launchTemplate": {"id": template, "version": "1"}}
    saved = failed_update(engine, updated, changed)
    assert aws.described_group(made.resource_id)["LaunchTemplate"]["Version"] == "1", (
        "the template of the group is updated before the refresh"
    )
    server.request("DELETE", "/localaws/circumstances")
    assert list(engine.diff(saved, changed).diffs) == [], "the planned values are saved"
    engine.update(saved, changed)
    assert refreshes(aws, made.resource_id) == ["Cancelled"], "a later update starts no refresh"


def test_a_new_instance_refresh_cancels_the_running_one(engine: Engine, aws: Account, inputs: dict[str, Any]) -> None:
    refreshing = {**inputs, "instanceRefresh": {"strategy": "Rolling"}}
    made = engine.create(GROUP, refreshing)
    second = second_version(aws, inputs)
    updated = engine.update(made, {**refreshing, "launchTemplate": second})
    engine.update(updated, {**refreshing, "launchTemplate": {**second, "version": "1"}})
    assert refreshes(aws, made.resource_id) == ["InProgress", "Cancelled"], "the refresh waits for protected instances"


def test_a_group_is_scaled_in_before_its_deletion_unless_forced(
    engine: Engine, aws: Account, inputs: dict[str, Any]
) -> None:
    for force in (False, True):
        engine.delete(engine.create(GROUP, {**inputs, "forceDelete": force}))
    reservations = aws.ec2.describe_instances()["Reservations"]
    states = {instance["State"]["Name"] for found in reservations for instance in found["Instances"]}
    assert states <= {"terminated", "shutting-down"}


def test_a_capacity_provider_in_use_is_not_deleted_and_the_error_says_why(engine: Engine, aws: Account) -> None:
    made = engine.create(PROVIDER, EXAMPLES[PROVIDER](aws).inputs)
    aws.cluster()
    aws.associate(made.outputs["name"])
    with pytest.raises(grpc.RpcError) as caught:
        engine.delete(made)
    assert "delete: The capacity provider cannot be deleted because it is associated" in refusal(caught.value)


def test_a_changed_template_starts_an_instance_refresh(engine: Engine, aws: Account) -> None:
    inputs = {**EXAMPLES[GROUP](aws).inputs, "instanceRefresh": {"strategy": "Rolling"}}
    made = engine.create(GROUP, inputs)
    name = made.resource_id
    updated = engine.update(made, {**inputs, "maxSize": 5})
    assert aws.autoscaling.describe_instance_refreshes(AutoScalingGroupName=name)["InstanceRefreshes"] == []
    template = inputs["launchTemplate"]["id"]
    aws.ec2.create_launch_template_version(
        LaunchTemplateId=template, SourceVersion="1", LaunchTemplateData={"InstanceType": "c5.large"}
    )
    engine.update(updated, {**inputs, "maxSize": 5, "launchTemplate": {"id": template, "version": "2"}})
    assert len(aws.autoscaling.describe_instance_refreshes(AutoScalingGroupName=name)["InstanceRefreshes"]) == 1


def test_changed_subnets_start_an_instance_refresh_if_they_are_a_trigger(engine: Engine, aws: Account) -> None:
    inputs = EXAMPLES[GROUP](aws).inputs
    assert len(inputs["vpcZoneIdentifiers"]) > 1
    for triggers, refreshes in (([], 0), (["vpc_zone_identifier"], 1)):
        refreshing = {**inputs, "instanceRefresh": {"strategy": "Rolling", "triggers": triggers}}
        made = engine.create(GROUP, refreshing)
        engine.update(made, {**refreshing, "vpcZoneIdentifiers": inputs["vpcZoneIdentifiers"][:1]})
        answer = aws.autoscaling.describe_instance_refreshes(AutoScalingGroupName=made.resource_id)
        assert len(answer["InstanceRefreshes"]) == refreshes, triggers
