"""EC2 instances: the termination deletes their volumes and interfaces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.server.operations import after, before
from localaws.server.simulation import network_interfaces

if TYPE_CHECKING:
    from localaws.server.operations import Call


@before("ec2", "TerminateInstances")
def mark_root_volumes(call: Call) -> None:
    """Mark the root volumes for deletion with their instances."""
    ec2 = call.backend("ec2")
    for instance_id in call.params["InstanceIds"]:
        instance = ec2.get_instance_by_id(instance_id)
        if instance is not None:
            _mark_root_volume(instance)


@after("ec2", "TerminateInstances")
def settle_termination(call: Call) -> None:
    """Remove the interfaces of terminated instances, which moto keeps, with their subnets and groups in use."""
    ec2 = call.backend("ec2")
    for instance_id in call.params["InstanceIds"]:
        remove_interfaces(ec2, ec2.get_instance(instance_id))


def terminate(ec2: Any, instances: list[Any]) -> None:
    """Terminate instances with their volumes and interfaces."""
    for instance in instances:
        _mark_root_volume(instance)
        instance.terminate()
        remove_interfaces(ec2, instance)


def _mark_root_volume(instance: Any) -> None:
    # AWS's images set this for their root volume; moto's copies do not.
    root = instance.block_device_mapping.get(instance.root_device_name)
    if root is not None:
        root.delete_on_termination = True


def remove_interfaces(ec2: Any, instance: Any) -> None:
    """Remove the interfaces of an instance that has ended."""
    for interface in instance.nics.values():
        network_interfaces.delete(ec2, interface.id)
