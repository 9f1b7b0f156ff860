"""Each component in isolation: its resources, its outputs, and the effect of its options."""

from __future__ import annotations

import functools
from collections.abc import Callable

import pulumi
import pulumi_aws as aws
import pytest

from components import (
    AwsvpcService,
    AwsvpcServiceArgs,
    DeploymentArgs,
    Ec2EcsCluster,
    Ec2EcsClusterArgs,
    Job,
    LargeVpc,
    LargeVpcArgs,
    LoadBalancerArgs,
    Namespace,
    Region,
    SharedLoadBalancer,
)
from tests.harness.build import STACKS, build_component, build_stack
from tests.harness.recording import Recording
from tests.harness.standalone import existing_capacity, existing_network, make_cluster, make_service

WORKER = AwsvpcServiceArgs(topology="private-worker")

OUTPUTS = {
    "LargeVpc": {"vpcId", "publicSubnetIds", "privateSubnetIds", "natPublicIps"},
    "Ec2EcsCluster": {"clusterName", "clusterArn", "capacityProviderName", "instanceSecurityGroupId"},
    "AwsvpcService": {
        "url",
        "loadBalancerDnsName",
        "serviceName",
        "logGroupName",
        "securityGroupId",
        "taskExecutionRoleArn",
        "taskDefinitionFamily",
    },
}


def make_vpc(opts: pulumi.ResourceOptions | None = None) -> LargeVpc:
    return LargeVpc("network", LargeVpcArgs(), opts, region=Region())


def make_worker(opts: pulumi.ResourceOptions | None = None) -> object:
    return make_service("worker", WORKER, opts=opts)


MAKERS: dict[str, Callable[[pulumi.ResourceOptions | None], object]] = {
    "LargeVpc": make_vpc,
    "Ec2EcsCluster": lambda opts: make_cluster(opts=opts),
    "AwsvpcService": make_worker,
}


@functools.cache
def alone(kind: str) -> Recording:
    return build_component(lambda: MAKERS[kind](None))


@pytest.mark.parametrize("kind", MAKERS)
def test_every_child_has_the_component_as_its_parent(kind: str) -> None:
    recording = alone(kind)
    component = recording.one(kind)
    assert [str(found) for found in recording if found.parent != component.urn] == [str(component)]


@pytest.mark.parametrize("kind", MAKERS)
def test_a_component_has_a_type_of_the_project_and_no_inputs(kind: str) -> None:
    component = alone(kind).one(kind)
    assert f"ecs-on-ec2:index:{kind}::" in component.urn
    assert not component.custom
    assert component.inputs == {}


@pytest.mark.parametrize("kind", MAKERS)
def test_children_are_named_from_the_component(kind: str) -> None:
    recording = alone(kind)
    name = recording.one(kind).name
    assert [found.name for found in recording if found.name != name and not found.name.startswith(f"{name}-")] == []


@pytest.mark.parametrize("kind", MAKERS)
def test_the_registered_outputs_are_the_typed_attributes(kind: str) -> None:
    made: list[object] = []

    def program() -> None:
        made.append(MAKERS[kind](None))

    registered = build_component(program).one(kind).outputs
    assert set(registered) >= OUTPUTS[kind]
    attributes = {
        name: value for name, value in vars(made[0]).items() if isinstance(value, pulumi.Output) and name != "urn"
    }
    camel = {_camel(name) for name in attributes if not name.startswith("_")}
    assert set(registered) == camel


def test_every_output_is_an_output() -> None:
    outputs: dict[str, object] = {}

    def program() -> None:
        network, domain = existing_network(), Namespace("ns-1", "arn", "services.internal")
        capacity = existing_capacity(namespace=domain, execute_command_log_group_arn="arn")
        external = DeploymentArgs(external=True, keep_revisions=True)
        args = AwsvpcServiceArgs(
            topology="private-worker", execute_command=True, deployment=external, load_balancer=LoadBalancerArgs()
        )
        outputs.update(make_service("web", args, network=network, capacity=capacity).outputs)
        outputs.update(Job("report", {"image": "busybox"}, network=network, capacity=capacity).outputs)
        outputs.update(SharedLoadBalancer("edge", {}, network=network).outputs)
        outputs.update(LargeVpc("network").outputs)

    build_component(program)
    assert set(outputs) > {"discoveryUrl", "deployment", "execCommand", "runCommand", "url", "vpcId"}
    assert [key for key, value in outputs.items() if not isinstance(value, pulumi.Output)] == []


