"""RDS databases."""

from __future__ import annotations

import re
from typing import Any

from localaws.plugin.api import Api, RefusedError, error_code
from localaws.plugin.mapping import Members, from_api
from localaws.plugin.row import AutoName, Created, Inputs, Property, Row, State, plain
from localaws.plugin.rows.ec2_tags import tag_list, tags_of
from localaws.plugin.rows.rds_subnet_group import write_tags

GONE = "DBInstanceNotFound"
RESOURCE_ID = re.compile(r"db-[0-9A-Za-z]{2,255}", re.ASCII)
READY = ("available", "storage-optimization")
SETTINGS = {
    "allocatedStorage": "AllocatedStorage",
    "autoMinorVersionUpgrade": "AutoMinorVersionUpgrade",
    "backupRetentionPeriod": "BackupRetentionPeriod",
    "backupWindow": "PreferredBackupWindow",
    "copyTagsToSnapshot": "CopyTagsToSnapshot",
    "dbSubnetGroupName": "DBSubnetGroupName",
    "deletionProtection": "DeletionProtection",
    "engineVersion": "EngineVersion",
    "iamDatabaseAuthenticationEnabled": "EnableIAMDatabaseAuthentication",
    "instanceClass": "DBInstanceClass",
    "iops": "Iops",
    "maintenanceWindow": "PreferredMaintenanceWindow",
    "manageMasterUserPassword": "ManageMasterUserPassword",
    "masterUserSecretKmsKeyId": "MasterUserSecretKmsKeyId",
    "maxAllocatedStorage": "MaxAllocatedStorage",
    "monitoringInterval": "MonitoringInterval",
    "monitoringRoleArn": "MonitoringRoleArn",
    "multiAz": "MultiAZ",
    "password": "MasterUserPassword",
    "publiclyAccessible": "PubliclyAccessible",
    "storageThroughput": "StorageThroughput",
    "storageType": "StorageType",
    "vpcSecurityGroupIds": "VpcSecurityGroupIds",
}
CREATION = {
    **SETTINGS,
    "availabilityZone": "AvailabilityZone",
    "dbName": "DBName",
    "enabledCloudwatchLogsExports": "EnableCloudwatchLogsExports",
    "engine": "Engine",
    "kmsKeyId": "KmsKeyId",
    "port": "Port",
    "storageEncrypted": "StorageEncrypted",
    "username": "MasterUsername",
}
MODIFICATION = {
    **SETTINGS,
    "caCertIdentifier": "CACertificateIdentifier",
    "identifier": "NewDBInstanceIdentifier",
    "port": "DBPortNumber",
}
ALWAYS_SENT = {"backupRetentionPeriod": 0, "deletionProtection": False, "storageEncrypted": False}
REQUIRED = ("allocatedStorage", "engine", "username")
WITHOUT_CALL = frozenset(
    {"allowMajorVersionUpgrade", "deleteAutomatedBackups", "finalSnapshotIdentifier", "skipFinalSnapshot"}
)
DESCRIBED: Members = {
    **{name: member for name, member in SETTINGS.items() if name not in ("dbSubnetGroupName", "engineVersion")},
    "arn": "DBInstanceArn",
    "availabilityZone": "AvailabilityZone",
    "caCertIdentifier": "CACertificateIdentifier",
    "dbName": "DBName",
    "enabledCloudwatchLogsExports": "EnabledCloudwatchLogsExports",
    "engine": "Engine",
    "engineVersionActual": "EngineVersion",
    "iamDatabaseAuthenticationEnabled": "IAMDatabaseAuthenticationEnabled",
    "id": "DbiResourceId",
    "identifier": "DBInstanceIdentifier",
    "kmsKeyId": "KmsKeyId",
    "replicas": "ReadReplicaDBInstanceIdentifiers",
    "resourceId": "DbiResourceId",
    "status": "DBInstanceStatus",
    "storageEncrypted": "StorageEncrypted",
    "username": "MasterUsername",
}
SECRET: Members = {"kmsKeyId": "KmsKeyId", "secretArn": "SecretArn", "secretStatus": "SecretStatus"}
PROVISIONED = ("io1", "io2")
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage, for PostgreSQL.
FIXED_GP3_BELOW = 400


