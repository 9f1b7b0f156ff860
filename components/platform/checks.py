"""Checks of an existing network and cluster: unknown ids and types, wrong places, too few zones, missing routes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..cluster.checks import no_instance_type
from ..foundation.arn_checks import check_region_of
from ..foundation.refusal import KeyPath, Problem
from ..foundation.region import NotFoundError, Region
from ..network.address_plan import FEWEST_ZONES
from .platform_args import ExistingClusterArgs, ExistingNetworkArgs


def check_existing_network(args: ExistingNetworkArgs, region: Region) -> list[Problem]:
    """Find the problems of the VPC and its subnets, by look-ups on AWS."""
    try:
        region.vpc_main_route_table(args.vpc_id)
    except NotFoundError:
        return [Problem(("vpcId",), args.vpc_id, f"the account has no VPC with that id in {region.name}")]
    return [
        *_check_subnets("publicSubnetIds", args.public_subnet_ids, args, region),
        *_check_subnets("privateSubnetIds", args.private_subnet_ids, args, region),
        *_check_subnets("taskSubnetIds", args.task_subnet_ids or (), args, region),
    ]


def _check_subnets(key: str, subnet_ids: Sequence[str], args: ExistingNetworkArgs, region: Region) -> Iterator[Problem]:
    """Yield the problems of one list of subnets. Only load balancers are limited to one subnet per zone."""
    for_load_balancers = key != "taskSubnetIds"
    by_zone: dict[str, str] = {}
    wrong = False
    for index, subnet_id in enumerate(subnet_ids):
        path: KeyPath = (key, index)
        try:
            subnet = region.subnet(subnet_id)
        except NotFoundError:
            wrong = True
            yield Problem(path, subnet_id, f"the account has no subnet with that id in {region.name}")
            continue
        problem, zone = None, subnet.availability_zone
        if subnet.vpc_id != args.vpc_id:
            problem = Problem(path, subnet_id, f"it is in {subnet.vpc_id}; a subnet of {args.vpc_id} is allowed")
        if problem is None and for_load_balancers and zone in by_zone:
            allowed = f"it is in {zone}, like {by_zone[zone]}; a load balancer uses one subnet per zone"
            problem = Problem(path, subnet_id, allowed)
        if problem is None and key == "publicSubnetIds" and not region.routes_to_internet(subnet_id, args.vpc_id):
            allowed = (
                "its route table has no route to an internet gateway; a subnet with a route for 0.0.0.0/0 to one is "
                "allowed"
            )
            problem = Problem(path, subnet_id, allowed)
        by_zone.setdefault(zone, subnet_id)
        if problem is not None:
            wrong = True
            yield problem
    if subnet_ids and not wrong and len(by_zone) < FEWEST_ZONES:
        yield Problem(
            (key,), list(subnet_ids), f"all are in {', '.join(by_zone)}; subnets in at least two zones are allowed"
        )


def check_existing_cluster(args: ExistingClusterArgs, region: Region) -> list[Problem]:
    """Find instance types that do not exist, and ARNs that are not in the stack's region."""
    problems = []
    for index, name in enumerate(args.instance_types):
        try:
            region.instance_type(name)
        except NotFoundError:
            problems.append(Problem(("instanceTypes", index), name, no_instance_type(region)))
    namespace = args.namespace
    return [
        *problems,
        *check_region_of(("clusterArn",), args.cluster_arn, region),
        *check_region_of(("executeCommandLogGroupArn",), args.execute_command_log_group_arn, region),
        *check_region_of(("namespace", "arn"), namespace.arn if namespace else None, region),
    ]
