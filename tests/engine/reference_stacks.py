"""The resources of the reference, created with boto3 as CloudFormation creates them from its templates."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import Any

from tests.engine.local_aws import LocalAws

ANYONE = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
EVERYWHERE = "0.0.0.0/0"
EXECUTION_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
INSTANCE_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"


@dataclass
class ReferenceStacks:
    """The three stacks of one topology, and their resources as CloudFormation lists them.

    Args:
        aws: the local AWS that contains them.
        service: the name of the service.
        facing: ``private`` or ``public``.
    """

    aws: LocalAws
    service: str
    facing: str
    network: dict[str, str] = field(default_factory=dict)
    cluster: dict[str, str] = field(default_factory=dict)
    services: dict[str, str] = field(default_factory=dict)

    def make(self) -> None:
        """Create everything, in the order that the templates' references impose."""
        self._make_network()
        self._make_cluster()
        self._make_service()

    def listed(self) -> list[str]:
        """Return the output of ``aws cloudformation list-stack-resources`` for each stack."""
        return [
            json.dumps(
                {
                    "StackResourceSummaries": [
                        {
                            "LogicalResourceId": logical,
                            "PhysicalResourceId": physical,
                            "ResourceStatus": "CREATE_COMPLETE",
                        }
                        for logical, physical in stack.items()
                    ]
                }
            )
            for stack in (self.network, self.cluster, self.services)
        ]

    def _make_network(self) -> None:
        ec2, made = self.aws.client("ec2"), self.network
        vpc = made["VPC"] = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsSupport={"Value": True})
        ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
        gateway = made["InternetGateway"] = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
        made["GatewayAttachement"] = f"IGW|{vpc}"
        public = made["PublicRouteTable"] = self._table()
        ec2.create_route(RouteTableId=public, DestinationCidrBlock=EVERYWHERE, GatewayId=gateway)
        made["PublicRoute"] = f"{public}|{EVERYWHERE}"
        for number, word in enumerate(("One", "Two")):
            zone = f"us-east-1{'ab'[number]}"
            subnet = made[f"PublicSubnet{word}"] = self._subnet(f"10.0.{64 * number}.0/18", zone)
            ec2.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": True})
            made[f"PublicSubnet{word}RouteTableAssociation"] = self._associate(subnet, public)
            address = ec2.allocate_address(Domain="vpc")
            made[f"NatGateway{word}Attachment"] = address["PublicIp"]
            nat = ec2.create_nat_gateway(AllocationId=address["AllocationId"], SubnetId=subnet)
            made[f"NatGateway{word}"] = nat["NatGateway"]["NatGatewayId"]
            private = made[f"PrivateSubnet{word}"] = self._subnet(f"10.0.{128 + 64 * number}.0/18", zone)
            table = made[f"PrivateRouteTable{word}"] = self._table()
            made[f"PrivateRouteTable{word}Association"] = self._associate(private, table)
        for word in ("One", "Two"):
            nat, table = made[f"NatGateway{word}"], made[f"PrivateRouteTable{word}"]
            ec2.get_waiter("nat_gateway_available").wait(NatGatewayIds=[nat], WaiterConfig={"Delay": 1})
            ec2.create_route(RouteTableId=table, DestinationCidrBlock=EVERYWHERE, NatGatewayId=nat)
            made[f"PrivateRoute{word}"] = f"{table}|{EVERYWHERE}"

    def _subnet(self, block: str, zone: str) -> str:
        answer = self.aws.client("ec2").create_subnet(VpcId=self.network["VPC"], CidrBlock=block, AvailabilityZone=zone)
        return str(answer["Subnet"]["SubnetId"])

    def _table(self) -> str:
        return str(self.aws.client("ec2").create_route_table(VpcId=self.network["VPC"])["RouteTable"]["RouteTableId"])

    def _associate(self, subnet: str, table: str) -> str:
        return str(self.aws.client("ec2").associate_route_table(SubnetId=subnet, RouteTableId=table)["AssociationId"])

    def _group(self, name: str, description: str) -> str:
        answer = self.aws.client("ec2").create_security_group(
            GroupName=name, Description=description, VpcId=self.network["VPC"]
        )
        return str(answer["GroupId"])

    def _role(self, name: str, statement: dict[str, Any], policy: str) -> str:
        trust = {"Statement": [{"Effect": "Allow", "Action": ["sts:AssumeRole"], **statement}]}
        iam = self.aws.client("iam")
        iam.create_role(RoleName=name, Path="/", AssumeRolePolicyDocument=json.dumps(trust))
        iam.attach_role_policy(RoleName=name, PolicyArn=policy)
        return name

    def _make_cluster(self) -> None:
        iam, ec2, ecs, made = (*map(self.aws.client, ("iam", "ec2", "ecs")), self.cluster)
        prefix = "env-ClusterStack-1ABCDEFGHIJKL"
        cluster = made["ECSCluster"] = f"{prefix}-ECSCluster-a1B2c3D4e5F6"
        ecs.create_cluster(clusterName=cluster, settings=[{"name": "containerInsights", "value": "enabled"}])
        instances = {"Principal": {"Service": ["ec2.amazonaws.com"]}}
        role = made["EC2Role"] = self._role(f"{prefix}-EC2Role-1XYZ", instances, INSTANCE_POLICY)
        profile = made["EC2InstanceProfile"] = f"{prefix}-EC2InstanceProfile-1XYZ"
        iam.create_instance_profile(InstanceProfileName=profile, Path="/")
        iam.add_role_to_instance_profile(InstanceProfileName=profile, RoleName=role)
        tasks = {
            "Principal": {"Service": ["ecs-tasks.amazonaws.com"]},
            "Condition": {
                "ArnLike": {"aws:SourceArn": "arn:aws:ecs:us-east-1:123456789012:*"},
                "StringEquals": {"aws:SourceAccount": "123456789012"},
            },
        }
        made["ECSTaskExecutionRole"] = self._role(f"{prefix}-ECSTaskExecutionRole-1XYZ", tasks, EXECUTION_POLICY)
        hosts = self._group(f"{prefix}-ContainerHostSecurityGroup-1XYZ", "Access to the EC2 hosts that run containers")
        made["ContainerHostSecurityGroup"] = hosts
        script = f"#!/bin/bash\necho ECS_CLUSTER={cluster} >> /etc/ecs/ecs.config\n"
        template = ec2.create_launch_template(
            LaunchTemplateName="ContainerInstances_1a2B3c4D5e6F",
            LaunchTemplateData={
                "ImageId": self._image(),
                "InstanceType": "c5.xlarge",
                "IamInstanceProfile": {"Name": profile},
                "SecurityGroupIds": [hosts],
                "UserData": base64.b64encode(script.encode()).decode(),
                "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 50, "VolumeType": "gp3"}}],
                "MetadataOptions": {"HttpEndpoint": "enabled", "HttpTokens": "required"},
            },
        )["LaunchTemplate"]
        made["ContainerInstances"] = template["LaunchTemplateId"]
        group = made["ECSAutoScalingGroup"] = f"{prefix}-ECSAutoScalingGroup-1XYZ"
        self.aws.client("autoscaling").create_auto_scaling_group(
            AutoScalingGroupName=group,
            LaunchTemplate={"LaunchTemplateId": template["LaunchTemplateId"], "Version": "1"},
            MinSize=0,
            MaxSize=100,
            DesiredCapacity=0,
            NewInstancesProtectedFromScaleIn=True,
            VPCZoneIdentifier=f"{self.network['PrivateSubnetOne']},{self.network['PrivateSubnetTwo']}",
        )
        self._make_capacity(prefix, cluster, group)

    def _image(self) -> str:
        parameter = "/aws/service/ecs/optimized-ami/amazon-linux-2/recommended/image_id"
        images = self.aws.client("ssm").get_parameters(Names=[parameter])["Parameters"]
        return str(images[0]["Value"]) if images else "ami-0123456789abcdef0"

    def _make_capacity(self, prefix: str, cluster: str, group: str) -> None:
        ecs = self.aws.client("ecs")
        (found,) = self.aws.client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=[group])[
            "AutoScalingGroups"
        ]
        provider = self.cluster["CapacityProvider"] = f"{prefix}-CapacityProvider-1XYZ"
        ecs.create_capacity_provider(
            name=provider,
            autoScalingGroupProvider={
                "autoScalingGroupArn": found["AutoScalingGroupARN"],
                "managedScaling": {
                    "status": "ENABLED",
                    "targetCapacity": 100,
                    "minimumScalingStepSize": 1,
                    "maximumScalingStepSize": 100,
                    "instanceWarmupPeriod": 60,
                },
                "managedTerminationProtection": "ENABLED",
                "managedDraining": "ENABLED",
            },
        )
        ecs.put_cluster_capacity_providers(
            cluster=cluster,
            capacityProviders=[provider],
            defaultCapacityProviderStrategy=[{"base": 0, "weight": 1, "capacityProvider": provider}],
        )
        self.cluster["CapacityProviderAssociation"] = cluster

    def _make_service(self) -> None:
        ec2, elbv2, ecs, made = (*map(self.aws.client, ("ec2", "elbv2", "ecs")), self.services)
        prefix, word = "env-ServiceStack-1ABCDEFGHIJKL", self.facing.capitalize()
        facing = "private" if self.facing == "private" else "public facing"
        subnets = [self.network[f"{word}Subnet{number}"] for number in ("One", "Two")]
        made["LogGroup"] = f"{prefix}-LogGroup-a1B2c3D4e5F6"
        self.aws.client("logs").create_log_group(logGroupName=made["LogGroup"])
        tasks = made["ServiceSecurityGroup"] = self._group(
            f"{prefix}-ServiceSecurityGroup-1XYZ", "Security group for service"
        )
        group = made[f"{word}LoadBalancerSG"] = self._group(
            f"{prefix}-{word}LoadBalancerSG-1XYZ", f"Access to the {facing} load balancer"
        )
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=ANYONE)
        source = {"GroupId": group, "Description": f"Ingress from the {self.facing} ALB"}
        ec2.authorize_security_group_ingress(
            GroupId=tasks, IpPermissions=[{"IpProtocol": "-1", "UserIdGroupPairs": [source]}]
        )
        made["ServiceIngressfromLoadBalancer"] = "ServiceIngressfromLoadBalancer"
        balancer = elbv2.create_load_balancer(
            Name="env-S-Load-1ABCDEFGHIJKL",
            Scheme="internal" if self.facing == "private" else "internet-facing",
            Subnets=subnets,
            SecurityGroups=[group],
        )["LoadBalancers"][0]["LoadBalancerArn"]
        idle = [{"Key": "idle_timeout.timeout_seconds", "Value": "30"}]
        elbv2.modify_load_balancer_attributes(LoadBalancerArn=balancer, Attributes=idle)
        target = elbv2.create_target_group(
            Name="env-S-Servi-1ABCDEFGHIJKL",
            TargetType="ip",
            Protocol="HTTP",
            Port=80,
            VpcId=self.network["VPC"],
            HealthCheckPath="/",
            HealthCheckProtocol="HTTP",
            HealthCheckIntervalSeconds=6,
            HealthCheckTimeoutSeconds=5,
            HealthyThresholdCount=2,
            UnhealthyThresholdCount=10,
        )["TargetGroups"][0]["TargetGroupArn"]
        delay = [{"Key": "deregistration_delay.timeout_seconds", "Value": "0"}]
        elbv2.modify_target_group_attributes(TargetGroupArn=target, Attributes=delay)
        forward = {"TargetGroups": [{"TargetGroupArn": target, "Weight": 100}]}
        listener = elbv2.create_listener(
            LoadBalancerArn=balancer,
            Port=80,
            Protocol="HTTP",
            DefaultActions=[{"Type": "forward", "ForwardConfig": forward}],
        )["Listeners"][0]["ListenerArn"]
        made |= {
            f"{word}LoadBalancer": balancer,
            "ServiceTargetGroup": target,
            f"{word}LoadBalancerListener": listener,
            "TaskDefinition": self._task_definition(),
        }
        made["Service"] = ecs.create_service(
            cluster=self.cluster["ECSCluster"],
            serviceName=self.service,
            taskDefinition=made["TaskDefinition"],
            desiredCount=2,
            placementStrategy=[
                {"type": "spread", "field": "attribute:ecs.availability-zone"},
                {"type": "binpack", "field": "cpu"},
            ],
            capacityProviderStrategy=[
                {"base": 0, "weight": 1, "capacityProvider": self.cluster["CapacityProvider"]},
            ],
            networkConfiguration={
                "awsvpcConfiguration": {
                    "subnets": [self.network["PrivateSubnetOne"], self.network["PrivateSubnetTwo"]],
                    "securityGroups": [tasks],
                }
            },
            deploymentConfiguration={"maximumPercent": 200, "minimumHealthyPercent": 75},
            loadBalancers=[{"containerName": self.service, "containerPort": 80, "targetGroupArn": target}],
        )["service"]["serviceArn"]

    def _task_definition(self) -> str:
        options = {
            "mode": "non-blocking",
            "max-buffer-size": "25m",
            "awslogs-group": self.services["LogGroup"],
            "awslogs-region": "us-east-1",
            "awslogs-stream-prefix": self.service,
        }
        answer = self.aws.client("ecs").register_task_definition(
            family=self.service,
            cpu="256",
            memory="512",
            networkMode="awsvpc",
            requiresCompatibilities=["EC2"],
            executionRoleArn=f"arn:aws:iam::123456789012:role/{self.cluster['ECSTaskExecutionRole']}",
            containerDefinitions=[
                {
                    "name": self.service,
                    "image": "public.ecr.aws/docker/library/nginx:latest",
                    "cpu": 256,
                    "memory": 512,
                    "portMappings": [{"containerPort": 80, "hostPort": 80}],
                    "logConfiguration": {"logDriver": "awslogs", "options": options},
                }
            ],
        )
        return str(answer["taskDefinition"]["taskDefinitionArn"])
