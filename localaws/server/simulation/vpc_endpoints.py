"""Interface endpoints: one network interface per subnet, with the endpoint's security groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.server.operations import after
from localaws.server.simulation import network_interfaces

if TYPE_CHECKING:
    from localaws.server.operations import Call


@after("ec2", "CreateVpcEndpoint")
def settle_creation(call: Call) -> None:
    """Replace moto's interfaces, whose addresses are in no subnet and which lack the endpoint's groups."""
    ec2 = call.backend("ec2")
    endpoint = next(reversed(ec2.vpc_end_points.values()))
    endpoint.vpc_endpoint_type = endpoint.vpc_endpoint_type or "Gateway"
    endpoint.ip_address_type = call.params.get("IpAddressType") or "ipv4"
    if endpoint.vpc_endpoint_type != "Interface":
        return
    if endpoint.private_dns_enabled is None:
        endpoint.private_dns_enabled = True
    if not endpoint.security_group_ids:
        endpoint.security_group_ids = [ec2.get_default_security_group(endpoint.vpc_id).id]
    for interface_id in endpoint.network_interface_ids:
        ec2.enis.pop(interface_id, None)
    endpoint.network_interface_ids = []
    place_interfaces(ec2, endpoint)


@after("ec2", "ModifyVpcEndpoint")
def settle_change(call: Call) -> None:
    """Update the interfaces; reset the policy and change private DNS, which moto ignores."""
    ec2 = call.backend("ec2")
    endpoint = ec2.vpc_end_points[call.params["VpcEndpointId"]]
    if call.params.get("ResetPolicy"):
        endpoint.policy_document = None
    if "PrivateDnsEnabled" in call.params:
        endpoint.private_dns_enabled = call.params["PrivateDnsEnabled"]
    if endpoint.vpc_endpoint_type == "Interface":
        place_interfaces(ec2, endpoint)
        network_interfaces.set_groups(ec2, endpoint.network_interface_ids, endpoint.security_group_ids)


@after("ec2", "DeleteVpcEndpoints")
def settle_deletion(call: Call) -> None:
    """Remove the endpoints and their interfaces, because AWS does not list deleted endpoints."""
    ec2 = call.backend("ec2")
    for endpoint_id in call.params["VpcEndpointIds"]:
        endpoint = ec2.vpc_end_points.pop(endpoint_id, None)
        for interface_id in endpoint.network_interface_ids if endpoint else []:
            network_interfaces.delete(ec2, interface_id)


def place_interfaces(ec2: Any, endpoint: Any) -> None:
    """Create one interface in each subnet of the endpoint, and remove others."""
    kept = []
    for interface_id in endpoint.network_interface_ids:
        if ec2.enis[interface_id].subnet.id in endpoint.subnet_ids:
            kept.append(interface_id)
        else:
            network_interfaces.delete(ec2, interface_id)
    present = {ec2.enis[interface_id].subnet.id for interface_id in kept}
    for subnet_id in endpoint.subnet_ids or []:
        if subnet_id not in present:
            description = f"VPC Endpoint Interface {endpoint.id}"
            kept.append(
                network_interfaces.create(ec2, subnet_id, endpoint.security_group_ids, description, "vpc_endpoint").id
            )
    endpoint.network_interface_ids = kept
