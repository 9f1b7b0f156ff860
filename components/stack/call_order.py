"""The order in which services are created: callees before callers. Pure: no Pulumi, no AWS."""

from __future__ import annotations

from collections.abc import Mapping

from ..service.awsvpc_service_args import AwsvpcServiceArgs


def callees(caller: str, services: Mapping[str, AwsvpcServiceArgs]) -> list[str]:
    """Return the names of the other services that allow ``caller``."""
    return [name for name, args in services.items() if name != caller and caller in (args.allow_from or ())]


def call_order(services: Mapping[str, AwsvpcServiceArgs]) -> list[str]:
    """Return the services' names, callees before callers, otherwise in order; the first of a cycle comes last."""
    ordered: list[str] = []
    entered: set[str] = set()

    def visit(name: str) -> None:
        if name in entered:
            return
        entered.add(name)
        for callee in callees(name, services):
            visit(callee)
        ordered.append(name)

    for name in services:
        visit(name)
    return ordered
