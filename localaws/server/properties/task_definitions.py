"""ECS task definitions: properties of RegisterTaskDefinition that moto drops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moto.core.utils import utcnow

from localaws.server.operations import after, before

if TYPE_CHECKING:
    from localaws.server.operations import Call


HEALTH_CHECK_DEFAULTS = {"interval": 30, "timeout": 5, "retries": 3}
"""ECS's defaults for missing values of a health check; the start period has no default."""


@before("ecs", "RegisterTaskDefinition")
def add_defaults_of_containers(call: Call) -> None:
    """Add the defaults of health checks, and remove empty values."""
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
        # With one list, ECS returns both (terraform-aws-modules/terraform-aws-ecs#176), and it drops empty structures
        # (TerraConstructs/base#158); the provider treats either as a change.
        capabilities = parameters.pop("capabilities", None)
        if capabilities and (capabilities.get("add") or capabilities.get("drop")):
            parameters["capabilities"] = {"add": [], "drop": [], **capabilities}


@after("ecs", "RegisterTaskDefinition")
def complete_definition(call: Call) -> None:
    """Store the properties that moto drops on the registered definition."""
    definition = call.backend("ecs").describe_task_definition(call.params["family"])
    definition.enable_fault_injection = call.params.get("enableFaultInjection", False)
    definition.registered_at = utcnow()
    definition.registered_by = f"arn:aws:iam::{call.account}:root"


@after("ecs", "DeregisterTaskDefinition")
def note_deregistration(call: Call) -> None:
    """Record the time of the deregistration."""
    definition = call.backend("ecs").describe_task_definition(call.params["taskDefinition"])
    definition.deregistered_at = utcnow()
