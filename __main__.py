"""The program: the stack's settings, made into a network, a cluster and services."""

import pulumi

from components import AwsvpcService, Ec2EcsCluster, LargeVpc, Region
from components.call_order import call_order, callees
from components.tags import tagging
from components.test_commands import test_commands
from settings import load

region = Region()
settings = load(region)
tags = {"project": pulumi.get_project(), "stack": pulumi.get_stack(), **settings.tags}
tagged = pulumi.ResourceOptions(transformations=[tagging(tags)])

vpc = LargeVpc("network", settings.vpc, region, tagged)
cluster = Ec2EcsCluster("cluster", settings.cluster, network=vpc.network, region=region, opts=tagged)
services: dict[str, AwsvpcService] = {}
for name in call_order(settings.services):
    services[name] = AwsvpcService(
        name,
        settings.services[name],
        network=vpc.network,
        capacity=cluster.capacity,
        region=region,
        after=[services[callee] for callee in callees(name, settings.services) if callee in services],
        opts=tagged,
    )
for service in services.values():
    service.admit_callers(services)

pulumi.export("vpcId", vpc.vpc_id)
pulumi.export("publicSubnetIds", vpc.public_subnet_ids)
pulumi.export("privateSubnetIds", vpc.private_subnet_ids)
pulumi.export("natPublicIps", vpc.nat_public_ips)
pulumi.export("clusterName", cluster.cluster_name)
pulumi.export("capacityProviderName", cluster.capacity_provider_name)
commands = test_commands(services, vpc.network, cluster.capacity)
pulumi.export("services", {name: {**service.outputs, **commands[name]} for name, service in services.items()})
