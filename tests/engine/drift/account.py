"""A deployed stack and its account, for changes outside the program."""

from __future__ import annotations

import json
from typing import Any

from tests.engine.engine_stack import EngineStack

EVERYWHERE = "0.0.0.0/0"
OPEN = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": EVERYWHERE}]}
EVERYTHING = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}, sort_keys=True
)
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


class Account:
    """boto3's clients, and the ids of the stack's resources by their type and name."""

    def __init__(self, stack: EngineStack) -> None:
        self.stack = stack
        self._clients = stack.local_aws.client
        self.ec2, self.ecs, self.iam, self.elb, self.s3 = map(self._clients, ("ec2", "ecs", "iam", "elbv2", "s3"))
        self.autoscaling, self.scaling = self._clients("autoscaling"), self._clients("application-autoscaling")
        self.logs, self.cloudwatch, self.waf = map(self._clients, ("logs", "cloudwatch", "wafv2"))
        self._ids = {name: resource.get("id", "") for name, resource in resources(stack).items()}
        self.cluster = self.id("ecs/cluster:Cluster cluster").rpartition("/")[2]
        self.bucket = self.id("s3/bucket:Bucket audit")
        self.vpc = stack.vpc_id

    def id(self, name: str) -> str:
        """Return the id of a resource, by its type without ``aws:`` and its name."""
        return str(self._ids[f"aws:{name}"])

    def group(self, name: str) -> str:
        """Return the id of a security group."""
        return self.id(f"ec2/securityGroup:SecurityGroup {name}")

    def role(self, name: str) -> str:
        """Return the name of a role."""
        return self.id(f"iam/role:Role {name}")

    def rule_ids(self, group: str, *, egress: bool = False) -> list[str]:
        """Return the ids of a group's rules."""
        filters = [{"Name": "group-id", "Values": [group]}]
        rules = self.ec2.describe_security_group_rules(Filters=filters)["SecurityGroupRules"]
        return sorted(rule["SecurityGroupRuleId"] for rule in rules if rule["IsEgress"] is egress)

    def service(self, name: str) -> dict[str, Any]:
        """Return a service as ECS describes it."""
        described = self.ecs.describe_services(cluster=self.cluster, services=[name], include=["TAGS"])
        return dict(described["services"][0])

    def balancer(self, name: str) -> str:
        """Return the ARN of a load balancer."""
        return self.id(f"lb/loadBalancer:LoadBalancer {name}")

    def attribute(self, balancer: str, key: str) -> str:
        """Return an attribute of a load balancer."""
        described = self.elb.describe_load_balancer_attributes(LoadBalancerArn=self.balancer(balancer))
        return {each["Key"]: str(each["Value"]) for each in described["Attributes"]}[key]

    def set_attribute(self, balancer: str, key: str, value: str) -> None:
        """Change an attribute of a load balancer."""
        self.elb.modify_load_balancer_attributes(
            LoadBalancerArn=self.balancer(balancer), Attributes=[{"Key": key, "Value": value}]
        )

    def listener(self, name: str) -> dict[str, Any]:
        """Return a listener as ELB describes it."""
        arn = self.id(f"lb/listener:Listener {name}")
        return dict(self.elb.describe_listeners(ListenerArns=[arn])["Listeners"][0])

    @property
    def instances_group(self) -> dict[str, Any]:
        """Return the Auto Scaling group as EC2 Auto Scaling describes it."""
        return dict(self.autoscaling.describe_auto_scaling_groups()["AutoScalingGroups"][0])


def resources(stack: EngineStack) -> dict[str, dict[str, Any]]:
    """Return the stack's resources in the engine's state, by type and name."""
    return {f"{item['type']} {item['urn'].rpartition('::')[2]}": item for item in stack.export()}
