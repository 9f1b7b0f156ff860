"""The alarms of a stack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_aws as aws

from ..foundation.argument_checks import IDS, require, require_each, require_if_given
from ..foundation.arn_checks import check_partitions
from ..foundation.deferred import as_output
from ..foundation.metric_namespaces import CONTAINER_INSIGHTS, LOAD_BALANCER_NAMESPACE, SERVICE_NAMESPACE
from ..foundation.refusal import refuse_any
from ..foundation.region import Region
from ..service.metrics import ServiceMetrics
from .alarm_args import AlarmsArgs
from .alarm_checks import check_alarms

MINUTE = 60
GROUP_NAMESPACE = "AWS/AutoScaling"
SCHEDULER_NAMESPACE = "AWS/Scheduler"


class Alarms(pulumi.ComponentResource):
    """Alarms that notify one SNS topic.

    Creates alarms for each service on its CPU, its memory and tasks that cannot be placed, and for a service with a
    load balancer on 5xx responses, unhealthy targets and latency. Creates an alarm for each schedule of a job on
    dropped invocations, and one for the group of instances, if the stack creates it, on its maximum size.
    ``schedule_groups`` are the groups of the schedules, by the jobs' names.

    Raises :class:`RefusedError` before it creates anything if the topic is in another region or
    does not exist.
    """

    alarm_arns: pulumi.Output[list[str]]
    """The alarms' ARNs."""

    def __init__(
        self,
        name: str,
        args: AlarmsArgs | Mapping[str, Any],
        opts: pulumi.ResourceOptions | None = None,
        *,
        services: Mapping[str, ServiceMetrics],
        schedule_groups: Mapping[str, pulumi.Input[str]] | None = None,
        group_name: pulumi.Input[str] | None = None,
        region: Region | None = None,
    ) -> None:
        super().__init__("ecs-on-ec2:index:Alarms", name, None, opts)
        args = AlarmsArgs.of(args)
        require(services=(services, Mapping))
        require_each(ServiceMetrics, services=services)
        require_each(IDS, schedule_groups=schedule_groups)
        require_if_given(region=(region, Region))
        region = region or Region(pulumi.InvokeOptions(parent=self))
        if not region.has_accepted(args):
            refuse_any(check_partitions(args, region))
            refuse_any(check_alarms(args, region))
        self._name = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        alarms: list[aws.cloudwatch.MetricAlarm] = []
        for service, metrics in services.items():
            alarms += self._watch_tasks(service, metrics)
            alarms += self._watch_requests(service, metrics) if metrics.load_balancer is not None else []
        alarms += [self._watch_schedule(job, as_output(group)) for job, group in (schedule_groups or {}).items()]
        if group_name is not None:
            alarms.append(self._watch_capacity(as_output(group_name)))
        self.alarm_arns = pulumi.Output.all(*[alarm.arn for alarm in alarms])
        self.register_outputs({"alarmArns": self.alarm_arns})

    def _alarm(
        self, role: str, description: str, threshold: float, periods: int, **what: Any
    ) -> aws.cloudwatch.MetricAlarm:
        return aws.cloudwatch.MetricAlarm(
            f"{self._name}-{role}",
            alarm_description=description,
            threshold=threshold,
            evaluation_periods=periods,
            alarm_actions=[self._args.topic_arn],
            ok_actions=[self._args.topic_arn],
            treat_missing_data="notBreaching",
            opts=self._child,
            **{"comparison_operator": "GreaterThanThreshold", **what},
        )

    def _watch_tasks(self, service: str, metrics: ServiceMetrics) -> list[aws.cloudwatch.MetricAlarm]:
        dimensions = {"ClusterName": metrics.cluster_name, "ServiceName": metrics.service_name}
        used = [
            self._alarm(
                f"{service}-{kind}",
                f"{service} uses more than {limit} % of its {words}",
                limit,
                15,
                namespace=SERVICE_NAMESPACE,
                metric_name=metric,
                dimensions=dimensions,
                statistic="Average",
                period=MINUTE,
            )
            for kind, words, metric, limit in (
                ("cpu", "CPU", "CPUUtilization", self._args.cpu_percent),
                ("memory", "memory", "MemoryUtilization", self._args.memory_percent),
            )
        ]
        missing = self._alarm(
            f"{service}-unplaced",
            f"{service} has fewer running tasks than it should have",
            0,
            15,
            metric_queries=[
                _metric("desired", CONTAINER_INSIGHTS, "DesiredTaskCount", dimensions, "Average"),
                _metric("running", CONTAINER_INSIGHTS, "RunningTaskCount", dimensions, "Average"),
                _expression("desired - running", "tasks that do not run"),
            ],
        )
        return [*used, missing]

    def _watch_requests(self, service: str, metrics: ServiceMetrics) -> list[aws.cloudwatch.MetricAlarm]:
        """Watch the load balancer, or only the service's target groups if it also serves other services."""
        balancer = {"LoadBalancer": metrics.load_balancer}
        groups = {role: {**balancer, "TargetGroup": group} for role, group in metrics.target_groups.items()}
        return [
            self._watch_target_errors(service, groups)
            if metrics.is_shared
            else self._watch_balancer_errors(service, balancer),
            *[self._watch_targets(service, role, dimensions) for role, dimensions in groups.items()],
            *[
                self._watch_latency(service, role, dimensions)
                for role, dimensions in (groups if metrics.is_shared else {"": balancer}).items()
            ],
        ]

    def _watch_balancer_errors(self, service: str, balancer: Mapping[str, Any]) -> aws.cloudwatch.MetricAlarm:
        queries = [
            _metric("target", LOAD_BALANCER_NAMESPACE, "HTTPCode_Target_5XX_Count", balancer, "Sum"),
            _metric("balancer", LOAD_BALANCER_NAMESPACE, "HTTPCode_ELB_5XX_Count", balancer, "Sum"),
            _metric("requests", LOAD_BALANCER_NAMESPACE, "RequestCount", balancer, "Sum"),
        ]
        return self._watch_errors(service, queries, "100 * (FILL(target, 0) + FILL(balancer, 0)) / requests")

    def _watch_target_errors(
        self, service: str, target_groups: Mapping[str, Mapping[str, Any]]
    ) -> aws.cloudwatch.MetricAlarm:
        groups = {role.replace("-", ""): dimensions for role, dimensions in target_groups.items()}
        failed = "+".join(f"FILL(errors{word}, 0)" for word in groups)
        answered = "+".join(f"FILL(requests{word}, 0)" for word in groups)
        queries = [
            _metric(f"{name}{word}", LOAD_BALANCER_NAMESPACE, metric, dimensions, "Sum")
            for word, dimensions in groups.items()
            for name, metric in (("errors", "HTTPCode_Target_5XX_Count"), ("requests", "RequestCount"))
        ]
        return self._watch_errors(service, queries, f"100 * ({failed}) / ({answered})")

    def _watch_errors(
        self, service: str, queries: list[aws.cloudwatch.MetricAlarmMetricQueryArgsDict], percentage: str
    ) -> aws.cloudwatch.MetricAlarm:
        limit = self._args.error_percent
        description = f"{service} answers more than {limit} % of its requests with 5xx"
        watched = [*queries, _expression(percentage, "5xx, in percent")]
        return self._alarm(f"{service}-5xx", description, limit, 5, metric_queries=watched)

    def _watch_latency(self, service: str, role: str, dimensions: Mapping[str, Any]) -> aws.cloudwatch.MetricAlarm:
        seconds = self._args.latency_seconds
        return self._alarm(
            f"{service}-latency{role}",
            f"{service} takes more than {seconds:g} s for one request in a hundred",
            seconds,
            5,
            namespace=LOAD_BALANCER_NAMESPACE,
            metric_name="TargetResponseTime",
            dimensions=dimensions,
            extended_statistic="p99",
            period=MINUTE,
        )

    def _watch_targets(self, service: str, role: str, target_group: Mapping[str, Any]) -> aws.cloudwatch.MetricAlarm:
        return self._alarm(
            f"{service}-unhealthy{role}",
            f"{service} has targets that fail their health check",
            0,
            5,
            namespace=LOAD_BALANCER_NAMESPACE,
            metric_name="UnHealthyHostCount",
            dimensions=target_group,
            statistic="Maximum",
            period=MINUTE,
        )

    def _watch_schedule(self, job: str, group: pulumi.Input[str]) -> aws.cloudwatch.MetricAlarm:
        # https://docs.aws.amazon.com/scheduler/latest/UserGuide/monitoring-cloudwatch.html
        return self._alarm(
            f"{job}-not-started",
            f"{job} was not started at its time, and its retries are used up",
            0,
            1,
            namespace=SCHEDULER_NAMESPACE,
            metric_name="InvocationDroppedCount",
            dimensions={"ScheduleGroup": group},
            statistic="Sum",
            period=MINUTE,
        )

    def _watch_capacity(self, group_name: pulumi.Input[str]) -> aws.cloudwatch.MetricAlarm:
        dimensions = {"AutoScalingGroupName": group_name}
        return self._alarm(
            "capacity",
            "the group of instances is at its maximum",
            0,
            10,
            comparison_operator="LessThanOrEqualToThreshold",
            metric_queries=[
                _metric("most", GROUP_NAMESPACE, "GroupMaxSize", dimensions, "Average"),
                _metric("running", GROUP_NAMESPACE, "GroupInServiceInstances", dimensions, "Average"),
                _expression("most - running", "instances until the maximum"),
            ],
        )


def _metric(
    query_id: str, namespace: str, metric: str, dimensions: Mapping[str, Any], statistic: str
) -> aws.cloudwatch.MetricAlarmMetricQueryArgsDict:
    return {
        "id": query_id,
        "metric": {
            "namespace": namespace,
            "metric_name": metric,
            "dimensions": dimensions,
            "stat": statistic,
            "period": MINUTE,
        },
    }


def _expression(expression: str, label: str) -> aws.cloudwatch.MetricAlarmMetricQueryArgsDict:
    return {"id": "watched", "expression": expression, "label": label, "return_data": True}
