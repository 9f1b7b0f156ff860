"""The operations on tasks: run, stop, list and describe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.server.operations import AwsError, instead
from localaws.server.properties.ecs_services import effective_strategy
from localaws.server.simulation import placement, provisioning, tasks
from localaws.server.simulation.world import World

if TYPE_CHECKING:
    from localaws.server.operations import Call


@instead("ecs", "RunTask")
def run_task(call: Call) -> dict[str, Any]:
    """Start tasks on instances with capacity.

    Without capacity, a task of a provider with managed scaling waits; any other task is a failure.
    """
    world, given = World.of(call), call.params
    cluster = world.ecs._get_cluster(given.get("cluster", "default"))
    definition = world.ecs.describe_task_definition(given["taskDefinition"])
    if definition.network_mode == "awsvpc" and not given.get("networkConfiguration"):
        raise AwsError(
            "InvalidParameterException",
            "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
        )
    request = placement.Request(
        cluster=cluster,
        definition=definition,
        group=given.get("group") or f"family:{definition.family}",
        providers=effective_strategy(call),
        network=given.get("networkConfiguration"),
        strategy=given.get("placementStrategy") or [],
        constraints=given.get("placementConstraints") or [],
        fargate=given.get("launchType") == "FARGATE",
    )
    started: list[Any] = []
    running = placement.Running([])
    failures = []
    for _ in range(int(given.get("count", 1))):
        found, reason = placement.place(world, request, running)
        if found is None and not placement.may_wait(world, request, running):
            failures.append({"arn": cluster.arn, "reason": "RESOURCE", "detail": reason})
            continue
        task = tasks.create(
            world,
            cluster,
            definition,
            found.capacity_provider if found else placement.next_provider(request.providers, running),
            group=request.group,
            started_by=given.get("startedBy", ""),
            network=request.network,
            tags=given.get("tags"),
            overrides=given.get("overrides"),
            enable_execute_command=bool(given.get("enableExecuteCommand")),
        )
        if found:
            tasks.run(world, task, found)
        else:
            provisioning.wait(task, request)
        running.add(task)
        started.append(task)
    return {"tasks": started, "failures": failures}


@instead("ecs", "StopTask")
def stop_task(call: Call) -> dict[str, Any]:
    """Stop a task; the service it belongs to starts another one."""
    world = World.of(call)
    task = _find(world, call.params.get("cluster", "default"), call.params["task"])
    if task is None:
        raise AwsError("InvalidParameterException", "The referenced task was not found.")
    tasks.stop(world, task, call.params.get("reason") or "Task stopped by user", "UserInitiated")
    return {"task": task}


@instead("ecs", "DescribeTasks")
def describe_tasks(call: Call) -> dict[str, Any]:
    """Return the named tasks, by ARN or identifier."""
    world = World.of(call)
    cluster = world.ecs._get_cluster(call.params.get("cluster", "default"))
    with_tags = "TAGS" in (call.params.get("include") or [])
    found, failures = [], []
    for name in call.params["tasks"]:
        task = _find(world, cluster.name, name)
        if task is None:
            failures.append({"arn": f"{cluster.arn.replace(':cluster/', ':task/')}/{name}", "reason": "MISSING"})
        else:
            found.append({**vars(task), "tags": task.tags if with_tags else None})
    return {"tasks": found, "failures": failures}


def _find(world: World, cluster: str, name: str) -> Any:
    cluster_name = world.ecs._get_cluster(cluster).name
    identifier = name.rsplit("/", maxsplit=1)[-1]
    tasks_of_cluster = world.ecs.tasks.get(cluster_name, {}).values()
    return next((task for task in tasks_of_cluster if task.id == identifier), None)


@instead("ecs", "ListTasks")
def list_tasks(call: Call) -> dict[str, Any]:
    """Return the tasks with all the given properties; running tasks by default."""
    world, given = World.of(call), call.params
    cluster = world.ecs._get_cluster(given.get("cluster", "default"))
    wanted = {
        "desired_status": given.get("desiredStatus", "RUNNING"),
        "started_by": given.get("startedBy"),
        "group": f"service:{given['serviceName'].rsplit('/', 1)[-1]}" if given.get("serviceName") else None,
    }
    parts = {
        "task_definition_arn": f"/{given['family']}:" if given.get("family") else "",
        "container_instance_arn": given.get("containerInstance", ""),
    }
    return {
        "taskArns": [
            task.task_arn
            for task in world.ecs.tasks.get(cluster.name, {}).values()
            if all(value is None or getattr(task, name) == value for name, value in wanted.items())
            and all(part in str(getattr(task, name)) for name, part in parts.items())
            and given.get("launchType") in (None, task.launch_type)
        ]
    }
