"""Every row against the API: create, read, import, replace, drift, change, delete.

The tests of a row share one resource, because a reset of the server takes seconds. Each test restores the created
state, and the deletion is last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from localaws.plugin.check import ProviderConfig
from localaws.plugin.operations import Operations
from localaws.plugin.payload import UNKNOWN
from localaws.plugin.rows import TABLE
from localaws.tests.plugin.all_examples import EXAMPLES
from localaws.tests.plugin.engine import Engine
from localaws.tests.server.account import Account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localaws.tests.conftest import Server
    from localaws.tests.plugin.engine import Resource
    from localaws.tests.plugin.example import Example

# The provider only removes these: it cannot create a policy from its name or a rule from its id.
ONLY_REMOVED = {
    "aws:ec2/vpcSecurityGroupRulesExclusive:VpcSecurityGroupRulesExclusive",
    "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive",
}
# The providers of a cluster, a default group, a validation, an account's setting, exclusive policies and rules, and the
# versioning, lock and encryption of a bucket cannot be deleted.
NEVER_DELETED = {
    *ONLY_REMOVED,
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
    "aws:acm/certificateValidation:CertificateValidation",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    "aws:ecs/accountSettingDefault:AccountSettingDefault",
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:s3/bucketVersioning:BucketVersioning",
}


# The provider treats a second deletion as an error.
DELETED_ONCE = {"aws:cloudwatch/dashboard:Dashboard", "aws:ecs/cluster:Cluster"}


class Case:
    """The example of one row, created."""

    def __init__(self, engine: Engine, aws: Account, resource_type: str) -> None:
        self.engine = engine
        self.row = TABLE[resource_type]
        self.example: Example = EXAMPLES[resource_type](aws)
        self.made: Resource = engine.create(resource_type, self.example.inputs)

    def with_inputs(self, override: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in {**self.example.inputs, **override}.items() if value is not None}

    def differing(self, resource: Resource, inputs: dict[str, Any]) -> set[str]:
        return set(self.engine.diff(resource, inputs).diffs)


@pytest.fixture(scope="module", params=sorted(EXAMPLES))
def case(plugin_port: int, running_server: Server, request: pytest.FixtureRequest) -> Iterator[Case]:
    running_server.request("POST", "/moto-api/reset")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ENDPOINT_URL", running_server.url)
        yield Case(Engine(plugin_port), Account(running_server.url), request.param)


def test_a_refresh_of_a_created_resource_finds_no_change(case: Case) -> None:
    seen = case.engine.read(case.made)
    assert seen is not None
    assert seen.inputs == case.made.inputs
    assert seen.outputs == case.made.outputs
    assert case.differing(seen, case.example.inputs) == set()
    assert case.row.outputs - {"prefixListId"} <= seen.outputs.keys()


def test_the_update_keeps_the_values_of_the_preview(case: Case) -> None:
    planned = case.engine.preview_create(case.made.resource_type, case.example.inputs)
    random = {case.row.auto_name.property} if case.row.auto_name else set()
    known = {name: value for name, value in planned.items() if value is not UNKNOWN and name not in random}
    plain = {name: value for name, value in known.items() if not isinstance(value, (dict, list))}
    assert {name: case.made.outputs.get(name) for name in plain} == plain


def test_properties_are_read_from_the_server(case: Case) -> None:
    api = Operations(ProviderConfig(region="us-east-1")).api({})
    known = {name: value for name, value in case.made.outputs.items() if name not in case.row.not_stored}
    raw = case.row.read(api, case.made.resource_id, known)
    assert raw is not None
    assert {name for name in case.row.not_stored if raw.get(name) is not None} == set()


def test_an_imported_resource_equals_the_created_one(case: Case) -> None:
    imported = case.engine.imported(case.made.resource_type, case.example.import_id(case.made))
    assert imported is not None
    assert imported.resource_id == case.made.resource_id
    # The program of an import has the existing name of the resource.
    named = {key: value for key, value in imported.inputs.items() if key in ("name", "region")}
    program = {key: value for key, value in case.example.inputs.items() if key != "namePrefix"}
    assert case.differing(imported, {**named, **program}) <= set(case.row.not_stored)
    kept = {key: value for key, value in imported.inputs.items() if not key.startswith("__") and key != "tagsAll"}
    assert case.differing(imported, kept) == set()


def test_a_change_that_aws_cannot_make_replaces_the_resource(case: Case) -> None:
    if not case.example.replace:
        can_be_replaced = {name for name, rule in case.row.properties.items() if rule.replace}
        assert can_be_replaced <= {"domain", "address", "networkBorderGroup", "publicIpv4Pool"}
        return
    answer = case.engine.diff(case.made, case.with_inputs(case.example.replace))
    assert set(answer.replaces) == set(case.example.replace)
    kinds = {detail.Kind.Name(detail.kind) for detail in answer.detailedDiff.values()}
    assert any(kind.endswith("_REPLACE") for kind in kinds)


def test_a_change_outside_pulumi_is_detected_and_repaired(case: Case) -> None:
    if case.example.drift is None:
        assert case.row.update is None
        return
    case.example.drift(case.made)
    seen = case.engine.read(case.made)
    assert seen is not None
    assert seen.outputs != case.made.outputs
    assert case.example.drifted in case.differing(seen, case.example.inputs)
    case.made = case.engine.update(seen, case.example.inputs)
    assert case.differing(case.made, case.example.inputs) == set()


def test_a_change_in_place_is_planned_applied_and_read_back(case: Case) -> None:
    if not case.example.change:
        assert case.row.update is None
        return
    changed = case.with_inputs(case.example.change)
    answer = case.engine.diff(case.made, changed)
    assert set(answer.diffs) >= set(case.example.change)
    assert list(answer.replaces) == []
    updated = case.engine.update(case.made, changed)
    seen = case.engine.read(updated)
    assert seen is not None
    assert seen.resource_id == case.made.resource_id
    assert seen.outputs == updated.outputs
    assert case.differing(seen, changed) == set()
    assert case.differing(seen, case.example.inputs) >= set(case.example.change)
    if case.made.resource_type in ONLY_REMOVED:
        return
    case.made = case.engine.update(seen, case.example.inputs)
    assert case.differing(case.made, case.example.inputs) == set()


def test_a_deleted_resource_no_longer_exists(case: Case) -> None:
    case.engine.delete(case.made)
    if case.made.resource_type not in DELETED_ONCE:
        case.engine.delete(case.made)
    seen = case.engine.read(case.made)
    imported = case.engine.imported(case.made.resource_type, case.example.import_id(case.made))
    gone = case.made.resource_type not in NEVER_DELETED
    assert (seen is None) is gone
    assert (imported is None) is gone
