"""What only AWS's own data can refuse: names that do not exist in the region, and things that do not fit.

Each check returns the problems it finds, their paths seen from the args it was given.
"""

from __future__ import annotations

from collections.abc import Sequence

from .awsvpc_service_args import AwsvpcServiceArgs
from .ec2_ecs_cluster_args import Ec2EcsClusterArgs
from .large_vpc_args import GATEWAY_SERVICES, LargeVpcArgs
from .platform_args import ExistingClusterArgs
from .refusal import KeyPath, Problem
from .region import InstanceType, NotFoundError, Region


def check_vpc(args: LargeVpcArgs, region: Region) -> list[Problem]:
    """Find zones that the region lacks, and endpoint services that AWS does not have in the network's zones."""
    problems = _check_zones(args, region)
    if problems:
        return problems
    zones = choose_zones(args, region)
    for index, service in enumerate(args.interface_endpoints):
        path = ("interfaceEndpoints", index)
        try:
            found = region.endpoint_service(service)
        except NotFoundError:
            allowed = (
                f"{region.name} has no interface endpoint of that name; write ecr.api for com.amazonaws.REGION.ecr.api"
            )
            problems.append(Problem(path, service, allowed))
            continue
        served = found.availability_zones
        if not found.has_private_dns:
            problems.append(Problem(path, service, _without_private_dns(service)))
        elif not set(served) & set(zones):
            problems.append(
                Problem(path, service, f"AWS has it in {', '.join(served)} and the network is in {', '.join(zones)}")
            )
    return problems


def _without_private_dns(service: str) -> str:
    remedy = "write it in gatewayEndpoints, which is free" if service in GATEWAY_SERVICES else "leave it out"
    return f"AWS has no private DNS name for it, so that nothing would use the endpoint: {remedy}"


def choose_zones(args: LargeVpcArgs, region: Region) -> tuple[str, ...]:
    """Return the names of the zones that the network is in."""
    wanted = args.availability_zones
    return region.availability_zones[:wanted] if isinstance(wanted, int) else wanted


def _check_zones(args: LargeVpcArgs, region: Region) -> list[Problem]:
    wanted, there = args.availability_zones, region.availability_zones
    have = f"{region.name} has {', '.join(there)}"
    if isinstance(wanted, int):
        return [] if wanted <= len(there) else [Problem(("availabilityZones",), wanted, f"{have}: {len(there)} zones")]
    unknown = [(index, name) for index, name in enumerate(wanted) if name not in there]
    return [Problem(("availabilityZones", index), name, have) for index, name in unknown]


def check_cluster(args: Ec2EcsClusterArgs, region: Region) -> list[Problem]:
    """Find instance types or an AMI that do not exist, or that are of different architectures."""
    problems = _check_instance_types(args, region)
    if problems or args.ami is None:
        return problems
    instance_type = region.instance_type(args.instance_type)
    try:
        ami = region.ami(args.ami)
    except NotFoundError:
        return [Problem(("ami",), args.ami, f"{region.name} has no such AMI, or no such SSM parameter")]
    if ami.architecture in instance_type.architectures:
        return []
    has = " and ".join(instance_type.architectures)
    return [
        Problem(
            ("ami",), args.ami, f"it is {ami.architecture} and {args.instance_type} is {has}: both must be the same"
        )
    ]


def check_zones_of_instances(args: Ec2EcsClusterArgs, zones: Sequence[str], region: Region) -> list[Problem]:
    """Find zones of the network in which none of the instance types can run."""
    if not zones or _check_instance_types(args, region):
        return []
    offering = region.zones_offering(args.all_instance_types)
    without = [zone for zone in zones if zone not in offering]
    if not without:
        return []
    types = " or ".join(args.all_instance_types)
    offered = f"in {', '.join(sorted(offering))}: name such zones in availabilityZones" if offering else "in no zone"
    allowed = f"the network is in {', '.join(without)}, and {region.name} has {types} {offered}"
    return [Problem(("instanceType",), args.instance_type, allowed)]


def check_existing_cluster(args: ExistingClusterArgs, region: Region) -> list[Problem]:
    """Find instance types that do not exist."""
    problems = []
    for index, name in enumerate(args.instance_types):
        try:
            region.instance_type(name)
        except NotFoundError:
            problems.append(Problem(("instanceTypes", index), name, _no_instance_type(region)))
    return problems


def _no_instance_type(region: Region) -> str:
    return f"{region.name} has no instance type of that name"


def _check_instance_types(args: Ec2EcsClusterArgs, region: Region) -> list[Problem]:
    problems, found = [], []
    for number, name in enumerate(args.all_instance_types):
        path: KeyPath = ("furtherInstanceTypes", number - 1) if number else ("instanceType",)
        try:
            found.append((path, region.instance_type(name)))
        except NotFoundError:
            problems.append(Problem(path, name, _no_instance_type(region)))
    for path, other in found[1:]:
        first = found[0][1]
        if not set(other.architectures) & set(first.architectures):
            has = f"it is {' and '.join(other.architectures)} and {first.name} is {' and '.join(first.architectures)}"
            problems.append(Problem(path, other.name, f"{has}: all must be the same"))
    return problems


def check_service(args: AwsvpcServiceArgs, instance_types: Sequence[InstanceType]) -> list[Problem]:
    """Find a task that an instance of one of these types does not hold."""
    return next((problems for type_ in instance_types if (problems := _check_size(args, type_))), [])


def _check_size(args: AwsvpcServiceArgs, instance_type: InstanceType) -> list[Problem]:
    problems = []
    if args.cpu > instance_type.cpu_units:
        has = (
            f"{instance_type.name} has {instance_type.cpu_units} CPU units ({instance_type.vcpus} vCPUs): at most that"
        )
        problems.append(Problem(("cpu",), args.cpu, has))
    if args.memory > instance_type.registered_memory:
        has = (
            f"{instance_type.name} has {instance_type.memory} MiB, of which the system leaves "
            f"{instance_type.registered_memory} to tasks: at most that"
        )
        problems.append(Problem(("memory",), args.memory, has))
    return problems
