"""RDS: values that AWS fills in and moto lacks, and changes that wait for the maintenance window.

https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstance.html and
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ModifyInstance.Settings.html
"""

from __future__ import annotations

import json
import secrets
import string
from typing import TYPE_CHECKING, Any

from moto.rds.models import DBInstance, MasterUserSecret

from localaws.server.catalogue import database_versions
from localaws.server.operations import after, before

if TYPE_CHECKING:
    from localaws.server.operations import Call

ID_CHARACTERS = string.ascii_uppercase + string.digits
ID_LENGTH = 26
# The hosted zone of us-east-1 in published answers of DescribeDBInstances.
HOSTED_ZONE = "Z2R2ITUGPM61AM"
GP3_IOPS, GP3_THROUGHPUT = 3000, 125
DEFERRED = {
    "AllocatedStorage": "AllocatedStorage",
    "CACertificateIdentifier": "CACertificateIdentifier",
    "DBInstanceClass": "DBInstanceClass",
    "EngineVersion": "EngineVersion",
    "Iops": "Iops",
    "MultiAZ": "MultiAZ",
    "NewDBInstanceIdentifier": "DBInstanceIdentifier",
    "StorageThroughput": "StorageThroughput",
    "StorageType": "StorageType",
}
"""The parameters of ModifyDBInstance that wait without ApplyImmediately, and their names among the pending values."""


def _secret(self: MasterUserSecret) -> str:
    user = self.resource.master_username
    return json.dumps({"username": user, "password": secrets.token_urlsafe(24)})


def _latest_restorable_time(self: DBInstance) -> Any:
    # On AWS, it is five minutes ago. A constant time causes no difference in a refresh.
    return self.instance_create_time if self.backup_retention_period else None


def _endpoint(self: DBInstance) -> dict[str, Any]:
    return {"Address": self.address, "Port": self.port, "HostedZoneId": HOSTED_ZONE}


MasterUserSecret._generate_secret_string = _secret  # type: ignore[method-assign]
DBInstance.endpoint = property(_endpoint)  # type: ignore[method-assign,assignment]
DBInstance.latest_restorable_time = property(_latest_restorable_time)  # type: ignore[method-assign,assignment]


@before("rds", "CreateDBInstance")
def fill_in(call: Call) -> None:
    """Fill in the version, the zone, the security group of the VPC, and AWS's key."""
    given = call.params
    for name in ("DBName", "EngineVersion"):
        if given.get(name) == "":
            del given[name]
    if given["Engine"] == "postgres":
        given["EngineVersion"] = database_versions.complete(given.get("EngineVersion"))
    group = call.backend("rds").subnet_groups.get(given.get("DBSubnetGroupName") or "")
    if group is not None:
        given.setdefault("AvailabilityZone", group.subnets[0]["SubnetAvailabilityZone"]["Name"])
        if not given.get("VpcSecurityGroupIds"):
            default = call.backend("ec2").get_default_security_group(group.vpc_id)
            given["VpcSecurityGroupIds"] = [default.id]
    if given.get("StorageEncrypted") and not given.get("KmsKeyId"):
        given["KmsKeyId"] = call.backend("kms").describe_key("alias/aws/rds").arn


@after("rds", "CreateDBInstance")
def complete(call: Call) -> None:
    """Give each database a unique id, and gp3 storage its default speed."""
    database = call.backend("rds").databases[call.params["DBInstanceIdentifier"]]
    database.dbi_resource_id = "db-" + "".join(secrets.choice(ID_CHARACTERS) for _ in range(ID_LENGTH))
    _complete_storage(database)


def _complete_storage(database: Any) -> None:
    if database.storage_type == "gp3":
        database.iops = database.iops or GP3_IOPS
        database.storage_throughput = database.storage_throughput or GP3_THROUGHPUT


@after("rds", "CreateDBSubnetGroup")
def complete_group(call: Call) -> None:
    """Set the supported network types: IPv4 only."""
    group = call.backend("rds").subnet_groups[call.params["DBSubnetGroupName"]]
    group.supported_network_types = ["IPV4"]


@before("rds", "ModifyDBInstance")
def defer(call: Call) -> None:
    """Keep changes of the maintenance window pending, or apply them together with the pending ones."""
    given = call.params
    database = call.backend("rds").databases.get(given["DBInstanceIdentifier"])
    if database is None:
        return
    if given.get("EngineVersion"):
        given["EngineVersion"] = database_versions.complete(given["EngineVersion"])
    # A restored database has no such attribute, because another operation creates it.
    pending: dict[str, Any] = vars(database).setdefault("pending_modified_values", {})
    if given.get("ApplyImmediately"):
        for parameter, name in DEFERRED.items():
            if name in pending:
                given.setdefault(parameter, pending[name])
        pending.clear()
        return
    for parameter, name in DEFERRED.items():
        if given.get(parameter) is not None:
            pending[name] = given[parameter]
            del given[parameter]


@after("rds", "ModifyDBInstance")
def complete_change(call: Call) -> None:
    """Change the port, whose parameter moto ignores, and complete the storage."""
    given = call.params
    database = call.backend("rds").databases[given.get("NewDBInstanceIdentifier") or given["DBInstanceIdentifier"]]
    database.port = given.get("DBPortNumber") or database.port
    _complete_storage(database)
