"""Settings at a stack's edge, added and removed: TLS, scaling, deployment strategies, audit, WAF, alarms, tags."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import pytest

from tests.engine.changes import set_service
from tests.engine.described import Account
from tests.engine.edge_settings import (
    ALARM,
    CERTIFICATE,
    KEY,
    OTHER_IMAGE_PARAMETER,
    OTHER_WEB_ACL,
    PLAIN,
    RICH,
    WEB_ACL,
    create_zone_and_alarm,
    make_plain,
    make_rich,
)
from tests.engine.edge_settings_checks import (
    OF_SETTINGS,
    Deployed,
    assert_alarms,
    assert_dashboard,
    assert_domain_leads_to,
    assert_logs_to_a_bucket,
    assert_mounts_file_systems,
    assert_only_tls,
    assert_scales,
    assert_service_connect,
    assert_shifts_requests,
    balancers_of,
    permanent_resources,
)
from tests.engine.engine_stack import PROJECT, EngineStack
from tests.engine.inventory import inventory, validation_records
from tests.engine.tagged import untagged

COUNT_AGAIN = 4


@pytest.fixture(scope="module")
def deployed(stack_of: Callable[[str], EngineStack]) -> Deployed:
    """Return a stack to which the settings were added after its deployment."""
    stack = stack_of("dev")
    stack.change(make_plain)
    stack.up()
    account = Account(stack)
    create_zone_and_alarm(account)
    before, balancers = permanent_resources(stack), balancers_of(account)
    image = account.client("ssm").get_parameter(Name=OTHER_IMAGE_PARAMETER)["Parameter"]["Value"]
    stack.change(lambda config: make_rich(config, image))
    return Deployed(stack, account, before, balancers, stack.up())


@pytest.fixture(scope="module")
def account(deployed: Deployed) -> Account:
    return deployed.account


def test_only_task_definitions_and_launch_templates_are_replaced(deployed: Deployed) -> None:
    replaced = {name for name, steps in deployed.update.changed.items() if "replace" in steps}
    assert {name.split()[0] for name in replaced} == {
        "aws:ecs/taskDefinition:TaskDefinition",
        "aws:ec2/launchTemplate:LaunchTemplate",
    }
    assert balancers_of(deployed.account) == deployed.balancers


def test_the_kinds_of_the_settings_exist_only_with_them(deployed: Deployed) -> None:
    assert not {kind for kind, _ in deployed.before} & OF_SETTINGS
    assert {kind for kind, _ in permanent_resources(deployed.stack)} >= OF_SETTINGS


def test_a_second_up_changes_nothing(deployed: Deployed) -> None:
    assert deployed.stack.up_without_changes().is_unchanged


def test_file_systems_are_mounted_encrypted_with_minimal_permissions(account: Account) -> None:
    assert_mounts_file_systems(account)


@pytest.mark.parametrize("service", ["web", "worker", "orders"])
def test_https_uses_tls_1_3_and_http_redirects(account: Account, service: str) -> None:
    assert_only_tls(account, service)


def test_an_existing_certificate_is_used(account: Account) -> None:
    assert account.listeners("orders")[443]["Certificates"] == [{"CertificateArn": CERTIFICATE}]


@pytest.mark.parametrize("service", ["web", "worker"])
def test_a_domain_has_a_certificate_a_validation_record_and_an_alias(account: Account, service: str) -> None:
    assert_domain_leads_to(account, service, RICH[service]["loadBalancer"]["domains"][0])


def test_allowed_blocks_reach_both_ports(account: Account) -> None:
    groups = {name: account.balancer(name)["SecurityGroups"][0] for name in PLAIN}
    assert account.callers(groups["web"]) == {(80, "0.0.0.0/0"), (443, "0.0.0.0/0")}
    caller = account.tasks_group("web")
    assert account.callers(groups["worker"]) == {(80, caller), (443, caller)}
    assert account.callers(account.tasks_group("worker")) == {(80, groups["worker"]), (80, caller)}


def test_a_service_scales_on_its_metrics(account: Account) -> None:
    assert_scales(account)


def test_the_program_ignores_the_task_count_while_a_service_scales(account: Account) -> None:
    assert account.service("web")["desiredCount"] == 2


def test_a_scheduled_action_has_its_schedule_and_bounds(account: Account) -> None:
    scaling = account.client("application-autoscaling")
    [action] = scaling.describe_scheduled_actions(ServiceNamespace="ecs")["ScheduledActions"]
    assert (action["Schedule"], action["Timezone"]) == ("cron(0 8 * * ? *)", "Europe/Berlin")
    assert action["ScalableTargetAction"] == {"MinCapacity": 4, "MaxCapacity": 9}


def test_alarms_roll_a_deployment_back(account: Account) -> None:
    configuration = account.service("web")["deploymentConfiguration"]
    assert configuration["alarms"] == {"alarmNames": [ALARM], "enable": True, "rollback": True}
    assert configuration["strategy"] == "ROLLING"


@pytest.mark.parametrize(
    ("service", "stored"),
    [
        ("worker", {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 3}),
        (
            "orders",
            {
                "strategy": "CANARY",
                "bakeTimeInMinutes": 0,
                "canaryConfiguration": {"canaryPercent": 20, "canaryBakeTimeInMinutes": 4},
            },
        ),
        (
            "reports",
            {
                "strategy": "LINEAR",
                "bakeTimeInMinutes": 5,
                "linearConfiguration": {"stepPercent": 25, "stepBakeTimeInMinutes": 2},
            },
        ),
    ],
)
def test_a_strategy_shifts_requests_to_a_second_target_group(
    account: Account, service: str, stored: dict[str, Any]
) -> None:
    assert_shifts_requests(account, service, stored)


def test_services_call_each_other_by_service_connect(account: Account) -> None:
    assert_service_connect(account)


def test_a_bucket_receives_access_and_flow_logs(account: Account) -> None:
    assert_logs_to_a_bucket(account)


def set_web_acl_and_port(deployed: Deployed, web_acl: str, port: int) -> None:
    """Change the web ACL of one service and the port of another."""
    services = deployed.stack.config[f"{PROJECT}:services"]
    services["web"]["loadBalancer"].update(webAclArn=web_acl)
    deployed.stack.change(lambda config: set_service(config, name="reports", containerPort=port))
    deployed.stack.up()


def assert_web_acl_and_port(account: Account, web_acl: str, port: int) -> None:
    arn = account.balancer("web")["LoadBalancerArn"]
    assert account.client("wafv2").get_web_acl_for_resource(ResourceArn=arn)["WebACL"]["ARN"] == web_acl
    groups = account.elbv2.describe_target_groups(TargetGroupArns=list(account.weights("reports")))["TargetGroups"]
    assert [group["Port"] for group in groups] == [port, port]
    [of_service] = [group for group in groups if account.target_count(group["TargetGroupArn"])]
    assert account.weights("reports")[of_service["TargetGroupArn"]] == 100


def test_a_changed_web_acl_and_port_keep_the_rule_that_shifts_requests(deployed: Deployed) -> None:
    assert_web_acl_and_port(deployed.account, WEB_ACL, 80)
    for web_acl, port in ((OTHER_WEB_ACL, 9090), (WEB_ACL, 80)):
        set_web_acl_and_port(deployed, web_acl, port)
        assert_web_acl_and_port(deployed.account, web_acl, port)


def test_a_load_balancer_is_protected(account: Account) -> None:
    protected = {name for name in PLAIN if account.attributes(name)["deletion_protection.enabled"] == "true"}
    assert protected == {"web"}


def test_logs_are_encrypted_and_expire(account: Account) -> None:
    group = account.log_group("web")
    assert (group["kmsKeyId"], group["retentionInDays"]) == (KEY, 90)


def test_alarms_notify_a_topic(account: Account) -> None:
    assert_alarms(account)


def test_the_dashboard_shows_every_service(account: Account) -> None:
    assert_dashboard(account)


def test_instances_have_the_pinned_image(account: Account) -> None:
    pinned = account.client("ssm").get_parameter(Name=OTHER_IMAGE_PARAMETER)["Parameter"]["Value"]
    assert {instance["ImageId"] for instance in account.instances()} == {pinned}


def test_every_resource_has_the_tags(deployed: Deployed) -> None:
    wanted = {"project": PROJECT, "stack": "dev", "team": "shop"}
    assert untagged(deployed.stack.local_aws.client, wanted) == {("alarm", ALARM)}


def test_a_failed_blue_green_deployment_fails_the_update(deployed: Deployed) -> None:
    stack, account = deployed.stack, deployed.account
    before, weights = account.service("worker"), account.weights("worker")
    stack.change(lambda config: config[f"{PROJECT}:services"]["worker"].update(image="localaws/fails:1"))
    failed = stack.local_aws.pulumi(*stack.arguments("up", "--yes", "--skip-preview"))
    assert failed.returncode != 0
    assert "in service worker failed: ECS rolled it back" in failed.output
    assert account.service("worker")["taskDefinition"] == before["taskDefinition"]
    assert account.weights("worker") == weights


@pytest.fixture(scope="module")
def without_settings(deployed: Deployed) -> Deployed:
    """Return the same stack without the settings, with another number of tasks."""
    deployed.stack.change(make_plain)
    deployed.stack.change(lambda config: config[f"{PROJECT}:services"]["web"].update(desiredCount=COUNT_AGAIN))
    return deployed._replace(update=deployed.stack.up())


def test_removed_settings_leave_no_resources(without_settings: Deployed) -> None:
    left = permanent_resources(without_settings.stack)
    assert left - validation_records(left) == without_settings.before
    assert validation_records(left), "ACM needs the records for every certificate of the domain"
    assert len(without_settings.account.elbv2.describe_target_groups()["TargetGroups"]) == len(PLAIN)
    assert balancers_of(without_settings.account) == without_settings.balancers


def test_without_tls_http_requests_are_forwarded_again(without_settings: Deployed) -> None:
    for service in PLAIN:
        [action] = without_settings.account.listeners(service)[80]["DefaultActions"]
        assert action["Type"] == "forward"


@pytest.mark.parametrize("service", sorted(PLAIN))
def test_a_service_returns_to_rolling_deployments_and_keeps_its_alarms(
    without_settings: Deployed, service: str
) -> None:
    described = without_settings.account.service(service)
    assert described["deploymentConfiguration"]["strategy"] == "ROLLING"
    # ECS keeps alarms that an update does not mention; `alarmNames: []` removes them.
    alarms = described["deploymentConfiguration"].get("alarms", {})
    had = RICH[service].get("deployment", {}).get("alarmNames", [])
    assert (alarms.get("enable", False), alarms.get("alarmNames", [])) == (bool(had), had)
    [attachment] = described["loadBalancers"]
    assert "advancedConfiguration" not in attachment
    assert without_settings.account.target_count(attachment["targetGroupArn"]) == described["desiredCount"]
    assert not described["deployments"][0].get("serviceConnectConfiguration", {}).get("enabled")


def test_the_program_sets_the_task_count_again(without_settings: Deployed) -> None:
    assert without_settings.account.service("web")["desiredCount"] == COUNT_AGAIN


def test_logs_and_access_logs_return_to_the_defaults(without_settings: Deployed) -> None:
    group = without_settings.account.log_group("web")
    assert ("kmsKeyId" in group, group["retentionInDays"]) == (False, 30)
    assert without_settings.account.attributes("web")["access_logs.s3.enabled"] == "false"


@pytest.mark.nightly  # It takes ten seconds of CPU. TestDev and test_shared_load_balancers.py make similar changes.
def test_a_domain_moves_with_its_service_to_the_other_topology(without_settings: Deployed) -> None:
    stack, account = without_settings.stack, without_settings.account
    domain: dict[str, Any] = {"loadBalancer": {"domains": ["www.example.com"], "hostedZone": "example.com"}}
    balancers = []
    for topology in ("public-api", "private-worker"):
        stack.change(functools.partial(set_service, name="web", topology=topology, **domain))
        stack.up()
        assert_domain_leads_to(account, "web", "www.example.com")
        balancers.append(account.balancer("web")["DNSName"])
    assert balancers[0] != balancers[1]
    assert stack.up_without_changes().is_unchanged


def test_destroy_keeps_the_alarm_that_the_stack_does_not_own(without_settings: Deployed) -> None:
    without_settings.stack.destroy()
    left = inventory(without_settings.stack.local_aws.client)
    assert left - validation_records(left) == {("alarm", ALARM)}
