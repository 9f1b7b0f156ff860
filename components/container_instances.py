"""The EC2 instances of a cluster: how one starts, and the group that starts them."""

from __future__ import annotations

import base64

import pulumi
import pulumi_aws as aws

from .ec2_ecs_cluster_args import Ec2EcsClusterArgs
from .iam_role import make_role
from .network import Network
from .region import InstanceType, Region
from .security_group import make_security_group

ROOT_DEVICE = "/dev/xvda"
ROOT_VOLUME_SIZE = 50

ECS_OPTIMIZED_AMI = {
    "x86_64": "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id",
    "arm64": "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id",
}
"""https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html"""

INSTANCE_POLICY = "service-role/AmazonEC2ContainerServiceforEC2Role"


class ContainerInstances:
    """An Auto Scaling group of instances that register with the cluster, children of the cluster's component.

    Creates a role and instance profile, a security group without ingress, a launch template and the group.
    """

    group: aws.autoscaling.Group
    security_group: aws.ec2.SecurityGroup

    def __init__(
        self,
        name: str,
        args: Ec2EcsClusterArgs,
        cluster: aws.ecs.Cluster,
        network: Network,
        region: Region,
        parent: pulumi.Resource,
    ) -> None:
        self._name = f"{name}-instance"
        self._child = pulumi.ResourceOptions(parent=parent)
        self.security_group = self._make_security_group(network)
        profile = self._make_profile(region)
        template = self._make_launch_template(args, cluster, profile, region)
        self.group = self._make_group(name, args, template, network)

    def _make_security_group(self, network: Network) -> aws.ec2.SecurityGroup:
        return make_security_group(
            self._name, "Access to the EC2 hosts that run containers", network.vpc_id, self._child
        )

    def _make_profile(self, region: Region) -> aws.iam.InstanceProfile:
        role, attachments = make_role(self._name, "ec2.amazonaws.com", [INSTANCE_POLICY], region, self._child)
        options = pulumi.ResourceOptions.merge(self._child, pulumi.ResourceOptions(depends_on=attachments))
        return aws.iam.InstanceProfile(self._name, path="/", role=role.name, opts=options)

    def _make_launch_template(
        self, args: Ec2EcsClusterArgs, cluster: aws.ecs.Cluster, profile: aws.iam.InstanceProfile, region: Region
    ) -> aws.ec2.LaunchTemplate:
        ami = args.ami or ECS_OPTIMIZED_AMI[architecture_of(region.instance_type(args.instance_type))]
        return aws.ec2.LaunchTemplate(
            self._name,
            image_id=region.ami(ami).id,
            instance_type=args.instance_type,
            iam_instance_profile={"name": profile.name},
            vpc_security_group_ids=[self.security_group.id],
            user_data=cluster.name.apply(user_data),
            block_device_mappings=[
                {
                    "device_name": ROOT_DEVICE,
                    "ebs": {"volume_size": ROOT_VOLUME_SIZE, "volume_type": "gp3", "encrypted": "true"},
                }
            ],
            metadata_options={"http_endpoint": "enabled", "http_tokens": "required", "http_put_response_hop_limit": 1},
            update_default_version=True,
            opts=self._child,
        )

    def _make_group(
        self, name: str, args: Ec2EcsClusterArgs, template: aws.ec2.LaunchTemplate, network: Network
    ) -> aws.autoscaling.Group:
        return aws.autoscaling.Group(
            f"{name}-instances",
            vpc_zone_identifiers=list(network.private_subnet_ids),
            launch_template={"id": template.id, "version": template.latest_version.apply(str)},
            min_size=args.min_size,
            max_size=args.max_size,
            desired_capacity=args.initial_capacity,
            protect_from_scale_in=True,
            # Instances stay protected a while after their last task; without force, they would hold up the teardown.
            force_delete=True,
            tags=[
                {"key": "AmazonECSManaged", "value": "true", "propagate_at_launch": True},
                {"key": "Name", "value": self._name, "propagate_at_launch": True},
            ],
            # A new launch template version replaces the instances one after another. They are all protected from
            # scale-in; "Refresh" replaces them all the same, after ECS has drained each (managed draining).
            instance_refresh={
                "strategy": "Rolling",
                "preferences": {"scale_in_protected_instances": "Refresh", "skip_matching": True},
            },
            opts=pulumi.ResourceOptions.merge(
                self._child,
                pulumi.ResourceOptions(
                    depends_on=list(network.egress),
                    ignore_changes=["desiredCapacity"],
                    custom_timeouts=pulumi.CustomTimeouts(create="15m", update="15m", delete="30m"),
                ),
            ),
        )


def architecture_of(instance_type: InstanceType) -> str:
    """Return ``arm64`` or ``x86_64``: which of the ECS-optimized AMIs an instance type needs."""
    return "arm64" if "arm64" in instance_type.architectures else "x86_64"


def user_data(cluster_name: str) -> str:
    """Return the base64 of a script that tells the ECS agent its cluster and keeps tasks from the host's metadata.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html
    """
    settings = [f"ECS_CLUSTER={cluster_name}", "ECS_AWSVPC_BLOCK_IMDS=true"]
    lines = ["#!/bin/bash", *[f"echo {setting} >> /etc/ecs/ecs.config" for setting in settings]]
    return base64.b64encode("".join(f"{line}\n" for line in lines).encode()).decode()
