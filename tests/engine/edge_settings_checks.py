"""Checks of a stack with every setting at its edge, read from AWS."""

from __future__ import annotations

import json
from typing import NamedTuple

from tests.engine.described import Account, Described
from tests.engine.edge_settings import PLAIN, TOPIC
from tests.engine.engine_stack import EngineStack, Update
from tests.engine.inventory import MADE_BY_AWS, inventory

FILE_SYSTEMS = "arn:aws:elasticfilesystem:us-east-1:123456789012"
OF_SETTINGS = {
    *("certificate", "record", "listener rule", "scalable target", "scaling policy", "scheduled action"),
    *("namespace", "bucket", "flow log", "dashboard"),
}
"""The kinds that exist only with a setting."""
REPLACED = {*MADE_BY_AWS, "task definition", "target group", "launch template"}
"""Kinds that a change of the tasks, their port or the instances replaces."""


class Deployed(NamedTuple):
    """A stack with all settings, and its resources before the settings were added."""

    stack: EngineStack
    account: Account
    before: set[tuple[str, str]]
    balancers: dict[str, str]
    update: Update


def balancers_of(account: Account) -> dict[str, str]:
    """Return the ARN of each service's load balancer."""
    return {name: account.balancer(name)["LoadBalancerArn"] for name in PLAIN}


def permanent_resources(stack: EngineStack) -> set[tuple[str, str]]:
    """Return the resources that a change of tasks or instances does not replace."""
    return {item for item in inventory(stack.local_aws.client) if item[0] not in REPLACED}


def records_of(account: Account) -> dict[tuple[str, str], Described]:
    """Return the records of the hosted zone, by name and type."""
    route53 = account.client("route53")
    [zone] = [each for each in route53.list_hosted_zones()["HostedZones"] if each["Name"] == "example.com."]
    records = route53.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]
    return {(record["Name"].rstrip("."), record["Type"]): record for record in records}


def assert_domain_leads_to(account: Account, service: str, domain: str) -> None:
    """Assert that the domain has an issued certificate, its validation record, and an alias to the load balancer."""
    [used] = account.listeners(service)[443]["Certificates"]
    certificate = account.client("acm").describe_certificate(**used)["Certificate"]
    assert (certificate["DomainName"], certificate["Status"]) == (domain, "ISSUED")
    [proof] = [option["ResourceRecord"] for option in certificate["DomainValidationOptions"]]
    records = records_of(account)
    assert records[proof["Name"].rstrip("."), "CNAME"]["ResourceRecords"] == [{"Value": proof["Value"]}]
    assert records[domain, "A"]["AliasTarget"]["DNSName"] == account.balancer(service)["DNSName"]


def assert_mounts_file_systems(account: Account) -> None:
    """Assert that the tasks of reports mount their file systems encrypted, with exactly the required permissions."""
    definition = account.task_definition("reports")
    volumes = {volume["name"]: volume["efsVolumeConfiguration"] for volume in definition["volumes"]}
    assert {volume["transitEncryption"] for volume in volumes.values()} == {"ENABLED"}
    assert volumes["data"]["authorizationConfig"] == {"accessPointId": "fsap-0123456789abcdef0", "iam": "ENABLED"}
    assert volumes["seed"]["rootDirectory"] == "/seed"
    mounts = account.container("reports", "reports")["mountPoints"]
    assert {mount["containerPath"]: mount["readOnly"] for mount in mounts} == {"/data": False, "/seed": True}
    actions = {item["Resource"]: item["Action"] for item in account.statements(definition["taskRoleArn"])}
    mount, write = "elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"
    assert actions == {
        f"{FILE_SYSTEMS}:file-system/fs-0123456789abcdef0": [mount, write],
        f"{FILE_SYSTEMS}:file-system/fs-0fedcba9876543210": [mount],
    }


def assert_scales(account: Account) -> None:
    """Assert that the service web scales on CPU, memory and requests per target."""
    scaling = account.client("application-autoscaling")
    [target] = scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    assert (target["MinCapacity"], target["MaxCapacity"]) == (2, 9)
    found = scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"]
    tracked = {}
    for configuration in (policy["TargetTrackingScalingPolicyConfiguration"] for policy in found):
        assert (configuration["ScaleInCooldown"], configuration["ScaleOutCooldown"]) == (120, 30)
        metric = configuration["PredefinedMetricSpecification"]
        tracked[metric["PredefinedMetricType"]] = (configuration["TargetValue"], metric.get("ResourceLabel"))
    balancer, target_group = account.balancer("web")["LoadBalancerArn"], account.attachment("web")["targetGroupArn"]
    label = f"{balancer.partition(':loadbalancer/')[2]}/{target_group.rpartition(':')[2]}"
    assert tracked == {
        "ECSServiceAverageCPUUtilization": (60, None),
        "ECSServiceAverageMemoryUtilization": (70, None),
        "ALBRequestCountPerTarget": (500, label),
    }


