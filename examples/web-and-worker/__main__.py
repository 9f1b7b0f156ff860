"""A public service that calls a private one, which allows no other callers. Both scale by load."""

import pulumi
from ecs_on_ec2 import (
    AwsvpcServiceArgs,
    Ec2EcsCluster,
    Ec2EcsClusterArgs,
    LargeVpc,
    LargeVpcArgs,
    ServiceScalingArgs,
    create_services,
)

ZONES = ("us-east-1a", "us-east-1b", "us-east-1c")

vpc = LargeVpc("network", LargeVpcArgs(availability_zones=ZONES, split_task_subnets=True))
cluster = Ec2EcsCluster(
    "cluster",
    Ec2EcsClusterArgs(instance_type="c6i.xlarge", min_size=3, max_size=30, discovery="service-connect"),
    network=vpc.network,
)
services = create_services(
    {
        "web": AwsvpcServiceArgs(
            topology="public-api",
            desired_count=3,
            environment={"WORKER_URL": "http://worker"},
            scaling=ServiceScalingArgs(min_count=3, max_count=60, cpu=60),
        ),
        "worker": AwsvpcServiceArgs(
            topology="private-worker",
            allow_from=("web",),
            desired_count=3,
            scaling=ServiceScalingArgs(min_count=3, max_count=30, cpu=70),
        ),
    },
    network=vpc.network,
    capacity=cluster.capacity,
)
pulumi.export("url", services["web"].url)
