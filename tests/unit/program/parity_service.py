"""The reference's service.yml, property by property, of the worker and of the public API."""

from __future__ import annotations

from dataclasses import dataclass

from tests.harness.aws_outputs import arn_of, id_of, name_of
from tests.harness.registration import UNSET
from tests.unit.program.parity_cluster import PROVIDER_NAME, egress_rows, role_rows
from tests.unit.program.parity_row import Row, rows_of

VPC_ID = id_of("ec2.Vpc", "network")


@dataclass(frozen=True)
class Topology:
    """The differences between the two templates."""

    service: str
    word: str
    facing: str
    internal: bool
    subnets: str
    listener_source: str
    source_role: str
    source_words: str

    @property
    def balancer(self) -> str:
        """The name of the load balancer and its parts."""
        return f"{self.service}-{self.word}"

    @property
    def reference(self) -> str:
        """The first word of the names in the template."""
        return self.word.capitalize()


WORKER = Topology("worker", "private", "private", True, "private", "10.0.0.0/16", "vpc", "Requests from the VPC")
PUBLIC_API = Topology(
    "web", "public", "public facing", False, "public", "0.0.0.0/0", "internet", "Requests from the internet"
)


def service_rows(topology: Topology) -> list[Row]:
    """Return the rows of service.yml, and of the execution role that the reference has in cluster.yml."""
    return [
        *_task_rows(topology),
        *_execution_role_rows(topology),
        *_ecs_service_rows(topology),
        *_group_rows(topology),
        *_balancer_rows(topology),
        *_target_rows(topology),
        *rows_of(
            f"cloudwatch.LogGroup {topology.service}",
            ("LogGroup.LogGroupName", "name", UNSET),
            ("LogGroup.KmsKeyId", "kmsKeyId", UNSET),
            ("LogGroup.RetentionInDays", "retentionInDays", 30, "log retention"),
        ),
    ]


def _task_rows(topology: Topology) -> list[Row]:
    service = topology.service
    container, options = "containerDefinitions.0", "containerDefinitions.0.logConfiguration.options"
    image = "public.ecr.aws/docker/library/nginx:latest"
    role_arn = arn_of("iam.Role", f"{service}-execution")
    return rows_of(
        f"ecs.TaskDefinition {service}",
        ("TaskDefinition.Family", "family", service),
        ("TaskDefinition.Cpu", "cpu", "256"),
        ("TaskDefinition.Memory", "memory", "512"),
        ("TaskDefinition.NetworkMode", "networkMode", "awsvpc"),
        ("TaskDefinition.RequiresCompatibilities", "requiresCompatibilities", ["EC2"]),
        ("TaskDefinition.ExecutionRoleArn", "executionRoleArn", role_arn, "arn"),
        ("TaskDefinition.TaskRoleArn", "taskRoleArn", UNSET),
        ("TaskDefinition.Container.Name", f"{container}.name", service),
        ("TaskDefinition.Container.Image", f"{container}.image", image),
        ("TaskDefinition.Container.Cpu", f"{container}.cpu", 256),
        ("TaskDefinition.Container.Memory", f"{container}.memory", 512),
        ("TaskDefinition.Container.PortMappings.ContainerPort", f"{container}.portMappings.0.containerPort", 80),
        ("TaskDefinition.Container.PortMappings.HostPort", f"{container}.portMappings.0.hostPort", 80),
        ("TaskDefinition.Container.PortMappings.Protocol", f"{container}.portMappings.0.protocol", "tcp", "default"),
        ("TaskDefinition.Container.PortMappings.1", f"{container}.portMappings.1", UNSET),
        ("TaskDefinition.Container.LogConfiguration.LogDriver", f"{container}.logConfiguration.logDriver", "awslogs"),
        ("TaskDefinition.Container.LogConfiguration.mode", f"{options}.mode", "non-blocking"),
        ("TaskDefinition.Container.LogConfiguration.max-buffer-size", f"{options}.max-buffer-size", "25m"),
        (
            "TaskDefinition.Container.LogConfiguration.awslogs-group",
            f"{options}.awslogs-group",
            name_of("cloudwatch.LogGroup", service),
        ),
        ("TaskDefinition.Container.LogConfiguration.awslogs-region", f"{options}.awslogs-region", "us-east-1"),
        ("TaskDefinition.Container.LogConfiguration.stream-prefix", f"{options}.awslogs-stream-prefix", service),
        ("TaskDefinition.Container.Essential", f"{container}.essential", True, "default"),
        ("TaskDefinition.Container.HealthCheck", f"{container}.healthCheck", UNSET),
        ("TaskDefinition.Container.Environment", f"{container}.environment", [], "default"),
        ("TaskDefinition.Container.Secrets", f"{container}.secrets", UNSET),
        ("TaskDefinition.Container.MountPoints", f"{container}.mountPoints", [], "default"),
        ("TaskDefinition.Container.SystemControls", f"{container}.systemControls", [], "default"),
        ("TaskDefinition.Container.VolumesFrom", f"{container}.volumesFrom", [], "default"),
        ("TaskDefinition.Container.1", "containerDefinitions.1", UNSET),
    )


