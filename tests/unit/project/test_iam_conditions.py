"""Conditions without which the deploy role could harm other programs of the account."""

from __future__ import annotations

from tests.harness.build import build
from tests.unit.project.test_iam_limits import TAGS, conditions
from tests.unit.project.test_iam_policies import WRITE, listed, statements


def test_an_address_of_another_program_stays_associated() -> None:
    untagged = {
        resource.rpartition(":")[2]
        for each in statements(*WRITE)
        if "ec2:DisassociateAddress" in listed(each["Action"]) and not conditions(each).items() >= TAGS.items()
        for resource in listed(each["Resource"])
    }
    assert untagged == {"instance/*", "network-interface/*"}


def test_an_alarm_can_only_notify_a_topic_or_scale() -> None:
    """Otherwise, an alarm could stop any instance of the account, because CloudWatch uses its own role for that.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-alarm-actions.html
    """
    found = [each for each in statements(*WRITE) if "cloudwatch:PutMetricAlarm" in listed(each["Action"])]
    topics, policies = "arn:aws:sns:REGION:ACCOUNT_ID:*", "arn:aws:autoscaling:REGION:ACCOUNT_ID:scalingPolicy:*"
    assert [conditions(each, "ForAllValues:StringLike") for each in found] == [
        {"cloudwatch:AlarmActions": [policies, topics]}
    ]


def test_the_role_can_change_only_the_account_setting_of_the_program() -> None:
    """Another setting, such as `tagResourceAuthorization`, could weaken the conditions on tags."""
    (statement,) = [each for each in statements(*WRITE) if "ecs:PutAccountSettingDefault" in listed(each["Action"])]
    assert listed(statement["Action"]) == ["ecs:PutAccountSettingDefault"]
    trunking = build({"cluster": {"eniTrunking": True}, "services": {"worker": {"topology": "private-worker"}}})
    settings = {each.at("name") for each in trunking.all("ecs.AccountSettingDefault")}
    assert {conditions(statement)["ecs:account-setting"]} == settings


def test_instances_register_in_the_cluster_of_the_stack_only() -> None:
    """ECS gives an instance the credentials of the tasks that it places there."""
    found = [each for each in statements("boundary") if "ecs:RegisterContainerInstance" in listed(each["Action"])]
    assert [(each["Resource"], conditions(each)) for each in found] == [
        ("arn:aws:ecs:REGION:ACCOUNT_ID:cluster/*", TAGS)
    ]
