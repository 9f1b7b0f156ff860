"""Target groups, listener rules, additional certificates and prefix lists: stored properties and refusals."""

from __future__ import annotations

from typing import Any

import pytest

from localaws.tests.server.account import Account, refused

CERTIFICATE = "arn:aws:acm:us-east-1:111122223333:certificate"
CLOUDFRONT = "pl-3b927c52"


def _attributes(aws: Account, group: str, **values: str) -> None:
    given = [{"Key": key.replace("__", "."), "Value": value} for key, value in values.items()]
    aws.elbv2.modify_target_group_attributes(TargetGroupArn=group, Attributes=given)


def _https(aws: Account, group: str, subnets: list[str]) -> str:
    created = aws.elbv2.create_listener(
        LoadBalancerArn=aws.load_balancer(subnets),
        Protocol="HTTPS",
        Port=443,
        Certificates=[{"CertificateArn": f"{CERTIFICATE}/default"}],
        DefaultActions=[{"Type": "forward", "TargetGroupArn": group}],
    )
    return str(created["Listeners"][0]["ListenerArn"])


def _certificates(aws: Account, listener: str) -> dict[str, bool]:
    found = aws.elbv2.describe_listener_certificates(ListenerArn=listener)["Certificates"]
    return {each["CertificateArn"].rpartition("/")[2]: each["IsDefault"] for each in found}


def _rule(
    aws: Account, listener: str, group: str, priority: int, *, paths: list[str], hosts: tuple[str, ...] = ()
) -> Any:
    conditions = [{"Field": "path-pattern", "PathPatternConfig": {"Values": paths}}]
    if hosts:
        conditions.append({"Field": "host-header", "HostHeaderConfig": {"Values": list(hosts)}})
    created = aws.elbv2.create_rule(
        ListenerArn=listener,
        Priority=priority,
        Conditions=conditions,
        Actions=[{"Type": "forward", "TargetGroupArn": group}],
    )
    return created["Rules"][0]["RuleArn"]


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [
        ("deregistration_delay__timeout_seconds", "3600", "3601"),
        ("slow_start__duration_seconds", "900", "29"),
        ("stickiness__lb_cookie__duration_seconds", "604800", "0"),
        ("load_balancing__algorithm__type", "least_outstanding_requests", "fastest"),
    ],
)
def test_an_attribute_of_a_target_group_outside_its_bounds_is_refused(
    aws: Account, key: str, good: str, bad: str
) -> None:
    group = aws.target_group(aws.vpc())
    with refused("ValidationError"):
        _attributes(aws, group, **{key: bad})
    _attributes(aws, group, **{key: good})
    found = aws.elbv2.describe_target_group_attributes(TargetGroupArn=group)["Attributes"]
    assert {"Key": key.replace("__", "."), "Value": good} in found


def test_slow_start_with_another_algorithm_than_round_robin_is_refused(aws: Account) -> None:
    group = aws.target_group(aws.vpc())
    _attributes(aws, group, slow_start__duration_seconds="30")
    with refused("InvalidConfigurationRequest", "Slow start mode is not supported"):
        _attributes(aws, group, load_balancing__algorithm__type="least_outstanding_requests")
    _attributes(
        aws, group, slow_start__duration_seconds="0", load_balancing__algorithm__type="least_outstanding_requests"
    )


def test_a_health_check_timeout_as_long_as_its_interval_is_refused(aws: Account) -> None:
    group = aws.target_group(aws.vpc())
    with refused("ValidationError", "must be smaller than the interval '5'"):
        aws.elbv2.modify_target_group(TargetGroupArn=group, HealthCheckIntervalSeconds=5, HealthCheckTimeoutSeconds=5)
    aws.elbv2.modify_target_group(TargetGroupArn=group, HealthCheckIntervalSeconds=6, HealthCheckTimeoutSeconds=5)


@pytest.mark.parametrize("version", ["HTTP2", "GRPC"])
def test_http_2_and_grpc_need_an_https_listener(aws: Account, version: str) -> None:
    vpc = aws.vpc()
    subnets = aws.subnets(vpc)
    created = aws.elbv2.create_target_group(
        Name="fast", Protocol="HTTP", Port=80, VpcId=vpc, TargetType="ip", ProtocolVersion=version
    )
    group = created["TargetGroups"][0]["TargetGroupArn"]
    plain = aws.load_balancer(subnets, "plain")
    text = f"not supported with a target group with the protocol-version '{version}'"
    with refused("InvalidLoadBalancerAction", text):
        aws.listener(plain, group)
    listener = aws.listener(plain, aws.target_group(vpc))
    with refused("InvalidLoadBalancerAction", text):
        _rule(aws, listener, group, 1, paths=["/a"])
    _https(aws, group, subnets)


