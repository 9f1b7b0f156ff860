"""Settings of instances: user data, volumes, maximum lifetime, and the metrics of the cluster."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

from localaws.server.operations import AwsError, before

if TYPE_CHECKING:
    from localaws.server.operations import Call

# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html: the size before the encoding.
MAX_USER_DATA = 16_384
# https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-max-instance-lifetime.html, and the API's upper bound.
MIN_LIFETIME, MAX_LIFETIME = 86_400, 31_536_000
# https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html
MIN_IOPS, IOPS_PER_GIB, MIBPS_PER_IOPS = 3000, 500, 0.25
IMAGE_VOLUME_SIZE = 30
CONTAINER_INSIGHTS = ("enabled", "enhanced", "disabled")


@before("ec2", "CreateLaunchTemplate", "CreateLaunchTemplateVersion")
def user_data_is_encoded_and_short_enough(call: Call) -> None:
    """User data is base64 of at most 16 KiB."""
    text = (call.params.get("LaunchTemplateData") or {}).get("UserData")
    if not text:
        return
    try:
        size = len(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        raise AwsError("InvalidUserData.Malformed", "Invalid BASE64 encoding of user data.") from None
    if size > MAX_USER_DATA:
        raise AwsError("InvalidUserData.Malformed", f"User data is limited to {MAX_USER_DATA} bytes")


@before("autoscaling", "CreateAutoScalingGroup", "UpdateAutoScalingGroup")
def lifetime_is_allowed(call: Call) -> None:
    """The maximum lifetime is between a day and a year; 0 removes it."""
    lifetime = call.params.get("MaxInstanceLifetime") or 0
    if lifetime and not MIN_LIFETIME <= lifetime <= MAX_LIFETIME:
        raise AwsError(
            "ValidationError",
            f"Maximum instance lifetime must be 0, or between {MIN_LIFETIME} and {MAX_LIFETIME} seconds.",
        )


@before("ecs", "CreateCluster", "UpdateCluster", "UpdateClusterSettings")
def container_insights_has_a_known_value(call: Call) -> None:
    """Container Insights is off, on or enhanced."""
    for setting in call.params.get("settings") or []:
        if setting["name"] == "containerInsights" and setting["value"] not in CONTAINER_INSIGHTS:
            raise AwsError("InvalidParameterException", f"Setting value {setting['value']} is invalid.")


def refuse_volumes(mappings: list[dict[str, Any]]) -> str | None:
    """Return the reason why EC2 refuses these volumes, or None."""
    for mapping in mappings:
        ebs = mapping.get("Ebs") or {}
        if ebs.get("VolumeType") != "gp3":
            continue
        iops, size = int(ebs.get("Iops") or MIN_IOPS), int(ebs.get("VolumeSize") or IMAGE_VOLUME_SIZE)
        throughput = int(ebs.get("Throughput") or 0)
        if iops < MIN_IOPS:
            return f"Volume iops of {iops} is too low; minimum is {MIN_IOPS}."
        if iops > max(MIN_IOPS, IOPS_PER_GIB * size):
            return f"Iops to volume size ratio of {iops / size:f} is too high; maximum is {IOPS_PER_GIB}"
        if throughput > MIBPS_PER_IOPS * iops:
            ratio = f"Throughput (MiBps) to iops ratio of {throughput / iops:f} is too high"
            return f"{ratio}; maximum is {MIBPS_PER_IOPS:f} MiBps per iops."
    return None
