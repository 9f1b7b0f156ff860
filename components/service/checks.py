"""Checks of a service against AWS: its task, its load balancer, its queue and its discovery."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from ..cluster.capacity import Capacity
from ..foundation.arn_checks import check_partitions
from ..foundation.refusal import Problem, refuse_any
from ..foundation.region import InstanceType, Region
from ..network.network import Network
from .awsvpc_service_args import AwsvpcServiceArgs
from .discovery.service_connect_checks import check_service_connect
from .name_checks import check_given_callers, check_names
from .scaling.queue_scaling import check_queue
from .task.endpoint_checks import check_endpoints_of_task
from .task.task_checks import check_task
from .traffic.balancer_checks import check_balancer, check_certificates_of_balancer, check_own_blocks
from .traffic.shared_balancer import SharedBalancer
from .traffic.shared_balancer_checks import check_shared_balancer


def refuse_mistakes(
    name: str,
    args: AwsvpcServiceArgs,
    network: Network,
    capacity: Capacity,
    callers: Collection[str] | None,
    shared: Mapping[str, SharedBalancer],
    region: Region,
) -> None:
    """Refuse the service: first for ARNs of another partition, last for certificates that are not issued."""
    refuse_any(check_partitions(args, region))
    blocks = network.cidr_blocks.values()
    of_shared = check_shared_balancer(args.balancer, shared, public=args.is_public)
    refuse_any(
        [
            *check_names(name, args, capacity.discovery),
            *(check_given_callers(name, args, callers) if callers != "later" else ()),
            *(problem.under("loadBalancer") for problem in of_shared),
            *check_endpoints_of_task(args, network.endpoints),
            *check_service(args, region, discovery=capacity.discovery, cidr_blocks=blocks, **capacity.instances),
        ]
    )
    refuse_any(check_certificates(args, region))


def check_service(
    args: AwsvpcServiceArgs,
    region: Region,
    *,
    discovery: str,
    operating_system: str | None,
    instance_types: Sequence[InstanceType],
    cidr_blocks: Iterable[object] = (),
) -> list[Problem]:
    """Find the problems of :func:`check_task`, and of the load balancer, the queue and ``discovery``.

    ``cidr_blocks`` are the blocks of the VPC.
    """
    of_balancer = check_balancer(args.balancer, region) if args.balancer else []
    if args.balancer and args.topology == "private-worker" and args.allow_from is None:
        of_balancer += check_own_blocks(args.balancer, cidr_blocks)
    queue = args.scaling.queue if args.scaling else None
    of_queue = check_queue(queue, region) if queue else []
    return [
        *check_task(args, region, operating_system=operating_system, instance_types=instance_types),
        *(problem.under("loadBalancer") for problem in of_balancer),
        *(problem.under("scaling", "queue") for problem in of_queue),
        *check_service_connect(args.service_connect, discovery),
    ]


def check_certificates(args: AwsvpcServiceArgs, region: Region) -> list[Problem]:
    """Find certificates of the load balancer that are not issued."""
    found = check_certificates_of_balancer(args.balancer, region) if args.balancer else []
    return [problem.under("loadBalancer") for problem in found]
