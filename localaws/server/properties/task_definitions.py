"""ECS task definitions: what RegisterTaskDefinition takes and moto loses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moto.core.utils import utcnow

from localaws.server.operations import after

if TYPE_CHECKING:
    from localaws.server.operations import Call


@after("ecs", "RegisterTaskDefinition")
def complete_definition(call: Call) -> None:
    """Put what moto dropped on the definition just registered."""
    definition = call.backend("ecs").describe_task_definition(call.params["family"])
    definition.enable_fault_injection = call.params.get("enableFaultInjection", False)
    definition.registered_at = utcnow()
    definition.registered_by = f"arn:aws:iam::{call.account}:root"


@after("ecs", "DeregisterTaskDefinition")
def note_deregistration(call: Call) -> None:
    """Note the time."""
    definition = call.backend("ecs").describe_task_definition(call.params["taskDefinition"])
    definition.deregistered_at = utcnow()
