"""Starts and stops tasks, with a network interface for each."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from moto.core.utils import utcnow

from localaws.server.simulation import network_interfaces, resources

if TYPE_CHECKING:
    from localaws.server.simulation.world import World

STOPPED_TASKS_SHOWN = 100
ENDED = {"lastStatus": "STOPPED", "exitCode": 0}


@dataclass
class SimulatedTask:
    """A task in the form of DescribeTasks; moto's tasks have addresses outside all subnets and end when described.

    ``request`` is the placement request of a task in PROVISIONING.
    """

    id: str
    task_arn: str
    cluster_arn: str
    task_definition_arn: str
    group: str
    started_by: str
    demand: resources.Demand
    capacity_provider_name: str | None
    cpu: str
    memory: str
    containers: list[dict[str, Any]]
    tags: list[dict[str, str]]
    overrides: dict[str, Any]
    network: dict[str, Any] | None = None
    request: Any = None
    launch_type: str | None = None
    availability_zone: str | None = None
    container_instance_arn: str | None = None
    enable_execute_command: bool = False
    attachments: list[dict[str, Any]] = field(default_factory=list)
    attributes: list[dict[str, str]] = field(default_factory=list)
    desired_status: str = "RUNNING"
    last_status: str = "PROVISIONING"
    health_status: str = "UNKNOWN"
    connectivity: str = "CONNECTED"
    version: int = 3
    created_at: Any = field(default_factory=utcnow)
    started_at: Any = None
    stopped_at: Any = None
    stop_code: str | None = None
    stopped_reason: str | None = None
    interface_id: str | None = None
    private_address: str | None = None
    gpus: list[str] = field(default_factory=list)

    def advance(self) -> None:
        """Do nothing: moto calls this to change the status when a task is described."""


@dataclass(frozen=True)
class Placement:
    """The placement of a task: its instance (none on Fargate), its capacity provider, and its zone."""

    container_instance: Any
    capacity_provider: str | None
    zone: str | None


def start(world: World, cluster: Any, definition: Any, placement: Placement, **details: Any) -> SimulatedTask:
    """Start a task with an interface; it runs immediately.

    Args:
        world: its account and region.
        cluster: its cluster.
        definition: its task definition.
        placement: its instance.
        details: ``group``, ``started_by``, ``network``, ``tags``, ``overrides``, ``enable_execute_command``.
    """
    task = create(world, cluster, definition, placement.capacity_provider, **details)
    run(world, task, placement)
    return task


def create(world: World, cluster: Any, definition: Any, provider: str | None, **details: Any) -> SimulatedTask:
    """Create a task that is not placed yet; ``details`` are those of :func:`start`."""
    identifier = uuid.uuid4().hex
    arn_base = cluster.arn.replace(":cluster/", ":task/")
    demand = resources.demand_of(definition)
    task = SimulatedTask(
        id=identifier,
        task_arn=f"{arn_base}/{identifier}",
        cluster_arn=cluster.arn,
        task_definition_arn=definition.arn,
        group=details["group"],
        started_by=details.get("started_by", ""),
        demand=demand,
        capacity_provider_name=provider,
        cpu=str(demand.cpu),
        memory=str(demand.memory),
        containers=[_container(each, arn_base, identifier) for each in definition.container_definitions],
        tags=details.get("tags") or [],
        overrides=details.get("overrides") or {},
        network=details.get("network"),
        enable_execute_command=details.get("enable_execute_command", False),
    )
    world.ecs.tasks.setdefault(cluster.name, {})[task.task_arn] = task
    return task


def run(world: World, task: SimulatedTask, placement: Placement) -> None:
    """Run a placed task."""
    definition = world.ecs.describe_task_definition(task.task_definition_arn)
    task.launch_type = None if placement.capacity_provider else ("EC2" if placement.container_instance else "FARGATE")
    task.capacity_provider_name = placement.capacity_provider
    task.availability_zone = placement.zone
    task.container_instance_arn = getattr(placement.container_instance, "container_instance_arn", None)
    task.last_status, task.started_at, task.request = "RUNNING", utcnow(), None
    if definition.network_mode == "awsvpc" and task.network:
        _attach_interface(world, task, task.network["awsvpcConfiguration"])
    ended = _ended(definition.container_definitions)
    for container in task.containers:
        container["lastStatus"] = "RUNNING"
        if task.attachments:
            address = {"attachmentId": task.attachments[0]["id"], "privateIpv4Address": task.private_address}
            container["networkInterfaces"] = [address]
        if container["name"] in ended:
            container.update(ENDED)
    if all("healthCheck" in each for each in definition.container_definitions if each.get("essential", True)):
        task.health_status = "HEALTHY"
    if placement.container_instance is not None:
        task.gpus = take(placement.container_instance, task.demand)


def _ended(containers: list[dict[str, Any]]) -> set[str]:
    """Return the containers that must complete before others start; they end before the task runs."""
    waiting = [dependency for each in containers for dependency in each.get("dependsOn") or []]
    return {each["containerName"] for each in waiting if each["condition"] in ("COMPLETE", "SUCCESS")}


def _attach_interface(world: World, task: SimulatedTask, network: dict[str, Any]) -> None:
    subnet_id = _subnet_in_zone(world, network["subnets"], task.availability_zone)
    attachment_id = str(uuid.uuid4())
    description = f"arn:aws:ecs:{world.ecs.region_name}:{world.ecs.account_id}:attachment/{attachment_id}"
    interface = network_interfaces.create(world.ec2, subnet_id, list(network.get("securityGroups") or []), description)
    task.interface_id, task.private_address = interface.id, interface.private_ip_address
    details = {
        "subnetId": subnet_id,
        "networkInterfaceId": interface.id,
        "macAddress": interface.mac_address,
        "privateDnsName": getattr(interface, "private_dns_name", ""),
        "privateIPv4Address": interface.private_ip_address,
    }
    task.attachments = [
        {
            "id": attachment_id,
            "type": "ElasticNetworkInterface",
            "status": "ATTACHED",
            "details": [{"name": name, "value": value} for name, value in details.items()],
        }
    ]


def _subnet_in_zone(world: World, subnet_ids: list[str], zone: str | None) -> str:
    subnets = [each for each in map(world.ec2.get_subnet, subnet_ids) if has_address(each)]
    in_zone = [each for each in subnets if each.availability_zone == zone]
    return str((in_zone or subnets)[0].id)


def has_address(subnet: Any) -> bool:
    """Whether a subnet has a free address. moto's property counts all interfaces of the region."""
    return len(subnet._subnet_ips) < int(subnet._available_ip_addresses)


