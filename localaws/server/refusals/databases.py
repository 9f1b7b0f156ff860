"""RDS: databases that cannot be created, changed or deleted.

https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html; the codes and messages are in
terraform-aws-modules/terraform-aws-rds#609 (VPC), convox/rack#2846 and cdklabs/awscdk-service-spec#1322 (storage),
RhinoSecurityLabs/cloudgoat#325 (version), ministryofjustice/cloud-platform-environments#8659 (downgrade). No source
shows every message: rely on the codes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moto.ec2.models.instance_types import INSTANCE_TYPES

from localaws.server.catalogue import database_versions
from localaws.server.operations import AwsError, before

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localaws.server.operations import Call

# As in moto's own defaults for PostgreSQL.
MIN_STORAGE = {"gp2": 20, "gp3": 20, "io1": 100, "io2": 100, "standard": 5}
FIXED_GP3_BELOW = 400
DATABASE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")
PASSWORD = re.compile(r"[!-~]+")
NOT_IN_PASSWORDS = frozenset("/@\"' ")
MIN_PASSWORD_LENGTH = 8
# Known from published errors.
RESERVED_USERS = ("admin", "user")


def _value(message: str) -> AwsError:
    return AwsError("InvalidParameterValue", message)


def _combination(message: str) -> AwsError:
    return AwsError("InvalidParameterCombination", message)


@before("rds", "CreateDBInstance")
def database_is_valid(call: Call) -> None:
    """A new PostgreSQL database has a version, a class, a size, a user and a name that RDS accepts."""
    given = call.params
    if given["Engine"] != "postgres":
        return
    if database_versions.complete(given.get("EngineVersion")) is None:
        raise _combination(f"Cannot find version {given['EngineVersion']} for postgres")
    user = given.get("MasterUsername")
    if user in RESERVED_USERS:
        raise _value(f"MasterUsername {user} cannot be used as it is a reserved word used by the engine")
    if given.get("DBName") and not DATABASE_NAME.fullmatch(given["DBName"]):
        raise _value("DBName must begin with a letter and contain only alphanumeric characters.")
    if not given.get("MasterUserPassword") and not given.get("ManageMasterUserPassword"):
        raise _value("The parameter MasterUserPassword must be provided and must not be blank.")
    _check_storage(given.get("StorageType") or "gp2", given.get("AllocatedStorage") or 0, given)


def _check_storage(kind: str, size: int, given: Any) -> None:
    if size < MIN_STORAGE.get(kind, 0):
        raise _combination(f"Invalid storage size for engine name postgres and storage type {kind}: {size}")
    if kind == "gp3" and size < FIXED_GP3_BELOW and (given.get("Iops") or given.get("StorageThroughput")):
        raise _combination(
            "You can't specify IOPS or storage throughput for engine postgres and a storage size less than 400."
        )


@before("rds", "CreateDBInstance", "ModifyDBInstance")
def class_is_known(call: Call) -> None:
    """The class consists of ``db.`` and an instance type."""
    given = call.params.get("DBInstanceClass")
    if given and (not given.startswith("db.") or given.removeprefix("db.") not in INSTANCE_TYPES):
        raise _value(f"Invalid DB Instance class: {given}")


@before("rds", "CreateDBInstance", "ModifyDBInstance")
def password_is_valid(call: Call) -> None:
    """A password has 8 or more of the allowed characters, and does not replace a managed one."""
    given = call.params
    password = given.get("MasterUserPassword")
    if not password:
        return
    database = call.backend("rds").databases.get(given["DBInstanceIdentifier"])
    managed = given.get("ManageMasterUserPassword", database is not None and database.manage_master_user_password)
    if managed:
        raise _combination("You can't specify MasterUserPassword for an instance with ManageMasterUserPassword.")
    if len(password) < MIN_PASSWORD_LENGTH:
        raise _value(
            "The parameter MasterUserPassword is not a valid password because it is shorter than 8 characters."
        )
    if not PASSWORD.fullmatch(password) or NOT_IN_PASSWORDS & {*password}:
        raise _value(
            "The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides "
            "'/', '@', '\"', ' ' may be used."
        )


@before("rds", "CreateDBInstance", "ModifyDBInstance")
def groups_are_of_the_vpc(call: Call) -> None:
    """The security groups belong to the VPC of the subnet group."""
    rds, ec2 = call.backend("rds"), call.backend("ec2")
    database = rds.databases.get(call.params["DBInstanceIdentifier"])
    group = rds.subnet_groups.get(call.params.get("DBSubnetGroupName") or "") or getattr(
        database, "db_subnet_group", None
    )
    vpc_id = group.vpc_id if group else ec2.default_vpc.id
    for wanted in call.params.get("VpcSecurityGroupIds") or []:
        found = ec2.get_security_group_from_id(wanted)
        if found is None:
            raise _value(f"Invalid security group , groupId= {wanted}, groupName=.")
        if found.vpc_id != vpc_id:
            raise _combination(
                "The DB instance and EC2 security group are in different VPCs. "
                f"The DB instance is in {vpc_id} and the EC2 security group is in {found.vpc_id}"
            )


@before("rds", "ModifyDBInstance")
def change_is_possible(call: Call) -> None:
    """Storage does not shrink, the version is not older, and a new major version has its flag."""
    database = call.backend("rds").databases.get(call.params["DBInstanceIdentifier"])
    for problem in _problems(call.params, database) if database is not None else ():
        raise _combination(problem)


def _problems(given: Any, database: Any) -> Iterator[str]:
    size = given.get("AllocatedStorage")
    if size and size < database.allocated_storage:
        yield f"The storage of a database cannot be reduced from {database.allocated_storage} to {size} GiB."
    wanted = given.get("EngineVersion")
    if not wanted or database.engine != "postgres":
        return
    version, present = database_versions.complete(wanted), database.engine_version
    if version is None:
        yield f"Cannot find version {wanted} for postgres"
    elif database_versions.is_older(version, present):
        yield f"Cannot upgrade postgres from {present} to {version}"
    elif database_versions.major(version) != database_versions.major(present) and not given.get(
        "AllowMajorVersionUpgrade"
    ):
        yield "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version."


@before("rds", "DeleteDBInstance")
def final_snapshot_is_decided(call: Call) -> None:
    """A deletion names its final snapshot or skips it."""
    name, skipped = call.params.get("FinalDBSnapshotIdentifier"), call.params.get("SkipFinalSnapshot")
    if name and skipped:
        raise _combination("You cannot specify both FinalDBSnapshotIdentifier and SkipFinalSnapshot")
    if not name and not skipped:
        raise _combination("FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.")
