"""Lists an account's resources through boto3, without the resources that exist in every account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Client = Callable[[str], Any]


MADE_BY_AWS = {"network interface", "instance", "ECS task"}
"""Resources that AWS creates and deletes with the resources of a stack, unknown to the engine."""


def inventory(client: Client) -> set[tuple[str, str]]:
    """Return every resource by its kind and its identifier in the engine's state."""
    return {
        (kind, identifier)
        for read in (
            _network,
            _gateways,
            _security,
            _compute,
            _ecs,
            _load_balancing,
            _identities,
            _observability,
            _names,
            _buckets,
        )
        for kind, identifier in read(client)
    }


def _network(client: Client) -> Iterator[tuple[str, str]]:
    ec2 = client("ec2")
    for vpc in ec2.describe_vpcs()["Vpcs"]:
        if not vpc["IsDefault"]:
            yield "VPC", vpc["VpcId"]
    for subnet in ec2.describe_subnets()["Subnets"]:
        if not subnet["DefaultForAz"]:
            yield "subnet", subnet["SubnetId"]
    for table in ec2.describe_route_tables()["RouteTables"]:
        if not any(association.get("Main") for association in table["Associations"]):
            yield "route table", table["RouteTableId"]


def _gateways(client: Client) -> Iterator[tuple[str, str]]:
    ec2 = client("ec2")
    for gateway in ec2.describe_internet_gateways()["InternetGateways"]:
        yield "internet gateway", gateway["InternetGatewayId"]
    for nat in ec2.describe_nat_gateways()["NatGateways"]:
        if nat["State"] != "deleted":
            yield "NAT gateway", nat["NatGatewayId"]
    for address in ec2.describe_addresses()["Addresses"]:
        yield "Elastic IP", address["AllocationId"]
    for endpoint in ec2.describe_vpc_endpoints()["VpcEndpoints"]:
        if endpoint["State"] != "deleted":
            yield "VPC endpoint", endpoint["VpcEndpointId"]


def _security(client: Client) -> Iterator[tuple[str, str]]:
    for group in client("ec2").describe_security_groups()["SecurityGroups"]:
        if group["GroupName"] != "default":
            yield "security group", group["GroupId"]


def _compute(client: Client) -> Iterator[tuple[str, str]]:
    ec2 = client("ec2")
    for reservation in ec2.describe_instances()["Reservations"]:
        for instance in reservation["Instances"]:
            if instance["State"]["Name"] != "terminated":
                yield "instance", instance["InstanceId"]
    for template in ec2.describe_launch_templates()["LaunchTemplates"]:
        yield "launch template", template["LaunchTemplateId"]
    for interface in ec2.describe_network_interfaces()["NetworkInterfaces"]:
        yield "network interface", interface["NetworkInterfaceId"]
    for group in client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]:
        yield "Auto Scaling group", group["AutoScalingGroupName"]


def _ecs(client: Client) -> Iterator[tuple[str, str]]:
    ecs = client("ecs")
    for cluster in ecs.list_clusters()["clusterArns"]:
        if ecs.describe_clusters(clusters=[cluster])["clusters"][0]["status"] == "INACTIVE":
            continue
        yield "ECS cluster", cluster
        arns = ecs.list_services(cluster=cluster)["serviceArns"]
        for service in ecs.describe_services(cluster=cluster, services=arns)["services"] if arns else []:
            if service["status"] != "INACTIVE":
                yield "ECS service", service["serviceArn"]
        yield from (("ECS task", task) for task in ecs.list_tasks(cluster=cluster)["taskArns"])
    for definition in ecs.list_task_definitions(status="ACTIVE")["taskDefinitionArns"]:
        yield "task definition", definition
    for provider in ecs.describe_capacity_providers()["capacityProviders"]:
        if not provider["name"].startswith("FARGATE") and provider["status"] != "INACTIVE":
            yield "capacity provider", provider["capacityProviderArn"]


def _load_balancing(client: Client) -> Iterator[tuple[str, str]]:
    elbv2 = client("elbv2")
    for balancer in elbv2.describe_load_balancers()["LoadBalancers"]:
        yield "load balancer", balancer["LoadBalancerArn"]
        for listener in elbv2.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]:
            yield "listener", listener["ListenerArn"]
            for rule in elbv2.describe_rules(ListenerArn=listener["ListenerArn"])["Rules"]:
                if not rule["IsDefault"]:
                    yield "listener rule", rule["RuleArn"]
    for group in elbv2.describe_target_groups()["TargetGroups"]:
        yield "target group", group["TargetGroupArn"]


def _identities(client: Client) -> Iterator[tuple[str, str]]:
    iam = client("iam")
    for role in iam.list_roles()["Roles"]:
        if not role["Path"].startswith("/aws-service-role/"):
            yield "role", role["RoleName"]
    for profile in iam.list_instance_profiles()["InstanceProfiles"]:
        yield "instance profile", profile["InstanceProfileName"]
    for policy in iam.list_policies(Scope="Local")["Policies"]:
        yield "policy", policy["Arn"]


def _observability(client: Client) -> Iterator[tuple[str, str]]:
    for group in client("logs").describe_log_groups()["logGroups"]:
        yield "log group", group["logGroupName"]
    cloudwatch = client("cloudwatch")
    for alarm in cloudwatch.describe_alarms()["MetricAlarms"]:
        yield "alarm", alarm["AlarmName"]
    for dashboard in cloudwatch.list_dashboards()["DashboardEntries"]:
        yield "dashboard", dashboard["DashboardName"]
    for flow_log in client("ec2").describe_flow_logs()["FlowLogs"]:
        yield "flow log", flow_log["FlowLogId"]


def _names(client: Client) -> Iterator[tuple[str, str]]:
    discovery = client("servicediscovery")
    for namespace in discovery.list_namespaces()["Namespaces"]:
        yield "namespace", namespace["Id"]
    for service in discovery.list_services()["Services"]:
        yield "discovery service", service["Id"]
    scaling = client("application-autoscaling")
    for target in scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]:
        yield "scalable target", target["ResourceId"]
    for policy in scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"]:
        yield "scaling policy", policy["PolicyName"]
    for action in scaling.describe_scheduled_actions(ServiceNamespace="ecs")["ScheduledActions"]:
        yield "scheduled action", action["ScheduledActionName"]
    for certificate in client("acm").list_certificates()["CertificateSummaryList"]:
        yield "certificate", certificate["CertificateArn"]
    yield from _records(client("route53"))


def validation_records(items: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return the validation records of certificates in an inventory, which remain after their stack is destroyed."""
    return {(kind, name) for kind, name in items if kind == "record" and name.endswith("_CNAME")}


def _records(route53: Any) -> Iterator[tuple[str, str]]:
    for zone in route53.list_hosted_zones()["HostedZones"]:
        # ECS owns the records of a private namespace.
        if zone["Config"]["PrivateZone"]:
            continue
        for record in route53.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]:
            if record["Type"] not in ("NS", "SOA"):
                identifier = zone["Id"].rpartition("/")[2]
                yield "record", f"{identifier}_{record['Name'].rstrip('.')}_{record['Type']}"


def _buckets(client: Client) -> Iterator[tuple[str, str]]:
    for bucket in client("s3").list_buckets()["Buckets"]:
        yield "bucket", bucket["Name"]
