"""The platform that the teams share: a network, and a cluster whose services find each other by name."""

import pulumi
from ecs_on_ec2 import Ec2EcsCluster, LargeVpc

vpc = LargeVpc("network", {"nat_gateways": "single"})
cluster = Ec2EcsCluster("cluster", {"max_size": 50}, network=vpc.network)
capacity = cluster.capacity

pulumi.export("vpcId", vpc.network.vpc_id)
pulumi.export("cidrBlock", vpc.network.cidr_blocks["vpc"])
pulumi.export("publicSubnetIds", vpc.network.public_subnet_ids)
pulumi.export("privateSubnetIds", vpc.network.private_subnet_ids)
pulumi.export("clusterArn", capacity.cluster_arn)
pulumi.export("clusterName", capacity.cluster_name)
pulumi.export("capacityProviderName", capacity.capacity_provider_name)
