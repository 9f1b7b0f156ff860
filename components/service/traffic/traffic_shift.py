"""The resources with which ECS shifts requests between two revisions of a service."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

import pulumi
import pulumi_aws as aws

from ...foundation.exclusive import create_exclusive_policies
from ...foundation.iam_role import create_role
from ...foundation.region import Region

INFRASTRUCTURE_POLICY = "AmazonECSInfrastructureRolePolicyForLoadBalancers"
"""https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AmazonECSInfrastructureRolePolicyForLoadBalancers.html"""

FIRST_PRIORITY = 1

SECONDS_UNTIL_KNOWN = 10
"""The age of the role before it is passed to ECS.

A new role takes some seconds to be visible everywhere, and the provider does not retry if ECS does not see it yet. A
new service waits longer for its load balancer anyway; a service that changes from `rolling` waits for nothing else.
https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency"""


class TrafficShift:
    """The listener rule for two target groups, and ECS's role to change it; children of the service's component.

    Creates a listener rule that forwards to both target groups, and a role with which ECS changes its weights and
    registers targets.
    """

    def __init__(
        self,
        service_name: str,
        balancer_name: str,
        listener_arn: pulumi.Input[str],
        target_group: aws.lb.TargetGroup,
        alternate: aws.lb.TargetGroup,
        region: Region,
        parent: pulumi.Resource,
        *,
        priority: int = FIRST_PRIORITY,
        conditions: Sequence[Any] = ({"path_pattern": {"values": ["/*"]}},),
    ) -> None:
        self._child = pulumi.ResourceOptions(parent=parent)
        self.alternate = alternate
        role, attachments = create_role(
            f"{service_name}-infrastructure", "ecs.amazonaws.com", [INFRASTRUCTURE_POLICY], region, self._child
        )
        options = pulumi.ResourceOptions(
            # ECS changes the weights, so the program ignores the action, including a change of the groups. AWS does not
            # delete a group that a rule uses, so another port replaces the rule. Two rules cannot have the same
            # priority.
            ignore_changes=["actions"],
            replacement_trigger=pulumi.Output.concat(target_group.arn, " ", alternate.arn),
            delete_before_replace=True,
        )
        self._role_arn: pulumi.Output[str] = pulumi.Output.all(role.arn, role.create_date).apply(_once_known)
        self._rule = aws.lb.ListenerRule(
            balancer_name,
            listener_arn=listener_arn,
            priority=priority,
            conditions=list(conditions),
            actions=[forward_to({target_group: 100, alternate: 0})],
            opts=pulumi.ResourceOptions.merge(self._child, options),
        )
        self.ready: list[pulumi.Resource] = [self._rule, *attachments]
        """The resources that must exist before ECS shifts traffic."""
        self._close = functools.partial(create_exclusive_policies, f"{service_name}-infrastructure", role, attachments)

    def make_exclusive(self, opts: pulumi.ResourceOptions) -> None:
        """Remove all other policies of ECS's role; ``opts`` contain the dependencies."""
        self._close(pulumi.ResourceOptions.merge(self._child, opts))

    @property
    def rule_arn(self) -> pulumi.Output[str]:
        """The ARN of the listener rule whose weights ECS changes."""
        return self._rule.arn

    def configuration(self) -> aws.ecs.ServiceLoadBalancerAdvancedConfigurationArgsDict:
        """Return the ECS service's configuration with the rule, the second target group and the role."""
        return {
            "alternate_target_group_arn": self.alternate.arn,
            "production_listener_rule": self._rule.arn,
            "role_arn": self._role_arn,
        }


def forward_to(weights: Mapping[aws.lb.TargetGroup, int]) -> aws.lb.ListenerRuleActionArgsDict:
    """Return the action that forwards to target groups by their weights."""
    groups: list[aws.lb.ListenerRuleActionForwardTargetGroupArgsDict] = [
        {"arn": group.arn, "weight": weight} for group, weight in weights.items()
    ]
    return {"type": "forward", "forward": {"target_groups": groups}}


async def _once_known(role: Sequence[str]) -> str:
    arn, created = role
    if not pulumi.runtime.is_dry_run():
        age = datetime.now(timezone.utc) - datetime.fromisoformat(created.replace("Z", "+00:00"))
        await asyncio.sleep(min(max(SECONDS_UNTIL_KNOWN - age.total_seconds(), 0), SECONDS_UNTIL_KNOWN))
    return arn
