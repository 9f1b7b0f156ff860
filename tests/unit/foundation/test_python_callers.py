"""What a colleague who imports the components gets: the same checks, in Python's names."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest
from pydantic import BaseModel, ValidationError

from components import (
    AwsvpcService,
    AwsvpcServiceArgs,
    Ec2EcsCluster,
    Ec2EcsClusterArgs,
    ImageBuildArgs,
    LargeVpc,
    LargeVpcArgs,
    RefusedError,
    Region,
)
from components.cluster.checks import check_endpoints_of_cluster
from components.observability.alarm_args import AlarmsArgs
from components.service.scaling_args import ServiceScalingArgs
from docs.generator.descriptions import descriptions
from tests.harness.build import build_component, refuse_component
from tests.harness.settings_classes import OBJECTS, Path, class_at, config_with, value_at
from tests.harness.standalone import existing_capacity, existing_network, make_cluster, make_service

CLASSES = sorted({class_at(path) for path in OBJECTS}, key=lambda found: found.__name__)

WORKER = AwsvpcServiceArgs(topology="private-worker")
NEEDED = ("ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry", "logs")
SCALING = 'scaling: "ServiceScalingArgs(...)"'
SECRET_ARN = (
    "the ARN of an SSM parameter (arn:aws:ssm:REGION:ACCOUNT:parameter/NAME) or of a secret"
    " (arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-SUFFIX, and with :KEY:: after it one key of its JSON)"
)


@pytest.mark.parametrize("found", CLASSES, ids=lambda found: found.__name__)
def test_args_are_frozen(found: type[BaseModel]) -> None:
    path = next(path for path in OBJECTS if class_at(path) is found)
    args = found.model_validate_json(_json(path), by_alias=True, by_name=False)
    for name in found.model_fields:
        with pytest.raises(ValidationError, match="frozen"):
            setattr(args, name, None)


@pytest.mark.parametrize("found", CLASSES, ids=lambda found: found.__name__)
def test_keys_in_camel_case_are_refused_in_python(found: type[BaseModel]) -> None:
    for name, field in found.model_fields.items():
        if field.alias != name:
            with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
                found.model_validate({field.alias: None})


@pytest.mark.parametrize("found", CLASSES, ids=lambda found: found.__name__)
def test_unknown_keys_are_refused_in_python(found: type[BaseModel]) -> None:
    with pytest.raises(ValidationError, match="no_such_key"):
        found.model_validate({"no_such_key": 1})


@pytest.mark.parametrize("found", CLASSES, ids=lambda found: found.__name__)
def test_every_key_has_a_line_that_says_what_it_is(found: type[BaseModel]) -> None:
    assert [name for name in found.model_fields if not descriptions(found).get(name)] == []


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (lambda: LargeVpcArgs(cidr_block="10.0.0.0/28"), "cidr_block"),
        (lambda: LargeVpcArgs(availability_zones=9), "availability_zones"),
        (lambda: LargeVpcArgs(nat_gateways="none"), "interface_endpoints"),
        (lambda: LargeVpcArgs(eip_allocation_ids=("eipalloc-1",)), "eip_allocation_ids"),
        (lambda: Ec2EcsClusterArgs(min_size=5, max_size=3), "max_size"),
        (lambda: Ec2EcsClusterArgs(capacity_provider_name="ecs-one"), "capacity_provider_name"),
        (lambda: AwsvpcServiceArgs(topology="private-worker", container_port=0), "container_port"),
        (lambda: AwsvpcServiceArgs(topology="public-api", allow_from=("web",)), "allow_from"),
        (lambda: AwsvpcServiceArgs(topology="public-api", image=None), "image"),
        (
            lambda: AwsvpcServiceArgs(topology="public-api", image="nginx", build=ImageBuildArgs()),
            "build",
        ),
    ],
)
def test_a_mistake_is_refused_in_pythons_names(make: Callable[[], BaseModel], key: str) -> None:
    with pytest.raises(RefusedError) as caught:
        make()
    assert str(caught.value).startswith(f"{key}: ")
    assert len(caught.value.problems) == 1
    # Python shows no traceback of the validator above the refusal.
    assert caught.value.__suppress_context__


def test_the_text_is_that_of_a_stack_file_in_pythons_names() -> None:
    with pytest.raises(RefusedError) as caught:
        AwsvpcServiceArgs(  # type: ignore[call-arg]
            topology="private-worker",
            contaner_port=80,
            memory="512MB",  # type: ignore[arg-type]
            scaling=ServiceScalingArgs(min_count=1, max_count=2, requests_per_target=9),
            load_balancer="none",
            secrets={"KEY": "hush"},
        )
    assert str(caught.value).splitlines() == [
        'memory: "512MB" is refused: a whole number of MiB is allowed: write 512',
        f"secrets.KEY: [not shown] is refused: {SECRET_ARN} is allowed",
        f"{SCALING} is refused: requests_per_target needs a load balancer, and load_balancer is none",
        "contaner_port: 80 is refused: there is no such key; did you mean container_port?",
    ]


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        (
            {"containerPort": 80},
            "containerPort: 80 is refused: there is no such argument; did you mean container_port?",
        ),
        ({"strategy": "canary"}, 'strategy: "canary" is refused: strategy is an argument of deployment'),
    ],
)
def test_an_unknown_argument_is_told_without_indentation(keys: dict[str, Any], message: str) -> None:
    with pytest.raises(RefusedError) as caught:
        AwsvpcServiceArgs(topology="private-worker", **keys)
    assert str(caught.value) == message


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_is_not_finite_is_refused(value: float) -> None:
    topic = "arn:aws:sns:us-east-1:123456789012:on-call"
    with pytest.raises(RefusedError, match=r"latency_seconds: .* is refused: a finite number is allowed"):
        AlarmsArgs(topic_arn=topic, latency_seconds=value)


def test_a_list_is_taken_where_a_stack_file_has_one() -> None:
    args = LargeVpcArgs.model_validate({"availability_zones": ["us-east-1a", "us-east-1b"], "interface_endpoints": []})
    assert args.availability_zones == ("us-east-1a", "us-east-1b")


def test_the_values_of_refused_args_are_not_shown() -> None:
    with pytest.raises(ValidationError) as caught:
        AwsvpcServiceArgs.model_validate({"topology": "public-api", "environment": {"TOKEN": 12345}})
    assert "12345" not in str(caught.value)


@pytest.mark.parametrize("preview", [False, True])
def test_outputs_are_taken_for_the_image_and_the_environment(preview: bool) -> None:
    def program() -> None:
        repository = aws.ecr.Repository("theirs")
        image = repository.name.apply(lambda name: f"{name}:1")
        make_service("web", AwsvpcServiceArgs(topology="public-api", image=image, environment={"R": repository.arn}))

    recording = build_component(program, preview=preview)
    definition, repository = recording.one("ecs.TaskDefinition"), recording.one("ecr.Repository")
    assert repository in recording.waits_for(definition)
    if not preview:
        assert definition.at("containerDefinitions.0.image") == f"{repository.computed['name']}:1"
        assert definition.at("containerDefinitions.0.environment.0.value") == repository.computed["arn"]


@pytest.mark.parametrize(
    ("program", "message"),
    [
        (
            lambda: LargeVpc("n", LargeVpcArgs(availability_zones=("us-east-1a", "mars-1b")), region=Region()),
            'availability_zones[1]: "mars-1b" is refused',
        ),
        (
            lambda: LargeVpc("n", LargeVpcArgs(interface_endpoints=("warp",)), region=Region()),
            'interface_endpoints[0]: "warp" is refused',
        ),
        (lambda: make_cluster(Ec2EcsClusterArgs(instance_type="c9.huge")), 'instance_type: "c9.huge" is refused'),
        (
            lambda: make_cluster(Ec2EcsClusterArgs(instance_type="m6g.large", ami="/golden/x86")),
            'ami: "/golden/x86" is refused',
        ),
        (
            lambda: make_service(
                "w",
                AwsvpcServiceArgs(topology="private-worker", cpu=8192),
                capacity=existing_capacity(instance_types=(Region().instance_type("c5.xlarge"),)),
            ),
            "cpu: 8192 is refused",
        ),
    ],
)
def test_a_component_refuses_what_aws_has_not_and_makes_nothing(program: Callable[[], object], message: str) -> None:
    (problem,) = refuse_component(program)
    assert str(problem).startswith(message)


def test_a_component_without_a_region_looks_up_for_itself() -> None:
    recording = build_component(lambda: LargeVpc("network"))
    assert [subnet.at("availabilityZone") for subnet in recording.all("ec2.Subnet")][:2] == ["us-east-1a", "us-east-1b"]


def test_a_cluster_whose_name_ecs_reserves_is_refused() -> None:
    with pytest.raises(RefusedError, match="ECS reserves those"):
        build_component(lambda: Ec2EcsCluster("ecs-main", network=existing_network(), region=Region()))


def allowing(*callers: str) -> AwsvpcServiceArgs:
    return AwsvpcServiceArgs(topology="private-worker", allow_from=callers)


def test_a_service_and_a_cluster_know_which_endpoints_their_network_has() -> None:
    network = existing_network(endpoints=("logs", "ssm"))
    secret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:token-AbCdEf"
    args = AwsvpcServiceArgs(topology="private-worker", secrets={"TOKEN": secret})
    (of_service,) = refuse_component(lambda: make_service("worker", args, network=network))
    assert str(of_service).startswith("secrets.TOKEN: ")
    (of_cluster,) = refuse_component(
        lambda: Ec2EcsCluster("cluster", Ec2EcsClusterArgs(ssm_access=True), network=network, region=Region())
    )
    assert str(of_cluster) == (
        "ssm_access: true is refused: with vpc.nat_gateways none it needs ssmmessages in vpc.interface_endpoints"
    )
    (both,) = check_endpoints_of_cluster(Ec2EcsClusterArgs(ssm_access=True), NEEDED)
    assert both.allowed == "with vpc.natGateways none it needs ssm and ssmmessages in vpc.interfaceEndpoints"


def test_a_network_without_nat_says_which_endpoints_it_has() -> None:
    networks = []
    build_component(
        lambda: networks.append(LargeVpc("a", LargeVpcArgs(nat_gateways="none", interface_endpoints=NEEDED)).network)
    )
    build_component(lambda: networks.append(LargeVpc("a").network))
    assert [network.endpoints for network in networks] == [NEEDED, None]


def test_callers_whose_services_are_not_handed_over_are_refused_before_anything_is_made() -> None:
    (problem,) = refuse_component(lambda: make_service("worker", allowing("web")))
    assert str(problem) == (
        'allow_from: ["web"] is refused: their services are needed: pass callers, a dict of them by name, or create all'
        " by make_services"
    )


def test_callers_that_are_no_services_are_refused() -> None:
    (problem,) = refuse_component(lambda: make_service("worker", allowing("web"), callers={}))
    assert str(problem) == 'allow_from[0]: "web" is refused: the name of a service or job is allowed: worker'


def test_a_service_handed_over_that_is_not_named_is_refused() -> None:
    def program() -> None:
        make_service("worker", allowing("web"), callers={name: make_service(name, WORKER) for name in ("web", "job")})

    with pytest.raises(RefusedError, match='callers: "job" is refused: allow_from does not name it'):
        build_component(program)


def test_callers_handed_over_are_let_in() -> None:
    def program() -> None:
        make_service("worker", allowing("web", "worker"), callers={"web": make_service("web", WORKER)})

    recording = build_component(program)
    group = recording.one("ec2.SecurityGroup", "worker-private").id
    rules = [rule for rule in recording.all("vpc.SecurityGroupIngressRule") if rule.at("securityGroupId") == group]
    sources = {recording.one("ec2.SecurityGroup", f"{name}-tasks").id for name in ("web", "worker")}
    assert {rule.at("referencedSecurityGroupId") for rule in rules} == sources


def test_importing_the_components_asks_nothing_and_registers_nothing() -> None:
    assert issubclass(AwsvpcService, pulumi.ComponentResource)
    with pytest.raises(AssertionError, match="registered nothing"):
        build_component(lambda: (LargeVpcArgs(), Ec2EcsClusterArgs(), WORKER, Region()))


def _json(path: Path) -> str:
    return json.dumps(value_at(config_with(path), path))


def test_arguments_may_be_a_dict() -> None:
    def program() -> None:
        network = LargeVpc("network", {"nat_gateways": "single"}).network
        cluster = Ec2EcsCluster("cluster", {"max_size": 3}, network=network)
        AwsvpcService("web", {"topology": "public-api"}, network=network, capacity=cluster.capacity)

    recording = build_component(program)
    assert len(recording.all("ec2.NatGateway")) == 1
    assert recording.one("autoscaling.Group").inputs["maxSize"] == 3
    assert recording.one("ecs.Service").name == "web"


def test_a_dict_is_refused_in_the_words_of_its_class() -> None:
    problems = refuse_component(lambda: LargeVpc("network", {"natGateways": "single"}))
    assert [str(problem) for problem in problems] == [
        'natGateways: "single" is refused: there is no such argument; did you mean nat_gateways?'
    ]


def test_arguments_of_another_component_are_a_type_error() -> None:
    with pytest.raises(TypeError, match="args must be LargeVpcArgs or a dict of its arguments, not Ec2EcsClusterArgs"):
        build_component(lambda: LargeVpc("network", Ec2EcsClusterArgs()))  # type: ignore[arg-type]


def test_a_network_takes_the_outputs_of_our_own() -> None:
    def program() -> None:
        vpc = LargeVpc("network")
        network = existing_network(
            vpc_id=vpc.vpc_id, public_subnet_ids=vpc.public_subnet_ids, private_subnet_ids=vpc.private_subnet_ids
        )
        make_service("web", AwsvpcServiceArgs(topology="public-api"), network=network)

    recording = build_component(program)
    public = [f"ec2.Subnet/network-public-{number}/id" for number in (1, 2)]
    assert recording.one("lb.LoadBalancer").inputs["subnets"] == public
