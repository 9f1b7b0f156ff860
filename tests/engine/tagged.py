"""Finds taggable resources of an account that lack tags."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.engine.inventory import Client, inventory

EC2_KINDS = {
    *("VPC", "subnet", "route table", "internet gateway", "NAT gateway", "Elastic IP", "VPC endpoint"),
    *("security group", "instance", "volume", "launch template", "flow log"),
}
BALANCING_KINDS = {"load balancer", "listener", "listener rule", "target group"}
ECS_KINDS = {"ECS cluster", "ECS service", "task definition", "capacity provider"}
MADE_BY_SCALING = "TargetTracking-"
WITHOUT_TAGS = {
    "ECS task": "its tags are those of its service at its start",
    "network interface": "AWS creates them for load balancers, NAT gateways and tasks, with its own tags",
    "dashboard": "pulumi_aws has no tags for it",
    "scaling policy": "AWS has none",
    "scheduled action": "AWS has none",
    "record": "AWS has none",
}


def untagged(client: Client, wanted: Mapping[str, str]) -> set[tuple[str, str]]:
    """Return the resources of the inventory that lack one of the tags ``wanted``."""
    ec2_tags = _ec2_tags(client)
    readers = _readers(client)
    found = set()
    for kind, identifier in {*inventory(client), *(("volume", volume) for volume in _volumes(client))}:
        if kind in WITHOUT_TAGS or identifier.startswith(MADE_BY_SCALING):
            continue
        tags = ec2_tags.get(identifier, {}) if kind in EC2_KINDS else readers[kind](identifier)
        if not tags.items() >= wanted.items():
            found.add((kind, identifier))
    return found


def _volumes(client: Client) -> list[str]:
    return [volume["VolumeId"] for volume in client("ec2").describe_volumes()["Volumes"] if volume["State"] == "in-use"]


def _ec2_tags(client: Client) -> dict[str, dict[str, str]]:
    tags: dict[str, dict[str, str]] = {}
    for tag in client("ec2").describe_tags()["Tags"]:
        tags.setdefault(tag["ResourceId"], {})[tag["Key"]] = tag["Value"]
    return tags


def _named(tags: list[dict[str, str]], key: str = "Key", value: str = "Value") -> dict[str, str]:
    return {tag[key]: tag[value] for tag in tags}


def _readers(client: Client) -> dict[str, Callable[[str], dict[str, str]]]:
    """Return functions that read the tags of each kind, by the identifier in the inventory."""
    ecs, elbv2, iam, logs = map(client, ("ecs", "elbv2", "iam", "logs"))
    groups = {
        group["logGroupName"]: group["arn"].removesuffix(":*") for group in logs.describe_log_groups()["logGroups"]
    }
    alarms = {alarm["AlarmName"]: alarm["AlarmArn"] for alarm in client("cloudwatch").describe_alarms()["MetricAlarms"]}
    scaling, discovery = client("application-autoscaling"), client("servicediscovery")
    targets = {
        target["ResourceId"]: target["ScalableTargetARN"]
        for target in scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    }
    registries: dict[str, Any] = {
        item["Id"]: item["Arn"]
        for item in (*discovery.list_namespaces()["Namespaces"], *discovery.list_services()["Services"])
    }

    def of_registry(identifier: str) -> dict[str, str]:
        return _named(discovery.list_tags_for_resource(ResourceARN=registries[identifier])["Tags"])

    def of_group(name: str) -> dict[str, str]:
        described = client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=[name])
        return _named(described["AutoScalingGroups"][0]["Tags"])

    return {
        **dict.fromkeys(
            ECS_KINDS, lambda arn: _named(ecs.list_tags_for_resource(resourceArn=arn)["tags"], "key", "value")
        ),
        **dict.fromkeys(
            BALANCING_KINDS, lambda arn: _named(elbv2.describe_tags(ResourceArns=[arn])["TagDescriptions"][0]["Tags"])
        ),
        "Auto Scaling group": of_group,
        "role": lambda name: _named(iam.list_role_tags(RoleName=name)["Tags"]),
        "instance profile": lambda name: _named(
            iam.get_instance_profile(InstanceProfileName=name)["InstanceProfile"]["Tags"]
        ),
        "policy": lambda arn: _named(iam.list_policy_tags(PolicyArn=arn)["Tags"]),
        "log group": lambda name: dict(logs.list_tags_for_resource(resourceArn=groups[name])["tags"]),
        "alarm": lambda name: _named(client("cloudwatch").list_tags_for_resource(ResourceARN=alarms[name])["Tags"]),
        "certificate": lambda arn: _named(client("acm").list_tags_for_certificate(CertificateArn=arn)["Tags"]),
        "scalable target": lambda name: dict(scaling.list_tags_for_resource(ResourceARN=targets[name])["Tags"]),
        "namespace": of_registry,
        "discovery service": of_registry,
        "bucket": lambda name: _named(client("s3").get_bucket_tagging(Bucket=name)["TagSet"]),
    }