def _create(api: Api, inputs: Inputs) -> Created:
    missing = [name for name in REQUIRED if not inputs.get(name)]
    if missing:
        raise RefusedError(f"a database without a source needs {', '.join(missing)}")
    given = {**ALWAYS_SENT, **inputs}
    answer = api.retry(
        api.retried,
        api.rds.create_db_instance,
        DBInstanceIdentifier=inputs["identifier"],
        Tags=tag_list(inputs.get("tagsAll") or {}),
        **{parameter: given[name] for name, parameter in CREATION.items() if name in given},
    )
    return Created(str(answer["DBInstance"]["DbiResourceId"]))


def _finish(api: Api, resource_id: str, inputs: Inputs) -> None:
    _await(api, resource_id)
    database = _database(api, resource_id) or {}
    certificate = inputs.get("caCertIdentifier")
    if certificate and certificate != database.get("CACertificateIdentifier"):
        api.rds.modify_db_instance(
            DBInstanceIdentifier=inputs["identifier"], ApplyImmediately=True, CACertificateIdentifier=certificate
        )
        _await(api, resource_id)


def _database(api: Api, name: str) -> dict[str, Any] | None:
    """Return a database by its resource id or its identifier."""
    find = api.rds.describe_db_instances
    if RESOURCE_ID.fullmatch(name):
        found = api.first(find, "DBInstances", GONE, Filters=[{"Name": "dbi-resource-id", "Values": [name]}])
        if found is not None:
            return dict(found)
    found = api.first(find, "DBInstances", GONE, DBInstanceIdentifier=name)
    return None if found is None else dict(found)


def _await(api: Api, resource_id: str) -> None:
    def ready() -> bool:
        return (_database(api, resource_id) or {}).get("DBInstanceStatus") in READY

    api.wait(ready, f"RDS DB Instance {resource_id} to become available")


def _read(api: Api, resource_id: str, state: State) -> State | None:
    database = _database(api, resource_id)
    if database is None:
        return None
    endpoint = database.get("Endpoint", {})
    restorable = database.get("LatestRestorableTime")
    properties = {
        **from_api(DESCRIBED, database),
        "address": endpoint.get("Address"),
        "dbSubnetGroupName": database.get("DBSubnetGroup", {}).get("DBSubnetGroupName"),
        "endpoint": f"{endpoint['Address']}:{endpoint['Port']}" if endpoint else None,
        "engineVersion": _version(database, state.get("engineVersion", "")),
        "hostedZoneId": endpoint.get("HostedZoneId"),
        "latestRestorableTime": restorable.strftime("%Y-%m-%dT%H:%M:%SZ") if restorable else None,
        "masterUserSecrets": [from_api(SECRET, each) for each in [database.get("MasterUserSecret")] if each],
        "port": endpoint.get("Port"),
        "tagsAll": tags_of({"Tags": database["TagList"]}),
        "vpcSecurityGroupIds": [each["VpcSecurityGroupId"] for each in database["VpcSecurityGroups"]],
    }
    if not state:
        # The provider's import assumes true, because AWS does not return this setting.
        properties["skipFinalSnapshot"] = True
    return properties


def _version(database: dict[str, Any], known: str) -> str:
    """Return the known version if AWS's version completes it, or if it waits for the maintenance window."""
    version = str(database["EngineVersion"])
    waits = known and known == database.get("PendingModifiedValues", {}).get("EngineVersion")
    return known if waits or version.startswith(f"{known}.") else version