def _container(definition: dict[str, Any], arn_base: str, task_id: str) -> dict[str, Any]:
    return {
        "containerArn": f"{arn_base.replace(':task/', ':container/')}/{task_id}/{uuid.uuid4()}",
        "taskArn": f"{arn_base}/{task_id}",
        "name": definition["name"],
        "image": definition.get("image"),
        "runtimeId": uuid.uuid4().hex,
        "lastStatus": "PENDING",
        "networkBindings": [],
        "networkInterfaces": [],
        "healthStatus": "HEALTHY" if "healthCheck" in definition else "UNKNOWN",
        "cpu": str(definition.get("cpu", 0)),
        "memory": str(definition["memory"]) if definition.get("memory") else None,
        "memoryReservation": str(definition["memoryReservation"]) if definition.get("memoryReservation") else None,
    }


def stop(
    world: World, task: SimulatedTask, reason: str, stop_code: str = "ServiceSchedulerInitiated", exit_code: int = 0
) -> None:
    """Stop a task, delete its interface, and free its resources."""
    if task.last_status == "STOPPED":
        return
    task.last_status = task.desired_status = "STOPPED"
    task.stopped_at, task.stopped_reason, task.stop_code = utcnow(), reason, stop_code
    for container in task.containers:
        container["lastStatus"], container["exitCode"] = "STOPPED", exit_code
    for attachment in task.attachments:
        attachment["status"] = "DELETED"
    if task.interface_id:
        network_interfaces.delete(world.ec2, task.interface_id)
    container_instance = instance_of(world, task)
    if container_instance is not None:
        release(container_instance, task.demand, task.gpus)
    _forget_long_stopped(world, task)


def _forget_long_stopped(world: World, task: SimulatedTask) -> None:
    # AWS shows stopped tasks for an hour. This limit bounds the server's memory.
    tasks = world.ecs.tasks[task.cluster_arn.split("/")[-1]]
    stopped = [arn for arn, each in tasks.items() if each.last_status == "STOPPED"]
    for arn in stopped[:-STOPPED_TASKS_SHOWN]:
        del tasks[arn]


def instance_of(world: World, task: SimulatedTask) -> Any:
    """Return the container instance of a task, or ``None``."""
    if task.container_instance_arn is None:
        return None
    cluster_name, identifier = task.container_instance_arn.split("/")[-2:]
    return world.ecs.container_instances.get(cluster_name, {}).get(identifier)


def take(container_instance: Any, demand: resources.Demand) -> list[str]:
    """Subtract a task's demand from its instance's free resources; return the assigned GPUs."""
    left = {resource["name"]: resource for resource in container_instance.remaining_resources}
    left["CPU"]["integerValue"] -= demand.cpu
    left["MEMORY"]["integerValue"] -= demand.memory
    left["PORTS"]["stringSetValue"].extend(map(str, demand.ports))
    container_instance.interfaces -= demand.interface
    container_instance.running_tasks_count += 1
    return [left["GPU"]["stringSetValue"].pop() for _ in range(demand.gpus)]


def release(container_instance: Any, demand: resources.Demand, gpus: list[str]) -> None:
    """Return a task's resources to its instance."""
    left = {resource["name"]: resource for resource in container_instance.remaining_resources}
    left["CPU"]["integerValue"] += demand.cpu
    left["MEMORY"]["integerValue"] += demand.memory
    for port in demand.ports:
        left["PORTS"]["stringSetValue"].remove(str(port))
    container_instance.interfaces += demand.interface
    container_instance.running_tasks_count -= 1
    if gpus:
        left["GPU"]["stringSetValue"].extend(gpus)