def _execution_role_rows(topology: Topology) -> list[Row]:
    return role_rows(
        f"{topology.service}-execution",
        "ECSTaskExecutionRole",
        "ecs-tasks.amazonaws.com",
        "AmazonECSTaskExecutionRolePolicy",
        condition={
            "ArnLike": {"aws:SourceArn": "arn:aws:ecs:us-east-1:123456789012:*"},
            "StringEquals": {"aws:SourceAccount": "123456789012"},
        },
    )


def _ecs_service_rows(topology: Topology) -> list[Row]:
    service, network = topology.service, "networkConfiguration"
    subnets = [id_of("ec2.Subnet", f"network-private-{number}") for number in (1, 2)]
    strategy = {"base": 0, "weight": 1, "capacityProvider": PROVIDER_NAME}
    return rows_of(
        f"ecs.Service {service}",
        ("Service.ServiceName", "name", service),
        ("Service.Cluster", "cluster", arn_of("ecs.Cluster", "cluster"), "arn"),
        ("Service.TaskDefinition", "taskDefinition", arn_of("ecs.TaskDefinition", service)),
        ("Service.DesiredCount", "desiredCount", 2),
        (
            "Service.PlacementStrategies.0",
            "orderedPlacementStrategies.0",
            {"type": "spread", "field": "attribute:ecs.availability-zone"},
        ),
        ("Service.PlacementStrategies.1", "orderedPlacementStrategies.1", {"type": "binpack", "field": "cpu"}),
        ("Service.PlacementStrategies.2", "orderedPlacementStrategies.2", UNSET),
        ("Service.CapacityProviderStrategy", "capacityProviderStrategies", [strategy]),
        ("Service.LaunchType", "launchType", UNSET),
        (
            "Service.NetworkConfiguration.SecurityGroups",
            f"{network}.securityGroups",
            [id_of("ec2.SecurityGroup", f"{service}-tasks")],
        ),
        ("Service.NetworkConfiguration.Subnets", f"{network}.subnets", subnets),
        ("Service.NetworkConfiguration.AssignPublicIp", f"{network}.assignPublicIp", False, "default"),
        ("Service.DeploymentConfiguration.MaximumPercent", "deploymentMaximumPercent", 200),
        ("Service.DeploymentConfiguration.MinimumHealthyPercent", "deploymentMinimumHealthyPercent", 75),
        (
            "Service.DeploymentConfiguration.DeploymentCircuitBreaker",
            "deploymentCircuitBreaker",
            {"enable": True, "rollback": True},
            "circuit breaker",
        ),
        (
            "Service.DeploymentConfiguration.Strategy",
            "deploymentConfiguration",
            {"strategy": "ROLLING", "bakeTimeInMinutes": "0"},
            "default",
        ),
        ("Service.DeploymentConfiguration.Alarms", "alarms", UNSET),
        ("Service.AvailabilityZoneRebalancing", "availabilityZoneRebalancing", "ENABLED", "default"),
        ("Service.LoadBalancers.ContainerName", "loadBalancers.0.containerName", service),
        ("Service.LoadBalancers.ContainerPort", "loadBalancers.0.containerPort", 80),
        (
            "Service.LoadBalancers.TargetGroupArn",
            "loadBalancers.0.targetGroupArn",
            arn_of("lb.TargetGroup", topology.balancer),
        ),
        ("Service.LoadBalancers.1", "loadBalancers.1", UNSET),
        ("Service.HealthCheckGracePeriodSeconds", "healthCheckGracePeriodSeconds", 60, "slow start"),
    )


