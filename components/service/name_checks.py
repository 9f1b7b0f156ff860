"""Checks of the name of a service and of its callers. Pure: no Pulumi, no AWS."""

from __future__ import annotations

import re
from collections.abc import Collection

from ..foundation.refusal import Problem
from .awsvpc_service_args import AwsvpcServiceArgs
from .task.name_checks import check_task_name

DNS_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
"""A label of a host name: https://www.rfc-editor.org/rfc/rfc1123#section-2"""

SERVICE_CONNECT_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
"""https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectService.html"""


def check_names(name: str, args: AwsvpcServiceArgs, discovery: str) -> list[Problem]:
    """Find a service's name that ``discovery`` does not allow, and the problems of :func:`check_task_name`."""
    allowed = None
    if discovery == "dns" and not DNS_LABEL.fullmatch(name):
        allowed = "up to 63 letters, digits and inner hyphens are allowed"
    if discovery == "service-connect" and not SERVICE_CONNECT_NAME.fullmatch(name):
        allowed = "up to 63 lowercase letters, digits and inner hyphens are allowed"
    problems = [Problem((name,), name, f"with cluster.discovery {discovery}, {allowed}")] if allowed else []
    return check_task_name(name, args, "service", problems)


def check_given_callers(name: str, args: AwsvpcServiceArgs, callers: Collection[str] | None) -> list[Problem]:
    """Find callers in ``allow_from`` that are not passed, and passed callers that are not in ``allow_from``."""
    if callers is None:
        if not args.allow_from:
            return []
        allowed = (
            "their services are needed: pass callers, a dict of services by name, or create all with create_services"
        )
        return [Problem(("allowFrom",), list(args.allow_from), allowed)]
    named = args.allow_from or ()
    problems = unknown_callers(args, [name, *callers])
    extra = [caller for caller in callers if caller not in named]
    allowed = "allow_from does not contain it, so it would have no access; add it there"
    return [*problems, *(Problem(("callers",), caller, allowed) for caller in extra)]


def unknown_callers(args: AwsvpcServiceArgs, services: Collection[str]) -> list[Problem]:
    """Find names in one service's ``allow_from`` that are not among ``services``."""
    there = ", ".join(services)
    return [
        Problem(("allowFrom", index), caller, f"the name of a service or job is allowed: {there}")
        for index, caller in enumerate(args.allow_from or ())
        if caller not in services
    ]
