"""EC2 Auto Scaling groups: launches, subnets and termination of instances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.autoscaling.models import ASG_NAME_TAG, FakeAutoScalingGroup, InstanceState
from moto.ec2.utils import convert_tag_spec
from moto.iam.models import iam_backends

from localaws.server import circumstances
from localaws.server.operations import after, before
from localaws.server.refusals.auto_scaling import SSM_IMAGE
from localaws.server.simulation import instances, mixed_instances, scaling_activities

if TYPE_CHECKING:
    from localaws.server.operations import Call

# In GiB, of the ECS-optimized Amazon Linux 2023 image; moto's images have no volumes.
IMAGE_VOLUME_SIZE = 30


def launch(group: Any, count: int, tags: dict[str, str], in_place_of: InstanceState | None = None) -> None:
    """Launch instances from the group's launch template, so that all its instances spread evenly over its subnets.

    A zone without capacity is skipped, as on AWS; if all lack capacity, fewer instances are launched. Replaces moto's
    method, which launches all instances in the first subnet, from the template's default version.
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
        instance_type = mixed_instances.instance_type(group, version.instance_type)
        subnet_id = subnet_with_capacity(group, instance_type, in_place_of)
        if subnet_id is None:
            continue
        reservation = group.ec2_backend.run_instances(
            image_id,
            1,
            version.user_data,
            [],
            security_group_ids=list(interface.get("Groups") or data.get("SecurityGroupIds") or []),
            instance_type=instance_type,
            lifecycle=mixed_instances.lifecycle(group),
            tags={**specified_tags, "instance": {**version.instance_tags, **tags, ASG_NAME_TAG: group.name}},
            launch_template={"LaunchTemplateId": group.ec2_launch_template.id, "Version": version.number},
            is_instance_type_default=False,
            associate_public_ip=interface.get("AssociatePublicIpAddress"),
            subnet_id=subnet_id,
            iam_instance_profile=profile_of(group, data.get("IamInstanceProfile") or {}),
            metadata_options=data.get("MetadataOptions"),
            block_device_mappings=volumes_of(group, image_id, data.get("BlockDeviceMappings") or []),
            ebs_optimized=data.get("EbsOptimized", False),
            monitoring_state="enabled" if data.get("Monitoring", {}).get("Enabled") else "disabled",
            region_name=group.region,
        )
        instance = reservation.instances[0]
        _set_speed(group, instance, data.get("BlockDeviceMappings") or [])
        instance.autoscaling_group = group
        instance.launched_by = {
            "LaunchTemplateId": group.ec2_launch_template.id,
            "LaunchTemplateName": group.ec2_launch_template.name,
            "Version": str(version.number),
        }
        group.instance_states.append(
            InstanceState(instance, protected_from_scale_in=group.new_instances_protected_from_scale_in)
        )
        scaling_activities.launched(group, instance.id)


def _set_speed(group: Any, instance: Any, mappings: list[dict[str, Any]]) -> None:
    """Set the IOPS and throughput of the template on the volumes, which moto omits."""
    for mapping in mappings:
        given = mapping.get("Ebs") or {}
        if not {"Iops", "Throughput"} & given.keys():
            continue
        volume = group.ec2_backend.volumes[instance.block_device_mapping[mapping["DeviceName"]].volume_id]
        for name, attribute in (("Iops", "iops"), ("Throughput", "throughput")):
            if given.get(name):
                setattr(volume, attribute, int(given[name]))


def subnet_with_capacity(group: Any, instance_type: str | None, leaving: InstanceState | None = None) -> str | None:
    """Return the subnet with capacity and the fewest of the group's instances (except ``leaving``), if any."""
    subnets = str(group.vpc_zone_identifier).split(",")
    taken = [state.instance.subnet_id for state in group.instance_states if state is not leaving]
    for subnet_id in sorted(subnets, key=taken.count):
        zone = group.ec2_backend.get_subnet(subnet_id).availability_zone
        if circumstances.present.has_capacity(zone):
            return subnet_id
        scaling_activities.not_launched(group, instance_type, zone)
    return None


def fill(group: Any) -> None:
    """Launch instances that a group lacks because of failed launches."""
    missing = int(group.desired_capacity) - len(group.instance_states)
    if missing > 0 and group.ec2_launch_template is not None and not _is_suspended(group):
        launch(group, missing, group.get_propagated_tags())


def _is_suspended(group: Any) -> bool:
    return "Launch" in (group.suspended_processes or [])


def profile_of(group: Any, named: dict[str, str]) -> dict[str, str]:
    """Return the name, ARN and id of an instance profile; empty if the template has none."""
    name = named.get("Name") or named.get("Arn", "").split("/")[-1]
    backend = iam_backends[group.account_id]["aws"]
    for profile in backend.instance_profiles.values():
        if profile.name == name:
            return {"Name": profile.name, "Arn": profile.arn, "Id": profile.id}
    return {}


def volumes_of(group: Any, image_id: str, mappings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the volumes of an instance: the template's, with the image's size by default, or the root volume."""
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
    """Return the image to launch; a template can name an SSM parameter instead."""
    if not image_id.startswith(SSM_IMAGE):
        return image_id
    from moto.ssm.models import ssm_backends  # noqa: PLC0415 - only templates that resolve a parameter need this backend

    backend = ssm_backends[group.account_id][group.region]
    parameter = backend.get_parameter(image_id.removeprefix(SSM_IMAGE))
    return str(parameter.value if parameter else image_id)


def terminate(group: Any, states: list[InstanceState]) -> None:
    """Terminate instances of a group and remove them from it."""
    instances.terminate(group.ec2_backend, [state.instance for state in states])
    group.instance_states = [state for state in group.instance_states if state not in states]


def launch_template_of(state: InstanceState) -> dict[str, Any] | None:
    """Return the launch template and version that launched an instance; moto reports the group's current one."""
    launched_by: dict[str, Any] | None = getattr(state.instance, "launched_by", None)
    return launched_by


@after("autoscaling", "SetInstanceProtection")
def shrink_to_capacity(call: Call) -> None:
    """Terminate unprotected instances above the group's desired capacity."""
    group = call.backend("autoscaling").autoscaling_groups[call.params["AutoScalingGroupName"]]
    surplus = len(group.instance_states) - int(group.desired_capacity)
    if surplus > 0:
        terminate(group, [state for state in group.instance_states if not state.protected_from_scale_in][:surplus])


@before("autoscaling", "DeleteAutoScalingGroup")
def terminate_instances_by_force(call: Call) -> None:
    """Terminate the instances of a group that is deleted by force; moto leaves them running."""
    group = call.backend("autoscaling").autoscaling_groups.get(call.params["AutoScalingGroupName"])
    if group is not None and call.params.get("ForceDelete"):
        terminate(group, list(group.instance_states))


_moto_launch = FakeAutoScalingGroup.replace_autoscaling_group_instances
FakeAutoScalingGroup.replace_autoscaling_group_instances = launch  # type: ignore[method-assign,assignment]
InstanceState.launch_template = property(launch_template_of)  # type: ignore[assignment]