def _group_rows(topology: Topology) -> list[Row]:
    tasks, balancer = f"{topology.service}-tasks", topology.balancer
    rule, source = "ServiceIngressfromLoadBalancer", f"{balancer}-from-{topology.source_role}"
    ingress = f"{topology.reference}LoadBalancerSG.SecurityGroupIngress"
    egress = f"{topology.reference}LoadBalancerSG.SecurityGroupEgress"
    return [
        *rows_of(
            f"ec2.SecurityGroup {tasks}",
            ("ServiceSecurityGroup.GroupDescription", "description", "Security group for service"),
            ("ServiceSecurityGroup.VpcId", "vpcId", VPC_ID),
            ("ServiceSecurityGroup.SecurityGroupIngress", "ingress", UNSET),
            ("ServiceSecurityGroup.GroupName", "namePrefix", UNSET),
        ),
        *egress_rows(tasks, "ServiceSecurityGroup"),
        *rows_of(
            f"vpc.SecurityGroupIngressRule {tasks}-from-{topology.word}-load-balancer-80",
            (f"{rule}.GroupId", "securityGroupId", id_of("ec2.SecurityGroup", tasks)),
            (f"{rule}.SourceSecurityGroupId", "referencedSecurityGroupId", id_of("ec2.SecurityGroup", balancer)),
            (f"{rule}.Description", "description", f"Ingress from the {topology.word} ALB"),
            (f"{rule}.IpProtocol", "ipProtocol", "tcp", "task group"),
            (f"{rule}.FromPort", "fromPort", 80, "task group"),
            (f"{rule}.ToPort", "toPort", 80, "task group"),
        ),
        *rows_of(
            f"ec2.SecurityGroup {balancer}",
            (
                f"{topology.reference}LoadBalancerSG.GroupDescription",
                "description",
                f"Access to the {topology.facing} load balancer",
            ),
            (f"{topology.reference}LoadBalancerSG.VpcId", "vpcId", VPC_ID),
            (f"{topology.reference}LoadBalancerSG.GroupName", "namePrefix", UNSET),
        ),
        *rows_of(
            f"vpc.SecurityGroupEgressRule {balancer}-to-tasks-80",
            (egress, "securityGroupId", id_of("ec2.SecurityGroup", balancer), "egress"),
            (f"{egress}.IpProtocol", "ipProtocol", "tcp", "load balancer egress"),
            (
                f"{egress}.CidrIp",
                "referencedSecurityGroupId",
                id_of("ec2.SecurityGroup", tasks),
                "load balancer egress",
            ),
            ("", "fromPort", 80, "load balancer egress"),
            ("", "toPort", 80, "load balancer egress"),
            (f"{egress}.Description", "description", "Requests to the tasks", "load balancer egress"),
        ),
        *rows_of(
            f"vpc.SecurityGroupIngressRule {source}",
            (ingress, "securityGroupId", id_of("ec2.SecurityGroup", balancer), "rule"),
            (f"{ingress}.CidrIp", "cidrIpv4", topology.listener_source, "load balancer group"),
            (f"{ingress}.IpProtocol", "ipProtocol", "tcp", "load balancer group"),
            (f"{ingress}.FromPort", "fromPort", 80, "load balancer group"),
            (f"{ingress}.ToPort", "toPort", 80, "load balancer group"),
            (f"{ingress}.Description", "description", topology.source_words, "rule"),
        ),
    ]


