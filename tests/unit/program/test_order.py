"""The dependencies that determine the engine's plan.

The engine creates a resource after its dependencies and deletes it before them, so each rule has both effects.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.harness.build import build, build_stack, project_config
from tests.harness.order import PAIRS, of_balancer, waiting
from tests.harness.recording import Recording
from tests.harness.registration import Registration


def without_nat() -> Recording:
    """Build a network with endpoints as its only egress."""
    endpoints = ["ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry", "logs"]
    config = project_config("dev") | {"vpc": {"natGateways": "none", "interfaceEndpoints": endpoints}}
    return build(config)


@pytest.fixture(params=["dev", "public-api", "prod"])
def recording(request: pytest.FixtureRequest) -> Recording:
    return build_stack(request.param)


@pytest.mark.parametrize(("later", "earlier"), PAIRS)
def test_all_of_a_kind_wait_for_all_of_another(recording: Recording, later: str, earlier: str) -> None:
    assert waiting(recording, later, earlier) == []


def test_each_nat_gateway_waits_for_its_own_address(recording: Recording) -> None:
    for gateway in recording.all("ec2.NatGateway"):
        assert gateway.property_dependencies["allocationId"] == {recording.one("ec2.Eip", gateway.name).urn}


def test_each_private_route_waits_for_the_nat_gateway_of_its_zone(recording: Recording) -> None:
    for gateway in recording.all("ec2.NatGateway"):
        route = recording.one("ec2.Route", gateway.name.replace("nat", "private"))
        assert route.property_dependencies["natGatewayId"] == {gateway.urn}


def test_the_public_route_waits_for_the_attachment_of_the_internet_gateway(recording: Recording) -> None:
    public = recording.one("ec2.Route", "network-public")
    assert recording.one("ec2.InternetGatewayAttachment") in recording.waits_for(public)


def test_only_public_load_balancers_wait_for_the_internet_gateway(
    recording: Recording,
) -> None:
    assert [text for balancer in recording.all("lb.LoadBalancer") for text in of_balancer(recording, balancer)] == []


def test_the_egress_rule_of_a_load_balancer_is_deleted_after_it(recording: Recording) -> None:
    groups = {group.id: group for group in recording.all("ec2.SecurityGroup")}
    for balancer in recording.all("lb.LoadBalancer"):
        [own] = balancer.at("securityGroups")
        rules = [rule for rule in recording.all("vpc.SecurityGroupEgressRule") if rule.at("securityGroupId") == own]
        assert len(rules) == 1
        assert groups[rules[0].at("referencedSecurityGroupId")].name.endswith("-tasks")
        # The load balancer is deleted before the rule, and both groups after the rule.
        assert rules[0] in recording.waits_for(balancer)
        assert {groups[own], groups[rules[0].at("referencedSecurityGroupId")]} <= recording.waits_for(rules[0])


def test_role_attachments_are_created_before_the_users_of_the_role(recording: Recording) -> None:
    cluster = recording.one("Ec2EcsCluster")
    kinds = ("iam.RolePolicyAttachment", "iam.RolePolicy")
    for right in [found for found in recording if found.kind in kinds]:
        if right.parent == cluster.urn:
            users = [recording.one("iam.InstanceProfile"), recording.one("ec2.LaunchTemplate")]
        else:
            kinds_of_users = ("ecs.Service", "scheduler.Schedule")
            users = [found for found in recording if found.kind in kinds_of_users and found.parent == right.parent]
        assert users
        assert [str(user) for user in users if right not in recording.waits_for(user)] == [], right


def test_each_service_waits_for_its_listener(recording: Recording) -> None:
    for service in recording.all("ecs.Service"):
        forwarding = [
            listener
            for listener in recording.all("lb.Listener")
            if listener.parent == service.parent and listener.at("defaultActions.0.type") == "forward"
        ]
        assert [listener in recording.waits_for(service) for listener in forwarding] == [True]


def test_the_cluster_is_deleted_after_its_services_and_instances(recording: Recording) -> None:
    cluster = recording.one("ecs.Cluster")
    for kind in ("ecs.Service", "ecs.ClusterCapacityProviders", "ecs.CapacityProvider", "autoscaling.Group"):
        assert waiting(recording, kind, "ecs.Cluster") == []
    assert not recording.waits_for(cluster) - {recording.one("Ec2EcsCluster")}


def test_instances_keep_egress_to_ecs_until_the_last_task_has_ended(recording: Recording) -> None:
    # A rule without dependents is deleted first. Without egress, the agent gets no commands, tasks do not stop, and the
    # deletion of the service times out.
    egress = recording.one("vpc.SecurityGroupEgressRule", "cluster-instance")
    users = [recording.one("autoscaling.Group"), *recording.all("ecs.Service")]
    assert [str(user) for user in users if egress not in recording.waits_for(user)] == []


def test_tasks_have_egress_until_their_service_is_deleted(recording: Recording) -> None:
    for service in recording.all("ecs.Service"):
        egress = recording.one("vpc.SecurityGroupEgressRule", f"{service.name}-tasks")
        assert egress in recording.waits_for(service), service


def test_instances_and_tasks_wait_for_endpoints_that_are_their_only_egress() -> None:
    recording = without_nat()
    assert recording.names("ec2.NatGateway") == []
    for kind in ("autoscaling.Group", "ecs.Service"):
        assert waiting(recording, kind, "ec2.VpcEndpoint") == []
        assert waiting(recording, kind, "ec2.VpcEndpointRouteTableAssociation") == []
        rules = [rule for rule in recording.all("vpc.SecurityGroupIngressRule") if "endpoints" in rule.name]
        assert rules
        for user in recording.all(kind):
            assert set(rules) <= recording.waits_for(user)


def test_the_ingress_rule_of_endpoints_is_deleted_after_them() -> None:
    recording = without_nat()
    rules = {rule for rule in recording.all("vpc.SecurityGroupIngressRule") if "endpoints" in rule.name}
    assert rules
    interface = [found for found in recording.all("ec2.VpcEndpoint") if found.at("vpcEndpointType") == "Interface"]
    assert interface
    assert [str(endpoint) for endpoint in interface if not rules <= recording.waits_for(endpoint)] == []


def test_subnets_wait_for_the_block_that_contains_them() -> None:
    recording = build_stack("prod")
    blocks = {block.name: block for block in recording.all("ec2.VpcIpv4CidrBlockAssociation")}
    assert sorted(blocks) == ["network-secondary", "network-task"]
    for subnet in recording.all("ec2.Subnet"):
        block = "network-task" if "-task-" in subnet.name else "network-secondary"
        if "-task-" in subnet.name or subnet.name.endswith("-3"):
            assert blocks[block] in recording.waits_for(subnet)


def test_services_that_allow_each_other_do_not_depend_on_each_other() -> None:
    worker = {"topology": "private-worker"}
    recording = build({"services": {"a": {**worker, "allowFrom": ["b"]}, "b": {**worker, "allowFrom": ["a"]}}})
    admitted = [rule.name for rule in recording.all("vpc.SecurityGroupIngressRule") if "-private-from-" in rule.name]
    assert admitted == ["a-private-from-b", "b-private-from-a"]
    for resource in recording:
        recording.waits_for(resource)  # fails on a cycle


def test_a_missing_dependency_is_found() -> None:
    recording = build_stack("dev")

    def cut(resource: Registration) -> Registration:
        keep = {urn for urn in resource.depends_on if "::network-private-1" not in urn}
        return replace(resource, depends_on=frozenset(keep))

    broken = Recording({urn: cut(found) for urn, found in recording.registrations.items()}, {}, frozenset(), (), ())
    assert "autoscaling.Group cluster-instances does not wait for ec2.Route network-private-1" in waiting(
        broken, "autoscaling.Group", "ec2.Route"
    )


@pytest.mark.parametrize("kind", ["jobs", "services"])
def test_a_task_definition_without_a_load_balancer_waits_for_the_capacity(kind: str) -> None:
    """ECS does not always find a new role. The creation of the capacity, which the task needs, takes longer."""
    task = {"topology": "private-worker", "loadBalancer": "none"} if kind == "services" else {"image": "a"}
    recording = build({kind: {"report": task}})
    definition = recording.one("ecs.TaskDefinition")
    assert recording.one("ecs.ClusterCapacityProviders") in recording.waits_for(definition)
