"""The deployed resources in a picture: subnets, load balancers, services and instances."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tools.diagram.flows import RUN_TASKS, Flow, Members, read_flows
from tools.diagram.subnets import Subnet, read_subnets
from tools.state import Resource, State, UnreadableError

TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition"

NO_SCHEDULE = "no schedule"


@dataclass(frozen=True)
class LoadBalancer:
    """A load balancer.

    Args:
        name: its name in the program.
        internet_facing: whether it has public addresses.
        listeners: its listeners, such as ``HTTP 80``.
    """

    name: str
    internet_facing: bool
    listeners: tuple[str, ...]


@dataclass(frozen=True)
class Service:
    """An ECS service, or a job.

    Args:
        name: its name.
        tasks: the number of tasks of a service, or the schedule of a job, in words.
        size: the CPU and memory of each task, in words; empty if the state does not contain them.
        is_job: whether it is a job.
    """

    name: str
    tasks: str
    size: str
    is_job: bool = False

    @property
    def member(self) -> str:
        """Its name in flows."""
        return f"{'job' if self.is_job else 'service'} {self.name}"


@dataclass(frozen=True)
class Instances:
    """The instances of an Auto Scaling group.

    Args:
        types: the instance types, in order of preference.
        size: the minimum and maximum number, in words.
    """

    types: tuple[str, ...]
    size: str


@dataclass(frozen=True)
class Endpoints:
    """The VPC endpoints, by the names of their services."""

    gateway: tuple[str, ...]
    interface: tuple[str, ...]


@dataclass(frozen=True)
class Deployment:
    """The parts of a stack that a picture shows.

    Args:
        title: the project and the stack.
        blocks: the VPC's CIDR blocks; none if the VPC belongs to another stack.
        internet_gateway: whether the VPC has one.
        subnets: by zone and tier.
        load_balancers: by name.
        services: internet-facing ones first, and callers before the services that they call; then the jobs.
        instances: the instances of the tasks, None if they belong to another stack.
        endpoints: the endpoints of the VPC.
        flows: the connections that security groups allow.
    """

    title: str
    blocks: tuple[str, ...]
    internet_gateway: bool
    subnets: tuple[Subnet, ...]
    load_balancers: tuple[LoadBalancer, ...]
    services: tuple[Service, ...]
    instances: Instances | None
    endpoints: Endpoints
    flows: tuple[Flow, ...]


def read_deployment(state: State) -> Deployment:
    """Find the resources of a picture in a state.

    Raises:
        UnreadableError: the state contains none of them.
    """
    blocks = _blocks(state)
    members = _members(state)
    load_balancers = tuple(_load_balancers(state))
    facing = {balancer.name for balancer in load_balancers if balancer.internet_facing}
    flows = read_flows(state, members, blocks, facing)
    services = [
        Service(service.get("name", service.name), _tasks(state, service), _size(state, service))
        for service in _services(state)
    ]
    instances = _instances(state)
    if not (blocks or load_balancers or services or instances):
        raise UnreadableError("this stack has no VPC, no cluster and no service: there is nothing to draw")
    return Deployment(
        title=f"{state.project}, stack {state.stack}",
        blocks=blocks,
        internet_gateway=bool(state.all("aws:ec2/internetGateway:InternetGateway")),
        subnets=read_subnets(state),
        load_balancers=load_balancers,
        services=(*_callers_first(services, flows, facing), *_jobs(state)),
        instances=instances,
        endpoints=_endpoints(state),
        flows=flows,
    )


def _services(state: State) -> list[Resource]:
    return state.all("aws:ecs/service:Service")


def _definitions_of_jobs(state: State) -> list[Resource]:
    """Return the task definitions that no service runs; those of services have the services' names."""
    services = {service.name for service in _services(state)}
    return [found for found in state.all(TASK_DEFINITION) if found.name not in services]


def _jobs(state: State) -> Iterator[Service]:
    schedules = {found.name: found for found in state.all("aws:scheduler/schedule:Schedule")}
    for definition in _definitions_of_jobs(state):
        schedule = schedules.get(definition.name)
        runs = str(schedule.get("scheduleExpression")) if schedule else NO_SCHEDULE
        size = f"{definition.get('cpu')} CPU, {definition.get('memory')} MiB" if definition.get("cpu") else ""
        yield Service(definition.name, runs, size, is_job=True)


def _blocks(state: State) -> tuple[str, ...]:
    further = state.all("aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation")
    return tuple(resource.get("cidrBlock", "") for resource in [*state.all("aws:ec2/vpc:Vpc"), *further])


