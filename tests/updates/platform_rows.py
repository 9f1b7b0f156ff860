"""Rows of a whole stack, and of the platform that it uses instead of its own network and cluster."""

from __future__ import annotations

from typing import Any

from tests.updates.case import WORKER, Row
from tests.updates.settings_paths import ABSENT

SECOND = {"second": {"topology": WORKER}}
TOPIC = "arn:aws:sns:us-east-1:111122223333:somebody-else"
LOCK = {"mode": "governance", "days": 10}
ALARMS = {"topicArn": "arn:aws:sns:us-east-1:111122223333:on-call"}

GROUP = {
    "resource": "aws:autoscaling/group:Group",
    "name": "cluster-instances",
    "properties": {"healthCheckGracePeriod": 200},
}
OTHER_CLUSTER = {"resource": "aws:ecs/cluster:Cluster", "name": "cluster", "properties": {"tags": {"owner": "web"}}}

STACK_ROWS = (
    Row("overrides", ([GROUP],)),
    Row(
        "overrides.*.resource",
        (OTHER_CLUSTER["resource"],),
        given={"overrides": [GROUP]},
        along={"overrides": [OTHER_CLUSTER]},
    ),
    Row("overrides.*.name", ("cluster",), given={"overrides": [GROUP]}, along={"overrides": [OTHER_CLUSTER]}),
    Row("overrides.*.properties", ({"healthCheckGracePeriod": 400},), given={"overrides": [GROUP]}),
    Row("tags", ({"owner": "platform"},)),
    Row("permissionsBoundaryArn", ("arn:aws:iam::123456789012:policy/ecs-on-ec2-dev-boundary",)),
    Row("rolePath", ("/ecs-on-ec2/dev/",)),
    Row("dashboard"),
    Row("services", (SECOND,)),
    Row("audit", ({}, ABSENT)),
    Row("audit.accessLogs"),
    Row("audit.flowLogs"),
    Row("audit.retentionDays", (90,)),
    Row("audit.objectLock", (LOCK, ABSENT)),
    Row("audit.objectLock.mode", given={"audit.objectLock": LOCK}),
    Row("audit.objectLock.days", (20,), given={"audit.objectLock": LOCK}),
    Row("audit.deleteWithStack"),
    Row("alarms", (ALARMS, ABSENT)),
    Row("alarms.topicArn", (TOPIC,)),
    Row("alarms.errorPercent", (10,)),
    Row("alarms.latencySeconds", (2.5,)),
    Row("alarms.cpuPercent", (80,)),
    Row("alarms.memoryPercent", (80,)),
)

PLATFORM = "organization/ecs-on-ec2/platform"
OTHER_PLATFORM = "organization/ecs-on-ec2/other-platform"
NETWORK: dict[str, Any] = {
    "vpcId": "vpc-1",
    "cidrBlocks": {"vpc": "10.0.0.0/16"},
    "publicSubnetIds": ["subnet-a1", "subnet-a2"],
    "privateSubnetIds": ["subnet-b1", "subnet-b2"],
}
SUBNETS_OF_ANOTHER = {
    "platform.network.publicSubnetIds": ["subnet-c1", "subnet-c2"],
    "platform.network.privateSubnetIds": ["subnet-d1", "subnet-d2"],
}
CLUSTER: dict[str, Any] = {
    "clusterArn": "arn:aws:ecs:us-east-1:123456789012:cluster/theirs",
    "capacityProviderName": "their-provider",
}
OWN_PARTS = {"vpc": ABSENT, "cluster": ABSENT}
"""Settings that a stack on a platform does not have."""

