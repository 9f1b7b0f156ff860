"""A cluster with capacity and a load balancer, which the tests of the simulation share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from localaws.tests.server.account import Account


class Stack:
    """A cluster with a managed group in two subnets, and a load balancer with a target group of addresses."""

    def __init__(
        self, aws: Account, instance_type: str = "c5.xlarge", image_id: str = "", **group_options: Any
    ) -> None:
        self.aws = aws
        self.vpc = aws.vpc()
        self.subnets = aws.subnets(self.vpc)
        self.security_group = aws.security_group(self.vpc)
        aws.cluster()
        image = {"ImageId": image_id} if image_id else {}
        template = aws.launch_template(instance_type=instance_type, **image)
        aws.associate(aws.capacity_provider(aws.group(self.subnets, template, **group_options)))
        self.target_group = aws.target_group(self.vpc)
        aws.listener(aws.load_balancer(self.subnets), self.target_group)

    def service(self, definition: str | None = None, **options: Any) -> dict[str, Any]:
        attachment = {"targetGroupArn": self.target_group, "containerName": "web", "containerPort": 80}
        settings: dict[str, Any] = {"loadBalancers": [attachment], **options}
        definition = definition or self.aws.task_definition()
        return self.aws.service(definition, self.subnets, [self.security_group], **settings)

    def described(self, name: str = "web") -> dict[str, Any]:
        return dict(self.aws.ecs.describe_services(cluster="main", services=[name])["services"][0])

    def tasks(self) -> list[dict[str, Any]]:
        arns = self.aws.ecs.list_tasks(cluster="main", serviceName="web")["taskArns"]
        return list(self.aws.ecs.describe_tasks(cluster="main", tasks=arns)["tasks"]) if arns else []

    def container_instances(self) -> list[dict[str, Any]]:
        arns = self.aws.ecs.list_container_instances(cluster="main")["containerInstanceArns"]
        if not arns:
            return []
        described = self.aws.ecs.describe_container_instances(cluster="main", containerInstances=arns)
        return list(described["containerInstances"])

    def targets(self) -> dict[str, str]:
        health = self.aws.elbv2.describe_target_health(TargetGroupArn=self.target_group)
        return {each["Target"]["Id"]: each["TargetHealth"]["State"] for each in health["TargetHealthDescriptions"]}

    def running_instances(self) -> list[dict[str, Any]]:
        running = [{"Name": "instance-state-name", "Values": ["running"]}]
        reservations = self.aws.ec2.describe_instances(Filters=running)["Reservations"]
        return [instance for each in reservations for instance in each["Instances"]]

    def interfaces_of_tasks(self) -> list[dict[str, Any]]:
        interfaces = self.aws.ec2.describe_network_interfaces()["NetworkInterfaces"]
        return [each for each in interfaces if ":attachment/" in each["Description"]]


def messages(service: dict[str, Any]) -> list[str]:
    return [event["message"] for event in service["events"]]
