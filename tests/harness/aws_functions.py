"""Data of us-east-1 for the program's functions, and the errors of the real provider for missing resources.

The errors come from terraform-provider-aws's data sources, which Pulumi's provider runs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.harness import aws_existing
from tests.harness.aws_existing import HOSTED_ZONE, AwsError
from tests.harness.aws_outputs import ACCOUNT_ID, REGION, arn_of

__all__ = ["HOSTED_ZONE", "AwsError"]

ZONES = tuple(f"{REGION}{letter}" for letter in "abcdef")

INSTANCE_TYPES: dict[str, tuple[int, int, int, list[str]]] = {
    "c5.large": (2, 4096, 3, ["x86_64"]),
    "c5.xlarge": (4, 8192, 4, ["x86_64"]),
    "c5.2xlarge": (8, 16384, 4, ["x86_64"]),
    "c5.24xlarge": (96, 196608, 15, ["x86_64"]),
    "c5a.large": (2, 4096, 3, ["x86_64"]),
    "c6a.2xlarge": (8, 16384, 4, ["x86_64"]),
    "c6i.xlarge": (4, 8192, 4, ["x86_64"]),
    "c6i.2xlarge": (8, 16384, 4, ["x86_64"]),
    "g4dn.xlarge": (4, 16384, 3, ["x86_64"]),
    "g5g.xlarge": (4, 8192, 4, ["arm64"]),
    "m6g.large": (2, 8192, 3, ["arm64"]),
    "m6i.xlarge": (4, 16384, 4, ["x86_64"]),
    "t2.micro": (1, 1024, 2, ["i386", "x86_64"]),
    "t3.micro": (2, 1024, 2, ["x86_64"]),
    "t3.large": (2, 8192, 3, ["x86_64"]),
    "t4g.medium": (2, 4096, 3, ["arm64"]),
}
"""vCPUs, memory in MiB, network interfaces and architectures, from ``aws ec2 describe-instance-types``."""

GPUS = {"g4dn.xlarge": 1, "g5g.xlarge": 1}
"""The number of NVIDIA GPUs, by instance types with GPUs."""

AMIS = {
    "ami-0a1b2c3d4e5f60718": "x86_64",
    "ami-0b2c3d4e5f6071829": "arm64",
    "ami-0c3d4e5f607182930": "x86_64",
    "ami-0d4e5f60718293041": "x86_64",
    "ami-0e5f6071829304152": "arm64",
}

PARAMETERS = {
    "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id": "ami-0a1b2c3d4e5f60718",
    "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id": "ami-0b2c3d4e5f6071829",
    "/aws/service/bottlerocket/aws-ecs-2/x86_64/latest/image_id": "ami-0d4e5f60718293041",
    "/aws/service/bottlerocket/aws-ecs-2/arm64/latest/image_id": "ami-0e5f6071829304152",
    "/aws/service/bottlerocket/aws-ecs-2-nvidia/x86_64/latest/image_id": "ami-0d4e5f60718293041",
    "/aws/service/bottlerocket/aws-ecs-2-nvidia/arm64/latest/image_id": "ami-0e5f6071829304152",
    "/aws/service/ecs/optimized-ami/amazon-linux-2023/gpu/recommended/image_id": "ami-0c3d4e5f607182930",
    "/golden/x86": "ami-0c3d4e5f607182930",
    "/golden/deleted": "ami-0ffffffffffffffff",
}

ENDPOINT_SERVICES = {
    **dict.fromkeys(
        (
            *("ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry", "logs"),
            *("ssm", "ssmmessages", "secretsmanager"),
        ),
        ZONES,
    ),
    "dynamodb": ZONES,
    "only-in-f": ZONES[5:],
    "not-in-b": (*ZONES[:1], *ZONES[2:]),
}
WITHOUT_PRIVATE_DNS = ("dynamodb",)


ZONES_WITHOUT = {"c5a.large": [*ZONES[:1], *ZONES[2:]], "c6a.2xlarge": ZONES[1:], "c6i.2xlarge": ZONES[:1]}
"""Zones in which an instance type cannot run."""

INSTANCES = ["i-0a1b2c3d4e5f60718"]
"""The group's instances; the first one uses the current launch template."""

