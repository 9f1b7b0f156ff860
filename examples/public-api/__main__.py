"""A public API: its load balancer is internet-facing, and its tasks have only private addresses."""

import pulumi
from ecs_on_ec2 import AwsvpcService, Ec2EcsCluster, LargeVpc

vpc = LargeVpc("network")
cluster = Ec2EcsCluster("cluster", network=vpc.network)
api = AwsvpcService(
    "api",
    {"topology": "public-api"},
    network=vpc.network,
    capacity=cluster.capacity,
)
pulumi.export("url", api.url)
