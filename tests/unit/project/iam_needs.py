"""The IAM actions that the program's resource types and functions need."""

from __future__ import annotations

from typing import NamedTuple


class Needs(NamedTuple):
    """The actions that create, read, update and delete a resource of the type."""

    create: str
    read: str
    delete: str


RESOURCES = {
    "aws.acm.Certificate": Needs("acm:RequestCertificate", "acm:DescribeCertificate", "acm:DeleteCertificate"),
    # It only waits, and creates nothing.
    "aws.acm.CertificateValidation": Needs(*["acm:DescribeCertificate"] * 3),
    "aws.appautoscaling.Policy": Needs(
        "application-autoscaling:PutScalingPolicy",
        "application-autoscaling:DescribeScalingPolicies",
        "application-autoscaling:DeleteScalingPolicy",
    ),
    "aws.appautoscaling.ScheduledAction": Needs(
        "application-autoscaling:PutScheduledAction",
        "application-autoscaling:DescribeScheduledActions",
        "application-autoscaling:DeleteScheduledAction",
    ),
    "aws.appautoscaling.Target": Needs(
        "application-autoscaling:RegisterScalableTarget",
        "application-autoscaling:DescribeScalableTargets",
        "application-autoscaling:DeregisterScalableTarget",
    ),
    "aws.autoscaling.Group": Needs(
        "autoscaling:CreateAutoScalingGroup",
        "autoscaling:DescribeAutoScalingGroups",
        "autoscaling:DeleteAutoScalingGroup",
    ),
    "aws.cloudwatch.LogGroup": Needs("logs:CreateLogGroup", "logs:DescribeLogGroups", "logs:DeleteLogGroup"),
    "aws.cloudwatch.Dashboard": Needs(
        "cloudwatch:PutDashboard", "cloudwatch:GetDashboard", "cloudwatch:DeleteDashboards"
    ),
    "aws.cloudwatch.MetricAlarm": Needs(
        "cloudwatch:PutMetricAlarm", "cloudwatch:DescribeAlarms", "cloudwatch:DeleteAlarms"
    ),
    # AWS creates and deletes the default group with its VPC; the program only removes the group's rules.
    "aws.ec2.DefaultSecurityGroup": Needs(
        "ec2:RevokeSecurityGroupIngress", "ec2:DescribeSecurityGroups", "ec2:RevokeSecurityGroupEgress"
    ),
    "aws.ec2.Eip": Needs("ec2:AllocateAddress", "ec2:DescribeAddresses", "ec2:ReleaseAddress"),
    "aws.ec2.FlowLog": Needs("ec2:CreateFlowLogs", "ec2:DescribeFlowLogs", "ec2:DeleteFlowLogs"),
    "aws.ec2.InternetGateway": Needs(
        "ec2:CreateInternetGateway", "ec2:DescribeInternetGateways", "ec2:DeleteInternetGateway"
    ),
    "aws.ec2.InternetGatewayAttachment": Needs(
        "ec2:AttachInternetGateway", "ec2:DescribeInternetGateways", "ec2:DetachInternetGateway"
    ),
    "aws.ec2.LaunchTemplate": Needs(
        "ec2:CreateLaunchTemplate", "ec2:DescribeLaunchTemplateVersions", "ec2:DeleteLaunchTemplate"
    ),
    "aws.ec2.NatGateway": Needs("ec2:CreateNatGateway", "ec2:DescribeNatGateways", "ec2:DeleteNatGateway"),
    "aws.ec2.Route": Needs("ec2:CreateRoute", "ec2:DescribeRouteTables", "ec2:DeleteRoute"),
    "aws.ec2.RouteTable": Needs("ec2:CreateRouteTable", "ec2:DescribeRouteTables", "ec2:DeleteRouteTable"),
    "aws.ec2.RouteTableAssociation": Needs(
        "ec2:AssociateRouteTable", "ec2:DescribeRouteTables", "ec2:DisassociateRouteTable"
    ),
    "aws.ec2.SecurityGroup": Needs("ec2:CreateSecurityGroup", "ec2:DescribeSecurityGroups", "ec2:DeleteSecurityGroup"),
    "aws.ec2.Subnet": Needs("ec2:CreateSubnet", "ec2:DescribeSubnets", "ec2:DeleteSubnet"),
    "aws.ec2.Vpc": Needs("ec2:CreateVpc", "ec2:DescribeVpcs", "ec2:DeleteVpc"),
    "aws.ec2.VpcEndpoint": Needs("ec2:CreateVpcEndpoint", "ec2:DescribeVpcEndpoints", "ec2:DeleteVpcEndpoints"),
    "aws.ec2.VpcEndpointRouteTableAssociation": Needs(
        "ec2:ModifyVpcEndpoint", "ec2:DescribeVpcEndpoints", "ec2:ModifyVpcEndpoint"
    ),
    "aws.ec2.VpcSecurityGroupRulesExclusive": Needs(
        "ec2:RevokeSecurityGroupIngress", "ec2:DescribeSecurityGroupRules", "ec2:RevokeSecurityGroupEgress"
    ),
    "aws.ec2.VpcIpv4CidrBlockAssociation": Needs(
        "ec2:AssociateVpcCidrBlock", "ec2:DescribeVpcs", "ec2:DisassociateVpcCidrBlock"
    ),
    # Its previous value is unknown, so the program keeps it.
    "aws.ecs.AccountSettingDefault": Needs(
        "ecs:PutAccountSettingDefault", "ecs:ListAccountSettings", "ecs:PutAccountSettingDefault"
    ),
    "aws.ecs.CapacityProvider": Needs(
        "ecs:CreateCapacityProvider", "ecs:DescribeCapacityProviders", "ecs:DeleteCapacityProvider"
    ),
    "aws.ecs.Cluster": Needs("ecs:CreateCluster", "ecs:DescribeClusters", "ecs:DeleteCluster"),
    "aws.ecs.ClusterCapacityProviders": Needs(
        "ecs:PutClusterCapacityProviders", "ecs:DescribeClusters", "ecs:PutClusterCapacityProviders"
    ),
    "aws.ecs.Service": Needs("ecs:CreateService", "ecs:DescribeServices", "ecs:DeleteService"),
    "aws.ecs.TaskDefinition": Needs(
        "ecs:RegisterTaskDefinition", "ecs:DescribeTaskDefinition", "ecs:DeregisterTaskDefinition"
    ),
    "aws.iam.InstanceProfile": Needs(
        "iam:CreateInstanceProfile", "iam:GetInstanceProfile", "iam:DeleteInstanceProfile"
    ),
    "aws.iam.Role": Needs("iam:CreateRole", "iam:GetRole", "iam:DeleteRole"),
    "aws.iam.RolePolicy": Needs("iam:PutRolePolicy", "iam:GetRolePolicy", "iam:DeleteRolePolicy"),
    # Their deletion makes no call.
    "aws.iam.RolePoliciesExclusive": Needs("iam:DeleteRolePolicy", "iam:ListRolePolicies", "iam:ListRolePolicies"),
    "aws.iam.RolePolicyAttachmentsExclusive": Needs(
        "iam:DetachRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListAttachedRolePolicies"
    ),
    "aws.iam.RolePolicyAttachment": Needs(
        "iam:AttachRolePolicy", "iam:ListAttachedRolePolicies", "iam:DetachRolePolicy"
    ),
    "aws.lb.Listener": Needs(
        "elasticloadbalancing:CreateListener",
        "elasticloadbalancing:DescribeListeners",
        "elasticloadbalancing:DeleteListener",
    ),
    "aws.lb.ListenerCertificate": Needs(
        "elasticloadbalancing:AddListenerCertificates",
        "elasticloadbalancing:DescribeListenerCertificates",
        "elasticloadbalancing:RemoveListenerCertificates",
    ),
    "aws.lb.ListenerRule": Needs(
        "elasticloadbalancing:CreateRule", "elasticloadbalancing:DescribeRules", "elasticloadbalancing:DeleteRule"
    ),
    "aws.lb.LoadBalancer": Needs(
        "elasticloadbalancing:CreateLoadBalancer",
        "elasticloadbalancing:DescribeLoadBalancers",
        "elasticloadbalancing:DeleteLoadBalancer",
    ),
    "aws.lb.TargetGroup": Needs(
        "elasticloadbalancing:CreateTargetGroup",
        "elasticloadbalancing:DescribeTargetGroups",
        "elasticloadbalancing:DeleteTargetGroup",
    ),
    "aws.route53.Record": Needs(
        "route53:ChangeResourceRecordSets", "route53:ListResourceRecordSets", "route53:ChangeResourceRecordSets"
    ),
    "aws.s3.Bucket": Needs("s3:CreateBucket", "s3:ListBucket", "s3:DeleteBucket"),
    # IAM has one action for setting and removing each of the next three.
    "aws.s3.BucketLifecycleConfiguration": Needs(
        "s3:PutLifecycleConfiguration", "s3:GetLifecycleConfiguration", "s3:PutLifecycleConfiguration"
    ),
    "aws.s3.BucketObjectLockConfiguration": Needs(
        "s3:PutBucketObjectLockConfiguration",
        "s3:GetBucketObjectLockConfiguration",
        "s3:PutBucketObjectLockConfiguration",
    ),
    "aws.s3.BucketVersioning": Needs("s3:PutBucketVersioning", "s3:GetBucketVersioning", "s3:PutBucketVersioning"),
    "aws.s3.BucketPublicAccessBlock": Needs(
        "s3:PutBucketPublicAccessBlock", "s3:GetBucketPublicAccessBlock", "s3:PutBucketPublicAccessBlock"
    ),
    "aws.s3.BucketServerSideEncryptionConfiguration": Needs(
        "s3:PutEncryptionConfiguration", "s3:GetEncryptionConfiguration", "s3:PutEncryptionConfiguration"
    ),
    "aws.s3.BucketPolicy": Needs("s3:PutBucketPolicy", "s3:GetBucketPolicy", "s3:DeleteBucketPolicy"),
    "aws.scheduler.Schedule": Needs("scheduler:CreateSchedule", "scheduler:GetSchedule", "scheduler:DeleteSchedule"),
    "aws.scheduler.ScheduleGroup": Needs(
        "scheduler:CreateScheduleGroup", "scheduler:GetScheduleGroup", "scheduler:DeleteScheduleGroup"
    ),
    "aws.servicediscovery.HttpNamespace": Needs(
        "servicediscovery:CreateHttpNamespace", "servicediscovery:GetNamespace", "servicediscovery:DeleteNamespace"
    ),
    "aws.servicediscovery.PrivateDnsNamespace": Needs(
        "servicediscovery:CreatePrivateDnsNamespace",
        "servicediscovery:GetNamespace",
        "servicediscovery:DeleteNamespace",
    ),
    "aws.servicediscovery.Service": Needs(
        "servicediscovery:CreateService", "servicediscovery:GetService", "servicediscovery:DeleteService"
    ),
    "aws.vpc.SecurityGroupEgressRule": Needs(
        "ec2:AuthorizeSecurityGroupEgress", "ec2:DescribeSecurityGroupRules", "ec2:RevokeSecurityGroupEgress"
    ),
    "aws.vpc.SecurityGroupIngressRule": Needs(
        "ec2:AuthorizeSecurityGroupIngress", "ec2:DescribeSecurityGroupRules", "ec2:RevokeSecurityGroupIngress"
    ),
    "aws.wafv2.WebAclAssociation": Needs(
        "wafv2:AssociateWebACL", "wafv2:GetWebACLForResource", "wafv2:DisassociateWebACL"
    ),
    "awsx.ecr.Repository": Needs("ecr:CreateRepository", "ecr:DescribeRepositories", "ecr:DeleteRepository"),
    "docker_build.Image": Needs("ecr:PutImage", "ecr:BatchGetImage", "ecr:BatchDeleteImage"),
}

