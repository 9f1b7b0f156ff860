"""Outputs and awaitables as arguments whose values only AWS uses."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from components import (
    Alarms,
    AuditLogs,
    AwsvpcServiceArgs,
    Ec2EcsClusterArgs,
    LargeVpc,
    LargeVpcArgs,
    LoadBalancerArgs,
    RefusedError,
    ServiceMetrics,
    SidecarArgs,
    StatementArgs,
    TaskRoleArgs,
    VolumeArgs,
)
from tests.harness.build import build_component
from tests.harness.later import WAYS, Later, later, with_later
from tests.harness.recording import Recording
from tests.harness.registration import UNKNOWN
from tests.harness.standalone import existing_capacity, existing_network, make_cluster, make_service


def service(way: str, preview: bool = False, **args: Any) -> Recording:
    """Build a public service whose arguments all become known later."""

    def program() -> None:
        make_service("web", AwsvpcServiceArgs.of({"topology": "public-api", **with_later(args, way)}))

    return build_component(program, preview=preview)


@pytest.mark.parametrize("way", WAYS)
def test_the_whole_environment_can_become_known_later(way: str) -> None:
    recording = service(way, environment=Later({"HOST": "db.internal", "PORT": "5432"}))
    definition = recording.one("ecs.TaskDefinition")
    assert definition.at("containerDefinitions.0.environment") == [
        {"name": "HOST", "value": "db.internal"},
        {"name": "PORT", "value": "5432"},
    ]


@pytest.mark.parametrize("way", WAYS)
def test_outputs_are_accepted_in_the_environment_of_a_sidecar(way: str) -> None:
    sidecar = {"image": Later("envoy:1"), "memory": 64, "environment": Later({"A": "1"}), "command": [Later("--x")]}
    recording = service(way, sidecars={"proxy": sidecar}, environment={"B": Later("2")})
    own, proxy = json.loads(recording.one("ecs.TaskDefinition").inputs["containerDefinitions"])
    assert own["environment"] == [{"name": "B", "value": "2"}]
    assert (proxy["image"], proxy["command"]) == ("envoy:1", ["--x"])
    assert proxy["environment"] == [{"name": "A", "value": "1"}]


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        (Later({"PORT": 5432}), "web.environment.PORT: [not shown] is refused: a string is allowed, not int"),
        ({"PORT": Later(5432)}, "web.environment.PORT: [not shown] is refused: a string is allowed, not int"),
        (Later(["PORT"]), "web.environment: [not shown] is refused: a dict of strings is allowed, not list"),
        (
            Later({"KEY": "x"}),
            "web.secrets.KEY: [not shown] is refused: it is also in environment; each",
        ),
    ],
)
def test_an_environment_is_checked_once_it_is_known(environment: Any, message: str) -> None:
    secret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:token-AbCdEf"
    with pytest.raises(RefusedError) as caught:
        service("output", environment=environment, secrets={"KEY": secret})
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("way", WAYS)
def test_a_file_system_and_its_access_point_can_become_known_later(way: str) -> None:
    volume = {"file_system_id": Later("fs-1"), "access_point_id": Later("fsap-1"), "container_path": "/files"}
    recording = service(way, volumes={"files": volume})
    mounted = recording.one("ecs.TaskDefinition").inputs["volumes"][0]["efsVolumeConfiguration"]
    assert mounted["fileSystemId"] == "fs-1"
    assert mounted["authorizationConfig"]["accessPointId"] == "fsap-1"
    policy = recording.one("iam.RolePolicy", "web-task")
    efs = "arn:aws:elasticfilesystem:us-east-1:123456789012"
    assert policy.at("policy.Statement.0.Resource") == f"{efs}:file-system/fs-1"
    condition = policy.at("policy.Statement.0.Condition.StringEquals")
    assert condition == {"elasticfilesystem:AccessPointArn": f"{efs}:access-point/fsap-1"}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("resources", "condition"),
    [
        ([Later("arn:aws:s3:::one")], {"StringLike": {"s3:prefix": [Later("a/"), "b/"]}}),
        (Later(["arn:aws:s3:::one"]), Later({"StringLike": {"s3:prefix": ["a/", "b/"]}})),
        (["arn:aws:s3:::one"], {"StringLike": Later({"s3:prefix": ["a/", "b/"]})}),
        (["arn:aws:s3:::one"], {"StringLike": {"s3:prefix": Later(["a/", "b/"])}}),
    ],
)
def test_statements_can_become_known_later(way: str, resources: Any, condition: Any) -> None:
    statement = {"actions": ["s3:ListBucket"], "resources": resources, "condition": condition}
    recording = service(way, task_role={"statements": [statement]})
    (written,) = recording.one("iam.RolePolicy", "web-task").at("policy.Statement")
    assert written["Resource"] == ["arn:aws:s3:::one"]
    assert written["Condition"] == {"StringLike": {"s3:prefix": ["a/", "b/"]}}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("zone", [{"hosted_zone_id": Later("Z1")}, {"hosted_zone": Later("example.com")}])
def test_domains_and_their_zone_can_become_known_later(way: str, zone: dict[str, Any]) -> None:
    recording = service(way, load_balancer={"domains": [Later("api.example.com"), "www.example.com"], **zone})
    certificate = recording.one("acm.Certificate")
    assert (certificate.name, certificate.at("domainName")) == ("web-domain-1", "api.example.com")
    assert certificate.at("subjectAlternativeNames") == ["api.example.com", "www.example.com"]
    records = {record.name: record for record in recording.all("route53.Record")}
    assert set(records) == {
        *("web-domain-1", "web-domain-1-validation"),
        *("www.example.com", "www.example.com-validation"),
    }
    assert records["web-domain-1"].at("name") == "api.example.com"
    assert records["web-domain-1-validation"].at("name") != records["www.example.com-validation"].at("name")
    wanted = "Z1" if "hosted_zone_id" in zone else records["www.example.com"].at("zoneId")
    assert {record.at("zoneId") for record in records.values()} == {wanted}


def test_a_missing_zone_is_refused_once_it_is_known() -> None:
    balancer = {"domains": ["api.nowhere.com"], "hosted_zone": Later("nowhere.com")}
    with pytest.raises(RefusedError, match=r'web.hosted_zone: "nowhere.com" is refused: the account has no public'):
        service("output", load_balancer=balancer)


@pytest.mark.parametrize("way", WAYS)
def test_callers_of_a_load_balancer_and_its_arns_can_become_known_later(way: str) -> None:
    balancer = {
        "allow_cidrs": [Later("192.0.2.0/24"), "198.51.100.0/24"],
        "allow_prefix_lists": [Later("pl-1")],
        "certificate_arns": [Later("arn:certificate")],
        "web_acl_arn": Later("arn:acl"),
    }
    recording = service(way, load_balancer=balancer)
    rules = {rule.name: rule for rule in recording.all("vpc.SecurityGroupIngressRule")}
    assert rules["web-public-from-block.1-https"].at("cidrIpv4") == "192.0.2.0/24"
    assert rules["web-public-from-198.51.100.0-24-https"].at("cidrIpv4") == "198.51.100.0/24"
    assert rules["web-public-from-prefix.list.1"].at("prefixListId") == "pl-1"
    assert recording.one("lb.Listener", "web-public-https").at("certificateArn") == "arn:certificate"
    assert recording.one("wafv2.WebAclAssociation").at("webAclArn") == "arn:acl"


@pytest.mark.parametrize("way", WAYS)
def test_the_ami_and_user_data_can_become_known_later(way: str) -> None:
    def program() -> None:
        key = later("arn:key", way)
        given = {"ami": later("ami-1", way), "user_data": later("#!/bin/sh\necho later\n", way), "log_key_arn": key}
        make_cluster(Ec2EcsClusterArgs.of({**given, "execute_command": True}))

    recording = build_component(program)
    template = recording.one("ec2.LaunchTemplate")
    assert template.at("imageId") == "ami-1"
    assert "later" in decoded(template.at("userData"))
    assert recording.one("cloudwatch.LogGroup").at("kmsKeyId") == "arn:key"


@pytest.mark.parametrize(("updates", "prefix"), [("new-instances", "resolve:ssm:/aws/"), ("all-instances", "ami-")])
def test_an_output_can_be_the_name_of_an_ssm_parameter(updates: str, prefix: str) -> None:
    parameter = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"

    def program() -> None:
        make_cluster(Ec2EcsClusterArgs.of({"ami": pulumi.Output.from_input(parameter), "ami_updates": updates}))

    assert build_component(program).one("ec2.LaunchTemplate").at("imageId").startswith(prefix)


def test_user_data_is_checked_once_it_is_known() -> None:
    with pytest.raises(RefusedError, match=r"user_data: \[not shown\] is refused: a script that starts with #! or"):
        build_component(lambda: make_cluster(Ec2EcsClusterArgs(user_data=pulumi.Output.from_input("echo"))))


@pytest.mark.parametrize("way", WAYS)
def test_elastic_ips_can_become_known_later(way: str) -> None:
    def one_by_one() -> None:
        ids = tuple(later(f"eipalloc-{number}", way) for number in (1, 2))
        LargeVpc("network", LargeVpcArgs(eip_allocation_ids=ids))

    def all_at_once() -> None:
        LargeVpc("network", {"eip_allocation_ids": later(["eipalloc-1", "eipalloc-2"], way)})

    for program in (one_by_one, all_at_once):
        gateways = build_component(program).all("ec2.NatGateway")
        assert [gateway.at("allocationId") for gateway in gateways] == ["eipalloc-1", "eipalloc-2"]


def test_elastic_ips_are_counted_once_they_are_known() -> None:
    with pytest.raises(RefusedError, match=r"^n.eip_allocation_ids: .* nat_gateways one-per-az needs exactly 2 ids"):
        build_component(lambda: LargeVpc("n", {"eip_allocation_ids": pulumi.Output.from_input(["eipalloc-1"])}))


@pytest.mark.parametrize("way", WAYS)
def test_an_existing_network_and_cluster_can_become_known_later(way: str) -> None:
    def program() -> None:
        network = existing_network(
            vpc_id=later("vpc-9", way),
            cidr_blocks={"vpc": later("10.9.0.0/16", way)},
            private_subnet_ids=later(["subnet-a", "subnet-b"], way),
            task_subnet_ids=[later("subnet-c", way)],
        )
        capacity = existing_capacity(
            cluster_arn=later("arn:cluster", way), capacity_provider_name=later("provider", way)
        )
        args = AwsvpcServiceArgs(topology="private-worker", allow_from=("job",))
        make_service("worker", args, network=network, capacity=capacity, callers={"job": later("sg-job", way)})

    recording = build_component(program)
    assert {group.at("vpcId") for group in recording.all("ec2.SecurityGroup")} == {"vpc-9"}
    assert recording.one("lb.LoadBalancer").at("subnets") == ["subnet-a", "subnet-b"]
    created = recording.one("ecs.Service")
    assert (created.at("cluster"), created.at("networkConfiguration.subnets")) == ("arn:cluster", ["subnet-c"])
    rule = recording.one("vpc.SecurityGroupIngressRule", "worker-private-from-job")
    assert rule.at("referencedSecurityGroupId") == "sg-job"


@pytest.mark.parametrize("way", WAYS)
def test_arguments_of_alarms_and_audit_logs_can_become_known_later(way: str) -> None:
    def program() -> None:
        metrics = ServiceMetrics(later("cluster", way), later("web", way), later("app/web/1", way))
        Alarms("alarms", {"topic_arn": later("arn:topic", way)}, services={"web": metrics}, group_name=later("g", way))
        AuditLogs("audit", vpc_id=later("vpc-9", way))

    recording = build_component(program)
    for alarm in recording.all("cloudwatch.MetricAlarm"):
        assert alarm.at("alarmActions") == ["arn:topic"]
    assert recording.one("ec2.FlowLog").at("vpcId") == "vpc-9"


def test_a_preview_with_unknown_outputs_shows_every_resource() -> None:
    def program() -> None:
        files = aws.efs.FileSystem("files")
        bucket = aws.s3.Bucket("bucket")
        zone = aws.route53.Zone("zone", name="example.com")
        make_service(
            "web",
            AwsvpcServiceArgs.of(
                {
                    "topology": "public-api",
                    "environment": bucket.id.apply(lambda name: {"BUCKET": name}),
                    "volumes": {"files": {"file_system_id": files.id, "container_path": "/files"}},
                    "load_balancer": {"domains": [bucket.bucket_domain_name], "hosted_zone_id": zone.id},
                }
            ),
        )

    update, preview = build_component(program), build_component(program, preview=True)
    assert preview.listed == update.listed
    definition = preview.one("ecs.TaskDefinition")
    assert definition.at("containerDefinitions") == UNKNOWN
    assert {preview.one("efs.FileSystem"), preview.one("s3.Bucket")} < preview.waits_for(definition)


def test_arguments_accept_outputs_at_run_time_and_in_mypy() -> None:
    """mypy also checks that the classes accept Outputs, and dicts of plain strings, without a cast."""

    async def wait() -> str:
        await asyncio.sleep(0)
        return "later"

    def program() -> None:
        files, bucket = aws.efs.FileSystem("files"), aws.s3.Bucket("bucket")
        address = aws.ec2.Eip("address", domain="vpc")
        variables: dict[str, str] = {"PLAIN": "text"}
        statement = StatementArgs(
            actions=("s3:GetObject",),
            resources=(bucket.arn.apply(lambda arn: f"{arn}/*"),),
            condition={"StringEquals": {"aws:SourceVpc": [bucket.bucket]}},
        )
        LargeVpc("network", LargeVpcArgs(nat_gateways="single", eip_allocation_ids=(address.allocation_id,)))
        make_cluster(Ec2EcsClusterArgs(ami=wait(), user_data=bucket.bucket.apply(lambda name: f"#!{name}")))
        args = AwsvpcServiceArgs(
            topology="public-api",
            environment=bucket.bucket.apply(lambda name: {"BUCKET": name}),
            volumes={"files": VolumeArgs(file_system_id=files.id, container_path="/files")},
            task_role=TaskRoleArgs(statements=(statement,)),
            sidecars={"proxy": SidecarArgs(image=wait(), memory=64, environment=variables)},
            load_balancer=LoadBalancerArgs(domains=(bucket.bucket_domain_name,), hosted_zone_id=wait()),
        )
        make_service("web", args)

    recording = build_component(program)
    assert recording.one("iam.RolePolicy", "web-task").at("policy.Statement.0.Condition.StringEquals")


def decoded(user_data: str) -> str:
    """Return user data as text."""
    return base64.b64decode(user_data).decode()
