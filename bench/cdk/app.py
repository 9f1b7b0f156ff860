"""The counterpart of ``Pulumi.dev.yaml`` as a CDK program: a private worker on ECS with EC2 capacity and awsvpc."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_autoscaling as autoscaling
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_ecs_patterns as ecs_patterns
from aws_cdk import aws_elasticloadbalancingv2 as elb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from constructs import Construct


class Worker(cdk.Stack):
    """A network, a cluster and a private worker."""

    def __init__(self, scope: Construct, name: str) -> None:
        super().__init__(scope, name)
        vpc = ec2.Vpc(self, "network", max_azs=2, gateway_endpoints={"s3": S3_ENDPOINT})
        cluster = ecs.Cluster(self, "cluster", vpc=vpc, container_insights_v2=ecs.ContainerInsights.ENABLED)
        provider = ecs.AsgCapacityProvider(
            self, "provider", auto_scaling_group=self._instances(vpc), instance_warmup_period=60
        )
        cluster.add_asg_capacity_provider(provider)
        cluster.add_default_capacity_provider_strategy([strategy(provider)])
        self._worker("worker", cluster, provider)

    def _instances(self, vpc: ec2.Vpc) -> autoscaling.AutoScalingGroup:
        template = ec2.LaunchTemplate(
            self,
            "template",
            instance_type=ec2.InstanceType("c5.xlarge"),
            machine_image=ecs.EcsOptimizedImage.amazon_linux2023(),
            user_data=ec2.UserData.for_linux(),
            role=iam.Role(self, "instance-role", assumed_by=iam.ServicePrincipal("ec2.amazonaws.com")),
            security_group=ec2.SecurityGroup(self, "instances", vpc=vpc),
            require_imdsv2=True,
            block_devices=[
                ec2.BlockDevice(
                    device_name="/dev/xvda",
                    volume=ec2.BlockDeviceVolume.ebs(50, volume_type=ec2.EbsDeviceVolumeType.GP3, encrypted=True),
                )
            ],
        )
        return autoscaling.AutoScalingGroup(
            self, "group", vpc=vpc, launch_template=template, min_capacity=0, max_capacity=100
        )

    def _worker(self, name: str, cluster: ecs.Cluster, provider: ecs.AsgCapacityProvider) -> None:
        task = ecs.Ec2TaskDefinition(self, f"{name}-task", family=name, network_mode=ecs.NetworkMode.AWS_VPC)
        group = logs.LogGroup(self, f"{name}-logs", retention=logs.RetentionDays.ONE_MONTH)
        task.add_container(
            name,
            image=ecs.ContainerImage.from_registry("public.ecr.aws/docker/library/nginx:latest"),
            cpu=256,
            memory_limit_mib=512,
            port_mappings=[ecs.PortMapping(container_port=80)],
            logging=ecs.LogDriver.aws_logs(stream_prefix=name, log_group=group),
        )
        ecs_patterns.ApplicationLoadBalancedEc2Service(
            self,
            name,
            cluster=cluster,
            service_name=name,
            task_definition=task,
            desired_count=2,
            public_load_balancer=False,
            protocol=elb.ApplicationProtocol.HTTP,
            capacity_provider_strategies=[strategy(provider)],
            circuit_breaker=ecs.DeploymentCircuitBreaker(rollback=True),
            min_healthy_percent=75,
            max_healthy_percent=200,
            placement_strategies=[
                ecs.PlacementStrategy.spread_across("attribute:ecs.availability-zone"),
                ecs.PlacementStrategy.packed_by_cpu(),
            ],
        )


S3_ENDPOINT = ec2.GatewayVpcEndpointOptions(service=ec2.GatewayVpcEndpointAwsService.S3)


def strategy(provider: ecs.AsgCapacityProvider) -> ecs.CapacityProviderStrategy:
    """The one capacity provider."""
    return ecs.CapacityProviderStrategy(capacity_provider=provider.capacity_provider_name, base=0, weight=1)


app = cdk.App()
Worker(app, "dev")
app.synth()
