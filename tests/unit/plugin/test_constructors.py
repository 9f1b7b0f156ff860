"""The package creates the same resources as the Python components, from inputs of programs in other languages."""

from __future__ import annotations

import asyncio
import functools
from dataclasses import replace
from typing import Any

import pulumi
import pytest

from components import (
    Alarms,
    AlarmsArgs,
    AuditLogs,
    AuditLogsArgs,
    AwsvpcService,
    AwsvpcServiceArgs,
    Ec2EcsCluster,
    Ec2EcsClusterArgs,
    Job,
    JobArgs,
    LargeVpc,
    LargeVpcArgs,
    SharedLoadBalancer,
    SharedLoadBalancerArgs,
)
from components.foundation.refusal import Problem, RefusedError
from components.plugin.constructors import CONSTRUCTORS, Created, Inputs
from components.plugin.provider import _details
from docs.generator.package_types import OPTIONAL
from tests.harness.build import build_component
from tests.harness.recording import Recording

TOPIC = "arn:aws:sns:us-east-1:123456789012:alarms"
NETWORK = ("vpcId", "publicSubnetIds", "privateSubnetIds", "cidrBlocks", "availabilityZones")
CAPACITY = ("clusterArn", "clusterName", "capacityProviderName", "instanceTypes", "eniTrunking", "operatingSystem")
BALANCER = ("scheme", "hasTls", "listenerArn", "securityGroupId", "dnsName", "arnSuffix")
# Floating-point numbers, because the engine passes all numbers this way.
VPC: Inputs = {"natGateways": "single"}
CLUSTER: Inputs = {"maxSize": 5.0}
EDGE: Inputs = {"idleTimeout": 90.0}
WEB: Inputs = {
    "topology": "public-api",
    "loadBalancer": {"shared": "edge", "paths": ["/*"], "priority": 10.0},
    "exclusivePermissions": True,
}
WORKER: Inputs = {"topology": "private-worker", "allowFrom": ["web", "report"], "exclusivePermissions": True}
REPORT: Inputs = {
    "image": "busybox",
    "schedule": "cron(0 3 * * ? *)",
    "retries": 1.0,
    "exclusivePermissions": True,
}

EXISTING: Inputs = {
    "network": {"vpcId": "vpc-1", "publicSubnetIds": ["subnet-1"], "privateSubnetIds": ["subnet-2"]},
    "capacity": {
        "clusterArn": "arn:aws:ecs:us-east-1:123456789012:cluster/theirs",
        "capacityProviderName": "theirs",
    },
}
LACKING: dict[str, set[str]] = {}
"""The missing outputs of components, by kind."""


def environment() -> dict[str, Any]:
    return {"TOKEN": pulumi.Output.secret("hidden")}


async def create(kind: str, name: str, **inputs: Any) -> dict[str, Any]:
    """Create a component as the plugin does; return its outputs as the engine passes them to a program."""
    found: Created = await CONSTRUCTORS[kind].create(name, inputs, None)
    assert set(found.outputs) <= set(CONSTRUCTORS[kind].outputs)
    lacking = {key for key in CONSTRUCTORS[kind].outputs if found.outputs.get(key) is None}
    assert lacking <= set(OPTIONAL.get(kind, ()))
    LACKING.setdefault(kind, set()).update(lacking)
    return {key: pulumi.Output.from_input(value) for key, value in found.outputs.items()}


def parts(outputs: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: outputs[key] for key in keys}


async def by_the_package() -> None:
    audit = await create("AuditLogs", "audit", accessLogs=True)
    vpc = await create("LargeVpc", "network", **VPC)
    reached = {"network": parts(vpc, NETWORK), "egress": vpc["egress"]}
    cluster = await create("Ec2EcsCluster", "cluster", **reached, **CLUSTER)
    placed = {**reached, "capacity": parts(cluster, CAPACITY)}
    public = {"network": reached["network"], "internetGateway": vpc["internetGateway"]}
    edge = await create("SharedLoadBalancer", "edge", **public, accessLogsBucket=audit["accessLogsBucket"], **EDGE)
    web = await create(
        "AwsvpcService",
        "web",
        **placed,
        **WEB,
        environment=environment(),
        loadBalancers={"edge": parts(edge, BALANCER)},
    )
    report = await create("Job", "report", **placed, **REPORT, environment=environment())
    callers = {"web": web["securityGroupId"], "report": report["securityGroupId"]}
    await create("AwsvpcService", "worker", **placed, **WORKER, callers=callers)
    metrics = {
        "clusterName": cluster["clusterName"],
        "serviceName": web["serviceName"],
        "loadBalancer": web["loadBalancerMetricName"],
        "loadBalancerIsShared": web["loadBalancerIsShared"],
        "targetGroup": web["targetGroupMetricName"],
    }
    await create(
        "Alarms",
        "alarms",
        topicArn=TOPIC,
        services={"web": metrics},
        scheduleGroups={"report": report["scheduleGroupName"]},
        groupName=cluster["groupName"],
    )
    pulumi.export("report", report["runCommand"])


