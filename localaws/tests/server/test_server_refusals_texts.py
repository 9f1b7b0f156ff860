"""The server refuses texts, sizes and names that AWS refuses and its API description does not limit."""

from __future__ import annotations

import json
from typing import Any

import pytest

from localaws.tests.server.account import TRUST, Account, refused

CONTAINER: dict[str, Any] = {"name": "web", "image": "nginx", "memory": 256}
CHECK: dict[str, Any] = {"command": ["CMD", "true"]}
RULE: dict[str, Any] = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80}


def register(aws: Account, container: dict[str, Any], **task: Any) -> None:
    aws.ecs.register_task_definition(
        family="web", networkMode="awsvpc", cpu="256", memory="512", containerDefinitions=[container], **task
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"environment": [{"name": f"A{number}", "value": "x" * 1000} for number in range(70)]},
            "Max allowed length is '65536' bytes.",
        ),
        ({"image": "nginx 1.29"}, "Container.image contains invalid characters."),
        ({"image": "nginx:1.29\n"}, "Container.image contains invalid characters."),
        ({"healthCheck": {"command": []}}, "must start with CMD"),
        ({"healthCheck": {"command": ["curl", "-f"]}}, "must start with CMD"),
        ({"healthCheck": {**CHECK, "interval": 4}}, "interval must be between 5 and 300"),
        ({"healthCheck": {**CHECK, "timeout": 61}}, "timeout must be between 2 and 60"),
        ({"healthCheck": {**CHECK, "retries": 0}}, "retries must be between 1 and 10"),
        ({"healthCheck": {**CHECK, "startPeriod": 301}}, "startPeriod must be between 0 and 300"),
    ],
)
def test_an_invalid_text_or_size_of_a_container_is_refused(aws: Account, change: dict[str, Any], message: str) -> None:
    with refused("ClientException", message):
        register(aws, {**CONTAINER, **change})
    register(aws, {**CONTAINER, "image": "a.b:5000/c/d:1@sha256:ab", "healthCheck": {**CHECK, "startPeriod": 0}})


@pytest.mark.parametrize(
    ("efs", "message"),
    [
        ({"rootDirectory": "/a", "authorizationConfig": {"accessPointId": "fsap-1"}}, "Root directory"),
        ({"authorizationConfig": {"accessPointId": "fsap-1"}, "transitEncryption": "DISABLED"}, "Transit encryption"),
        ({"authorizationConfig": {"iam": "ENABLED"}, "transitEncryption": "DISABLED"}, "Transit encryption"),
    ],
)
def test_an_access_point_needs_encryption_in_transit_and_no_root_directory(
    aws: Account, efs: dict[str, Any], message: str
) -> None:
    def volumes(configuration: dict[str, Any]) -> list[dict[str, Any]]:
        given = {"fileSystemId": "fs-1", "transitEncryption": "ENABLED", **configuration}
        return [{"name": "files", "efsVolumeConfiguration": given}]

    with refused("ClientException", message):
        register(aws, CONTAINER, volumes=volumes(efs))
    register(aws, CONTAINER, volumes=volumes({"authorizationConfig": {"accessPointId": "fsap-1", "iam": "ENABLED"}}))
    register(aws, CONTAINER, volumes=volumes({"rootDirectory": "/a"}))


@pytest.mark.parametrize("text", ["größe", "it's", "a" * 256, "a\nb"])
def test_an_invalid_description_of_a_security_group_or_rule_is_refused(aws: Account, text: str) -> None:
    vpc = aws.vpc()
    with refused("InvalidParameterValue", "GroupDescription"):
        aws.ec2.create_security_group(GroupName="web", Description=text, VpcId=vpc)
    group = aws.security_group(vpc)
    blocks = {"IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": text}]}
    for authorize in (aws.ec2.authorize_security_group_ingress, aws.ec2.authorize_security_group_egress):
        with refused("InvalidParameterValue", "Invalid rule description"):
            authorize(GroupId=group, IpPermissions=[{**RULE, **blocks}])
    pairs = {"UserIdGroupPairs": [{"GroupId": group, "Description": "Requests from web (80)"}]}
    aws.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[{**RULE, **pairs}])


def test_two_services_with_names_that_differ_only_in_case_are_refused(aws: Account) -> None:
    cloud_map = aws.client("servicediscovery")
    operation = cloud_map.create_private_dns_namespace(Name="x.internal", Vpc=aws.vpc())["OperationId"]
    found = cloud_map.get_operation(OperationId=operation)["Operation"]
    records = {"DnsRecords": [{"Type": "A", "TTL": 10}]}
    given = {"NamespaceId": found["Targets"]["NAMESPACE"], "DnsConfig": records}
    cloud_map.create_service(Name="web", **given)
    with refused("ServiceAlreadyExists", "Service already exists: Web."):
        cloud_map.create_service(Name="Web", **given)
    cloud_map.create_service(Name="worker", **given)


def test_an_eleventh_managed_policy_of_a_role_is_refused(aws: Account) -> None:
    aws.iam.create_role(RoleName="tasks", AssumeRolePolicyDocument=TRUST)
    arns = [policy["Arn"] for policy in aws.iam.list_policies(Scope="AWS", MaxItems=11)["Policies"]]
    for arn in (*arns[:10], arns[0]):
        aws.iam.attach_role_policy(RoleName="tasks", PolicyArn=arn)
    with refused("LimitExceeded", "Cannot exceed quota for PoliciesPerRole: 10"):
        aws.iam.attach_role_policy(RoleName="tasks", PolicyArn=arns[10])


@pytest.mark.parametrize("resource", ["arn:aws:s3:::other/*", ["arn:aws:s3:::logs", "arn:aws:s3:::logs-2"], "*"])
def test_a_bucket_policy_for_another_bucket_is_refused(aws: Account, resource: object) -> None:
    aws.s3.create_bucket(Bucket="logs")

    def policy(about: object) -> str:
        statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": about}
        return json.dumps({"Version": "2012-10-17", "Statement": [statement]})

    with refused("MalformedPolicy", "Policy has invalid resource"):
        aws.s3.put_bucket_policy(Bucket="logs", Policy=policy(resource))
    aws.s3.put_bucket_policy(Bucket="logs", Policy=policy(["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"]))
