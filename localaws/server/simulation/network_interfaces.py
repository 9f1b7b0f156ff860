"""Network interfaces that AWS creates for its resources, which keep groups, subnets and gateways in use."""

from __future__ import annotations

from typing import Any


def create(ec2: Any, subnet_id: str, groups: list[str], description: str, interface_type: str = "interface") -> Any:
    """Create an interface of an AWS resource, with the next free address of its subnet."""
    subnet = ec2.get_subnet(subnet_id)
    interface = ec2.create_network_interface(
        subnet, subnet.get_available_subnet_ip(None), group_ids=groups, description=description
    )
    if interface_type == "nat_gateway":
        interface._group_set = []
    interface.interface_type = interface_type
    interface.requester_managed = True
    interface.status = "in-use"
    return interface


def delete(ec2: Any, interface_id: str) -> None:
    """Remove an interface, and free its public and private addresses."""
    interface = ec2.enis.get(interface_id)
    if interface is None:
        return
    for address in ec2.addresses:
        if address.eni is interface:
            ec2.disassociate_address(address=address.public_ip)
    interface.public_ip = None
    interface.delete()


def set_groups(ec2: Any, interface_ids: list[str], groups: list[str]) -> None:
    """Replace the security groups of interfaces."""
    for interface_id in interface_ids:
        if interface_id in ec2.enis:
            ec2.enis[interface_id]._group_set = [ec2.get_security_group_from_id(group) for group in groups]
