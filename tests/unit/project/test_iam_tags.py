"""Tags determine what a role of deploy/iam can change, so a role must not add them to resources of others."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.build import build
from tests.harness.settings_classes import EXISTING_BALANCER, NETWORK
from tests.unit.project.iam_needs import RESOURCES
from tests.unit.project.service_authorization import access_level
from tests.unit.project.test_iam_limits import TAGS, conditions
from tests.unit.project.test_iam_policies import PERMISSIONS, WRITE, actions, listed, statements

AT_CREATION = ("ec2:CreateAction", "ecs:CreateAction", "elasticloadbalancing:CreateAction")

UNTAGGED = {
    "acm:AddTagsToCertificate": "certificates",
    "application-autoscaling:TagResource": "scalable targets",
    "autoscaling:CreateOrUpdateTags": "Auto Scaling groups",
    "cloudwatch:TagResource": "alarms",
    "ec2:CreateTags": "security groups",
    "logs:TagResource": "log groups",
    "scheduler:TagResource": "schedule groups",
    "servicediscovery:TagResource": "namespaces",
}
"""Actions with which the role can tag untagged resources: no condition key distinguishes these from new ones."""

NEW = {
    "ec2:CreateFlowLogs": {"vpc-flow-log/*"},
    "ec2:CreateNatGateway": {"natgateway/*", "vpc-endpoint/*", "elastic-ip/*"},
    "ec2:CreateRouteTable": {"route-table/*"},
    "ec2:CreateSubnet": {"subnet/*"},
    "ec2:CreateVpcEndpoint": {"natgateway/*", "vpc-endpoint/*", "elastic-ip/*"},
}
"""Actions on an existing network, and the only resources for which they need no tags. Elastic IPs can be existing
ones."""

OF_THE_AGENT = {
    "ecs:CreateCluster",
    "ecs:DiscoverPollEndpoint",
    "ecs:Poll",
    "ecs:StartTelemetrySession",
    "ecs:SubmitAttachmentStateChanges",
    "ecs:SubmitContainerStateChange",
    "ecs:SubmitTaskStateChange",
    "ecs:UpdateContainerInstancesState",
}
"""Actions of the ECS agent that the boundary allows on every cluster. Its instances register only in the stack's."""


def of_the_stack(statement: dict[str, Any]) -> bool:
    return conditions(statement).items() >= TAGS.items()


def at_creation(statement: dict[str, Any]) -> bool:
    return any(key in conditions(statement) for key in AT_CREATION)


def test_tags_are_added_at_creation_or_to_tagged_resources() -> None:
    found = {
        action
        for statement in statements(*WRITE, "image-build")
        for action in listed(statement["Action"])
        if access_level(action) == "Tagging" and "Untag" not in action and not action.startswith(("iam:", "s3:"))
        if not (of_the_stack(statement) or at_creation(statement) or "aws:RequestTag/stack" in conditions(statement))
    }
    found -= {action for action in found if "Remove" in action or "Delete" in action}
    assert found == UNTAGGED.keys()
    assert [kind for kind in UNTAGGED.values() if kind not in PERMISSIONS] == []


def test_untagged_resources_that_can_be_tagged_exclude_other_stacks() -> None:
    weaker = [
        each
        for each in statements(*WRITE)
        if UNTAGGED.keys() & set(listed(each["Action"])) and not of_the_stack(each) and not at_creation(each)
    ]
    assert [each["Sid"] for each in weaker if conditions(each, "StringEqualsIfExists") != TAGS] == []


@pytest.mark.parametrize("action", NEW)
def test_only_the_stack_of_a_network_can_add_to_it(action: str) -> None:
    free = {
        resource.rpartition(":")[2]
        for each in statements(*WRITE)
        if action in listed(each["Action"]) and not of_the_stack(each)
        for resource in listed(each["Resource"])
    }
    assert free == NEW[action]


def test_schedules_of_another_stack_cannot_be_changed_if_aws_supports_their_tags() -> None:
    (schedules,) = [each for each in statements("jobs") if "scheduler:DeleteSchedule" in listed(each["Action"])]
    assert conditions(schedules, "StringEqualsIfExists") == TAGS


def test_the_roles_of_a_stack_cannot_change_another_stack() -> None:
    """Otherwise, a task could tag a service of another stack, which the deploy role can then delete."""
    found = {
        action
        for each in statements("boundary")
        if each["Effect"] == "Allow" and not of_the_stack(each) and not at_creation(each)
        for action in listed(each["Action"])
        if action.startswith(("ecs:", "elasticloadbalancing:")) and access_level(action) not in ("List", "Read")
    }
    assert found == OF_THE_AGENT


def test_the_roles_of_a_stack_cannot_write_audit_logs() -> None:
    bucket = "arn:aws:s3:::audit-???????"
    assert bucket in {each for one in statements("options") for each in listed(one["Resource"])}
    (denied,) = [each for each in statements("boundary") if each["Sid"] == "NotTheAuditLogs"]
    assert (denied["Effect"], denied["Resource"]) == ("Deny", f"{bucket}/*")
    writing = {
        action
        for action in actions("boundary")
        if action.startswith("s3:") and "*" not in action and access_level(action) not in ("List", "Read")
    }
    assert set(listed(denied["Action"])) == writing
    assert "Condition" not in denied


def test_the_document_says_that_only_a_lock_protects_logs_from_the_deploy_role() -> None:
    # A role that sets a bucket's policy and lifecycle can allow others to delete its objects, and can expire them.
    assert {"s3:PutBucketPolicy", "s3:PutLifecycleConfiguration"} <= set(actions("options"))
    assert "`audit.objectLock` with the mode `compliance`" in PERMISSIONS


def test_a_stack_can_add_its_rules_to_a_shared_load_balancer_of_its_platform() -> None:
    """It can create only these rules in a listener or a security group of another stack."""
    place = {"shared": "edge", "priority": 1, "paths": ["/*"]}
    platform = {"network": NETWORK, "loadBalancers": {"edge": EXISTING_BALANCER}}
    recording = build({"platform": platform, "services": {"web": {"topology": "public-api", "loadBalancer": place}}})
    existing = {EXISTING_BALANCER["listenerArn"], EXISTING_BALANCER["securityGroupId"]}
    added = {
        f"aws.{each.kind}"
        for each in recording.custom
        if each.kind.startswith(("lb.", "vpc."))
        if {each.inputs.get(key) for key in ("listenerArn", "securityGroupId")} & existing
    }
    assert added == {"aws.lb.ListenerRule", "aws.vpc.SecurityGroupEgressRule"}
    needed = {RESOURCES[kind].create for kind in added} | {"ec2:RevokeSecurityGroupEgress"}
    of_callers = {"ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress", "ec2:ModifySecurityGroupRules"}
    assert set(actions("platform")) == needed | of_callers
    of_the_platform = {**TAGS, "aws:ResourceTag/stack": "PLATFORM"}
    assert [conditions(each) for each in statements("platform")] == [of_the_platform] * 2
