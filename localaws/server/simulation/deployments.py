"""Deployments: replace a service's tasks within its percentages, then complete, fail or roll back."""

from __future__ import annotations

import math
import uuid
from typing import TYPE_CHECKING, Any

from moto.core.utils import utcnow

from localaws.server.properties.ecs_services import complete_deployment
from localaws.server.simulation import events, placement, tasks, traffic_shift

if TYPE_CHECKING:
    from localaws.server.simulation.world import World

FAILING_IMAGE = "localaws/fails"
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
MIN_FAILURES, MAX_FAILURES, FAILURES_PER_TASK = 3, 200, 0.5


def begin(service: Any) -> dict[str, Any]:
    """Add a new primary deployment with the service's current settings."""
    number = uuid.uuid4().int % 10**19
    deployment: dict[str, Any] = {
        "id": f"ecs-svc/{number:019}",
        "status": "PRIMARY",
        "taskDefinition": service.task_definition,
        "desiredCount": service.desired_count,
        "pendingCount": 0,
        "runningCount": 0,
        "failedTasks": 0,
        "createdAt": utcnow(),
        "launchType": service.launch_type,
        "platformVersion": service.platform_version,
    }
    complete_deployment(service, deployment)
    traffic_shift.choose_target_groups(service, deployment["id"])
    _set_state(deployment, "IN_PROGRESS", f"ECS deployment {deployment['id']} in progress.")
    for other in service.deployments:
        other["status"] = "ACTIVE"
    service.deployments.insert(0, deployment)
    return deployment


def advance(world: World, service: Any) -> None:
    """Continue the deployments of a service until its capacity or a failing image stops them."""
    deployment = service.deployments[0]
    desired = _desired_count(world, service)
    deployment["desiredCount"] = desired
    if deployment["rolloutState"] != "FAILED":
        if fails(world, deployment["taskDefinition"]) and desired:
            _fail(world, service, deployment, desired)
        else:
            _replace_tasks(world, service, deployment, desired)
    _count(world, service)


def fails(world: World, definition_arn: str) -> bool:
    """Whether the tasks of a definition fail, because an essential container has the failing image."""
    containers = world.ecs.describe_task_definition(definition_arn).container_definitions
    return any(FAILING_IMAGE in str(each.get("image")) for each in containers if each.get("essential", True))


def _desired_count(world: World, service: Any) -> int:
    if service.scheduling_strategy == "DAEMON":
        service.desired_count = len(world.container_instances(service.cluster_name))
    return int(service.desired_count)


def _replace_tasks(world: World, service: Any, deployment: dict[str, Any], desired: int) -> None:
    if traffic_shift.shifts_traffic(service):
        _shift(world, service, deployment, desired)
    else:
        _roll(world, service, deployment, desired)


def _shift(world: World, service: Any, deployment: dict[str, Any], desired: int) -> None:
    """Start all new tasks, send the requests to them, and only then stop the old ones."""
    new, _ = _split(world, service, deployment)
    events.stopped(service, _stop(world, new[desired:]))
    events.started(service, _start(world, service, deployment, desired - len(new)))
    new, old = _split(world, service, deployment)
    if len(new) < desired:
        return
    if deployment["rolloutState"] == "COMPLETED" or traffic_shift.proceed(world, service, deployment["id"]):
        events.stopped(service, _stop(world, old))
        _complete(service, deployment)


def _roll(world: World, service: Any, deployment: dict[str, Any], desired: int) -> None:
    started: list[Any] = []
    stopped: list[Any] = []
    while True:
        new, old = _split(world, service, deployment)
        if len(new) > desired:
            stopped += _stop(world, new[desired:])
            continue
        step = _start_some(world, service, deployment, desired, len(new) + len(old))
        started += step
        new, old = _split(world, service, deployment)
        enough = old if len(new) >= desired else old[: max(0, len(new) + len(old) - _min_healthy(service, desired))]
        stopped += _stop(world, enough)
        if not step and not enough:
            break
    events.started(service, started)
    events.stopped(service, stopped)
    new, old = _split(world, service, deployment)
    if len(new) == desired and not old:
        _complete(service, deployment)


def _start_some(world: World, service: Any, deployment: dict[str, Any], desired: int, present: int) -> list[Any]:
    new, _ = _split(world, service, deployment)
    maximum = max(desired, math.floor(desired * service.deployment_configuration["maximumPercent"] / 100))
    if service.deployment_configuration["maximumPercent"] <= 100:
        maximum = desired
    return _start(world, service, deployment, min(desired - len(new), maximum - present))


def _start(world: World, service: Any, deployment: dict[str, Any], count: int) -> list[Any]:
    """Start up to ``count`` tasks of a deployment, while there is capacity."""
    started: list[Any] = []
    running = placement.Running(world.tasks_of(service))
    request = _request(world, service, deployment)
    for _ in range(count):
        found, reason = placement.place(world, request, running)
        if found is None:
            events.unplaced(service, reason)
            break
        task = tasks.start(
            world,
            request.cluster,
            request.definition,
            found,
            group=request.group,
            started_by=deployment["id"],
            network=deployment["networkConfiguration"],
            tags=_propagated_tags(service, request.definition),
            enable_execute_command=service.enable_execute_command,
        )
        running.add(task)
        started.append(task)
    return started


