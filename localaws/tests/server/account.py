"""boto3 clients of the server, and builders of the resources that most tests need."""

from __future__ import annotations

import base64
import functools
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Iterator

REGION = "us-east-1"
IMAGE_PARAMETER = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
HOST_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"
TRUST = '{"Version":"2012-10-17","Statement":[]}'


@functools.cache
def _session() -> boto3.Session:
    return boto3.Session(aws_access_key_id="testing", aws_secret_access_key="testing", region_name=REGION)


@functools.cache
def _client(url: str, service: str) -> Any:
    config = Config(retries={"total_max_attempts": 1})
    return _session().client(service, endpoint_url=url, config=config)  # type: ignore[call-overload]


@contextmanager
def refused(code: str, message: str = "") -> Iterator[None]:
    """Expect that the call in the block fails with this code and a message that contains this text."""
    with pytest.raises(ClientError) as caught:
        yield
    error = caught.value.response["Error"]
    assert error["Code"] == code, error
    assert message in error["Message"], error


def assert_contains(described: Any, given: Any, path: str = "") -> None:
    """Assert that ``described`` contains everything in ``given``, at any depth."""
    if isinstance(given, dict):
        for key, value in given.items():
            assert key in described, f"{path}.{key} is missing"
            assert_contains(described[key], value, f"{path}.{key}")
    elif isinstance(given, list):
        assert len(described) == len(given), path
        for index, value in enumerate(given):
            assert_contains(described[index], value, f"{path}[{index}]")
    else:
        assert described == given, path


