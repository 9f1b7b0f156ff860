"""Mistakes in the settings beyond the two topologies, each with what the one message about it must say."""

from __future__ import annotations

from typing import Any

from tests.harness.mistakes import Mistake, balancer, cluster, worker

BY_QUEUE = {"minCount": 0, "maxCount": 9, "queue": {"name": "orders", "messagesPerTask": 5}}

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/1"

SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:one"
POLICY = "arn:aws:iam::aws:policy/AmazonSQSFullAccess"
STATEMENT = {"actions": ["s3:GetObject"], "resources": ["*"]}
NAMESPACE_ARN = "arn:aws:servicediscovery:us-east-1:123456789012:namespace/ns-1"
BOTTLEROCKET_CLUSTER = {
    "clusterArn": "arn:aws:ecs:us-east-1:123456789012:cluster/theirs",
    "capacityProviderName": "theirs",
    "operatingSystem": "bottlerocket",
}
NO_SECRETS = (
    "arn:aws:s3:::bucket/key",
    "arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-AbCdEf:password",
    "arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-AbCdEf:password:",
    "arn:aws:secretsmanager:us-east-1:111122223333:secret:",
    "arn:aws:ssm:us-east-1:111122223333:parameter/",
    "arn:aws:ssm:us-east-1:111122223333:parameter/key:2",
    "arn:aws:ssm:us-east-1:111122223333:document/key",
)
PROXY = {"image": "envoy", "memory": 64}
EFS = {"fileSystemId": "fs-1", "containerPath": "/files"}
NETWORK = {
    "vpcId": "vpc-1",
    "cidrBlocks": {"vpc": "10.0.0.0/16"},
    "publicSubnetIds": ["subnet-1", "subnet-2"],
    "privateSubnetIds": ["subnet-3", "subnet-4"],
}


def named(name: str, discovery: str) -> Mistake:
    """Return a service name that the discovery does not take."""
    config = {"cluster": {"discovery": discovery}, "services": {"worker": None, name: {"topology": "private-worker"}}}
    return Mistake(config, f"services.{name}", f'"{name[:60]}', "")


def platform(path: str, value: str, allowed: str, **keys: Any) -> Mistake:
    """Return a mistake in ``platform``."""
    return Mistake({"platform": keys}, f"platform.{path}", value, allowed)


def audit(path: str, value: str, allowed: str, **keys: Any) -> Mistake:
    """Return a mistake in ``audit``."""
    return Mistake({"audit": keys}, f"audit.{path}", value, allowed)


LOCK = {"mode": "compliance", "days": 1}


def override(path: str, value: str, allowed: str, **keys: Any) -> Mistake:
    """Return a mistake in an override of the load balancer."""
    balancer = {"resource": "aws:lb/loadBalancer:LoadBalancer", "name": "worker", "properties": {}}
    return Mistake({"overrides": [{**balancer, **keys}]}, f"overrides[0].{path}", value, allowed)


