"""Checks of a service against AWS: its task, its load balancer, its queue and its discovery.

Each check returns the problems that it finds, with paths relative to the arguments.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..foundation.refusal import Problem
from ..foundation.region import InstanceType, Region
from .awsvpc_service_args import AwsvpcServiceArgs
from .discovery.service_connect_checks import check_service_connect
from .scaling.queue_scaling import check_queue
from .task.task_checks import check_task
from .traffic.balancer_checks import check_balancer, check_certificates_of_balancer, check_own_blocks


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