OF_IMAGE_BUILDS = ("awsx.ecr.Repository", "docker_build.Image", "aws.ecr.get_authorization_token_output")
"""Types that only a stack with an image build uses, whose permissions are in a separate document."""

FUNCTIONS: dict[str, set[str]] = {
    "aws.ec2.get_ami": {"ec2:DescribeImages"},
    "aws.ec2.get_elastic_ip": {"ec2:DescribeAddresses", "ec2:DescribeAddressesAttribute"},
    "aws.ec2.get_instance_type": {"ec2:DescribeInstanceTypes"},
    "aws.ec2.get_instance_type_offerings": {"ec2:DescribeInstanceTypeOfferings"},
    "aws.ec2.get_instances_output": {"ec2:DescribeInstances"},
    "aws.ec2.get_nat_gateway": {"ec2:DescribeNatGateways"},
    "aws.ec2.get_network_interface": {"ec2:DescribeNetworkInterfaces"},
    # For a route through an interface, it reads the interface.
    "aws.ec2.get_route_table": {"ec2:DescribeNetworkInterfaces", "ec2:DescribeRouteTables"},
    "aws.ec2.get_subnet": {"ec2:DescribeSubnets"},
    "aws.ec2.get_vpc": {"ec2:DescribeRouteTables", "ec2:DescribeVpcAttribute", "ec2:DescribeVpcs"},
    "aws.ecr.get_authorization_token_output": {"ecr:GetAuthorizationToken"},
    "aws.ec2.get_vpc_endpoint_service": {"ec2:DescribeVpcEndpointServices"},
    "aws.get_availability_zones": {"ec2:DescribeAvailabilityZones"},
    # These need no permission: the provider has the data, or AWS answers every caller.
    "aws.get_caller_identity": set(),
    "aws.get_partition": set(),
    "aws.get_region": set(),
    "aws.kms.get_key": {"kms:DescribeKey"},
    "aws.route53.get_zone": {"route53:GetHostedZone", "route53:ListHostedZones", "route53:ListTagsForResource"},
    "aws.servicequotas.get_service_quota": {
        *("servicequotas:GetAWSDefaultServiceQuota", "servicequotas:GetServiceQuota"),
    },
    "aws.sns.get_topic": {"sns:ListTagsForResource", "sns:ListTopics"},
    "aws.sqs.get_queue": {"sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags"},
    "aws.ssm.get_parameter": {"ssm:GetParameter"},
    "aws.wafv2.get_web_acl": {"wafv2:ListWebACLs"},
}