@pytest.mark.parametrize("kind", MAKERS)
def test_resource_options_apply_only_to_the_component(kind: str) -> None:
    def options() -> pulumi.ResourceOptions:
        gateway = aws.ec2.InternetGateway("before")
        return pulumi.ResourceOptions(
            depends_on=[gateway],
            aliases=[pulumi.Alias(name="old")],
            ignore_changes=["tags"],
            custom_timeouts=pulumi.CustomTimeouts(create="1m"),
        )

    recording = build_component(lambda: MAKERS[kind](options()))
    component, gateway = recording.one(kind), recording.one("ec2.InternetGateway", "before")
    assert gateway.urn in component.depends_on
    assert component.aliases
    for child in recording.children(component):
        without = alone(kind).one(child.kind, child.name)
        assert child.ignore_changes == without.ignore_changes
        assert child.custom_timeouts == without.custom_timeouts
        assert gateway.urn not in child.depends_on


@pytest.mark.parametrize("kind", MAKERS)
def test_a_given_provider_is_used_by_every_child_and_look_up(kind: str) -> None:
    def program() -> None:
        provider = aws.Provider("elsewhere", region="eu-west-1")
        opts = pulumi.ResourceOptions(provider=provider)
        if kind == "LargeVpc":
            LargeVpc("network", opts=opts)
        elif kind == "Ec2EcsCluster":
            Ec2EcsCluster("cluster", network=existing_network(), opts=opts)
        else:
            AwsvpcService("worker", WORKER, network=existing_network(), capacity=existing_capacity(), opts=opts)

    recording = build_component(program)
    provider = recording.one("pulumi.providers.aws")
    assert {provider.urn in found.provider for found in recording.children(recording.one(kind))} == {True}
    assert recording.calls
    assert {provider.urn in call.provider for call in recording.calls} == {True}


@pytest.mark.parametrize("kind", MAKERS)
def test_protection_of_a_component_protects_its_children(kind: str) -> None:
    recording = build_component(lambda: MAKERS[kind](pulumi.ResourceOptions(protect=True)))
    assert [str(found) for found in recording if not found.protect] == []


@pytest.mark.parametrize("kind", MAKERS)
def test_a_preview_of_a_component_shows_every_resource(kind: str) -> None:
    preview = build_component(lambda: MAKERS[kind](None), preview=True)
    assert preview.listed == alone(kind).listed


def test_a_stack_can_have_two_components_of_each_kind() -> None:
    def program() -> None:
        for name in ("one", "two"):
            network = LargeVpc(name, LargeVpcArgs(), region=Region()).network
            cluster = Ec2EcsCluster(name, Ec2EcsClusterArgs(), network=network, region=Region())
            make_service(f"{name}-api", WORKER, network=network, capacity=cluster.capacity)

    recording = build_component(program)
    assert recording.names("ec2.Vpc") == ["one", "two"]
    assert recording.names("ecs.Service") == ["one-api", "two-api"]


def test_components_accept_outputs_of_another_network() -> None:
    def program() -> None:
        vpc = aws.ec2.Vpc("theirs", cidr_block="10.9.0.0/16")
        network = existing_network(vpc_id=vpc.id, cidr_blocks={"vpc": vpc.cidr_block})
        make_service("worker", WORKER, network=network)

    recording = build_component(program)
    vpc = recording.one("ec2.Vpc")
    assert recording.one("lb.TargetGroup").at("vpcId") == vpc.id
    rule = recording.one("vpc.SecurityGroupIngressRule", "worker-private-from-vpc")
    assert rule.at("cidrIpv4") == "10.9.0.0/16"


def test_a_service_on_an_existing_cluster_waits_for_egress() -> None:
    # On a cluster of this program, it waits for the instances, which wait for egress.
    def program() -> None:
        make_service("worker", WORKER, network=LargeVpc("network", LargeVpcArgs(), region=Region()).network)

    recording = build_component(program)
    waited = recording.waits_for(recording.one("ecs.Service"))
    missing = [str(route) for route in recording.all("ec2.Route") if route not in waited]
    assert missing == []


def test_a_service_uses_its_given_capacity() -> None:
    service = build_component(lambda: make_service("worker", WORKER)).one("ecs.Service")
    assert service.at("cluster").endswith("cluster/theirs")
    assert service.at("capacityProviderStrategies.0.capacityProvider") == "their-provider"
    assert service.at("networkConfiguration.subnets") == ["subnet-private-1", "subnet-private-2"]


@pytest.mark.parametrize("stack", STACKS)
def test_no_look_up_is_repeated(stack: str) -> None:
    calls = [(call.token, str(call.args)) for call in build_stack(stack).calls]
    assert len(calls) == len(set(calls))


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
