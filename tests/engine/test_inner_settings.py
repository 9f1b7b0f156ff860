"""Settings of tasks and instances, added and removed: discovery, secrets, roles, ECS Exec, containers, EFS, AMIs."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import NamedTuple

import pytest

from tests.engine.described import Account, Described
from tests.engine.engine_stack import PROJECT, EngineStack
from tests.engine.inner_settings import KEY, PARAMETER, PLAIN, QUEUE, SECRET, make_plain, make_rich
from tests.engine.inventory import inventory
from tests.engine.tagged import untagged

BOTTLEROCKET = "/aws/service/bottlerocket/aws-ecs-2/arm64/latest/image_id"
AL2023 = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"


class Deployed(NamedTuple):
    stack: EngineStack
    account: Account


@pytest.fixture(scope="module")
def deployed(stack_of: Callable[[str], EngineStack]) -> Deployed:
    stack = stack_of("dev")
    stack.change(make_rich)
    stack.up()
    return Deployed(stack, Account(stack))


@pytest.fixture(scope="module")
def account(deployed: Deployed) -> Account:
    return deployed.account


def image(account: Account, parameter: str) -> str:
    return str(account.client("ssm").get_parameter(Name=parameter)["Parameter"]["Value"])


def instance_role(account: Account) -> str:
    profile = account.launch_template()["IamInstanceProfile"]["Name"]
    [role] = account.iam.get_instance_profile(InstanceProfileName=profile)["InstanceProfile"]["Roles"]
    return str(role["Arn"])


def pairs(items: list[Described], value: str) -> dict[str, str]:
    return {item["name"]: item[value] for item in items}


def test_a_second_up_changes_nothing(deployed: Deployed) -> None:
    assert deployed.stack.up_without_changes().is_unchanged


def test_a_service_without_ingress_has_no_load_balancer(account: Account) -> None:
    assert account.service("store")["loadBalancers"] == []
    balancers = account.elbv2.describe_load_balancers()["LoadBalancers"]
    assert [balancer["LoadBalancerArn"] for balancer in balancers] == [account.balancer("api")["LoadBalancerArn"]]


def test_a_service_without_a_load_balancer_allows_only_its_callers(account: Account) -> None:
    assert account.callers(account.tasks_group("store")) == {(6379, account.tasks_group("api"))}


def test_services_have_names_in_the_dns(account: Account) -> None:
    [namespace] = account.client("servicediscovery").list_namespaces()["Namespaces"]
    assert (namespace["Type"], namespace["Name"]) == ("DNS_PRIVATE", "shop.internal")
    [registry] = account.service("store")["serviceRegistries"]
    registered = account.client("servicediscovery").get_service(Id=registry["registryArn"].rpartition("/")[2])
    assert registered["Service"]["Name"] == "store"
    [zone] = account.client("route53").list_hosted_zones()["HostedZones"]
    records = account.client("route53").list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]
    addresses = {record["Name"]: len(record["ResourceRecords"]) for record in records if record["Type"] == "A"}
    assert addresses == {"api.shop.internal.": 2, "store.shop.internal.": 2}


def test_the_execution_role_reads_exactly_the_secrets(account: Account) -> None:
    container = account.container("api", "api")
    assert pairs(container["secrets"], "valueFrom") == {"KEY": f"{SECRET}:field::", "TOKEN": PARAMETER}
    statements = account.statements(account.task_definition("api")["executionRoleArn"])
    assert {statement["Action"]: statement["Resource"] for statement in statements} == {
        "secretsmanager:GetSecretValue": [SECRET],
        "ssm:GetParameters": [PARAMETER],
        "kms:Decrypt": [KEY],
    }


def test_a_task_role_has_its_permissions(account: Account) -> None:
    role = account.task_definition("api")["taskRoleArn"]
    assert account.managed_policies(role) == {"AmazonS3ReadOnlyAccess"}
    own = [statement for statement in account.statements(role) if statement["Resource"] == [QUEUE]]
    condition = {"StringEquals": {"aws:RequestedRegion": "us-east-1"}}
    assert own == [{"Effect": "Allow", "Action": ["sqs:SendMessage"], "Resource": [QUEUE], "Condition": condition}]


def test_ecs_exec_is_logged_and_allowed_to_one_service(account: Account) -> None:
    assert (account.service("api")["enableExecuteCommand"], account.service("store")["enableExecuteCommand"]) == (
        True,
        False,
    )
    [cluster] = account.ecs.describe_clusters(clusters=[account.cluster], include=["CONFIGURATIONS"])["clusters"]
    command = cluster["configuration"]["executeCommandConfiguration"]
    group = account.log_group(command["logConfiguration"]["cloudWatchLogGroupName"])
    assert (command["logging"], group["retentionInDays"], group["kmsKeyId"]) == ("OVERRIDE", 7, KEY)
    actions: dict[str, list[str]] = {}
    for statement in account.statements(account.task_definition("api")["taskRoleArn"]):
        named = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        actions.setdefault(str(statement["Resource"]), []).extend(named)
    assert {action.partition(":")[0] for action in actions["*"]} == {"ssmmessages", "logs"}
    assert "logs:PutLogEvents" in actions[f"{group['arn'].removesuffix(':*')}:*"]


def test_a_container_has_its_settings(account: Account) -> None:
    container = account.container("api", "api")
    assert (container["command"], container["entryPoint"], container["user"]) == (["serve"], ["/bin/app"], "101:101")
    assert container["healthCheck"].items() >= {"command": ["CMD-SHELL", "true"], "interval": 7}.items()
    assert container["stopTimeout"] == 45
    assert account.container("store", "store")["readonlyRootFilesystem"] is True
    assert container["linuxParameters"]["tmpfs"] == [{"containerPath": "/tmp", "size": 64, "mountOptions": ["noexec"]}]
    assert container["ulimits"] == [{"name": "nofile", "softLimit": 1024, "hardLimit": 4096}]
    assert pairs(container["environment"], "value") == {"MODE": "fast"}


def test_a_sidecar_gets_its_share_of_the_task(account: Account) -> None:
    own, sidecar = account.container("api", "api"), account.container("api", "proxy")
    assert (sidecar["essential"], own["essential"]) == (False, True)
    assert (own["cpu"], sidecar["cpu"], own["memory"], sidecar["memory"]) == (448, 64, 896, 128)
    assert pairs(sidecar["environment"], "value") == {"LEVEL": "info"}
    assert pairs(sidecar["secrets"], "valueFrom") == {"CERTIFICATE": SECRET}


def test_instances_run_bottlerocket_on_arm64(account: Account) -> None:
    assert {instance["ImageId"] for instance in account.instances()} == {image(account, BOTTLEROCKET)}
    settings = base64.b64decode(account.launch_template()["UserData"]).decode()
    assert f'cluster = "{account.cluster}"' in settings
    assert "enable-spot-instance-draining = true" in settings


def test_instances_have_the_configured_volume(account: Account) -> None:
    devices = {device["DeviceName"]: device["Ebs"] for device in account.launch_template()["BlockDeviceMappings"]}
    assert devices["/dev/xvdb"]["VolumeSize"] == 80
    assert {device["Encrypted"] for device in devices.values()} == {True}


def test_instance_types_are_mixed_and_half_of_the_instances_are_spot(account: Account) -> None:
    group = account.group()
    policy = group["MixedInstancesPolicy"]
    types = [override["InstanceType"] for override in policy["LaunchTemplate"]["Overrides"]]
    assert types == ["m6g.xlarge", "c6g.xlarge"]
    distribution = policy["InstancesDistribution"]
    assert (distribution["OnDemandBaseCapacity"], distribution["OnDemandPercentageAboveBaseCapacity"]) == (1, 50)
    assert group["CapacityRebalance"]
    # One on-demand instance is the base; of the one above it, half is on demand, rounded up.
    assert len(account.instances()) == group["MinSize"] == 2


def test_trunking_is_on_before_the_first_instance_starts(deployed: Deployed) -> None:
    account = deployed.account
    settings = account.ecs.list_account_settings(name="awsvpcTrunking", effectiveSettings=True)["settings"]
    assert [setting["value"] for setting in settings] == ["enabled"]
    calls = [call["operation"] for call in deployed.stack.local_aws.calls()]
    assert calls.index("PutAccountSettingDefault") < calls.index("CreateAutoScalingGroup")


def test_session_manager_is_allowed(account: Account) -> None:
    assert "AmazonSSMManagedInstanceCore" in account.managed_policies(instance_role(account))


def test_every_resource_has_the_tags_from_its_creation(deployed: Deployed) -> None:
    wanted = {"project": PROJECT, "stack": "dev", "team": "shop"}
    assert untagged(deployed.stack.local_aws.client, wanted) == set()
    account = deployed.account
    arns = account.ecs.list_tasks(cluster=account.cluster, serviceName="api")["taskArns"]
    tasks = account.ecs.describe_tasks(cluster=account.cluster, tasks=arns, include=["TAGS"])["tasks"]
    for task in tasks:
        assert {tag["key"]: tag["value"] for tag in task["tags"]}.items() >= {**wanted, "service": "api"}.items()


@pytest.fixture(scope="module")
def without_settings(deployed: Deployed) -> Deployed:
    """Return the same stack without the settings."""
    deployed.stack.change(make_plain)
    deployed.stack.up()
    return deployed


def test_removed_discovery_leaves_no_names(without_settings: Deployed) -> None:
    kinds = {kind for kind, _ in inventory(without_settings.stack.local_aws.client)}
    assert not kinds & {"namespace", "discovery service"}
    assert {name: without_settings.account.service(name)["serviceRegistries"] for name in PLAIN} == {
        "api": [],
        "store": [],
    }


@pytest.mark.parametrize("service", sorted(PLAIN))
def test_a_task_has_no_role_or_secret(without_settings: Deployed, service: str) -> None:
    account = without_settings.account
    definition = account.task_definition(service)
    assert "taskRoleArn" not in definition
    assert account.statements(definition["executionRoleArn"]) == []
    [container] = definition["containerDefinitions"]
    set_by_settings = {"command", "entryPoint", "user", "healthCheck", "ulimits", "stopTimeout", "linuxParameters"}
    assert not set_by_settings & {name for name, value in container.items() if value}
    assert not account.service(service)["enableExecuteCommand"]


def test_sessions_of_ecs_exec_are_no_longer_logged(without_settings: Deployed) -> None:
    account = without_settings.account
    [cluster] = account.ecs.describe_clusters(clusters=[account.cluster], include=["CONFIGURATIONS"])["clusters"]
    assert "cloudWatchLogGroupName" not in str(cluster.get("configuration"))
    groups = account.client("logs").describe_log_groups()["logGroups"]
    assert {group["logGroupName"].rpartition("-")[0] for group in groups} == set(PLAIN)


def test_the_load_balancer_is_created_again(without_settings: Deployed) -> None:
    assert without_settings.account.balancer("store")["Scheme"] == "internal"


def test_instances_return_to_the_defaults(without_settings: Deployed) -> None:
    account = without_settings.account
    group = account.group()
    assert "MixedInstancesPolicy" not in group
    assert not group.get("CapacityRebalance")
    assert {instance["InstanceType"] for instance in account.instances()} == {"c5.xlarge"}
    assert {instance["ImageId"] for instance in account.instances()} == {image(account, AL2023)}
    assert "AmazonSSMManagedInstanceCore" not in account.managed_policies(instance_role(account))


def test_destroy_leaves_only_the_account_setting(without_settings: Deployed) -> None:
    without_settings.stack.destroy()
    assert inventory(without_settings.stack.local_aws.client) == set()
    settings = without_settings.account.ecs.list_account_settings(name="awsvpcTrunking", effectiveSettings=True)[
        "settings"
    ]
    assert [setting["value"] for setting in settings] == ["enabled"]
