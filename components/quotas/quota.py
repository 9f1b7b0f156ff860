"""The quotas of AWS that can limit a stack. docs/quotas.md is generated from this table."""

from __future__ import annotations

from dataclasses import dataclass

ECS = "https://docs.aws.amazon.com/general/latest/gr/ecs-service.html"
IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"
ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html"
VPC = "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html"
CLOUD_MAP = "https://docs.aws.amazon.com/cloud-map/latest/dg/cloud-map-limits.html"


@dataclass(frozen=True)
class Quota:
    """One quota of AWS.

    ``name`` is the name in Service Quotas, which finds the quota by ``service`` and ``code``. A quota without a code is
    not in Service Quotas. ``default`` is the value of a new account. ``most`` is the maximum on request: the default if
    AWS never raises it, None if AWS documents no maximum. ``counted`` describes the resources that count, ``remedy``
    how to need fewer.
    """

    name: str
    service: str
    code: str | None
    default: int
    most: int | None
    source: str
    counted: str
    remedy: str


ELASTIC_IPS = Quota(
    *("EC2-VPC Elastic IPs", "ec2", "L-0263D0A3", 5, None, VPC),
    counted="NAT gateways with an Elastic IP that the stack creates",
    remedy="vpc.natGateways: single, or vpc.eipAllocationIds",
)
VPCS = Quota(
    *("VPCs per Region", "vpc", "L-F678F1CE", 5, None, VPC),
    counted="the network, unless platform names an existing one",
    remedy="a network that several stacks share by platform",
)
CIDR_BLOCKS = Quota(
    *("IPv4 CIDR blocks per VPC", "vpc", "L-83CA0A9D", 5, 50, VPC),
    counted="the network's blocks: one, or two from the third zone on, and another one with splitTaskSubnets",
    remedy="two zones, or tasks in the private subnets",
)
INTERFACE_ENDPOINTS = Quota(
    *("Interface VPC endpoints per VPC", "vpc", "L-29B6F2EB", 50, None, VPC),
    counted="vpc.interfaceEndpoints",
    remedy="fewer endpoints; the other services are reached through the NAT gateways",
)
GROUP_RULES = Quota(
    *("Inbound or outbound rules per security group", "vpc", "L-0EA8095F", 60, 1000, VPC),
    counted="allowFrom, allowCidrs and allowPrefixLists of one service or load balancer; services behind a shared one",
    remedy="fewer and wider blocks, a prefix list, or another shared load balancer",
)
INTERFACE_GROUPS = Quota(
    *("Security groups per network interface", "vpc", "L-2AFB9258", 5, 16, VPC),
    counted="the security groups of a task",
    remedy="fewer groups with more rules",
)
NETWORK_INTERFACES = Quota(
    *("Network interfaces per Region", "vpc", "L-DF5E4CA3", 5000, None, VPC),
    counted="maximum of tasks and instances (with eniTrunking two each), endpoints, NAT gateways, load balancers",
    remedy="fewer and larger tasks, or another account",
)
SECURITY_GROUPS = Quota(
    *("VPC security groups per Region", "vpc", "L-E79EC296", 2500, None, VPC),
    counted="one for each service and each load balancer, one for the instances, one for the endpoints",
    remedy="shared load balancers",
)
ADDRESS_UNITS = Quota(
    *("Network Address Usage", "vpc", "L-BB24F6E5", 64_000, 256_000, VPC),
    counted="one per task and instance at the maximum; six per NAT gateway, and per endpoint in each zone",
    remedy="a second network for some of the services",
)
LOAD_BALANCERS = Quota(
    *("Application Load Balancers per Region", "elasticloadbalancing", "L-53DA6B97", 50, None, ELB),
    counted="shared load balancers, and services with their own load balancer",
    remedy="one load balancer for many services, or cluster.discovery without a load balancer",
)
BALANCER_TARGET_GROUPS = Quota(
    *("Target Groups per Application Load Balancer", "elasticloadbalancing", "L-822D1B1B", 100, 100, ELB),
    counted="services behind one load balancer; a service whose deployments shift traffic counts twice",
    remedy="another shared load balancer",
)
BALANCER_RULES = Quota(
    *("Rules per Application Load Balancer", "elasticloadbalancing", "L-7EED9B64", 100, None, ELB),
    counted="services behind one load balancer",
    remedy="another shared load balancer",
)
BALANCER_CERTIFICATES = Quota(
    *("Certificates per Application Load Balancer", "elasticloadbalancing", "L-9365A611", 25, None, ELB),
    counted="certificates of one load balancer in addition to the default one",
    remedy="one certificate for several names, or another load balancer",
)
BALANCER_TARGETS = Quota(
    *("Targets per Application Load Balancer", "elasticloadbalancing", "L-7E6692B2", 1000, None, ELB),
    counted="the maximum number of tasks of the services behind one load balancer",
    remedy="a separate load balancer for the largest service",
)
RULE_VALUES = Quota(
    *("Condition values per rule", "elasticloadbalancing", None, 5, 5, ELB),
    counted="hosts and paths of one service behind a shared load balancer",
    remedy="a wildcard such as /orders/* instead of several paths, or a second service",
)
ROLE_POLICIES = Quota(
    *("Managed policies per role", "iam", None, 10, 20, IAM),
    counted="taskRole.policyArns of one service or job",
    remedy="taskRole.statements, or one managed policy with several statements",
)
CLUSTER_SERVICES = Quota(
    *("Services per cluster", "ecs", "L-9EF96962", 5000, None, ECS),
    counted="services",
    remedy="a second platform stack",
)
CLUSTER_INSTANCES = Quota(
    *("Container instances per cluster", "ecs", "L-86C34207", 5000, None, ECS),
    counted="cluster.maxSize",
    remedy="larger instances, or a second platform stack",
)
SERVICE_TASKS = Quota(
    *("Tasks per service", "ecs", "L-92E49DE3", 5000, None, ECS),
    counted="the maximum number of tasks of one service",
    remedy="larger tasks",
)
DISCOVERED_TASKS = Quota(
    *("Instances per service", "servicediscovery", None, 1000, 1000, CLOUD_MAP),
    counted="the maximum number of tasks of one service, with cluster.discovery",
    remedy="larger tasks, or a load balancer instead of discovery",
)
QUOTAS = tuple(value for value in list(globals().values()) if isinstance(value, Quota))
"""Every quota, in the order of the document."""
