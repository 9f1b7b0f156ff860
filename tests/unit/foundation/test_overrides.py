"""An override sets any property of any resource, with the types of the provider, and needs a match."""

from __future__ import annotations

from typing import Any

import pytest

from components.foundation.provider_types import check_properties, resource_types
from tests.harness.build import build, end_with_error
from tests.harness.recording import Recording

GROUP = "aws:autoscaling/group:Group"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
SERVICES = {"worker": {"topology": "private-worker"}}


def override(resource: str, name: str, **properties: Any) -> dict[str, Any]:
    return {"resource": resource, "name": name, "properties": properties}


def built(*overrides: dict[str, Any], secrets: tuple[str, ...] = ()) -> Recording:
    return build({"services": SERVICES, "overrides": list(overrides)}, secrets=secrets)


def test_an_override_sets_a_property_and_keeps_the_others() -> None:
    plain, changed = built(), built(override(BALANCER, "worker-private", clientKeepAlive=1800))
    before, after = plain.one("lb.LoadBalancer"), changed.one("lb.LoadBalancer")
    assert after.inputs == {**before.inputs, "clientKeepAlive": 1800}
    others = [(each.urn, each.inputs) for each in plain.custom if each.urn != before.urn]
    assert [(each.urn, each.inputs) for each in changed.custom if each.urn != after.urn] == others


def test_an_override_replaces_the_value_of_the_program() -> None:
    recording = built(
        override(GROUP, "cluster-instances", instanceRefresh={"strategy": "Rolling", "triggers": ["tag"]}, maxSize=7)
    )
    group = recording.one("autoscaling.Group")
    assert group.at("instanceRefresh") == {"strategy": "Rolling", "triggers": ["tag"]}
    assert group.at("maxSize") == 7


def test_null_removes_a_property() -> None:
    assert (
        "enabledMetrics"
        not in built(override(GROUP, "cluster-instances", enabledMetrics=None)).one("autoscaling.Group").inputs
    )


def test_several_resources_can_have_overrides() -> None:
    recording = built(
        override(GROUP, "cluster-instances", defaultCooldown=100),
        override("aws:ecs/cluster:Cluster", "cluster", tags={"only": "this"}),
    )
    assert recording.one("autoscaling.Group").at("defaultCooldown") == 100
    assert recording.one("ecs.Cluster").at("tags") == {"only": "this"}


@pytest.mark.parametrize(
    ("resource", "name", "message"),
    [
        (
            BALANCER,
            "worker-privat",
            """overrides[0].name: "worker-privat" is refused: the stack's resources of this type are worker-private""",
        ),
        ("aws:sqs/queue:Queue", "jobs", 'overrides[0].resource: "aws:sqs/queue:Queue" is refused: the stack has no'),
    ],
)
def test_an_override_without_a_matching_resource_is_refused(resource: str, name: str, message: str) -> None:
    config = {"services": SERVICES, "overrides": [override(resource, name)]}
    full = {"aws:region": "us-east-1", **{f"ecs-on-ec2:{key}": value for key, value in config.items()}}
    assert message in end_with_error(full, at_the_end=True)


def test_an_encrypted_override_stays_secret() -> None:
    recording = built(
        override("aws:ecs/cluster:Cluster", "cluster", tags={"token": "hunter22"}), secrets=("overrides",)
    )
    assert "tags" in recording.one("ecs.Cluster").secret_inputs


def test_every_resource_type_of_the_provider_is_known() -> None:
    assert len(resource_types()) > 1000
    assert resource_types()[GROUP] == ("pulumi_aws.autoscaling", "Group")


@pytest.mark.parametrize(
    ("resource", "properties", "path"),
    [
        (GROUP, {"metricsGranularity": "1Minute", "enabledMetrics": ["GroupMaxSize"], "tags": []}, None),
        (GROUP, {"tags": [{"key": "a", "value": "b", "propagateAtLaunch": "yes"}]}, ("tags", 0, "propagateAtLaunch")),
        (GROUP, {"maxSize": True}, ("maxSize",)),
        ("aws:iam/role:Role", {"assumeRolePolicy": "{}"}, None),
        ("aws:iam/role:Role", {"assumeRolePolicy": None, "tags": None}, ("assumeRolePolicy",)),
        ("aws:cloudwatch/metricAlarm:MetricAlarm", {"threshold": 1}, None),
        ("aws:cloudwatch/metricAlarm:MetricAlarm", {"threshold": "1"}, ("threshold",)),
        ("aws:ecs/cluster:Cluster", {"tags": {"a": 1}}, ("tags", "a")),
    ],
)
def test_values_must_have_the_types_of_the_provider(resource: str, properties: dict[str, Any], path: Any) -> None:
    assert [problem.path for problem in check_properties(resource, properties)] == ([path] if path else [])