def test_a_grpc_target_group_has_grpc_codes_instead_of_http_codes(aws: Account) -> None:
    vpc = aws.vpc()
    settings = {"Protocol": "HTTP", "Port": 80, "VpcId": vpc, "TargetType": "ip", "ProtocolVersion": "GRPC"}
    with refused("ValidationError", "HttpCode is not supported"):
        aws.elbv2.create_target_group(Name="grpc", Matcher={"HttpCode": "200"}, **settings)
    made = aws.elbv2.create_target_group(Name="grpc", **settings)["TargetGroups"][0]
    assert (made["Matcher"], made["HealthCheckPath"]) == ({"GrpcCode": "12"}, "/AWS.ALB/healthcheck")
    arn = made["TargetGroupArn"]
    changed = aws.elbv2.modify_target_group(TargetGroupArn=arn, Matcher={"GrpcCode": "0-99"})["TargetGroups"][0]
    assert changed["Matcher"] == {"GrpcCode": "0-99"}
    with refused("ValidationError", "must be within '0-99'"):
        aws.elbv2.modify_target_group(TargetGroupArn=arn, Matcher={"GrpcCode": "100"})


def test_a_rule_with_more_than_five_values_or_wildcards_is_refused(aws: Account) -> None:
    vpc = aws.vpc()
    group = aws.target_group(vpc)
    listener = aws.listener(aws.load_balancer(aws.subnets(vpc)), group)
    with refused("ValidationError", "A rule can only have '5' condition values"):
        _rule(
            aws,
            listener,
            group,
            1,
            paths=["/a", "/b", "/c", "/d"],
            hosts=(
                "a.example.com",
                "b.example.com",
            ),
        )
    with refused("ValidationError", "A rule can only have '5' condition wildcards"):
        _rule(aws, listener, group, 1, paths=["/*/*/*/*/*/*"])
    _rule(aws, listener, group, 1, paths=["/a", "/b", "/c", "/d"], hosts=("a.example.com",))
    with refused("PriorityInUse"):
        _rule(aws, listener, group, 1, paths=["/e"])


def test_a_target_group_has_no_load_balancer_after_its_rule_is_deleted(aws: Account) -> None:
    vpc = aws.vpc()
    first, second = aws.target_group(vpc), aws.target_group(vpc, "second")
    listener = aws.listener(aws.load_balancer(aws.subnets(vpc)), first)
    rule = _rule(aws, listener, second, 1, paths=["/a"])
    assert aws.elbv2.describe_target_groups(TargetGroupArns=[second])["TargetGroups"][0]["LoadBalancerArns"]
    aws.elbv2.delete_rule(RuleArn=rule)
    assert not aws.elbv2.describe_target_groups(TargetGroupArns=[second])["TargetGroups"][0]["LoadBalancerArns"]


def test_a_listener_keeps_its_additional_certificates(aws: Account) -> None:
    vpc = aws.vpc()
    listener = _https(aws, aws.target_group(vpc), aws.subnets(vpc))
    further = {"ListenerArn": listener, "Certificates": [{"CertificateArn": f"{CERTIFICATE}/further"}]}
    for _ in range(2):
        aws.elbv2.add_listener_certificates(**further)
    assert _certificates(aws, listener) == {"default": True, "further": False}
    aws.elbv2.modify_listener(ListenerArn=listener, Certificates=[{"CertificateArn": f"{CERTIFICATE}/new"}])
    assert _certificates(aws, listener) == {"new": True, "further": False}
    with refused("OperationNotPermitted", "Default certificate cannot be removed"):
        default = [{"CertificateArn": f"{CERTIFICATE}/new"}]
        aws.elbv2.remove_listener_certificates(ListenerArn=listener, Certificates=default)
    aws.elbv2.remove_listener_certificates(**further)
    assert _certificates(aws, listener) == {"new": True}


def test_more_than_25_additional_certificates_are_refused(aws: Account) -> None:
    vpc = aws.vpc()
    listener = _https(aws, aws.target_group(vpc), aws.subnets(vpc))
    for number in range(25):
        certificate = [{"CertificateArn": f"{CERTIFICATE}/{number}"}]
        aws.elbv2.add_listener_certificates(ListenerArn=listener, Certificates=certificate)
    with refused("TooManyCertificates"):
        certificate = [{"CertificateArn": f"{CERTIFICATE}/25"}]
        aws.elbv2.add_listener_certificates(ListenerArn=listener, Certificates=certificate)


def test_a_prefix_list_must_exist_and_its_entries_count_as_rules(aws: Account) -> None:
    group = aws.security_group(aws.vpc())

    def authorize(port: int, prefix_list: str) -> None:
        permission = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port}
        permission["PrefixListIds"] = [{"PrefixListId": prefix_list, "Description": "Requests"}]
        aws.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])

    with refused("InvalidPrefixListID.NotFound"):
        authorize(443, "pl-00000000")
    authorize(443, CLOUDFRONT)
    [rule] = [
        rule for rule in aws.ec2.describe_security_group_rules()["SecurityGroupRules"] if rule.get("PrefixListId")
    ]
    assert (rule["PrefixListId"], rule["Description"]) == (CLOUDFRONT, "Requests")
    with refused("RulesPerSecurityGroupLimitExceeded"):
        authorize(80, CLOUDFRONT)