def in_python() -> None:
    def of(args_class: Any, stack_file: Inputs, **further: Any) -> Any:
        integers = {key: int(value) if isinstance(value, float) else value for key, value in stack_file.items()}
        return args_class.model_validate({**integers, **further}, by_alias=True, by_name=False)

    audit = AuditLogs("audit", of(AuditLogsArgs, {"accessLogs": True}))
    vpc = LargeVpc("network", of(LargeVpcArgs, VPC))
    cluster = Ec2EcsCluster("cluster", of(Ec2EcsClusterArgs, CLUSTER), network=vpc.network)
    placed: dict[str, Any] = {"network": vpc.network, "capacity": cluster.capacity}
    edge = SharedLoadBalancer(
        "edge", of(SharedLoadBalancerArgs, EDGE), network=vpc.network, access_logs=audit.access_logs
    )
    behind = {**WEB, "loadBalancer": {**WEB["loadBalancer"], "priority": 10}}
    web = AwsvpcService(
        "web",
        of(AwsvpcServiceArgs, behind, environment=environment()),
        load_balancers={"edge": edge.balancer},
        **placed,
    )
    report = Job("report", of(JobArgs, REPORT, environment=environment()), **placed)
    AwsvpcService("worker", of(AwsvpcServiceArgs, WORKER), callers={"web": web, "report": report}, **placed)
    assert report.schedule_group_name is not None
    Alarms(
        "alarms",
        AlarmsArgs(topic_arn=TOPIC),
        services={"web": web.metrics},
        schedule_groups={"report": report.schedule_group_name},
        group_name=cluster.group_name,
    )
    pulumi.export("report", report.run_command)


def awaited(program: Any) -> Any:
    return lambda: pulumi.Output.from_input(asyncio.ensure_future(program()))


@functools.cache
def package() -> Recording:
    return build_component(awaited(by_the_package))


@functools.cache
def python() -> Recording:
    return build_component(in_python)


def test_tokens_names_and_parents_equal_those_of_the_python_components() -> None:
    assert {found.urn: found.parent for found in package()} == {found.urn: found.parent for found in python()}
    kinds = {found.kind for found in package()}
    assert kinds >= {*CONSTRUCTORS, "lb.ListenerRule", "scheduler.Schedule", "iam.RolePoliciesExclusive"}


def test_inputs_and_secrets_equal_those_of_the_python_components() -> None:
    for found in package():
        same = python().registrations[found.urn]
        assert (str(found), found.inputs, found.secret_inputs) == (str(same), same.inputs, same.secret_inputs)
    for name in ("web", "report"):
        assert "containerDefinitions" in package().one("ecs.TaskDefinition", name).secret_inputs


def test_dependencies_equal_those_of_the_python_components() -> None:
    def waiting(recording: Recording) -> dict[str, set[str]]:
        return {str(found): {str(each) for each in recording.waits_for(found)} for found in recording.custom}

    expected = waiting(python())
    lacking = {name: expected[name] - found for name, found in waiting(package()).items() if expected[name] - found}
    assert lacking == {}


def test_outputs_equal_those_of_the_python_components() -> None:
    assert package().exports == python().exports


