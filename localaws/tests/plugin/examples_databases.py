"""Examples of databases and of their subnet groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.tests.plugin.example import Example

if TYPE_CHECKING:
    from collections.abc import Callable

    from localaws.tests.server.account import Account


def _subnet_group(aws: Account) -> Example:
    rds, vpc = aws.client("rds"), aws.vpc()
    subnets = aws.subnets(vpc, 3)
    return Example(
        {"name": "private", "subnetIds": subnets[:2], "tags": {"Name": "one"}},
        change={"subnetIds": subnets[1:], "description": "private subnets", "tags": {"Name": "two"}},
        replace={"name": "other"},
        drift=lambda _: rds.modify_db_subnet_group(DBSubnetGroupName="private", SubnetIds=subnets),
        drifted="subnetIds",
    )


def _instance(aws: Account) -> Example:
    rds, vpc = aws.client("rds"), aws.vpc()
    rds.create_db_subnet_group(
        DBSubnetGroupName="private", DBSubnetGroupDescription="private", SubnetIds=aws.subnets(vpc)
    )

    def drift(_: Any) -> None:
        rds.modify_db_instance(DBInstanceIdentifier="orders", BackupRetentionPeriod=1)

    return Example(
        {
            "identifier": "orders",
            "engine": "postgres",
            "engineVersion": "17.7",
            "instanceClass": "db.t4g.micro",
            "allocatedStorage": 20,
            "storageType": "gp3",
            "storageEncrypted": True,
            "dbName": "orders",
            "username": "orders",
            "manageMasterUserPassword": True,
            "dbSubnetGroupName": "private",
            "vpcSecurityGroupIds": [aws.security_group(vpc, "one")],
            "backupRetentionPeriod": 7,
            "maintenanceWindow": "Sun:04:00-Sun:05:00",
            "applyImmediately": True,
            "multiAz": False,
            "port": 5432,
            "skipFinalSnapshot": True,
            "tags": {"Name": "one"},
        },
        change={
            "instanceClass": "db.t4g.small",
            "multiAz": True,
            "deletionProtection": True,
            "iamDatabaseAuthenticationEnabled": True,
            "enabledCloudwatchLogsExports": ["postgresql"],
            "vpcSecurityGroupIds": [aws.security_group(vpc, "two")],
            "port": 5433,
            "tags": {"Name": "two"},
        },
        replace={"username": "other"},
        drift=drift,
        drifted="backupRetentionPeriod",
        import_id=lambda _: "orders",
    )


EXAMPLES: dict[str, Callable[[Account], Example]] = {
    "aws:rds/instance:Instance": _instance,
    "aws:rds/subnetGroup:SubnetGroup": _subnet_group,
}
