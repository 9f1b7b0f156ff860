"""For each control, changes of prod that must make it fail."""

from __future__ import annotations

from tests.unit.project.control_breaks import (
    Break,
    added,
    bucket_of_prod,
    changed,
    found,
    opened,
    with_another_bucket,
    without,
)

EFS = [{"name": "data", "efsVolumeConfiguration": {"fileSystemId": "fs-1", "transitEncryption": "DISABLED"}}]
PUBLIC = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}
STRANGER = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "s3:PutBucketPolicy"}
EVERYTHING = '{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'
ALL_BUT_IAM = '{"Statement": [{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}]}'
DECRYPTS_ALL = '{"Statement": [{"Effect": "Allow", "Action": ["kms:Decrypt"], "Resource": "*"}]}'

BREAKS: dict[str, tuple[Break, ...]] = {
    "ECS.2": (changed("ecs.Service", "web", "networkConfiguration.assignPublicIp", True),),
    "ECS.3": (changed("ecs.TaskDefinition", "worker", "pidMode", "host"),),
    "ECS.4": (changed("ecs.TaskDefinition", "web", "containerDefinitions.0.privileged", True),),
    "ECS.5": (
        changed("ecs.TaskDefinition", "web", "containerDefinitions.0.readonlyRootFilesystem", False),
        changed("ecs.TaskDefinition", "worker", "containerDefinitions.0.readonlyRootFilesystem", None),
    ),
    "ECS.8": (
        changed(
            "ecs.TaskDefinition",
            "web",
            "containerDefinitions.0.environment",
            [{"name": "AWS_SECRET_ACCESS_KEY", "value": "x"}],
        ),
    ),
    "ECS.9": (changed("ecs.TaskDefinition", "worker", "containerDefinitions.0.logConfiguration", None),),
    "ECS.10": (added("ecs.Service", launchType="FARGATE", platformVersion="1.3.0"),),
    "ECS.12": (changed("ecs.Cluster", "cluster", "settings.0.value", "disabled"),),
    "ECS.13": (changed("ecs.Service", "web", "tags", None),),
    "ECS.14": (changed("ecs.Cluster", "cluster", "tags", None),),
    "ECS.15": (changed("ecs.TaskDefinition", "web", "tags", None),),
    "ECS.17": (changed("ecs.TaskDefinition", "web", "networkMode", "host"),),
    "ECS.18": (changed("ecs.TaskDefinition", "web", "volumes", EFS),),
    "ECS.19": (
        changed("ecs.CapacityProvider", "cluster", "autoScalingGroupProvider.managedTerminationProtection", "DISABLED"),
        changed("ecs.CapacityProvider", "cluster", "autoScalingGroupProvider.managedScaling.status", "DISABLED"),
    ),
    "ECS.20": (
        changed("ecs.TaskDefinition", "web", "containerDefinitions.0.user", None),
        changed("ecs.TaskDefinition", "worker", "containerDefinitions.0.user", "0:101"),
    ),
    "ECS.21": (
        added(
            "ecs.TaskDefinition",
            runtimePlatform={"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"},
            containerDefinitions='[{"name": "web"}]',
        ),
    ),
    "EC2.2": (
        without("ec2.DefaultSecurityGroup", "network-default"),
        changed("ec2.DefaultSecurityGroup", "network-default", "egress", [{"protocol": "-1"}]),
        added(
            "vpc.SecurityGroupIngressRule",
            securityGroupId=found("ec2.DefaultSecurityGroup", "network-default"),
            ipProtocol="-1",
        ),
    ),
    "EC2.6": (without("ec2.FlowLog", "audit"), changed("ec2.FlowLog", "audit", "trafficType", "ACCEPT")),
    "EC2.12": (added("ec2.Eip"), without("ec2.NatGateway", "network-nat-3")),
    "EC2.14": (opened("cluster-instance", 3389, 3389), opened("web-tasks", 0, 65535, cidrIpv6="::/0")),
    "EC2.22": (added("ec2.SecurityGroup"),),
    "EC2.53": (
        opened("web-public", 22, 22, cidrIpv4="0.0.0.0/0"),
        opened("worker-tasks", 3000, 4000, cidrIpv4="0.0.0.0/0"),
    ),
    "EC2.54": (opened("web-public", 22, 22, cidrIpv6="::/0"), opened("worker-tasks", 3000, 4000, cidrIpv6="::/0")),
    "EC2.13": (opened("cluster-instance", 22, 22), opened("web-tasks", 0, 65535, cidrIpv6="::/0")),
    "EC2.15": (changed("ec2.Subnet", "network-public-2", "mapPublicIpOnLaunch", True),),
    "EC2.18": (
        opened("web-tasks", 9000, 9000),
        opened("web-public", 80, 443),
        changed("vpc.SecurityGroupIngressRule", "worker-tasks-from-web-8080", "cidrIpv4", "0.0.0.0/0"),
    ),
    "EC2.19": (
        opened("worker-tasks", 8080, 8080),
        changed(
            "ec2.SecurityGroup",
            "web-tasks",
            "ingress",
            [{"protocol": "tcp", "fromPort": 5432, "toPort": 5432, "cidrBlocks": ["0.0.0.0/0"]}],
        ),
    ),
    "EC2.55": (without("ec2.VpcEndpoint", "network-ecr.api"),),
    "EC2.56": (without("ec2.VpcEndpoint", "network-ecr.dkr"),),
    "EC2.10": (added("ec2.Vpc"),),
    "EC2.57": (added("ec2.Vpc"),),
    "EC2.58": (added("ec2.Vpc"),),
    "EC2.60": (added("ec2.Vpc"),),
    "EC2.4": (changed("autoscaling.Group", "cluster-instances", "warmPool", {"poolState": "Stopped"}),),
    "EC2.9": (
        changed("ec2.Subnet", "network-private-2", "mapPublicIpOnLaunch", True),
        changed("ec2.LaunchTemplate", "cluster-instance", "networkInterfaces", [{"associatePublicIpAddress": "true"}]),
    ),
    "EC2.17": (added("autoscaling.Group"),),
    "EC2.24": (changed("ec2.LaunchTemplate", "cluster-instance", "instanceType", "m2.2xlarge"),),
    "EC2.28": (added("ec2.LaunchTemplate"),),
    "EC2.3": (changed("ec2.LaunchTemplate", "cluster-instance", "blockDeviceMappings", None),),
    "EC2.8": (changed("ec2.LaunchTemplate", "cluster-instance", "metadataOptions", None),),
    "EC2.25": (
        changed("ec2.LaunchTemplate", "cluster-instance", "networkInterfaces", [{"associatePublicIpAddress": "true"}]),
    ),
    "EC2.170": (changed("ec2.LaunchTemplate", "cluster-instance", "metadataOptions.httpTokens", "optional"),),
    "EC2.175": (changed("ec2.LaunchTemplate", "cluster-instance", "tags", None),),
    "EC2.181": (changed("ec2.LaunchTemplate", "cluster-instance", "blockDeviceMappings.0.ebs.encrypted", "false"),),
    "SSM.1": (added("autoscaling.Group"),),
    "EC2.37": (changed("ec2.Eip", "network-nat-1", "tags", None),),
    "EC2.39": (changed("ec2.InternetGateway", "network", "tags", None),),
    "EC2.40": (changed("ec2.NatGateway", "network-nat-2", "tags", None),),
    "EC2.43": (changed("ec2.SecurityGroup", "web-tasks", "tags", None),),
    "EC2.44": (changed("ec2.Subnet", "network-task-3", "tags", None),),
    "EC2.46": (changed("ec2.Vpc", "network", "tags", None),),
    "EC2.48": (changed("ec2.FlowLog", "audit", "tags", None),),
    "EC2.35": (changed("ec2.LaunchTemplate", "cluster-instance", "tagSpecifications", []),),
    "EC2.38": (changed("autoscaling.Group", "cluster-instances", "tags", []),),
    "EC2.41": (added("ec2.Vpc"),),
    "EC2.42": (changed("ec2.RouteTable", "network-public", "tags", None),),
    "EC2.45": (changed("ec2.LaunchTemplate", "cluster-instance", "tagSpecifications", []),),
    "AutoScaling.1": (
        changed(
            "autoscaling.Group",
            "cluster-instances",
            "targetGroupArns",
            ["arn:aws:elasticloadbalancing:::targetgroup/web"],
        ),
    ),
    "AutoScaling.2": (
        changed("autoscaling.Group", "cluster-instances", "vpcZoneIdentifiers", ["ec2.Subnet/network-private-1/id"]),
    ),
    "AutoScaling.6": (
        changed(
            "autoscaling.Group",
            "cluster-instances",
            "mixedInstancesPolicy.launchTemplate.overrides",
            [{"instanceType": "c6i.2xlarge"}],
        ),
        changed("autoscaling.Group", "cluster-instances", "mixedInstancesPolicy", None),
    ),
    "AutoScaling.9": (changed("autoscaling.Group", "cluster-instances", "mixedInstancesPolicy", None),),
    "AutoScaling.10": (changed("autoscaling.Group", "cluster-instances", "tags", None),),
    "ELB.1": (changed("lb.Listener", "web-public", "defaultActions", [{"type": "forward"}]),),
    "ELB.4": (changed("lb.LoadBalancer", "web-public", "dropInvalidHeaderFields", None),),
    "ELB.5": (changed("lb.LoadBalancer", "worker-private", "accessLogs", None),),
    "ELB.6": (changed("lb.LoadBalancer", "worker-private", "enableDeletionProtection", None),),
    "ELB.12": (changed("lb.LoadBalancer", "web-public", "desyncMitigationMode", "monitor"),),
    "ELB.13": (changed("lb.LoadBalancer", "web-public", "subnets", ["ec2.Subnet/network-public-1/id"]),),
    "ELB.16": (without("wafv2.WebAclAssociation", "web-public"),),
    "ELB.17": (changed("lb.Listener", "web-public-https", "sslPolicy", "ELBSecurityPolicy-TLS13-1-2-2021-06"),),
    "ELB.18": (changed("lb.Listener", "worker-private-https", "protocol", "HTTP"),),
    "ELB.21": (added("lb.TargetGroup", protocol="HTTP", healthCheck={"protocol": "HTTP"}),),
    "ELB.22": (added("lb.TargetGroup", protocol="HTTP", healthCheck={"protocol": "HTTP"}),),
    "CloudWatch.15": (changed("cloudwatch.MetricAlarm", "alarms-web-5xx", "alarmActions", []),),
    "CloudWatch.16": (changed("cloudwatch.LogGroup", "worker", "retentionInDays", 30),),
    "CloudWatch.17": (changed("cloudwatch.MetricAlarm", "alarms-capacity", "actionsEnabled", False),),
    "IAM.1": (added("iam.Policy", policy=EVERYTHING), changed("iam.RolePolicy", "worker-task", "policy", EVERYTHING)),
    "IAM.21": (
        added("iam.Policy", policy=ALL_BUT_IAM),
        changed("iam.RolePolicy", "worker-task", "policy.Statement.0.Action", ["s3:*"]),
    ),
    "IAM.24": (changed("iam.Role", "web-infrastructure", "tags", None),),
    "IAM.27": (
        changed(
            "iam.RolePolicyAttachment",
            "worker-execution-AmazonECSTaskExecutionRolePolicy",
            "policyArn",
            "arn:aws:iam::aws:policy/AWSCloudShellFullAccess",
        ),
    ),
    "KMS.2": (
        changed("iam.RolePolicy", "web-execution", "policy.Statement.1.Resource", ["*"]),
        changed("iam.RolePolicy", "worker-task", "policy", DECRYPTS_ALL),
    ),
    "S3.2": (changed("s3.BucketPolicy", "audit", "policy.Statement.0", PUBLIC),),
    "S3.3": (changed("s3.BucketPolicy", "audit", "policy.Statement.1.Principal", {"AWS": "*"}),),
    "S3.5": (
        changed("s3.BucketPolicy", "audit", "policy.Statement.3.Condition", {}),
        without("s3.BucketPolicy", "audit"),
    ),
    "S3.6": (changed("s3.BucketPolicy", "audit", "policy.Statement.0", STRANGER),),
    "S3.8": (
        without("s3.BucketPublicAccessBlock", "audit"),
        changed("s3.BucketPublicAccessBlock", "audit", "blockPublicPolicy", False),
    ),
    "S3.7": (with_another_bucket,),
    "S3.10": (without("s3.BucketLifecycleConfiguration", "audit"),),
    "S3.11": (with_another_bucket,),
    "S3.14": (
        without("s3.BucketVersioning", "audit"),
        changed("s3.BucketVersioning", "audit", "versioningConfiguration.status", "Suspended"),
    ),
    "S3.15": (with_another_bucket,),
    "S3.20": (with_another_bucket,),
    "S3.9": (with_another_bucket,),
    "S3.12": (added("s3.BucketAcl", bucket=bucket_of_prod, acl="public-read"),),
    "S3.13": (without("s3.BucketLifecycleConfiguration", "audit"),),
    "S3.17": (with_another_bucket,),
}
