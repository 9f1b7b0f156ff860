"""The reference's cluster.yml, property by property."""

from __future__ import annotations

import base64

from tests.harness.aws_outputs import LAUNCH_TEMPLATE_VERSION, arn_of, id_of, name_of
from tests.harness.registration import UNSET
from tests.unit.program.parity_row import Row, rows_of

CLUSTER_NAME = name_of("ecs.Cluster", "cluster")
PROVIDER_NAME = name_of("ecs.CapacityProvider", "cluster")
ROLE_NAME = name_of("iam.Role", "cluster-instance")
AMI = "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"

USER_DATA = f"""\
#!/bin/bash
echo ECS_CLUSTER={CLUSTER_NAME} >> /etc/ecs/ecs.config
echo ECS_AWSVPC_BLOCK_IMDS=true >> /etc/ecs/ecs.config
echo ECS_DISABLE_PRIVILEGED=true >> /etc/ecs/ecs.config
"""


def cluster_rows() -> list[Row]:
    """Return the rows of cluster.yml."""
    return [*_cluster_rows(), *_template_rows(), *_role_rows(), *_group_rows(), *_capacity_rows()]


def _cluster_rows() -> list[Row]:
    return rows_of(
        "ecs.Cluster cluster",
        ("ECSCluster.ClusterSettings", "settings", [{"name": "containerInsights", "value": "enabled"}]),
        ("ECSCluster.ClusterName", "name", UNSET),
        (
            "ECSCluster.Configuration",
            "configuration",
            {"executeCommandConfiguration": {"logging": "DEFAULT"}},
            "default",
        ),
    )


def _template_rows() -> list[Row]:
    metadata = "metadataOptions"
    return [
        *rows_of(
            "ec2.LaunchTemplate cluster-instance",
            ("ContainerInstances.ImageId", "imageId", AMI, "ami"),
            ("ContainerInstances.InstanceType", "instanceType", "c5.xlarge"),
            ("ContainerInstances.IamInstanceProfile", "iamInstanceProfile", {"name": _profile_name()}),
            ("ContainerInstances.SecurityGroupIds", "vpcSecurityGroupIds", [_host_group_id()]),
            ("ContainerInstances.UserData", "userData", base64.b64encode(USER_DATA.encode()).decode(), "metadata"),
            ("ContainerInstances.BlockDeviceMappings.0.DeviceName", "blockDeviceMappings.0.deviceName", "/dev/xvda"),
            ("ContainerInstances.BlockDeviceMappings.0.VolumeSize", "blockDeviceMappings.0.ebs.volumeSize", 50),
            ("ContainerInstances.BlockDeviceMappings.0.VolumeType", "blockDeviceMappings.0.ebs.volumeType", "gp3"),
            (
                "ContainerInstances.BlockDeviceMappings.0.Encrypted",
                "blockDeviceMappings.0.ebs.encrypted",
                "true",
                "encrypted",
            ),
            ("ContainerInstances.BlockDeviceMappings.1", "blockDeviceMappings.1", UNSET),
            ("ContainerInstances.MetadataOptions.HttpEndpoint", f"{metadata}.httpEndpoint", "enabled"),
            ("ContainerInstances.MetadataOptions.HttpTokens", f"{metadata}.httpTokens", "required"),
            ("ContainerInstances.MetadataOptions.HopLimit", f"{metadata}.httpPutResponseHopLimit", 1, "metadata"),
            ("ContainerInstances.KeyName", "keyName", UNSET),
            ("ContainerInstances.Monitoring", "monitoring", UNSET),
            ("", "updateDefaultVersion", True, "template version"),
        ),
        *rows_of(
            "ec2.SecurityGroup cluster-instance",
            (
                "ContainerHostSecurityGroup.GroupDescription",
                "description",
                "Access to the EC2 hosts that run containers",
            ),
            ("ContainerHostSecurityGroup.VpcId", "vpcId", id_of("ec2.Vpc", "network")),
            ("ContainerHostSecurityGroup.SecurityGroupIngress", "ingress", UNSET),
            ("ContainerHostSecurityGroup.GroupName", "namePrefix", UNSET),
        ),
        *egress_rows("cluster-instance", "ContainerHostSecurityGroup"),
    ]


def egress_rows(name: str, reference: str) -> list[Row]:
    """Return the rows of a group's egress rule to all addresses."""
    return rows_of(
        f"vpc.SecurityGroupEgressRule {name}",
        (f"{reference}.SecurityGroupEgress", "securityGroupId", id_of("ec2.SecurityGroup", name), "egress"),
        (f"{reference}.SecurityGroupEgress.IpProtocol", "ipProtocol", "-1", "egress"),
        (f"{reference}.SecurityGroupEgress.CidrIp", "cidrIpv4", "0.0.0.0/0", "egress"),
        (f"{reference}.SecurityGroupEgress.Description", "description", "Everywhere", "egress"),
    )


