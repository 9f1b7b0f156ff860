"""A service: a task definition, what runs and logs it, and the load balancer in front of it."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from .awsvpc_service_args import AwsvpcServiceArgs
from .ec2_ecs_cluster import Capacity
from .load_balancer import ServiceLoadBalancer
from .network import Network
from .refusal import Problem, refuse_any
from .region import Region
from .region_checks import check_service
from .security_group import allow_tcp, make_security_group
from .task_definition import ServiceTask


class AwsvpcService(pulumi.ComponentResource):
    """A container service on EC2 capacity, each task with a network interface of its own in a private subnet.

    Creates what :class:`~components.task_definition.ServiceTask` and
    :class:`~components.load_balancer.ServiceLoadBalancer` list, a security group for the tasks that admits only the
    load balancer, and the ECS service. ``name`` is the service's name in ECS too.

    Raises :class:`~components.refusal.RefusedError` before it creates anything if a task is larger than the instances.
    """

    url: pulumi.Output[str]
    """Where the service is reached, by those who may."""
    load_balancer_dns_name: pulumi.Output[str]
    """The load balancer's DNS name."""
    service_name: pulumi.Output[str]
    """The ECS service's name."""
    log_group_name: pulumi.Output[str]
    """The CloudWatch log group of the containers."""
    security_group_id: pulumi.Output[str]
    """The id of the tasks' security group."""
    task_execution_role_arn: pulumi.Output[str]
    """The ARN of the role by which ECS pulls the image and writes the logs."""
    task_definition_family: pulumi.Output[str]
    """The family of the task definition's revisions; its only container has the service's name."""

    def __init__(
        self,
        name: str,
        args: AwsvpcServiceArgs,
        *,
        network: Network,
        capacity: Capacity,
        region: Region | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("ecs-on-ec2:index:AwsvpcService", name, None, opts)
        region = region or Region(pulumi.InvokeOptions(parent=self))
        if capacity.instance_type is not None:
            refuse_any(check_service(args, capacity.instance_type))
        self.args = args
        self._name = name
        self._child = pulumi.ResourceOptions(parent=self)

        task = ServiceTask(name, args, capacity, region, parent=self)
        self._load_balancer = ServiceLoadBalancer(name, args, network, parent=self)
        security_group = self._make_security_group(network)
        service = self._make_service(network, capacity, security_group, task)

        self.url = self._load_balancer.url
        self.load_balancer_dns_name = self._load_balancer.load_balancer.dns_name
        self.service_name = service.name
        self.log_group_name = task.log_group.name
        self.security_group_id = security_group.id
        self.task_execution_role_arn = task.roles.execution_role.arn
        self.task_definition_family = task.definition.family
        self.register_outputs(self.outputs)

    @property
    def outputs(self) -> dict[str, pulumi.Output[str]]:
        """The outputs by the names they are exported under."""
        return {
            "url": self.url,
            "loadBalancerDnsName": self.load_balancer_dns_name,
            "serviceName": self.service_name,
            "logGroupName": self.log_group_name,
            "securityGroupId": self.security_group_id,
            "taskExecutionRoleArn": self.task_execution_role_arn,
            "taskDefinitionFamily": self.task_definition_family,
        }

    def admit_callers(self, services: Mapping[str, AwsvpcService]) -> None:
        """Let the tasks of the services that ``allow_from`` names reach this one's load balancer.

        Called once every service is made, since two may call each other. Raises :class:`RefusedError` for a name that
        ``services`` has not.
        """
        callers = self.args.allow_from or ()
        there = ", ".join(services)
        refuse_any(
            Problem(("allowFrom", index), caller, f"the name of a service is allowed: {there}")
            for index, caller in enumerate(callers)
            if caller not in services
        )
        for caller in callers:
            self._load_balancer.admit(caller, services[caller].security_group_id)

    def _make_security_group(self, network: Network) -> aws.ec2.SecurityGroup:
        group = make_security_group(f"{self._name}-tasks", "Security group for service", network.vpc_id, self._child)
        adjective = "public" if self.args.topology == "public-api" else "private"
        allow_tcp(
            f"{self._name}-tasks-from-{adjective}-load-balancer-{self.args.container_port}",
            f"Ingress from the {adjective} ALB",
            group.id,
            self.args.container_port,
            self._child,
            source_group_id=self._load_balancer.security_group.id,
        )
        return group

    def _make_service(
        self,
        network: Network,
        capacity: Capacity,
        security_group: aws.ec2.SecurityGroup,
        task: ServiceTask,
    ) -> aws.ecs.Service:
        balancer = self._load_balancer
        return aws.ecs.Service(
            self._name,
            name=self._name,
            cluster=capacity.cluster_arn,
            task_definition=task.definition.arn,
            desired_count=self.args.desired_count,
            enable_execute_command=self.args.execute_command or None,
            capacity_provider_strategies=[
                {"base": 0, "weight": 1, "capacity_provider": capacity.capacity_provider_name}
            ],
            ordered_placement_strategies=[
                {"type": "spread", "field": "attribute:ecs.availability-zone"},
                {"type": "binpack", "field": "cpu"},
            ],
            network_configuration={
                "subnets": list(network.subnet_ids_of_tasks),
                "security_groups": [security_group.id],
                "assign_public_ip": False,
            },
            load_balancers=[
                {
                    "target_group_arn": balancer.target_group.arn,
                    "container_name": self._name,
                    "container_port": self.args.container_port,
                }
            ],
            deployment_maximum_percent=200,
            deployment_minimum_healthy_percent=75,
            deployment_circuit_breaker={"enable": True, "rollback": True},
            opts=pulumi.ResourceOptions.merge(
                self._child,
                pulumi.ResourceOptions(
                    # ECS takes a target group only once a listener ties it to a load balancer.
                    depends_on=[balancer.listener, *task.roles.ready, *capacity.ready, *network.egress],
                    custom_timeouts=pulumi.CustomTimeouts(create="20m", update="20m", delete="30m"),
                ),
            ),
        )