def _balancer_rows(topology: Topology) -> list[Row]:
    balancer, reference = topology.balancer, f"{topology.reference}LoadBalancer"
    subnets = [id_of("ec2.Subnet", f"network-{topology.subnets}-{number}") for number in (1, 2)]
    target = {"arn": arn_of("lb.TargetGroup", balancer), "weight": 1}
    return [
        *rows_of(
            f"lb.LoadBalancer {balancer}",
            (f"{reference}.Scheme", "internal", topology.internal),
            (f"{reference}.Subnets", "subnets", subnets),
            (f"{reference}.SecurityGroups", "securityGroups", [id_of("ec2.SecurityGroup", balancer)]),
            (f"{reference}.idle_timeout.timeout_seconds", "idleTimeout", 30),
            (f"{reference}.Type", "loadBalancerType", "application", "default"),
            (f"{reference}.Name", "namePrefix", f"{topology.service[:5]}-", "name"),
            (f"{reference}.access_logs", "accessLogs", {"bucket": "", "enabled": False}, "default"),
            (f"{reference}.drop_invalid_header_fields", "dropInvalidHeaderFields", True, "invalid headers"),
        ),
        *rows_of(
            f"lb.Listener {balancer}",
            (f"{reference}Listener.LoadBalancerArn", "loadBalancerArn", arn_of("lb.LoadBalancer", balancer)),
            (f"{reference}Listener.Port", "port", 80),
            (f"{reference}Listener.Protocol", "protocol", "HTTP"),
            (
                f"{reference}Listener.DefaultActions",
                "defaultActions",
                [{"type": "forward", "forward": {"targetGroups": [target]}}],
            ),
        ),
    ]


def _target_rows(topology: Topology) -> list[Row]:
    check = "healthCheck"
    return rows_of(
        f"lb.TargetGroup {topology.balancer}",
        ("ServiceTargetGroup.TargetType", "targetType", "ip"),
        ("ServiceTargetGroup.Protocol", "protocol", "HTTP"),
        ("ServiceTargetGroup.Port", "port", 80),
        ("ServiceTargetGroup.VpcId", "vpcId", VPC_ID),
        ("ServiceTargetGroup.HealthCheckPath", f"{check}.path", "/"),
        ("ServiceTargetGroup.HealthCheckProtocol", f"{check}.protocol", "HTTP"),
        ("ServiceTargetGroup.HealthCheckIntervalSeconds", f"{check}.interval", 6),
        ("ServiceTargetGroup.HealthCheckTimeoutSeconds", f"{check}.timeout", 5),
        ("ServiceTargetGroup.HealthyThresholdCount", f"{check}.healthyThreshold", 2),
        ("ServiceTargetGroup.UnhealthyThresholdCount", f"{check}.unhealthyThreshold", 10),
        ("ServiceTargetGroup.Matcher", f"{check}.matcher", "200", "default"),
        ("ServiceTargetGroup.HealthCheckPort", f"{check}.port", UNSET),
        ("ServiceTargetGroup.deregistration_delay.timeout_seconds", "deregistrationDelay", 30, "requests in flight"),
        ("ServiceTargetGroup.ProtocolVersion", "protocolVersion", "HTTP1", "default"),
        ("ServiceTargetGroup.slow_start.duration_seconds", "slowStart", 0, "default"),
        ("ServiceTargetGroup.load_balancing.algorithm.type", "loadBalancingAlgorithmType", "round_robin", "default"),
        ("ServiceTargetGroup.stickiness.enabled", "stickiness.enabled", False, "default"),
        ("ServiceTargetGroup.stickiness.type", "stickiness.type", "lb_cookie", "default"),
        ("ServiceTargetGroup.stickiness.lb_cookie.duration_seconds", "stickiness.cookieDuration", 86_400, "default"),
        ("ServiceTargetGroup.Name", "namePrefix", f"{topology.service[:5]}-", "name"),
    )
