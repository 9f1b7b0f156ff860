"""The cluster, with a capacity provider for an Auto Scaling group of EC2 instances."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_aws as aws

from ..foundation.argument_checks import require, require_if_given
from ..foundation.region import Region
from ..network.network import Network
from .capacity import Capacity
from .checks import refuse_mistakes
from .ec2_ecs_cluster_args import Ec2EcsClusterArgs
from .eni_trunking import warn_of_missing_trunking
from .instances import ContainerInstances
from .namespace import create_namespace
from .own_instance_types import own_instance_types
from .session_log import NO_SESSION_LOG, create_session_log


class Ec2EcsCluster(pulumi.ComponentResource):
    """An ECS cluster that adds and removes EC2 instances as its tasks need.

    Creates the cluster with Container Insights, the instances (:class:`ContainerInstances`), a capacity provider with
    managed scaling, managed draining and managed termination protection, and its association with the cluster as the
    default strategy. If configured, creates a log group for ECS Exec and a Cloud Map namespace.

    Raises :class:`RefusedError` before it creates anything if the region or a zone of the network does not have the
    instance type, if the AMI does not exist or has another architecture, or if ECS would refuse the capacity provider's
    name.
    """

    cluster_name: pulumi.Output[str]
    """The cluster's name."""
    cluster_arn: pulumi.Output[str]
    """The cluster's ARN."""
    capacity_provider_name: pulumi.Output[str]
    """The capacity provider's name."""
    instance_security_group_id: pulumi.Output[str]
    """The id of the security group of the instances; tasks have separate groups."""
    group_name: pulumi.Output[str]
    """The Auto Scaling group's name."""
    capacity: Capacity
    """The cluster, for services."""

    def __init__(
        self,
        name: str,
        args: Ec2EcsClusterArgs | Mapping[str, Any] | None = None,
        opts: pulumi.ResourceOptions | None = None,
        *,
        network: Network,
        region: Region | None = None,
    ) -> None:
        super().__init__("ecs-on-ec2:index:Ec2EcsCluster", name, None, opts)
        args = Ec2EcsClusterArgs.of(args)
        require(network=(network, Network))
        require_if_given(region=(region, Region))
        region = region or Region(pulumi.InvokeOptions(parent=self))
        if not region.has_accepted(args):
            refuse_mistakes(name, args, network, region)
        if args.eni_trunking:
            warn_of_missing_trunking(args.all_instance_types, self)
        self._name = name

        child = pulumi.ResourceOptions(parent=self)
        sessions: aws.cloudwatch.LogGroup | None = None
        configuration = NO_SESSION_LOG
        if args.execute_command:
            sessions, configuration = create_session_log(name, args, child)
        cluster = aws.ecs.Cluster(
            name,
            settings=[{"name": "containerInsights", "value": args.container_insights}],
            configuration=configuration,
            opts=child,
        )
        instances = ContainerInstances(name, args, cluster, network, region, parent=self)
        provider = self._create_capacity_provider(args, instances.group)
        association = self._associate(cluster, provider)

        self.cluster_name = cluster.name
        self.cluster_arn = cluster.arn
        self.capacity_provider_name = provider.name
        self.instance_security_group_id = instances.security_group.id
        self.group_name = instances.group.name
        self.capacity = Capacity(
            cluster_arn=cluster.arn,
            cluster_name=cluster.name,
            capacity_provider_name=provider.name,
            instance_types=own_instance_types(args, region),
            eni_trunking=args.eni_trunking,
            operating_system=args.operating_system,
            execute_command_log_group_arn=sessions.arn if sessions else None,
            namespace=create_namespace(name, args, network, child),
            ready=(association,),
        )
        self.register_outputs(
            {
                "clusterName": self.cluster_name,
                "clusterArn": self.cluster_arn,
                "capacityProviderName": self.capacity_provider_name,
                "instanceSecurityGroupId": self.instance_security_group_id,
                "groupName": self.group_name,
            }
        )

    def _create_capacity_provider(
        self, args: Ec2EcsClusterArgs, group: aws.autoscaling.Group
    ) -> aws.ecs.CapacityProvider:
        return aws.ecs.CapacityProvider(
            self._name,
            name=args.capacity_provider_name,
            auto_scaling_group_provider={
                "auto_scaling_group_arn": group.arn,
                "managed_scaling": {
                    "status": "ENABLED",
                    "target_capacity": args.target_capacity,
                    "minimum_scaling_step_size": 1,
                    "maximum_scaling_step_size": 100,
                    "instance_warmup_period": 60,
                },
                # Auto Scaling does not replace a protected instance at its maximum lifetime.
                "managed_termination_protection": "DISABLED" if args.max_instance_lifetime_days else "ENABLED",
                "managed_draining": "ENABLED",
            },
            # ECS does not remove a provider from a cluster or delete it while a service uses it: the services are
            # deleted first, then the association, then the provider.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )

    def _associate(
        self, cluster: aws.ecs.Cluster, provider: aws.ecs.CapacityProvider
    ) -> aws.ecs.ClusterCapacityProviders:
        return aws.ecs.ClusterCapacityProviders(
            self._name,
            # This property also depends on the provider. So Pulumi deletes the association before the provider, and
            # after the services, which depend on the association.
            cluster_name=pulumi.Output.all(cluster.name, provider.name).apply(lambda names: str(names[0])),
            capacity_providers=[provider.name],
            default_capacity_provider_strategies=[{"base": 0, "weight": 1, "capacity_provider": provider.name}],
            # A provider that others add to the cluster is removed in place. If our own provider is replaced, the
            # association is deleted first and created last.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True, replacement_trigger=provider.name),
        )
