"""RDS: refused and completed databases, and changes that wait for the maintenance window."""

from __future__ import annotations

import json
from typing import Any

import pytest

from localaws.tests.server.account import Account, refused

GIVEN = {
    "DBInstanceIdentifier": "orders",
    "DBInstanceClass": "db.t4g.micro",
    "Engine": "postgres",
    "EngineVersion": "17",
    "AllocatedStorage": 20,
    "StorageType": "gp3",
    "StorageEncrypted": True,
    "MasterUsername": "orders",
    "ManageMasterUserPassword": True,
    "DBSubnetGroupName": "private",
}
OWN_PASSWORD = {"ManageMasterUserPassword": False, "MasterUserPassword": "correct horse".replace(" ", "-")}


class Network:
    """A VPC with a subnet group, and the client of RDS."""

    def __init__(self, aws: Account) -> None:
        self.aws, self.rds = aws, aws.client("rds")
        self.vpc = aws.vpc()
        self.subnets = aws.subnets(self.vpc)
        self.group = aws.security_group(self.vpc, "database")
        self.subnet_group("private", self.subnets)

    def subnet_group(self, name: str, subnets: list[str]) -> Any:
        return self.rds.create_db_subnet_group(
            DBSubnetGroupName=name, DBSubnetGroupDescription=name, SubnetIds=subnets
        )["DBSubnetGroup"]

    def create(self, **changed: Any) -> dict[str, Any]:
        given = {"VpcSecurityGroupIds": [self.group], **GIVEN, **changed}
        self.rds.create_db_instance(**{key: value for key, value in given.items() if value is not None})
        return self.described()

    def described(self, name: str = "orders") -> dict[str, Any]:
        return dict(self.rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0])

    def modify(self, **changed: Any) -> dict[str, Any]:
        self.rds.modify_db_instance(DBInstanceIdentifier="orders", **changed)
        return self.described(changed.get("NewDBInstanceIdentifier", "orders"))

    def delete(self) -> None:
        self.rds.delete_db_instance(DBInstanceIdentifier="orders", SkipFinalSnapshot=True)

    def interfaces(self) -> list[Any]:
        wanted = {"Name": "description", "Values": ["RDSNetworkInterface"]}
        return list(self.aws.ec2.describe_network_interfaces(Filters=[wanted])["NetworkInterfaces"])


@pytest.fixture
def network(aws: Account) -> Network:
    return Network(aws)


def test_a_database_has_the_default_values_of_aws(network: Network) -> None:
    made = network.create(VpcSecurityGroupIds=None, EngineVersion="")
    assert made["EngineVersion"] == "17.7"
    assert made["AvailabilityZone"] == "us-east-1a"
    assert made["KmsKeyId"].startswith("arn:aws:kms:us-east-1:123456789012:key/")
    assert (made["Iops"], made["StorageThroughput"]) == (3000, 125)
    assert made["LatestRestorableTime"] == network.described()["LatestRestorableTime"]
    (group,) = made["VpcSecurityGroups"]
    groups = network.aws.ec2.describe_security_groups(GroupIds=[group["VpcSecurityGroupId"]])["SecurityGroups"]
    assert [(each["GroupName"], each["VpcId"]) for each in groups] == [("default", network.vpc)]
    network.create(DBInstanceIdentifier="other")
    ids = {network.described(name)["DbiResourceId"] for name in ("orders", "other")}
    assert len(ids) == 2
    found = network.rds.describe_db_instances(Filters=[{"Name": "dbi-resource-id", "Values": [made["DbiResourceId"]]}])
    assert [each["DBInstanceIdentifier"] for each in found["DBInstances"]] == ["orders"]


def test_the_managed_secret_contains_the_user_and_is_deleted_with_the_database(network: Network) -> None:
    secrets = network.aws.client("secretsmanager")
    arn = network.create()["MasterUserSecret"]["SecretArn"]
    value = json.loads(secrets.get_secret_value(SecretId=arn)["SecretString"])
    assert value["username"] == "orders"
    assert len(value["password"]) > 20
    network.delete()
    assert secrets.list_secrets()["SecretList"] == []


def test_a_subnet_group_needs_subnets_in_two_zones_of_one_vpc(network: Network) -> None:
    with refused("DBSubnetGroupDoesNotCoverEnoughAZs", "Current AZ coverage: us-east-1a."):
        network.subnet_group("one", network.subnets[:1])
    with refused("InvalidSubnet"):
        network.subnet_group("two", [network.subnets[0], network.aws.subnets(network.aws.vpc())[1]])
    with refused("InvalidParameterValue", "Some input subnets in :[subnet-1] are invalid."):
        network.subnet_group("three", ["subnet-1"])
    with refused("DBSubnetGroupAlreadyExists"):
        network.subnet_group("private", network.subnets)


