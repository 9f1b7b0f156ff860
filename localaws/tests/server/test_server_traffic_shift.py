"""Blue-green, canary and linear deployments: the other target group, the weights of the rule, and rollbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from localaws.tests.conftest import Server
    from localaws.tests.server.account import Account

FAILING = "localaws/fails:1"
ROLE = "arn:aws:iam::123456789012:role/infrastructure"


class ShiftingService:
    """A service behind a listener rule that forwards to two target groups, all requests to the first."""

    def __init__(self, aws: Account, strategy: str, **group_options: Any) -> None:
        self.aws = aws
        vpc = aws.vpc()
        subnets = aws.subnets(vpc)
        aws.cluster()
        aws.associate(aws.capacity_provider(aws.group(subnets, aws.launch_template(), **group_options)))
        self.primary, self.alternate = aws.target_group(vpc, "primary"), aws.target_group(vpc, "alternate")
        listener = aws.listener(aws.load_balancer(subnets), self.primary)
        weights = [{"TargetGroupArn": self.primary, "Weight": 1}, {"TargetGroupArn": self.alternate, "Weight": 0}]
        self.rule = aws.elbv2.create_rule(
            ListenerArn=listener,
            Priority=1,
            Conditions=[{"Field": "path-pattern", "Values": ["/*"]}],
            Actions=[{"Type": "forward", "ForwardConfig": {"TargetGroups": weights}}],
        )["Rules"][0]["RuleArn"]
        configuration = {
            "strategy": strategy,
            "bakeTimeInMinutes": 5,
            "deploymentCircuitBreaker": {"enable": True, "rollback": True},
        }
        attachments = self.attachments(strategy)
        definition = aws.task_definition()
        groups = [aws.security_group(vpc)]
        aws.service(definition, subnets, groups, deploymentConfiguration=configuration, loadBalancers=attachments)

    def attachments(self, strategy: str) -> list[dict[str, Any]]:
        advanced = {
            "alternateTargetGroupArn": self.alternate,
            "productionListenerRule": self.rule,
            "roleArn": ROLE,
        }
        attachment = {"targetGroupArn": self.primary, "containerName": "web", "containerPort": 80}
        return [attachment if strategy == "ROLLING" else {**attachment, "advancedConfiguration": advanced}]

    def update(self, **changes: Any) -> None:
        self.aws.ecs.update_service(cluster="main", service="web", **changes)

    def switch(self, strategy: str) -> None:
        self.update(deploymentConfiguration={"strategy": strategy}, loadBalancers=self.attachments(strategy))

    def described(self) -> dict[str, Any]:
        return dict(self.aws.ecs.describe_services(cluster="main", services=["web"])["services"][0])

    def tasks(self) -> set[str]:
        return set(self.aws.ecs.list_tasks(cluster="main", serviceName="web")["taskArns"])

    def weights(self) -> tuple[int, int]:
        forward = self.aws.elbv2.describe_rules(RuleArns=[self.rule])["Rules"][0]["Actions"][0]["ForwardConfig"]
        by_group = {each["TargetGroupArn"]: each["Weight"] for each in forward["TargetGroups"]}
        return by_group[self.primary], by_group[self.alternate]

    def targets(self) -> tuple[int, int]:
        health = [self.aws.elbv2.describe_target_health(TargetGroupArn=arn) for arn in (self.primary, self.alternate)]
        first, second = (len(each["TargetHealthDescriptions"]) for each in health)
        return first, second


@pytest.mark.parametrize("strategy", ["BLUE_GREEN", "CANARY", "LINEAR"])
def test_each_deployment_uses_the_other_target_group(aws: Account, strategy: str) -> None:
    service = ShiftingService(aws, strategy)
    assert (service.weights(), service.targets()) == ((0, 100), (0, 2))
    for image, weights, targets in (("nginx:2", (100, 0), (2, 0)), ("nginx:3", (0, 100), (0, 2))):
        before = service.tasks()
        service.update(taskDefinition=aws.task_definition(image))
        assert (service.weights(), service.targets()) == (weights, targets)
        assert not service.tasks() & before
        [deployment] = service.described()["deployments"]
        assert (deployment["status"], deployment["rolloutState"]) == ("PRIMARY", "COMPLETED")


def test_a_failing_revision_is_rolled_back_without_shifting_requests(aws: Account) -> None:
    service = ShiftingService(aws, "BLUE_GREEN")
    before, running = service.described(), service.tasks()
    service.update(taskDefinition=aws.task_definition(FAILING))
    after = service.described()
    assert service.tasks() == running
    assert (service.weights(), service.targets()) == ((0, 100), (0, 2))
    assert after["taskDefinition"] == before["taskDefinition"]
    assert [each["taskDefinition"] for each in after["deployments"]] == [before["taskDefinition"]]
    assert any(event["message"].endswith("deployment failed: tasks failed to start.") for event in after["events"])

    service.update(taskDefinition=aws.task_definition("nginx:2"))
    assert (service.weights(), service.targets()) == ((100, 0), (2, 0))


def test_requests_stay_with_the_old_tasks_until_all_new_tasks_run(aws: Account) -> None:
    # One instance has interfaces for three tasks.
    service = ShiftingService(aws, "BLUE_GREEN", MaxSize=1)
    service.update(taskDefinition=aws.task_definition("nginx:2"))
    assert (service.weights(), service.targets()) == ((0, 100), (1, 2))
    assert [each["rolloutState"] for each in service.described()["deployments"]] == ["IN_PROGRESS", "COMPLETED"]


def test_another_desired_count_keeps_the_target_group(aws: Account) -> None:
    service = ShiftingService(aws, "BLUE_GREEN")
    for count in (3, 1):
        service.update(desiredCount=count)
        assert (service.weights(), service.targets()) == ((0, 100), (0, count))


def test_a_service_changes_from_rolling_to_blue_green_and_back(aws: Account) -> None:
    service = ShiftingService(aws, "ROLLING")
    assert (service.weights(), service.targets()) == ((1, 0), (2, 0))
    service.switch("BLUE_GREEN")
    assert (service.weights(), service.targets()) == ((0, 100), (0, 2))
    service.switch("ROLLING")
    assert service.targets() == (2, 0)
    # ECS no longer changes the rule: its owner removes the target group.
    assert service.weights() == (0, 100)


LINEAR = {"linearConfiguration": {"stepPercent": 40.0, "stepBakeTimeInMinutes": 6}, "bakeTimeInMinutes": 5}
CANARY = {"canaryConfiguration": {"canaryPercent": 10.0, "canaryBakeTimeInMinutes": 10}, "bakeTimeInMinutes": 5}


@pytest.mark.parametrize(
    ("strategy", "settings", "moments"),
    [
        ("BLUE_GREEN", {"bakeTimeInMinutes": 7}, [(0, 100), (6, 100), (7, None)]),
        ("CANARY", CANARY, [(0, 10), (9, 10), (10, 100), (14, 100), (15, None)]),
        ("LINEAR", LINEAR, [(0, 40), (6, 80), (12, 100), (16, 100), (17, None)]),
        # AWS's defaults: nine pauses of 6 minutes, then the bake time.
        ("LINEAR", {"bakeTimeInMinutes": 5}, [(0, 10), (48, 90), (53, 90), (54, 100), (58, 100), (59, None)]),
    ],
)
def test_a_deployment_waits_for_its_bake_times_with_a_clock(
    aws: Account, server: Server, strategy: str, settings: dict[str, Any], moments: list[tuple[int, int | None]]
) -> None:
    service = ShiftingService(aws, strategy)
    service.update(deploymentConfiguration={"strategy": strategy, **settings})
    server.request("POST", "/localaws/clock", {"advance": 0})
    service.update(taskDefinition=aws.task_definition("nginx:2"))
    clock = 0
    for minute, percent in moments:
        server.request("POST", "/localaws/clock", {"advance": (minute - clock) * 60})
        clock = minute
        states = [each["rolloutState"] for each in service.described()["deployments"]]
        if percent is None:
            assert states == ["COMPLETED"]
            assert (service.weights(), service.targets()) == ((100, 0), (2, 0))
        else:
            assert states == ["IN_PROGRESS", "COMPLETED"]
            assert (service.weights(), service.targets()) == ((percent, 100 - percent), (2, 2))


def test_without_a_clock_deployments_take_no_time_again(aws: Account, server: Server) -> None:
    service = ShiftingService(aws, "BLUE_GREEN")
    server.request("POST", "/localaws/clock", {"advance": 60})
    service.update(taskDefinition=aws.task_definition("nginx:2"))
    assert len(service.described()["deployments"]) == 2
    assert server.request("DELETE", "/localaws/clock") == {"seconds": None}
    service.update(desiredCount=3)
    assert [each["rolloutState"] for each in service.described()["deployments"]] == ["COMPLETED"]
