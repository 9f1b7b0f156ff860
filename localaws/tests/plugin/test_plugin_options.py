"""Settings for production of types that other examples use with defaults: shifted traffic, mixed instances, logs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import grpc
import pytest

from localaws.tests.plugin.engine import refusal

if TYPE_CHECKING:
    from localaws.tests.plugin.engine import Engine
    from localaws.tests.server.account import Account
from localaws.tests.plugin.examples_production import BALANCER, EXAMPLES, GROUP, log_bucket, mixed_group

TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition"


@pytest.mark.parametrize("what", EXAMPLES)
def test_a_production_example_is_created_read_repaired_and_changed(engine: Engine, aws: Account, what: str) -> None:
    resource_type, example_of = EXAMPLES[what]
    example = example_of(aws)
    made = engine.create(resource_type, example.inputs)
    seen = engine.read(made)
    assert seen is not None
    assert seen.outputs == made.outputs
    assert list(engine.diff(seen, example.inputs).diffs) == []

    assert example.drift is not None
    example.drift(made)
    drifted = engine.read(made)
    assert drifted is not None
    assert example.drifted in engine.diff(drifted, example.inputs).diffs
    repaired = engine.update(drifted, example.inputs)
    assert list(engine.diff(repaired, example.inputs).diffs) == []

    changed = {**example.inputs, **example.change}
    answer = engine.diff(repaired, changed)
    assert set(answer.diffs) == set(example.change)
    assert list(answer.replaces) == []
    updated = engine.update(repaired, changed)
    assert list(engine.diff(updated, changed).diffs) == []
    again = engine.read(updated)
    assert again is not None
    assert again.outputs == updated.outputs


def test_a_mixed_group_launches_its_types_and_its_share_of_spot_instances(engine: Engine, aws: Account) -> None:
    engine.create(GROUP, mixed_group(aws).inputs)
    instances = [instance for each in aws.ec2.describe_instances()["Reservations"] for instance in each["Instances"]]
    assert {instance["InstanceType"] for instance in instances} == {"c5.2xlarge"}
    # One on-demand instance, and half of the three above it, rounded up.
    spot = [instance for instance in instances if instance.get("InstanceLifecycle") == "spot"]
    assert (len(instances), len(spot)) == (4, 1)


@pytest.mark.parametrize("given", [{}, {"launchTemplate": {"id": "lt-1"}, "mixedInstancesPolicy": {}}])
def test_a_group_needs_either_a_launch_template_or_a_mixed_instances_policy(
    offline_engine: Engine, given: dict[str, Any]
) -> None:
    specification = {"launchTemplateSpecification": {"launchTemplateId": "lt-1"}}
    if "mixedInstancesPolicy" in given:
        given["mixedInstancesPolicy"] = {"launchTemplate": specification}
    _, failures = offline_engine.check(GROUP, {"minSize": 0, "maxSize": 1, **given})
    assert list(failures) == ["launchTemplate"]


@pytest.mark.parametrize(
    ("bucket", "message"),
    [
        ("logs-of-main", "Access Denied for bucket: logs-of-main"),
        ("other", "The specified bucket does not exist: other"),
    ],
)
def test_a_load_balancer_cannot_log_to_a_bucket_that_does_not_allow_it(
    engine: Engine, aws: Account, bucket: str, message: str
) -> None:
    log_bucket(aws, "ec2.amazonaws.com")
    given = {"subnets": aws.subnets(aws.vpc()), "accessLogs": {"bucket": bucket, "enabled": True}}
    with pytest.raises(grpc.RpcError) as caught:
        engine.create(BALANCER, given)
    assert f"InvalidConfigurationRequest: {message}" in refusal(caught.value)


def test_a_protected_load_balancer_is_kept_until_the_protection_is_removed(engine: Engine, aws: Account) -> None:
    given = {"subnets": aws.subnets(aws.vpc()), "enableDeletionProtection": True}
    made = engine.create(BALANCER, given)
    with pytest.raises(grpc.RpcError) as caught:
        engine.delete(made)
    assert "deletion protection is enabled" in refusal(caught.value)
    engine.delete(engine.update(made, {**given, "enableDeletionProtection": False}))
    assert engine.read(made) is None


def test_an_email_subscription_cannot_be_deleted_before_its_confirmation(engine: Engine, aws: Account) -> None:
    topic = aws.client("sns").create_topic(Name="alarms")["TopicArn"]
    given = {"topic": topic, "protocol": "email", "endpoint": "team@example.com"}
    made = engine.create("aws:sns/topicSubscription:TopicSubscription", given)
    assert made.outputs["pendingConfirmation"] is True
    engine.delete(made)
    assert engine.read(made) is not None, "AWS lets it expire"


def test_an_efs_volume_is_kept_and_its_change_creates_a_revision(engine: Engine) -> None:
    def given(iam: str) -> dict[str, Any]:
        authorization = {"accessPointId": "fsap-1", "iam": iam}
        efs = {
            "fileSystemId": "fs-1",
            "rootDirectory": "/",
            "transitEncryption": "ENABLED",
            "authorizationConfig": authorization,
        }
        containers = json.dumps([{"name": "web", "image": "nginx", "memory": 128}])
        volume = {"name": "data", "efsVolumeConfiguration": efs}
        return {"family": "web", "containerDefinitions": containers, "volumes": [volume]}

    made = engine.create(TASK_DEFINITION, given("ENABLED"))
    seen = engine.read(made)
    assert seen is not None
    assert list(engine.diff(seen, given("ENABLED")).diffs) == []
    assert list(engine.diff(seen, given("DISABLED")).replaces) == ["volumes"]


VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"


def test_versioning_cannot_return_to_disabled_after_it_was_enabled(engine: Engine, aws: Account) -> None:
    aws.s3.create_bucket(Bucket="logs-of-main")
    disabled = {"bucket": "logs-of-main", "versioningConfiguration": {"status": "Disabled"}}
    made = engine.create(VERSIONING, disabled)
    assert made.outputs["versioningConfiguration"] == {"status": "Disabled"}
    assert list(engine.diff(made, disabled).diffs) == []
    engine.delete(made)
    assert "Status" not in aws.s3.get_bucket_versioning(Bucket="logs-of-main")
    enabled = engine.update(made, {**disabled, "versioningConfiguration": {"status": "Enabled"}})
    with pytest.raises(grpc.RpcError) as caught:
        engine.diff(enabled, disabled)
    assert "cannot go back to Disabled" in refusal(caught.value)