def test_a_subnet_group_cannot_change_its_vpc_or_lose_subnets_in_use(network: Network) -> None:
    third = network.aws.ec2.create_subnet(VpcId=network.vpc, CidrBlock="10.0.9.0/24", AvailabilityZone="us-east-1c")[
        "Subnet"
    ]["SubnetId"]
    network.create()
    change = network.rds.modify_db_subnet_group
    with refused("SubnetAlreadyInUse"):
        change(DBSubnetGroupName="private", SubnetIds=[network.subnets[1], third])
    with refused("InvalidParameterValue", "not in the same Vpc"):
        change(DBSubnetGroupName="private", SubnetIds=network.aws.subnets(network.aws.vpc()))
    with refused("DBSubnetGroupDoesNotCoverEnoughAZs"):
        change(DBSubnetGroupName="private", SubnetIds=network.subnets[:1])
    with refused("DBSubnetGroupNotFoundFault"):
        change(DBSubnetGroupName="other", SubnetIds=network.subnets)
    change(DBSubnetGroupName="private", SubnetIds=[network.subnets[0], third])
    (group,) = network.rds.describe_db_subnet_groups(DBSubnetGroupName="private")["DBSubnetGroups"]
    assert [each["SubnetIdentifier"] for each in group["Subnets"]] == [network.subnets[0], third]
    assert group["SupportedNetworkTypes"] == ["IPV4"]


def test_a_subnet_group_and_a_security_group_in_use_cannot_be_deleted(network: Network) -> None:
    network.create()
    with refused("InvalidDBSubnetGroupStateFault", "orders is still using it"):
        network.rds.delete_db_subnet_group(DBSubnetGroupName="private")
    with refused("DependencyViolation"):
        network.aws.ec2.delete_security_group(GroupId=network.group)
    (interface,) = network.interfaces()
    assert interface["SubnetId"] == network.subnets[0]
    other = network.aws.security_group(network.vpc, "other")
    network.modify(VpcSecurityGroupIds=[other])
    assert [each["GroupId"] for each in network.interfaces()[0]["Groups"]] == [other]
    network.aws.ec2.delete_security_group(GroupId=network.group)
    network.delete()
    assert network.interfaces() == []
    network.rds.delete_db_subnet_group(DBSubnetGroupName="private")
    network.aws.ec2.delete_security_group(GroupId=other)


@pytest.mark.parametrize(
    ("changed", "code", "message"),
    [
        ({"EngineVersion": "9.6"}, "InvalidParameterCombination", "Cannot find version 9.6 for postgres"),
        ({"EngineVersion": "17.x"}, "InvalidParameterCombination", "Cannot find version 17.x for postgres"),
        ({"DBInstanceClass": "t4g.micro"}, "InvalidParameterValue", "Invalid DB Instance class: t4g.micro"),
        ({"DBInstanceClass": "db.t4g.tiny"}, "InvalidParameterValue", "Invalid DB Instance class: db.t4g.tiny"),
        ({"AllocatedStorage": 19}, "InvalidParameterCombination", "storage type gp3: 19"),
        ({"StorageType": "io2", "Iops": 3000}, "InvalidParameterCombination", "storage type io2: 20"),
        ({"Iops": 3000}, "InvalidParameterCombination", "a storage size less than 400"),
        ({"StorageThroughput": 125}, "InvalidParameterCombination", "a storage size less than 400"),
        ({"MasterUsername": "admin"}, "InvalidParameterValue", "MasterUsername admin cannot be used"),
        ({"MasterUsername": "user"}, "InvalidParameterValue", "MasterUsername user cannot be used"),
        ({"DBName": "my-orders"}, "InvalidParameterValue", "DBName must begin with a letter"),
        ({"ManageMasterUserPassword": None}, "InvalidParameterValue", "MasterUserPassword must be provided"),
        ({"MasterUserPassword": "correct-horse"}, "InvalidParameterCombination", "ManageMasterUserPassword"),
        ({**OWN_PASSWORD, "MasterUserPassword": "seven77"}, "InvalidParameterValue", "shorter than 8 characters"),
        ({**OWN_PASSWORD, "MasterUserPassword": "correct@horse"}, "InvalidParameterValue", "Only printable ASCII"),
        ({"VpcSecurityGroupIds": ["sg-0"]}, "InvalidParameterValue", "Invalid security group"),
    ],
)
def test_a_database_that_rds_cannot_create_is_refused(
    network: Network, changed: dict[str, Any], code: str, message: str
) -> None:
    with refused(code, message):
        network.create(**changed)
    assert network.rds.describe_db_instances()["DBInstances"] == []


