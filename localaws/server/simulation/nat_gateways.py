"""NAT gateways: their interfaces, and creations that fail after AWS accepts them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.server.operations import after
from localaws.server.simulation import network_interfaces

if TYPE_CHECKING:
    from localaws.server.operations import Call


@after("ec2", "CreateNatGateway")
def settle_creation(call: Call) -> None:
    """Create the gateway's interface in its subnet; fail the gateway if its VPC has no internet gateway."""
    ec2 = call.backend("ec2")
    gateway = next(reversed(ec2.nat_gateways.values()))
    gateway.connectivity_type = gateway.connectivity_type or "public"
    # The address of moto's interface does not belong to a subnet.
    ec2.enis.pop(gateway._eni.id)
    interface = network_interfaces.create(
        ec2, gateway.subnet_id, [], f"Interface for NAT Gateway {gateway.id}", "nat_gateway"
    )
    gateway._eni = interface
    gateway.private_ip = interface.private_ip_address
    address = gateway.address_set[0]
    address.update(
        networkInterfaceId=interface.id, privateIp=interface.private_ip_address, isPrimary=True, status="succeeded"
    )
    if address.get("allocationId"):
        elastic = ec2.address_by_allocation([address["allocationId"]])[0]
        elastic.eni = interface
        interface.public_ip = elastic.public_ip
    if gateway.connectivity_type == "public" and not has_internet_gateway(ec2, gateway.vpc_id):
        # https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html
        gateway.state = "failed"
        gateway.failure_code = "Gateway.NotAttached"
        gateway.failure_message = f"Network {gateway.vpc_id} has no Internet gateway attached"
        release(ec2, gateway)


@after("ec2", "DeleteNatGateway")
def settle_deletion(call: Call) -> None:
    """Remove the gateway's interface, which frees its Elastic IP."""
    ec2 = call.backend("ec2")
    release(ec2, ec2.nat_gateways[call.params["NatGatewayId"]])


def release(ec2: Any, gateway: Any) -> None:
    """Remove the interface of a gateway that no longer works."""
    network_interfaces.delete(ec2, gateway._eni.id)


def has_internet_gateway(ec2: Any, vpc_id: str) -> bool:
    """Whether an internet gateway is attached to the VPC."""
    return any(gateway.vpc and gateway.vpc.id == vpc_id for gateway in ec2.internet_gateways.values())
