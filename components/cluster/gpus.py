"""The AMIs with NVIDIA's driver, for instance types with GPUs."""

from __future__ import annotations

from ..foundation.refusal import Problem
from ..foundation.region import Region
from .ec2_ecs_cluster_args import Ec2EcsClusterArgs

AMI_PARAMETERS = {
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html
    ("al2023", "x86_64"): "/aws/service/ecs/optimized-ami/amazon-linux-2023/gpu/recommended/image_id",
    ("bottlerocket", "x86_64"): "/aws/service/bottlerocket/aws-ecs-2-nvidia/x86_64/latest/image_id",
    ("bottlerocket", "arm64"): "/aws/service/bottlerocket/aws-ecs-2-nvidia/arm64/latest/image_id",
}
"""The SSM parameters by operating system and architecture."""

AGENT_SETTINGS = {"ECS_ENABLE_GPU_SUPPORT": "true"}
"""The variable of the agent on Amazon Linux; Bottlerocket's variant sets it.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html"""


def uses_gpu_ami(args: Ec2EcsClusterArgs, region: Region) -> bool:
    """Whether the instances use an AMI with the driver: no AMI is set, and all their types have GPUs."""
    return args.ami is None and all(region.instance_type(name).gpus for name in args.all_instance_types)


def check_gpu_ami(args: Ec2EcsClusterArgs, architecture: str, region: Region) -> list[Problem]:
    """Find instance types with GPUs for which ECS has no AMI."""
    if not uses_gpu_ami(args, region) or (args.operating_system, architecture) in AMI_PARAMETERS:
        return []
    allowed = (
        f"ECS has no AMI of {args.operating_system} with NVIDIA's driver for {architecture}; operatingSystem"
        " bottlerocket is allowed, or your own ami"
    )
    return [Problem(("instanceType",), args.instance_type, allowed)]
