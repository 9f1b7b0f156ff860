"""Special behaviour of the real provider during create, read, update and delete."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import grpc
import pytest

from localaws.plugin import api as plugin_api
from localaws.plugin.payload import from_struct
from localaws.tests.plugin.all_examples import EXAMPLES
from localaws.tests.plugin.engine import Engine, Resource, initialization_failure, refusal

if TYPE_CHECKING:
    from localaws.tests.conftest import Server
    from localaws.tests.server.account import Account

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup"
SERVICE = "aws:ecs/service:Service"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"


@pytest.fixture
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugin_api, "DEFAULT_PATIENCE_SECONDS", 0.3)


def refused_delete(engine: Engine, resource: Any) -> str:
    with pytest.raises(grpc.RpcError) as caught:
        engine.delete(resource)
    return refusal(caught.value)


def test_a_security_group_is_kept_if_its_egress_rule_cannot_be_revoked(
    engine: Engine, server: Server, aws: Account
) -> None:
    inputs = {"vpcId": aws.vpc(), "name": "tasks"}
    server.inject_fault("accessdenied", "RevokeSecurityGroupEgress")
    with pytest.raises(grpc.RpcError) as caught:
        engine.create(SECURITY_GROUP, inputs)
    kept = initialization_failure(caught.value)
    assert "operation error RevokeSecurityGroupEgress" in kept.reasons[0]
    made = Resource(SECURITY_GROUP, kept.id, inputs, from_struct(kept.properties))
    engine.update(made, inputs)
    [group] = aws.ec2.describe_security_groups(GroupIds=[kept.id])["SecurityGroups"]
    [rule] = group["IpPermissionsEgress"]
    assert rule["IpRanges"] == [{"CidrIp": "0.0.0.0/0"}]
    everywhere = {"securityGroupId": kept.id, "ipProtocol": "-1", "cidrIpv4": "0.0.0.0/0", "description": "Everywhere"}
    with pytest.raises(grpc.RpcError, match=r"InvalidPermission\.Duplicate"):
        engine.create("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", everywhere)


def test_a_default_security_group_is_adopted_after_its_rules_are_revoked(
    engine: Engine, server: Server, aws: Account
) -> None:
    server.inject_fault("accessdenied", "RevokeSecurityGroupEgress")
    with pytest.raises(grpc.RpcError) as caught:
        engine.create("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", {"vpcId": aws.vpc()})
    assert "operation error RevokeSecurityGroupEgress" in refusal(caught.value)
    with pytest.raises(KeyError, match="grpc-status-details-bin"):
        initialization_failure(caught.value)


def test_a_new_security_group_has_no_rules(engine: Engine, aws: Account) -> None:
    made = engine.create(SECURITY_GROUP, {"vpcId": aws.vpc()})
    [group] = aws.ec2.describe_security_groups(GroupIds=[made.resource_id])["SecurityGroups"]
    assert (group["IpPermissions"], group["IpPermissionsEgress"]) == ([], [])
    assert group["Description"] == "Managed by Pulumi"


def test_the_default_group_is_adopted_without_its_rules_and_never_deleted(engine: Engine, aws: Account) -> None:
    vpc_id = aws.vpc()
    made = engine.create("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", {"vpcId": vpc_id})
    engine.delete(made)
    [group] = aws.ec2.describe_security_groups(GroupIds=[made.resource_id])["SecurityGroups"]
    assert group["GroupName"] == "default"
    assert (group["IpPermissions"], group["IpPermissionsEgress"]) == ([], [])


def test_rules_added_to_a_default_group_are_removed_if_the_program_sets_none(engine: Engine, aws: Account) -> None:
    inputs = {"vpcId": aws.vpc(), "ingress": [], "egress": []}
    made = engine.create("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", inputs)
    assert (made.outputs["ingress"], made.outputs["egress"]) == ([], [])
    rule = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    aws.ec2.authorize_security_group_ingress(GroupId=made.resource_id, IpPermissions=[rule])
    seen = engine.read(made)
    assert seen is not None
    opened = replace(made, outputs=seen.outputs)
    assert opened.outputs["ingress"][0]["cidrBlocks"] == ["0.0.0.0/0"]
    assert list(engine.diff(opened, inputs).diffs) == ["ingress"]
    engine.update(opened, inputs)
    [group] = aws.ec2.describe_security_groups(GroupIds=[made.resource_id])["SecurityGroups"]
    assert (group["IpPermissions"], group["IpPermissionsEgress"]) == ([], [])


@pytest.mark.usefixtures("short_patience")
def test_a_refused_deletion_is_retried_and_then_reported(engine: Engine, aws: Account) -> None:
    made = engine.create(VPC, {"cidrBlock": "10.0.0.0/16"})
    [subnet] = aws.subnets(made.resource_id, 1)
    assert (
        f"deleting EC2 VPC ({made.resource_id}): operation error DeleteVpc, api error DependencyViolation"
        in refused_delete(engine, made)
    )
    aws.ec2.delete_subnet(SubnetId=subnet)
    engine.delete(made)


@pytest.mark.usefixtures("short_patience")
def test_a_role_with_a_policy_is_not_deleted(engine: Engine, aws: Account) -> None:
    example = EXAMPLES["aws:iam/role:Role"](aws)
    made = engine.create("aws:iam/role:Role", example.inputs)
    aws.iam.attach_role_policy(RoleName=made.resource_id, PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    assert "api error DeleteConflict" in refused_delete(engine, made)
    forced = engine.update(made, {**example.inputs, "forceDetachPolicies": True})
    engine.delete(forced)


def test_a_prefix_gives_a_unique_name_within_the_limit_of_aws(engine: Engine, aws: Account) -> None:
    example = EXAMPLES["aws:lb/targetGroup:TargetGroup"](aws)
    inputs = {**example.inputs, "namePrefix": "worker"}
    first, second = (engine.create("aws:lb/targetGroup:TargetGroup", inputs).outputs["name"] for _ in range(2))
    assert first != second
    assert all(len(name) == 32 and name.startswith("worker") for name in (first, second))


def test_a_changed_template_creates_a_version_and_keeps_the_old_one(engine: Engine, aws: Account) -> None:
    inputs = EXAMPLES[TEMPLATE](aws).inputs
    made = engine.create(TEMPLATE, inputs)
    assert (made.outputs["latestVersion"], made.outputs["defaultVersion"]) == (1, 1)
    updated = engine.update(made, {**inputs, "instanceType": "c5.xlarge"})
    assert (updated.outputs["latestVersion"], updated.outputs["defaultVersion"]) == (2, 2)
    versions = aws.ec2.describe_launch_template_versions(LaunchTemplateId=made.resource_id)["LaunchTemplateVersions"]
    types = {version["VersionNumber"]: version["LaunchTemplateData"]["InstanceType"] for version in versions}
    assert types == {1: "c5.large", 2: "c5.xlarge"}


def test_a_revision_is_deregistered_unless_it_is_kept(engine: Engine, aws: Account) -> None:
    inputs = EXAMPLES[TASK](aws).inputs
    first = engine.create(TASK, inputs)
    kept = engine.create(TASK, {**inputs, "skipDestroy": True})
    assert [first.outputs["revision"], kept.outputs["revision"]] == [1, 2]
    assert first.outputs["arnWithoutRevision"] + ":1" == first.outputs["arn"]
    engine.delete(first)
    engine.delete(kept)
    assert aws.ecs.list_task_definitions(familyPrefix="web")["taskDefinitionArns"] == [kept.outputs["arn"]]


def test_a_running_service_is_scaled_down_and_deleted(engine: Engine, aws: Account) -> None:
    made = engine.create(SERVICE, EXAMPLES[SERVICE](aws).inputs)
    engine.delete(made)
    services = aws.ecs.describe_services(cluster="main", services=["web"])["services"]
    assert [service["status"] for service in services] in ([], ["INACTIVE"])


def test_the_deletion_of_an_association_disassociates_all_providers(engine: Engine, aws: Account) -> None:
    kind = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"
    engine.delete(engine.create(kind, EXAMPLES[kind](aws).inputs))
    [cluster] = aws.ecs.describe_clusters(clusters=["main"])["clusters"]
    assert (cluster["capacityProviders"], cluster["defaultCapacityProviderStrategy"]) == ([], [])


@pytest.mark.usefixtures("engine")
def test_default_tags_are_sent_to_aws_but_not_added_to_the_input_tags(plugin_port: int, aws: Account) -> None:
    tagged = Engine(plugin_port, defaultTags={"tags": {"team": "core"}})
    made = tagged.create(VPC, {"cidrBlock": "10.0.0.0/16", "tags": {"Name": "one"}})
    [vpc] = aws.ec2.describe_vpcs(VpcIds=[made.resource_id])["Vpcs"]
    assert {tag["Key"]: tag["Value"] for tag in vpc["Tags"]} == {"Name": "one", "team": "core"}
    assert made.outputs["tags"] == {"Name": "one"}
    assert made.outputs["tagsAll"] == {"Name": "one", "team": "core"}
    untagged = Engine(plugin_port).update(made, {"cidrBlock": "10.0.0.0/16", "tags": {"Name": "one"}})
    assert untagged.outputs["tagsAll"] == {"Name": "one"}


def test_a_resource_is_created_in_the_region_of_its_input(engine: Engine, aws: Account) -> None:
    made = engine.create(VPC, {"cidrBlock": "10.0.0.0/16", "region": "eu-west-1"})
    assert ":eu-west-1:" in made.outputs["arn"]
    assert all(vpc["VpcId"] != made.resource_id for vpc in aws.ec2.describe_vpcs()["Vpcs"])
    assert engine.read(made) is not None
    assert list(engine.diff(made, {"cidrBlock": "10.0.0.0/16"}).replaces) == ["region"]
