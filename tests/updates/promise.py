"""The promises of a topology: the connections that it allows, and the resources that it excludes."""

from __future__ import annotations

from typing import Any

from tests.engine import changes
from tests.engine.engine_stack import EngineStack
from tests.engine.reachability.check import Reachability
from tests.engine.reachability.members import load_balancer_of

WITHOUT_NAT = "have no NAT gateway to reach the internet through"


def broken_promises(stack: EngineStack) -> set[str]:
    """Return a line for each broken promise of the stack's configuration."""
    strategy = changes.section(stack.config, "vpc").get("natGateways", "one-per-az")
    reachability = Reachability(stack.local_aws.client, stack.vpc_id)
    found = reachability.findings(
        changes.declared_services(stack.config),
        changes.declared_balancers(stack.config),
        nat_in_own_zone=strategy == "one-per-az",
    )
    without_balancer = {
        f"there is no {load_balancer_of(name)}"
        for name, service in changes.services(stack.config).items()
        if service.get("loadBalancer") == "none"
    }
    without_nat = {finding for finding in found if finding.endswith(WITHOUT_NAT)} if strategy == "none" else set()
    if strategy == "none" and not without_nat:
        return {*found, "a route to the internet exists without a NAT gateway"}
    missing = {f"unexpectedly not: {finding}" for finding in without_balancer - found}
    return (found - without_balancer - without_nat) | missing


def is_without_services(config: dict[str, Any]) -> bool:
    """Whether a configuration is that of a platform."""
    return not any(key.endswith(":services") for key in config)
