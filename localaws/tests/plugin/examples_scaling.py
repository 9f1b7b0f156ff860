"""Examples of resources that scale a service or shift its traffic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.tests.plugin.example import Example

if TYPE_CHECKING:
    from collections.abc import Callable

    from localaws.tests.server.account import Account

KEY = {
    "serviceNamespace": "ecs",
    "resourceId": "service/main/web",
    "scalableDimension": "ecs:service:DesiredCount",
}
API_KEY = {"ServiceNamespace": "ecs", "ResourceId": "service/main/web", "ScalableDimension": "ecs:service:DesiredCount"}


def _services(aws: Account) -> None:
    aws.cluster()
    vpc_id = aws.vpc()
    subnets, groups = aws.subnets(vpc_id), [aws.security_group(vpc_id)]
    definition = aws.task_definition()
    for name in ("web", "other"):
        aws.service(definition, subnets, groups, serviceName=name, desiredCount=0)


def _registered(aws: Account) -> Any:
    _services(aws)
    scaling = aws.client("application-autoscaling")
    scaling.register_scalable_target(**API_KEY, MinCapacity=1, MaxCapacity=4)
    return scaling


def _target(aws: Account) -> Example:
    _services(aws)
    scaling = aws.client("application-autoscaling")
    return Example(
        {**KEY, "minCapacity": 1, "maxCapacity": 4, "tags": {"Name": "one"}},
        change={"minCapacity": 0, "maxCapacity": 8, "tags": {"Name": "two"}},
        replace={"resourceId": "service/main/other"},
        drift=lambda _: scaling.register_scalable_target(**API_KEY, MaxCapacity=6),
        drifted="maxCapacity",
        import_id=lambda _: "ecs/service/main/web/ecs:service:DesiredCount",
    )


def _policy(aws: Account) -> Example:
    scaling = _registered(aws)

    def tracking(metric: str, target: float) -> dict[str, Any]:
        return {
            "predefinedMetricSpecification": {"predefinedMetricType": metric},
            "targetValue": target,
            "scaleInCooldown": 300,
            "scaleOutCooldown": 60,
        }

    given = {**API_KEY, "PolicyName": "cpu", "PolicyType": "TargetTrackingScaling"}
    changed = {"PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}}
    return Example(
        {
            **KEY,
            "name": "cpu",
            "policyType": "TargetTrackingScaling",
            "targetTrackingScalingPolicyConfiguration": tracking("ECSServiceAverageCPUUtilization", 60),
        },
        change={
            "targetTrackingScalingPolicyConfiguration": tracking("ECSServiceAverageMemoryUtilization", 62.5),
        },
        replace={"name": "other"},
        drift=lambda _: scaling.put_scaling_policy(
            **given, TargetTrackingScalingPolicyConfiguration={**changed, "TargetValue": 80}
        ),
        drifted="targetTrackingScalingPolicyConfiguration",
        import_id=lambda _: "ecs/service/main/web/ecs:service:DesiredCount/cpu",
    )


def _scheduled_action(aws: Account) -> Example:
    scaling = _registered(aws)
    return Example(
        {
            **KEY,
            "name": "morning",
            "schedule": "cron(0 8 * * ? *)",
            "timezone": "Europe/Berlin",
            "startTime": "2030-01-01T01:00:00+01:00",
            "scalableTargetAction": {"minCapacity": 2, "maxCapacity": 4},
        },
        change={
            "schedule": "cron(0 7 * * ? *)",
            "startTime": "2031-01-01T00:00:00Z",
            "scalableTargetAction": {"minCapacity": 3},
        },
        replace={"name": "other"},
        drift=lambda _: scaling.put_scheduled_action(
            **API_KEY, ScheduledActionName="morning", Schedule="cron(0 9 * * ? *)"
        ),
        drifted="schedule",
        import_id=lambda _: "ecs/service/main/web/ecs:service:DesiredCount/morning",
    )


def _listener_rule(aws: Account) -> Example:
    vpc_id = aws.vpc()
    balancer = aws.load_balancer(aws.subnets(vpc_id))
    first, second = aws.target_group(vpc_id), aws.target_group(vpc_id, "other")
    listener = aws.listener(balancer, first)

    def forward(weight: int) -> list[dict[str, Any]]:
        groups = [{"arn": first, "weight": 100 - weight}, {"arn": second, "weight": weight}]
        return [{"type": "forward", "forward": {"targetGroups": groups}}]

    weights = [{"TargetGroupArn": first, "Weight": 0}, {"TargetGroupArn": second, "Weight": 100}]
    return Example(
        {
            "listenerArn": listener,
            "priority": 1,
            "conditions": [{"pathPattern": {"values": ["/v1/*", "/*"]}}, {"hostHeader": {"values": ["a.example.com"]}}],
            "actions": forward(0),
            "tags": {"Name": "one"},
        },
        change={
            "priority": 7,
            "conditions": [
                {"httpHeader": {"httpHeaderName": "X-One", "values": ["1"]}},
                {"httpRequestMethod": {"values": ["GET"]}},
                {"queryStrings": [{"key": "a", "value": "1"}]},
                {"sourceIp": {"values": ["10.0.0.0/8"]}},
            ],
            "actions": forward(10),
            "tags": {"Name": "two"},
        },
        replace={"listenerArn": listener.replace("/web/", "/other/")},
        drift=lambda made: aws.elbv2.modify_rule(
            RuleArn=made.resource_id, Actions=[{"Type": "forward", "ForwardConfig": {"TargetGroups": weights}}]
        ),
        drifted="actions",
    )


EXAMPLES: dict[str, Callable[[Account], Example]] = {
    "aws:appautoscaling/policy:Policy": _policy,
    "aws:appautoscaling/scheduledAction:ScheduledAction": _scheduled_action,
    "aws:appautoscaling/target:Target": _target,
    "aws:lb/listenerRule:ListenerRule": _listener_rule,
}
