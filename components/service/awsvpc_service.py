"""A service: its tasks, their number, and the access to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import pulumi
import pulumi_aws as aws

from ..cluster.capacity import Capacity
from ..cluster.namespace import Namespace
from ..foundation.access_logs import AccessLogs
from ..foundation.argument_checks import IDS, require, require_each, require_if_given
from ..foundation.deferred import as_output
from ..foundation.exclusive import create_exclusive_rules
from ..foundation.refusal import refuse_any
from ..foundation.region import Region
from ..foundation.security_group import allow_tcp_ingress, create_security_group
from ..foundation.without_dependencies import without_dependencies
from ..network.network import Network
from .awsvpc_service_args import AwsvpcServiceArgs
from .checks import refuse_mistakes
from .discovery.service_connect_checks import warn_of_proxy
from .discovery.service_discovery import ServiceDiscovery, port_mapping
from .ecs_service import create_ecs_service, desired_state
from .metrics import ServiceMetrics
from .name_checks import unknown_callers
from .operation_commands import operation_commands
from .rollout.rollout import running_revision, wait_for_rollout
from .scaling.service_scaling import ServiceScaling
from .task.task_component import TaskComponent
from .task.task_definition import ServiceTask
from .task_density import warn_of_interfaces
from .traffic.shared_balancer import SharedBalancer
from .traffic_parts import create_traffic

EXTERNAL = "external: another system chooses the revision that runs; taskDefinitionArn is this stack's newest"


class AwsvpcService(TaskComponent):
    """A container service on EC2 capacity; each task has its own network interface in a private subnet.

    Creates the resources of :class:`ServiceTask`, a security group for the tasks and the ECS service. With a load
    balancer, also creates those of :class:`ServiceLoadBalancer` or :class:`SharedLoadBalancerTarget`, with a namespace
    in the cluster those of :class:`ServiceDiscovery`, and with ``scaling`` those of :class:`ServiceScaling`. ``name``
    is also the service's name in ECS.

    ``callers`` are the services and jobs in ``allow_from``, or the ids of their security groups, by name. For services
    that call each other, :func:`create_services` passes ``"later"`` and calls :meth:`admit_callers` after it has
    created all services. ``after`` are services that this one calls by Service Connect, where a task knows only the
    names that exist when it starts. ``load_balancers`` are those that services share.

    Raises :class:`RefusedError` before it creates anything if a task is larger than the
    instances, or the account does not have the hosted zone. After an update it waits for the rollout, see
    :mod:`components.service.rollout.rollout`.
    """

    url: pulumi.Output[str] | None
    """The URL for the allowed clients; None without a load balancer."""
    load_balancer_dns_name: pulumi.Output[str] | None
    """The load balancer's DNS name; None without one."""
    discovery_url: pulumi.Output[str] | None
    """The URL for the services in ``allow_from``; None without a namespace."""
    service_name: pulumi.Output[str]
    """The ECS service's name."""
    task_execution_role_arn: pulumi.Output[str]
    """The ARN of the role with which ECS pulls the image and writes the logs."""
    running_task_definition_arn: pulumi.Output[str]
    """The running revision, after its rollout; fails if the rollout fails."""
    deployment: pulumi.Output[str] | None
    """A note if another system chooses the running revision; None if this stack does."""
    logs_command: pulumi.Output[str] | None
    """A command that follows the logs; None if they are not in CloudWatch."""
    exec_command: pulumi.Output[str] | None
    """A command that opens a shell in a task; None without ``execute_command``."""
    rollback_command: pulumi.Output[str] | None
    """A command that runs the second-newest revision of this stack; None if it is not kept."""
    metrics: ServiceMetrics
    """The dimensions of the service's metrics in CloudWatch."""
    ecs_service: aws.ecs.Service
    """The ECS service, for others to wait for."""

    def __init__(
        self,
        name: str,
        args: AwsvpcServiceArgs | Mapping[str, Any],
        opts: pulumi.ResourceOptions | None = None,
        *,
        network: Network,
        capacity: Capacity,
        callers: Mapping[str, TaskComponent | pulumi.Input[str]] | Literal["later"] | None = None,
        region: Region | None = None,
        after: Sequence[AwsvpcService] = (),
        access_logs: AccessLogs | None = None,
        load_balancers: Mapping[str, SharedBalancer] | None = None,
        gets_balancer: bool = False,
    ) -> None:
        super().__init__("AwsvpcService", name, opts, tag="service")
        args = AwsvpcServiceArgs.of(args)
        require(network=(network, Network), capacity=(capacity, Capacity))
        require_if_given(region=(region, Region), access_logs=(access_logs, AccessLogs))
        require_each(SharedBalancer, load_balancers=load_balancers)
        require_each((TaskComponent, *IDS), callers=None if callers == "later" else callers)
        region, shared = region or Region(pulumi.InvokeOptions(parent=self)), load_balancers or {}
        if not region.has_accepted(args):
            refuse_mistakes(name, args, network, capacity, callers, shared, region)
        warn_of_interfaces(name, args, capacity.instance_types, self, eni_trunking=capacity.eni_trunking)
        if capacity.discovery == "service-connect":
            warn_of_proxy(name, args.service_connect, args, self)
        self._args = args

        self._security_group, egress = create_security_group(
            f"{name}-tasks", "Security group for service", network.vpc_id, self._child
        )
        group_id = self._security_group.id
        self._load_balancer = create_traffic(name, args, network, region, access_logs, shared, group_id, self)
        slow = (self._load_balancer.slow if self._load_balancer else ()) or capacity.ready
        task = ServiceTask(
            name,
            args,
            capacity,
            region,
            port_mapping=port_mapping(args.container_port, args.connect_protocol, capacity.namespace),
            keep_revisions=args.deployment.keeps_revisions,
            after=slow,
            parent=self,
        )
        # Without these, tasks do not start, get no requests or do not stop cleanly.
        self._rules: list[aws.vpc.SecurityGroupIngressRule | aws.vpc.SecurityGroupEgressRule] = [egress]
        self._admit_load_balancer()
        self._discovery = self._create_discovery(capacity.namespace)
        is_service_connect = capacity.discovery == "service-connect"
        self.ecs_service = create_ecs_service(
            name,
            args,
            self._child,
            network=network,
            capacity=capacity,
            task=task,
            security_group=self._security_group,
            load_balancer=self._load_balancer,
            discovery=self._discovery,
            gets_balancer=gets_balancer,
            after=[*self._rules, *([service.ecs_service for service in after] if is_service_connect else [])],
        )
        if args.scaling is not None:
            ServiceScaling(
                name, args.scaling, capacity.cluster_name, self.ecs_service, self._load_balancer, parent=self
            )
        self.metrics = self._name_metrics(capacity)
        self._roles = task.roles
        self._set_task_outputs(task, self._security_group.id)
        if callers != "later":
            self.admit_callers({**(callers or {}), name: self})
        self._set_outputs(task, capacity)
        if callers != "later":
            self.make_exclusive(self.deployed)

    def _set_outputs(self, task: ServiceTask, capacity: Capacity) -> None:
        balancer, service = self._load_balancer, self.ecs_service
        self.url = balancer.url if balancer else None
        self.load_balancer_dns_name = balancer.dns_name if balancer else None
        self.discovery_url = pulumi.Output.from_input(self._discovery.url) if self._discovery else None
        self.service_name = service.name
        self.task_execution_role_arn = pulumi.Output.from_input(task.roles.execution_role_arn)
        self.running_task_definition_arn = task.definition.arn
        self._reported_revision: pulumi.Output[Any] = task.definition.arn
        self._deployed: pulumi.Output[Any] = service.id
        asking, deployment = pulumi.InvokeOptions(parent=self), self._args.deployment
        if deployment.waits:
            minutes, rule = deployment.minutes_to_wait, balancer.shift.rule_arn if balancer and balancer.shift else None
            desired = desired_state(self._args, capacity.capacity_provider_name)
            self.running_task_definition_arn, self._reported_revision = wait_for_rollout(
                self._name, service, task.definition.arn, desired, minutes, asking, rule
            )
            self._deployed = self.running_task_definition_arn
        elif deployment.external:
            self.running_task_definition_arn = self._reported_revision = running_revision(service, asking)
        self.deployment = pulumi.Output.from_input(EXTERNAL) if deployment.external else None
        commands = operation_commands(self._name, self._args, capacity.cluster_name, service, task)
        self.logs_command = commands.get("logsCommand")
        self.exec_command = commands.get("execCommand")
        self.rollback_command = commands.get("rollbackCommand")
        self.register_outputs(self.outputs)

    @property
    def outputs(self) -> dict[str, pulumi.Output[Any]]:
        """The outputs by their exported names, without those that this service does not have."""
        outputs: dict[str, pulumi.Output[Any] | None] = {
            **self._task_outputs,
            "url": self.url,
            "loadBalancerDnsName": self.load_balancer_dns_name,
            "discoveryUrl": self.discovery_url,
            "serviceName": self.service_name,
            "taskExecutionRoleArn": self.task_execution_role_arn,
            "runningTaskDefinitionArn": self._reported_revision,
            "deployment": self.deployment,
            "logsCommand": self.logs_command,
            "execCommand": self.exec_command,
            "rollbackCommand": self.rollback_command,
        }
        return {key: value for key, value in outputs.items() if value is not None}

    def admit_callers(
        self, callers: Mapping[str, TaskComponent | pulumi.Input[str]], *, to_shared: bool = True
    ) -> None:
        """Allow the tasks of the services and jobs in ``allow_from`` to reach this service.

        They can reach its load balancer and, without one or with a namespace, its tasks. Called by the constructor, or
        with ``callers="later"`` once every service is created, since two may call each other. Without ``to_shared`` a
        shared load balancer is left to the caller. Raises :class:`RefusedError` for a name that ``callers`` lacks.
        """
        refuse_any(unknown_callers(self._args, callers))
        for caller in self._args.allow_from or ():
            tasks = callers[caller]
            source = tasks.security_group_id if isinstance(tasks, TaskComponent) else as_output(tasks)
            if self._load_balancer is not None and (to_shared or not self._load_balancer.is_shared):
                self._load_balancer.admit(caller, source)
            if self._load_balancer is None or self._discovery is not None:
                self._admit_to_tasks(caller, f"Requests from {caller}", source)

    @property
    def deployed(self) -> pulumi.Output[Any]:
        """Known when the service is updated and, with ``wait_for_rollout``, its rollout is completed."""
        return self._deployed

    def make_exclusive(self, deployed: pulumi.Input[Any]) -> None:
        """Remove all other policies of the roles and rules of the security groups, when ``deployed`` is known.

        This also deletes policies and rules that the program no longer has, which the service's or a caller's tasks of
        the previous revision can need until the last one stops. The constructor calls this method, or with
        ``callers="later"`` the program calls it after all services are deployed. Does nothing without
        ``exclusive_permissions``.
        """
        if not self._args.exclusive_permissions:
            return
        service = self.ecs_service
        after = without_dependencies(pulumi.Output.from_input(deployed).apply(lambda _: service))
        opts = pulumi.ResourceOptions(depends_on=[service, after])
        self._roles.make_exclusive(opts)
        create_exclusive_rules(
            f"{self._name}-tasks", self._security_group, self._rules, pulumi.ResourceOptions.merge(self._child, opts)
        )
        if self._load_balancer is not None:
            self._load_balancer.make_exclusive(opts)

    def _create_discovery(self, namespace: Namespace | None) -> ServiceDiscovery | None:
        if namespace is None:
            return None
        return ServiceDiscovery(
            self._name,
            self._args.service_connect,
            namespace,
            container_port=self._args.container_port,
            connect_protocol=self._args.connect_protocol,
            speaks_http=self._args.speaks_http,
            parent=self,
        )

    def _admit_to_tasks(self, role: str, description: str, source: pulumi.Input[str]) -> None:
        # The port is in the name, so the rule for a new port is created before the old one is deleted.
        port = self._args.container_port
        name = f"{self._name}-tasks-from-{role}-{port}"
        rule = allow_tcp_ingress(name, description, self._security_group.id, port, self._child, source_group_id=source)
        self._rules.append(rule)

    def _admit_load_balancer(self) -> None:
        if self._load_balancer is not None:
            role, description = self._load_balancer.source
            self._admit_to_tasks(role, description, self._load_balancer.security_group_id)

    def _name_metrics(self, capacity: Capacity) -> ServiceMetrics:
        names = ServiceMetrics(cluster_name=capacity.cluster_name, service_name=self.ecs_service.name)
        balancer = self._load_balancer
        if balancer is None:
            return names
        groups = {role: group.arn_suffix for role, group in balancer.target_groups.items()}
        return replace(names, load_balancer=balancer.arn_suffix, target_groups=groups, is_shared=balancer.is_shared)