def _members(state: State) -> Members:
    """Return the members of each security group."""
    members: Members = {}
    for service in _services(state):
        for group in service.get("networkConfiguration", {}).get("securityGroups") or []:
            members[group] = f"service {service.get('name', service.name)}"
    groups = {found.name: found.id for found in state.all("aws:ec2/securityGroup:SecurityGroup")}
    for definition in _definitions_of_jobs(state):
        # In a plan, the group of a schedule is unknown, and a job can have no schedule. So the group is found by its
        # name.
        members[groups.get(f"{definition.name}-tasks", "")] = f"job {definition.name}"
    for balancer in state.all("aws:lb/loadBalancer:LoadBalancer"):
        for group in balancer.get("securityGroups", []):
            members[group] = f"load balancer {balancer.name}"
    for template in state.all("aws:ec2/launchTemplate:LaunchTemplate"):
        for group in template.get("vpcSecurityGroupIds", []):
            members[group] = "instances"
    for endpoint in state.all("aws:ec2/vpcEndpoint:VpcEndpoint"):
        for group in endpoint.get("securityGroupIds", []):
            members[group] = "endpoints"
    return members


def _load_balancers(state: State) -> Iterator[LoadBalancer]:
    for balancer in state.all("aws:lb/loadBalancer:LoadBalancer"):
        listeners = [
            listener
            for listener in state.all("aws:lb/listener:Listener")
            if listener.get("loadBalancerArn") == balancer.get("arn")
        ]
        ordered = sorted(listeners, key=lambda listener: int(listener.get("port", 0)))
        yield LoadBalancer(balancer.name, not balancer.get("internal", False), tuple(map(_listens, ordered)))


def _listens(listener: Resource) -> str:
    what = f"{listener.get('protocol', '')} {int(listener.get('port', 0))}".strip()
    ports = [action["redirect"].get("port") for action in listener.get("defaultActions", []) if action.get("redirect")]
    return f"{what} → {ports[0]}" if ports else what


def _tasks(state: State, service: Resource) -> str:
    """Describe the number of tasks of a service, or the bounds of its scaling."""
    for target in state.all("aws:appautoscaling/target:Target"):
        # service/cluster/name, which is unknown in a plan
        scaled = str(target.get("resourceId", ""))
        if scaled == service.id or scaled.rpartition("/")[2] == service.get("name"):
            return _counted(int(target.get("minCapacity", 0)), int(target.get("maxCapacity", 0)), "task")
    count = int(service.get("desiredCount", 0))
    return _counted(count, count, "task")


def _size(state: State, service: Resource) -> str:
    for definition in state.all(TASK_DEFINITION):
        if definition.get("arn") == service.get("taskDefinition") and definition.get("cpu"):
            return f"{definition.get('cpu')} CPU, {definition.get('memory')} MiB each"
    return ""


def _counted(fewest: int, most: int, what: str) -> str:
    number = str(fewest) if fewest == most else f"{fewest} to {most}"
    return f"{number} {what}" if most == 1 else f"{number} {what}s"


def _instances(state: State) -> Instances | None:
    groups = state.all("aws:autoscaling/group:Group")
    if not groups:
        return None
    group = groups[0]
    overrides = group.get("mixedInstancesPolicy", {}).get("launchTemplate", {}).get("overrides") or []
    types = [override["instanceType"] for override in overrides if override.get("instanceType")]
    if not types:
        templates = state.all("aws:ec2/launchTemplate:LaunchTemplate")
        types = [template.get("instanceType") for template in templates if template.get("instanceType")]
    size = _counted(int(group.get("minSize", 0)), int(group.get("maxSize", 0)), "instance")
    return Instances(tuple(types), size)


def _endpoints(state: State) -> Endpoints:
    kinds: dict[str, list[str]] = {"Gateway": [], "Interface": []}
    for endpoint in state.all("aws:ec2/vpcEndpoint:VpcEndpoint"):
        # com.amazonaws.us-east-1.ecr.api
        service = str(endpoint.get("serviceName", "")).split(".", 3)[-1]
        kinds.setdefault(endpoint.get("vpcEndpointType", "Gateway"), []).append(service)
    return Endpoints(tuple(sorted(kinds["Gateway"])), tuple(sorted(kinds["Interface"])))


def _callers_first(services: Iterable[Service], flows: Iterable[Flow], facing: set[str]) -> Iterator[Service]:
    """Order the services: callers before the services that they call, internet-facing ones first, then by name."""
    calls = _calls(list(flows))
    public = {
        flow.target
        for flow in flows
        if flow.source.startswith("load balancer ") and flow.source.removeprefix("load balancer ") in facing
    }
    left = {service.member: service for service in services}
    while left:
        callers = {name: sum(name in calls.get(other, ()) for other in left if other != name) for name in left}
        first = min(left, key=lambda name: (callers[name], name not in public, name))
        yield left.pop(first)


def _calls(flows: list[Flow]) -> dict[str, set[str]]:
    """Return the services that each service can call, directly or through their load balancers."""
    behind: dict[str, set[str]] = {}
    for flow in flows:
        if flow.source.startswith("load balancer "):
            behind.setdefault(flow.source, set()).add(flow.target)
    calls: dict[str, set[str]] = {}
    for flow in flows:
        if flow.source.startswith(RUN_TASKS):
            calls.setdefault(flow.source, set()).update(behind.get(flow.target, {flow.target}))
    return calls