def _request(world: World, service: Any, deployment: dict[str, Any]) -> placement.Request:
    return placement.Request(
        cluster=world.ecs.clusters[service.cluster_name],
        definition=world.ecs.describe_task_definition(deployment["taskDefinition"]),
        group=f"service:{service.name}",
        providers=deployment.get("capacityProviderStrategy") or [],
        network=deployment["networkConfiguration"],
        strategy=service.placement_strategy,
        constraints=[*service.placement_constraints, *_of_daemon(service)],
        fargate=service.launch_type == "FARGATE",
    )


def _of_daemon(service: Any) -> list[dict[str, str]]:
    return [{"type": "distinctInstance"}] if service.scheduling_strategy == "DAEMON" else []


def _propagated_tags(service: Any, definition: Any) -> list[dict[str, str]]:
    source = {"SERVICE": service.tags, "TASK_DEFINITION": definition.tags}.get(service.propagate_tags) or []
    managed = {"aws:ecs:clusterName": service.cluster_name, "aws:ecs:serviceName": service.name}
    own = [{"key": key, "value": value} for key, value in managed.items()] if service.enable_ecs_managed_tags else []
    return [*source, *own]


def _split(world: World, service: Any, deployment: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    running = world.tasks_of(service)
    new = [task for task in running if task.started_by == deployment["id"]]
    return new, [task for task in running if task.started_by != deployment["id"]]


def _min_healthy(service: Any, desired: int) -> int:
    return math.ceil(desired * int(service.deployment_configuration["minimumHealthyPercent"]) / 100)


def _stop(world: World, ending: list[Any]) -> list[Any]:
    for task in ending:
        tasks.stop(world, task, f"Scaling activity initiated by (deployment {task.started_by})")
    return ending


def _complete(service: Any, deployment: dict[str, Any]) -> None:
    if deployment["rolloutState"] != "COMPLETED":
        _set_state(deployment, "COMPLETED", f"ECS deployment {deployment['id']} completed.")
        events.deployment(service, deployment["id"], "deployment completed.")
    service.deployments = [deployment]
    traffic_shift.forget_others(service, deployment["id"])
    service.completed_settings = {
        "task_definition": deployment["taskDefinition"],
        "network_configuration": deployment["networkConfiguration"],
        "load_balancers": list(service.load_balancers),
        "target_groups": traffic_shift.serving_groups(service, deployment["id"]),
    }


def _fail(world: World, service: Any, deployment: dict[str, Any], desired: int) -> None:
    breaker = service.deployment_configuration["deploymentCircuitBreaker"]
    threshold = min(MAX_FAILURES, max(MIN_FAILURES, math.ceil(desired * FAILURES_PER_TASK)))
    if not breaker["enable"]:
        # Without a circuit breaker, ECS restarts tasks without end. Only one round is simulated.
        deployment["failedTasks"] = max(deployment["failedTasks"], desired)
        events.write(service, f"(deployment {deployment['id']}) tasks failed to start.")
        return
    deployment["failedTasks"] = threshold
    _set_state(deployment, "FAILED", "ECS deployment circuit breaker: tasks failed to start.")
    events.deployment(service, deployment["id"], "deployment failed: tasks failed to start.")
    previous = getattr(service, "completed_settings", None)
    if breaker["rollback"] and previous is not None:
        service.task_definition = previous["task_definition"]
        service.network_configuration = previous["network_configuration"]
        service.load_balancers = list(previous["load_balancers"])
        restored = _resume(service) if traffic_shift.shifts_traffic(service) else begin(service)
        restored["rolloutStateReason"] = (
            f"ECS deployment circuit breaker: rolling back to deploymentId {restored['id']}."
        )
        events.write(service, f"rolling back to deployment {restored['id']}.")
        _replace_tasks(world, service, restored, desired)


def _resume(service: Any) -> dict[str, Any]:
    """Return to the deployment whose tasks still run and receive the requests."""
    service.deployments = [each for each in service.deployments if each["rolloutState"] == "COMPLETED"]
    restored: dict[str, Any] = service.deployments[0]
    restored["status"] = "PRIMARY"
    return restored


def _set_state(deployment: dict[str, Any], state: str, reason: str) -> None:
    deployment.update(rolloutState=state, rolloutStateReason=reason, updatedAt=utcnow())


def _count(world: World, service: Any) -> None:
    running = world.tasks_of(service)
    for deployment in service.deployments:
        own = sum(task.started_by == deployment["id"] for task in running)
        deployment["runningCount"] = own
        deployment["pendingCount"] = 0
    for deployment in service.deployments[1:]:
        deployment["desiredCount"] = deployment["runningCount"]
    service.running_count, service.pending_count = len(running), 0
