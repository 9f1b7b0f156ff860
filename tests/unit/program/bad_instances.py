"""Mistakes in the instances, each with its message."""

from __future__ import annotations

from tests.harness.mistakes import Mistake, cluster

BY_QUEUE = {"minCount": 0, "maxCount": 9, "queue": {"name": "orders", "messagesPerTask": 5}}
EFS = {"fileSystemId": "fs-1", "containerPath": "/files"}

INSTANCES = {
    "instances": [
        cluster("furtherInstanceTypes[0]", '"c9.huge"', "no instance type", furtherInstanceTypes=["c9.huge"]),
        cluster(
            "furtherInstanceTypes[0]",
            '"m6g.large"',
            "all must have the same architecture",
            furtherInstanceTypes=["m6g.large"],
        ),
        cluster("furtherInstanceTypes", '["c5.xlarge"]', "once", furtherInstanceTypes=["c5.xlarge"]),
        cluster(
            "discovery",
            '"service-connect"',
            "bottlerocket-os/bottlerocket#2801",
            operatingSystem="bottlerocket",
            discovery="service-connect",
        ),
        Mistake(
            {"cluster": {"operatingSystem": "bottlerocket"}, "services": {"worker": {"volumes": {"files": EFS}}}},
            "services.worker.volumes.files.fileSystemId",
            '"fs-1"',
            "bottlerocket-os/bottlerocket#1080",
        ),
        cluster(
            "operatingSystem",
            '"windows"',
            "al2023 or bottlerocket",
            operatingSystem="windows",
            userData='[settings.kernel]\nlockdown = "integrity"',
        ),
        cluster("spotPercent", "101", "100 or less is allowed", spotPercent=101),
        cluster("rootVolume.size", "8", "30 GiB or more is allowed", rootVolume={"size": 8}),
        cluster("rootVolume.iops", "16000", "30 GiB has 15000 IOPS at most", rootVolume={"size": 30, "iops": 16000}),
        cluster("rootVolume.throughput", "800", "750 MiB a second or less", rootVolume={"throughput": 800}),
        cluster("rootVolume.iops", "2000", "3000 or more is allowed", rootVolume={"iops": 2000, "throughput": 1000}),
        cluster("targetCapacity", "0", "1 or more is allowed", targetCapacity=0),
        cluster("maxInstanceLifetimeDays", "366", "365 or less is allowed", maxInstanceLifetimeDays=366),
        cluster("containerInsights", '"on"', "enabled, enhanced or disabled", containerInsights="on"),
        cluster("instancePolicyArns[0]", '"mine"', "a managed policy's ARN", instancePolicyArns=["mine"]),
        cluster(
            "instanceRefresh",
            '"manual"',
            "amiUpdates all-instances needs automatic",
            amiUpdates="all-instances",
            instanceRefresh="manual",
        ),
        cluster("agentConfig.ECS_CLUSTER", '"ECS_CLUSTER"', "the program sets it", agentConfig={"ECS_CLUSTER": "mine"}),
        cluster(
            "agentConfig.ECS_IMAGE_PULL_BEHAVIOUR",
            '"ECS_IMAGE_PULL_BEHAVIOUR"',
            "did you mean ECS_IMAGE_PULL_BEHAVIOR?",
            agentConfig={"ECS_IMAGE_PULL_BEHAVIOUR": "once"},
        ),
        cluster(
            "agentConfig",
            "{",
            "Bottlerocket does not support ECS_LOG_DRIVER",
            operatingSystem="bottlerocket",
            agentConfig={"ECS_LOG_DRIVER": "awslogs"},
        ),
        cluster(
            "agentConfig",
            "{",
            "of ECS_RESERVED_MEMORY, a whole number is allowed",
            operatingSystem="bottlerocket",
            agentConfig={"ECS_RESERVED_MEMORY": "much"},
        ),
        cluster("userData", '"yum update -y"', "a script that starts with #!", userData="yum update -y"),
        cluster("userData", '"#!', "ASCII text is allowed", userData="#!/bin/sh\necho \N{EURO SIGN}"),
        cluster(
            "userData",
            '"[settings.ecs]',
            "the program writes the table settings.ecs",
            operatingSystem="bottlerocket",
            userData='[settings.ecs]\nloglevel = "debug"',
        ),
        Mistake(
            {"cluster": {"containerInsights": "disabled"}, "dashboard": True},
            "cluster.containerInsights",
            '"disabled"',
            "dashboard need enabled or enhanced",
        ),
        Mistake(
            {
                "cluster": {"containerInsights": "disabled"},
                "services": {"worker": {"topology": "private-worker", "scaling": BY_QUEUE}},
            },
            "cluster.containerInsights",
            '"disabled"',
            "services.worker.scaling.queue need enabled or enhanced",
        ),
    ],
}
