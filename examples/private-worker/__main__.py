"""A private worker: its load balancer is reachable only from inside the VPC."""

import pulumi
from ecs_on_ec2 import AwsvpcService, Ec2EcsCluster, LargeVpc

vpc = LargeVpc("network")
cluster = Ec2EcsCluster("cluster", network=vpc.network)
worker = AwsvpcService(
    "worker",
    {"topology": "private-worker"},
    network=vpc.network,
    capacity=cluster.capacity,
)
pulumi.export("url", worker.url)
