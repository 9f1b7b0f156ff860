"""EC2 Auto Scaling groups: which instances they launch, where, and how they end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.autoscaling.models import ASG_NAME_TAG, FakeAutoScalingGroup, InstanceState
from moto.ec2.utils import convert_tag_spec
from moto.iam.models import iam_backends

from localaws.server.operations import before
from localaws.server.simulation import instances, mixed_instances

if TYPE_CHECKING:
    from localaws.server.operations import Call

SSM_IMAGE = "resolve:ssm:"
# In GiB, of the ECS-optimized Amazon Linux 2023 image; moto's images have no volumes.
IMAGE_VOLUME_SIZE = 30


def launch(group: Any, count: int, tags: dict[str, str], in_place_of: InstanceState | None = None) -> None:
    """Launch instances by the group's launch template, spread evenly over its subnets with those that stay.

    Stands in for moto's method, which puts all instances into the first subnet, by the template's default version.
    """
    if group.ec2_launch_template is None:
        _moto_launch(group, count, tags)
        return
    version = group.ec2_launch_template.get_version(group.launch_template_version)
    data = version.data
    interface = (data.get("NetworkInterfaces") or [{}])[0]
    image_id = image_of(group, version.image_id)
    specified_tags = convert_tag_spec(data.get("TagSpecifications", []))
    for _ in range(count):
        reservation = group.ec2_backend.run_instances(
            image_id,
            1,
            version.user_data,
            [],
            security_group_ids=list(interface.get("Groups") or data.get("SecurityGroupIds") or []),
            instance_type=mixed_instances.instance_type(group, version.instance_type),
            lifecycle=mixed_instances.lifecycle(group),
            tags={**specified_tags, "instance": {**version.instance_tags, **tags, ASG_NAME_TAG: group.name}},
            launch_template={"LaunchTemplateId": group.ec2_launch_template.id, "Version": version.number},
            is_instance_type_default=False,
            associate_public_ip=interface.get("AssociatePublicIpAddress"),
            subnet_id=next_subnet(group, in_place_of),
            iam_instance_profile=profile_of(group, data.get("IamInstanceProfile") or {}),
            metadata_options=data.get("MetadataOptions"),
            block_device_mappings=volumes_of(group, image_id, data.get("BlockDeviceMappings") or []),
            ebs_optimized=data.get("EbsOptimized", False),
            monitoring_state="enabled" if data.get("Monitoring", {}).get("Enabled") else "disabled",
            region_name=group.region,
        )
        instance = reservation.instances[0]
        instance.autoscaling_group = group
        instance.launch_template_version_number = version.number
        group.instance_states.append(
            InstanceState(instance, protected_from_scale_in=group.new_instances_protected_from_scale_in)
        )


def next_subnet(group: Any, leaving: InstanceState | None = None) -> str:
    """The subnet of the group with the fewest of its instances, one that is about to end aside."""
    subnets = str(group.vpc_zone_identifier).split(",")
    taken = [state.instance.subnet_id for state in group.instance_states if state is not leaving]
    return min(subnets, key=taken.count)


def profile_of(group: Any, named: dict[str, str]) -> dict[str, str]:
    """An instance profile as DescribeInstances shows it, and by its name; empty if the template names none."""
    name = named.get("Name") or named.get("Arn", "").split("/")[-1]
    backend = iam_backends[group.account_id]["aws"]
    for profile in backend.instance_profiles.values():
        if profile.name == name:
            return {"Name": profile.name, "Arn": profile.arn, "Id": profile.id}
    return {}


def volumes_of(group: Any, image_id: str, mappings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The volumes of an instance: the template's, where one without a size has its image's, or the root volume."""
    if not mappings:
        image = group.ec2_backend.amis.get(image_id)
        device = image.root_device_name if image else "/dev/xvda"
        mappings = [{"DeviceName": device, "Ebs": {"VolumeType": "gp3", "DeleteOnTermination": True}}]
    return [
        {**mapping, "Ebs": {"VolumeSize": IMAGE_VOLUME_SIZE, **mapping["Ebs"]}}
        if "Ebs" in mapping and not mapping["Ebs"].get("SnapshotId")
        else mapping
        for mapping in mappings
    ]


def image_of(group: Any, image_id: str) -> str:
    """The image to launch; a template may name an SSM parameter instead."""
    if not image_id.startswith(SSM_IMAGE):
        return image_id
    from moto.ssm.models import ssm_backends  # noqa: PLC0415 - only templates that resolve a parameter need this backend

    backend = ssm_backends[group.account_id][group.region]
    parameter = backend.get_parameter(image_id.removeprefix(SSM_IMAGE))
    return str(parameter.value if parameter else image_id)


def end(group: Any, states: list[InstanceState]) -> None:
    """Terminate instances of a group and take them off it."""
    instances.terminate(group.ec2_backend, [state.instance for state in states])
    group.instance_states = [state for state in group.instance_states if state not in states]


def launch_template_of(state: InstanceState) -> dict[str, Any] | None:
    """The launch template version that an instance was launched by; moto reports the default version."""
    template = state.auto_scaling_group.ec2_launch_template
    if template is None:
        return None
    number = getattr(state.instance, "launch_template_version_number", template.default_version_number)
    return {"LaunchTemplateId": template.id, "LaunchTemplateName": template.name, "Version": str(number)}


@before("autoscaling", "DeleteAutoScalingGroup")
def end_instances_by_force(call: Call) -> None:
    """moto leaves the instances of a deleted group running."""
    group = call.backend("autoscaling").autoscaling_groups.get(call.params["AutoScalingGroupName"])
    if group is not None and call.params.get("ForceDelete"):
        end(group, list(group.instance_states))


_moto_launch = FakeAutoScalingGroup.replace_autoscaling_group_instances
FakeAutoScalingGroup.replace_autoscaling_group_instances = launch  # type: ignore[method-assign,assignment]
InstanceState.launch_template = property(launch_template_of)  # type: ignore[assignment]
