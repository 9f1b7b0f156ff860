"""ECS task definitions: what RegisterTaskDefinition takes and moto loses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moto.core.utils import utcnow

from localaws.server.operations import after, before

if TYPE_CHECKING:
    from localaws.server.operations import Call


HEALTH_CHECK_DEFAULTS = {"interval": 30, "timeout": 5, "retries": 3}
"""What ECS writes out where a health check leaves it out; there is no start period then."""


@before("ecs", "RegisterTaskDefinition")
def write_containers_as_ecs_does(call: Call) -> None:
    """Fill in the defaults of health checks, and leave out what says nothing."""
    for container in call.params["containerDefinitions"]:
        check = container.get("healthCheck")
        if check:
            container["healthCheck"] = {**HEALTH_CHECK_DEFAULTS, **check}
            if not check.get("startPeriod"):
                container["healthCheck"].pop("startPeriod", None)
        parameters = container.get("linuxParameters", {})
        for mount in parameters.get("tmpfs", []):
            if not mount.get("mountOptions"):
                mount.pop("mountOptions", None)
        # Both lists stand where one is given (terraform-aws-modules/terraform-aws-ecs#176), and an empty structure does
        # not (TerraConstructs/base#158); the provider takes either for a change.
        capabilities = parameters.pop("capabilities", None)
        if capabilities and (capabilities.get("add") or capabilities.get("drop")):
            parameters["capabilities"] = {"add": [], "drop": [], **capabilities}


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
