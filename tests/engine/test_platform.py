"""A platform stack with a network, a cluster and a load balancer, and another stack with services on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from tests.engine.engine_stack import PROJECT, EngineStack, StackConfig

PLATFORM_STACK = "organization/ecs-on-ec2/dev"
NETWORK_TYPES = {"aws:ec2/vpc:Vpc", "aws:ec2/natGateway:NatGateway", "aws:ecs/cluster:Cluster"}


def only_platform(config: StackConfig) -> None:
    del config[f"{PROJECT}:services"]
    config[f"{PROJECT}:platformOnly"] = True
    config[f"{PROJECT}:cluster"] = {"discovery": "dns"}
    config[f"{PROJECT}:loadBalancers"] = {"edge": {"scheme": "public"}}


def only_services(config: StackConfig) -> None:
    config[f"{PROJECT}:platform"] = {"stack": PLATFORM_STACK}
    place = {"shared": "edge", "paths": ["/shop/*"], "priority": 10}
    config[f"{PROJECT}:services"]["web"]["loadBalancer"] = place


class Pair(NamedTuple):
    platform: EngineStack
    services: EngineStack


@pytest.fixture(scope="module")
def pair(stack_of: Callable[[str], EngineStack]) -> Pair:
    pair = Pair(stack_of("dev"), stack_of("public-api"))
    pair.platform.change(only_platform)
    pair.platform.up()
    pair.services.change(only_services)
    pair.services.up()
    return pair


def types(stack: EngineStack) -> set[str]:
    return {str(resource["type"]) for resource in stack.export()}


def test_each_stack_contains_only_its_own_resources(pair: Pair) -> None:
    assert types(pair.platform) >= NETWORK_TYPES
    assert "aws:ecs/service:Service" not in types(pair.platform)
    assert not types(pair.services) & NETWORK_TYPES
    assert "aws:ecs/service:Service" in types(pair.services)


def test_the_service_runs_on_the_platforms_capacity(pair: Pair) -> None:
    ecs = pair.platform.local_aws.client("ecs")
    [service] = ecs.describe_services(cluster=pair.platform.cluster_name, services=["web"])["services"]
    assert service["runningCount"] == service["desiredCount"] == 2
    [registry] = service["serviceRegistries"]
    assert ":service/" in registry["registryArn"]


def test_the_service_is_behind_the_platforms_load_balancer(pair: Pair) -> None:
    balancers = "aws:lb/loadBalancer:LoadBalancer"
    assert (balancers in types(pair.platform), balancers in types(pair.services)) == (True, False)
    elbv2 = pair.platform.local_aws.client("elbv2")
    [balancer] = elbv2.describe_load_balancers()["LoadBalancers"]
    assert balancer["Scheme"] == "internet-facing"
    assert pair.platform.output("loadBalancers")["edge"]["loadBalancerDnsName"] == balancer["DNSName"]
    assert pair.services.output("services")["web"]["url"] == f"http://{balancer['DNSName']}"
    [listener] = elbv2.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
    rules = {rule["Priority"]: rule for rule in elbv2.describe_rules(ListenerArn=listener["ListenerArn"])["Rules"]}
    assert rules.keys() == {"10", "default"}
    assert rules["10"]["Conditions"][0]["PathPatternConfig"]["Values"] == ["/shop/*"]
    [group] = elbv2.describe_target_groups(LoadBalancerArn=balancer["LoadBalancerArn"])["TargetGroups"]
    health = elbv2.describe_target_health(TargetGroupArn=group["TargetGroupArn"])["TargetHealthDescriptions"]
    assert len(health) == 2


def test_requests_pass_between_the_groups_of_the_two_stacks(pair: Pair) -> None:
    ec2, elbv2 = pair.platform.local_aws.client("ec2"), pair.platform.local_aws.client("elbv2")
    [edge] = elbv2.describe_load_balancers()["LoadBalancers"][0]["SecurityGroups"]
    tasks = pair.services.output("services")["web"]["securityGroupId"]
    rules = ec2.describe_security_group_rules()["SecurityGroupRules"]
    between = {
        (rule["GroupId"], rule["IsEgress"], rule["FromPort"])
        for rule in rules
        if {rule["GroupId"], rule.get("ReferencedGroupInfo", {}).get("GroupId")} == {edge, tasks}
    }
    assert between == {(edge, True, 80), (tasks, False, 80)}


def test_a_second_up_of_both_stacks_changes_nothing(pair: Pair) -> None:
    assert pair.services.up_without_changes().is_unchanged
    assert pair.platform.up_without_changes().is_unchanged


def test_a_stack_without_platform_outputs_is_refused(pair: Pair) -> None:
    itself = "organization/ecs-on-ec2/public-api"
    pair.services.change(lambda config: config[f"{PROJECT}:platform"].update(stack=itself))
    refused = pair.services.local_aws.pulumi(*pair.services.arguments("preview"))
    assert refused.returncode != 0
    assert "ecs-on-ec2:platform.stack" in refused.output
    assert "a stack with platformOnly is allowed" in refused.output
    assert "Traceback" not in refused.output
    pair.services.change(only_services)


def test_the_services_and_then_the_platform_are_destroyed(pair: Pair) -> None:
    pair.services.destroy()
    elbv2 = pair.platform.local_aws.client("elbv2")
    [balancer] = elbv2.describe_load_balancers()["LoadBalancers"]
    [listener] = elbv2.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
    assert len(elbv2.describe_rules(ListenerArn=listener["ListenerArn"])["Rules"]) == 1
    pair.platform.destroy()
    assert pair.platform.export() == []
