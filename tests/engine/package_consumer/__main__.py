"""Services, a job and a shared load balancer of the package, registered as by an SDK that Pulumi generates."""

from __future__ import annotations

from typing import Any

import pulumi

VPC_OUTPUTS = ("vpcId", "publicSubnetIds", "privateSubnetIds", "cidrBlocks", "egress", "internetGateway")
CLUSTER_OUTPUTS = ("clusterArn", "clusterName", "capacityProviderName", "instanceTypes", "groupName")
SERVICE_OUTPUTS = ("url", "serviceName", "securityGroupId", "loadBalancerMetricName", "targetGroupMetricName")
JOB_OUTPUTS = ("runCommand", "logGroupName", "securityGroupId", "scheduleGroupName")
BALANCER_OUTPUTS = ("url", "scheme", "hasTls", "listenerArn", "securityGroupId", "dnsName", "arnSuffix")


class Component(pulumi.ComponentResource):
    """A component of the package, and the outputs that this program reads."""

    def __init__(self, kind: str, name: str, outputs: tuple[str, ...], **inputs: Any) -> None:
        unknown = dict.fromkeys(outputs)
        super().__init__(f"ecs-on-ec2:index:{kind}", name, {**unknown, **inputs}, remote=True)
        self.outputs = outputs

    def __getitem__(self, key: str) -> pulumi.Output[Any]:
        found: pulumi.Output[Any] = getattr(self, key)
        return found


def service(name: str, **inputs: Any) -> Component:
    """Create a service in the network and cluster of this program."""
    return Component(
        "AwsvpcService",
        name,
        SERVICE_OUTPUTS,
        network=network,
        egress=vpc["egress"],
        internetGateway=vpc["internetGateway"],
        capacity=capacity,
        **inputs,
    )


vpc = Component("LargeVpc", "network", VPC_OUTPUTS, natGateways="single")
network = {key: vpc[key] for key in ("vpcId", "publicSubnetIds", "privateSubnetIds", "cidrBlocks")}
cluster = Component("Ec2EcsCluster", "cluster", CLUSTER_OUTPUTS, network=network, egress=vpc["egress"], maxSize=5)
capacity = {key: cluster[key] for key in ("clusterArn", "clusterName", "capacityProviderName", "instanceTypes")}
config = pulumi.Config()
web = service(
    "web",
    topology="public-api",
    desiredCount=config.get_int("webCount") or 1,
    environment={"TOKEN": pulumi.Output.secret("of-web"), "VPC": vpc["vpcId"]},
)
report = Component(
    "Job",
    "report",
    JOB_OUTPUTS,
    network=network,
    egress=vpc["egress"],
    capacity=capacity,
    image="public.ecr.aws/docker/library/busybox:stable",
    command=["sh", "-c", "date"],
    schedule="cron(0 3 * * ? *)",
    environment={"TOKEN": pulumi.Output.secret("of-report")},
    exclusivePermissions=True,
)
worker = service(
    "worker",
    topology="private-worker",
    desiredCount=1,
    allowFrom=["web", "report"],
    callers={"web": web["securityGroupId"], "report": report["securityGroupId"]},
    exclusivePermissions=True,
)
edge = Component(
    "SharedLoadBalancer", "edge", BALANCER_OUTPUTS, network=network, internetGateway=vpc["internetGateway"]
)
shop = service(
    "shop",
    topology="public-api",
    desiredCount=1,
    loadBalancer={"shared": "edge", "paths": ["/shop/*"], "priority": 10},
    loadBalancers={"edge": {key: edge[key] for key in BALANCER_OUTPUTS if key != "url"}},
    exclusivePermissions=True,
)
pulumi.export("url", web["url"])
pulumi.export("shopUrl", shop["url"])
pulumi.export("runReport", report["runCommand"])
pulumi.export("workerUrl", worker["url"])
