"""The server keeps the properties of groups, launch templates and instances, and replaces instances as AWS does."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest

from localaws.tests.server.account import Account, assert_contains, refused

if TYPE_CHECKING:
    from localaws.tests.conftest import Server


def test_a_group_keeps_all_properties_of_its_creation_and_update(aws: Account) -> None:
    subnets, template = aws.subnets(aws.vpc()), aws.launch_template()
    settings: dict[str, Any] = {
        "DefaultInstanceWarmup": 60,
        "DefaultCooldown": 200,
        "MaxInstanceLifetime": 604800,
        "CapacityRebalance": True,
        "TerminationPolicies": ["OldestInstance"],
        "InstanceMaintenancePolicy": {"MinHealthyPercentage": 90, "MaxHealthyPercentage": 120},
    }
    aws.group(subnets, template, **settings)
    assert_contains(aws.described_group(), settings)
    updated = {"DefaultInstanceWarmup": 90, "CapacityRebalance": False, "TerminationPolicies": ["Default"]}
    aws.autoscaling.update_auto_scaling_group(AutoScalingGroupName="group", **updated)
    assert_contains(aws.described_group(), {**settings, **updated})
    aws.autoscaling.update_auto_scaling_group(AutoScalingGroupName="group", DefaultInstanceWarmup=-1)
    assert "DefaultInstanceWarmup" not in aws.described_group()


def test_instances_have_the_properties_of_the_template(aws: Account) -> None:
    vpc = aws.vpc()
    group = aws.security_group(vpc)
    template = aws.launch_template(
        SecurityGroupIds=[group],
        MetadataOptions={"HttpTokens": "required", "HttpPutResponseHopLimit": 1},
        BlockDeviceMappings=[{"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 40, "Encrypted": True}}],
        TagSpecifications=[{"ResourceType": "instance", "Tags": [{"Key": "from", "Value": "template"}]}],
    )
    tag = {"Key": "from-group", "Value": "yes", "PropagateAtLaunch": True}
    aws.group(aws.subnets(vpc), template, MinSize=1, Tags=[tag])
    instance = aws.ec2.describe_instances()["Reservations"][0]["Instances"][0]
    assert [each["GroupId"] for each in instance["SecurityGroups"]] == [group]
    assert instance["IamInstanceProfile"]["Arn"].endswith(":instance-profile/host")
    assert_contains(instance["MetadataOptions"], {"HttpTokens": "required", "HttpPutResponseHopLimit": 1})
    tags = {each["Key"]: each["Value"] for each in instance["Tags"]}
    assert tags["from"] == "template"
    assert tags["from-group"] == "yes"
    assert tags["aws:autoscaling:groupName"] == "group"
    volumes = aws.ec2.describe_volumes()["Volumes"]
    assert [(volume["Size"], volume["Encrypted"]) for volume in volumes] == [(40, True)]


def test_a_launch_template_version_extends_another_and_is_deleted(aws: Account) -> None:
    template = aws.launch_template()
    for number in (2, 3):
        data = {"UserData": base64.b64encode(f"version {number}".encode()).decode()}
        aws.ec2.create_launch_template_version(LaunchTemplateId=template, SourceVersion="1", LaunchTemplateData=data)
    aws.ec2.modify_launch_template(LaunchTemplateId=template, DefaultVersion="2")
    answer = aws.ec2.delete_launch_template_versions(LaunchTemplateId=template, Versions=["1", "2", "9"])
    deleted = answer["SuccessfullyDeletedLaunchTemplateVersions"]
    assert [each["VersionNumber"] for each in deleted] == [1]
    codes = [each["ResponseError"]["Code"] for each in answer["UnsuccessfullyDeletedLaunchTemplateVersions"]]
    assert codes == ["unexpectedError", "launchTemplateVersionDoesNotExist"]
    versions = aws.ec2.describe_launch_template_versions(LaunchTemplateId=template)["LaunchTemplateVersions"]
    assert {each["VersionNumber"]: each["LaunchTemplateData"]["InstanceType"] for each in versions} == {
        2: "c5.xlarge",
        3: "c5.xlarge",
    }
    latest = aws.ec2.describe_launch_template_versions(LaunchTemplateId=template, Versions=["$Latest"])
    assert base64.b64decode(latest["LaunchTemplateVersions"][0]["LaunchTemplateData"]["UserData"]) == b"version 3"
    created = aws.ec2.create_launch_template_version(
        LaunchTemplateId=template, LaunchTemplateData={"InstanceType": "m5.large"}
    )
    assert created["LaunchTemplateVersion"]["VersionNumber"] == 4


def test_a_launch_template_returns_its_current_tags(aws: Account) -> None:
    template = aws.launch_template()
    aws.ec2.create_tags(Resources=[template], Tags=[{"Key": "team", "Value": "shop"}])
    assert aws.ec2.describe_launch_templates()["LaunchTemplates"][0]["Tags"] == [{"Key": "team", "Value": "shop"}]


@pytest.fixture
def refreshed(aws: Account) -> Account:
    """Create a group of two instances from version 1 of a template that has a version 2."""
    template = aws.launch_template()
    aws.group(aws.subnets(aws.vpc()), template, DesiredCapacity=2)
    data = {"InstanceType": "c5.2xlarge"}
    aws.ec2.create_launch_template_version(LaunchTemplateId=template, SourceVersion="1", LaunchTemplateData=data)
    aws.autoscaling.update_auto_scaling_group(
        AutoScalingGroupName="group", LaunchTemplate={"LaunchTemplateId": template, "Version": "2"}
    )
    return aws


def instance_types(aws: Account) -> list[str]:
    return [each["InstanceType"] for each in aws.described_group()["Instances"]]


def refreshes(aws: Account) -> list[dict[str, Any]]:
    return list(aws.autoscaling.describe_instance_refreshes(AutoScalingGroupName="group")["InstanceRefreshes"])


def test_an_instance_refresh_replaces_protected_instances_on_request(refreshed: Account) -> None:
    assert instance_types(refreshed) == ["c5.xlarge", "c5.xlarge"]
    refreshed.autoscaling.start_instance_refresh(
        AutoScalingGroupName="group", Preferences={"ScaleInProtectedInstances": "Refresh"}
    )
    assert instance_types(refreshed) == ["c5.2xlarge", "c5.2xlarge"]
    zones = [each["AvailabilityZone"] for each in refreshed.described_group()["Instances"]]
    assert zones == ["us-east-1a", "us-east-1b"]
    assert [(each["Status"], each["PercentageComplete"]) for each in refreshes(refreshed)] == [("Successful", 100)]


def test_a_mixed_instances_policy_and_a_launch_template_replace_each_other(refreshed: Account) -> None:
    template = refreshed.described_group()["LaunchTemplate"]
    specification = {"LaunchTemplateId": template["LaunchTemplateId"], "Version": "2"}
    overrides = [{"InstanceType": "m5.large"}]
    policy = {"LaunchTemplate": {"LaunchTemplateSpecification": specification, "Overrides": overrides}}
    refreshed.autoscaling.update_auto_scaling_group(
        AutoScalingGroupName="group", MixedInstancesPolicy=policy, DesiredCapacity=3
    )
    mixed = refreshed.described_group()
    assert "LaunchTemplate" not in mixed
    assert mixed["MixedInstancesPolicy"]["LaunchTemplate"]["LaunchTemplateSpecification"]["Version"] == "2"
    refreshed.autoscaling.update_auto_scaling_group(AutoScalingGroupName="group", LaunchTemplate=specification)
    refreshed.autoscaling.set_desired_capacity(AutoScalingGroupName="group", DesiredCapacity=4)
    assert instance_types(refreshed) == ["c5.xlarge", "c5.xlarge", "m5.large", "c5.2xlarge"]
    own = refreshed.described_group()
    assert own["LaunchTemplate"] == template
    assert "MixedInstancesPolicy" not in own


def test_an_instance_refresh_waits_for_protected_instances(refreshed: Account) -> None:
    refreshed.autoscaling.start_instance_refresh(AutoScalingGroupName="group")
    assert instance_types(refreshed) == ["c5.xlarge", "c5.xlarge"]
    assert [(each["Status"], each["PercentageComplete"]) for each in refreshes(refreshed)] == [("InProgress", 0)]
    with refused("InstanceRefreshInProgress"):
        refreshed.autoscaling.start_instance_refresh(AutoScalingGroupName="group")
    refreshed.autoscaling.cancel_instance_refresh(AutoScalingGroupName="group")
    refreshed.autoscaling.start_instance_refresh(
        AutoScalingGroupName="group", Preferences={"ScaleInProtectedInstances": "Ignore"}
    )
    assert instance_types(refreshed) == ["c5.xlarge", "c5.xlarge"]
    assert [each["Status"] for each in refreshes(refreshed)] == ["Successful", "Cancelled"]


def test_a_refresh_continues_once_the_instances_have_drained(refreshed: Account, server: Server) -> None:
    server.request("POST", "/localaws/circumstances", {"instancesDrain": True})
    preferences = {"ScaleInProtectedInstances": "Refresh"}
    refreshed.autoscaling.start_instance_refresh(AutoScalingGroupName="group", Preferences=preferences)
    assert instance_types(refreshed) == ["c5.xlarge", "c5.xlarge"]
    assert [each["Status"] for each in refreshes(refreshed)] == ["InProgress"]
    server.request("DELETE", "/localaws/circumstances")
    assert [each["Status"] for each in refreshes(refreshed)] == ["Successful"]
    assert instance_types(refreshed) == ["c5.2xlarge", "c5.2xlarge"]


def test_a_refresh_is_cancelled_once_the_instances_have_drained(refreshed: Account, server: Server) -> None:
    server.request("POST", "/localaws/circumstances", {"instancesDrain": True})
    refreshed.autoscaling.start_instance_refresh(AutoScalingGroupName="group")
    refreshed.autoscaling.cancel_instance_refresh(AutoScalingGroupName="group")
    assert [each["Status"] for each in refreshes(refreshed)] == ["Cancelling"]
    with refused("InstanceRefreshInProgress"):
        refreshed.autoscaling.start_instance_refresh(AutoScalingGroupName="group")
    server.request("DELETE", "/localaws/circumstances")
    assert [each["Status"] for each in refreshes(refreshed)] == ["Cancelled"]


def test_instances_are_launched_in_zones_with_capacity_and_balanced_later(aws: Account, server: Server) -> None:
    server.request("POST", "/localaws/circumstances", {"noCapacityIn": ["us-east-1a"]})
    aws.group(aws.subnets(aws.vpc()), aws.launch_template(), DesiredCapacity=2)
    assert zones(aws) == ["us-east-1b", "us-east-1b"]
    activities = aws.autoscaling.describe_scaling_activities(AutoScalingGroupName="group")["Activities"]
    failed = [each for each in activities if each["StatusCode"] == "Failed"]
    assert failed[0]["Progress"] == 100
    assert (
        "sufficient c5.xlarge capacity in the Availability Zone you requested (us-east-1a)"
        in failed[0]["StatusMessage"]
    )

    server.request("POST", "/localaws/circumstances", {"noCapacityIn": ["*"]})
    aws.autoscaling.set_desired_capacity(AutoScalingGroupName="group", DesiredCapacity=3)
    assert len(zones(aws)) == 2
    server.request("DELETE", "/localaws/circumstances")
    aws.autoscaling.set_desired_capacity(AutoScalingGroupName="group", DesiredCapacity=3)
    assert zones(aws) == ["us-east-1b", "us-east-1b", "us-east-1a"]


def zones(aws: Account) -> list[str]:
    return [each["AvailabilityZone"] for each in aws.described_group()["Instances"]]


def test_an_instance_names_the_template_that_launched_it(refreshed: Account) -> None:
    other = refreshed.launch_template("other")
    refreshed.autoscaling.update_auto_scaling_group(
        AutoScalingGroupName="group", LaunchTemplate={"LaunchTemplateId": other, "Version": "1"}, DesiredCapacity=3
    )
    templates = [each["LaunchTemplate"]["LaunchTemplateId"] for each in refreshed.described_group()["Instances"]]
    assert templates[0] == templates[1] != templates[2] == other
    tag = [{"Name": "tag:aws:ec2launchtemplate:id", "Values": [other]}]
    [reservation] = refreshed.ec2.describe_instances(Filters=tag)["Reservations"]
    assert len(reservation["Instances"]) == 1


def test_a_parameter_is_resolved_at_each_launch(aws: Account) -> None:
    first = aws.image()
    second = aws.ec2.copy_image(Name="newer", SourceImageId=first, SourceRegion="us-east-1")["ImageId"]
    aws.ssm.put_parameter(Name="/team/ami", Value=first, Type="String")
    template = aws.launch_template(ImageId="resolve:ssm:/team/ami")
    aws.group(aws.subnets(aws.vpc()), template, DesiredCapacity=1)
    aws.ssm.put_parameter(Name="/team/ami", Value=second, Type="String", Overwrite=True)
    aws.autoscaling.set_desired_capacity(AutoScalingGroupName="group", DesiredCapacity=2)
    reservations = aws.ec2.describe_instances()["Reservations"]
    assert [each["ImageId"] for found in reservations for each in found["Instances"]] == [first, second]


def gp3(**ebs: int) -> list[dict[str, Any]]:
    return [{"DeviceName": "/dev/xvda", "Ebs": {"VolumeType": "gp3", **ebs}}]


@pytest.mark.parametrize(
    ("ebs", "message"),
    [
        ({"VolumeSize": 50, "Iops": 2000}, "Volume iops of 2000 is too low; minimum is 3000."),
        ({"VolumeSize": 30, "Iops": 16000}, "Iops to volume size ratio of 533.333333 is too high; maximum is 500"),
        ({"VolumeSize": 50, "Iops": 3000, "Throughput": 1000}, "Throughput (MiBps) to iops ratio of 0.333333"),
    ],
)
def test_an_invalid_volume_is_refused_with_the_group(aws: Account, ebs: dict[str, int], message: str) -> None:
    template = aws.launch_template(BlockDeviceMappings=gp3(**ebs))
    with refused("ValidationError", message):
        aws.group(aws.subnets(aws.vpc()), template)


def test_an_instance_with_a_fast_volume_is_launched(aws: Account) -> None:
    template = aws.launch_template(BlockDeviceMappings=gp3(VolumeSize=50, Iops=4000, Throughput=1000))
    aws.group(aws.subnets(aws.vpc()), template, MinSize=1)
    [volume] = aws.ec2.describe_volumes()["Volumes"]
    assert (volume["Size"], volume["Iops"], volume["Throughput"]) == (50, 4000, 1000)


def test_user_data_over_16_kib_or_not_in_base64_is_refused(aws: Account) -> None:
    aws.launch_template(UserData=base64.b64encode(b"#" * 16_384).decode())
    data = {"ImageId": aws.image(), "UserData": base64.b64encode(b"#" * 16_385).decode()}
    with refused("InvalidUserData.Malformed", "User data is limited to 16384 bytes"):
        aws.ec2.create_launch_template(LaunchTemplateName="long", LaunchTemplateData=data)
    with refused("InvalidUserData.Malformed", "Invalid BASE64 encoding of user data."):
        aws.ec2.create_launch_template(LaunchTemplateName="plain", LaunchTemplateData={"UserData": "#!/bin/sh"})


def test_a_maximum_lifetime_below_a_day_is_refused(aws: Account) -> None:
    subnets, template = aws.subnets(aws.vpc()), aws.launch_template()
    with refused("ValidationError", "Maximum instance lifetime"):
        aws.group(subnets, template, MaxInstanceLifetime=3600)


def test_an_unknown_value_of_container_insights_is_refused(aws: Account) -> None:
    setting = {"name": "containerInsights", "value": "enhanced"}
    aws.ecs.create_cluster(clusterName="main", settings=[setting])
    with refused("InvalidParameterException"):
        aws.ecs.update_cluster(cluster="main", settings=[{**setting, "value": "on"}])
    [cluster] = aws.ecs.describe_clusters(clusters=["main"], include=["SETTINGS"])["clusters"]
    assert cluster["settings"] == [setting]
