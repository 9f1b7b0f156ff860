"""Dependencies between kinds of resources in any configuration."""

from __future__ import annotations

from collections.abc import Iterator

from tests.harness.recording import Recording
from tests.harness.registration import Registration

ROUTES_TO_THE_INTERNET = ("ec2.Route", "ec2.RouteTableAssociation", "ec2.NatGateway", "ec2.Eip")

PAIRS = [
    ("ec2.InternetGatewayAttachment", "ec2.InternetGateway"),
    ("ec2.Eip", "ec2.InternetGatewayAttachment"),
    ("ec2.NatGateway", "ec2.InternetGatewayAttachment"),
    ("autoscaling.Group", "ec2.Route"),
    ("autoscaling.Group", "ec2.RouteTableAssociation"),
    ("ecs.Service", "ec2.Route"),
    ("ecs.Service", "ec2.RouteTableAssociation"),
    ("ecs.Service", "ecs.ClusterCapacityProviders"),
    ("ecs.ClusterCapacityProviders", "ecs.CapacityProvider"),
    ("ecs.CapacityProvider", "autoscaling.Group"),
    ("autoscaling.Group", "ecs.Cluster"),
    ("autoscaling.Group", "ec2.LaunchTemplate"),
    ("ec2.LaunchTemplate", "iam.InstanceProfile"),
    ("ec2.LaunchTemplate", "ecs.Cluster"),
]
"""Every resource of the first kind waits for every resource of the second."""


def waiting(recording: Recording, later: str, earlier: str) -> list[str]:
    """Return a message for each resource of kind ``later`` that does not wait for one of kind ``earlier``."""
    return [
        f"{resource} does not wait for {needed}"
        for resource in recording.all(later)
        for needed in recording.all(earlier)
        if needed not in recording.waits_for(resource)
    ]


def of_balancer(recording: Recording, balancer: Registration) -> Iterator[str]:
    """Yield the unnecessary dependencies of a load balancer, and the missing one of a public one on a gateway."""
    needs = recording.waits_for(balancer)
    yield from (f"{balancer} waits for {needed}" for needed in needs if needed.kind in ROUTES_TO_THE_INTERNET)
    for attachment in [found for found in recording if found.kind == "ec2.InternetGatewayAttachment"]:
        if (attachment in needs) == balancer.inputs["internal"]:
            yield f"{balancer} {'waits' if attachment in needs else 'does not wait'} for {attachment}"
