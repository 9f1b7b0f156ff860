"""The scaling of a service by Application Auto Scaling."""

from __future__ import annotations

from typing import Any

import pulumi
import pulumi_aws as aws

from ..traffic.service_traffic import ServiceTraffic
from .metric_scaling import specification
from .queue_scaling import backlog
from .scaling_args import ScheduleArgs, ServiceScalingArgs

SERVICE_NAMESPACE = "ecs"
SCALABLE_DIMENSION = "ecs:service:DesiredCount"


class ServiceScaling:
    """The scaling of one service, children of the service's component.

    Creates a scalable target, a target tracking policy for each of CPU, memory, requests per target, queue and metric
    that ``args`` names, and a scheduled action for each schedule. Application Auto Scaling creates the policies' alarms
    itself.
    """

    def __init__(
        self,
        service_name: str,
        args: ServiceScalingArgs,
        cluster_name: pulumi.Input[str],
        service: aws.ecs.Service,
        load_balancer: ServiceTraffic | None,
        parent: pulumi.Resource,
    ) -> None:
        self._name = service_name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=parent)
        self._target = aws.appautoscaling.Target(
            service_name,
            service_namespace=SERVICE_NAMESPACE,
            scalable_dimension=SCALABLE_DIMENSION,
            resource_id=pulumi.Output.concat("service/", cluster_name, "/", service.name),
            min_capacity=args.min_count,
            max_capacity=args.max_count,
            opts=pulumi.ResourceOptions.merge(self._child, _bounds_options(args)),
        )
        if args.stays_at_zero:
            pulumi.log.warn(
                f"service {service_name}: scaling.minCount is 0, and while no task runs, cpu, memory and"
                " requestsPerTarget have no values, so that nothing starts a task again: 1 or more, or a queue, metrics"
                " or schedules, start tasks",
                resource=parent,
            )
        if args.cpu is not None:
            self._track("cpu", "ECSServiceAverageCPUUtilization", args.cpu)
        if args.memory is not None:
            self._track("memory", "ECSServiceAverageMemoryUtilization", args.memory)
        if args.requests_per_target is not None and load_balancer is not None:
            label = load_balancer.resource_label
            self._track("requests", "ALBRequestCountPerTarget", args.requests_per_target, resource_label=label)
        if args.queue is not None:
            self._policy(
                "queue",
                args.queue.messages_per_task,
                customized_metric_specification=backlog(args.queue, cluster_name, service.name),
            )
        for name, metric in args.metrics.items():
            self._policy(f"metric-{name}", metric.target, customized_metric_specification=specification(metric))
        for name, schedule in args.schedules.items():
            self._schedule(name, schedule)

    def _track(self, role: str, metric: str, target_value: int, **label: pulumi.Input[str]) -> None:
        tracked = {"predefined_metric_type": metric, **label}
        self._policy(role, target_value, predefined_metric_specification=tracked)

    def _policy(self, role: str, target_value: float, **metric: Any) -> None:
        tracking: Any = {
            **metric,
            "target_value": float(target_value),
            "scale_in_cooldown": self._args.scale_in_cooldown,
            "scale_out_cooldown": self._args.scale_out_cooldown,
        }
        aws.appautoscaling.Policy(
            f"{self._name}-{role}",
            policy_type="TargetTrackingScaling",
            service_namespace=SERVICE_NAMESPACE,
            scalable_dimension=SCALABLE_DIMENSION,
            resource_id=self._target.resource_id,
            target_tracking_scaling_policy_configuration=tracking,
            opts=self._child,
        )

    def _schedule(self, name: str, args: ScheduleArgs) -> None:
        aws.appautoscaling.ScheduledAction(
            f"{self._name}-{name}",
            service_namespace=SERVICE_NAMESPACE,
            scalable_dimension=SCALABLE_DIMENSION,
            resource_id=self._target.resource_id,
            schedule=args.schedule,
            timezone=args.timezone,
            scalable_target_action={"min_capacity": args.min_count, "max_capacity": args.max_count},
            opts=self._child,
        )


UNSCHEDULED = "unscheduled"


def _bounds_options(args: ServiceScalingArgs) -> pulumi.ResourceOptions:
    """Return the options that leave the bounds to the schedules, if any.

    A scheduled action sets the bounds of the scalable target. A refresh must not report that as drift, and an update
    must not reset the bounds. A change of ``args`` must still reach AWS, which an update in place cannot do: the engine
    gives the provider the ignored values of the state, and the provider registers both bounds in each update. A
    replacement is registered with the program's bounds. The old target is deleted first, because both have the same
    key.

    The bounds of the last schedule must not outlive the schedules either: the state has the program's, so their removal
    would change nothing.
    """
    return pulumi.ResourceOptions(
        ignore_changes=["minCapacity", "maxCapacity"] if args.schedules else None,
        replacement_trigger=[args.min_count, args.max_count] if args.schedules else UNSCHEDULED,
        delete_before_replace=True,
    )
