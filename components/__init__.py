"""Containers on Amazon ECS with EC2 capacity: a network, a cluster and services, as Pulumi components."""

from .cluster.capacity import Capacity
from .cluster.ec2_ecs_cluster import Ec2EcsCluster
from .cluster.ec2_ecs_cluster_args import Ec2EcsClusterArgs
from .foundation.access_logs import AccessLogs
from .foundation.refusal import Problem, RefusedError
from .foundation.region import Region
from .network.large_vpc import LargeVpc
from .network.large_vpc_args import LargeVpcArgs
from .network.network import Network
from .observability.alarm_args import AlarmsArgs
from .observability.alarms import Alarms
from .observability.audit_args import AuditLogsArgs
from .observability.audit_logs import AuditLogs
from .service.awsvpc_service import AwsvpcService
from .service.awsvpc_service_args import AwsvpcServiceArgs
from .service.services import make_services
from .service.task.task_args import ImageBuildArgs

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
