"""Every role has exactly the program's policies, every security group exactly its rules, once old tasks have ended."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.build import PLATFORM, build, build_stack
from tests.harness.recording import Recording

RULES = "ec2.VpcSecurityGroupRulesExclusive"
INLINE, ATTACHED = "iam.RolePoliciesExclusive", "iam.RolePolicyAttachmentsExclusive"
SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:one-a1B2c3"
CALLERS: dict[str, dict[str, Any]] = {
    "web": {"topology": "public-api", "deployment": {"strategy": "canary"}},
    "cart": {"topology": "private-worker", "allowFrom": ["web", "cart"]},
    "queue": {
        "topology": "private-worker",
        "loadBalancer": "none",
        "allowFrom": ["cart"],
        "taskRole": {
            "policyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
            "statements": [{"actions": ["sqs:*"], "resources": ["*"]}],
        },
    },
}
PROGRAMS: dict[str, dict[str, Any]] = {
    "callers": {"services": CALLERS, "cluster": {"discovery": "service-connect", "ssmAccess": True}},
    "endpoints": {
        "services": {"worker": {"topology": "private-worker"}},
        "vpc": {"interfaceEndpoints": ["logs"], "availabilityZones": 3},
    },
    "jobs": {
        "services": {"cart": {"topology": "private-worker", "allowFrom": ["clean"]}},
        "jobs": {"clean": {"image": "busybox", "schedule": "rate(1 day)", "secrets": {"KEY": SECRET}}},
    },
    "platform": {"services": CALLERS, "platform": PLATFORM},
}


SHARED: dict[str, Any] = {
    "loadBalancers": {"edge": {"scheme": "public"}},
    "services": {
        "web": {"topology": "public-api", "loadBalancer": {"shared": "edge", "priority": 1, "paths": ["/*"]}},
    },
}


def recording_of(program: str) -> Recording:
    return build(PROGRAMS[program]) if program in PROGRAMS else build_stack(program)


@pytest.mark.parametrize("program", ["dev", "public-api", "prod", *PROGRAMS])
def test_every_rule_of_every_group_is_listed(program: str) -> None:
    recording = recording_of(program)
    kinds = {"ingressRuleIds": "vpc.SecurityGroupIngressRule", "egressRuleIds": "vpc.SecurityGroupEgressRule"}
    made: dict[str, dict[str, set[str]]] = {
        group: {key: set() for key in kinds} for group in (each.id for each in recording.all("ec2.SecurityGroup"))
    }
    for key, kind in kinds.items():
        for name in recording.names(kind):
            rule = recording.one(kind, name)
            made[rule.at("securityGroupId")][key].add(rule.id)
    listed = {each.at("securityGroupId"): {key: set(each.at(key)) for key in kinds} for each in recording.all(RULES)}
    assert listed == made


def test_only_the_group_of_a_shared_load_balancer_has_no_list() -> None:
    """Services of other stacks add their rules to it: docs/drift.md."""
    recording = build(SHARED)
    listed = {each.at("securityGroupId") for each in recording.all(RULES)}
    assert [group.name for group in recording.all("ec2.SecurityGroup") if group.id not in listed] == ["edge"]


@pytest.mark.parametrize("program", ["dev", "public-api", "prod", "callers", "jobs", "platform"])
def test_every_policy_of_every_role_is_listed(program: str) -> None:
    recording = recording_of(program)
    roles = {role.computed["name"] for role in recording.all("iam.Role")}
    inline: dict[str, set[str]] = {role: set() for role in roles}
    attached: dict[str, set[str]] = {role: set() for role in roles}
    for name in recording.names("iam.RolePolicy"):
        policy = recording.one("iam.RolePolicy", name)
        inline[policy.at("role")].add(policy.computed["name"])
    for attachment in recording.all("iam.RolePolicyAttachment"):
        attached[attachment.at("role")].add(attachment.at("policyArn"))
    assert {each.at("roleName"): set(each.at("policyNames")) for each in recording.all(INLINE)} == inline
    assert {each.at("roleName"): set(each.at("policyArns")) for each in recording.all(ATTACHED)} == attached


def test_dropped_policies_and_rules_are_deleted_after_their_last_use() -> None:
    """A policy or a rule that the program drops is needed until the last task of the previous revision has ended."""
    recording = recording_of("callers")
    for service in recording.all("ecs.Service"):
        every = [each for kind in (RULES, INLINE, ATTACHED) for each in recording.all(kind)]
        own = [each for each in every if each.name.startswith(f"{service.name}-")]
        assert own
        assert [str(each) for each in own if service not in recording.waits_for(each)] == []
    group = recording.one("autoscaling.Group")
    for kind in (INLINE, ATTACHED):
        assert group in recording.waits_for(recording.one(kind, "cluster-instance"))


def test_without_exclusive_permissions_nothing_is_listed() -> None:
    off = {"exclusivePermissions": False}
    services = {name: {**args, **off} for name, args in CALLERS.items()}
    recording = build({"services": services, "cluster": off, "vpc": {**off, "interfaceEndpoints": ["logs"]}})
    assert [recording.names(kind) for kind in (RULES, INLINE, ATTACHED)] == [[], [], []]
