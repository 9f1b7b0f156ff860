"""The load balancer in front of a service, and who reaches it."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from .awsvpc_service_args import AwsvpcServiceArgs
from .iam_role import name_prefix
from .network import Network
from .security_group import EVERYWHERE, allow_tcp, make_security_group

HTTP_PORT = 80
IDLE_TIMEOUT = 30

LONGEST_NAME_PREFIX = 6
"""Load balancers and target groups have names of 32 characters, of which the provider's random suffix needs 26."""


class ServiceLoadBalancer:
    """An Application Load Balancer with one listener and one target group, children of the service's component.

    Creates a security group with its rules, the load balancer, the target group and the listener. A ``public-api``'s is
    open to the internet, a ``private-worker``'s to the VPC's blocks, or with ``allow_from`` to those let in by
    :meth:`admit`. The children's names carry the topology: a target group cannot change its load balancer, so the
    other topology's parts are made beside these before these are deleted.
    """

    load_balancer: aws.lb.LoadBalancer
    target_group: aws.lb.TargetGroup
    listener: aws.lb.Listener
    security_group: aws.ec2.SecurityGroup

    def __init__(self, service_name: str, args: AwsvpcServiceArgs, network: Network, parent: pulumi.Resource) -> None:
        self._public = args.topology == "public-api"
        self._adjective = "public" if self._public else "private"
        self._name = f"{service_name}-{self._adjective}"
        self._name_prefix = name_prefix(service_name, LONGEST_NAME_PREFIX)
        self._child = pulumi.ResourceOptions(parent=parent)
        self.security_group = self._make_security_group(args, network)
        self.load_balancer = self._make_load_balancer(network)
        self.target_group = self._make_target_group(args, network)
        self.listener = self._make_listener()

    @property
    def url(self) -> pulumi.Output[str]:
        """Where the service is reached, by those who may."""
        return pulumi.Output.concat("http://", self.load_balancer.dns_name)

    def admit(self, caller: str, security_group_id: pulumi.Input[str]) -> None:
        """Let the tasks of the service ``caller``, whose security group it is, reach the listener."""
        allow_tcp(
            f"{self._name}-from-{caller}",
            f"HTTP from {caller}",
            self.security_group.id,
            HTTP_PORT,
            self._child,
            source_group_id=security_group_id,
        )

    def _make_security_group(self, args: AwsvpcServiceArgs, network: Network) -> aws.ec2.SecurityGroup:
        facing = "public facing" if self._public else "private"
        group = make_security_group(self._name, f"Access to the {facing} load balancer", network.vpc_id, self._child)
        sources: dict[str, pulumi.Input[str]] = {}
        if self._public:
            sources = {"internet": EVERYWHERE}
        elif args.allow_from is None:
            sources = dict(network.cidr_blocks)
        for role, cidr_block in sources.items():
            allow_tcp(
                f"{self._name}-from-{role}",
                "HTTP from the internet" if self._public else "HTTP from the VPC",
                group.id,
                HTTP_PORT,
                self._child,
                cidr_block=cidr_block,
            )
        return group

    def _make_load_balancer(self, network: Network) -> aws.lb.LoadBalancer:
        return aws.lb.LoadBalancer(
            self._name,
            name_prefix=self._name_prefix,
            load_balancer_type="application",
            internal=not self._public,
            subnets=list(network.public_subnet_ids if self._public else network.private_subnet_ids),
            security_groups=[self.security_group.id],
            idle_timeout=IDLE_TIMEOUT,
            drop_invalid_header_fields=True,
            opts=pulumi.ResourceOptions.merge(
                self._child,
                pulumi.ResourceOptions(custom_timeouts=pulumi.CustomTimeouts(create="20m", update="20m", delete="20m")),
            ),
        )

    def _make_target_group(self, args: AwsvpcServiceArgs, network: Network) -> aws.lb.TargetGroup:
        return aws.lb.TargetGroup(
            self._name,
            name_prefix=self._name_prefix,
            target_type="ip",
            protocol="HTTP",
            port=args.container_port,
            vpc_id=network.vpc_id,
            deregistration_delay=0,
            health_check={
                "path": args.health_check_path,
                "protocol": "HTTP",
                "interval": 6,
                "timeout": 5,
                "healthy_threshold": 2,
                "unhealthy_threshold": 10,
            },
            opts=self._child,
        )

    def _make_listener(self) -> aws.lb.Listener:
        return aws.lb.Listener(
            self._name,
            load_balancer_arn=self.load_balancer.arn,
            port=HTTP_PORT,
            protocol="HTTP",
            default_actions=[
                {
                    "type": "forward",
                    "forward": {"target_groups": [{"arn": self.target_group.arn, "weight": 100}]},
                }
            ],
            opts=self._child,
        )
