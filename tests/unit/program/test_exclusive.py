"""Every role and security group has exactly the program's policies and rules after old tasks have ended."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness import aws_functions
from tests.harness.build import PLATFORM, build, build_stack
from tests.harness.recording import Recording
from tests.harness.recording_monitor import RecordingMonitor

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


def behind(balancer: str, priority: int, **settings: Any) -> dict[str, Any]:
    topology = "public-api" if balancer == "edge" else "private-worker"
    place = {"shared": balancer, "priority": priority, "paths": [f"/{priority}/*"]}
    return {"topology": topology, "loadBalancer": place, **settings}


BALANCERS: dict[str, Any] = {"edge": {"scheme": "public"}, "inner": {"scheme": "internal"}}
SHARED: dict[str, Any] = {
    "loadBalancers": BALANCERS,
    "services": {
        "web": behind("edge", 1),
        "api": behind("edge", 2, deployment={"strategy": "blue-green"}),
        "stock": behind("inner", 1, allowFrom=["web", "clean"]),
        "prices": behind("inner", 2, allowFrom=["web", "api"], containerPort=8080),
        "queue": {"topology": "private-worker", "loadBalancer": "none"},
    },
    "jobs": {"clean": {"image": "busybox"}},
}
PROGRAMS["shared"] = SHARED


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


def without_list(config: dict[str, Any]) -> list[str]:
    """Return the names of the security groups that have no list."""
    recording = build(config)
    listed = {each.at("securityGroupId") for each in recording.all(RULES)}
    return sorted(group.name for group in recording.all("ec2.SecurityGroup") if group.id not in listed)


def test_services_of_other_stacks_can_add_rules_to_load_balancers_of_a_platform() -> None:
    assert without_list({"platformOnly": True, "loadBalancers": BALANCERS}) == ["edge", "inner"]


def test_others_can_add_rules_to_a_load_balancer_of_a_service_that_is_not_exclusive() -> None:
    services = {**SHARED["services"], "web": behind("edge", 1, exclusivePermissions=False)}
    assert without_list({**SHARED, "services": services}) == ["edge", "web-tasks"]


def test_others_can_add_rules_to_a_load_balancer_without_services() -> None:
    assert without_list({**SHARED, "loadBalancers": {**BALANCERS, "idle": {}}}) == ["idle"]


def test_the_list_of_a_shared_load_balancer_waits_for_every_service() -> None:
    """A service that moves to another load balancer needs its rules until its last task behind this one ends."""
    recording = build(SHARED)
    services = set(recording.all("ecs.Service"))
    assert len(services) == 5
    for name in SHARED["loadBalancers"]:
        assert services <= recording.waits_for(recording.one(RULES, name))


@pytest.mark.parametrize("changes", [{"web": None}, {"web": behind("edge", 1, containerPort=8080)}])
def test_an_added_service_changes_only_the_list_of_its_load_balancer(changes: dict[str, Any]) -> None:
    services = {"api": behind("edge", 2), "web": behind("edge", 1)}
    after = {name: args for name, args in {**services, **changes}.items() if args is not None}
    lists = [
        {each.name: each.inputs for each in build({"loadBalancers": BALANCERS, "services": given}).all(RULES)}
        for given in (services, after)
    ]
    assert {name for name in lists[1] if lists[0][name] != lists[1][name]} - {"web-tasks"} == {"edge"}
    assert "vpc.SecurityGroupEgressRule/api-shared-edge-80/id" in lists[1]["edge"]["egressRuleIds"]


def test_lists_are_registered_after_the_last_rollout(monkeypatch: pytest.MonkeyPatch) -> None:
    happened: list[tuple[str, str]] = []
    register, answer = RecordingMonitor.RegisterResource, aws_functions._FUNCTIONS["getService"]

    def registering(monitor: RecordingMonitor, request: Any) -> Any:
        happened.append((request.type.rpartition(":")[2], request.name))
        return register(monitor, request)

    def asked(args: dict[str, Any]) -> dict[str, Any]:
        happened.append(("rollout", args["serviceName"]))
        return answer(args)

    monkeypatch.setattr(RecordingMonitor, "RegisterResource", registering)
    monkeypatch.setitem(aws_functions._FUNCTIONS, "getService", asked)
    build({**SHARED, "tags": {"test": "not kept by another test"}})
    rollouts = [index for index, (kind, _) in enumerate(happened) if kind == "rollout"]
    assert {happened[index][1] for index in rollouts} == SHARED["services"].keys()
    before = {name for kind, name in happened[: rollouts[-1]] if kind.endswith("Exclusive")}
    assert before == {"cluster-instance", "clean-execution"}  # no service uses these


@pytest.mark.parametrize("program", ["dev", "public-api", "prod", "callers", "jobs", "platform", "shared"])
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


def test_removed_policies_and_rules_are_deleted_after_their_last_use() -> None:
    """Tasks of the previous revision need a removed policy or rule until the last of them has ended."""
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
