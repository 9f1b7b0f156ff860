"""Containers on Amazon ECS with EC2 capacity: a network, a cluster and services, as Pulumi components."""

from .cluster.capacity import Capacity
from .cluster.ec2_ecs_cluster import Ec2EcsCluster
from .cluster.ec2_ecs_cluster_args import Ec2EcsClusterArgs
from .cluster.namespace import Namespace
from .cluster.root_volume_args import RootVolumeArgs
from .foundation.access_logs import AccessLogs
from .foundation.error_lines import show_each_error_once
from .foundation.overrides import OverrideArgs
from .foundation.refusal import Problem, RefusedError
from .foundation.region import InstanceType, Region
from .job.job import Job
from .job.job_args import JobArgs
from .network.large_vpc import LargeVpc
from .network.large_vpc_args import LargeVpcArgs
from .network.network import Network
from .observability.alarm_args import AlarmsArgs
from .observability.alarms import Alarms
from .observability.audit_args import AuditLogsArgs, ObjectLockArgs
from .observability.audit_logs import AuditLogs
from .platform.platform_args import (
    ExistingClusterArgs,
    ExistingLoadBalancerArgs,
    ExistingNamespaceArgs,
    ExistingNetworkArgs,
    PlatformArgs,
)
from .service.awsvpc_service import AwsvpcService
from .service.awsvpc_service_args import AwsvpcServiceArgs
from .service.discovery.service_connect_args import ProxyArgs, ServiceConnectArgs
from .service.metrics import ServiceMetrics
from .service.rollout.deployment_args import DeploymentArgs
from .service.scaling.metric_scaling import MetricScalingArgs
from .service.scaling.queue_scaling import QueueScalingArgs
from .service.scaling.scaling_args import ScheduleArgs, ServiceScalingArgs
from .service.task.capabilities_args import CapabilitiesArgs
from .service.task.container_args import ContainerArgs, ContainerHealthCheckArgs, SidecarArgs, TmpfsArgs, UlimitArgs
from .service.task.logging_args import FirelensArgs, LoggingArgs
from .service.task.task_args import ImageBuildArgs, TaskArgs
from .service.task.task_role_args import ExecutionRoleArgs, StatementArgs, TaskRoleArgs
from .service.task.volume_args import MountArgs, VolumeArgs
from .service.traffic.balancer_args import BalancerArgs
from .service.traffic.load_balancer_args import LoadBalancerArgs
from .service.traffic.shared_balancer import SharedBalancer
from .service.traffic.shared_load_balancer import SharedLoadBalancer
from .service.traffic.shared_load_balancer_args import SharedLoadBalancerArgs
from .service.traffic.target_args import HealthCheckArgs, StickinessArgs, TargetArgs
from .stack.jobs import create_jobs
from .stack.load_balancers import create_load_balancers, make_balancers_exclusive
from .stack.services import create_services

__all__ = [
    "AccessLogs",
    "Alarms",
    "AlarmsArgs",
    "AuditLogs",
    "AuditLogsArgs",
    "AwsvpcService",
    "AwsvpcServiceArgs",
    "BalancerArgs",
    "CapabilitiesArgs",
    "Capacity",
    "ContainerArgs",
    "ContainerHealthCheckArgs",
    "DeploymentArgs",
    "Ec2EcsCluster",
    "Ec2EcsClusterArgs",
    "ExecutionRoleArgs",
    "ExistingClusterArgs",
    "ExistingLoadBalancerArgs",
    "ExistingNamespaceArgs",
    "ExistingNetworkArgs",
    "FirelensArgs",
    "HealthCheckArgs",
    "ImageBuildArgs",
    "InstanceType",
    "Job",
    "JobArgs",
    "LargeVpc",
    "LargeVpcArgs",
    "LoadBalancerArgs",
    "LoggingArgs",
    "MetricScalingArgs",
    "MountArgs",
    "Namespace",
    "Network",
    "ObjectLockArgs",
    "OverrideArgs",
    "PlatformArgs",
    "Problem",
    "ProxyArgs",
    "QueueScalingArgs",
    "RefusedError",
    "Region",
    "RootVolumeArgs",
    "ScheduleArgs",
    "ServiceConnectArgs",
    "ServiceMetrics",
    "ServiceScalingArgs",
    "SharedBalancer",
    "SharedLoadBalancer",
    "SharedLoadBalancerArgs",
    "SidecarArgs",
    "StatementArgs",
    "StickinessArgs",
    "TargetArgs",
    "TaskArgs",
    "TaskRoleArgs",
    "TmpfsArgs",
    "UlimitArgs",
    "VolumeArgs",
    "create_jobs",
    "create_load_balancers",
    "create_services",
    "make_balancers_exclusive",
    "show_each_error_once",
]
