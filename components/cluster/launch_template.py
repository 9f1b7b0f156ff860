"""The launch template of the instances."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pulumi
import pulumi_aws as aws

from ..foundation.deferred import as_output
from ..foundation.refusal import HIDDEN, Problem, RefusedError
from ..foundation.region import InstanceType, Region
from .ec2_ecs_cluster_args import Ec2EcsClusterArgs, refuse_user_data
from .gpus import AGENT_SETTINGS, AMI_PARAMETERS, uses_gpu_ami
from .user_data import al2023_user_data, bottlerocket_user_data


@dataclass(frozen=True)
class OperatingSystem:
    """The properties of an operating system: the AMIs' SSM parameters by architecture, and the volumes.

    ``volumes`` maps devices to whether they contain the images and containers, and so have the size and speed of
    ``root_volume``.
    """

    ami_parameters: dict[str, str]
    volumes: dict[str, bool]
    user_data: Callable[..., str]


OPERATING_SYSTEMS = {
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html
    "al2023": OperatingSystem(
        ami_parameters={
            "x86_64": "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id",
            "arm64": "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id",
        },
        volumes={"/dev/xvda": True},
        user_data=al2023_user_data,
    ),
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-bottlerocket.html; containers and images are on
    # the second volume, the system is on the first one.
    "bottlerocket": OperatingSystem(
        ami_parameters={
            "x86_64": "/aws/service/bottlerocket/aws-ecs-2/x86_64/latest/image_id",
            "arm64": "/aws/service/bottlerocket/aws-ecs-2/arm64/latest/image_id",
        },
        volumes={"/dev/xvda": False, "/dev/xvdb": True},
        user_data=bottlerocket_user_data,
    ),
}


OF_THE_CONTENT = (
    *("blockDeviceMappings", "description", "iamInstanceProfile", "imageId", "instanceType"),
    *("metadataOptions", "userData", "vpcSecurityGroupIds"),
)
"""The content of the template, without the tags of volumes and interfaces."""


def architecture_of(instance_type: InstanceType) -> str:
    """Return the architecture of an instance type, ``arm64`` or ``x86_64``."""
    return "arm64" if "arm64" in instance_type.architectures else "x86_64"


def create_launch_template(
    name: str,
    args: Ec2EcsClusterArgs,
    cluster: aws.ecs.Cluster,
    profile: aws.iam.InstanceProfile,
    security_group: aws.ec2.SecurityGroup,
    region: Region,
    opts: pulumi.ResourceOptions,
) -> aws.ec2.LaunchTemplate:
    """Create the template, with encrypted volumes, and IMDSv2 with a hop limit that containers exceed.

    Other content creates a new template, which replaces all instances of the group. Changed tags do not: the volumes
    and interfaces of instances have the tags from the creation of their template.
    """
    system, volume = OPERATING_SYSTEMS[args.operating_system], args.root_volume
    # Sorted, because the order of a stack file's keys has no meaning, and another text replaces all instances.
    agent = dict(sorted(args.agent_config.items()))
    if args.operating_system == "al2023" and uses_gpu_ami(args, region):
        agent = {**AGENT_SETTINGS, **agent}
    encode = partial(system.user_data, drain_spot=args.uses_spot, agent=agent)
    volumes = [
        aws.ec2.LaunchTemplateBlockDeviceMappingArgs(
            device_name=device,
            ebs=aws.ec2.LaunchTemplateBlockDeviceMappingEbsArgs(
                volume_size=volume.size if holds_containers else None,
                iops=volume.iops if holds_containers else None,
                throughput=volume.throughput if holds_containers else None,
                kms_key_id=volume.key_arn,
                volume_type="gp3",
                encrypted="true",
            ),
        )
        for device, holds_containers in system.volumes.items()
    ]
    return aws.ec2.LaunchTemplate(
        name,
        # An instance uses the account's setting when it registers, so running instances must be replaced.
        description="with ENI trunking" if args.eni_trunking else None,
        image_id=_image_id(args, region),
        instance_type=args.instance_type,
        iam_instance_profile={"name": profile.name},
        vpc_security_group_ids=[security_group.id],
        user_data=pulumi.Output.all(cluster.name, _further_user_data(name, args)).apply(
            lambda known: encode(known[0], further=known[1])
        ),
        block_device_mappings=volumes,
        metadata_options={"http_endpoint": "enabled", "http_tokens": "required", "http_put_response_hop_limit": 1},
        update_default_version=True,
        opts=pulumi.ResourceOptions.merge(
            opts,
            # A replacement still gets the current tags.
            pulumi.ResourceOptions(replace_on_changes=[*OF_THE_CONTENT], ignore_changes=["tagSpecifications"]),
        ),
    )


def _further_user_data(name: str, args: Ec2EcsClusterArgs) -> pulumi.Input[str] | None:
    """Return the user data of the settings; an Output is checked as soon as it is known."""

    def checked(text: str) -> str:
        try:
            refuse_user_data(text, args.operating_system)
        except ValueError as error:
            # It can hold a secret.
            raise RefusedError([Problem((name, "user_data"), HIDDEN, str(error))]) from None
        return text

    return args.user_data.apply(checked) if isinstance(args.user_data, pulumi.Output) else args.user_data


def _image_id(args: Ec2EcsClusterArgs, region: Region) -> pulumi.Input[str]:
    """Return an AMI, or the parameter from which EC2 reads it at each launch.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/using-systems-manager-parameters.html
    """
    ami: pulumi.Input[str] = default_ami(args, region) if args.ami is None else args.ami
    if isinstance(ami, str):
        return _image_of(ami, args, region)
    deferred: pulumi.Output[str] = as_output(ami)
    return deferred.apply(lambda known: _image_of(known, args, region))


def default_ami(args: Ec2EcsClusterArgs, region: Region) -> str:
    """Return the SSM parameter of the AMI that AWS recommends for the operating system and the instance type."""
    architecture = architecture_of(region.instance_type(args.instance_type))
    if uses_gpu_ami(args, region):
        return AMI_PARAMETERS[args.operating_system, architecture]
    return OPERATING_SYSTEMS[args.operating_system].ami_parameters[architecture]


def _image_of(ami: str, args: Ec2EcsClusterArgs, region: Region) -> str:
    if ami.startswith("ami-"):
        return ami
    return f"resolve:ssm:{ami}" if args.ami_updates == "new-instances" else region.ami(ami).id
