"""The load balancer of a service, its own or a shared one."""

from __future__ import annotations

from abc import ABC, abstractmethod

import pulumi
import pulumi_aws as aws

from .traffic_shift import TrafficShift

ALTERNATE = "-alternate"
"""The role of the second target group, to which a deployment shifts requests."""


class ServiceTraffic(ABC):
    """A service's target groups and the load balancer that forwards to them."""

    target_group: aws.lb.TargetGroup
    shift: TrafficShift | None = None
    """The second target group, if a deployment strategy shifts requests between two."""
    url: pulumi.Output[str]
    """The URL of the service."""
    dns_name: pulumi.Output[str]
    """The load balancer's DNS name."""
    arn_suffix: pulumi.Output[str]
    """The load balancer's name in CloudWatch."""
    security_group_id: pulumi.Output[str]
    """The load balancer's security group."""
    source: tuple[str, str]
    """The load balancer's name in the rule that allows it to reach the tasks, and in the rule's description."""
    slow: tuple[pulumi.Resource, ...]
    """Resources whose creation takes longer than it takes ECS to see a new role."""
    is_shared: bool

    @property
    @abstractmethod
    def ready(self) -> list[pulumi.Resource]:
        """The dependencies of the service; ECS accepts a target group only if a load balancer uses it."""

    @abstractmethod
    def admit(self, caller: str, security_group_id: pulumi.Input[str]) -> None:
        """Allow the tasks of the service ``caller``, by their security group, to reach the load balancer."""

    @abstractmethod
    def make_exclusive(self, opts: pulumi.ResourceOptions) -> None:
        """Remove all other rules and policies of the service's own resources; ``opts`` contain the dependencies."""

    @property
    def target_groups(self) -> dict[str, aws.lb.TargetGroup]:
        """The target groups by their role: one, or two if deployments shift requests."""
        groups = {"": self.target_group}
        if self.shift is not None:
            groups[ALTERNATE] = self.shift.alternate
        return groups

    @property
    def resource_label(self) -> pulumi.Output[str]:
        """The load balancer and target group in the form of CloudWatch's request count per target."""
        return pulumi.Output.concat(self.arn_suffix, "/", self.target_group.arn_suffix)
