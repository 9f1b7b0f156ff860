"""A configuration is refused if two resources with composed names get the same name."""

from __future__ import annotations

from typing import Any

import pytest

from components.service.awsvpc_service_args import AwsvpcServiceArgs
from components.service.task.task_args import LONGEST_NAME
from components.service.traffic.load_balancer_args import LoadBalancerArgs
from components.stack.services import create_services
from tests.harness.build import build, build_cluster, refuse, refuse_component
from tests.harness.composed_names import CALLER, endings, rich_service
from tests.harness.settings_classes import NETWORK
from tests.harness.standalone import existing_capacity, existing_network

WORKER = {"topology": "private-worker"}
DAILY = {"schedule": "rate(1 day)", "minCount": 1, "maxCount": 2}
TLS = {"loadBalancer": {"certificateArns": ["arn:aws:acm:us-east-1:123456789012:certificate/1"]}}

CLUSTER = {"clusterArn": "arn:aws:ecs:us-east-1:123456789012:cluster/theirs", "capacityProviderName": "theirs"}


def scaled(*schedules: str) -> dict[str, Any]:
    return {**WORKER, "scaling": {"minCount": 1, "maxCount": 2, "schedules": dict.fromkeys(schedules, DAILY)}}


@pytest.mark.parametrize(
    ("services", "path", "composed"),
    [
        ({"a": scaled("b-c"), "a-b": scaled("c")}, "services.a-b.scaling.schedules.c", "a-b-c"),
        (
            {"a": {**WORKER, **TLS, "allowFrom": ["b", "b-https"]}, "b": WORKER, "b-https": WORKER},
            "services.a.allowFrom[0]",
            "a-private-from-b-https",
        ),
        (
            {
                "a": {**WORKER, "allowFrom": ["private-from-b"]},
                "a-private-from": {**WORKER, "allowFrom": ["b"]},
                "b": WORKER,
                "private-from-b": WORKER,
            },
            "services.a-private-from.allowFrom[0]",
            "a-private-from-private-from-b",
        ),
    ],
)
def test_two_resources_with_one_name_are_refused(services: dict[str, Any], path: str, composed: str) -> None:
    (message,) = refuse({"services": services})
    assert message.startswith(f"{path}: ")
    assert message.endswith(f"another name is allowed; {composed} is a resource of service a already")


def test_names_with_a_common_prefix_are_accepted() -> None:
    # The recorder refuses duplicate URNs.
    found = sorted(endings())
    assert {"-private", "-private-https", "-tasks", "-execution", "-task", "-daily", "-cpu"} <= {*found}
    names = ["a", *(f"a{ending}" for ending in found)]
    services = {name: rich_service(f"n{number}.example.com") for number, name in enumerate(names)}
    recording = build_cluster({}, {**services, CALLER: {"topology": "private-worker", "loadBalancer": "none"}})
    assert len(recording.all("ecs.Service")) == len(names) + 1


def test_a_service_can_be_named_like_the_validation_record_of_another() -> None:
    services = {name: {**WORKER, **on_domain(f"{name}.example.com")} for name in ("address", "address-validation")}
    assert len(build({"services": services}).all("route53.Record")) == 4


def on_domain(domain: str) -> dict[str, Any]:
    return {"loadBalancer": {"domains": [domain], "hostedZone": "example.com"}}


def test_a_domain_of_two_services_is_refused_at_both_keys() -> None:
    services = {name: {**WORKER, **on_domain("api.example.com")} for name in ("web", "web2", "web3")}
    first, second = refuse({"services": services})
    assert first == (
        'services.web2.loadBalancer.domains[0]: "api.example.com" is refused: each domain is allowed'
        " once, and services.web.loadBalancer.domains also has it"
    )
    assert second.startswith("services.web3.loadBalancer.domains[0]: ")


def test_in_python_a_domain_of_two_services_is_refused_before_anything_is_created() -> None:
    def program() -> None:
        args = AwsvpcServiceArgs(
            topology="private-worker",
            load_balancer=LoadBalancerArgs(domains=("api.example.com",), hosted_zone="example.com"),
        )
        create_services({"a": args, "b": args}, network=existing_network(), capacity=existing_capacity())

    (problem,) = refuse_component(program)
    assert str(problem).startswith('b.load_balancer.domains[0]: "api.example.com" is refused: ')


def test_in_python_an_unknown_caller_is_refused_before_anything_is_created() -> None:
    def program() -> None:
        args = AwsvpcServiceArgs(topology="private-worker", allow_from=("b",))
        services = {"a": args, "b": args.model_copy(update={"allow_from": ("c",)})}
        create_services(services, network=existing_network(), capacity=existing_capacity())

    (problem,) = refuse_component(program)
    assert str(problem) == 'b.allow_from[0]: "c" is refused: the name of a service or job is allowed: a, b'


def test_two_blocks_with_the_same_name_of_their_rules_are_refused() -> None:
    blocks = {"x": "10.0.0.0/16", "x-https": "10.1.0.0/16"}
    config = {"platform": {"network": {**NETWORK, "cidrBlocks": blocks}}, "services": {"worker": WORKER}}
    (message,) = refuse(config)
    assert message.startswith("platform.network.cidrBlocks: ")
    assert message.endswith("with x, any name except x-https is allowed")


def test_similar_names_without_a_conflict_are_accepted() -> None:
    services = {"a": scaled("b-c"), "a-b": scaled("d"), "b-https": WORKER, "c": {**WORKER, "allowFrom": ["b-https"]}}
    assert len(build({"services": services}).all("ecs.Service")) == 4


def test_the_longest_name_of_a_caller_fits_the_description_of_its_rule() -> None:
    longest = "b" * LONGEST_NAME
    recording = build({"services": {"a": {**WORKER, "allowFrom": [longest]}, longest: WORKER}})
    lengths = {len(rule.at("description")) for rule in recording.all("vpc.SecurityGroupIngressRule")}
    assert max(lengths) <= 255


def test_a_name_that_the_discovery_of_an_existing_cluster_does_not_allow_is_refused() -> None:
    cluster = {
        **CLUSTER,
        "namespace": {"id": "ns-1", "arn": "arn:aws:servicediscovery:us-east-1:123456789012:namespace/ns-1"},
    }
    config = {"platform": {"network": NETWORK, "cluster": cluster}, "services": {"fine": WORKER, "Not_fine": WORKER}}
    (message,) = refuse(config)
    assert message.startswith('services.Not_fine: "Not_fine" is refused: ')


def test_an_instance_type_of_an_existing_cluster_must_exist() -> None:
    cluster = {**CLUSTER, "instanceTypes": ["c5.xlarge", "c9.huge"]}
    (message,) = refuse({"platform": {"network": NETWORK, "cluster": cluster}, "services": {"worker": WORKER}})
    assert message.startswith('platform.cluster.instanceTypes[1]: "c9.huge" is refused: us-east-1 has no instance type')
