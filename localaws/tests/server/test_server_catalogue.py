"""Public data that programs look up exists, and unknown names are refused."""

from __future__ import annotations

from typing import Any

import pytest

from localaws.tests.conftest import Server
from localaws.tests.server.account import HOST_POLICY, IMAGE_PARAMETER, Account, refused

ECS_IMAGES = "/aws/service/ecs/optimized-ami"


@pytest.mark.parametrize(
    ("parameter", "architecture"),
    [
        (f"{ECS_IMAGES}/amazon-linux-2023/recommended/image_id", "x86_64"),
        (f"{ECS_IMAGES}/amazon-linux-2023/arm64/recommended/image_id", "arm64"),
        (f"{ECS_IMAGES}/amazon-linux-2/recommended/image_id", "x86_64"),
        (f"{ECS_IMAGES}/amazon-linux-2/arm64/recommended/image_id", "arm64"),
        ("/aws/service/bottlerocket/aws-ecs-2/x86_64/latest/image_id", "x86_64"),
        ("/aws/service/bottlerocket/aws-ecs-2/arm64/latest/image_id", "arm64"),
    ],
)
def test_an_image_parameter_names_an_image_of_its_architecture(aws: Account, parameter: str, architecture: str) -> None:
    image_id = aws.ssm.get_parameter(Name=parameter)["Parameter"]["Value"]
    images = aws.ec2.describe_images(ImageIds=[image_id])["Images"]
    assert [(image["Architecture"], image["State"]) for image in images] == [(architecture, "available")]


def test_an_unknown_parameter_is_refused(aws: Account) -> None:
    with refused("ParameterNotFound"):
        aws.ssm.get_parameter(Name=f"{ECS_IMAGES}/amazon-linux-1999/recommended/image_id")


@pytest.mark.parametrize(
    "name",
    [
        *("ecs", "ecs-agent", "ecs-telemetry", "ecr.api", "ecr.dkr", "logs", "ssm", "ssmmessages", "ec2messages"),
        *("secretsmanager", "kms", "monitoring", "sts", "xray"),
    ],
)
def test_an_interface_endpoint_service_exists_in_every_zone(aws: Account, name: str) -> None:
    full_name = f"com.amazonaws.us-east-1.{name}"
    zones = {zone["ZoneName"] for zone in aws.ec2.describe_availability_zones()["AvailabilityZones"]}
    details = aws.ec2.describe_vpc_endpoint_services(ServiceNames=[full_name])["ServiceDetails"]
    assert [each["ServiceType"][0]["ServiceType"] for each in details] == ["Interface"]
    assert set(details[0]["AvailabilityZones"]) == zones
    assert details[0]["PrivateDnsName"].endswith(".us-east-1.amazonaws.com")


def test_s3_is_a_gateway_and_an_interface_endpoint_service(aws: Account) -> None:
    names = ["com.amazonaws.us-east-1.s3"]
    details = aws.ec2.describe_vpc_endpoint_services(ServiceNames=names)["ServiceDetails"]
    assert {each["ServiceType"][0]["ServiceType"] for each in details} == {"Gateway", "Interface"}
    gateway = [{"Name": "service-type", "Values": ["Gateway"]}]
    details = aws.ec2.describe_vpc_endpoint_services(ServiceNames=names, Filters=gateway)["ServiceDetails"]
    assert [each["ServiceType"][0]["ServiceType"] for each in details] == ["Gateway"]


def test_an_unknown_endpoint_service_is_refused(aws: Account) -> None:
    name = "com.amazonaws.us-east-1.nothing"
    with refused("InvalidServiceName", f"The Vpc Endpoint Service '{name}' does not exist"):
        aws.ec2.describe_vpc_endpoint_services(ServiceNames=[name])
    vpc = aws.vpc()
    with refused("InvalidServiceName"):
        aws.ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=name)
    with refused("InvalidParameter", "Endpoint type (Gateway) does not match available service types ([Interface])."):
        aws.ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.ecs", VpcEndpointType="Gateway")


def test_instance_types_have_cpu_memory_and_interface_limits(aws: Account) -> None:
    described = aws.ec2.describe_instance_types(InstanceTypes=["c5.xlarge", "m7g.large"])["InstanceTypes"]
    types = {each["InstanceType"]: each for each in described}
    assert types["c5.xlarge"]["NetworkInfo"]["MaximumNetworkInterfaces"] == 4
    assert types["c5.xlarge"]["ProcessorInfo"]["SupportedArchitectures"] == ["x86_64"]
    assert types["m7g.large"]["ProcessorInfo"]["SupportedArchitectures"] == ["arm64"]
    with refused("InvalidInstanceType"):
        aws.ec2.describe_instance_types(InstanceTypes=["c5.enormous"])


def public_data(aws: Account) -> dict[str, Any]:
    [parameter] = aws.ssm.get_parameters(Names=[IMAGE_PARAMETER])["Parameters"]
    [image] = aws.ec2.describe_images(ImageIds=[parameter["Value"]])["Images"]
    [snapshot] = aws.ec2.describe_snapshots(SnapshotIds=[image["BlockDeviceMappings"][0]["Ebs"]["SnapshotId"]])[
        "Snapshots"
    ]
    policy = aws.iam.get_policy(PolicyArn=HOST_POLICY)["Policy"]
    return {
        "image": (image["ImageId"], image["State"], image["Public"]),
        "snapshot": snapshot["SnapshotId"],
        "version": parameter["Version"],
        "attached": policy["AttachmentCount"],
    }


def test_public_data_is_the_same_after_a_reset(aws: Account, server: Server) -> None:
    first = public_data(aws)
    image, *described = first["image"]
    assert (described, first["version"], first["attached"]) == (["available", True], 1, 0)
    aws.host_profile()
    aws.ec2.modify_image_attribute(ImageId=image, LaunchPermission={"Remove": [{"Group": "all"}]})
    changed = public_data(aws)
    assert (changed["image"], changed["attached"]) == ((image, "available", False), 1)
    server.request("POST", "/moto-api/reset")
    assert public_data(aws) == first