def _update(api: Api, resource_id: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    if changed <= WITHOUT_CALL | {"tags", "tagsAll"}:
        return
    api.retry(
        api.retried,
        api.rds.modify_db_instance,
        DBInstanceIdentifier=state["identifier"],
        ApplyImmediately=inputs["applyImmediately"],
        **_change(state, inputs, changed),
    )
    _await(api, resource_id)


def _change(state: State, inputs: Inputs, changed: frozenset[str]) -> dict[str, Any]:
    kept: State = {name: state[name] for name in ("allocatedStorage", "iops") if name in state}
    planned: State = {"iops": 0, **kept, **inputs}
    names = {*changed, *_required_storage_settings(planned, changed), "deletionProtection"} & MODIFICATION.keys()
    change: dict[str, Any] = {MODIFICATION[name]: planned[name] for name in names if name in planned}
    # An omitted switch is off. Other omitted values do not change.
    change |= {MODIFICATION[name]: False for name in names - planned.keys() if isinstance(state.get(name, False), bool)}
    if "maxAllocatedStorage" in changed and not inputs.get("maxAllocatedStorage"):
        change["MaxAllocatedStorage"] = planned["allocatedStorage"]
    if "masterUserSecretKmsKeyId" in changed:
        change["ManageMasterUserPassword"] = bool(inputs.get("manageMasterUserPassword"))
    if "engineVersion" in changed:
        change["AllowMajorVersionUpgrade"] = bool(inputs.get("allowMajorVersionUpgrade"))
    if "enabledCloudwatchLogsExports" in changed:
        before, after = ({*each.get("enabledCloudwatchLogsExports", ())} for each in (state, inputs))
        change["CloudwatchLogsExportConfiguration"] = {
            "EnableLogTypes": sorted(after - before),
            "DisableLogTypes": sorted(before - after),
        }
    return change


def _required_storage_settings(planned: State, changed: frozenset[str]) -> set[str]:
    """Return the storage settings that AWS requires together with a changed one."""
    kind = planned.get("storageType")
    fixed = kind == "gp3" and planned["allocatedStorage"] < FIXED_GP3_BELOW
    new_kind = "storageType" in changed and (kind in PROVISIONED or (kind == "gp3" and not fixed))
    more = "allocatedStorage" in changed and not fixed
    both = new_kind or more or not changed.isdisjoint({"iops", "storageThroughput"})
    return {"allocatedStorage", "iops"} if both else set()


def _delete(api: Api, resource_id: str, state: State) -> None:
    snapshot: dict[str, Any] = {"SkipFinalSnapshot": bool(state.get("skipFinalSnapshot"))}
    if not state.get("skipFinalSnapshot"):
        if not state.get("finalSnapshotIdentifier"):
            raise RefusedError("final_snapshot_identifier is required unless skip_final_snapshot is true")
        snapshot["FinalDBSnapshotIdentifier"] = state["finalSnapshotIdentifier"]
    database = {"DBInstanceIdentifier": state["identifier"]}
    request = {**database, **snapshot, "DeleteAutomatedBackups": state.get("deleteAutomatedBackups", True)}
    try:
        api.rds.delete_db_instance(**request)
    except Exception as error:
        protected = error_code(error) == "InvalidParameterCombination" and "disable deletion pro" in str(error)
        if not protected or state.get("deletionProtection") or not state.get("applyImmediately"):
            raise
        api.rds.modify_db_instance(**database, ApplyImmediately=True, DeletionProtection=False)
        _await(api, resource_id)
        api.rds.delete_db_instance(**request)
    api.wait(lambda: _database(api, resource_id) is None, f"RDS DB Instance {resource_id} to be deleted")


PROVIDER_SETTINGS = "a setting of the provider, not of AWS"
NOT_RETURNED = "AWS does not return it"
ROWS = [
    Row(
        resource_type="aws:rds/instance:Instance",
        label="RDS DB Instance",
        properties={
            **plain(*CREATION, *MODIFICATION, "applyImmediately", *WITHOUT_CALL),
            "engine": Property(canonical=str.lower, allowed=("postgres",)),
            "maintenanceWindow": Property(canonical=str.lower),
        },
        outputs=frozenset(
            {
                "address",
                "arn",
                "endpoint",
                "engineVersionActual",
                "hostedZoneId",
                "latestRestorableTime",
                "masterUserSecrets",
                "replicas",
                "resourceId",
                "status",
            }
        ),
        auto_name=AutoName(property="identifier", separator=""),
        create=_create,
        finish=_finish,
        read=_read,
        update=_update,
        delete=_delete,
        write_tags=write_tags,
        not_stored={
            **dict.fromkeys(["applyImmediately", *sorted(WITHOUT_CALL)], PROVIDER_SETTINGS),
            **dict.fromkeys(["manageMasterUserPassword", "masterUserSecretKmsKeyId", "password"], NOT_RETURNED),
        },
        import_id="identifier",
    ),
]