PRODUCTION = {
    "audit": [
        audit("objectLock", "{", "retentionDays, 90,", objectLock={**LOCK, "days": 91}, retentionDays=90),
        audit("objectLock.days", "3654", "3653 or less", objectLock={**LOCK, "days": 3654}),
        audit("objectLock.mode", '"COMPLIANCE"', "governance", objectLock={**LOCK, "mode": "COMPLIANCE"}),
        audit("objectLock.days", "", "", objectLock={"mode": "governance"}),
        audit("deleteWithStack", "true", "outlive the stack", objectLock=LOCK, deleteWithStack=True),
        audit("deleteWithStack", "true", "false is", objectLock={**LOCK, "mode": "governance"}, deleteWithStack=True),
    ],
    "scaling": [
        worker("scaling.maxCount", "1", "minCount, 2, or more", scaling={"minCount": 2, "maxCount": 1, "cpu": 50}),
        worker("scaling.cpu", "null", "at least one of cpu, memory", scaling={"minCount": 1, "maxCount": 2}),
        worker("scaling.cpu", "0", "1 or more is allowed", scaling={"minCount": 1, "maxCount": 2, "cpu": 0}),
        worker(
            "scaling.schedules.night.schedule",
            '"8 o\'clock"',
            "cron(...), at(...) or rate(...)",
            scaling={
                "minCount": 1,
                "maxCount": 2,
                "schedules": {"night": {"schedule": "8 o'clock", "minCount": 0, "maxCount": 1}},
            },
        ),
        worker(
            "scaling",
            "{",
            "requestsPerTarget needs a load balancer",
            loadBalancer="none",
            scaling={"minCount": 1, "maxCount": 2, "requestsPerTarget": 9},
        ),
    ],
    "tls": [
        balancer("certificateArns[0]", '"mine"', "the ARN of an ACM certificate", certificateArns=["mine"]),
        balancer("hostedZone", "null", "domains and hostedZone go together", domains=["api.example.com"]),
        balancer("hostedZone", '"example.com"', "domains and hostedZone go together", hostedZone="example.com"),
        balancer(
            "hostedZone",
            '"example.org"',
            "a zone that holds all domains is allowed; api.example.com is outside",
            domains=["api.example.com"],
            hostedZone="example.org",
        ),
        balancer(
            "hostedZone",
            '"no.such.zone"',
            "the account has no public Route 53 hosted zone",
            domains=["api.no.such.zone"],
            hostedZone="no.such.zone",
        ),
    ],
    "load balancer": [
        *(
            worker(key, "", f"{key} moved to {place}", **{key: value})
            for key, value, place in (
                ("healthCheckPath", "/healthz", "loadBalancer.healthCheck.path"),
                ("ingress", "none", "loadBalancer: none"),
                ("domain", "api.example.com", "loadBalancer.domains"),
                ("hostedZone", "example.com", "loadBalancer.hostedZone"),
                ("hostedZoneId", "Z0123456789", "loadBalancer.hostedZoneId"),
                ("certificateArn", CERTIFICATE, "loadBalancer.certificateArns"),
                ("webAclArn", "arn:aws:wafv2:mine", "loadBalancer.webAclArn"),
                ("deletionProtection", True, "loadBalancer.deletionProtection"),
            )
        ),
        worker("loadBalancer", '"no"', "none or keys with values are allowed", loadBalancer="no"),
        worker("loadBalancer", "false", "none or keys with values are allowed", loadBalancer=False),
        worker("loadBalancer", "null", "keys are needed", loadBalancer=None),
        balancer("healthCheck.interval", "5", "more than timeout, 5, is allowed", healthCheck={"interval": 5}),
        balancer("healthCheck.timeout", "9", "less than interval, 6, is allowed", healthCheck={"timeout": 9}),
        balancer("healthCheck.codes", '"500"', "codes from 200 to 499", healthCheck={"codes": "500"}),
        balancer("healthCheck.codes", '"2xx"', 'codes such as "200"', healthCheck={"codes": "2xx"}),
        balancer("healthCheck.codes", "200", 'write "200", in quotes', healthCheck={"codes": 200}),
        balancer(
            "healthCheck.codes",
            '"200"',
            "with protocol grpc, codes from 0 to 99",
            protocol="grpc",
            healthCheck={"codes": "200"},
            certificateArns=[CERTIFICATE],
        ),
        balancer("protocol", '"grpc"', "with HTTP only http1 is allowed", protocol="grpc"),
        balancer("protocol", '"http2"', "with HTTP only http1 is allowed", protocol="http2"),
        balancer("protocol", '"h2"', "http1, http2 or grpc is allowed", protocol="h2"),
        balancer("deregistrationDelay", "3601", "3600 or less", deregistrationDelay=3601),
        balancer("idleTimeout", "4001", "4000 or less", idleTimeout=4001),
        balancer("slowStart", "29", "30 or more", slowStart=29),
        balancer("stickiness.durationSeconds", "0", "1 or more", stickiness={"durationSeconds": 0}),
        balancer(
            "algorithm",
            '"least-outstanding-requests"',
            "with slowStart, only round-robin",
            algorithm="least-outstanding-requests",
            slowStart=60,
        ),
        balancer("allowCidrs[0]", '"10.0.0.1/8"', "with no host bits set", allowCidrs=["10.0.0.1/8"]),
        balancer("allowCidrs", '["10.0.0.0/8"', "each is allowed once", allowCidrs=["10.0.0.0/8", "10.0.0.0/8"]),
        balancer("allowPrefixLists[0]", '"cloudfront"', "a prefix list's id (pl-...)", allowPrefixLists=["cloudfront"]),
        balancer(
            "domains",
            '["a.example.com"',
            "each is allowed once",
            domains=["a.example.com"] * 2,
            hostedZone="example.com",
        ),
        balancer("certificateArns", "[", "at least 1 is needed", certificateArns=[]),
    ],
    "deployment": [
        worker("deployment.strategy", '"fast"', "rolling, blue-green", deployment={"strategy": "fast"}),
        worker("deployment.canaryPercent", "5", "canary", deployment={"strategy": "linear", "canaryPercent": 5}),
        worker("deployment.bakeTimeMinutes", "5", "blue-green", deployment={"bakeTimeMinutes": 5}),
        worker("deployment", "{", "loadBalancer is none", loadBalancer="none", deployment={"strategy": "canary"}),
        worker(
            "deployment.maximumPercent",
            "100",
            "",
            deployment={"minimumHealthyPercent": 100, "maximumPercent": 100},
        ),
        worker(
            "deployment.maximumPercent",
            "120",
            "with 2 tasks ECS may run 2 at most (maximumPercent 120, rounded down) and must keep 2 "
            "(minimumHealthyPercent 75, rounded up), so it can neither start nor stop one; maximumPercent 150 or more "
            "is allowed, or minimumHealthyPercent 50 or less",
            desiredCount=2,
            deployment={"minimumHealthyPercent": 75, "maximumPercent": 120},
        ),
        worker(
            "deployment.maximumPercent",
            "100",
            "with 1 task ECS may run 1 at most (maximumPercent 100, rounded down) and must keep 1 "
            "(minimumHealthyPercent 75, rounded up), so it can neither start nor stop one; maximumPercent 200 or more "
            "is allowed, or minimumHealthyPercent 0",
            desiredCount=1,
            deployment={"minimumHealthyPercent": 75, "maximumPercent": 100},
        ),
        worker(
            "deployment.maximumPercent",
            "120",
            "with 3 tasks, the fewest that scaling allows,",
            desiredCount=20,
            scaling={
                "minCount": 6,
                "maxCount": 20,
                "cpu": 50,
                "schedules": {"night": {"schedule": "cron(0 22 * * ? *)", "minCount": 3, "maxCount": 6}},
            },
            deployment={"maximumPercent": 120},
        ),
        worker(
            "deployment.timeoutMinutes",
            "59",
            "more than 59 is allowed: the bake times of this linear deployment take 59 minutes",
            deployment={"strategy": "linear", "timeoutMinutes": 59},
        ),
        worker(
            "deployment.timeoutMinutes",
            "30",
            "more than 30 is allowed",
            deployment={"strategy": "blue-green", "bakeTimeMinutes": 30, "timeoutMinutes": 30},
        ),
    ],
    "discovery": [
        cluster("discovery", '"consul"', "none, dns or service-connect", discovery="consul"),
        worker(
            "loadBalancer", '"none"', "a public-api has a load balancer", topology="public-api", loadBalancer="none"
        ),
        named("w" * 64, "dns"),
        named("w" * 64, "service-connect"),
        named("Web", "service-connect"),
    ],
    "twice": [
        worker("allowFrom", '["worker", "worker"]', "once", allowFrom=["worker", "worker"]),
        worker("sidecars.worker", "", "", sidecars={"worker": {"image": "envoy", "memory": 64}}),
        worker("secrets.A", "", "", secrets={"A": SECRET}, environment={"A": "1"}),
        worker("volumes", "", "", volumes={"one": EFS, "two": EFS}),
        worker(
            "taskRole.policyArns[0]",
            '"arn:aws:iam::123456789012:role/mine"',
            "a managed policy's ARN",
            taskRole={"policyArns": ["arn:aws:iam::123456789012:role/mine"]},
        ),
        worker("taskRole.policyArns", f'["{POLICY}"', "once", taskRole={"policyArns": [POLICY, POLICY]}),
    ],
    "identity": [
        worker("secrets.KEY", "[not shown]", "the ARN of an SSM parameter", secrets={"KEY": "hush"}),
        *(worker("secrets.KEY", "[not shown]", ":KEY:: after it", secrets={"KEY": arn}) for arn in NO_SECRETS),
        worker(
            "sidecars.proxy.secrets.KEY",
            "[not shown]",
            "",
            sidecars={"proxy": {**PROXY, "secrets": {"KEY": NO_SECRETS[0]}}},
        ),
        worker(
            "taskRole.statements[0].condition.StringEquals.k",
            "null",
            "",
            taskRole={"statements": [{**STATEMENT, "condition": {"StringEquals": {"k": None}}}]},
        ),
        worker(
            "taskRole.statements[0].actions[0]",
            '"s3"',
            "SERVICE:ACTION",
            taskRole={"statements": [{**STATEMENT, "actions": ["s3"]}]},
        ),
        worker(
            "taskRole.statements[0].resources[0]",
            '"bucket"',
            "an ARN",
            taskRole={"statements": [{**STATEMENT, "resources": ["bucket"]}]},
        ),
        worker("secrets.KEY", "[not shown]", "", secrets={"KEY": f"{SECRET}:key:AWSCURRENT:version"}),
        worker(
            "taskRole.statements[0].effect",
            '"Maybe"',
            "Allow or Deny",
            taskRole={"statements": [{**STATEMENT, "effect": "Maybe"}]},
        ),
        worker("executeCommand", "true", "it needs cluster.executeCommand", executeCommand=True),
        worker(
            "executeCommand",
            "true",
            "readonlyRootFilesystem of container is true",
            executeCommand=True,
            container={"readonlyRootFilesystem": True},
        ),
        worker(
            "executeCommand",
            "true",
            "readonlyRootFilesystem of sidecars.proxy is true",
            executeCommand=True,
            sidecars={"proxy": {**PROXY, "readonlyRootFilesystem": True}},
        ),
    ],
    "container": [
        worker("container.stopTimeout", "901", "900", container={"stopTimeout": 901}),
        worker("sidecars", "{", "the task's memory, 512", sidecars={"proxy": {"image": "envoy", "memory": 600}}),
        worker("sidecars", "{", "the task's cpu, 256", sidecars={"proxy": {"image": "e", "memory": 9, "cpu": 300}}),
        worker(
            "container.healthCheck.command",
            '["true"]',
            "starts with CMD or CMD-SHELL",
            container={"healthCheck": {"command": ["true"]}},
        ),
        worker(
            "container.ulimits.nofile.hardLimit",
            "1",
            "softLimit, 2, or more",
            container={"ulimits": {"nofile": {"softLimit": 2, "hardLimit": 1}}},
        ),
        worker("volumes.files.rootDirectory", '"/a"', "", volumes={"files": {**EFS, "rootDirectory": "/a"}})._replace(
            config={
                "services": {
                    "worker": {"volumes": {"files": {**EFS, "accessPointId": "fsap-1", "rootDirectory": "/a"}}}
                }
            }
        ),
        worker("image", '"  "', "an image such as", image="  "),
    ],
    "instances": [
        cluster("furtherInstanceTypes[0]", '"c9.huge"', "no instance type", furtherInstanceTypes=["c9.huge"]),
        cluster("furtherInstanceTypes[0]", '"m6g.large"', "all must be the same", furtherInstanceTypes=["m6g.large"]),
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
            "services.worker.volumes.files",
            '"fs-1"',
            "bottlerocket-os/bottlerocket#1080",
        ),
        cluster("operatingSystem", '"windows"', "al2023 or bottlerocket", operatingSystem="windows"),
        cluster("spotPercent", "101", "100 or less is allowed", spotPercent=101),
        cluster("rootVolume.size", "8", "30 GiB or more is allowed", rootVolume={"size": 8}),
        cluster("rootVolume.iops", "2000", "3000 or more is allowed", rootVolume={"iops": 2000}),
        cluster("rootVolume.iops", "16000", "30 GiB has 15000 IOPS at most", rootVolume={"size": 30, "iops": 16000}),
        cluster("rootVolume.throughput", "800", "750 MiB a second or less", rootVolume={"throughput": 800}),
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
            "Bottlerocket has nothing like ECS_LOG_DRIVER",
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
    "overrides": [
        override(
            "resource",
            '"aws:lb/loadBalancer:LoadBalncer"',
            "no resource type",
            resource="aws:lb/loadBalancer:LoadBalncer",
        ),
        override("properties.idleTimout", "120", "there is no property", properties={"idleTimout": 120}),
        override("properties.idleTimeout", '"2m"', "a whole number is allowed", properties={"idleTimeout": "2m"}),
        override("properties.subnets", '"subnet-1"', "a list is allowed", properties={"subnets": "subnet-1"}),
        override(
            "properties.accessLogs.enabled", '"yes"', "true or false", properties={"accessLogs": {"enabled": "yes"}}
        ),
        override("properties.accessLogs", "true", "an object is allowed", properties={"accessLogs": True}),
    ],
    "platform": [
        platform(
            "cluster.namespace",
            "{",
            "bottlerocket-os/bottlerocket#2801",
            network=NETWORK,
            cluster={**BOTTLEROCKET_CLUSTER, "namespace": {"id": "ns-1", "arn": NAMESPACE_ARN}},
        ),
        platform("network", "null", "either stack or network is needed"),
        platform("stack", '"a/b/c"', "not both", stack="a/b/c", network=NETWORK),
        platform("network.vpcId", '"mine"', "a VPC's id", network={**NETWORK, "vpcId": "mine"}),
        platform("network.cidrBlocks.vpc", '"banana"', "", network={**NETWORK, "cidrBlocks": {"vpc": "banana"}}),
        platform(
            "stack",
            '"organization/ecs-on-ec2/elsewhere"',
            "a stack with platformOnly",
            stack="organization/ecs-on-ec2/elsewhere",
        ),
        Mistake({"vpc": {"natGateways": "single"}, "platform": {"network": NETWORK}}, "vpc", "{", "not this stack's"),
    ],
}
