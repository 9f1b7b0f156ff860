"""The server returns properties that AWS stores and moto drops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.tests.server.account import Account, assert_contains, refused

if TYPE_CHECKING:
    from collections.abc import Mapping


def described_service(aws: Account) -> dict[str, Any]:
    return dict(aws.ecs.describe_services(cluster="main", services=["web"], include=["TAGS"])["services"][0])


def settings_of_a_service(percent: int, field: str, *, enabled: bool) -> dict[str, Any]:
    return {
        "deploymentConfiguration": {
            "deploymentCircuitBreaker": {"enable": enabled, "rollback": enabled},
            "maximumPercent": 200,
            "minimumHealthyPercent": percent,
        },
        "placementStrategy": [{"type": "spread", "field": field}, {"type": "binpack", "field": "cpu"}],
        "placementConstraints": [{"type": "distinctInstance"}],
        "availabilityZoneRebalancing": "ENABLED" if enabled else "DISABLED",
        "enableExecuteCommand": enabled,
        "enableECSManagedTags": enabled,
        "propagateTags": "SERVICE" if enabled else "TASK_DEFINITION",
    }


def test_a_service_keeps_all_properties_of_its_creation_and_update(aws: Account) -> None:
    vpc = aws.vpc()
    subnets, groups = aws.subnets(vpc), [aws.security_group(vpc)]
    aws.cluster()
    aws.associate(aws.capacity_provider(aws.group(subnets, aws.launch_template())))
    created = settings_of_a_service(75, "attribute:ecs.availability-zone", enabled=True)
    strategy = [{"capacityProvider": "capacity", "weight": 2, "base": 1}]
    connect = {"enabled": True, "namespace": "shop"}
    answer = aws.service(
        aws.task_definition(),
        subnets,
        groups,
        capacityProviderStrategy=strategy,
        serviceConnectConfiguration=connect,
        tags=[{"key": "team", "value": "shop"}],
        **created,
    )
    assert_contains(answer, {**created, "capacityProviderStrategy": strategy})
    service = described_service(aws)
    assert_contains(service, {**created, "capacityProviderStrategy": strategy})
    assert "launchType" not in service
    assert service["tags"] == [{"key": "team", "value": "shop"}]
    assert_contains(service["deployments"][0], {"serviceConnectConfiguration": connect})
    assert service["networkConfiguration"]["awsvpcConfiguration"]["assignPublicIp"] == "DISABLED"
    updated = settings_of_a_service(50, "instanceId", enabled=False)
    aws.ecs.update_service(cluster="main", service="web", desiredCount=3, **updated)
    assert_contains(described_service(aws), {**updated, "desiredCount": 3})


def test_a_service_has_the_defaults_of_aws(aws: Account) -> None:
    vpc = aws.vpc()
    subnets = aws.subnets(vpc)
    aws.cluster()
    target_group = aws.target_group(vpc)
    aws.listener(aws.load_balancer(subnets), target_group)
    attachment = {"targetGroupArn": target_group, "containerName": "web", "containerPort": 80}
    aws.service(aws.task_definition(), subnets, [], loadBalancers=[attachment])
    expected: Mapping[str, Any] = {
        "launchType": "EC2",
        "schedulingStrategy": "REPLICA",
        "propagateTags": "NONE",
        "enableECSManagedTags": False,
        "enableExecuteCommand": False,
        "healthCheckGracePeriodSeconds": 0,
        "deploymentController": {"type": "ECS"},
        "deploymentConfiguration": {
            "maximumPercent": 200,
            "minimumHealthyPercent": 100,
            "deploymentCircuitBreaker": {"enable": False, "rollback": False},
        },
    }
    assert_contains(described_service(aws), dict(expected))


def test_a_service_uses_the_default_strategy_of_its_cluster(aws: Account) -> None:
    vpc = aws.vpc()
    subnets = aws.subnets(vpc)
    aws.cluster()
    aws.associate(aws.capacity_provider(aws.group(subnets, aws.launch_template())))
    aws.service(aws.task_definition(), subnets, [aws.security_group(vpc)])
    strategy = described_service(aws)["capacityProviderStrategy"]
    assert strategy == [{"capacityProvider": "capacity", "weight": 1, "base": 0}]


def test_an_update_changes_every_setting_of_a_capacity_provider(aws: Account) -> None:
    aws.capacity_provider(aws.group(aws.subnets(aws.vpc()), aws.launch_template()))
    updated = {
        "managedScaling": {
            "status": "ENABLED",
            "targetCapacity": 80,
            "minimumScalingStepSize": 2,
            "maximumScalingStepSize": 5,
            "instanceWarmupPeriod": 30,
        },
        "managedTerminationProtection": "DISABLED",
        "managedDraining": "DISABLED",
    }
    aws.ecs.update_capacity_provider(name="capacity", autoScalingGroupProvider=updated)
    providers = {each["name"]: each for each in aws.ecs.describe_capacity_providers()["capacityProviders"]}
    assert_contains(providers["capacity"]["autoScalingGroupProvider"], updated)
    assert set(providers) == {"capacity", "FARGATE", "FARGATE_SPOT"}


def test_account_settings_are_stored_listed_and_deleted(aws: Account) -> None:
    assert aws.ecs.list_account_settings()["settings"] == []
    aws.ecs.put_account_setting_default(name="awsvpcTrunking", value="enabled")
    aws.ecs.put_account_setting_default(name="containerInsights", value="enhanced")
    listed = {each["name"]: each["value"] for each in aws.ecs.list_account_settings()["settings"]}
    assert listed == {"awsvpcTrunking": "enabled", "containerInsights": "enhanced"}
    effective = aws.ecs.list_account_settings(effectiveSettings=True, name="taskLongArnFormat")["settings"]
    assert [each["value"] for each in effective] == ["enabled"]
    aws.ecs.delete_account_setting(name="awsvpcTrunking")
    assert [each["name"] for each in aws.ecs.list_account_settings()["settings"]] == ["containerInsights"]
    with refused("InvalidParameterException", "should be one of"):
        aws.ecs.put_account_setting_default(name="awsvpcTrunking", value="perhaps")


def test_a_kms_key_is_associated_with_a_log_group_and_disassociated(aws: Account) -> None:
    key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    aws.logs.create_log_group(logGroupName="web")
    aws.logs.associate_kms_key(logGroupName="web", kmsKeyId=key)
    assert aws.logs.describe_log_groups()["logGroups"][0]["kmsKeyId"] == key
    aws.logs.disassociate_kms_key(logGroupName="web")
    assert "kmsKeyId" not in aws.logs.describe_log_groups()["logGroups"][0]
    with refused("ResourceNotFoundException"):
        aws.logs.associate_kms_key(logGroupName="api", kmsKeyId=key)


def test_a_load_balancer_and_a_target_group_have_the_defaults_of_aws(aws: Account) -> None:
    vpc = aws.vpc()
    internal = aws.load_balancer(aws.subnets(vpc), Scheme="internal")
    balancer = aws.elbv2.describe_load_balancers(LoadBalancerArns=[internal])["LoadBalancers"][0]
    assert balancer["State"]["Code"] == "active"
    assert balancer["DNSName"].startswith("internal-web-")
    attributes = aws.elbv2.describe_load_balancer_attributes(LoadBalancerArn=internal)["Attributes"]
    values = {each["Key"]: each["Value"] for each in attributes}
    assert values["idle_timeout.timeout_seconds"] == "60"
    assert values["routing.http.drop_invalid_header_fields.enabled"] == "false"
    target_group = aws.target_group(vpc)
    described = aws.elbv2.describe_target_groups(TargetGroupArns=[target_group])["TargetGroups"][0]
    assert (described["HealthCheckPath"], described["HealthCheckTimeoutSeconds"]) == ("/", 5)
    attributes = aws.elbv2.describe_target_group_attributes(TargetGroupArn=target_group)["Attributes"]
    assert {"Key": "deregistration_delay.timeout_seconds", "Value": "300"} in attributes


def test_a_load_balancer_has_an_interface_in_each_subnet(aws: Account) -> None:
    vpc = aws.vpc()
    subnets = aws.subnets(vpc, 3)
    group = aws.security_group(vpc)
    balancer = aws.load_balancer(subnets[:2], SecurityGroups=[group])
    interfaces = aws.ec2.describe_network_interfaces()["NetworkInterfaces"]
    assert {each["SubnetId"] for each in interfaces} == set(subnets[:2])
    assert all(each["Association"]["PublicIp"] for each in interfaces)
    assert {each["Groups"][0]["GroupId"] for each in interfaces} == {group}
    aws.elbv2.set_subnets(LoadBalancerArn=balancer, Subnets=subnets[1:])
    interfaces = aws.ec2.describe_network_interfaces()["NetworkInterfaces"]
    assert {each["SubnetId"] for each in interfaces} == set(subnets[1:])


def test_an_interface_endpoint_keeps_its_properties(aws: Account) -> None:
    vpc = aws.vpc_with_host_names()
    subnets, group = aws.subnets(vpc, 3), aws.security_group(vpc)
    endpoint = aws.ec2.create_vpc_endpoint(
        VpcId=vpc,
        ServiceName="com.amazonaws.us-east-1.ecr.api",
        VpcEndpointType="Interface",
        SubnetIds=subnets[:2],
        SecurityGroupIds=[group],
        PrivateDnsEnabled=True,
        PolicyDocument='{"Statement":[]}',
    )["VpcEndpoint"]["VpcEndpointId"]
    described = aws.ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint])["VpcEndpoints"][0]
    expected = {"PrivateDnsEnabled": True, "PolicyDocument": '{"Statement":[]}', "SubnetIds": subnets[:2]}
    assert_contains(described, expected)
    assert [each["GroupId"] for each in described["Groups"]] == [group]
    other = aws.security_group(vpc, "other")
    aws.ec2.modify_vpc_endpoint(
        VpcEndpointId=endpoint,
        AddSubnetIds=subnets[2:],
        AddSecurityGroupIds=[other],
        RemoveSecurityGroupIds=[group],
        PrivateDnsEnabled=False,
    )
    described = aws.ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint])["VpcEndpoints"][0]
    assert described["PrivateDnsEnabled"] is False
    interfaces = aws.ec2.describe_network_interfaces(NetworkInterfaceIds=described["NetworkInterfaceIds"])
    assert {each["SubnetId"] for each in interfaces["NetworkInterfaces"]} == set(subnets)
    assert {each["Groups"][0]["GroupId"] for each in interfaces["NetworkInterfaces"]} == {other}


def test_a_new_security_group_allows_all_egress(aws: Account) -> None:
    group = aws.security_group(aws.vpc())
    described = aws.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]
    assert described["IpPermissions"] == []
    assert [each["IpProtocol"] for each in described["IpPermissionsEgress"]] == ["-1"]
    rule = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    with refused("InvalidPermission.Duplicate"):
        aws.ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[rule])
    aws.ec2.revoke_security_group_egress(GroupId=group, IpPermissions=[rule])
    assert aws.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissionsEgress"] == []


def test_a_task_definition_keeps_fault_injection(aws: Account) -> None:
    container = {"name": "web", "image": "nginx", "memory": 128}
    registered = aws.ecs.register_task_definition(
        family="web", containerDefinitions=[container], enableFaultInjection=True
    )
    assert registered["taskDefinition"]["enableFaultInjection"] is True


def test_a_new_web_acl_replaces_the_associated_one(aws: Account) -> None:
    waf = aws.wafv2
    balancer = aws.load_balancer(aws.subnets(aws.vpc()))
    first, second = (f"arn:aws:wafv2:us-east-1:111122223333:regional/webacl/{name}/a1" for name in ("one", "two"))
    for web_acl in (first, second, second):
        waf.associate_web_acl(WebACLArn=web_acl, ResourceArn=balancer)
        assert waf.get_web_acl_for_resource(ResourceArn=balancer)["WebACL"]["ARN"] == web_acl
    waf.disassociate_web_acl(ResourceArn=balancer)
    assert "WebACL" not in waf.get_web_acl_for_resource(ResourceArn=balancer)
