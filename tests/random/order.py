"""The rules of ``tests/unit/program/test_order.py`` that apply to any configuration."""

from __future__ import annotations

from collections.abc import Iterator

from tests.harness.order import PAIRS, of_balancer, waiting
from tests.harness.recording import Recording
from tests.harness.registration import Registration

RIGHTS = ("iam.RolePolicyAttachment", "iam.RolePolicy")


def wrong_dependencies(recording: Recording) -> list[str]:
    """Return a message for each missing or unnecessary dependency."""
    missing = [
        text
        for later, earlier in PAIRS
        if recording.names(later) and recording.names(earlier)
        for text in waiting(recording, later, earlier)
    ]
    services = [text for service in of_kind(recording, "ecs.Service") for text in _service(recording, service)]
    return [
        *missing,
        *_balancers(recording),
        *_permissions_of_instances(recording),
        *services,
        *_cluster(recording),
        *_teardown(recording),
    ]


def of_kind(recording: Recording, *kinds: str) -> list[Registration]:
    """Return the resources of some kinds, possibly none."""
    return [found for found in recording if found.kind in kinds]


def _balancers(recording: Recording) -> Iterator[str]:
    for balancer in of_kind(recording, "lb.LoadBalancer"):
        yield from of_balancer(recording, balancer)


def _permissions_of_instances(recording: Recording) -> Iterator[str]:
    for cluster in of_kind(recording, "Ec2EcsCluster"):
        users = of_kind(recording, "iam.InstanceProfile", "ec2.LaunchTemplate")
        needed = [found for found in of_kind(recording, *RIGHTS) if found.parent == cluster.urn]
        egress = [rule for rule in of_kind(recording, "vpc.SecurityGroupEgressRule") if rule.parent == cluster.urn]
        for user in users:
            yield from _missing_dependency(recording, user, needed)
        for user in of_kind(recording, "autoscaling.Group", "ecs.Service"):
            yield from _missing_dependency(recording, user, egress)


def _service(recording: Recording, service: Registration) -> Iterator[str]:
    siblings = [found for found in recording if found.parent == service.parent]
    forwarding = [
        found for found in siblings if found.kind == "lb.Listener" and found.at("defaultActions.0.type") == "forward"
    ]
    yield from [] if len(forwarding) == len(service.inputs.get("loadBalancers", [])) else [f"{service}: {forwarding}"]
    needed = [found for found in siblings if found.kind in (*RIGHTS, "lb.ListenerRule", "vpc.SecurityGroupEgressRule")]
    yield from _missing_dependency(recording, service, [*forwarding, *needed])
    for scaling in siblings:
        if scaling.kind.startswith("appautoscaling."):
            yield from _missing_dependency(recording, scaling, [service])


def _cluster(recording: Recording) -> Iterator[str]:
    for cluster in of_kind(recording, "ecs.Cluster"):
        for needed in recording.waits_for(cluster):
            if needed.kind not in ("Ec2EcsCluster", "cloudwatch.LogGroup"):
                yield f"{cluster} waits for {needed}"


def _teardown(recording: Recording) -> Iterator[str]:
    for group in of_kind(recording, "autoscaling.Group"):
        if group.at("forceDelete") is not True:
            yield f"{group} waits for protected instances when it is deleted"


def _missing_dependency(recording: Recording, user: Registration, needed: list[Registration]) -> Iterator[str]:
    for found in needed:
        if found not in recording.waits_for(user):
            yield f"{user} does not wait for {found}"
