"""Load balancers: a network interface in each subnet, with a public address if they are internet-facing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.ec2.utils import random_public_ip

from localaws.server.operations import after
from localaws.server.simulation import network_interfaces

if TYPE_CHECKING:
    from localaws.server.operations import Call


@after("elbv2", "CreateLoadBalancer")
def settle_creation(call: Call) -> None:
    """Activate the load balancer, name it as AWS does and create its interfaces."""
    elbv2, ec2 = call.backend("elbv2"), call.backend("ec2")
    balancer = next(reversed(elbv2.load_balancers.values()))
    balancer.state = "active"
    balancer.scheme = balancer.scheme or "internet-facing"
    number = int(balancer.arn.rsplit("/", 1)[1], 16) % 10**10
    prefix = "internal-" if balancer.scheme == "internal" else ""
    balancer.dns_name = f"{prefix}{balancer.name}-{number:010}.{call.region}.elb.amazonaws.com"
    if balancer.type == "application" and not balancer.security_groups:
        balancer.security_groups = [ec2.get_default_security_group(balancer.vpc_id).id]
    balancer.interface_ids = []
    place_interfaces(ec2, balancer)


@after("elbv2", "SetSubnets", "SetSecurityGroups")
def settle_change(call: Call) -> None:
    """Update the interfaces for the balancer's subnets and groups."""
    elbv2, ec2 = call.backend("elbv2"), call.backend("ec2")
    balancer = elbv2.load_balancers[call.params["LoadBalancerArn"]]
    place_interfaces(ec2, balancer)
    network_interfaces.set_groups(ec2, balancer.interface_ids, balancer.security_groups)


@after("elbv2", "DeleteLoadBalancer")
def settle_deletion(call: Call) -> None:
    """Remove the interfaces of deleted load balancers."""
    elbv2, ec2 = call.backend("elbv2"), call.backend("ec2")
    suffixes = {balancer_suffix(balancer) for balancer in elbv2.load_balancers.values()}
    for interface in list(ec2.enis.values()):
        if interface.description.startswith("ELB ") and interface.description.removeprefix("ELB ") not in suffixes:
            network_interfaces.delete(ec2, interface.id)


def balancer_suffix(balancer: Any) -> str:
    """Return the end of the load balancer's ARN, which its interfaces' descriptions contain: ``app/name/id``."""
    return str(balancer.arn).split(":loadbalancer/", 1)[1]


def place_interfaces(ec2: Any, balancer: Any) -> None:
    """Create one interface in each subnet of the load balancer, and remove others."""
    wanted = {subnet.id for subnet in balancer.subnets}
    kept = []
    for interface_id in balancer.interface_ids:
        if ec2.enis[interface_id].subnet.id in wanted:
            wanted.discard(ec2.enis[interface_id].subnet.id)
            kept.append(interface_id)
        else:
            network_interfaces.delete(ec2, interface_id)
    for subnet_id in sorted(wanted):
        interface = network_interfaces.create(
            ec2, subnet_id, balancer.security_groups or [], f"ELB {balancer_suffix(balancer)}"
        )
        if balancer.scheme == "internet-facing":
            interface.public_ip = random_public_ip()
        kept.append(interface.id)
    balancer.interface_ids = kept