OF_A_PROGRAM: dict[str, Any] = {
    "vpcId": "vpc-1",
    "cidrBlock": "10.0.0.0/16",
    "publicSubnetIds": ["subnet-a1", "subnet-a2"],
    "privateSubnetIds": ["subnet-b1", "subnet-b2"],
    "clusterArn": "arn:aws:ecs:us-east-1:123456789012:cluster/theirs",
    "clusterName": "theirs",
    "capacityProviderName": "their-provider",
}

STACK_OUTPUTS: dict[str, dict[str, Any]] = {
    "organization/ecs-on-ec2/platform": {
        "platform": {
            "network": {
                "vpcId": "vpc-1",
                "cidrBlocks": {"vpc": "10.0.0.0/16"},
                "publicSubnetIds": ["subnet-a1", "subnet-a2"],
                "privateSubnetIds": ["subnet-b1", "subnet-b2"],
            },
            "cluster": {
                "clusterArn": "arn:aws:ecs:us-east-1:123456789012:cluster/theirs",
                "capacityProviderName": "their-provider",
                "instanceTypes": ["c5.xlarge"],
            },
        }
    },
    "organization/ecs-on-ec2/other-platform": {
        "platform": {
            "network": {
                "vpcId": "vpc-2",
                "cidrBlocks": {"vpc": "10.2.0.0/16"},
                "publicSubnetIds": ["subnet-c1", "subnet-c2"],
                "privateSubnetIds": ["subnet-d1", "subnet-d2"],
            },
            "cluster": {
                "clusterArn": "arn:aws:ecs:us-east-1:123456789012:cluster/others",
                "capacityProviderName": "other-provider",
                "instanceTypes": ["c5.xlarge"],
            },
        }
    },
    "organization/ecs-on-ec2/elsewhere": {"vpcId": "vpc-1"},
    "organization/network/dev": OF_A_PROGRAM,
    "organization/platform/dev": OF_A_PROGRAM,
}
"""Outputs of other stacks: two platforms, one stack that is not a platform, and the programs of examples/."""


def answer(token: str, args: dict[str, Any]) -> dict[str, Any]:
    """Answer a function call. Raises :class:`AwsError` with the provider's message."""
    function = _FUNCTIONS.get(token.rpartition(":")[2])
    if function is None:
        raise AwsError(f"the mocks do not support {token}")
    return function(args)


def _instance_type(args: dict[str, Any]) -> dict[str, Any]:
    name = args["instanceType"]
    if name == "forbidden.large":
        raise AwsError(
            "reading EC2 Instance Type: operation error EC2: DescribeInstanceTypes, https response error "
            "StatusCode: 403, api error UnauthorizedOperation: You are not authorized to perform this operation."
        )
    if name not in INSTANCE_TYPES:
        raise AwsError("no matching EC2 Instance Type found")
    vcpus, memory, interfaces, architectures = INSTANCE_TYPES[name]
    return {
        "instanceType": name,
        "defaultVcpus": vcpus,
        "memorySize": memory,
        "maximumNetworkInterfaces": interfaces,
        "supportedArchitectures": architectures,
        "gpuses": [{"count": GPUS[name], "manufacturer": "NVIDIA", "memorySize": 16384, "name": "T4"}]
        if name in GPUS
        else [],
    }


def _instance_type_offerings(args: dict[str, Any]) -> dict[str, Any]:
    assert args["locationType"] == "availability-zone"
    ((asked,),) = [[item["values"]] for item in args["filters"] if item["name"] == "instance-type"]
    found = [(name, zone) for name in asked for zone in ZONES if zone not in ZONES_WITHOUT.get(name, ())]
    return {
        "instanceTypes": [name for name, _ in found],
        "locations": [zone for _, zone in found],
        "locationTypes": ["availability-zone"] * len(found),
    }


