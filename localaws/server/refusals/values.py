"""Values that AWS checks although its API description does not limit them.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localaws.server.operations import AwsError, before

if TYPE_CHECKING:
    from localaws.server.operations import Call

RETENTION_DAYS = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731),
    *(1096, 1827, 2192, 2557, 2922, 3288, 3653),
)
SHORT_PERIODS = (10, 20, 30)
BALANCER_NAME = re.compile(r"(?!internal-)[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?")
TEMPLATE_NAME = re.compile(r"[a-zA-Z0-9().\-/_]{3,128}")
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html, and the other such operations.
MAX_DESCRIBED = {"services": 10, "tasks": 100, "clusters": 100, "containerInstances": 100}
# https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html
HEALTH_CHECKS = {"EC2", "EBS", "ELB", "VPC_LATTICE"}
IDLE_TIMEOUT = "idle_timeout.timeout_seconds"
SNS_PROTOCOLS = ("http", "https", "email", "email-json", "sms", "sqs", "application", "lambda", "firehose")
QUEUE_RANGES = {
    "DelaySeconds": (0, 900),
    "MaximumMessageSize": (1024, 1_048_576),
    "MessageRetentionPeriod": (60, 1_209_600),
    "ReceiveMessageWaitTimeSeconds": (0, 20),
    "VisibilityTimeout": (0, 43_200),
}


@before("logs", "PutRetentionPolicy")
def retention_is_allowed(call: Call) -> None:
    """Log retention is one of the allowed numbers of days."""
    days = call.params["retentionInDays"]
    if days not in RETENTION_DAYS:
        raise AwsError(
            "InvalidParameterException",
            f"1 validation error detected: Value '{days}' at 'retentionInDays' failed to satisfy constraint: "
            f"Member must satisfy enum value set: {list(RETENTION_DAYS)}",
        )


@before("cloudwatch", "PutMetricAlarm")
def period_is_a_multiple(call: Call) -> None:
    """A period is 10, 20 or 30 seconds, or a multiple of a minute."""
    period = call.params.get("Period")
    if period is not None and period not in SHORT_PERIODS and period % 60:
        raise AwsError("ValidationError", "Period must be 10, 20, 30 or a multiple of 60")


@before("ec2", "CreateLaunchTemplate")
def template_name_is_valid(call: Call) -> None:
    """A launch template's name has 3 to 128 of the allowed characters."""
    if not TEMPLATE_NAME.fullmatch(call.params["LaunchTemplateName"]):
        raise AwsError(
            "InvalidLaunchTemplateName.MalformedException",
            "A launch template name must be between 3 and 128 characters, and may contain letters, numbers, and the "
            "following characters: - ( ) . / _",
        )


@before("ecs", "DescribeServices", "DescribeTasks", "DescribeClusters", "DescribeContainerInstances")
def described_items_are_limited(call: Call) -> None:
    """A describe operation accepts a limited number of names."""
    for name, maximum in MAX_DESCRIBED.items():
        if len(call.params.get(name) or []) > maximum:
            raise AwsError("InvalidParameterException", f"{name} can have at most {maximum} items.")


@before("elbv2", "CreateLoadBalancer")
def balancer_name_is_valid(call: Call) -> None:
    """A load balancer's name has at most 32 letters, digits and hyphens, and no reserved prefix."""
    name = call.params["Name"]
    if not BALANCER_NAME.fullmatch(name):
        raise AwsError(
            "ValidationError",
            f"The load balancer name '{name}' can only contain 1 to 32 characters that are alphanumeric characters and "
            "hyphens(-), cannot begin or end with a hyphen, and cannot begin with 'internal-'",
        )


@before("elbv2", "ModifyLoadBalancerAttributes")
def idle_timeout_is_in_range(call: Call) -> None:
    """The idle timeout is 1 to 4000 seconds."""
    for attribute in call.params["Attributes"]:
        value = str(attribute.get("Value", ""))
        if attribute.get("Key") == IDLE_TIMEOUT and not (value.isdecimal() and 1 <= int(value) <= 4000):
            raise AwsError("ValidationError", f"'{IDLE_TIMEOUT}' value '{value}' must be between '1-4000' inclusive")


@before("autoscaling", "CreateAutoScalingGroup", "UpdateAutoScalingGroup")
def health_check_is_known(call: Call) -> None:
    """The health check types of a group, separated by commas, are known."""
    given = call.params.get("HealthCheckType")
    if given and not {*given.split(",")} <= HEALTH_CHECKS:
        raise AwsError("ValidationError", f"Invalid HealthCheckType: {given}")


@before("sns", "Subscribe")
def protocol_is_supported(call: Call) -> None:
    """SNS supports the protocol."""
    protocol = call.params["Protocol"]
    if protocol not in SNS_PROTOCOLS:
        raise AwsError(
            "InvalidParameter",
            f"Invalid parameter: Amazon SNS does not support this protocol string: {protocol}",
        )


@before("sqs", "CreateQueue", "SetQueueAttributes")
def queue_attributes_are_in_range(call: Call) -> None:
    """The times and sizes of a queue are in SQS's ranges."""
    for name, value in (call.params.get("Attributes") or {}).items():
        minimum, maximum = QUEUE_RANGES.get(name, (0, 0))
        if name in QUEUE_RANGES and not (str(value).isdecimal() and minimum <= int(value) <= maximum):
            raise AwsError("InvalidAttributeValue", f"Invalid value for the parameter {name}.")
