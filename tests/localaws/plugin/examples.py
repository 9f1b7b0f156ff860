"""For each row of the table: a resource, a change in place, a change that replaces, and a change behind our back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import boto3

if TYPE_CHECKING:
    from tests.localaws.plugin.engine import Resource
    from tests.localaws.server.account import Account


def _statement(**members: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **members}]})


TRUST = _statement(Action="sts:AssumeRole", Principal={"Service": "ec2.amazonaws.com"})
OTHER_TRUST = _statement(Action="sts:AssumeRole", Principal={"Service": "ecs-tasks.amazonaws.com"})
POLICY = _statement(Action="s3:*", Resource="*")
OTHER_POLICY = _statement(Action=["s3:GetObject"], Resource="*")
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def _id(resource: Resource) -> str:
    return resource.resource_id


@dataclass(frozen=True)
class Example:
    """``change`` and ``replace`` override inputs; ``drift`` changes what ``drifted`` names through the API."""

    inputs: dict[str, Any]
    change: dict[str, Any] = field(default_factory=dict)
    replace: dict[str, Any] = field(default_factory=dict)
    drift: Callable[[Resource], object] | None = None
    drifted: str = ""
    import_id: Callable[[Resource], str] = _id


def _vpc(aws: Account) -> Example:
    return Example(
        {"cidrBlock": "10.0.0.0/16", "enableDnsHostnames": True, "tags": {"Name": "one"}},
        change={"enableDnsHostnames": False, "tags": {"Name": "two", "team": "a"}},
        replace={"cidrBlock": "10.1.0.0/16"},
        drift=lambda made: aws.ec2.modify_vpc_attribute(VpcId=_id(made), EnableDnsSupport={"Value": False}),
        drifted="enableDnsSupport",
    )


def _cidr_block(aws: Account) -> Example:
    return Example(
        {"vpcId": aws.vpc(), "cidrBlock": "100.64.0.0/16"},
        replace={"cidrBlock": "100.65.0.0/16"},
    )


def _subnet(aws: Account) -> Example:
    return Example(
        {"vpcId": aws.vpc(), "cidrBlock": "10.0.0.0/24", "availabilityZone": "us-east-1a", "mapPublicIpOnLaunch": True},
        change={"mapPublicIpOnLaunch": False, "tags": {"Name": "two"}},
        replace={"availabilityZone": "us-east-1b"},
        drift=lambda made: aws.ec2.modify_subnet_attribute(SubnetId=_id(made), MapPublicIpOnLaunch={"Value": False}),
        drifted="mapPublicIpOnLaunch",
    )


def _internet_gateway(aws: Account) -> Example:
    return Example(
        {"vpcId": aws.vpc(internet=False), "tags": {"Name": "one"}},
        change={"vpcId": aws.vpc("10.1.0.0/16", internet=False)},
        drift=lambda made: aws.ec2.delete_tags(Resources=[_id(made)], Tags=[{"Key": "Name"}]),
        drifted="tags",
    )


def _attachment(aws: Account) -> Example:
    return Example(
        {"vpcId": aws.vpc(internet=False), "internetGatewayId": aws.internet_gateway()},
        replace={"internetGatewayId": aws.internet_gateway()},
    )


def _route_table(aws: Account) -> Example:
    return Example(
        {"vpcId": aws.vpc(), "tags": {"Name": "one"}},
        change={"tags": {}},
        replace={"vpcId": aws.vpc("10.1.0.0/16")},
        drift=lambda made: aws.ec2.create_tags(Resources=[_id(made)], Tags=[{"Key": "other", "Value": "x"}]),
        drifted="tags",
    )


def _table(aws: Account, vpc_id: str) -> str:
    return str(aws.ec2.create_route_table(VpcId=vpc_id)["RouteTable"]["RouteTableId"])


def _route(aws: Account) -> Example:
    vpc_id = aws.vpc()
    table_id = _table(aws, vpc_id)
    attached = aws.ec2.describe_internet_gateways()["InternetGateways"]
    gateway = next(each["InternetGatewayId"] for each in attached if each["Attachments"])
    [subnet] = aws.subnets(vpc_id, 1)
    nat = aws.nat_gateway(subnet)
    return Example(
        {"routeTableId": table_id, "destinationCidrBlock": "0.0.0.0/0", "gatewayId": gateway},
        change={"gatewayId": None, "natGatewayId": nat},
        replace={"destinationCidrBlock": "1.0.0.0/8"},
        drift=lambda _: aws.ec2.replace_route(
            RouteTableId=table_id, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=nat
        ),
        drifted="gatewayId",
        import_id=lambda _: f"{table_id}_0.0.0.0/0",
    )


def _table_association(aws: Account) -> Example:
    vpc_id = aws.vpc()
    first, second = _table(aws, vpc_id), _table(aws, vpc_id)
    [subnet, other] = aws.subnets(vpc_id)
    return Example(
        {"routeTableId": first, "subnetId": subnet},
        change={"routeTableId": second},
        replace={"subnetId": other},
        drift=lambda made: aws.ec2.replace_route_table_association(AssociationId=_id(made), RouteTableId=second),
        drifted="routeTableId",
        import_id=lambda _: f"{subnet}/{first}",
    )


def _eip(aws: Account) -> Example:
    aws.vpc()
    return Example(
        {"domain": "vpc", "tags": {"Name": "one"}},
        change={"tags": {"Name": "two"}},
        drift=lambda made: aws.ec2.create_tags(Resources=[_id(made)], Tags=[{"Key": "Name", "Value": "x"}]),
        drifted="tags",
    )


def _nat_gateway(aws: Account) -> Example:
    subnets = aws.subnets(aws.vpc())
    return Example(
        {"subnetId": subnets[0], "allocationId": aws.elastic_address()},
        change={"tags": {"Name": "two"}},
        replace={"subnetId": subnets[1]},
        drift=lambda made: aws.ec2.create_tags(Resources=[_id(made)], Tags=[{"Key": "other", "Value": "x"}]),
        drifted="tags",
    )


def _endpoint(aws: Account) -> Example:
    vpc_id = aws.vpc()
    subnets = aws.subnets(vpc_id)
    group, other = aws.security_group(vpc_id), aws.security_group(vpc_id, "other")
    return Example(
        {
            "vpcId": vpc_id,
            "serviceName": "com.amazonaws.us-east-1.logs",
            "vpcEndpointType": "Interface",
            "subnetIds": subnets,
            "securityGroupIds": [group],
            "privateDnsEnabled": True,
        },
        change={"securityGroupIds": [group, other]},
        replace={"serviceName": "com.amazonaws.us-east-1.ecs"},
        drift=lambda made: aws.ec2.modify_vpc_endpoint(VpcEndpointId=_id(made), RemoveSubnetIds=[subnets[0]]),
        drifted="subnetIds",
    )


def _endpoint_association(aws: Account) -> Example:
    vpc_id = aws.vpc()
    table_id = _table(aws, vpc_id)
    endpoint = aws.ec2.create_vpc_endpoint(VpcId=vpc_id, ServiceName="com.amazonaws.us-east-1.s3")["VpcEndpoint"]
    return Example(
        {"vpcEndpointId": endpoint["VpcEndpointId"], "routeTableId": table_id},
        replace={"routeTableId": _table(aws, vpc_id)},
        import_id=lambda _: f"{endpoint['VpcEndpointId']}/{table_id}",
    )


def _security_group(aws: Account) -> Example:
    return Example(
        {"vpcId": aws.vpc(), "description": "tasks", "tags": {"Name": "one"}},
        change={"tags": {"Name": "two"}, "revokeRulesOnDelete": True},
        replace={"description": "other"},
        drift=lambda made: aws.ec2.create_tags(Resources=[_id(made)], Tags=[{"Key": "Name", "Value": "x"}]),
        drifted="tags",
    )


def _default_group(aws: Account) -> Example:
    return Example(
        {"vpcId": aws.vpc()},
        change={"tags": {"Name": "two"}},
        replace={"vpcId": aws.vpc("10.1.0.0/16")},
        drift=lambda made: aws.ec2.create_tags(Resources=[_id(made)], Tags=[{"Key": "other", "Value": "x"}]),
        drifted="tags",
    )


def _rule(aws: Account) -> Example:
    vpc_id = aws.vpc()
    group = aws.security_group(vpc_id)
    return Example(
        {
            "securityGroupId": group,
            "ipProtocol": "tcp",
            "fromPort": 80,
            "toPort": 80,
            "cidrIpv4": "10.0.0.0/16",
            "description": "http",
        },
        change={"fromPort": 443, "toPort": 443},
        replace={"securityGroupId": aws.security_group(vpc_id, "other")},
        drift=lambda made: aws.ec2.modify_security_group_rules(
            GroupId=group,
            SecurityGroupRules=[
                {
                    "SecurityGroupRuleId": _id(made),
                    "SecurityGroupRule": {
                        "IpProtocol": "tcp",
                        "FromPort": 80,
                        "ToPort": 80,
                        "CidrIpv4": "0.0.0.0/0",
                        "Description": "http",
                    },
                }
            ],
        ),
        drifted="cidrIpv4",
    )


def _rule_between_groups(aws: Account) -> Example:
    vpc_id = aws.vpc()
    group, other, third = (aws.security_group(vpc_id, name) for name in ("one", "two", "three"))
    return Example(
        {
            "securityGroupId": group,
            "ipProtocol": "tcp",
            "fromPort": 80,
            "toPort": 80,
            "referencedSecurityGroupId": other,
            "description": "http",
        },
        change={"referencedSecurityGroupId": third, "description": "https", "fromPort": 443, "toPort": 443},
        replace={"referencedSecurityGroupId": None, "cidrIpv4": "10.0.0.0/16"},
        drift=lambda made: aws.ec2.create_tags(Resources=[_id(made)], Tags=[{"Key": "other", "Value": "x"}]),
        drifted="tags",
    )


def _launch_template(aws: Account) -> Example:
    group = aws.security_group(aws.vpc())
    disk = {"deviceName": "/dev/xvda", "ebs": {"volumeSize": 30, "volumeType": "gp3", "encrypted": "true"}}
    return Example(
        {
            "imageId": aws.image(),
            "instanceType": "c5.large",
            "userData": "IyEvYmluL2Jhc2gK",
            "vpcSecurityGroupIds": [group],
            "iamInstanceProfile": {"name": aws.host_profile()},
            "blockDeviceMappings": [disk],
            "metadataOptions": {"httpTokens": "required", "httpPutResponseHopLimit": 1},
            "updateDefaultVersion": True,
            "tagSpecifications": [{"resourceType": "instance", "tags": {"a": "b"}}],
        },
        change={"instanceType": "c5.xlarge", "blockDeviceMappings": [{**disk, "ebs": {"volumeSize": 50}}]},
        replace={"name": "other"},
        drift=lambda made: aws.ec2.create_launch_template_version(
            LaunchTemplateId=_id(made), SourceVersion="1", LaunchTemplateData={"InstanceType": "m5.large"}
        ),
        drifted="instanceType",
    )


def _role(aws: Account) -> Example:
    return Example(
        {"assumeRolePolicy": TRUST, "description": "one", "tags": {"Name": "one"}},
        change={"description": "two", "maxSessionDuration": 7200, "assumeRolePolicy": OTHER_TRUST, "tags": {}},
        replace={"path": "/other/"},
        drift=lambda made: aws.iam.update_assume_role_policy(RoleName=_id(made), PolicyDocument=OTHER_TRUST),
        drifted="assumeRolePolicy",
    )


def _a_role(aws: Account, name: str) -> str:
    aws.iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)
    return name


def _policy_attachment(aws: Account) -> Example:
    return Example(
        {"role": _a_role(aws, "tasks"), "policyArn": READ_ONLY},
        replace={"policyArn": "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"},
    )


def _role_policy(aws: Account) -> Example:
    role = _a_role(aws, "tasks")
    return Example(
        {"role": role, "policy": POLICY, "name": "own"},
        change={"policy": OTHER_POLICY},
        replace={"name": "other"},
        drift=lambda _: aws.iam.put_role_policy(RoleName=role, PolicyName="own", PolicyDocument=OTHER_POLICY),
        drifted="policy",
    )


def _profile(aws: Account) -> Example:
    first, second = _a_role(aws, "first"), _a_role(aws, "second")
    return Example(
        {"role": first, "path": "/"},
        change={"role": second},
        replace={"path": "/other/"},
        drift=lambda made: aws.iam.remove_role_from_instance_profile(InstanceProfileName=_id(made), RoleName=first),
        drifted="role",
    )


def _group(aws: Account) -> Example:
    subnets = aws.subnets(aws.vpc(), 3)
    aws.cluster()
    template = aws.launch_template()
    name = {"key": "Name", "value": "host", "propagateAtLaunch": True}
    return Example(
        {
            "minSize": 0,
            "maxSize": 4,
            "desiredCapacity": 1,
            "vpcZoneIdentifiers": subnets[:2],
            "launchTemplate": {"id": template, "version": "1"},
            "protectFromScaleIn": True,
            "defaultInstanceWarmup": 60,
            "maxInstanceLifetime": 86400,
            "instanceMaintenancePolicy": {"minHealthyPercentage": 90, "maxHealthyPercentage": 110},
            "capacityRebalance": True,
            "suspendedProcesses": ["AZRebalance"],
            "enabledMetrics": ["GroupMinSize"],
            "forceDelete": True,
            "tags": [name],
        },
        change={
            "maxSize": 8,
            "vpcZoneIdentifiers": subnets,
            "defaultInstanceWarmup": 30,
            "maxInstanceLifetime": 172800,
            "instanceMaintenancePolicy": {"minHealthyPercentage": 50, "maxHealthyPercentage": 150},
            "capacityRebalance": False,
            "suspendedProcesses": ["ReplaceUnhealthy"],
            "tags": [{**name, "value": "other"}, {**name, "key": "team"}],
        },
        replace={"name": "other"},
        drift=lambda made: aws.autoscaling.update_auto_scaling_group(AutoScalingGroupName=_id(made), MaxSize=9),
        drifted="maxSize",
    )


def _cluster(aws: Account) -> Example:
    return Example(
        {"settings": [{"name": "containerInsights", "value": "enabled"}], "tags": {"Name": "one"}},
        change={"settings": [{"name": "containerInsights", "value": "disabled"}], "tags": {"Name": "two"}},
        replace={"name": "other"},
        drift=lambda made: aws.ecs.update_cluster(
            cluster=_id(made), settings=[{"name": "containerInsights", "value": "disabled"}]
        ),
        drifted="settings",
    )


def _scaling(target: int) -> dict[str, Any]:
    return {"status": "ENABLED", "targetCapacity": target, "instanceWarmupPeriod": 60}


def _capacity_provider(aws: Account) -> Example:
    subnets = aws.subnets(aws.vpc())
    aws.cluster()
    template = aws.launch_template()
    first, second = aws.group(subnets, template), aws.group(subnets, template, "second")
    given = {
        "autoScalingGroupArn": first,
        "managedScaling": _scaling(100),
        "managedTerminationProtection": "ENABLED",
        "managedDraining": "ENABLED",
    }
    return Example(
        {"autoScalingGroupProvider": given, "tags": {"Name": "one"}},
        change={"autoScalingGroupProvider": {**given, "managedScaling": _scaling(80)}},
        replace={"autoScalingGroupProvider": {**given, "autoScalingGroupArn": second}},
        drift=lambda made: aws.ecs.update_capacity_provider(
            name=made.outputs["name"], autoScalingGroupProvider={"managedScaling": {"targetCapacity": 50}}
        ),
        drifted="autoScalingGroupProvider",
    )


def _cluster_providers(aws: Account) -> Example:
    subnets = aws.subnets(aws.vpc())
    cluster = aws.cluster()
    template = aws.launch_template()
    first = aws.capacity_provider(aws.group(subnets, template), "first")
    second = aws.capacity_provider(aws.group(subnets, template, "second"), "second")
    return Example(
        {
            "clusterName": cluster,
            "capacityProviders": [second, first],
            "defaultCapacityProviderStrategies": [{"capacityProvider": first, "weight": 1, "base": 0}],
        },
        change={
            "capacityProviders": [first],
            "defaultCapacityProviderStrategies": [{"capacityProvider": first, "weight": 2, "base": 1}],
        },
        replace={"clusterName": aws.cluster("other")},
        drift=lambda _: aws.associate(second),
        drifted="capacityProviders",
    )


def _containers(image: str) -> str:
    ports = [{"containerPort": 80, "hostPort": 80, "protocol": "tcp"}]
    environment = [{"name": "B", "value": "2"}, {"name": "A", "value": "1"}]
    return json.dumps([{"name": "web", "image": image, "portMappings": ports, "environment": environment}])


def _task_definition(aws: Account) -> Example:
    return Example(
        {
            "family": "web",
            "cpu": "256",
            "memory": "512",
            "networkMode": "awsvpc",
            "requiresCompatibilities": ["EC2"],
            "containerDefinitions": _containers("nginx:1"),
            "volumes": [{"name": "scratch", "hostPath": "/scratch"}],
        },
        change={"tags": {"Name": "two"}, "skipDestroy": True},
        replace={"containerDefinitions": _containers("nginx:2")},
        drift=lambda made: aws.ecs.tag_resource(resourceArn=made.outputs["arn"], tags=[{"key": "other", "value": "x"}]),
        drifted="tags",
        import_id=lambda made: str(made.outputs["arn"]),
    )


def _service(aws: Account) -> Example:
    vpc_id = aws.vpc()
    subnets = aws.subnets(vpc_id, 3)
    groups = [aws.security_group(vpc_id), aws.security_group(vpc_id, "other")]
    cluster = aws.cluster()
    arn = aws.ecs.describe_clusters(clusters=[cluster])["clusters"][0]["clusterArn"]
    aws.associate(aws.capacity_provider(aws.group(subnets, aws.launch_template())))
    target_group = aws.target_group(vpc_id)
    aws.listener(aws.load_balancer(subnets), target_group)
    network = {"subnets": subnets[:2], "securityGroups": groups[:1], "assignPublicIp": False}
    balancer = {"targetGroupArn": target_group, "containerName": "web", "containerPort": 80}
    spread = {"type": "spread", "field": "attribute:ecs.availability-zone"}
    binpack = {"type": "binpack", "field": "cpu"}
    return Example(
        {
            "name": "web",
            "cluster": arn,
            "taskDefinition": aws.task_definition(),
            "desiredCount": 1,
            "capacityProviderStrategies": [{"capacityProvider": "capacity", "weight": 1, "base": 0}],
            "orderedPlacementStrategies": [spread, binpack],
            "networkConfiguration": network,
            "loadBalancers": [balancer],
            "deploymentCircuitBreaker": {"enable": True, "rollback": True},
            "deploymentMaximumPercent": 200,
            "deploymentMinimumHealthyPercent": 75,
            "enableEcsManagedTags": True,
            "enableExecuteCommand": True,
            "healthCheckGracePeriodSeconds": 30,
            "propagateTags": "SERVICE",
            "tags": {"Name": "one"},
        },
        change={
            "taskDefinition": aws.task_definition("nginx:2"),
            "desiredCount": 2,
            "deploymentMinimumHealthyPercent": 50,
            "deploymentCircuitBreaker": {"enable": True, "rollback": False},
            "networkConfiguration": {**network, "subnets": subnets, "securityGroups": groups},
            "orderedPlacementStrategies": [binpack, spread],
            "healthCheckGracePeriodSeconds": 60,
            "enableExecuteCommand": False,
            "tags": {"Name": "two"},
        },
        replace={"capacityProviderStrategies": [{"capacityProvider": "capacity", "weight": 2}]},
        drift=lambda _: aws.ecs.update_service(cluster="main", service="web", desiredCount=3),
        drifted="desiredCount",
        import_id=lambda _: "main/web",
    )


def _balancer(aws: Account) -> Example:
    vpc_id = aws.vpc()
    subnets = aws.subnets(vpc_id, 3)
    groups = [aws.security_group(vpc_id), aws.security_group(vpc_id, "other")]
    return Example(
        {
            "namePrefix": "web-",
            "subnets": subnets[:2],
            "securityGroups": groups[:1],
            "idleTimeout": 30,
            "dropInvalidHeaderFields": True,
            "tags": {"Name": "one"},
        },
        change={"subnets": subnets, "securityGroups": groups, "idleTimeout": 60, "tags": {"Name": "two"}},
        replace={"internal": True},
        drift=lambda made: aws.elbv2.modify_load_balancer_attributes(
            LoadBalancerArn=_id(made), Attributes=[{"Key": "idle_timeout.timeout_seconds", "Value": "90"}]
        ),
        drifted="idleTimeout",
    )


def _target_group(aws: Account) -> Example:
    check = {"path": "/health", "interval": 6, "timeout": 5, "healthyThreshold": 2, "unhealthyThreshold": 10}
    return Example(
        {
            "namePrefix": "web-",
            "vpcId": aws.vpc(),
            "port": 80,
            "protocol": "HTTP",
            "targetType": "ip",
            "deregistrationDelay": 0,
            "healthCheck": check,
        },
        change={"healthCheck": {**check, "path": "/", "interval": 10}, "deregistrationDelay": 20, "slowStart": 30},
        replace={"port": 8080},
        drift=lambda made: aws.elbv2.modify_target_group(TargetGroupArn=_id(made), HealthCheckPath="/other"),
        drifted="healthCheck",
    )


def _listener(aws: Account) -> Example:
    vpc_id = aws.vpc()
    balancer = aws.load_balancer(aws.subnets(vpc_id))
    first, second = aws.target_group(vpc_id), aws.target_group(vpc_id, "other")

    def forward(arn: str) -> list[dict[str, Any]]:
        return [{"type": "forward", "forward": {"targetGroups": [{"arn": arn, "weight": 100}]}}]

    return Example(
        {"loadBalancerArn": balancer, "port": 80, "protocol": "HTTP", "defaultActions": forward(first)},
        change={"port": 8080, "defaultActions": forward(second)},
        replace={"loadBalancerArn": balancer.replace("/web/", "/other/")},
        drift=lambda made: aws.elbv2.modify_listener(ListenerArn=_id(made), Port=81),
        drifted="port",
    )


def _log_group(aws: Account) -> Example:
    logs = boto3.client(
        "logs",
        endpoint_url=aws.ec2.meta.endpoint_url,
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )
    return Example(
        {"retentionInDays": 30, "tags": {"Name": "one"}},
        change={"retentionInDays": 7, "tags": {"Name": "two"}},
        replace={"name": "other"},
        drift=lambda made: logs.delete_retention_policy(logGroupName=_id(made)),
        drifted="retentionInDays",
    )


EXAMPLES: dict[str, Callable[[Account], Example]] = {
    "aws:autoscaling/group:Group": _group,
    "aws:cloudwatch/logGroup:LogGroup": _log_group,
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": _default_group,
    "aws:ec2/eip:Eip": _eip,
    "aws:ec2/internetGateway:InternetGateway": _internet_gateway,
    "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment": _attachment,
    "aws:ec2/launchTemplate:LaunchTemplate": _launch_template,
    "aws:ec2/natGateway:NatGateway": _nat_gateway,
    "aws:ec2/route:Route": _route,
    "aws:ec2/routeTable:RouteTable": _route_table,
    "aws:ec2/routeTableAssociation:RouteTableAssociation": _table_association,
    "aws:ec2/securityGroup:SecurityGroup": _security_group,
    "aws:ec2/subnet:Subnet": _subnet,
    "aws:ec2/vpc:Vpc": _vpc,
    "aws:ec2/vpcEndpoint:VpcEndpoint": _endpoint,
    "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation": _endpoint_association,
    "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation": _cidr_block,
    "aws:ecs/capacityProvider:CapacityProvider": _capacity_provider,
    "aws:ecs/cluster:Cluster": _cluster,
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": _cluster_providers,
    "aws:ecs/service:Service": _service,
    "aws:ecs/taskDefinition:TaskDefinition": _task_definition,
    "aws:iam/instanceProfile:InstanceProfile": _profile,
    "aws:iam/role:Role": _role,
    "aws:iam/rolePolicy:RolePolicy": _role_policy,
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": _policy_attachment,
    "aws:lb/listener:Listener": _listener,
    "aws:lb/loadBalancer:LoadBalancer": _balancer,
    "aws:lb/targetGroup:TargetGroup": _target_group,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _rule_between_groups,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _rule,
}
