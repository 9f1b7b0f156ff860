"""The inputs of the package that are not arguments, and its outputs.

In Python these are objects: a ``Network``, a ``Capacity``, services by name. Other languages pass their parts, because
an Output of an object is unknown as a whole while a part of it is unknown.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

STRINGS: Schema = {"type": "array", "items": {"type": "string"}}
TEXTS: Schema = {"type": "object", "additionalProperties": {"type": "string"}}


def _reference(name: str) -> Schema:
    return {"$ref": f"#/types/ecs-on-ec2:index:{name}", "plain": True}


# In a plain map: the generator of Go SDKs omits the arguments of an object that is also plain.
_INSIDE: dict[str, Schema] = {
    name: {"$ref": f"#/types/ecs-on-ec2:index:{name}"} for name in ("SharedBalancer", "ServiceMetrics")
}

TYPES: dict[str, Schema] = {
    "Network": {
        "description": "The VPC: the outputs of a LargeVpc, or the ids of an existing VPC.",
        "required": ["vpcId", "publicSubnetIds", "privateSubnetIds"],
        "properties": {
            "vpcId": {"type": "string", "description": "The VPC's id."},
            "cidrBlocks": {
                **TEXTS,
                "description": "The blocks that can reach a private service without allowFrom, by fixed names.",
            },
            "publicSubnetIds": {**STRINGS, "description": "Subnets for internet-facing load balancers."},
            "privateSubnetIds": {**STRINGS, "description": "Subnets for instances, tasks and internal load balancers."},
            "taskSubnetIds": {**STRINGS, "description": "Subnets for tasks. Default: the private subnets."},
            "availabilityZones": {**STRINGS, "description": "The zones of the private subnets. Default: unchecked."},
            "endpoints": {
                **STRINGS,
                "description": "The services with interface endpoints, if there is no NAT gateway.",
            },
        },
    },
    "Namespace": {
        "description": "A Cloud Map namespace for the service discovery of a cluster.",
        "required": ["id", "arn"],
        "properties": {
            "id": {"type": "string", "description": "Its id."},
            "arn": {"type": "string", "description": "Its ARN."},
            "domain": {"type": "string", "description": "Its private domain. Default: none, for Service Connect."},
        },
    },
    "Capacity": {
        "description": "The cluster: the outputs of an Ec2EcsCluster, or an existing cluster.",
        "required": ["clusterArn", "capacityProviderName"],
        "properties": {
            "clusterArn": {"type": "string", "description": "The cluster's ARN."},
            "clusterName": {"type": "string", "description": "Its name. Default: the last part of its ARN."},
            "capacityProviderName": {"type": "string", "description": "The capacity provider to run tasks on."},
            "instanceTypes": {**STRINGS, "description": "The types of its instances. Default: unchecked."},
            "eniTrunking": {"type": "boolean", "description": "Whether its instances use ENI trunking."},
            "operatingSystem": {"type": "string", "description": "al2023 or bottlerocket. Default: unchecked."},
            "executeCommandLogGroupArn": {"type": "string", "description": "The log group of ECS Exec."},
            "namespace": {**_reference("Namespace"), "description": "The namespace of its services. Default: none."},
        },
    },
    "ServiceMetrics": {
        "description": "The dimensions of a service's metrics in CloudWatch: outputs of an AwsvpcService.",
        "required": ["clusterName", "serviceName"],
        "properties": {
            "clusterName": {"type": "string", "description": "The cluster's name."},
            "serviceName": {"type": "string", "description": "The service's name."},
            "loadBalancer": {"type": "string", "description": "Its loadBalancerMetricName. Default: none."},
            "loadBalancerIsShared": {
                "type": "boolean",
                "description": "Its loadBalancerIsShared: whether the load balancer also serves other services."
                " Default: false.",
            },
            "targetGroup": {"type": "string", "description": "Its targetGroupMetricName. Default: none."},
            "alternateTargetGroup": {
                "type": "string",
                "description": "Its alternateTargetGroupMetricName. Default: none.",
            },
        },
    },
    "SharedBalancer": {
        "description": "A shared load balancer: the outputs of a SharedLoadBalancer, or an existing one.",
        "required": ["scheme", "hasTls", "listenerArn", "securityGroupId", "dnsName", "arnSuffix"],
        "properties": {
            "scheme": {"type": "string", "description": "public or internal."},
            "hasTls": {"type": "boolean", "description": "Whether its listener uses HTTPS."},
            "listenerArn": {"type": "string", "description": "The ARN of the listener that gets the rules."},
            "securityGroupId": {"type": "string", "description": "The id of its security group."},
            "dnsName": {"type": "string", "description": "Its DNS name."},
            "arnSuffix": {"type": "string", "description": "The end of its ARN, which is its name in CloudWatch."},
            "domain": {"type": "string", "description": "The first of its domains. Default: none."},
        },
    },
}

EGRESS: Schema = {
    **STRINGS,
    "description": "The egress of the LargeVpc: instances and tasks wait for the resources behind it, load balancers do"
    " not.",
}

NETWORK: Schema = {**_reference("Network"), "description": "The network."}
CAPACITY: Schema = {**_reference("Capacity"), "description": "The cluster to run in."}
INTERNET_GATEWAY: Schema = {
    "type": "string",
    "description": "The internetGateway of the LargeVpc, for which a public load balancer waits.",
}
ACCESS_LOGS: Schema = {
    "type": "string",
    "description": "The accessLogsBucket of AuditLogs, for the load balancer's access logs. Default: none.",
}

INPUTS: dict[str, dict[str, Schema]] = {
    "Ec2EcsCluster": {"network": NETWORK, "egress": EGRESS},
    "AwsvpcService": {
        "network": NETWORK,
        "egress": EGRESS,
        "internetGateway": INTERNET_GATEWAY,
        "capacity": CAPACITY,
        "callers": {
            **TEXTS,
            "description": "The ids of the security groups of the services and jobs in allowFrom, by name.",
        },
        "loadBalancers": {
            "type": "object",
            "additionalProperties": _INSIDE["SharedBalancer"],
            "plain": True,
            "description": "The load balancers for loadBalancer.shared, by name.",
        },
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
        "services": {
            "type": "object",
            "additionalProperties": _INSIDE["ServiceMetrics"],
            "plain": True,
            "description": "The services to watch, by name.",
        },
        "scheduleGroups": {
            **TEXTS,
            "description": "The scheduleGroupName of each job with a schedule, by the jobs' names. Default: none.",
        },
        "groupName": {"type": "string", "description": "The groupName of the cluster, to watch its capacity."},
    },
    "AuditLogs": {"vpcId": {"type": "string", "description": "The VPC whose traffic flow logs record. Default: none."}},
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

LISTS: dict[str, Schema] = dict.fromkeys(
    (
        *("publicSubnetIds", "privateSubnetIds", "natPublicIps", "taskSubnetIds", "availabilityZones", "endpoints"),
        *("egress", "instanceTypes", "alarmArns"),
    ),
    STRINGS,
)
MAPS: dict[str, Schema] = {"cidrBlocks": TEXTS}
PLAIN_OUTPUTS = dict.fromkeys(("eniTrunking", "hasTls", "loadBalancerIsShared"), "boolean")

OUTPUT_TYPES = {
    "vpcId": "The VPC's id.",
    "publicSubnetIds": "A subnet id for each zone, in the order of the zones.",
    "privateSubnetIds": "A subnet id for each zone, in the order of the zones.",
    "natPublicIps": "The public addresses of instances and tasks.",
    "cidrBlocks": "The VPC's blocks by name.",
    "taskSubnetIds": "A subnet id for each zone, if tasks have separate subnets.",
    "availabilityZones": "The zones.",
    "endpoints": "The services with interface endpoints, if there is no NAT gateway.",
    "internetGateway": "Depends on the attached internet gateway.",
    "egress": "Depends on the routes and endpoints for the egress of the private subnets.",
    "clusterName": "The cluster's name.",
    "clusterArn": "The cluster's ARN.",
    "capacityProviderName": "The capacity provider's name, known after its association with the cluster.",
    "instanceSecurityGroupId": "The id of the security group of the instances.",
    "groupName": "The Auto Scaling group's name.",
    "instanceTypes": "The instance types.",
    "eniTrunking": "Whether instances use ENI trunking.",
    "operatingSystem": "The operating system of the instances.",
    "executeCommandLogGroupArn": "The ARN of the log group of ECS Exec, if there is one.",
    "namespaceId": "The id of the Cloud Map namespace, if there is one.",
    "namespaceArn": "The ARN of the Cloud Map namespace, if there is one.",
    "namespaceDomain": "The private domain of the namespace, if it has one.",
    "url": "The URL, if there is a load balancer.",
    "loadBalancerDnsName": "The DNS name of the load balancer, if there is one.",
    "discoveryUrl": "The URL for the services in allowFrom, if the cluster has a namespace.",
    "serviceName": "The ECS service's name.",
    "logGroupName": "The log group of the containers.",
    "securityGroupId": "The id of the security group of the tasks, or of the load balancer.",
    "taskExecutionRoleArn": "The ARN of the role with which ECS pulls the image and writes the logs.",
    "taskDefinitionFamily": "The family of the task definition.",
    "taskDefinitionArn": "The newest revision.",
    "runningTaskDefinitionArn": "The running revision, known after its rollout.",
    "deployment": "A note if another system chooses the running revision.",
    "logsCommand": "A command that follows the logs, if they are in CloudWatch.",
    "execCommand": "A command that opens a shell in a task, with executeCommand.",
    "rollbackCommand": "A command that runs the previous revision, if revisions are kept.",
    "loadBalancerMetricName": "The name of the load balancer in CloudWatch, if there is one.",
    "loadBalancerIsShared": "Whether the load balancer also serves other services.",
    "targetGroupMetricName": "The name of the target group in CloudWatch, if there is one.",
    "alternateTargetGroupMetricName": "The name of the second target group in CloudWatch, if there is one.",
    "runCommand": "A command that runs the job now, waits, and prints its log.",
    "scheduleGroupName": "The name of the schedule's group, if the job has a schedule.",
    "scheme": "public or internal.",
    "hasTls": "Whether the load balancer's listener uses HTTPS.",
    "listenerArn": "The ARN of the listener that gets the rules of services.",
    "dnsName": "The load balancer's DNS name.",
    "arnSuffix": "The end of the load balancer's ARN, which is its name in CloudWatch.",
    "domain": "The first of the load balancer's domains, if it has any.",
    "alarmArns": "The ARNs of the alarms.",
    "bucketName": "The bucket's name.",
    "accessLogsBucket": "The bucket's name, known when load balancers can write to it; none without accessLogs.",
}
