"""All services of a stack, in the order and with the ties that they need."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi

from ..cluster.capacity import Capacity
from ..foundation.access_logs import AccessLogs
from ..foundation.refusal import refuse_any
from ..foundation.region import Region
from ..network.network import Network
from .awsvpc_service import AwsvpcService
from .awsvpc_service_args import AwsvpcServiceArgs
from .call_order import call_order, callees
from .job import Job
from .name_checks import check_callers, check_composed_names, check_domains


def make_services(
    services: Mapping[str, AwsvpcServiceArgs],
    *,
    network: Network,
    capacity: Capacity,
    jobs: Mapping[str, Job] | None = None,
    region: Region | None = None,
    access_logs: AccessLogs | None = None,
    opts: pulumi.ResourceOptions | None = None,
) -> dict[str, AwsvpcService]:
    """Create the services by name, callees before callers, and let in those that ``allow_from`` names.

    ``jobs`` are those of the stack, by name, which ``allow_from`` may name too.

    Raises :class:`RefusedError` for a name that no service and no job has, for names that do not go together
    and for a domain of two services, before it creates anything; and for a service that does not fit.
    """
    refuse_any([*check_callers(services, jobs or {}), *check_composed_names(services), *check_domains(services)])
    made: dict[str, AwsvpcService] = {}
    for name in call_order(services):
        made[name] = AwsvpcService(
            name,
            services[name],
            network=network,
            capacity=capacity,
            callers="later",
            region=region,
            after=[made[callee] for callee in callees(name, services) if callee in made],
            access_logs=access_logs,
            opts=opts,
        )
    for service in made.values():
        service.admit_callers({**(jobs or {}), **made})
    deployed = pulumi.Output.all(*(service.deployed for service in made.values()))
    for service in made.values():
        service.close(deployed)
    return made
