"""EC2 instances: what their termination takes with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.server.operations import after
from localaws.server.simulation import network_interfaces

if TYPE_CHECKING:
    from localaws.server.operations import Call


@after("ec2", "TerminateInstances")
def settle_termination(call: Call) -> None:
    """moto keeps the interfaces of terminated instances, and with them their subnets and groups in use."""
    ec2 = call.backend("ec2")
    for instance_id in call.params["InstanceIds"]:
        remove_interfaces(ec2, ec2.get_instance(instance_id))


def terminate(ec2: Any, instances: list[Any]) -> None:
    """Terminate instances with all that belongs to them."""
    for instance in instances:
        instance.terminate()
        remove_interfaces(ec2, instance)


def remove_interfaces(ec2: Any, instance: Any) -> None:
    """Remove the interfaces of an instance that has ended."""
    for interface in instance.nics.values():
        network_interfaces.delete(ec2, interface.id)
    instance.nics = {}
