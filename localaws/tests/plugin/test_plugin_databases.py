"""RDS: the calls for a database, the rules of its deletion, and changes that wait for the maintenance window."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import grpc
import pytest

from localaws.tests.plugin.engine import refusal

if TYPE_CHECKING:
    from localaws.tests.plugin.conftest import Requests
    from localaws.tests.plugin.engine import Engine, Resource
    from localaws.tests.server.account import Account

DATABASE = "aws:rds/instance:Instance"
GIVEN: dict[str, Any] = {
    "identifier": "orders",
    "engine": "postgres",
    "engineVersion": "16",
    "instanceClass": "db.t4g.micro",
    "allocatedStorage": 20,
    "storageType": "gp3",
    "username": "orders",
    "manageMasterUserPassword": True,
    "skipFinalSnapshot": True,
}


def described(aws: Account, name: str = "orders") -> dict[str, Any]:
    found = aws.client("rds").describe_db_instances(DBInstanceIdentifier=name)["DBInstances"]
    return dict(found[0])


def changed(engine: Engine, made: Resource, inputs: dict[str, Any]) -> set[str]:
    return set(engine.diff(made, inputs).diffs)


def test_a_major_version_matches_the_full_version_that_aws_reports(engine: Engine) -> None:
    made = engine.create(DATABASE, GIVEN)
    assert (made.outputs["engineVersion"], made.outputs["engineVersionActual"]) == ("16", "16.11")
    seen = engine.read(made)
    assert seen is not None
    assert changed(engine, seen, GIVEN) == set()
    newer = {**GIVEN, "engineVersion": "17", "applyImmediately": True}
    with pytest.raises(grpc.RpcError) as caught:
        engine.update(made, newer)
    assert "InvalidParameterCombination: The AllowMajorVersionUpgrade flag" in str(caught.value)
    updated = engine.update(made, {**newer, "allowMajorVersionUpgrade": True})
    assert (updated.outputs["engineVersion"], updated.outputs["engineVersionActual"]) == ("17", "17.7")


def test_a_pending_change_is_planned_again_until_it_is_applied(engine: Engine) -> None:
    made = engine.create(DATABASE, GIVEN)
    larger = {**GIVEN, "instanceClass": "db.t4g.small", "engineVersion": "16.12"}
    updated = engine.update(made, larger)
    assert updated.outputs["instanceClass"] == "db.t4g.micro"
    # The provider hides only a pending version.
    assert changed(engine, updated, larger) == {"instanceClass"}
    now = {**larger, "applyImmediately": True}
    assert changed(engine, engine.update(updated, now), now) == set()


def test_a_database_without_a_name_for_its_final_snapshot_is_not_deleted(engine: Engine, aws: Account) -> None:
    made = engine.create(DATABASE, {**GIVEN, "skipFinalSnapshot": False})
    with pytest.raises(grpc.RpcError) as caught:
        engine.delete(made)
    assert "final_snapshot_identifier is required" in refusal(caught.value)
    engine.delete(engine.update(made, {**GIVEN, "skipFinalSnapshot": False, "finalSnapshotIdentifier": "last"}))
    snapshots = aws.client("rds").describe_db_snapshots()["DBSnapshots"]
    assert [each["DBSnapshotIdentifier"] for each in snapshots] == ["last"]


def test_a_protected_database_is_not_deleted(engine: Engine) -> None:
    protected = {**GIVEN, "deletionProtection": True, "applyImmediately": True}
    made = engine.create(DATABASE, protected)
    with pytest.raises(grpc.RpcError) as caught:
        engine.delete(made)
    assert "InvalidParameterCombination: Cannot delete protected DB Instance" in refusal(caught.value)
    engine.delete(engine.update(made, {**protected, "deletionProtection": False}))


def test_a_database_unprotected_outside_the_program_is_deleted_with_a_snapshot(engine: Engine, aws: Account) -> None:
    kept = {**GIVEN, "deletionProtection": True, "skipFinalSnapshot": False, "finalSnapshotIdentifier": "last"}
    made, rds = engine.create(DATABASE, kept), aws.client("rds")
    rds.modify_db_instance(DBInstanceIdentifier="orders", DeletionProtection=False)
    engine.delete(made)
    assert [each["DBSnapshotIdentifier"] for each in rds.describe_db_snapshots()["DBSnapshots"]] == ["last"]


@pytest.mark.parametrize("immediately", [True, False])
def test_added_protection_is_removed_only_if_changes_apply_immediately(
    engine: Engine, aws: Account, immediately: bool
) -> None:
    made = engine.create(DATABASE, {**GIVEN, "applyImmediately": immediately})
    aws.client("rds").modify_db_instance(DBInstanceIdentifier="orders", DeletionProtection=True)
    if immediately:
        engine.delete(made)
    else:
        with pytest.raises(grpc.RpcError, match="Cannot delete protected DB Instance"):
            engine.delete(made)


def test_settings_of_the_deletion_are_sent_only_with_the_deletion(engine: Engine, requests: Requests) -> None:
    made = engine.create(DATABASE, GIVEN)
    assert requests.of("CreateDBInstance")[0].keys().isdisjoint({"SkipFinalSnapshot", "DeleteAutomatedBackups"})
    kept = {**GIVEN, "deleteAutomatedBackups": False, "allowMajorVersionUpgrade": True}
    engine.delete(engine.update(made, kept))
    assert requests.of("ModifyDBInstance") == []
    (deletion,) = requests.of("DeleteDBInstance")
    assert deletion == {
        "DBInstanceIdentifier": "orders",
        "SkipFinalSnapshot": True,
        "DeleteAutomatedBackups": False,
    }


def test_backups_protection_and_public_access_are_off_by_default(engine: Engine, requests: Requests) -> None:
    engine.create(DATABASE, GIVEN)
    (creation,) = requests.of("CreateDBInstance")
    assert creation["BackupRetentionPeriod"] == 0
    assert (creation["DeletionProtection"], creation["PubliclyAccessible"]) == (False, False)


@pytest.mark.parametrize("name", ["allocatedStorage", "engine", "username"])
def test_a_new_database_without_a_required_input_is_refused(engine: Engine, requests: Requests, name: str) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        engine.create(DATABASE, {key: value for key, value in GIVEN.items() if key != name})
    assert f"a database without a source needs {name}" in refusal(caught.value)
    assert requests.of("CreateDBInstance") == []


@pytest.mark.parametrize(
    ("given", "path", "reason"),
    [
        ({"engine": "mysql"}, "engine", "expected engine to be one of ['postgres'], got mysql"),
        ({"parameterGroupName": "mine"}, "parameterGroupName", "is not supported"),
        ({"snapshotIdentifier": "last"}, "snapshotIdentifier", "is not supported"),
        ({"password": "correct-horse"}, "manageMasterUserPassword", "conflicts with password"),
        ({"identifier": "Orders"}, "identifier", "expected a value that matches"),
        ({"finalSnapshotIdentifier": "last-"}, "finalSnapshotIdentifier", "does not match"),
    ],
)
def test_unsupported_and_invalid_inputs_of_a_database_are_refused(
    offline_engine: Engine, given: dict[str, Any], path: str, reason: str
) -> None:
    _, failures = offline_engine.check(DATABASE, {**GIVEN, **given})
    assert reason in failures[path]


def test_the_automatic_identifier_has_no_separator(offline_engine: Engine) -> None:
    inputs = {key: value for key, value in GIVEN.items() if key != "identifier"}
    checked, failures = offline_engine.check(DATABASE, inputs, name="orders")
    assert failures == {}
    assert re.fullmatch(r"orders[0-9a-f]{7}", checked["identifier"])


def test_a_database_is_renamed_in_place(engine: Engine, aws: Account) -> None:
    made = engine.create(DATABASE, GIVEN)
    renamed = {**GIVEN, "identifier": "purchases", "applyImmediately": True}
    assert list(engine.diff(made, renamed).replaces) == []
    updated = engine.update(made, renamed)
    assert described(aws, "purchases")["DbiResourceId"] == made.resource_id
    assert updated.outputs["address"].startswith("purchases.")


def test_a_managed_password_is_replaced_by_a_given_one_and_back(engine: Engine, aws: Account) -> None:
    made = engine.create(DATABASE, GIVEN)
    (secret,) = made.outputs["masterUserSecrets"]
    assert secret["secretArn"] == described(aws)["MasterUserSecret"]["SecretArn"]
    own = {key: value for key, value in GIVEN.items() if key != "manageMasterUserPassword"} | {"password": "a" * 8}
    changed_to_own = engine.update(made, own)
    assert changed_to_own.outputs["masterUserSecrets"] == []
    assert changed(engine, changed_to_own, own) == set()
    back = engine.update(changed_to_own, GIVEN)
    assert back.outputs["masterUserSecrets"][0]["secretArn"] != secret["secretArn"]


@pytest.mark.parametrize(
    ("change", "sent"),
    [
        ({"allocatedStorage": 30}, {"AllocatedStorage": 30}),
        ({"allocatedStorage": 400}, {"AllocatedStorage": 400, "Iops": 3000}),
        ({"maxAllocatedStorage": 100}, {"MaxAllocatedStorage": 100}),
        ({"storageType": "gp2"}, {"StorageType": "gp2"}),
        (
            {"storageType": "io2", "allocatedStorage": 100},
            {"StorageType": "io2", "AllocatedStorage": 100, "Iops": 3000},
        ),
        (
            {"enabledCloudwatchLogsExports": ["upgrade"]},
            {"CloudwatchLogsExportConfiguration": {"EnableLogTypes": ["upgrade"], "DisableLogTypes": []}},
        ),
        ({"iamDatabaseAuthenticationEnabled": True}, {"EnableIAMDatabaseAuthentication": True}),
        (
            {"masterUserSecretKmsKeyId": "alias/aws/ssm"},
            {"MasterUserSecretKmsKeyId": "alias/aws/ssm", "ManageMasterUserPassword": True},
        ),
    ],
)
def test_a_change_is_sent_with_the_parameters_that_rds_requires_with_it(
    engine: Engine, requests: Requests, change: dict[str, Any], sent: dict[str, Any]
) -> None:
    made = engine.create(DATABASE, GIVEN)
    engine.update(made, {**GIVEN, **change})
    (request,) = requests.of("ModifyDBInstance")
    always = {"DBInstanceIdentifier": "orders", "ApplyImmediately": False, "DeletionProtection": False}
    assert request == {**always, **sent}


def test_removed_settings_are_turned_off(engine: Engine, requests: Requests) -> None:
    more = {
        "applyImmediately": True,
        "enabledCloudwatchLogsExports": ["upgrade"],
        "iamDatabaseAuthenticationEnabled": True,
        "maxAllocatedStorage": 100,
    }
    made = engine.create(DATABASE, {**GIVEN, **more})
    engine.update(made, {**GIVEN, "applyImmediately": True})
    (request,) = requests.of("ModifyDBInstance")
    assert request["CloudwatchLogsExportConfiguration"] == {"EnableLogTypes": [], "DisableLogTypes": ["upgrade"]}
    assert request["EnableIAMDatabaseAuthentication"] is False
    assert request["MaxAllocatedStorage"] == 20


def test_a_certificate_is_changed_after_the_creation(engine: Engine, aws: Account, requests: Requests) -> None:
    engine.create(DATABASE, {**GIVEN, "caCertIdentifier": "rds-ca-rsa4096-g1"})
    assert "CACertificateIdentifier" not in requests.of("CreateDBInstance")[0]
    assert described(aws)["CACertificateIdentifier"] == "rds-ca-rsa4096-g1"