def assert_logs_to_a_bucket(account: Account) -> None:
    """Assert that one bucket receives access and flow logs, blocks public access, locks objects and expires them."""
    s3 = account.client("s3")
    [bucket] = [item["Name"] for item in s3.list_buckets()["Buckets"]]
    for service in PLAIN:
        attributes = account.attributes(service)
        assert (attributes["access_logs.s3.enabled"], attributes["access_logs.s3.bucket"]) == ("true", bucket)
    [flow_log] = account.ec2.describe_flow_logs()["FlowLogs"]
    assert (flow_log["TrafficType"], flow_log["LogDestination"]) == ("ALL", f"arn:aws:s3:::{bucket}")
    # The program's policy is complete, so AWS adds nothing.
    policy = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])
    sids = [statement["Sid"] for statement in policy["Statement"]]
    assert sorted(sids) == ["AWSLogDeliveryAclCheck", "AWSLogDeliveryWrite", "AccessLogs", "OnlyWithTls"]
    [rule] = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    assert rule["Expiration"]["Days"] == 30
    blocked = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    assert set(blocked.values()) == {True}
    assert "Rules" in s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    lock = s3.get_object_lock_configuration(Bucket=bucket)["ObjectLockConfiguration"]
    assert lock["Rule"]["DefaultRetention"] == {"Mode": "GOVERNANCE", "Days": 30}
    assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": 30}
    assert rule["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 7}


def assert_only_tls(account: Account, service: str) -> None:
    """Assert that HTTPS uses TLS 1.2 or 1.3, and that HTTP redirects to it."""
    listeners = account.listeners(service)
    assert set(listeners) == {80, 443}
    assert listeners[443]["Protocol"] == "HTTPS"
    assert listeners[443]["SslPolicy"].startswith("ELBSecurityPolicy-TLS13-1-2-")
    assert [action["Type"] for action in listeners[443]["DefaultActions"]] == ["forward"]
    [redirect] = listeners[80]["DefaultActions"]
    assert redirect["RedirectConfig"].items() >= {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}.items()


def assert_shifts_requests(account: Account, service: str, stored: Described) -> None:
    """Assert that ECS stores the strategy, and that the first deployment with it shifted the requests."""
    configuration = account.service(service)["deploymentConfiguration"]
    assert {name: configuration[name] for name in stored} == stored
    attachment = account.attachment(service)
    advanced = attachment["advancedConfiguration"]
    assert [rule["RuleArn"] for rule in account.rules(service)] == [advanced["productionListenerRule"]]
    primary, alternate = attachment["targetGroupArn"], advanced["alternateTargetGroupArn"]
    # The change to the strategy itself started a deployment with it.
    assert account.weights(service) == {primary: 0, alternate: 100}
    assert (account.target_count(primary), account.target_count(alternate)) == (0, 2)
    assert account.managed_policies(advanced["roleArn"]) == {"AmazonECSInfrastructureRolePolicyForLoadBalancers"}


def assert_service_connect(account: Account) -> None:
    """Assert that Service Connect resolves the name of worker."""
    [namespace] = account.client("servicediscovery").list_namespaces()["Namespaces"]
    assert namespace["Type"] == "HTTP"
    connect = account.service("worker")["deployments"][0]["serviceConnectConfiguration"]
    assert (connect["enabled"], connect["namespace"]) == (True, namespace["Arn"])
    [service] = connect["services"]
    assert service["clientAliases"] == [{"port": 80, "dnsName": "worker"}]
    assert service["timeout"] == {"perRequestTimeoutSeconds": 600, "idleTimeoutSeconds": 600}
    revision = account.service("worker")["taskDefinition"]
    task = account.client("ecs").describe_task_definition(taskDefinition=revision)["taskDefinition"]
    [container] = task["containerDefinitions"]
    assert (task["cpu"], task["memory"], container["cpu"], container["memory"]) == ("512", "512", 256, 448)
    assert container["portMappings"][0]["appProtocol"] == "http"


def assert_alarms(account: Account) -> None:
    """Assert that each service has its alarms, and that all of them notify the topic."""
    found = account.client("cloudwatch").describe_alarms(AlarmNamePrefix="alarms-")["MetricAlarms"]
    roles = {alarm["AlarmName"].removeprefix("alarms-").rpartition("-")[0] for alarm in found}
    every = ("cpu", "memory", "unplaced", "5xx", "unhealthy", "latency")
    shifted = {f"{name}-unhealthy-alternate" for name in ("worker", "orders", "reports")}
    assert roles == {f"{name}-{role}" for name in PLAIN for role in every} | shifted | {"capacity"}
    assert {tuple(alarm["AlarmActions"]) for alarm in found} == {(TOPIC,)}


def assert_dashboard(account: Account) -> None:
    """Assert that the dashboard shows every service."""
    cloudwatch = account.client("cloudwatch")
    [entry] = cloudwatch.list_dashboards()["DashboardEntries"]
    body = json.loads(cloudwatch.get_dashboard(DashboardName=entry["DashboardName"])["DashboardBody"])
    titles = [widget["properties"]["title"] for widget in body["widgets"]]
    assert {title.partition(":")[0] for title in titles} == set(PLAIN)
