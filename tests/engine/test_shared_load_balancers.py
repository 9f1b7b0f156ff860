"""Two services share a load balancer on the real engine; one of them moves to its own load balancer and back."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.engine.described import Account
from tests.engine.engine_stack import PROJECT, EngineStack, StackConfig
from tests.engine.inventory import inventory, validation_records

DOMAIN = {"domains": ["api.example.com"], "hostedZone": "example.com"}
CERTIFICATE = "arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d-1111-2222-3333-444455556666"
SHARED: dict[str, Any] = {"edge": {"scheme": "public", "idleTimeout": 90, **DOMAIN}}
WITHOUT_DOMAIN: dict[str, Any] = {"edge": {"scheme": "public", "certificateArns": [CERTIFICATE]}}
TARGETS = {"stickiness": {"durationSeconds": 600}, "slowStart": 60, "deregistrationDelay": 45}
ORDERS = {"shared": "edge", "hosts": ["api.example.com"], "paths": ["/orders/*"], "priority": 10, **TARGETS}
USERS = {"shared": "edge", "paths": ["/users/*"], "priority": 20, "protocol": "grpc"}
SERVICES: dict[str, Any] = {
    "orders": {"topology": "public-api", "loadBalancer": ORDERS},
    "users": {"topology": "public-api", "loadBalancer": USERS, "deployment": {"strategy": "blue-green"}},
}
OWN = {
    **DOMAIN,
    "certificateArns": [CERTIFICATE, CERTIFICATE.replace("0a1b", "1a2b")],
    "allowPrefixLists": ["pl-3b927c52"],
}


def configure(orders: dict[str, Any], balancers: dict[str, Any] = SHARED) -> Callable[[StackConfig], None]:
    def change(config: StackConfig) -> None:
        services = copy.deepcopy(SERVICES)
        services["orders"]["loadBalancer"] = copy.deepcopy(orders)
        config[f"{PROJECT}:services"] = services
        config[f"{PROJECT}:loadBalancers"] = copy.deepcopy(balancers)
        config[f"{PROJECT}:vpc"] = {"natGateways": "single"}

    return change


@pytest.fixture(scope="module")
def stack(stack_of: Callable[[str], EngineStack]) -> EngineStack:
    stack = stack_of("dev")
    stack.change(configure(ORDERS, WITHOUT_DOMAIN))
    stack.up()
    stack.local_aws.client("route53").create_hosted_zone(Name="example.com", CallerReference="1")
    stack.change(configure(ORDERS))
    stack.up()
    return stack


@pytest.fixture(scope="module")
def account(stack: EngineStack) -> Account:
    return Account(stack)


def rules(account: Account) -> dict[str, dict[str, Any]]:
    """Return the rules of the listener on 443 by priority."""
    elbv2 = account.client("elbv2")
    found: dict[str, dict[str, Any]] = {}
    for balancer in elbv2.describe_load_balancers()["LoadBalancers"]:
        for listener in elbv2.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]:
            if listener["Port"] == 443:
                found |= {
                    rule["Priority"]: rule
                    for rule in elbv2.describe_rules(ListenerArn=listener["ListenerArn"])["Rules"]
                }
    return found


def test_each_service_has_its_rule(stack: EngineStack, account: Account) -> None:
    elbv2 = account.client("elbv2")
    assert len(elbv2.describe_load_balancers()["LoadBalancers"]) == 1
    found = rules(account)
    assert found.keys() == {"10", "20", "default"}
    assert found["default"]["Actions"][0]["FixedResponseConfig"]["StatusCode"] == "404"
    conditions = {each["Field"]: each for each in found["10"]["Conditions"]}
    assert conditions["host-header"]["HostHeaderConfig"]["Values"] == ["api.example.com"]
    assert conditions["path-pattern"]["PathPatternConfig"]["Values"] == ["/orders/*"]
    groups = {group["TargetGroupName"]: group for group in elbv2.describe_target_groups()["TargetGroups"]}
    versions = sorted(group["ProtocolVersion"] for group in groups.values())
    assert versions == ["GRPC", "GRPC", "HTTP1"]
    [orders] = [group for group in groups.values() if group["ProtocolVersion"] == "HTTP1"]
    described = elbv2.describe_target_group_attributes(TargetGroupArn=orders["TargetGroupArn"])["Attributes"]
    attributes = {each["Key"]: each["Value"] for each in described}
    assert attributes["slow_start.duration_seconds"] == "60"
    assert attributes["deregistration_delay.timeout_seconds"] == "45"
    assert (attributes["stickiness.enabled"], attributes["stickiness.lb_cookie.duration_seconds"]) == ("true", "600")
    [service] = account.client("ecs").describe_services(cluster=stack.output("clusterName"), services=["orders"])[
        "services"
    ]
    assert service["healthCheckGracePeriodSeconds"] == 60
    assert stack.up_without_changes().is_unchanged


def test_a_service_moves_to_its_own_load_balancer_and_back(stack: EngineStack, account: Account) -> None:
    elbv2 = account.client("elbv2")
    for orders, balancers, count in ((OWN, WITHOUT_DOMAIN, 2), (ORDERS, SHARED, 1)):
        stack.change(configure(orders, balancers))
        changed = stack.up().changed
        assert changed["aws:route53/record:Record api.example.com"] == {"update"}
        assert "aws:ecs/service:Service orders" in changed
        assert changed["aws:ecs/service:Service orders"] == {"update"}
        assert len(elbv2.describe_load_balancers()["LoadBalancers"]) == count
        again = stack.up()
        assert again.is_unchanged, (count, again.changed)


def test_an_update_keeps_only_the_rules_of_the_present_services(stack: EngineStack, account: Account) -> None:
    ec2 = account.client("ec2")
    [group] = [
        resource["id"]
        for resource in stack.export()
        if resource["urn"].endswith("aws:ec2/securityGroup:SecurityGroup::edge")
    ]

    def rules_of_group() -> list[tuple[bool, int, str]]:
        found = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])
        return sorted((rule["IsEgress"], rule["FromPort"], rule["Description"]) for rule in found["SecurityGroupRules"])

    internet = [(False, port, "Requests from the internet") for port in (80, 443)]
    both = [*internet, (True, 80, "Requests to orders"), (True, 80, "Requests to users")]
    assert rules_of_group() == both
    ssh = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22}
    ranges = [{"CidrIp": "0.0.0.0/0", "Description": "added"}]
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[{**ssh, "IpRanges": ranges}])
    ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[{**ssh, "IpRanges": ranges}])
    stack.refresh()
    stack.up()
    assert rules_of_group() == both

    def remove_orders(config: StackConfig) -> None:
        del config[f"{PROJECT}:services"]["orders"]

    stack.change(remove_orders)
    changed = stack.up().changed
    assert changed["aws:ec2/vpcSecurityGroupRulesExclusive:VpcSecurityGroupRulesExclusive edge"] == {"update"}
    assert changed["aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule orders-shared-edge-80"] == {"delete"}
    assert rules_of_group() == [*internet, (True, 80, "Requests to users")]
    assert stack.up_without_changes().is_unchanged


def test_destroy_leaves_nothing(stack: EngineStack) -> None:
    stack.destroy()
    left = inventory(stack.local_aws.client)
    assert left - validation_records(left) == set()
