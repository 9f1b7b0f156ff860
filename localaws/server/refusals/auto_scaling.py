"""Auto Scaling groups: consistent sizes, existing templates, deletion of a group with instances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.ec2.models.instance_types import INSTANCE_TYPES

from localaws.server.catalogue import bottlerocket
from localaws.server.operations import AwsError, before
from localaws.server.refusals.instance_settings import refuse_volumes

if TYPE_CHECKING:
    from localaws.server.operations import Call


SSM_IMAGE = "resolve:ssm:"


@before("autoscaling", "CreateAutoScalingGroup", "UpdateAutoScalingGroup")
def sizes_fit(call: Call) -> None:
    """The minimum size is at most the maximum size, and the desired capacity is between them."""
    given = call.params
    group = call.backend("autoscaling").autoscaling_groups.get(given["AutoScalingGroupName"])
    if call.operation == "UpdateAutoScalingGroup" and group is None:
        raise AwsError("ValidationError", "AutoScalingGroup name not found - null")
    minimum = given.get("MinSize", group.min_size if group else 0)
    maximum = given.get("MaxSize", group.max_size if group else 0)
    if minimum > maximum:
        raise AwsError(
            "ValidationError", f"Max bound, {maximum}, must be greater than or equal to min bound, {minimum}"
        )
    desired = given.get("DesiredCapacity")
    if desired is not None and not minimum <= desired <= maximum:
        raise AwsError(
            "ValidationError",
            f"Desired capacity:{desired} must be between the specified min size:{minimum} and max size:{maximum}",
        )


@before("autoscaling", "SetDesiredCapacity")
def desired_capacity_fits(call: Call) -> None:
    """The desired capacity is between the group's minimum and maximum."""
    group = call.backend("autoscaling").autoscaling_groups.get(call.params["AutoScalingGroupName"])
    if group is None:
        raise AwsError("ValidationError", "AutoScalingGroup name not found - null")
    desired = call.params["DesiredCapacity"]
    side, bound = ("above max", group.max_size) if desired > group.max_size else ("below min", group.min_size)
    if not group.min_size <= desired <= group.max_size:
        raise AwsError(
            "ValidationError",
            f"New SetDesiredCapacity value {desired} is {side} value {bound} for the AutoScalingGroup.",
        )


@before("autoscaling", "CreateAutoScalingGroup")
def name_is_free(call: Call) -> None:
    """Group names are unique in a region."""
    name = call.params["AutoScalingGroupName"]
    if name in call.backend("autoscaling").autoscaling_groups:
        raise AwsError(
            "AlreadyExists",
            f"AutoScalingGroup by this name already exists - A group with the name {name} already exists",
        )


@before("autoscaling", "CreateAutoScalingGroup", "UpdateAutoScalingGroup")
def one_launch_source(call: Call) -> None:
    """A group has a launch template or a mixed instances policy, not both."""
    sources = [
        name for name in ("LaunchTemplate", "MixedInstancesPolicy", "LaunchConfigurationName") if name in call.params
    ]
    if len(sources) > 1 or (
        call.operation == "CreateAutoScalingGroup" and not sources and "InstanceId" not in call.params
    ):
        raise AwsError(
            "ValidationError",
            "Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or "
            "MixedInstancesPolicy parameter.",
        )


@before("autoscaling", "CreateAutoScalingGroup", "UpdateAutoScalingGroup")
def launch_template_is_usable(call: Call) -> None:
    """The launch template, its version, its resources and the types of a mixed instances policy exist."""
    policy = (call.params.get("MixedInstancesPolicy") or {}).get("LaunchTemplate") or {}
    specification = call.params.get("LaunchTemplate") or policy.get("LaunchTemplateSpecification")
    if not specification:
        return
    ec2 = call.backend("ec2")
    template = _template(ec2, specification)
    number = specification.get("Version") or "$Default"
    if not number.startswith("$") and number not in [str(version.number) for version in template.versions]:
        raise _unusable(f"The specified launch template version {number} does not exist")
    version = template.get_version(number)
    _check_image(call, version.image_id)
    _check_profile(call, version.data.get("IamInstanceProfile") or {})
    overrides = [each["InstanceType"] for each in policy.get("Overrides") or [] if "InstanceType" in each]
    _check_types([*filter(None, [version.instance_type]), *overrides])
    volumes = refuse_volumes(version.data.get("BlockDeviceMappings") or [])
    if volumes:
        raise _unusable(volumes)
    for group_id in version.data.get("SecurityGroupIds") or []:
        if ec2.get_security_group_from_id(group_id) is None:
            raise _unusable(f"The security group '{group_id}' does not exist")


def _check_types(names: list[str]) -> None:
    for name in names:
        if name not in INSTANCE_TYPES:
            raise _unusable(f"The requested instance type '{name}' is not supported in this region")


def _unusable(reason: str) -> AwsError:
    return AwsError("ValidationError", f"You must use a valid fully-formed launch template. {reason}")


def _template(ec2: Any, specification: dict[str, str]) -> Any:
    template_id = specification.get("LaunchTemplateId") or ec2.launch_template_name_to_ids.get(
        specification.get("LaunchTemplateName", "")
    )
    template = ec2.launch_templates.get(template_id)
    if template is None:
        raise AwsError(
            "ValidationError",
            "The specified launch template, with template ID "
            f"{specification.get('LaunchTemplateId') or specification.get('LaunchTemplateName')}, does not exist.",
        )
    return template


def _check_image(call: Call, image_id: str) -> None:
    named = image_id.startswith(SSM_IMAGE)
    if named:
        # AWS resolves the parameter at each launch. This check only looks for it.
        bottlerocket.add_parameters(call)
        parameter = call.backend("ssm").get_parameter(image_id.removeprefix(SSM_IMAGE))
        if parameter is None:
            raise _unusable(f"The parameter '{image_id.removeprefix(SSM_IMAGE)}' does not exist")
        image_id = str(parameter.value)
    if (named or image_id.startswith("ami-")) and image_id not in call.backend("ec2").amis:
        raise _unusable(f"The image id '[{image_id}]' does not exist")


def _check_profile(call: Call, profile: dict[str, str]) -> None:
    name = profile.get("Name") or str(profile.get("Arn", "")).split("/")[-1]
    if name and name not in [each.name for each in call.backend("iam").instance_profiles.values()]:
        raise _unusable(
            f"Value ({name}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name"
        )


@before("autoscaling", "DeleteAutoScalingGroup")
def group_is_empty(call: Call) -> None:
    """A group with instances is deleted only by force."""
    group = call.backend("autoscaling").autoscaling_groups.get(call.params["AutoScalingGroupName"])
    if group is None:
        raise AwsError("ValidationError", "AutoScalingGroup name not found - null")
    if group.instance_states and not call.params.get("ForceDelete"):
        raise AwsError(
            "ResourceInUse",
            "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) "
            "still in the group.",
        )
