"""Which kinds of resources wait for which, whatever is configured."""

from __future__ import annotations

from collections.abc import Iterator

from tests.harness.recording import Recording
from tests.harness.registration import Registration

WAYS_OUT = ("ec2.Route", "ec2.RouteTableAssociation", "ec2.NatGateway", "ec2.Eip")

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
    """Return what of the kind ``later`` does not wait for everything of the kind ``earlier``."""
    return [
        f"{resource} does not wait for {needed}"
        for resource in recording.all(later)
        for needed in recording.all(earlier)
        if needed not in recording.waits_for(resource)
    ]


def of_balancer(recording: Recording, balancer: Registration) -> Iterator[str]:
    """Yield what a load balancer waits for without need, and, if it is public, that it waits for no gateway."""
    needs = recording.waits_for(balancer)
    yield from (f"{balancer} waits for {needed}" for needed in needs if needed.kind in WAYS_OUT)
    for attachment in [found for found in recording if found.kind == "ec2.InternetGatewayAttachment"]:
        if (attachment in needs) == balancer.inputs["internal"]:
            yield f"{balancer} {'waits' if attachment in needs else 'does not wait'} for {attachment}"
