"""Deployments that shift requests: a second target group for the new tasks, and the weights of a listener rule.

See https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-how-it-works.html.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from moto.elbv2.models import FakeAction

from localaws.server import clock

if TYPE_CHECKING:
    from localaws.server.simulation.world import World

STRATEGIES = ("BLUE_GREEN", "CANARY", "LINEAR")
ALL = 100
# API_CanaryConfiguration and API_LinearConfiguration of https://docs.aws.amazon.com/AmazonECS/latest/APIReference
DEFAULTS = {
    "canaryConfiguration": {"canaryPercent": 5.0, "canaryBakeTimeInMinutes": 10},
    "linearConfiguration": {"stepPercent": 10.0, "stepBakeTimeInMinutes": 6},
}


def shifts_traffic(service: Any) -> bool:
    """Whether all new tasks start before the old ones stop, and requests shift to them at once or in steps."""
    return service.deployment_configuration["strategy"] in STRATEGIES


def choose_target_groups(service: Any, deployment_id: str) -> None:
    """Choose the target groups of a new deployment's tasks: if requests shift, those without production traffic.

    Before the first deployment, the primary group counts as the one with production traffic.
    """
    serving = getattr(service, "completed_settings", {}).get("target_groups", ())
    chosen = [
        (_choose(attachment, serving, shifts=shifts_traffic(service)), attachment["containerPort"])
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
    """Return the target groups of a deployment's tasks."""
    return [arn for arn, _ in service.target_groups.get(deployment_id, [])]


def forget_others(service: Any, deployment_id: str) -> None:
    """Keep only the completed deployment, because the others have no tasks."""
    service.target_groups = {deployment_id: service.target_groups[deployment_id]}
    service.shifts_began = {}


def proceed(world: World, service: Any, deployment_id: str) -> bool:
    """Shift the requests that are due; return whether all bake times of the deployment are over."""
    service.shifts_began = {deployment_id: clock.moment(), **getattr(service, "shifts_began", {})}
    minutes = clock.minutes_since(service.shifts_began[deployment_id])
    percent, total = _schedule(service.deployment_configuration, minutes)
    _shift(world, service, deployment_id, percent)
    return minutes >= total


def _schedule(configuration: dict[str, Any], minutes: float) -> tuple[int, int]:
    """Return the percentage of requests to shift after ``minutes``, and the deployment's duration in minutes."""
    bake = configuration.get("bakeTimeInMinutes", 0)
    name = {"CANARY": "canaryConfiguration", "LINEAR": "linearConfiguration"}.get(configuration["strategy"])
    if name is None:
        return ALL, bake
    step, pause = {**DEFAULTS[name], **configuration.get(name, {})}.values()
    # Linear: after the last step, which reaches 100 percent, only the bake time of the whole deployment follows.
    pauses = 1 if name == "canaryConfiguration" else math.ceil(ALL / step) - 1
    reached = pauses if minutes >= pauses * pause else int(minutes // pause)
    return (ALL if reached == pauses else round(step * (reached + 1))), pauses * pause + bake


def _shift(world: World, service: Any, deployment_id: str, percent: int) -> None:
    """Set the weights of the production rules: a percentage for a deployment's groups, the rest for the others."""
    serving = serving_groups(service, deployment_id)
    for attachment in service.load_balancers:
        advanced = attachment.get("advancedConfiguration", {})
        rule = _find_rule(world, advanced.get("productionListenerRule"))
        if rule is None:
            continue
        groups = (attachment["targetGroupArn"], advanced["alternateTargetGroupArn"])
        weights = [{"TargetGroupArn": arn, "Weight": percent if arn in serving else ALL - percent} for arn in groups]
        forward = FakeAction({"Type": "forward", "ForwardConfig": {"TargetGroups": weights}})
        rule.actions = [*(action for action in rule.actions if action.type != "forward"), forward]


def _find_rule(world: World, arn: str | None) -> Any:
    for balancer in world.elbv2.load_balancers.values():
        for listener in balancer.listeners.values():
            for rule in listener.rules.values():
                if rule.arn == arn:
                    return rule
    return None
