"""Changes of security groups."""

from __future__ import annotations

from typing import Any

from tests.engine.drift.account import EVERYWHERE, OPEN, Account
from tests.engine.drift.change import Change

REMOVED = "vpc/securityGroupIngressRule:SecurityGroupIngressRule web-tasks-from-public-load-balancer-8080"
WIDENED = "vpc/securityGroupIngressRule:SecurityGroupIngressRule network-endpoints-from-vpc"
DEFAULT = "ec2/defaultSecurityGroup:DefaultSecurityGroup network-default"
ONLY = "ec2/vpcSecurityGroupRulesExclusive:VpcSecurityGroupRulesExclusive"
SSH = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": EVERYWHERE}]}


def _described(account: Account, group: str) -> dict[str, Any]:
    return dict(account.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0])


def _ingress(account: Account, name: str) -> object:
    return sorted(str(rule) for rule in _described(account, account.group(name))["IpPermissions"])


def _default(account: Account) -> object:
    group = _described(account, account.id(DEFAULT))
    return group["IpPermissions"], group["IpPermissionsEgress"]


def _open_default(account: Account) -> None:
    account.ec2.authorize_security_group_ingress(GroupId=account.id(DEFAULT), IpPermissions=[OPEN])
    account.ec2.authorize_security_group_egress(GroupId=account.id(DEFAULT), IpPermissions=[OPEN])


def _widen(account: Account) -> None:
    rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIpv4": EVERYWHERE}
    rule["Description"] = "HTTPS from the VPC"
    account.ec2.modify_security_group_rules(
        GroupId=account.group("network-endpoints"),
        SecurityGroupRules=[{"SecurityGroupRuleId": account.id(WIDENED), "SecurityGroupRule": rule}],
    )


def _open_egress(account: Account) -> object:
    return [(rule["IpProtocol"], rule["IpRanges"]) for rule in _egress(account)]


def _egress(account: Account) -> list[dict[str, Any]]:
    return list(_described(account, account.group("network-endpoints"))["IpPermissionsEgress"])


CHANGES = [
    Change(
        "a service's security group: a rule removed",
        lambda account: account.ec2.revoke_security_group_ingress(
            GroupId=account.group("web-tasks"), SecurityGroupRuleIds=[account.id(REMOVED)]
        ),
        lambda account: _ingress(account, "web-tasks"),
        (REMOVED, f"{ONLY} web-tasks: ingressRuleIds"),
    ),
    Change(
        "the endpoints' security group: a rule opened to everyone",
        _widen,
        lambda account: _ingress(account, "network-endpoints"),
        (f"{WIDENED}: cidrIpv4",),
    ),
    Change(
        "a service's security group: a rule added, SSH from everyone",
        lambda account: account.ec2.authorize_security_group_ingress(
            GroupId=account.group("worker-tasks"), IpPermissions=[SSH]
        ),
        lambda account: account.rule_ids(account.group("worker-tasks")),
        (f"{ONLY} worker-tasks: ingressRuleIds",),
    ),
    Change(
        "the instances' security group: a rule added, SSH from everyone",
        lambda account: account.ec2.authorize_security_group_ingress(
            GroupId=account.group("cluster-instance"), IpPermissions=[SSH]
        ),
        lambda account: account.rule_ids(account.group("cluster-instance")),
        (f"{ONLY} cluster-instance: ingressRuleIds",),
    ),
    Change(
        "a load balancer's security group: a rule added, all traffic from everyone",
        lambda account: account.ec2.authorize_security_group_ingress(
            GroupId=account.group("worker-private"), IpPermissions=[OPEN]
        ),
        lambda account: account.rule_ids(account.group("worker-private")),
        (f"{ONLY} worker-private: ingressRuleIds",),
    ),
    Change(
        "a shared load balancer's security group: a rule added, all traffic from everyone",
        lambda account: account.ec2.authorize_security_group_ingress(
            GroupId=account.group("inner"), IpPermissions=[OPEN]
        ),
        lambda account: account.rule_ids(account.group("inner")),
        (f"{ONLY} inner: ingressRuleIds",),
    ),
    Change(
        "a shared load balancer's security group: egress to all addresses",
        lambda account: account.ec2.authorize_security_group_egress(
            GroupId=account.group("inner"), IpPermissions=[OPEN]
        ),
        lambda account: account.rule_ids(account.group("inner"), egress=True),
        (f"{ONLY} inner: egressRuleIds",),
    ),
    Change(
        "the endpoints' security group: egress to all addresses",
        lambda account: account.ec2.authorize_security_group_egress(
            GroupId=account.group("network-endpoints"), IpPermissions=[OPEN]
        ),
        _open_egress,
        (f"{ONLY} network-endpoints: egressRuleIds",),
    ),
    Change(
        "the VPC's default security group: opened to everyone, in both directions",
        _open_default,
        _default,
        (f"{DEFAULT}: ingress", f"{DEFAULT}: egress"),
    ),
]
