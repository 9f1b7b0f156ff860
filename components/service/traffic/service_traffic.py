"""How requests reach a service: by a load balancer of its own, or by a rule of one that it shares."""

from __future__ import annotations

from abc import ABC, abstractmethod

import pulumi
import pulumi_aws as aws

from .traffic_shift import TrafficShift


class ServiceTraffic(ABC):
    """A service's target groups and the load balancer that forwards to them."""

    target_group: aws.lb.TargetGroup
    shift: TrafficShift | None = None
    """The second target group, if a deployment strategy shifts requests between two."""
    url: pulumi.Output[str]
    """Where the service is reached, by those who may."""
    dns_name: pulumi.Output[str]
    """The load balancer's DNS name."""
    arn_suffix: pulumi.Output[str]
    """The load balancer as CloudWatch names it."""
    security_group_id: pulumi.Output[str]
    """The load balancer's security group."""
    source: tuple[str, str]
    """The load balancer in the name and in the description of the rule that admits it to the tasks."""
    slow: tuple[pulumi.Resource, ...]
    """What takes longer than IAM takes to tell ECS of a new role."""
    is_shared: bool

    @property
    @abstractmethod
    def ready(self) -> list[pulumi.Resource]:
        """What the service waits for; ECS takes no target group that nothing ties to a load balancer."""

    @abstractmethod
    def admit(self, caller: str, security_group_id: pulumi.Input[str]) -> None:
        """Let the tasks of the service ``caller``, whose security group it is, reach the load balancer."""

    @abstractmethod
    def make_exclusive(self, opts: pulumi.ResourceOptions) -> None:
        """Let nothing else reach what is the service's own, ECS's role included; ``opts`` say after what."""

    @property
    def target_groups(self) -> dict[str, aws.lb.TargetGroup]:
        """The target groups by their role: one, or two between which requests are shifted."""
        groups = {"": self.target_group}
        if self.shift is not None:
            groups["-alternate"] = self.shift.alternate
        return groups

    @property
    def resource_label(self) -> pulumi.Output[str]:
        """The load balancer and target group as CloudWatch's request count per target names them."""
        return pulumi.Output.concat(self.arn_suffix, "/", self.target_group.arn_suffix)
