"""A cluster and a service in the VPC of another stack, whose Outputs are the ids."""

import pulumi
from ecs_on_ec2 import AwsvpcService, Ec2EcsCluster, Network

shared = pulumi.StackReference(pulumi.Config().require("networkStack"))
network = Network(
    vpc_id=shared.require_output("vpcId"),
    cidr_blocks={"vpc": shared.require_output("cidrBlock")},
    public_subnet_ids=shared.require_output("publicSubnetIds"),
    private_subnet_ids=shared.require_output("privateSubnetIds"),
)
cluster = Ec2EcsCluster("cluster", network=network)
api = AwsvpcService("api", {"topology": "public-api"}, network=network, capacity=cluster.capacity)
pulumi.export("url", api.url)
