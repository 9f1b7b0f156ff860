"""RDS: the network interface of a database, which keeps its subnet and its security groups in use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.server.operations import after
from localaws.server.simulation import network_interfaces

if TYPE_CHECKING:
    from localaws.server.operations import Call

DESCRIPTION = "RDSNetworkInterface"


def _database(call: Call) -> Any:
    given = call.params
    databases = call.backend("rds").databases
    return databases.get(given.get("NewDBInstanceIdentifier") or given["DBInstanceIdentifier"])


@after("rds", "CreateDBInstance")
def create_interface(call: Call) -> None:
    """A database of a subnet group has an interface in the group's subnet of its zone."""
    database = _database(call)
    group = getattr(database, "db_subnet_group", None)
    if group is None:
        return
    zones = {each["SubnetAvailabilityZone"]["Name"]: each["SubnetIdentifier"] for each in group.subnets}
    groups = database.vpc_security_group_ids
    interface = network_interfaces.create(call.backend("ec2"), zones[database.availability_zone], groups, DESCRIPTION)
    database.interface_id = interface.id


@after("rds", "ModifyDBInstance")
def change_groups(call: Call) -> None:
    """The interface has the security groups of the database."""
    database = _database(call)
    if call.params.get("VpcSecurityGroupIds") and hasattr(database, "interface_id"):
        network_interfaces.set_groups(call.backend("ec2"), [database.interface_id], database.vpc_security_group_ids)


@after("rds", "DeleteDBInstance")
def delete_interface(call: Call) -> None:
    """Delete the interface of a deleted database."""
    ec2 = call.backend("ec2")
    used = {getattr(each, "interface_id", "") for each in call.backend("rds").databases.values()}
    for interface in list(ec2.enis.values()):
        if interface.description == DESCRIPTION and interface.id not in used:
            network_interfaces.delete(ec2, interface.id)
