"""AWS's limits on names, for every name of a service.
https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html"""

from __future__ import annotations

import re

import pytest

from components.foundation.physical_names import name_prefix, policy_name_prefix
from components.service.task.task_args import LONGEST_NAME
from tests.harness.build import PLATFORM, build, build_services
from tests.harness.recording import Recording

LONGEST = {
    "iam.Role": 64,
    "iam.RolePolicy": 128,
    "iam.InstanceProfile": 128,
    "ec2.SecurityGroup": 255,
    "ec2.LaunchTemplate": 128,
    "autoscaling.Group": 255,
    # CloudWatch allows 512 characters, and Pulumi generates at most 255.
    "cloudwatch.LogGroup": 255,
    "cloudwatch.MetricAlarm": 255,
    "appautoscaling.Policy": 255,
    "appautoscaling.ScheduledAction": 255,
    "ecs.Cluster": 255,
    "ecs.CapacityProvider": 255,
    "ecs.Service": 255,
    "lb.LoadBalancer": 32,
    "lb.TargetGroup": 32,
}

PROVIDER_SUFFIX = 26  # the suffix that Terraform's provider adds to a prefix
PULUMI_SUFFIX = 8  # a hyphen and seven digits after a logical name

SERVICE_NAMES = ["w", "Web_API", "internal-x", "a" * LONGEST_NAME, "a_" * (LONGEST_NAME // 2), "sg-1", "0-0"]


SCHEDULE = {"schedule": "rate(1 day)", "minCount": 1, "maxCount": 2}
SCALING = {"minCount": 1, "maxCount": 2, "cpu": 50, "memory": 50, "schedules": {"s" * 64: SCHEDULE}}
SECRET = "arn:aws:ssm:us-east-1:123456789012:parameter/a"
STATEMENT = {"actions": ["s3:GetObject"], "resources": ["*"]}
TOPIC = "arn:aws:sns:us-east-1:123456789012:alarms"


def services(name: str) -> Recording:
    return build_services({name: {"topology": "private-worker"}, "other": {"topology": "public-api"}})


def services_with_everything(name: str) -> Recording:
    """Return a service with all resources that are named after it."""
    worker = {
        "topology": "private-worker",
        "allowFrom": ["other"],
        "secrets": {"A": SECRET},
        "taskRole": {"statements": [STATEMENT]},
        "deployment": {"strategy": "blue-green"},
        "scaling": SCALING,
    }
    api = {"topology": "public-api", "scaling": {"minCount": 1, "maxCount": 2, "requestsPerTarget": 9}}
    services = {name: worker, "other": {"topology": "public-api"}, f"{name[:-1]}9": api}
    return build({"platform": PLATFORM, "alarms": {"topicArn": TOPIC}, "services": services})


@pytest.mark.parametrize("name", SERVICE_NAMES)
def test_no_name_is_longer_than_aws_allows(name: str) -> None:
    too_long = []
    for resource in services_with_everything(name):
        limit = LONGEST.get(resource.kind)
        if limit is None:
            continue
        if "name" in resource.inputs:
            length = len(resource.at("name"))
        elif "namePrefix" in resource.inputs:
            length = len(resource.at("namePrefix")) + PROVIDER_SUFFIX
        else:
            length = len(resource.name) + PULUMI_SUFFIX
        if length > limit:
            too_long.append(f"{resource.kind} {resource.name[:20]}: {length} > {limit}")
    assert too_long == []


@pytest.mark.parametrize("name", SERVICE_NAMES)
def test_names_of_load_balancers_and_target_groups_have_valid_characters(name: str) -> None:
    recording = services(name)
    prefixes = [
        found.at("namePrefix") for kind in ("lb.LoadBalancer", "lb.TargetGroup") for found in recording.all(kind)
    ]
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*-", prefix) for prefix in prefixes), prefixes
    assert not [prefix for prefix in prefixes if prefix.startswith("internal-")]


@pytest.mark.parametrize("name", SERVICE_NAMES)
def test_no_name_of_a_security_group_starts_like_an_id(name: str) -> None:
    # EC2 refuses group names that start with sg-.
    recording = services(name)
    names = [found.inputs.get("namePrefix") or found.name for found in recording.all("ec2.SecurityGroup")]
    assert [found for found in names if found.startswith("sg-")] == []


@pytest.mark.parametrize("name", SERVICE_NAMES)
def test_the_family_the_service_and_the_container_have_the_name_of_the_service(name: str) -> None:
    recording = services(name)
    definition, service = recording.one("ecs.TaskDefinition", name), recording.one("ecs.Service", name)
    assert definition.at("family") == service.at("name") == name
    assert definition.at("containerDefinitions.0.name") == service.at("loadBalancers.0.containerName") == name


@pytest.mark.parametrize(
    ("name", "longest", "prefix"),
    [
        ("worker", 6, "worke-"),
        ("web", 6, "web-"),
        ("a-b-c", 6, "a-b-c-"),
        ("a--b", 6, "a-b-"),
        ("a_b", 6, "a-b-"),
        ("abcd-e", 6, "abcd-"),
        ("x" * 255, 38, "x" * 37 + "-"),
    ],
)
def test_a_name_prefix_is_shortened_and_invalid_characters_are_replaced(name: str, longest: int, prefix: str) -> None:
    assert name_prefix(name, longest) == prefix


def test_a_policy_keeps_the_name_that_pulumi_generates_if_iam_accepts_it() -> None:
    fits = "a" * (128 - PULUMI_SUFFIX)
    assert policy_name_prefix(fits) is None
    prefix = policy_name_prefix(f"{fits}a")
    assert prefix is not None
    assert len(prefix) + PROVIDER_SUFFIX <= 128
