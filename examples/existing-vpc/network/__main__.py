"""A VPC with public and private subnets in two zones, which exports its ids."""

import pulumi
from ecs_on_ec2 import LargeVpc

vpc = LargeVpc("shared", {"cidr_block": "10.40.0.0/16"})
pulumi.export("vpcId", vpc.network.vpc_id)
pulumi.export("cidrBlock", "10.40.0.0/16")
pulumi.export("publicSubnetIds", vpc.network.public_subnet_ids)
pulumi.export("privateSubnetIds", vpc.network.private_subnet_ids)
