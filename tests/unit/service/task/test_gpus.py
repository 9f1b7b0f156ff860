"""Tasks with GPUs run on instance types with enough GPUs and an AMI with the driver."""

from __future__ import annotations

import base64
import json
from typing import Any

from tests.harness.build import build, refuse

SERVICE = {"topology": "private-worker", "gpu": 1}


def stack(service: dict[str, Any] | None = None, **cluster: Any) -> dict[str, Any]:
    return {"cluster": {"instanceType": "g4dn.xlarge", **cluster}, "services": {"worker": service or SERVICE}}


def image(**cluster: Any) -> str:
    return str(build(stack(**cluster)).one("ec2.LaunchTemplate").at("imageId"))


def test_a_task_gets_its_gpus_on_instances_with_the_driver() -> None:
    recording = build(stack())
    [container] = json.loads(recording.one("ecs.TaskDefinition").at("containerDefinitions"))
    assert container["resourceRequirements"] == [{"type": "GPU", "value": "1"}]
    template = recording.one("ec2.LaunchTemplate")
    assert template.at("imageId").endswith("/amazon-linux-2023/gpu/recommended/image_id")
    assert "ECS_ENABLE_GPU_SUPPORT=true" in base64.b64decode(template.at("userData")).decode()


def test_the_default_ami_with_gpus_matches_the_operating_system() -> None:
    assert image(operatingSystem="bottlerocket").endswith("/aws-ecs-2-nvidia/x86_64/latest/image_id")
    assert image(ami="/golden/x86").endswith("/golden/x86")


def test_gpus_are_refused_if_some_instances_have_none() -> None:
    mixed: dict[str, Any] = {"furtherInstanceTypes": ["c5.xlarge"]}
    [message] = refuse(stack(**mixed))
    assert message.startswith("services.worker.gpu: 1 is refused: c5.xlarge has no NVIDIA GPUs; an instance type with")
    plain = build(stack({"topology": "private-worker"}, **mixed)).one("ec2.LaunchTemplate")
    assert "/gpu/" not in plain.at("imageId")


def test_more_gpus_than_the_instance_has_are_refused() -> None:
    [message] = refuse(stack({**SERVICE, "gpu": 2}))
    assert message == "services.worker.gpu: 2 is refused: g4dn.xlarge has 1 NVIDIA GPUs: at most that"


def test_amazon_linux_has_no_ami_for_gpus_and_arm64() -> None:
    [message] = refuse(stack(instanceType="g5g.xlarge"))
    assert message.startswith('cluster.instanceType: "g5g.xlarge" is refused: ECS has no AMI of al2023')
    assert image(instanceType="g5g.xlarge", operatingSystem="bottlerocket").endswith("/arm64/latest/image_id")