def test_only_optional_outputs_are_missing() -> None:
    """A component with the fewest settings lacks every optional output, and no other output."""

    async def program() -> None:
        network = EXISTING["network"]
        await create("LargeVpc", "network")
        await create("Ec2EcsCluster", "cluster", network=network)
        await create("AwsvpcService", "worker", topology="private-worker", loadBalancer="none", **EXISTING)
        await create("AwsvpcService", "piped", topology="private-worker", logging={"driver": "journald"}, **EXISTING)
        await create("Job", "report", image="busybox", **EXISTING)
        await create("SharedLoadBalancer", "edge", network=network)
        await create("Alarms", "alarms", topicArn=TOPIC, services={})
        await create("AuditLogs", "audit", accessLogs=False, flowLogs=True, vpcId="vpc-1")

    LACKING.clear()
    build_component(awaited(program))
    assert {kind: set(keys) for kind, keys in OPTIONAL.items()} == {
        kind: keys for kind, keys in LACKING.items() if keys
    }


def test_a_preview_without_known_outputs_succeeds() -> None:
    """In YAML, one unknown part makes a whole object unknown."""

    async def program() -> None:
        vpc = await create("LargeVpc", "network", **VPC)
        unknown = vpc["vpcId"]
        network = {**parts(vpc, NETWORK), "cidrBlocks": unknown, "availabilityZones": unknown}
        capacity = {**EXISTING["capacity"], "instanceTypes": unknown, "eniTrunking": unknown}
        edge = {**dict.fromkeys(BALANCER, "edge"), "scheme": unknown, "hasTls": unknown, "domain": unknown}
        placed = {"network": network, "capacity": capacity}
        await create("AwsvpcService", "web", **WEB, **placed, loadBalancers={"edge": edge})
        whole = {"network": unknown, "capacity": unknown}
        await create("AwsvpcService", "behind", **WEB, **whole, loadBalancers={"edge": unknown})
        await create("AwsvpcService", "worker", topology="private-worker", **whole)
        await create("Job", "report", **REPORT, **whole)
        await create("Alarms", "alarms", topicArn=TOPIC, services={"web": unknown})

    recording = build_component(awaited(program), preview=True)
    assert set(recording.names("ecs.Service")) == {"behind", "web", "worker"}
    assert set(recording.names("lb.ListenerRule")) == {"behind-shared-edge", "web-shared-edge"}


def test_the_path_of_an_unknown_value_refers_to_no_property() -> None:
    output = pulumi.Output.__new__(pulumi.Output)
    unknown = Problem(("network", "cidrBlocks"), output, "a known value is allowed")
    assert _details(unknown)["property_path"] == '["network.cidrBlocks, unknown"]'
    assert _details(replace(unknown, value=1))["property_path"] == "network.cidrBlocks"


@pytest.mark.parametrize(
    ("given", "path", "allowed"),
    [
        ({"scheme": "outside"}, ("loadBalancers", "edge", "scheme"), "public or internal is allowed"),
        ({"scheme": "internal"}, ("loadBalancer", "shared"), "its scheme is internal, for services of"),
    ],
)
def test_an_unsuitable_shared_load_balancer_is_refused(
    given: dict[str, str], path: tuple[str, ...], allowed: str
) -> None:
    refused: list[RefusedError] = []
    known = {"hasTls": False, **dict.fromkeys(BALANCER[2:], "edge")}

    async def program() -> None:
        pulumi.ComponentResource("test:index:Test", "test")
        with pytest.raises(RefusedError) as caught:
            await create("AwsvpcService", "web", **WEB, **EXISTING, loadBalancers={"edge": {**known, **given}})
        refused.append(caught.value)

    build_component(awaited(program))
    (problem,) = refused[0].problems
    assert problem.in_camel_case().path == path
    assert problem.allowed.startswith(allowed)


def test_outputs_of_a_namespace_and_of_the_whole_environment_are_accepted() -> None:
    async def program() -> None:
        namespace = {"id": "ns-1", "arn": "arn", "domain": pulumi.Output.from_input("services.internal")}
        given = {**EXISTING, "capacity": {**EXISTING["capacity"], "namespace": namespace}}
        values = {"A": "1"}
        outputs = await create(
            "AwsvpcService", "web", topology="private-worker", environment=pulumi.Output.from_input(values), **given
        )
        assert await outputs["discoveryUrl"].future() == "http://web.services.internal"

    definition = build_component(awaited(program)).one("ecs.TaskDefinition")
    assert definition.at("containerDefinitions.0.environment") == [{"name": "A", "value": "1"}]
