"""Containers on Amazon ECS with EC2 capacity: a network, a cluster and services, as Pulumi components."""

from .alarm_args import AlarmsArgs
from .alarms import Alarms
from .audit_args import AuditLogsArgs
from .audit_logs import AccessLogs, AuditLogs
from .awsvpc_service import AwsvpcService
from .awsvpc_service_args import AwsvpcServiceArgs, ImageBuildArgs
from .capacity import Capacity
from .ec2_ecs_cluster import Ec2EcsCluster
from .ec2_ecs_cluster_args import Ec2EcsClusterArgs
from .large_vpc import LargeVpc
from .large_vpc_args import LargeVpcArgs
from .network import Network
from .refusal import Problem, RefusedError
from .region import Region
from .services import make_services

__all__ = [
    "AccessLogs",
    "Alarms",
    "AlarmsArgs",
    "AuditLogs",
    "AuditLogsArgs",
    "AwsvpcService",
    "AwsvpcServiceArgs",
    "Capacity",
    "Ec2EcsCluster",
    "Ec2EcsClusterArgs",
    "ImageBuildArgs",
    "LargeVpc",
    "LargeVpcArgs",
    "Network",
    "Problem",
    "RefusedError",
    "Region",
    "make_services",
]
