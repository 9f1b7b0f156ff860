"""The additional calls of Pulumi's own AWS plugin: reads, tags, attributes and waits."""

from __future__ import annotations

import json

from localaws.tests.server.account import REGION, TRUST, Account, refused

ACCOUNT = "123456789012"


def test_a_vpc_has_the_attributes_of_aws(aws: Account) -> None:
    vpc = aws.vpc()
    for attribute, value in (
        ("enableDnsSupport", True),
        ("enableDnsHostnames", False),
        ("enableNetworkAddressUsageMetrics", False),
    ):
        described = aws.ec2.describe_vpc_attribute(VpcId=vpc, Attribute=attribute)
        assert described[f"{attribute[0].upper()}{attribute[1:]}"] == {"Value": value}


def test_a_new_vpc_has_a_route_table_an_acl_and_a_security_group(aws: Account) -> None:
    vpc = aws.vpc()
    of_vpc = {"Name": "vpc-id", "Values": [vpc]}
    tables = aws.ec2.describe_route_tables(Filters=[of_vpc, {"Name": "association.main", "Values": ["true"]}])
    assert len(tables["RouteTables"]) == 1
    acls = aws.ec2.describe_network_acls(Filters=[of_vpc, {"Name": "default", "Values": ["true"]}])
    assert len(acls["NetworkAcls"]) == 1
    groups = aws.ec2.describe_security_groups(Filters=[of_vpc, {"Name": "group-name", "Values": ["default"]}])
    assert len(groups["SecurityGroups"]) == 1


def test_a_vpc_is_found_by_the_association_of_its_block(aws: Account) -> None:
    vpc = aws.vpc()
    added = aws.ec2.associate_vpc_cidr_block(VpcId=vpc, CidrBlock="10.1.0.0/16")["CidrBlockAssociation"]
    found = aws.ec2.describe_vpcs(
        Filters=[{"Name": "cidr-block-association.association-id", "Values": [added["AssociationId"]]}]
    )["Vpcs"]
    assert [each["VpcId"] for each in found] == [vpc]


def test_a_route_table_is_found_by_its_association(aws: Account) -> None:
    vpc = aws.vpc()
    (subnet,) = aws.subnets(vpc, 1)
    table = aws.ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    association = aws.ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)["AssociationId"]
    found = aws.ec2.describe_route_tables(
        Filters=[{"Name": "association.route-table-association-id", "Values": [association]}]
    )["RouteTables"]
    assert [each["RouteTableId"] for each in found] == [table]
    (mine,) = [each for each in found[0]["Associations"] if each["RouteTableAssociationId"] == association]
    assert mine["AssociationState"]["State"] == "associated"


def test_the_domain_name_of_an_elastic_address_is_described(aws: Account) -> None:
    allocation = aws.elastic_address()
    described = aws.ec2.describe_addresses_attribute(AllocationIds=[allocation], Attribute="domain-name")
    assert [each["AllocationId"] for each in described["Addresses"]] == [allocation]


def test_a_group_or_subnet_has_no_interfaces_of_functions(aws: Account) -> None:
    vpc = aws.vpc()
    group = aws.security_group(vpc)
    (subnet,) = aws.subnets(vpc, 1)
    for name, value in (("group-id", group), ("subnet-id", subnet)):
        filters = [
            {"Name": name, "Values": [value]},
            {"Name": "description", "Values": ["AWS Lambda VPC ENI*"]},
        ]
        assert aws.ec2.describe_network_interfaces(Filters=filters)["NetworkInterfaces"] == []


def test_a_rule_is_described_and_revoked_by_its_id(aws: Account) -> None:
    group = aws.security_group(aws.vpc())
    added = aws.ec2.authorize_security_group_ingress(
        GroupId=group,
        IpPermissions=[{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}],
        TagSpecifications=[{"ResourceType": "security-group-rule", "Tags": [{"Key": "Name", "Value": "web"}]}],
    )["SecurityGroupRules"]
    rule = added[0]["SecurityGroupRuleId"]
    described = aws.ec2.describe_security_group_rules(SecurityGroupRuleIds=[rule])["SecurityGroupRules"]
    assert [(each["CidrIpv4"], each["Tags"]) for each in described] == [
        ("10.0.0.0/8", [{"Key": "Name", "Value": "web"}])
    ]
    aws.ec2.revoke_security_group_ingress(GroupId=group, SecurityGroupRuleIds=[rule])
    with refused("InvalidSecurityGroupRuleId.NotFound"):
        aws.ec2.describe_security_group_rules(SecurityGroupRuleIds=[rule])


