"""Changes made behind the engine's back: `refresh` sees each, `up` undoes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.engine.engine_stack import EngineStack

VPC = "aws:ec2/vpc:Vpc network"
SERVICE = "aws:ecs/service:Service worker"
GROUP = "aws:autoscaling/group:Group cluster-instances"
RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule worker-tasks-from-private-load-balancer-80"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup worker"


class Account:
    """What drifts in a deployed dev, and how it looks now."""

    def __init__(self, stack: EngineStack) -> None:
        self.stack = stack
        client = stack.local_aws.client
        self.ec2, self.ecs, self.autoscaling, self.logs = map(client, ("ec2", "ecs", "autoscaling", "logs"))
        ids = {f"{item['type']} {item['urn'].rpartition('::')[2]}": item.get("id", "") for item in stack.export()}
        self.rule, self.group, self.log_group = ids[RULE], ids[GROUP], ids[LOG_GROUP]

    def drift(self) -> None:
        self.ec2.delete_tags(Resources=[self.stack.vpc_id], Tags=[{"Key": "project"}])
        self.ecs.update_service(cluster=self.stack.cluster_name, service="worker", desiredCount=1)
        self.autoscaling.update_auto_scaling_group(AutoScalingGroupName=self.group, MaxSize=7)
        rule = self.rules()[0]
        self.ec2.revoke_security_group_ingress(GroupId=rule["GroupId"], SecurityGroupRuleIds=[self.rule])
        self.logs.put_retention_policy(logGroupName=self.log_group, retentionInDays=1)

    def rules(self) -> list[dict[str, Any]]:
        rules = self.ec2.describe_security_group_rules()["SecurityGroupRules"]
        return [rule for rule in rules if rule["SecurityGroupRuleId"] == self.rule]

    def seen(self) -> dict[str, object]:
        vpc = self.ec2.describe_vpcs(VpcIds=[self.stack.vpc_id])["Vpcs"][0]
        service = self.ecs.describe_services(cluster=self.stack.cluster_name, services=["worker"])["services"][0]
        group = self.autoscaling.describe_auto_scaling_groups()["AutoScalingGroups"][0]
        log_group = self.logs.describe_log_groups()["logGroups"][0]
        tasks_group = service["networkConfiguration"]["awsvpcConfiguration"]["securityGroups"]
        admitted = self.ec2.describe_security_groups(GroupIds=tasks_group)["SecurityGroups"][0]["IpPermissions"]
        return {
            VPC: sorted(tag["Key"] for tag in vpc["Tags"]),
            SERVICE: service["desiredCount"],
            GROUP: group["MaxSize"],
            RULE: [(rule["FromPort"], rule["ToPort"]) for rule in admitted],
            LOG_GROUP: log_group["retentionInDays"],
        }


@pytest.fixture(scope="module")
def account(stack_of: Callable[[str], EngineStack]) -> Account:
    stack = stack_of("dev")
    stack.up()
    return Account(stack)


def test_refresh_sees_what_drifted_and_up_undoes_it(account: Account) -> None:
    stack, before = account.stack, account.seen()
    account.drift()
    drifted = account.seen()
    assert {name for name in before if before[name] != drifted[name]} == set(before)

    assert stack.refresh().changed == {
        VPC: {"update"},
        SERVICE: {"update"},
        GROUP: {"update"},
        RULE: {"delete"},
        LOG_GROUP: {"update"},
    }

    assert stack.up().changed == {
        VPC: {"update"},
        SERVICE: {"update"},
        GROUP: {"update"},
        RULE: {"create"},
        LOG_GROUP: {"update"},
    }
    assert account.seen() == before
    assert stack.up_without_changes().is_unchanged


def test_refresh_that_expects_no_changes_fails_on_drift(account: Account) -> None:
    account.logs.put_retention_policy(logGroupName=account.log_group, retentionInDays=1)
    arguments = account.stack.arguments("refresh", "--preview-only", "--expect-no-changes")
    finished = account.stack.local_aws.pulumi(*arguments)
    assert finished.returncode != 0
    assert "no changes were expected" in finished.output
