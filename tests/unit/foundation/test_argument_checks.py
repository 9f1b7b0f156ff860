"""Arguments that are objects of this package, and the fields of these objects: one message for a mistake."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from components import (
    Alarms,
    AwsvpcService,
    AwsvpcServiceArgs,
    Capacity,
    Ec2EcsCluster,
    Job,
    JobArgs,
    LargeVpc,
    LargeVpcArgs,
    Network,
    RefusedError,
    SharedLoadBalancer,
    create_jobs,
    create_load_balancers,
    create_services,
)
from tests.harness.build import build_component
from tests.harness.later import WAYS, later
from tests.harness.standalone import existing_capacity, existing_network, make_cluster

WORKER = {"topology": "private-worker"}
TOPIC = {"topic_arn": "arn:aws:sns:us-east-1:123456789012:on-call"}


def service(args: dict[str, Any] | None = None, **changes: Any) -> AwsvpcService:
    known: dict[str, Any] = {"network": existing_network(), "capacity": existing_capacity(), **changes}
    return AwsvpcService("web", args or WORKER, **known)


@pytest.mark.parametrize(
    ("program", "message"),
    [
        (
            lambda: Ec2EcsCluster("c", network=LargeVpc("n")),  # type: ignore[arg-type]
            "network must be a Network, not a LargeVpc: pass its attribute network",
        ),
        (lambda: Ec2EcsCluster("c", network=None), "network must be a Network, not None"),  # type: ignore[arg-type]
        (
            lambda: service(capacity=make_cluster()),
            "capacity must be a Capacity, not an Ec2EcsCluster: pass its attribute capacity",
        ),
        (
            lambda: Job("j", {"image": "a.b/c:1"}, network={}, capacity=existing_capacity()),  # type: ignore[arg-type]
            "network must be a Network, not a dict",
        ),
        (lambda: LargeVpc("n", region="eu-west-1"), "region must be a Region, not a str"),  # type: ignore[arg-type]
        (lambda: service(access_logs="bucket"), "access_logs must be an AccessLogs, not a str"),
        (
            lambda: service({**WORKER, "allow_from": ["web"]}, callers=["web"]),
            "callers must be a dict of a TaskComponent or a str or an Output or an Awaitable by name, not a list",
        ),
        (
            lambda: service({**WORKER, "allow_from": ["job"]}, callers={"job": None}),
            "callers['job'] must be a TaskComponent or a str or an Output or an Awaitable, not None",
        ),
        (
            lambda: Alarms("a", TOPIC, services={"web": service()}),  # type: ignore[dict-item]
            "services['web'] must be a ServiceMetrics, not an AwsvpcService: pass its attribute metrics",
        ),
        (lambda: Alarms("a", TOPIC, services=None), "services must be a Mapping, not None"),  # type: ignore[arg-type]
        (
            lambda: service(load_balancers={"e": SharedLoadBalancer("e", network=existing_network())}),
            "load_balancers['e'] must be a SharedBalancer, not a SharedLoadBalancer: pass its attribute balancer",
        ),
    ],
)
def test_an_argument_of_another_class_is_reported_with_both_classes(
    program: Callable[[], object], message: str
) -> None:
    with pytest.raises(TypeError) as caught:
        build_component(program)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"public_subnet_ids": "subnet-1"}, 'public_subnet_ids: "subnet-1" is refused: a list of strings is allowed'),
        ({"private_subnet_ids": None}, "private_subnet_ids: null is refused: a list of strings is allowed"),
        ({"private_subnet_ids": []}, "private_subnet_ids: [] is refused: at least 1 is needed"),
        ({"private_subnet_ids": ["subnet-1", ""]}, 'private_subnet_ids[1]: "" is refused: a string that is not blank'),
        ({"task_subnet_ids": ["subnet-1", 2]}, "task_subnet_ids[1]: 2 is refused: a string that is not blank"),
        ({"vpc_id": None}, "vpc_id: null is refused: a string that is not blank is allowed"),
        ({"cidr_blocks": ["10.0.0.0/16"]}, 'cidr_blocks: ["10.0.0.0/16"] is refused: a dict of IPv4 blocks by name'),
        ({"cidr_blocks": {"vpc": "all"}}, 'cidr_blocks.vpc: "all" is refused: an IPv4 block such as 10.0.0.0/16 is'),
        ({"availability_zones": "us-east-1a"}, 'availability_zones: "us-east-1a" is refused: a list of strings'),
    ],
)
def test_a_mistake_in_a_network_is_refused(changes: dict[str, Any], message: str) -> None:
    known = {"vpc_id": "vpc-1", "cidr_blocks": {}, "public_subnet_ids": [], "private_subnet_ids": ["subnet-1"]}
    assert Network(**{**known, "egress": []}).endpoints is None  # type: ignore[arg-type]
    with pytest.raises(RefusedError) as caught:
        Network(**{**known, **changes})
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("field", ["cluster_arn", "cluster_name", "capacity_provider_name"])
def test_a_capacity_without_a_name_is_refused(field: str) -> None:
    names = {"cluster_arn": "arn", "cluster_name": "theirs", "capacity_provider_name": "provider"}
    with pytest.raises(RefusedError, match=f"{field}: null is refused"):
        Capacity(**{**names, field: None})  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [set, frozenset, iter])
def test_an_argument_without_an_order_is_refused(kind: Callable[[Any], Any]) -> None:
    with pytest.raises(RefusedError, match=r"interface_endpoints: .* is refused: a list is allowed"):
        LargeVpcArgs(interface_endpoints=kind(["logs"]))
    with pytest.raises(RefusedError, match=r"container\.command: .* is refused: a list is allowed"):
        AwsvpcServiceArgs.of({**WORKER, "container": {"command": kind(["serve"])}})


def test_a_future_is_not_a_list() -> None:
    async def program() -> None:
        future: asyncio.Future[list[str]] = asyncio.get_running_loop().create_future()
        future.set_result([])
        with pytest.raises(RefusedError, match="an output is refused: a plain value is allowed"):
            AwsvpcServiceArgs.of({**WORKER, "task_role": {"policy_arns": future}})
        await asyncio.sleep(0)

    asyncio.run(program())


def test_the_arguments_of_all_services_and_jobs_can_be_dicts() -> None:
    def program() -> None:
        network, capacity = existing_network(), existing_capacity()
        services: dict[str, Any] = {"web": WORKER, "api": {**WORKER, "allow_from": ["web"]}}
        create_load_balancers({"edge": {}}, services, network=network)
        create_services(services, network=network, capacity=capacity)
        create_jobs({"report": {"image": "a.b/c:1"}}, network=network, capacity=capacity)

    recording = build_component(program)
    assert len(recording.all("ecs.Service")) == 2
    assert len(recording.all("ecs.TaskDefinition")) == 3


def test_mistakes_in_several_dicts_name_their_services() -> None:
    args: dict[str, Any] = {"web": {**WORKER, "cpu": 1}, "api": {"topology": "public"}}
    with pytest.raises(RefusedError) as caught:
        AwsvpcServiceArgs.of_each(args)
    assert [problem.path for problem in caught.value.problems] == [("web", "cpu"), ("api", "topology")]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"image": "a:1", "environment": None}, "environment: null is refused: keys are needed"),
        (
            {"image": "a:1", "environment": ["A"]},
            'environment: ["A"] is refused: keys with values are allowed, not a list',
        ),
        ({"image": 5}, 'image: 5 is refused: a string is allowed: write "5"'),
        ({"image": "a:1", "gpu": "1"}, 'gpu: "1" is refused: a whole number is allowed: write 1'),
        (
            {"image": "a:1", "container": {"log_key_arn": "x"}},
            'container.log_key_arn: "x" is refused: log_key_arn is an argument of the component itself',
        ),
    ],
)
def test_a_message_for_a_program_has_no_advice_about_yaml(given: dict[str, Any], message: str) -> None:
    with pytest.raises(RefusedError) as caught:
        JobArgs.of(given)
    assert str(caught.value) == message


@pytest.mark.parametrize("way", WAYS)
def test_a_secret_that_is_none_once_it_is_known_is_refused(way: str) -> None:
    with pytest.raises(
        RefusedError, match=r"^web\.secrets\.KEY: \[not shown\] is refused: a string is allowed, not None"
    ):
        build_component(lambda: service({**WORKER, "secrets": {"KEY": later(None, way)}}))
