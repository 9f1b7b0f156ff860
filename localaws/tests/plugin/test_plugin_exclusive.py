"""Exclusive policies and rules, and the deletion of a locked bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import grpc
import pytest

from localaws.tests.plugin.engine import refusal
from localaws.tests.plugin.examples_instances import POLICY, TRUST

if TYPE_CHECKING:
    from localaws.tests.plugin.engine import Engine, Resource
    from localaws.tests.server.account import Account

POLICIES = "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive"
ATTACHMENTS = "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive"
RULES = "aws:ec2/vpcSecurityGroupRulesExclusive:VpcSecurityGroupRulesExclusive"
BUCKET = "aws:s3/bucket:Bucket"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
OPEN = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
LOGS = "logs-of-main"


@pytest.fixture
def role(aws: Account) -> str:
    aws.iam.create_role(RoleName="tasks", AssumeRolePolicyDocument=TRUST)
    return "tasks"


def test_an_exclusive_resource_removes_policies_from_outside_the_program(
    engine: Engine, aws: Account, role: str
) -> None:
    aws.iam.put_role_policy(RoleName=role, PolicyName="added", PolicyDocument=POLICY)
    aws.iam.attach_role_policy(RoleName=role, PolicyArn=ADMINISTRATOR)
    engine.create(POLICIES, {"roleName": role, "policyNames": []})
    engine.create(ATTACHMENTS, {"roleName": role, "policyArns": [READ_ONLY]})
    assert aws.iam.list_role_policies(RoleName=role)["PolicyNames"] == []
    attached = aws.iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    assert [policy["PolicyArn"] for policy in attached] == [READ_ONLY]


def test_an_exclusive_policy_that_does_not_exist_is_refused(engine: Engine, role: str) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        engine.create(POLICIES, {"roleName": role, "policyNames": ["own"]})
    assert "PolicyDocument" in refusal(caught.value)


def test_exclusive_rules_remove_rules_from_outside_the_program(engine: Engine, aws: Account) -> None:
    group = aws.security_group(aws.vpc())
    added = aws.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[OPEN])["SecurityGroupRules"]
    kept = aws.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissionsEgress"]
    rules = aws.ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])
    egress = [rule["SecurityGroupRuleId"] for rule in rules["SecurityGroupRules"] if rule["IsEgress"]]
    assert len(added) == 1
    assert kept
    made = engine.create(RULES, {"securityGroupId": group, "ingressRuleIds": [], "egressRuleIds": egress})
    described = aws.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]
    assert (described["IpPermissions"], described["IpPermissionsEgress"]) == ([], kept)
    aws.ec2.delete_security_group(GroupId=group)
    assert engine.read(made) is None


def _locked_bucket(engine: Engine, aws: Account, mode: str) -> Resource:
    """Return a bucket with one locked object, as in the state before a refresh."""
    made = engine.create(BUCKET, {"bucket": LOGS, "forceDestroy": True})
    aws.s3.put_bucket_versioning(Bucket=LOGS, VersioningConfiguration={"Status": "Enabled"})
    retention: Any = {"Mode": mode, "Days": 1}
    lock: Any = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": retention}}
    aws.s3.put_object_lock_configuration(Bucket=LOGS, ObjectLockConfiguration=lock)
    aws.s3.put_object(Bucket=LOGS, Key="one", Body=b"1")
    return made


def test_the_governance_mode_is_bypassed_once_the_state_contains_the_lock(engine: Engine, aws: Account) -> None:
    made = _locked_bucket(engine, aws, "GOVERNANCE")
    with pytest.raises(grpc.RpcError) as caught:
        engine.delete(made)
    assert "AccessDenied" in refusal(caught.value)
    refreshed = engine.read(made)
    assert refreshed is not None
    engine.delete(refreshed)
    assert aws.s3.list_buckets()["Buckets"] == []


def test_objects_in_compliance_mode_cannot_be_deleted(engine: Engine, aws: Account) -> None:
    refreshed = engine.read(_locked_bucket(engine, aws, "COMPLIANCE"))
    assert refreshed is not None
    with pytest.raises(grpc.RpcError) as caught:
        engine.delete(refreshed)
    assert "AccessDenied" in refusal(caught.value)


def test_a_locked_bucket_keeps_its_versions(engine: Engine, aws: Account) -> None:
    versioning = {"bucket": LOGS, "versioningConfiguration": {"status": "Enabled"}}
    aws.s3.create_bucket(Bucket=LOGS)
    made = engine.create("aws:s3/bucketVersioning:BucketVersioning", versioning)
    aws.s3.put_object(Bucket=LOGS, Key="one", Body=b"1")
    aws.s3.put_object_lock_configuration(Bucket=LOGS, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled"})
    engine.delete(made)
    assert aws.s3.get_bucket_versioning(Bucket=LOGS)["Status"] == "Enabled"
    with pytest.raises(aws.s3.exceptions.ClientError, match="InvalidBucketState"):
        aws.s3.put_bucket_versioning(Bucket=LOGS, VersioningConfiguration={"Status": "Suspended"})
