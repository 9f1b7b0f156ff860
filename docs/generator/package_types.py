"""The inputs of the package that are not arguments, and its outputs.

In Python these are objects: a ``Network``, a ``Capacity``, services by name. Other languages pass their parts, because
an Output of an object is unknown as a whole while a part of it is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from components.plugin.inputs import PARTS_OF_BALANCER, PARTS_OF_CAPACITY, PARTS_OF_METRICS, PARTS_OF_NETWORK

Schema = dict[str, Any]


def string(description: str) -> Schema:
    """Return the schema of a text."""
    return {"type": "string", "description": description}


def boolean(description: str) -> Schema:
    """Return the schema of true or false."""
    return {"type": "boolean", "description": description}


def strings(description: str) -> Schema:
    """Return the schema of a list of texts."""
    return {"type": "array", "items": {"type": "string"}, "description": description}


def texts(description: str) -> Schema:
    """Return the schema of a map of texts."""
    return {"type": "object", "additionalProperties": {"type": "string"}, "description": description}


def part(name: str, description: str) -> Schema:
    """Return the reference to one of :data:`TYPES`, whose existence is known while planning."""
    return {"$ref": f"#/types/ecs-on-ec2:index:{name}", "plain": True, "description": description}


def parts(name: str, description: str) -> Schema:
    """Return the schema of a plain map of one of :data:`TYPES`.

    Its values are not plain: the generator of Go SDKs omits the arguments of an object that is also plain.
    """
    values = {"$ref": f"#/types/ecs-on-ec2:index:{name}"}
    return {"type": "object", "additionalProperties": values, "plain": True, "description": description}


def described(description: str, required: Iterable[str], **properties: Schema) -> Schema:
    """Return the schema of an object."""
    return {"description": description, "required": list(required), "properties": properties}


TYPES: dict[str, Schema] = {
    "Network": described(
        "The VPC: the outputs of a LargeVpc, or the ids of an existing VPC.",
        PARTS_OF_NETWORK,
        vpcId=string("The VPC's id."),
        cidrBlocks=texts("The blocks that can reach a private service without allowFrom, by fixed names."),
        publicSubnetIds=strings("Subnets for internet-facing load balancers."),
        privateSubnetIds=strings("Subnets for instances, tasks and internal load balancers."),
        taskSubnetIds=strings("Subnets for tasks. Default: the private subnets."),
        availabilityZones=strings("The zones of the private subnets. Default: unchecked."),
        endpoints=strings("The services with interface endpoints, if there is no NAT gateway."),
    ),
    "Namespace": described(
        "A Cloud Map namespace for the service discovery of a cluster.",
        ("id", "arn"),
        id=string("Its id."),
        arn=string("Its ARN."),
        domain=string("Its private domain. Default: none, for Service Connect."),
    ),
    "Capacity": described(
        "The cluster: the outputs of an Ec2EcsCluster, or an existing cluster.",
        PARTS_OF_CAPACITY,
        clusterArn=string("The cluster's ARN."),
        clusterName=string("Its name. Default: the last part of its ARN."),
        capacityProviderName=string("The capacity provider to run tasks on."),
        instanceTypes=strings("The types of its instances. Default: unchecked."),
        eniTrunking=boolean("Whether its instances use ENI trunking."),
        operatingSystem=string("al2023 or bottlerocket. Default: unchecked."),
        executeCommandLogGroupArn=string("The log group of ECS Exec."),
        namespace=part("Namespace", "The namespace of its services. Default: none."),
    ),
    "ServiceMetrics": described(
        "The dimensions of a service's metrics in CloudWatch: outputs of an AwsvpcService.",
        PARTS_OF_METRICS,
        clusterName=string("The cluster's name."),
        serviceName=string("The service's name."),
        loadBalancer=string("Its loadBalancerMetricName. Default: none."),
        loadBalancerIsShared=boolean(
            "Its loadBalancerIsShared: whether the load balancer also serves other services. Default: false."
        ),
        targetGroup=string("Its targetGroupMetricName. Default: none."),
        alternateTargetGroup=string("Its alternateTargetGroupMetricName. Default: none."),
    ),
    "SharedBalancer": described(
        "A shared load balancer: the outputs of a SharedLoadBalancer, or an existing one.",
        PARTS_OF_BALANCER,
        scheme=string("public or internal."),
        hasTls=boolean("Whether its listener uses HTTPS."),
        listenerArn=string("The ARN of the listener that gets the rules."),
        securityGroupId=string("The id of its security group."),
        dnsName=string("Its DNS name."),
        arnSuffix=string("The end of its ARN, which is its name in CloudWatch."),
        domain=string("The first of its domains. Default: none."),
    ),
}

NETWORK = part("Network", "The network.")
CAPACITY = part("Capacity", "The cluster to run in.")
EGRESS = strings(
    "The egress of the LargeVpc: instances and tasks wait for the resources behind it, load balancers do not."
)
INTERNET_GATEWAY = string("The internetGateway of the LargeVpc, for which a public load balancer waits.")
ACCESS_LOGS = string("The accessLogsBucket of AuditLogs, for the load balancer's access logs. Default: none.")

INPUTS: dict[str, dict[str, Schema]] = {
    "Ec2EcsCluster": {"network": NETWORK, "egress": EGRESS},
    "AwsvpcService": {
        "network": NETWORK,
        "egress": EGRESS,
        "internetGateway": INTERNET_GATEWAY,
        "capacity": CAPACITY,
        "callers": texts("The ids of the security groups of the services and jobs in allowFrom, by name."),
        "loadBalancers": parts("SharedBalancer", "The load balancers for loadBalancer.shared, by name."),
        "accessLogsBucket": ACCESS_LOGS,
    },
    "Job": {"network": NETWORK, "egress": EGRESS, "capacity": CAPACITY},
    "SharedLoadBalancer": {
        "network": NETWORK,
        "internetGateway": INTERNET_GATEWAY,
        "admitsVpc": {
            "type": "boolean",
            "plain": True,
            "description": "Whether the whole VPC can reach an internal load balancer. If false, only the callers of "
            "the services behind it can. Default: true.",
        },
        "accessLogsBucket": ACCESS_LOGS,
    },
    "Alarms": {
        "services": parts("ServiceMetrics", "The services to watch, by name."),
        "scheduleGroups": texts(
            "The scheduleGroupName of each job with a schedule, by the jobs' names. Default: none."
        ),
        "groupName": string("The groupName of the cluster, to watch its capacity."),
    },
    "AuditLogs": {"vpcId": string("The VPC whose traffic flow logs record. Default: none.")},
}

REQUIRED = {
    "Ec2EcsCluster": ["network"],
    "AwsvpcService": ["network", "capacity"],
    "Job": ["network", "capacity"],
    "SharedLoadBalancer": ["network"],
    "Alarms": ["services"],
}

OPTIONAL: dict[str, tuple[str, ...]] = {
    "LargeVpc": ("taskSubnetIds", "endpoints"),
    "Ec2EcsCluster": ("executeCommandLogGroupArn", "namespaceId", "namespaceArn", "namespaceDomain"),
    "AwsvpcService": (
        *("url", "loadBalancerDnsName", "discoveryUrl"),
        *("deployment", "logsCommand", "execCommand", "rollbackCommand"),
        *("loadBalancerMetricName", "targetGroupMetricName", "alternateTargetGroupMetricName"),
    ),
    "Job": ("scheduleGroupName",),
    "SharedLoadBalancer": ("domain",),
    "AuditLogs": ("accessLogsBucket",),
}
"""The outputs that a component can lack. In the SDKs, the types of all others are never null."""

OUTPUTS = {
    "vpcId": string("The VPC's id."),
    "publicSubnetIds": strings("A subnet id for each zone, in the order of the zones."),
    "privateSubnetIds": strings("A subnet id for each zone, in the order of the zones."),
    "natPublicIps": strings("The public addresses of instances and tasks."),
    "cidrBlocks": texts("The VPC's blocks by name."),
    "taskSubnetIds": strings("A subnet id for each zone, if tasks have separate subnets."),
    "availabilityZones": strings("The zones."),
    "endpoints": strings("The services with interface endpoints, if there is no NAT gateway."),
    "internetGateway": string("Depends on the attached internet gateway."),
    "egress": strings("Depends on the routes and endpoints for the egress of the private subnets."),
    "clusterName": string("The cluster's name."),
    "clusterArn": string("The cluster's ARN."),
    "capacityProviderName": string("The capacity provider's name, known after its association with the cluster."),
    "instanceSecurityGroupId": string("The id of the security group of the instances."),
    "groupName": string("The Auto Scaling group's name."),
    "instanceTypes": strings("The instance types."),
    "eniTrunking": boolean("Whether instances use ENI trunking."),
    "operatingSystem": string("The operating system of the instances."),
    "executeCommandLogGroupArn": string("The ARN of the log group of ECS Exec, if there is one."),
    "namespaceId": string("The id of the Cloud Map namespace, if there is one."),
    "namespaceArn": string("The ARN of the Cloud Map namespace, if there is one."),
    "namespaceDomain": string("The private domain of the namespace, if it has one."),
    "url": string("The URL, if there is a load balancer."),
    "loadBalancerDnsName": string("The DNS name of the load balancer, if there is one."),
    "discoveryUrl": string("The URL for the services in allowFrom, if the cluster has a namespace."),
    "serviceName": string("The ECS service's name."),
    "logGroupName": string("The log group of the containers."),
    "securityGroupId": string("The id of the security group of the tasks, or of the load balancer."),
    "taskExecutionRoleArn": string("The ARN of the role with which ECS pulls the image and writes the logs."),
    "taskDefinitionFamily": string("The family of the task definition."),
    "taskDefinitionArn": string("The newest revision."),
    "runningTaskDefinitionArn": string("The running revision, known after its rollout."),
    "deployment": string("A note if another system chooses the running revision."),
    "logsCommand": string("A command that follows the logs, if they are in CloudWatch."),
    "execCommand": string("A command that opens a shell in a task, with executeCommand."),
    "rollbackCommand": string("A command that runs the previous revision, if revisions are kept."),
    "loadBalancerMetricName": string("The name of the load balancer in CloudWatch, if there is one."),
    "loadBalancerIsShared": boolean("Whether the load balancer also serves other services."),
    "targetGroupMetricName": string("The name of the target group in CloudWatch, if there is one."),
    "alternateTargetGroupMetricName": string("The name of the second target group in CloudWatch, if there is one."),
    "runCommand": string("A command that runs the job now, waits, and prints its log."),
    "scheduleGroupName": string("The name of the schedule's group, if the job has a schedule."),
    "scheme": string("public or internal."),
    "hasTls": boolean("Whether the load balancer's listener uses HTTPS."),
    "listenerArn": string("The ARN of the listener that gets the rules of services."),
    "dnsName": string("The load balancer's DNS name."),
    "arnSuffix": string("The end of the load balancer's ARN, which is its name in CloudWatch."),
    "domain": string("The first of the load balancer's domains, if it has any."),
    "alarmArns": strings("The ARNs of the alarms."),
    "bucketName": string("The bucket's name."),
    "accessLogsBucket": string(
        "The bucket's name, known when load balancers can write to it; none without accessLogs."
    ),
}