def _instances(args: dict[str, Any]) -> dict[str, Any]:
    """Return the instances of a group; a filter by launch template selects those that are up to date."""
    names = [item["name"] for item in args["filters"]]
    return {"ids": INSTANCES[:1] if "tag:aws:ec2launchtemplate:id" in names else INSTANCES}


def _ami(args: dict[str, Any]) -> dict[str, Any]:
    ((ami_id,),) = [item["values"] for item in args["filters"] if item["name"] == "image-id"]
    if ami_id not in AMIS:
        raise AwsError("Your query returned no results. Please change your search criteria and try again.")
    return {"id": ami_id, "imageId": ami_id, "architecture": AMIS[ami_id]}


def _parameter(args: dict[str, Any]) -> dict[str, Any]:
    name = args["name"]
    if name not in PARAMETERS:
        raise AwsError(f"reading SSM Parameter ({name}): couldn't find resource")
    return {"name": name, "type": "String", "insecureValue": PARAMETERS[name], "value": PARAMETERS[name]}


def _endpoint_service(args: dict[str, Any]) -> dict[str, Any]:
    service = args["service"]
    if service not in ENDPOINT_SERVICES:
        raise AwsError("reading EC2 VPC Endpoint Services: couldn't find resource")
    return {
        "serviceName": f"com.amazonaws.{REGION}.{service}",
        "availabilityZones": list(ENDPOINT_SERVICES[service]),
        "privateDnsName": "" if service in WITHOUT_PRIVATE_DNS else f"{service}.{REGION}.amazonaws.com",
    }


def _service(args: dict[str, Any]) -> dict[str, Any]:
    """Return a service whose last deployment is completed."""
    deployment = {
        "id": "ecs-svc/1",
        "status": "PRIMARY",
        "taskDefinition": arn_of("ecs.TaskDefinition", args["serviceName"]),
        "desiredCount": 2,
        "runningCount": 2,
        "pendingCount": 0,
        "createdAt": "2026-01-01T00:00:00Z",
    }
    return {"deployments": [deployment], "events": []}


def _listener_rule(args: dict[str, Any]) -> dict[str, Any]:
    groups = [{"arn": f"{args['arn']}/{number}", "weight": weight} for number, weight in enumerate((90, 10))]
    forward = {"order": 1, "type": "forward", "forwards": [{"targetGroups": groups}]}
    return {"arn": args["arn"], "actions": [forward], "listenerArn": args["arn"], "priority": 1}


def _registry_token(args: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "us-east-1",
        "authorizationToken": "QVdTOnRva2Vu",
        "expiresAt": "2026-01-01T12:00:00Z",
        "password": "token",
        "proxyEndpoint": "https://123456789012.dkr.ecr.us-east-1.amazonaws.com",
        "userName": "AWS",
        **args,
    }


def _stack_outputs(args: dict[str, Any]) -> dict[str, Any]:
    name = args["name"]
    if name not in STACK_OUTPUTS:
        raise AwsError(f"unknown stack {name!r}")
    return {"name": name, "outputs": STACK_OUTPUTS[name]}


_FUNCTIONS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "getRegion": lambda _: {"region": REGION, "id": REGION, "name": REGION},
    "getPartition": lambda _: {"partition": "aws", "dnsSuffix": "amazonaws.com"},
    "getCallerIdentity": lambda _: {"accountId": ACCOUNT_ID},
    "getAvailabilityZones": lambda _: {"names": list(ZONES), "zoneIds": [f"use1-az{n}" for n in range(1, 7)]},
    "getInstanceType": _instance_type,
    "getAmi": _ami,
    "getAuthorizationToken": _registry_token,
    "getInstanceTypeOfferings": _instance_type_offerings,
    "getInstances": _instances,
    "getParameter": _parameter,
    "getVpcEndpointService": _endpoint_service,
    "getService": _service,
    "getListenerRule": _listener_rule,
    "readStackOutputs": _stack_outputs,
    **aws_existing.FUNCTIONS,
}
