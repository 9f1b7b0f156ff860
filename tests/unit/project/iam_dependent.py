"""The actions that AWS checks in addition to an action of deploy/iam."""

from __future__ import annotations

from tests.unit.project.service_authorization import dependent_actions

BEYOND_REFERENCE = {
    # From AWS's own managed policies ElasticLoadBalancingFullAccess and AWSCloudMapFullAccess; without the first, no
    # load balancer can be created (kubernetes-sigs/aws-load-balancer-controller#3917).
    "elasticloadbalancing:CreateLoadBalancer": {
        "ec2:DescribeAccountAttributes",
        "ec2:DescribeAddresses",
        "ec2:DescribeInternetGateways",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcs",
        "ec2:GetSecurityGroupsForVpc",
        "iam:CreateServiceLinkedRole",
    },
    "elasticloadbalancing:SetSecurityGroups": {"ec2:DescribeSecurityGroups", "ec2:GetSecurityGroupsForVpc"},
    "elasticloadbalancing:SetSubnets": {"ec2:DescribeSubnets", "ec2:DescribeVpcs"},
    "servicediscovery:CreatePrivateDnsNamespace": {
        "ec2:DescribeRegions",
        "ec2:DescribeVpcs",
        "route53:AssociateVPCWithHostedZone",
        "route53:CreateHostedZone",
    },
    "servicediscovery:DeleteNamespace": {"route53:DeleteHostedZone"},
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-S3.html
    "ec2:CreateFlowLogs": {"logs:CreateLogDelivery", "s3:GetBucketPolicy", "s3:PutBucketPolicy"},
    "ec2:DeleteFlowLogs": {"logs:DeleteLogDelivery"},
    # https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-launch-template-permissions.html
    "autoscaling:CreateAutoScalingGroup": {"ec2:CreateTags", "ec2:RunInstances"},
    "autoscaling:UpdateAutoScalingGroup": {"ec2:CreateTags", "ec2:RunInstances"},
    # https://docs.aws.amazon.com/autoscaling/application/userguide/security_iam_id-based-policy-examples.html
    "application-autoscaling:RegisterScalableTarget": {
        "ecs:DescribeServices",
        "ecs:UpdateService",
        "iam:CreateServiceLinkedRole",
    },
    "ecs:RegisterTaskDefinition": {"iam:PassRole"},
    "ecs:CreateService": {"iam:PassRole"},
}
"""Actions from other AWS documents, which the reference lacks."""

OTHER_QUOTAS = "for quotas of services that the program does not read"
NEVER_NEEDED = {
    "amplify:": "the program associates web ACLs with load balancers only",
    "apigateway:": "the program associates web ACLs with load balancers only",
    "apprunner:": "the program associates web ACLs with load balancers only",
    "appsync:": "the program associates web ACLs with load balancers only",
    "cognito-idp:": "the program associates web ACLs with load balancers only",
    "ec2:AssociateVerifiedAccessInstanceWebAcl": "the program associates web ACLs with load balancers only",
    "ec2:DisassociateVerifiedAccessInstanceWebAcl": "the program associates web ACLs with load balancers only",
    "ec2:GetVerifiedAccessInstanceWebAcl": "the program associates web ACLs with load balancers only",
    "autoscaling:DescribeAccountLimits": OTHER_QUOTAS,
    "cloudformation:DescribeAccountLimits": OTHER_QUOTAS,
    "dynamodb:DescribeLimits": OTHER_QUOTAS,
    "iam:GetAccountSummary": OTHER_QUOTAS,
    "kinesis:DescribeLimits": OTHER_QUOTAS,
    "rds:DescribeAccountAttributes": OTHER_QUOTAS,
    "route53:GetAccountLimit": OTHER_QUOTAS,
    "ecs:List": "for flow logs whose format has fields of ECS",
    "wafv2:GetPermissionPolicy": "for rule groups that accounts share",
    "wafv2:PutPermissionPolicy": "for rule groups that accounts share",
}
"""Actions that only unused features need, by the prefix of the action."""


def depends_on(action: str) -> set[str]:
    """Return the actions that an action depends on, from the reference and :data:`BEYOND_REFERENCE`."""
    found = dependent_actions(action) | BEYOND_REFERENCE.get(action, set())
    return {each for each in found if not each.startswith(tuple(NEVER_NEEDED))}
