"""The program: the stack's settings, made into a network, a cluster and services."""

import pulumi

from components import AwsvpcService, Ec2EcsCluster, LargeVpc, Region
from components.call_order import call_order, callees
from components.existing_platform import OUTPUT, existing_capacity, existing_network, platform_output
from components.tags import tagging
from components.test_commands import test_commands
from settings import load

region = Region()
settings = load(region)
platform = settings.platform
tags = {"project": pulumi.get_project(), "stack": pulumi.get_stack(), **settings.tags}
tagged = pulumi.ResourceOptions(transformations=[tagging(tags)])

if platform and platform.network:
    network = existing_network(platform.network)
else:
    vpc = LargeVpc("network", settings.vpc, region, tagged)
    network = vpc.network
    pulumi.export("vpcId", vpc.vpc_id)
    pulumi.export("publicSubnetIds", vpc.public_subnet_ids)
    pulumi.export("privateSubnetIds", vpc.private_subnet_ids)
    pulumi.export("natPublicIps", vpc.nat_public_ips)

if platform and platform.cluster:
    capacity = existing_capacity(platform.cluster, region)
else:
    capacity = Ec2EcsCluster("cluster", settings.cluster, network=network, region=region, opts=tagged).capacity
pulumi.export("clusterName", capacity.cluster_name)
pulumi.export("capacityProviderName", capacity.capacity_provider_name)

services: dict[str, AwsvpcService] = {}
for name in call_order(settings.services):
    after = [services[callee] for callee in callees(name, settings.services) if callee in services]
    services[name] = AwsvpcService(
        name, settings.services[name], network=network, capacity=capacity, region=region, after=after, opts=tagged
    )
for service in services.values():
    service.admit_callers(services)

if settings.platform_only:
    pulumi.export(OUTPUT, platform_output(network, capacity))
else:
    commands = test_commands(services, network, capacity)
    pulumi.export("services", {name: {**service.outputs, **commands[name]} for name, service in services.items()})
