"""Rows of the network and of the cluster."""

from __future__ import annotations

from tests.updates.case import Row

ENDPOINTS = ["ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry", "logs", "secretsmanager"]
KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
IN_THREE_ZONES = {"vpc.availabilityZones": 3}
ON_DEFAULTS = ("dev", "public-api")

NETWORK_ROWS = (
    Row("vpc.cidrBlock", ("10.20.0.0/16",)),
    Row("vpc.availabilityZones", (3,), stacks=ON_DEFAULTS),
    Row("vpc.availabilityZones", (["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d"],), stacks=("prod",)),
    Row("vpc.secondaryCidrBlock", ("10.64.0.0/16",), given=IN_THREE_ZONES),
    Row("vpc.natGateways", given={"vpc.interfaceEndpoints": ENDPOINTS}),
    Row("vpc.eipAllocationIds", (["eipalloc-0a1b2c3d", "eipalloc-1a2b3c4d"],), stacks=ON_DEFAULTS),
    Row("vpc.eipAllocationIds", (["eipalloc-0a1b2c3d", "eipalloc-1a2b3c4d", "eipalloc-2a3b4c5d"],), stacks=("prod",)),
    Row("vpc.splitTaskSubnets"),
    Row("vpc.taskCidrBlock", ("100.68.0.0/16",), given={"vpc.splitTaskSubnets": True}),
    Row("vpc.publicIpOnLaunch"),
    Row("vpc.exclusivePermissions", given={"vpc.interfaceEndpoints": ["logs"]}),
    Row("vpc.protect", changes_nothing="Pulumi keeps it in its state"),
    Row("vpc.gatewayEndpoints", (["s3", "dynamodb"],)),
    Row("vpc.gatewayEndpoints", (["dynamodb"],), given={"vpc.gatewayEndpoints": ["s3", "dynamodb"]}),
    Row("vpc.interfaceEndpoints", (["ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssm"],)),
)

POLICY = "arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy"
SESSIONS = {"cluster.executeCommand": True}
SPOT = {"cluster.spotPercent": 50}

CLUSTER_ROWS = (
    Row("cluster.instanceType", ("m6i.xlarge",)),
    Row("cluster.ami", ("ami-0c3d4e5f607182930",)),
    Row("cluster.amiUpdates"),
    Row("cluster.furtherInstanceTypes", (["m6i.xlarge"],)),
    Row("cluster.spotPercent", (50,)),
    Row("cluster.onDemandBase", (1,), given=SPOT),
    Row("cluster.operatingSystem", stacks=("dev", "public-api")),
    Row("cluster.rootVolume.size", (80,)),
    Row("cluster.rootVolume.iops", (4000,)),
    Row("cluster.rootVolume.throughput", (500,)),
    Row("cluster.rootVolume.keyArn", (KEY,)),
    Row("cluster.userData", ("#!/bin/true",)),
    Row("cluster.agentConfig", ({"ECS_IMAGE_PULL_BEHAVIOR": "prefer-cached"},)),
    Row("cluster.instancePolicyArns", ([POLICY],)),
    Row("cluster.instanceRefresh"),
    Row("cluster.maxInstanceLifetimeDays", (30,)),
    Row("cluster.targetCapacity", (80,)),
    # With alarms and a dashboard, the cluster is measured.
    Row("cluster.containerInsights", stacks=("dev", "public-api")),
    Row("cluster.ssmAccess"),
    Row("cluster.eniTrunking"),
    Row("cluster.minSize", (1,)),
    Row("cluster.maxSize", (50,)),
    Row(
        "cluster.desiredCapacity",
        (4,),
        changes_nothing="it is used only when the group is created; ECS changes it afterwards",
    ),
    Row("cluster.capacityProviderName", ("general-purpose",)),
    Row(
        "cluster.capacityProviderName", ("special-purpose",), given={"cluster.capacityProviderName": "general-purpose"}
    ),
    # The services of prod have shares for their proxies, which are refused without Service Connect.
    Row("cluster.discovery", stacks=ON_DEFAULTS),
    Row("cluster.discoveryDomain", ("shop.internal",), given={"cluster.discovery": "dns"}, stacks=ON_DEFAULTS),
    Row("cluster.executeCommand"),
    Row("cluster.executeCommandLogRetentionDays", (90,), given=SESSIONS),
    Row("cluster.exclusivePermissions"),
    Row("cluster.logKeyArn", (KEY,), given=SESSIONS),
)
