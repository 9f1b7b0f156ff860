"""Settles the simulation after each change: instances join, tasks start and stop, groups grow and shrink."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.server import clock
from localaws.server.operations import after, before, instead, settle
from localaws.server.properties import ecs_services
from localaws.server.simulation import capacity, container_instances, deployments, events, provisioning, targets, tasks
from localaws.server.simulation.world import World

if TYPE_CHECKING:
    from localaws.server.operations import Call

SETTLED_AFTER = ("ecs", "autoscaling", "elbv2", "iam")


@settle
def settle_capacity(call: Call) -> None:
    """Settle the simulation after a change that can affect tasks or capacity."""
    if call.service in SETTLED_AFTER or call.operation in ("TerminateInstances", "CreateLaunchTemplateVersion"):
        settle_world(World.of(call))


@before("ecs", "DescribeServices", "DescribeTasks", "ListTasks")
@before("elbv2", "DescribeRules", "DescribeTargetHealth")
def continue_deployments(call: Call) -> None:
    """Continue deployments up to the time of the clock."""
    if clock.is_running():
        settle_world(World.of(call))


def settle_world(world: World) -> None:
    """Run the agents, the service scheduler, managed scaling and the load balancers."""
    container_instances.follow_instances(world)
    for service in world.active_services():
        deployments.advance(world, service)
    provisioning.place_waiting(world)
    capacity.settle_sizes(world)
    for service in world.active_services():
        if service.scheduling_strategy == "DAEMON":
            # The number of instances, and so of tasks, can have changed.
            deployments.advance(world, service)
        targets.follow_tasks(world, service)
        deployment = service.deployments[0]
        if deployment["rolloutState"] == "COMPLETED" and service.running_count == service.desired_count:
            events.steady(service)
    _count(world)


def _count(world: World) -> None:
    for cluster in world.ecs.clusters.values():
        services = [each for each in world.active_services() if each.cluster_name == cluster.name]
        statuses = [task.last_status for task in world.tasks() if task.cluster_arn == cluster.arn]
        cluster.active_services_count = len(services)
        cluster.running_tasks_count = statuses.count("RUNNING")
        cluster.pending_tasks_count = statuses.count("PROVISIONING")
        cluster.registered_container_instances_count = len(world.container_instances(cluster.name))


@after("ecs", "CreateService")
def begin_first_deployment(call: Call) -> None:
    """Replace moto's deployment with a simulated one."""
    service = ecs_services.find_service(call)
    service.running_count = service.pending_count = 0
    if service.deployment_controller["type"] == "ECS":
        service.deployments = []
        deployments.begin(service)


@after("ecs", "UpdateService")
def begin_next_deployment(call: Call) -> None:
    """Start a deployment if the update requires one."""
    service = ecs_services.find_service(call)
    if service.starts_deployment and service.deployments:
        deployments.begin(service)
        service.starts_deployment = False


@before("ecs", "DeleteService")
def delete_daemons(call: Call) -> None:
    """Allow the deletion of a daemon service with running tasks, which moto refuses as for a replica service.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteService.html, ``force``
    """
    service = ecs_services.find_service(call)
    if service.scheduling_strategy == "DAEMON":
        service.desired_count = 0


@after("ecs", "DeleteService")
def end_tasks(call: Call) -> None:
    """Stop the tasks of a deleted service."""
    world = World.of(call)
    service = ecs_services.find_service(call)
    ending = world.tasks_of(service)
    for task in ending:
        tasks.stop(world, task, f"Service {service.name} was deleted")
    events.stopped(service, ending)
    targets.follow_tasks(world, service)
    service.desired_count = service.running_count = service.pending_count = 0
    service.deployments = []


@instead("ecs", "ListServices")
def list_services(call: Call) -> dict[str, Any]:
    """Return the active services; moto also lists deleted ones."""
    ecs = call.backend("ecs")
    cluster = ecs._get_cluster(call.params.get("cluster", "default"))
    wanted = {name: call.params[name] for name in ("launchType", "schedulingStrategy") if call.params.get(name)}
    return {
        "serviceArns": sorted(
            service.arn
            for service in ecs.services.values()
            if service.cluster_name == cluster.name
            and service.status == "ACTIVE"
            and wanted.get("launchType", service.launch_type) == service.launch_type
            and wanted.get("schedulingStrategy", service.scheduling_strategy) == service.scheduling_strategy
        )
    }


@instead("ecs", "ListClusters")
def list_clusters(call: Call) -> dict[str, Any]:
    """Return the active clusters; moto also lists deleted ones."""
    clusters = call.backend("ecs").clusters.values()
    return {"clusterArns": [cluster.arn for cluster in clusters if cluster.status == "ACTIVE"]}
