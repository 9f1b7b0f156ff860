"""The resources of a deployed stack, described by AWS through boto3."""

from __future__ import annotations

import json
from typing import Any

from tests.engine.engine_stack import EngineStack

Described = dict[str, Any]


class Account:
    """The resources in a stack's local AWS, looked up by the names of the stack's services."""

    def __init__(self, stack: EngineStack) -> None:
        self.client = stack.local_aws.client
        self.cluster = stack.cluster_name
        self.ecs, self.ec2, self.elbv2, self.iam = map(self.client, ("ecs", "ec2", "elbv2", "iam"))

    def service(self, name: str) -> Described:
        """Return an ECS service."""
        described: list[Described] = self.ecs.describe_services(cluster=self.cluster, services=[name])["services"]
        return described[0]

    def task_definition(self, name: str) -> Described:
        """Return the task definition of a service."""
        arn = self.service(name)["taskDefinition"]
        definition: Described = self.ecs.describe_task_definition(taskDefinition=arn)["taskDefinition"]
        return definition

    def container(self, service: str, name: str) -> Described:
        """Return one container of a service's tasks."""
        containers = self.task_definition(service)["containerDefinitions"]
        return next(container for container in containers if container["name"] == name)

    def attachment(self, service: str) -> Described:
        """Return the load balancer entry of a service, which names its target groups."""
        [attachment] = self.service(service)["loadBalancers"]
        return dict(attachment)

    def balancer(self, service: str) -> Described:
        """Return a service's load balancer."""
        group = self.attachment(service)["targetGroupArn"]
        [arn] = set(self.elbv2.describe_target_groups(TargetGroupArns=[group])["TargetGroups"][0]["LoadBalancerArns"])
        return dict(self.elbv2.describe_load_balancers(LoadBalancerArns=[arn])["LoadBalancers"][0])

    def attributes(self, service: str) -> dict[str, str]:
        """Return the attributes of a service's load balancer."""
        arn = self.balancer(service)["LoadBalancerArn"]
        described = self.elbv2.describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"]
        return {attribute["Key"]: attribute["Value"] for attribute in described}

    def listeners(self, service: str) -> dict[int, Described]:
        """Return a service's listeners by their port."""
        arn = self.balancer(service)["LoadBalancerArn"]
        return {
            listener["Port"]: listener for listener in self.elbv2.describe_listeners(LoadBalancerArn=arn)["Listeners"]
        }

    def rules(self, service: str) -> list[Described]:
        """Return the rules of a service's listeners without the default actions."""
        described = [
            self.elbv2.describe_rules(ListenerArn=listener["ListenerArn"])["Rules"]
            for listener in self.listeners(service).values()
        ]
        return [rule for rules in described for rule in rules if not rule["IsDefault"]]

    def weights(self, service: str) -> dict[str, int]:
        """Return the percentage of requests that each target group gets."""
        [rule] = self.rules(service)
        return {each["TargetGroupArn"]: each["Weight"] for each in rule["Actions"][0]["ForwardConfig"]["TargetGroups"]}

    def target_count(self, group_arn: str) -> int:
        """Return the number of targets of a target group."""
        return len(self.elbv2.describe_target_health(TargetGroupArn=group_arn)["TargetHealthDescriptions"])

    def statements(self, role_arn: str) -> list[Described]:
        """Return the statements of a role's inline policies."""
        name = role_arn.rpartition("/")[2]
        policies = self.iam.list_role_policies(RoleName=name)["PolicyNames"]
        documents = [
            self.iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"] for policy in policies
        ]
        read = [json.loads(document) if isinstance(document, str) else document for document in documents]
        return [statement for document in read for statement in document["Statement"]]

    def managed_policies(self, role_arn: str) -> set[str]:
        """Return the names of a role's managed policies."""
        attached = self.iam.list_attached_role_policies(RoleName=role_arn.rpartition("/")[2])["AttachedPolicies"]
        return {policy["PolicyName"] for policy in attached}

    def callers(self, group_id: str) -> set[tuple[int, str]]:
        """Return the ports that a security group opens, each with the group or block."""
        group = self.ec2.describe_security_groups(GroupIds=[group_id])["SecurityGroups"][0]
        return {
            (permission["FromPort"], source)
            for permission in group["IpPermissions"]
            for source in (
                *(pair["GroupId"] for pair in permission["UserIdGroupPairs"]),
                *(block["CidrIp"] for block in permission["IpRanges"]),
            )
        }

    def tasks_group(self, service: str) -> str:
        """Return the security group of a service's tasks."""
        [group] = self.service(service)["networkConfiguration"]["awsvpcConfiguration"]["securityGroups"]
        return str(group)

    def instances(self) -> list[Described]:
        """Return the running instances."""
        running = [{"Name": "instance-state-name", "Values": ["running"]}]
        reservations = self.ec2.describe_instances(Filters=running)["Reservations"]
        return [instance for reservation in reservations for instance in reservation["Instances"]]

    def group(self) -> Described:
        """Return the Auto Scaling group."""
        groups = self.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
        return dict(groups[0])

    def launch_template(self) -> Described:
        """Return the data of the launch template's latest version."""
        versions = self.ec2.describe_launch_template_versions(
            LaunchTemplateId=self.ec2.describe_launch_templates()["LaunchTemplates"][0]["LaunchTemplateId"],
            Versions=["$Latest"],
        )["LaunchTemplateVersions"]
        return dict(versions[0]["LaunchTemplateData"])

    def log_group(self, prefix: str) -> Described:
        """Return the only log group whose name starts with ``prefix``."""
        [group] = self.client("logs").describe_log_groups(logGroupNamePrefix=prefix)["logGroups"]
        return dict(group)
