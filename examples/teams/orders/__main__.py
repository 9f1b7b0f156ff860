"""The services of the team orders, on the platform of another stack."""

import pulumi
from ecs_on_ec2 import AwsvpcServiceArgs, Capacity, Network, create_services

platform = pulumi.StackReference(pulumi.Config().require("platformStack"))
network = Network(
    vpc_id=platform.require_output("vpcId"),
    cidr_blocks={"vpc": platform.require_output("cidrBlock")},
    public_subnet_ids=platform.require_output("publicSubnetIds"),
    private_subnet_ids=platform.require_output("privateSubnetIds"),
)
capacity = Capacity(
    cluster_arn=platform.require_output("clusterArn"),
    cluster_name=platform.require_output("clusterName"),
    capacity_provider_name=platform.require_output("capacityProviderName"),
)
services = create_services(
    {
        "orders-api": AwsvpcServiceArgs(topology="public-api"),
        "orders-worker": AwsvpcServiceArgs(topology="private-worker", allow_from=("orders-api",)),
    },
    network=network,
    capacity=capacity,
)
pulumi.export("url", services["orders-api"].url)
