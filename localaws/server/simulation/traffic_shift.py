"""Deployments that shift requests: a second target group for the new tasks, and a listener rule that turns to it.

What ECS does is told in
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-how-it-works.html.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.elbv2.models import FakeAction

if TYPE_CHECKING:
    from localaws.server.simulation.world import World

STRATEGIES = ("BLUE_GREEN", "CANARY", "LINEAR")
ALL, NONE = 100, 0


def is_asked_for(service: Any) -> bool:
    """Whether new tasks start beside all the old ones, and get the requests at once or in steps."""
    return service.deployment_configuration["strategy"] in STRATEGIES


def choose_target_groups(service: Any, deployment_id: str) -> None:
    """Say in which target groups the tasks of a new deployment are: where requests shift, in those that do not serve.

    Before the first deployment the primary group counts as the one that serves.
    """
    serving = getattr(service, "completed_settings", {}).get("target_groups", ())
    chosen = [
        (_choose(attachment, serving, shifts=is_asked_for(service)), attachment["containerPort"])
        for attachment in service.load_balancers
        if attachment.get("targetGroupArn")
    ]
    service.target_groups = {**getattr(service, "target_groups", {}), deployment_id: chosen}


def _choose(attachment: dict[str, Any], serving: list[str], *, shifts: bool) -> str:
    primary = str(attachment["targetGroupArn"])
    alternate = attachment.get("advancedConfiguration", {}).get("alternateTargetGroupArn")
    if alternate is None:
        return primary
    return str(alternate) if (alternate in serving) != shifts else primary


def serving_groups(service: Any, deployment_id: str) -> list[str]:
    """The target groups that a deployment's tasks are in."""
    return [arn for arn, _ in service.target_groups.get(deployment_id, [])]


def forget_others(service: Any, deployment_id: str) -> None:
    """Keep only a deployment that has completed; the others' tasks are gone."""
    service.target_groups = {deployment_id: service.target_groups[deployment_id]}


def shift(world: World, service: Any, deployment_id: str) -> None:
    """Let the production rules send all requests to the groups of a deployment, and none to the others."""
    serving = serving_groups(service, deployment_id)
    for attachment in service.load_balancers:
        advanced = attachment.get("advancedConfiguration", {})
        rule = _find_rule(world, advanced.get("productionListenerRule"))
        if rule is None:
            continue
        groups = (attachment["targetGroupArn"], advanced["alternateTargetGroupArn"])
        weights = [{"TargetGroupArn": arn, "Weight": ALL if arn in serving else NONE} for arn in groups]
        forward = FakeAction({"Type": "forward", "ForwardConfig": {"TargetGroups": weights}})
        rule.actions = [*(action for action in rule.actions if action.type != "forward"), forward]


def _find_rule(world: World, arn: str | None) -> Any:
    for balancer in world.elbv2.load_balancers.values():
        for listener in balancer.listeners.values():
            for rule in listener.rules.values():
                if rule.arn == arn:
                    return rule
    return None