def role_rows(
    name: str, reference: str, service: str, policy: str, condition: dict[str, dict[str, str]] | None = None
) -> list[Row]:
    """Return the rows of a role that a service can assume, with one managed policy."""
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    role = name_of("iam.Role", name)
    return [
        *rows_of(
            f"iam.Role {name}",
            (
                f"{reference}.AssumeRolePolicyDocument",
                "assumeRolePolicy.Statement",
                [statement | ({"Condition": condition} if condition else {})],
            ),
            (
                f"{reference}.AssumeRolePolicyDocument.Version",
                "assumeRolePolicy.Version",
                "2012-10-17",
                "policy version",
            ),
            (f"{reference}.Path", "path", "/"),
            (f"{reference}.RoleName", "namePrefix", f"{name}-", "name"),
        ),
        *rows_of(
            f"iam.RolePolicyAttachment {name}-{policy}",
            (f"{reference}.ManagedPolicyArns", "role", role, "attachment"),
            (f"{reference}.ManagedPolicyArns.0", "policyArn", f"arn:aws:iam::aws:policy/service-role/{policy}"),
        ),
    ]


def _role_rows() -> list[Row]:
    return [
        *role_rows("cluster-instance", "EC2Role", "ec2.amazonaws.com", "AmazonEC2ContainerServiceforEC2Role"),
        *rows_of(
            "iam.InstanceProfile cluster-instance",
            ("EC2InstanceProfile.Path", "path", "/"),
            ("EC2InstanceProfile.Roles", "role", ROLE_NAME),
        ),
    ]


def _group_rows() -> list[Row]:
    template = id_of("ec2.LaunchTemplate", "cluster-instance")
    subnets = [id_of("ec2.Subnet", f"network-private-{number}") for number in (1, 2)]
    refresh = {
        "strategy": "Rolling",
        "preferences": {"scaleInProtectedInstances": "Refresh"},
        "triggers": ["vpc_zone_identifier"],
    }
    return rows_of(
        "autoscaling.Group cluster-instances",
        ("ECSAutoScalingGroup.VPCZoneIdentifier", "vpcZoneIdentifiers", subnets),
        ("ECSAutoScalingGroup.LaunchTemplate.Id", "launchTemplate.id", template),
        ("ECSAutoScalingGroup.LaunchTemplate.Version", "launchTemplate.version", str(LAUNCH_TEMPLATE_VERSION)),
        ("ECSAutoScalingGroup.MinSize", "minSize", 0),
        ("ECSAutoScalingGroup.MaxSize", "maxSize", 100),
        ("ECSAutoScalingGroup.DesiredCapacity", "desiredCapacity", 0),
        ("ECSAutoScalingGroup.NewInstancesProtectedFromScaleIn", "protectFromScaleIn", True),
        ("ECSAutoScalingGroup.UpdatePolicy", "instanceRefresh", refresh, "instance refresh"),
        ("ECSAutoScalingGroup.HealthCheckType", "healthCheckType", UNSET),
        ("ECSAutoScalingGroup.Cooldown", "defaultCooldown", UNSET),
        ("", "enabledMetrics", ["GroupInServiceInstances", "GroupMaxSize"], "group metrics"),
        ("", "waitForCapacityTimeout", "0", "no wait"),
        ("", "ignoreFailedScalingActivities", True, "no wait"),
        ("CustomAsgDestroyer", "forceDelete", True, "force delete"),
        (
            "",
            "tags.0",
            {"key": "AmazonECSManaged", "value": "true", "propagateAtLaunch": True},
            "managed tag",
        ),
        ("", "tags.1", {"key": "Name", "value": "cluster-instance", "propagateAtLaunch": True}, "name"),
    )


def _capacity_rows() -> list[Row]:
    provider, scaling = "autoScalingGroupProvider", "autoScalingGroupProvider.managedScaling"
    strategy = {"base": 0, "weight": 1, "capacityProvider": PROVIDER_NAME}
    return [
        *rows_of(
            "ecs.CapacityProvider cluster",
            (
                "CapacityProvider.AutoScalingGroupArn",
                f"{provider}.autoScalingGroupArn",
                arn_of("autoscaling.Group", "cluster-instances"),
                "arn",
            ),
            ("CapacityProvider.ManagedScaling.Status", f"{scaling}.status", "ENABLED"),
            ("CapacityProvider.ManagedScaling.TargetCapacity", f"{scaling}.targetCapacity", 100),
            ("CapacityProvider.ManagedScaling.MinimumScalingStepSize", f"{scaling}.minimumScalingStepSize", 1),
            ("CapacityProvider.ManagedScaling.MaximumScalingStepSize", f"{scaling}.maximumScalingStepSize", 100),
            ("CapacityProvider.ManagedScaling.InstanceWarmupPeriod", f"{scaling}.instanceWarmupPeriod", 60),
            ("CapacityProvider.ManagedTerminationProtection", f"{provider}.managedTerminationProtection", "ENABLED"),
            ("CapacityProvider.ManagedDraining", f"{provider}.managedDraining", "ENABLED"),
        ),
        *rows_of(
            "ecs.ClusterCapacityProviders cluster",
            ("CapacityProviderAssociation.Cluster", "clusterName", CLUSTER_NAME),
            ("CapacityProviderAssociation.CapacityProviders", "capacityProviders", [PROVIDER_NAME]),
            (
                "CapacityProviderAssociation.DefaultCapacityProviderStrategy",
                "defaultCapacityProviderStrategies",
                [strategy],
            ),
        ),
    ]


def _profile_name() -> str:
    return name_of("iam.InstanceProfile", "cluster-instance")


def _host_group_id() -> str:
    return id_of("ec2.SecurityGroup", "cluster-instance")