ON_STACK = {**OWN_PARTS, "platform": {"stack": PLATFORM}}
ON_NETWORK = {**OWN_PARTS, "platform": {"network": NETWORK}}
ON_CLUSTER = {**OWN_PARTS, "platform": {"network": NETWORK, "cluster": CLUSTER}}
NAMESPACE = {"id": "ns-1", "arn": "arn:aws:servicediscovery:us-east-1:123456789012:namespace/ns-1"}
OTHER_NAMESPACE = {"id": "ns-2", "arn": "arn:aws:servicediscovery:us-east-1:123456789012:namespace/ns-2"}
OTHER_ID = {"platform.cluster.namespace.id": OTHER_NAMESPACE["id"]}
OTHER_ARN = {"platform.cluster.namespace.arn": OTHER_NAMESPACE["arn"]}
DNS_NAMESPACE = {**NAMESPACE, "domain": "services.internal"}
SESSIONS = "arn:aws:logs:us-east-1:123456789012:log-group:exec"


def _on_cluster(**settings: Any) -> dict[str, Any]:
    return {**OWN_PARTS, "platform": {"network": NETWORK, "cluster": {**CLUSTER, **settings}}}


WITH_NAMESPACE, WITH_DNS_NAMESPACE = _on_cluster(namespace=NAMESPACE), _on_cluster(namespace=DNS_NAMESPACE)
WITH_SESSIONS = {**_on_cluster(executeCommandLogGroupArn=SESSIONS), "services.*.executeCommand": True}

ELSEWHERE = "its platform is another stack or an existing network"
ONLY_URL = "only the output `discoveryUrl` shows it"
ONLY_CHECKED = "it is only used to check the tasks"


def _on_platform(setting: str, *values: Any, given: Any = ON_CLUSTER, **row: Any) -> Row:
    stacks = row.pop("stacks", ("dev", "public-api"))
    return Row(setting, values, given=given, stacks=stacks, not_on_engine=ELSEWHERE, **row)


PLATFORM_ROWS = (
    Row("platformOnly", (True,), along={"services": ABSENT, "jobs": ABSENT, "dashboard": ABSENT, "alarms": ABSENT}),
    # The services of prod need Service Connect, which this platform does not have.
    Row("platform", ({"stack": PLATFORM},), along=OWN_PARTS, stacks=("dev", "public-api"), not_on_engine=ELSEWHERE),
    _on_platform("platform.stack", OTHER_PLATFORM, given=ON_STACK),
    _on_platform("platform.network", NETWORK, given=ON_STACK, along={"platform.stack": ABSENT}),
    _on_platform("platform.network.vpcId", "vpc-2", along=SUBNETS_OF_ANOTHER),
    _on_platform("platform.network.cidrBlocks", {"further": "10.1.0.0/16"}),
    _on_platform("platform.network.publicSubnetIds", ["subnet-a1", "subnet-a2", "subnet-a3"], stacks=("public-api",)),
    _on_platform("platform.network.privateSubnetIds", ["subnet-b1", "subnet-b2", "subnet-b3"]),
    _on_platform("platform.network.taskSubnetIds", ["subnet-e1", "subnet-e2"]),
    _on_platform("platform.cluster", CLUSTER, given=ON_NETWORK),
    _on_platform("platform.cluster.clusterArn", "arn:aws:ecs:us-east-1:123456789012:cluster/others"),
    _on_platform("platform.cluster.capacityProviderName", "other-provider"),
    _on_platform("platform.cluster.instanceTypes", ["c5.2xlarge"], changes_nothing=ONLY_CHECKED),
    _on_platform("platform.cluster.eniTrunking", True, changes_nothing=ONLY_CHECKED),
    _on_platform("platform.cluster.operatingSystem", "bottlerocket", changes_nothing=ONLY_CHECKED),
    _on_platform("platform.cluster.executeCommandLogGroupArn", f"{SESSIONS}-too", given=WITH_SESSIONS),
    _on_platform("platform.cluster.namespace", NAMESPACE),
    _on_platform("platform.cluster.namespace.id", OTHER_NAMESPACE["id"], given=WITH_DNS_NAMESPACE, along=OTHER_ARN),
    _on_platform("platform.cluster.namespace.arn", OTHER_NAMESPACE["arn"], given=WITH_NAMESPACE, along=OTHER_ID),
    _on_platform(
        "platform.cluster.namespace.domain", "shop.internal", given=WITH_DNS_NAMESPACE, changes_nothing=ONLY_URL
    ),
)