def test_the_prefix_list_of_a_gateway_endpoint_is_found_by_name(aws: Account) -> None:
    name = f"com.amazonaws.{REGION}.s3"
    found = aws.ec2.describe_prefix_lists(Filters=[{"Name": "prefix-list-name", "Values": [name]}])["PrefixLists"]
    assert [each["PrefixListName"] for each in found] == [name]
    assert found[0]["Cidrs"]


def test_a_launch_template_and_its_version_are_described(aws: Account) -> None:
    template = aws.launch_template()
    (described,) = aws.ec2.describe_launch_templates(LaunchTemplateIds=[template])["LaunchTemplates"]
    assert (described["LatestVersionNumber"], described["DefaultVersionNumber"]) == (1, 1)
    versions = aws.ec2.describe_launch_template_versions(LaunchTemplateId=template, Versions=["1"])
    assert len(versions["LaunchTemplateVersions"]) == 1


def test_a_groups_activities_refreshes_and_warm_pool_are_described(aws: Account) -> None:
    vpc = aws.vpc()
    aws.cluster()
    aws.group(aws.subnets(vpc), aws.launch_template(), MinSize=1)
    activities = aws.autoscaling.describe_scaling_activities(AutoScalingGroupName="group")["Activities"]
    assert [each["StatusCode"] for each in activities] == ["Successful"]
    assert aws.autoscaling.describe_instance_refreshes(AutoScalingGroupName="group")["InstanceRefreshes"] == []
    assert aws.autoscaling.describe_warm_pool(AutoScalingGroupName="group")["Instances"] == []


def test_the_policies_profiles_and_tags_of_a_role_are_listed(aws: Account) -> None:
    aws.iam.create_role(RoleName="task", AssumeRolePolicyDocument=TRUST, Tags=[{"Key": "Name", "Value": "task"}])
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    aws.iam.put_role_policy(RoleName="task", PolicyName="own", PolicyDocument=json.dumps(document))
    assert aws.iam.list_attached_role_policies(RoleName="task")["AttachedPolicies"] == []
    assert aws.iam.list_role_policies(RoleName="task")["PolicyNames"] == ["own"]
    assert aws.iam.get_role_policy(RoleName="task", PolicyName="own")["PolicyDocument"] == document
    assert aws.iam.list_instance_profiles_for_role(RoleName="task")["InstanceProfiles"] == []
    assert aws.iam.list_role_tags(RoleName="task")["Tags"] == [{"Key": "Name", "Value": "task"}]
    assert aws.iam.get_role(RoleName="task")["Role"]["Tags"] == [{"Key": "Name", "Value": "task"}]


def test_a_load_balancers_attributes_capacity_and_tags_are_described(aws: Account) -> None:
    vpc = aws.vpc()
    balancer = aws.load_balancer(aws.subnets(vpc))
    group = aws.target_group(vpc)
    listener = aws.listener(balancer, group)
    assert aws.elbv2.describe_load_balancer_attributes(LoadBalancerArn=balancer)["Attributes"]
    assert aws.elbv2.describe_target_group_attributes(TargetGroupArn=group)["Attributes"]
    assert aws.elbv2.describe_listener_attributes(ListenerArn=listener)["Attributes"]
    assert aws.elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"] == []
    capacity = aws.elbv2.describe_capacity_reservation(LoadBalancerArn=balancer)
    assert capacity.get("MinimumLoadBalancerCapacity") is None
    tags = aws.elbv2.describe_tags(ResourceArns=[balancer, group, listener])["TagDescriptions"]
    assert [each["ResourceArn"] for each in tags] == [balancer, group, listener]
    with refused("LoadBalancerNotFound"):
        aws.elbv2.describe_capacity_reservation(LoadBalancerArn=f"{balancer}0")


