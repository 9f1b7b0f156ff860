"""Changes of load balancers, listeners and target groups."""

from __future__ import annotations

from typing import Any

from tests.engine.drift.account import Account
from tests.engine.drift.change import Change

BALANCER = "lb/loadBalancer:LoadBalancer"
TLS = "lb/listener:Listener web-public-https"
REDIRECT = "lb/listener:Listener web-public"
WORKERS = "lb/listener:Listener worker-private"
GROUP = "lb/targetGroup:TargetGroup web-public"
OTHER_GROUP = "lb/targetGroup:TargetGroup worker-private"
WEAK = "ELBSecurityPolicy-2016-08"
REFUSAL = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "503"}}


def _groups(account: Account, name: str) -> object:
    return account.elb.describe_load_balancers(LoadBalancerArns=[account.balancer(name)])["LoadBalancers"][0][
        "SecurityGroups"
    ]


def _open_balancer(account: Account) -> None:
    groups = [account.group("worker-private"), account.group("web-public")]
    account.elb.set_security_groups(LoadBalancerArn=account.balancer("worker-private"), SecurityGroups=groups)


def _refuse(account: Account) -> None:
    account.elb.modify_listener(ListenerArn=account.id(REDIRECT), DefaultActions=[REFUSAL])


def _actions(account: Account, name: str) -> object:
    return [action["Type"] for action in account.listener(name)["DefaultActions"]]


def _listeners(account: Account) -> object:
    listeners = account.elb.describe_listeners(LoadBalancerArn=account.balancer("web-public"))["Listeners"]
    return sorted(listener["Port"] for listener in listeners)


def _add_listener(account: Account) -> None:
    account.elb.create_listener(
        LoadBalancerArn=account.balancer("web-public"),
        Protocol="HTTP",
        Port=8081,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": account.id(GROUP)}],
    )


def _rules(account: Account) -> object:
    return len(account.elb.describe_rules(ListenerArn=account.id(TLS))["Rules"])


def _add_rule(account: Account) -> None:
    account.elb.create_rule(
        ListenerArn=account.id(TLS),
        Priority=7,
        Conditions=[{"Field": "path-pattern", "Values": ["/admin"]}],
        Actions=[REFUSAL],
    )


def _target_group(account: Account, name: str) -> dict[str, Any]:
    return dict(account.elb.describe_target_groups(TargetGroupArns=[account.id(name)])["TargetGroups"][0])


def _delay(account: Account) -> object:
    described = account.elb.describe_target_group_attributes(TargetGroupArn=account.id(OTHER_GROUP))["Attributes"]
    return [each["Value"] for each in described if each["Key"] == "deregistration_delay.timeout_seconds"]


def _targets(account: Account) -> object:
    health = account.elb.describe_target_health(TargetGroupArn=account.id(OTHER_GROUP))["TargetHealthDescriptions"]
    return "10.0.128.250" in [target["Target"]["Id"] for target in health]


def _web_acl(account: Account) -> object:
    found = account.waf.get_web_acl_for_resource(ResourceArn=account.balancer("web-public"))
    return found.get("WebACL", {}).get("Name")


CHANGES = [
    Change(
        "a load balancer: invalid headers accepted",
        lambda account: account.set_attribute("web-public", "routing.http.drop_invalid_header_fields.enabled", "false"),
        lambda account: account.attribute("web-public", "routing.http.drop_invalid_header_fields.enabled"),
        (f"{BALANCER} web-public: dropInvalidHeaderFields",),
    ),
    Change(
        "a load balancer: deletion protection turned off",
        lambda account: account.set_attribute("web-public", "deletion_protection.enabled", "false"),
        lambda account: account.attribute("web-public", "deletion_protection.enabled"),
        (f"{BALANCER} web-public: enableDeletionProtection",),
    ),
    Change(
        "a load balancer: access logs turned off",
        lambda account: account.set_attribute("worker-private", "access_logs.s3.enabled", "false"),
        lambda account: account.attribute("worker-private", "access_logs.s3.enabled"),
        (f"{BALANCER} worker-private: accessLogs",),
    ),
    Change(
        "a load balancer: a security group added",
        _open_balancer,
        lambda account: _groups(account, "worker-private"),
        (f"{BALANCER} worker-private: securityGroups",),
    ),
    Change(
        "a load balancer: web ACL removed",
        lambda account: account.waf.disassociate_web_acl(ResourceArn=account.balancer("web-public")),
        _web_acl,
        ("wafv2/webAclAssociation:WebAclAssociation web-public",),
    ),
    Change(
        "a listener: old TLS versions",
        lambda account: account.elb.modify_listener(ListenerArn=account.id(TLS), SslPolicy=WEAK),
        lambda account: account.listener("web-public-https")["SslPolicy"],
        (f"{TLS}: sslPolicy",),
    ),
    Change(
        "a listener: an error instead of the redirect to HTTPS",
        _refuse,
        lambda account: _actions(account, "web-public"),
        (f"{REDIRECT}: defaultActions",),
    ),
    Change(
        "a listener: deleted",
        lambda account: account.elb.delete_listener(ListenerArn=account.id(WORKERS)),
        lambda account: len(
            account.elb.describe_listeners(LoadBalancerArn=account.balancer("worker-private"))["Listeners"]
        ),
        (WORKERS,),
    ),
    Change(
        "a load balancer: a listener added, on port 8081",
        _add_listener,
        _listeners,
        repaired=False,
        note="It is not reachable: the load balancer's security group has exactly the program's rules.",
    ),
    Change("a listener: a rule added", _add_rule, _rules, repaired=False),
    Change(
        "a target group: another health check",
        lambda account: account.elb.modify_target_group(TargetGroupArn=account.id(GROUP), HealthCheckPath="/other"),
        lambda account: _target_group(account, GROUP)["HealthCheckPath"],
        (f"{GROUP}: healthCheck",),
    ),
    Change(
        "a target group: a deregistration delay of five minutes",
        lambda account: account.elb.modify_target_group_attributes(
            TargetGroupArn=account.id(OTHER_GROUP),
            Attributes=[{"Key": "deregistration_delay.timeout_seconds", "Value": "300"}],
        ),
        _delay,
        (f"{OTHER_GROUP}: deregistrationDelay",),
    ),
    Change(
        "a target group: a target added",
        lambda account: account.elb.register_targets(
            TargetGroupArn=account.id(OTHER_GROUP), Targets=[{"Id": "10.0.128.250", "Port": 8080}]
        ),
        _targets,
        repaired=False,
        note="ECS owns the targets.",
    ),
]
