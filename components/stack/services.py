"""All services of a stack, in order and with the access between them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pulumi

from ..cluster.capacity import Capacity
from ..foundation.access_logs import AccessLogs
from ..foundation.refusal import refuse_any
from ..foundation.region import Region
from ..job.job import Job
from ..network.network import Network
from ..service.awsvpc_service import AwsvpcService
from ..service.awsvpc_service_args import AwsvpcServiceArgs
from ..service.traffic.shared_balancer import SharedBalancer
from ..service.traffic.shared_load_balancer_target import admit_to_shared
from .call_order import call_order, callees
from .listener_rule_checks import check_shared
from .name_checks import check_callers, check_composed_names, check_dns_names, check_domains


def create_services(
    services: Mapping[str, AwsvpcServiceArgs | Mapping[str, Any]],
    *,
    network: Network,
    capacity: Capacity,
    jobs: Mapping[str, Job] | None = None,
    region: Region | None = None,
    access_logs: AccessLogs | None = None,
    load_balancers: Mapping[str, SharedBalancer] | None = None,
    getting_balancers: Collection[str] = (),
    opts: pulumi.ResourceOptions | None = None,
) -> dict[str, AwsvpcService]:
    """Create the services by name, callees before callers, and allow the callers in ``allow_from``.

    The arguments of each service are an instance of its arguments class, or a dict.
    ``jobs`` are the jobs of the stack, by name, which can also be in ``allow_from``. ``load_balancers`` are the shared
    ones, by name; each of them allows all callers of the services behind it. ``getting_balancers`` are the deployed
    services to which this update adds a load balancer.

    Raises :class:`RefusedError` before it creates anything for an unknown name, for conflicting names and for a domain
    of two services; and also for a service that the stack does not support.
    """
    checked, shared = AwsvpcServiceArgs.of_each(services), load_balancers or {}
    if region is None or not region.has_accepted(*checked.values()):
        refuse_any([*check_callers(checked, jobs or {}), *check_composed_names(checked), *check_domains(checked)])
        refuse_any([*check_dns_names(checked, capacity.discovery), *check_shared(checked, shared)])
    made: dict[str, AwsvpcService] = {}
    for name in call_order(checked):
        made[name] = AwsvpcService(
            name,
            checked[name],
            network=network,
            capacity=capacity,
            callers="later",
            region=region,
            after=[made[callee] for callee in callees(name, checked) if callee in made],
            access_logs=access_logs,
            load_balancers=shared,
            gets_balancer=name in getting_balancers,
            opts=opts,
        )
    for service in made.values():
        service.admit_callers({**(jobs or {}), **made}, to_shared=False)
    _admit_to_shared(checked, {**(jobs or {}), **made}, shared, opts)
    deployed = pulumi.Output.all(*(service.deployed for service in made.values()))
    for service in made.values():
        service.make_exclusive(deployed)
    return made


def _admit_to_shared(
    services: Mapping[str, AwsvpcServiceArgs],
    made: Mapping[str, AwsvpcService | Job],
    balancers: Mapping[str, SharedBalancer],
    opts: pulumi.ResourceOptions | None,
) -> None:
    """Allow each caller of a service behind a shared load balancer once, independent of the services that it calls."""
    admitted: set[tuple[str, str]] = set()
    for args in services.values():
        shared = args.balancer.shared if args.balancer else None
        for caller in args.allow_from or ():
            if shared is not None and (shared, caller) not in admitted:
                admitted.add((shared, caller))
                source, own = made[caller].security_group_id, opts or pulumi.ResourceOptions()
                admit_to_shared(balancers[shared], caller, source, own, f"{shared}-shared-from-{caller}")