def test_a_load_balancers_interfaces_are_deleted_with_it(aws: Account) -> None:
    balancer = aws.load_balancer(aws.subnets(aws.vpc()))
    described = {"Name": "description", "Values": [f"ELB {balancer.partition(':loadbalancer/')[2]}"]}
    assert len(aws.ec2.describe_network_interfaces(Filters=[described])["NetworkInterfaces"]) == 2
    aws.elbv2.delete_load_balancer(LoadBalancerArn=balancer)
    owned = {"Name": "attachment.instance-owner-id", "Values": ["amazon-elb"]}
    assert aws.ec2.describe_network_interfaces(Filters=[owned, described])["NetworkInterfaces"] == []


def test_the_tags_of_ecs_resources_are_listed(aws: Account) -> None:
    aws.ecs.create_cluster(clusterName="main", tags=[{"key": "Name", "value": "main"}])
    (cluster,) = aws.ecs.describe_clusters(clusters=["main"], include=["TAGS", "CONFIGURATIONS", "SETTINGS"])[
        "clusters"
    ]
    assert cluster["tags"] == [{"key": "Name", "value": "main"}]
    definition = aws.task_definition()
    described = aws.ecs.describe_task_definition(taskDefinition=definition, include=["TAGS"])
    assert described["taskDefinition"]["taskDefinitionArn"] == definition
    for arn in (cluster["clusterArn"], definition):
        assert "tags" in aws.ecs.list_tags_for_resource(resourceArn=arn)
    vpc = aws.vpc()
    group = aws.group(aws.subnets(vpc), aws.launch_template())
    aws.capacity_provider(group)
    (provider,) = aws.ecs.describe_capacity_providers(capacityProviders=["capacity"], include=["TAGS"])[
        "capacityProviders"
    ]
    assert aws.ecs.list_tags_for_resource(resourceArn=provider["capacityProviderArn"])["tags"] == []


def test_a_service_on_fargate_is_described_with_its_tags(aws: Account) -> None:
    vpc = aws.vpc()
    subnets = aws.subnets(vpc)
    aws.cluster()
    service = aws.service(aws.task_definition(), subnets, [aws.security_group(vpc)], launchType="FARGATE")
    (described,) = aws.ecs.describe_services(cluster="main", services=["web"], include=["TAGS"])["services"]
    assert described["serviceArn"] == service["serviceArn"]
    assert aws.ecs.list_tags_for_resource(resourceArn=service["serviceArn"])["tags"] == []


def test_one_account_setting_is_listed_by_name(aws: Account) -> None:
    settings = aws.ecs.list_account_settings(name="awsvpcTrunking", effectiveSettings=True)["settings"]
    assert [each["name"] for each in settings] == ["awsvpcTrunking"]


def test_the_tags_of_log_groups_alarms_and_topics_are_listed(aws: Account) -> None:
    tags = {"Name": "logs"}
    listed = [{"Key": "Name", "Value": "logs"}]
    aws.logs.create_log_group(logGroupName="/ecs/web", tags=tags)
    (group,) = aws.logs.describe_log_groups(logGroupNamePrefix="/ecs/web")["logGroups"]
    arn = group["arn"].removesuffix(":*")
    assert aws.logs.list_tags_for_resource(resourceArn=arn)["tags"] == tags
    cloudwatch = aws.client("cloudwatch")
    cloudwatch.put_metric_alarm(
        AlarmName="cpu",
        ComparisonOperator="GreaterThanThreshold",
        EvaluationPeriods=1,
        MetricName="CPUUtilization",
        Namespace="AWS/ECS",
        Period=60,
        Statistic="Average",
        Threshold=80.0,
        Tags=listed,
    )
    (alarm,) = cloudwatch.describe_alarms(AlarmNames=["cpu"], AlarmTypes=["MetricAlarm"])["MetricAlarms"]
    assert cloudwatch.list_tags_for_resource(ResourceARN=alarm["AlarmArn"])["Tags"] == listed
    sns = aws.client("sns")
    topic = sns.create_topic(Name="alarms", Tags=listed)["TopicArn"]
    assert sns.get_topic_attributes(TopicArn=topic)["Attributes"]["TopicArn"] == topic
    assert sns.list_tags_for_resource(ResourceArn=topic)["Tags"] == listed