class Account:
    """boto3 clients, one attribute per service, and builders that return identifiers."""

    def __init__(self, url: str) -> None:
        self._url = url
        client = self.client
        self.ec2, self.ecs, self.iam = client("ec2"), client("ecs"), client("iam")
        self.elbv2, self.autoscaling, self.ssm = client("elbv2"), client("autoscaling"), client("ssm")
        self.logs, self.route53, self.s3 = client("logs"), client("route53"), client("s3")
        self.wafv2 = client("wafv2")

    def client(self, service: str) -> Any:
        """Return a client of any service, created once per server."""
        return _client(self._url, service)

    def vpc(self, cidr: str = "10.0.0.0/16", *, internet: bool = True) -> str:
        vpc_id = str(self.ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"])
        if internet:
            self.ec2.attach_internet_gateway(InternetGatewayId=self.internet_gateway(), VpcId=vpc_id)
        return vpc_id

    def vpc_with_host_names(self) -> str:
        """Create a VPC whose endpoints can have private DNS names."""
        vpc_id = self.vpc()
        self.ec2.modify_vpc_attribute(VpcId=vpc_id, EnableDnsHostnames={"Value": True})
        return vpc_id

    def internet_gateway(self) -> str:
        return str(self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"])

    def subnets(self, vpc_id: str, count: int = 2) -> list[str]:
        return [
            self.ec2.create_subnet(
                VpcId=vpc_id, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"{REGION}{'abcdef'[number]}"
            )["Subnet"]["SubnetId"]
            for number in range(count)
        ]

    def security_group(self, vpc_id: str, name: str = "tasks") -> str:
        return str(self.ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc_id)["GroupId"])

    def elastic_address(self) -> str:
        return str(self.ec2.allocate_address(Domain="vpc")["AllocationId"])

    def nat_gateway(self, subnet_id: str) -> str:
        created = self.ec2.create_nat_gateway(SubnetId=subnet_id, AllocationId=self.elastic_address())
        return str(created["NatGateway"]["NatGatewayId"])

    def load_balancer(self, subnets: list[str], name: str = "web", **options: Any) -> str:
        created = self.elbv2.create_load_balancer(Name=name, Subnets=subnets, **options)
        return str(created["LoadBalancers"][0]["LoadBalancerArn"])

    def target_group(self, vpc_id: str, name: str = "web", target_type: str = "ip") -> str:
        created = self.elbv2.create_target_group(
            Name=name, Protocol="HTTP", Port=80, VpcId=vpc_id, TargetType=target_type
        )
        return str(created["TargetGroups"][0]["TargetGroupArn"])

    def listener(self, balancer: str, target_group: str, port: int = 80) -> str:
        created = self.elbv2.create_listener(
            LoadBalancerArn=balancer,
            Protocol="HTTP",
            Port=port,
            DefaultActions=[{"Type": "forward", "TargetGroupArn": target_group}],
        )
        return str(created["Listeners"][0]["ListenerArn"])

    def image(self) -> str:
        return str(self.ssm.get_parameter(Name=IMAGE_PARAMETER)["Parameter"]["Value"])

    def host_profile(self) -> str:
        """Create an instance profile whose role allows the ECS agent to register."""
        names = [each["InstanceProfileName"] for each in self.iam.list_instance_profiles()["InstanceProfiles"]]
        if "host" not in names:
            self.iam.create_role(RoleName="host", AssumeRolePolicyDocument=TRUST)
            self.iam.attach_role_policy(RoleName="host", PolicyArn=HOST_POLICY)
            self.iam.create_instance_profile(InstanceProfileName="host")
            self.iam.add_role_to_instance_profile(InstanceProfileName="host", RoleName="host")
        return "host"

    def launch_template(self, cluster: str = "main", instance_type: str = "c5.xlarge", **data: Any) -> str:
        user_data = base64.b64encode(f"#!/bin/bash\necho ECS_CLUSTER={cluster} >> /etc/ecs/ecs.config\n".encode())
        created = self.ec2.create_launch_template(
            LaunchTemplateName=f"template-{cluster}",
            LaunchTemplateData={
                "ImageId": self.image(),
                "InstanceType": instance_type,
                "UserData": user_data.decode(),
                "IamInstanceProfile": {"Name": self.host_profile()},
                **data,
            },
        )
        return str(created["LaunchTemplate"]["LaunchTemplateId"])

    def group(self, subnets: list[str], template: str, name: str = "group", **options: Any) -> str:
        settings = {"MinSize": 0, "MaxSize": 10, "NewInstancesProtectedFromScaleIn": True, **options}
        self.autoscaling.create_auto_scaling_group(
            AutoScalingGroupName=name,
            VPCZoneIdentifier=",".join(subnets),
            LaunchTemplate={"LaunchTemplateId": template, "Version": "1"},
            **settings,
        )
        return str(self.described_group(name)["AutoScalingGroupARN"])

    def described_group(self, name: str = "group") -> dict[str, Any]:
        groups = self.autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"]
        return dict(groups[0])

    def capacity_provider(self, group_arn: str, name: str = "capacity", *, protection: bool = True) -> str:
        self.ecs.create_capacity_provider(
            name=name,
            autoScalingGroupProvider={
                "autoScalingGroupArn": group_arn,
                "managedScaling": {"status": "ENABLED", "targetCapacity": 100},
                "managedTerminationProtection": "ENABLED" if protection else "DISABLED",
                "managedDraining": "ENABLED",
            },
        )
        return name

    def cluster(self, name: str = "main") -> str:
        self.ecs.create_cluster(clusterName=name)
        return name

    def associate(self, *providers: str, cluster: str = "main") -> None:
        strategy = [{"capacityProvider": name, "weight": 1} for name in providers]
        self.ecs.put_cluster_capacity_providers(
            cluster=cluster, capacityProviders=list(providers), defaultCapacityProviderStrategy=strategy
        )

    def task_definition(self, image: str = "nginx", cpu: int = 256, memory: int = 512) -> str:
        registered = self.ecs.register_task_definition(
            family="web",
            networkMode="awsvpc",
            requiresCompatibilities=["EC2"],
            cpu=str(cpu),
            memory=str(memory),
            containerDefinitions=[
                {
                    "name": "web",
                    "image": image,
                    "cpu": cpu,
                    "memory": memory,
                    "portMappings": [{"containerPort": 80, "protocol": "tcp"}],
                }
            ],
        )
        return str(registered["taskDefinition"]["taskDefinitionArn"])

    def service(self, definition: str, subnets: list[str], groups: list[str], **options: Any) -> dict[str, Any]:
        settings = {"cluster": "main", "serviceName": "web", "desiredCount": 2, **options}
        network = {"subnets": subnets, "securityGroups": groups}
        created = self.ecs.create_service(
            taskDefinition=definition,
            networkConfiguration={"awsvpcConfiguration": network},
            **{name: value for name, value in settings.items() if value is not None},
        )
        return dict(created["service"])
