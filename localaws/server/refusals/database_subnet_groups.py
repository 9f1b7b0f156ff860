"""RDS: subnet groups in one zone, of several VPCs, or in use.

https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSubnetGroup.html; the messages are in
wallix/awless#175, aws-samples/aws-apprunner-terraform#9 and anomalyco/sst#4026.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.server.operations import AwsError, before, instead

if TYPE_CHECKING:
    from localaws.server.operations import Call

MIN_ZONES = 2


def _subnets(call: Call) -> list[Any]:
    """Return the subnets of a request; refuse them unless they are in two zones of one VPC."""
    wanted = call.params["SubnetIds"]
    found = call.backend("ec2").describe_subnets(filters={"subnet-id": wanted}) if wanted else []
    if len(found) < len(set(wanted)):
        raise AwsError("InvalidParameterValue", f"Some input subnets in :[{', '.join(wanted)}] are invalid.")
    if len({subnet.vpc_id for subnet in found}) != 1:
        raise AwsError("InvalidSubnet", "Subnet IDs are required, all of one VPC.")
    zones = sorted({subnet.availability_zone for subnet in found})
    if len(zones) < MIN_ZONES:
        raise AwsError(
            "DBSubnetGroupDoesNotCoverEnoughAZs",
            "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. "
            f"Current AZ coverage: {', '.join(zones)}. Add subnets to cover at least {MIN_ZONES} AZs.",
        )
    return list(found)


def _databases_of(call: Call, group: Any) -> list[Any]:
    databases = call.backend("rds").databases.values()
    return [each for each in databases if getattr(each, "db_subnet_group", None) is group]


@before("rds", "CreateDBSubnetGroup")
def group_is_new_and_covers_zones(call: Call) -> None:
    """A group has a new name, and subnets in two zones of one VPC."""
    name = call.params["DBSubnetGroupName"].lower()
    if name in call.backend("rds").subnet_groups:
        raise AwsError("DBSubnetGroupAlreadyExists", f"The DB subnet group '{name}' already exists.")
    _subnets(call)


@instead("rds", "ModifyDBSubnetGroup")
def change_group(call: Call) -> dict[str, Any]:
    """Change the subnets within the VPC, and keep those in use; moto would remove the group."""
    group = call.backend("rds").describe_db_subnet_groups(call.params["DBSubnetGroupName"])[0]
    subnets = _subnets(call)
    if subnets[0].vpc_id != group.vpc_id:
        raise AwsError("InvalidParameterValue", "The new Subnets are not in the same Vpc as the existing subnet group")
    zones = {subnet.availability_zone for subnet in subnets}
    if any(database.availability_zone not in zones for database in _databases_of(call, group)):
        raise AwsError("SubnetAlreadyInUse", "The DB subnet is already in use in the Availability Zone.")
    group.subnets = subnets
    group.description = call.params.get("DBSubnetGroupDescription") or group.description
    return {"DBSubnetGroup": group}


@before("rds", "DeleteDBSubnetGroup")
def group_is_unused(call: Call) -> None:
    """A group of a database cannot be deleted."""
    name = call.params["DBSubnetGroupName"]
    group = call.backend("rds").subnet_groups.get(name)
    for database in _databases_of(call, group) if group else []:
        raise AwsError(
            "InvalidDBSubnetGroupStateFault",
            f"Cannot delete the subnet group '{name}' because at least one database instance: "
            f"{database.db_instance_identifier} is still using it.",
        )