def test_a_security_group_of_another_vpc_is_refused_for_a_database(network: Network) -> None:
    stranger = network.aws.security_group(network.aws.vpc(), "stranger")
    with refused("InvalidParameterCombination", f"The DB instance is in {network.vpc}"):
        network.create(VpcSecurityGroupIds=[stranger])
    network.create()
    with refused("InvalidParameterCombination", "different VPCs"):
        network.modify(VpcSecurityGroupIds=[stranger])


def test_a_protected_database_and_one_without_a_final_snapshot_are_not_deleted(network: Network) -> None:
    network.create(DeletionProtection=True)
    with refused("InvalidParameterCombination", "please disable deletion protection"):
        network.delete()
    network.modify(DeletionProtection=False)
    with refused("InvalidParameterCombination", "FinalDBSnapshotIdentifier is required"):
        network.rds.delete_db_instance(DBInstanceIdentifier="orders")
    with refused("InvalidParameterCombination", "cannot specify both"):
        network.rds.delete_db_instance(
            DBInstanceIdentifier="orders", FinalDBSnapshotIdentifier="last", SkipFinalSnapshot=True
        )
    network.rds.delete_db_instance(DBInstanceIdentifier="orders", FinalDBSnapshotIdentifier="last")
    names = [each["DBSnapshotIdentifier"] for each in network.rds.describe_db_snapshots()["DBSnapshots"]]
    assert names == ["last"]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"AllocatedStorage": 29}, "cannot be reduced from 30 to 29"),
        ({"EngineVersion": "16.10"}, "Cannot upgrade postgres from 16.11 to 16.10"),
        ({"EngineVersion": "17"}, "AllowMajorVersionUpgrade"),
        ({"EngineVersion": "3"}, "Cannot find version 3"),
        ({"MasterUserPassword": "correct-horse"}, "ManageMasterUserPassword"),
    ],
)
def test_a_change_that_rds_cannot_make_is_refused(network: Network, changed: dict[str, Any], message: str) -> None:
    made = network.create(AllocatedStorage=30, EngineVersion="16")
    with refused("InvalidParameterCombination", message):
        network.modify(**changed, ApplyImmediately=True)
    assert network.described() == made


def test_a_change_waits_for_the_maintenance_window_unless_it_is_applied_immediately(network: Network) -> None:
    network.create(EngineVersion="16")
    waiting = network.modify(
        DBInstanceClass="db.t4g.small", EngineVersion="17", AllowMajorVersionUpgrade=True, BackupRetentionPeriod=7
    )
    assert waiting["PendingModifiedValues"] == {"DBInstanceClass": "db.t4g.small", "EngineVersion": "17.7"}
    assert (waiting["DBInstanceClass"], waiting["EngineVersion"]) == ("db.t4g.micro", "16.11")
    assert waiting["BackupRetentionPeriod"] == 7
    changed = network.modify(AllocatedStorage=400, DBPortNumber=5433, ApplyImmediately=True)
    assert changed["PendingModifiedValues"] == {}
    assert (changed["DBInstanceClass"], changed["EngineVersion"]) == ("db.t4g.small", "17.7")
    assert (changed["AllocatedStorage"], changed["Endpoint"]["Port"]) == (400, 5433)


def test_a_renamed_database_keeps_its_id_and_its_interface(network: Network) -> None:
    made = network.create()
    renamed = network.modify(NewDBInstanceIdentifier="purchases", ApplyImmediately=True)
    assert renamed["DbiResourceId"] == made["DbiResourceId"]
    assert len(network.interfaces()) == 1
    network.rds.delete_db_instance(DBInstanceIdentifier="purchases", SkipFinalSnapshot=True)
    assert network.interfaces() == []


def test_a_restored_database_and_one_of_a_cluster_are_changed_and_deleted(network: Network) -> None:
    rds = network.rds
    network.create()
    rds.create_db_snapshot(DBInstanceIdentifier="orders", DBSnapshotIdentifier="copy")
    rds.restore_db_instance_from_db_snapshot(DBInstanceIdentifier="restored", DBSnapshotIdentifier="copy")
    rds.create_db_cluster(
        DBClusterIdentifier="main",
        Engine="aurora-postgresql",
        MasterUsername="orders",
        MasterUserPassword="correct-horse",
    )
    rds.create_db_instance(
        DBInstanceIdentifier="writer",
        DBClusterIdentifier="main",
        DBInstanceClass="db.r6g.large",
        Engine="aurora-postgresql",
    )
    for name in ("restored", "writer"):
        rds.modify_db_instance(DBInstanceIdentifier=name, DBInstanceClass="db.r6g.xlarge", ApplyImmediately=True)
        assert network.described(name)["DBInstanceClass"] == "db.r6g.xlarge"
        rds.delete_db_instance(DBInstanceIdentifier=name, SkipFinalSnapshot=True)
