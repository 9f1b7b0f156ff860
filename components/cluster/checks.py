"""Checks for instance types, AMIs, keys and endpoints that a cluster cannot use."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ..foundation.arn_checks import check_key, check_log_key, check_partitions
from ..foundation.refusal import KeyPath, Problem, refuse_any
from ..foundation.region import NotFoundError, Region
from ..network.endpoint_needs import unmet_needs
from ..network.network import Network
from .ec2_ecs_cluster_args import Ec2EcsClusterArgs, refuse_capacity_provider_name
from .gpus import check_gpu_ami
from .launch_template import architecture_of, default_ami

SESSION_MANAGER = ("ssm", "ssmmessages")
"""https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html"""


def refuse_mistakes(name: str, args: Ec2EcsClusterArgs, network: Network, region: Region) -> None:
    """Refuse the cluster: first for ARNs of another partition, which are not looked up."""
    refuse_any(check_partitions(args, region))
    zones = check_zones_of_instances(args, network.availability_zones, region)
    needed = check_endpoints_of_cluster(args, network.endpoints)
    refuse_any([*check_cluster(args, region), *zones, *_check_name(name, args), *needed])


def check_cluster(args: Ec2EcsClusterArgs, region: Region) -> list[Problem]:
    """Find instance types, an AMI or a key that do not exist or cannot be used."""
    return [
        *_check_ami(args, region),
        *check_log_key(args.log_key_arn, region),
        *check_key(("rootVolume", "keyArn"), args.root_volume.key_arn, region),
    ]


def _check_ami(args: Ec2EcsClusterArgs, region: Region) -> list[Problem]:
    """Find instance types or an AMI that do not exist, or that are of different architectures."""
    problems = _check_instance_types(args, region)
    if problems:
        return problems
    instance_type = region.instance_type(args.instance_type)
    if args.ami is None:
        return check_gpu_ami(args, architecture_of(instance_type), region) or _check_default_ami(args, region)
    if not isinstance(args.ami, str):
        return []
    try:
        ami = region.ami(args.ami)
    except NotFoundError:
        return [Problem(("ami",), args.ami, f"{region.name} has no such AMI, or no such SSM parameter")]
    if ami.architecture in instance_type.architectures:
        return []
    has = " and ".join(instance_type.architectures)
    return [
        Problem(
            ("ami",),
            args.ami,
            f"it is {ami.architecture} and {args.instance_type} is {has}: both must have the same architecture",
        )
    ]


def _check_default_ami(args: Ec2EcsClusterArgs, region: Region) -> list[Problem]:
    """Find a missing parameter, which the program reads itself for ``amiUpdates: all-instances``."""
    if args.ami_updates == "new-instances":
        return []
    parameter = default_ami(args, region)
    try:
        region.ami(parameter)
    except NotFoundError:
        allowed = f"{region.name} does not have its AMI, the SSM parameter {parameter}; your own ami is allowed"
        return [Problem(("operatingSystem",), args.operating_system, allowed)]
    return []


def check_zones_of_instances(
    args: Ec2EcsClusterArgs,
    zones: Sequence[str],
    region: Region,
    remedy: str = "name such zones in availabilityZones",
) -> list[Problem]:
    """Find zones of the network in which none of the instance types can run."""
    if not zones or _check_instance_types(args, region):
        return []
    offering = region.zones_offering(args.all_instance_types)
    without = [zone for zone in zones if zone not in offering]
    if not without:
        return []
    types = " or ".join(args.all_instance_types)
    offered = f"in {', '.join(sorted(offering))}: {remedy}" if offering else "in no zone"
    allowed = f"the network is in {', '.join(without)}, and {region.name} has {types} {offered}"
    return [Problem(("instanceType",), args.instance_type, allowed)]


def check_endpoints_of_cluster(args: Ec2EcsClusterArgs, endpoints: Collection[str] | None) -> list[Problem]:
    """Find settings of a cluster that need more endpoints. If ``endpoints`` is None, NAT reaches all services."""
    missing = [each for each in SESSION_MANAGER if args.ssm_access and each not in (endpoints or ())]
    return unmet_needs([(("ssmAccess",), True, " and ".join(missing))] if missing else [], endpoints)


def no_instance_type(region: Region) -> str:
    """Return the problem of an instance type that the region does not have."""
    return f"{region.name} has no instance type with that name"


def _check_instance_types(args: Ec2EcsClusterArgs, region: Region) -> list[Problem]:
    problems, found = [], []
    for number, name in enumerate(args.all_instance_types):
        path: KeyPath = ("furtherInstanceTypes", number - 1) if number else ("instanceType",)
        try:
            found.append((path, region.instance_type(name)))
        except NotFoundError:
            problems.append(Problem(path, name, no_instance_type(region)))
    for path, other in found[1:]:
        first = found[0][1]
        if not set(other.architectures) & set(first.architectures):
            has = f"it is {' and '.join(other.architectures)} and {first.name} is {' and '.join(first.architectures)}"
            problems.append(Problem(path, other.name, f"{has}: all must have the same architecture"))
    return problems


def _check_name(name: str, args: Ec2EcsClusterArgs) -> list[Problem]:
    """Find a component name that would give the capacity provider a name that ECS refuses."""
    if args.capacity_provider_name is not None:
        return []
    try:
        refuse_capacity_provider_name(name)
    except ValueError as error:
        return [
            Problem(("capacityProviderName",), name, f"{error}; it starts with the component's name unless it is set")
        ]
    return []