def test_the_tags_of_scalable_targets_and_certificates_are_listed(aws: Account) -> None:
    vpc = aws.vpc()
    aws.cluster()
    aws.service(aws.task_definition(), aws.subnets(vpc), [aws.security_group(vpc)], launchType="FARGATE")
    scaling = aws.client("application-autoscaling")
    target = {
        "ServiceNamespace": "ecs",
        "ResourceId": "service/main/web",
        "ScalableDimension": "ecs:service:DesiredCount",
    }
    arn = scaling.register_scalable_target(**target, MinCapacity=1, MaxCapacity=2, Tags={"Name": "web"})[
        "ScalableTargetARN"
    ]
    (described,) = scaling.describe_scalable_targets(ServiceNamespace="ecs", ResourceIds=["service/main/web"])[
        "ScalableTargets"
    ]
    assert described["ScalableTargetARN"] == arn
    assert scaling.list_tags_for_resource(ResourceARN=arn)["Tags"] == {"Name": "web"}
    scaling.tag_resource(ResourceARN=arn, Tags={"team": "web"})
    assert scaling.list_tags_for_resource(ResourceARN=arn)["Tags"] == {"Name": "web", "team": "web"}
    scaling.untag_resource(ResourceARN=arn, TagKeys=["Name"])
    assert scaling.list_tags_for_resource(ResourceARN=arn)["Tags"] == {"team": "web"}
    acm = aws.client("acm")
    certificate = acm.request_certificate(DomainName="example.com", Tags=[{"Key": "Name", "Value": "web"}])
    tags = acm.list_tags_for_certificate(CertificateArn=certificate["CertificateArn"])["Tags"]
    assert tags == [{"Key": "Name", "Value": "web"}]


def test_a_record_is_in_sync_after_its_change(aws: Account) -> None:
    zone = aws.route53.create_hosted_zone(Name="example.com", CallerReference="1")["HostedZone"]["Id"]
    record = {"Name": "www.example.com", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}
    changed = aws.route53.change_resource_record_sets(
        HostedZoneId=zone, ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]}
    )["ChangeInfo"]
    assert aws.route53.get_change(Id=changed["Id"])["ChangeInfo"]["Status"] == "INSYNC"
    sets = aws.route53.list_resource_record_sets(
        HostedZoneId=zone, StartRecordName="www.example.com", StartRecordType="A", MaxItems="1"
    )["ResourceRecordSets"]
    assert [(each["Name"], each["Type"]) for each in sets] == [("www.example.com.", "A")]
    assert aws.route53.list_tags_for_resource(ResourceType="hostedzone", ResourceId=zone.rpartition("/")[2])


def test_a_namespace_of_cloud_map_is_created_and_deleted_by_operations(aws: Account) -> None:
    cloud_map = aws.client("servicediscovery")
    created = cloud_map.create_private_dns_namespace(Name="internal.example", Vpc=aws.vpc())["OperationId"]
    operation = cloud_map.get_operation(OperationId=created)["Operation"]
    assert (operation["Status"], operation["Type"]) == ("SUCCESS", "CREATE_NAMESPACE")
    namespace = cloud_map.get_namespace(Id=operation["Targets"]["NAMESPACE"])["Namespace"]
    assert namespace["Properties"]["DnsProperties"]["HostedZoneId"]
    assert cloud_map.list_tags_for_resource(ResourceARN=namespace["Arn"])["Tags"] == []
    deleted = cloud_map.delete_namespace(Id=namespace["Id"])["OperationId"]
    assert cloud_map.get_operation(OperationId=deleted)["Operation"]["Status"] == "SUCCESS"
