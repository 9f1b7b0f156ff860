"""The program, as a function that a test can call."""

from __future__ import annotations

from ecs_on_ec2 import AwsvpcService, Ec2EcsCluster, LargeVpc


def deploy(environment: str) -> AwsvpcService:
    """Create the service of an environment; production has more tasks."""
    vpc = LargeVpc("network", {"nat_gateways": "one-per-az" if environment == "prod" else "single"})
    cluster = Ec2EcsCluster("cluster", network=vpc.network)
    return AwsvpcService(
        "api",
        {"topology": "public-api", "desired_count": 6 if environment == "prod" else 2},
        network=vpc.network,
        capacity=cluster.capacity,
    )
