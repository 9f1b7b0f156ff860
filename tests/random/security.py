"""Security in any configuration: the controls of ``policy`` that no setting can turn off, and open ports."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator

from policy.controls import CONTROLS
from policy.controls.resource import Resource
from tests.harness.recording import Recording
from tests.harness.registration import UNSET

from .order import of_kind
from .schema_strategies import Values

ALWAYS = {
    *(f"ECS.{number}" for number in (2, 3, 4, 9, 12, 13, 14, 15, 17, 18, 19)),
    *(f"EC2.{number}" for number in (2, 3, 8, 13, 18, 19, 25, 170, 175, 181)),
    *(f"ELB.{number}" for number in (4, 12, 13, 17)),
    *(f"S3.{number}" for number in (2, 3, 5, 6, 8, 12, 13)),
    *(f"CloudWatch.{number}" for number in (15, 17)),
}
"""The others depend on a setting, such as ``container.readonlyRootFilesystem``, or on the user's own policies."""

OF_OWN_SUBNETS = "ELB.13"
EVERYONE = "0.0.0.0/0"

NO_SOURCE = ("ec2.amazonaws.com", "ecs.amazonaws.com")
"""AWS documents no source condition for the trust of instances, nor for that of ECS's role for load balancers:
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AmazonECSInfrastructureRolePolicyForLoadBalancers.html"""


def disabled_controls(config: Values) -> set[str]:
    """Return the controls that settings of the cluster turn off, as documented."""
    cluster = config.get("cluster", {})
    without_metrics = {"ECS.12"} if cluster.get("containerInsights") == "disabled" else set()
    return without_metrics | ({"ECS.19"} if cluster.get("maxInstanceLifetimeDays") is not None else set())


def insecure_resources(recording: Recording, without: Collection[str]) -> list[str]:
    """Return a message for each resource that fails a control or allows too much.

    ``without``: the controls that the settings turn off.
    """
    resources = [Resource(found.kind, found.name, found.id, found.inputs, found.computed) for found in recording.custom]
    own_subnets = recording.names("ec2.Subnet")
    failing = [
        f"{resource} fails {control.id}: {control.asks}"
        for control in CONTROLS
        if control.id in ALWAYS.difference(without) and (own_subnets or control.id != OF_OWN_SUBNETS)
        for resource in control.check.failing(resources)
    ]
    return [
        *failing,
        *_open_rules(recording),
        *_open_trusts(recording),
        *_open_egress(recording),
        *_in_public_subnets(recording),
    ]


def _open_rules(recording: Recording) -> Iterator[str]:
    balancers = {
        balancer.name for balancer in of_kind(recording, "lb.LoadBalancer") if balancer.at("internal") is False
    }
    groups = {group.id: group.name for group in of_kind(recording, "ec2.SecurityGroup")}
    for rule in of_kind(recording, "vpc.SecurityGroupIngressRule"):
        if rule.at("ipProtocol") != "tcp" or rule.at("fromPort") != rule.at("toPort"):
            yield f"{rule} opens more than a port"
        group = groups[rule.at("securityGroupId")]
        if group == "cluster-instance":
            yield f"{rule} opens the instances"
        if rule.at("cidrIpv4") == EVERYONE and group not in balancers:
            yield f"{rule} opens {group} to everyone"
        if group.endswith("-tasks") and rule.at("referencedSecurityGroupId") is UNSET:
            yield f"{rule} opens tasks to a block"


def _open_trusts(recording: Recording) -> Iterator[str]:
    for role in of_kind(recording, "iam.Role"):
        for statement in json.loads(role.at("assumeRolePolicy"))["Statement"]:
            account = statement.get("Condition", {}).get("StringEquals", {}).get("aws:SourceAccount")
            if account is None and statement["Principal"].get("Service") not in NO_SOURCE:
                yield f"{role} can be assumed on behalf of another account"


def _open_egress(recording: Recording) -> Iterator[str]:
    balancers = {group for balancer in of_kind(recording, "lb.LoadBalancer") for group in balancer.at("securityGroups")}
    for rule in of_kind(recording, "vpc.SecurityGroupEgressRule"):
        if rule.at("securityGroupId") in balancers and rule.at("referencedSecurityGroupId") is UNSET:
            yield f"{rule} allows a load balancer to call more than its tasks"


def _in_public_subnets(recording: Recording) -> Iterator[str]:
    public = {subnet.id for subnet in of_kind(recording, "ec2.Subnet") if "-public-" in subnet.name}
    for group in of_kind(recording, "autoscaling.Group"):
        if public & set(group.at("vpcZoneIdentifiers")):
            yield f"{group} is in public subnets"
    for service in of_kind(recording, "ecs.Service"):
        if public & set(service.at("networkConfiguration.subnets")):
            yield f"{service} is in public subnets"
    for balancer in of_kind(recording, "lb.LoadBalancer"):
        if balancer.at("internal") is True and public & set(balancer.at("subnets")):
            yield f"{balancer} is internal and in public subnets"
