"""A Python program that uses the components gets the same checks, with the names of Python arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from components import (
    Alarms,
    AwsvpcService,
    AwsvpcServiceArgs,
    Capacity,
    Ec2EcsCluster,
    Ec2EcsClusterArgs,
    Job,
    LargeVpc,
    LargeVpcArgs,
    Namespace,
    RefusedError,
    Region,
    SharedLoadBalancer,
    TaskRoleArgs,
    create_services,
)
from components.cluster.checks import check_endpoints_of_cluster
from tests.harness.build import build_component, refuse_component
from tests.harness.standalone import existing_capacity, existing_network, make_cluster, make_service

WORKER = AwsvpcServiceArgs(topology="private-worker")
NAMESPACE_ARN = "arn:aws:servicediscovery:us-east-1:123456789012:namespace/ns-1"
NEEDED = ("ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry", "logs")
POLICY_OF_CHINA = "arn:aws-cn:iam::123456789012:policy/mine"
CERTIFICATE_OF_CHINA = "arn:aws-cn:acm:us-east-1:123456789012:certificate/1"


def with_dns() -> Capacity:
    return existing_capacity(namespace=Namespace(id="ns-1", arn=NAMESPACE_ARN, domain="shop.internal"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"deployment": {"strategy": "linear", "timeout_minutes": 30}},
            "deployment.timeout_minutes: 30 is refused: more than 59 is allowed",
        ),
        (
            {"load_balancer": {"healthCheck": {}}},
            "load_balancer.healthCheck: {} is refused: there is no such key; did you mean health_check?",
        ),
        (
            {"health_check": {}},
            "health_check: {} is refused: health_check is an argument of container and of load_balancer",
        ),
    ],
)
def test_a_mistake_in_a_dict_is_reported_with_its_value_and_python_name(
    arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(RefusedError) as caught:
        AwsvpcServiceArgs(topology="private-worker", **arguments)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("preview", [False, True])
def test_outputs_are_accepted_for_the_image_and_the_environment(preview: bool) -> None:
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
        *(
            (lambda name=name: make_service(name, WORKER), f'{name}: "{name}" is refused: a name of 1 to 180 letters,')
            for name in ("w w", "-w", "w.w", "größe")
        ),
        (
            lambda: Job("w w", {"image": "a"}, network=existing_network(), capacity=existing_capacity()),
            'w w: "w w" is refused: a name of 1 to 180 letters,',
        ),
        (
            lambda: create_services({"w": WORKER, "W": WORKER}, network=existing_network(), capacity=with_dns()),
            'W: "W" is refused: with cluster.discovery dns, a name that differs from w in more than case is allowed',
        ),
        (
            lambda: make_cluster(Ec2EcsClusterArgs(instance_policy_arns=(POLICY_OF_CHINA,))),
            f'instance_policy_arns[0]: "{POLICY_OF_CHINA}" is refused: it is in the partition aws-cn',
        ),
        (
            lambda: make_service(
                "w",
                AwsvpcServiceArgs(topology="private-worker", task_role=TaskRoleArgs(policy_arns=(POLICY_OF_CHINA,))),
            ),
            f'task_role.policy_arns[0]: "{POLICY_OF_CHINA}" is refused: it is in the partition aws-cn',
        ),
        (
            lambda: Alarms("a", {"topic_arn": "arn:aws-us-gov:sns:us-east-1:123456789012:on-call"}, services={}),
            'topic_arn: "arn:aws-us-gov:sns:us-east-1:123456789012:on-call" is refused: it is in the partition',
        ),
        (
            lambda: SharedLoadBalancer(
                "edge", {"certificate_arns": [CERTIFICATE_OF_CHINA]}, network=existing_network()
            ),
            f'certificate_arns[0]: "{CERTIFICATE_OF_CHINA}" is refused: it is in the partition aws-cn',
        ),
        (
            lambda: Job(
                "migrate",
                {"image": "a.b/c:1", "task_role": {"policy_arns": [POLICY_OF_CHINA]}},
                network=existing_network(),
                capacity=existing_capacity(),
            ),
            f'task_role.policy_arns[0]: "{POLICY_OF_CHINA}" is refused: it is in the partition aws-cn',
        ),
    ],
)
def test_a_component_refuses_missing_resources_and_creates_nothing(program: Callable[[], object], message: str) -> None:
    (problem,) = refuse_component(program)
    assert str(problem).startswith(message)


def test_a_component_without_a_region_looks_it_up() -> None:
    recording = build_component(lambda: LargeVpc("network"))
    assert [subnet.at("availabilityZone") for subnet in recording.all("ec2.Subnet")][:2] == ["us-east-1a", "us-east-1b"]


def test_a_cluster_with_a_reserved_name_is_refused() -> None:
    with pytest.raises(RefusedError, match="ECS reserves those"):
        build_component(lambda: Ec2EcsCluster("ecs-main", network=existing_network(), region=Region()))


def allowing(*callers: str) -> AwsvpcServiceArgs:
    return AwsvpcServiceArgs(topology="private-worker", allow_from=callers)


def test_a_setting_without_its_endpoint_in_a_given_network_is_refused() -> None:
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


def test_a_network_without_nat_outputs_its_endpoints() -> None:
    networks = []
    build_component(
        lambda: networks.append(LargeVpc("a", LargeVpcArgs(nat_gateways="none", interface_endpoints=NEEDED)).network)
    )
    build_component(lambda: networks.append(LargeVpc("a").network))
    assert [network.endpoints for network in networks] == [NEEDED, None]


def test_callers_without_their_services_are_refused_before_anything_is_created() -> None:
    (problem,) = refuse_component(lambda: make_service("worker", allowing("web")))
    assert str(problem) == (
        'allow_from: ["web"] is refused: their services are needed: pass callers, a dict of services by name, '
        "or create all with create_services"
    )


def test_unknown_callers_are_refused() -> None:
    (problem,) = refuse_component(lambda: make_service("worker", allowing("web"), callers={}))
    assert str(problem) == 'allow_from[0]: "web" is refused: the name of a service or job is allowed: worker'


def test_a_caller_outside_allow_from_is_refused() -> None:
    def program() -> None:
        make_service("worker", allowing("web"), callers={name: make_service(name, WORKER) for name in ("web", "job")})

    with pytest.raises(RefusedError, match='callers: "job" is refused: allow_from does not contain it'):
        build_component(program)


def test_given_callers_can_connect_to_the_service() -> None:
    def program() -> None:
        make_service("worker", allowing("web", "worker"), callers={"web": make_service("web", WORKER)})

    recording = build_component(program)
    group = recording.one("ec2.SecurityGroup", "worker-private").id
    rules = [rule for rule in recording.all("vpc.SecurityGroupIngressRule") if rule.at("securityGroupId") == group]
    sources = {recording.one("ec2.SecurityGroup", f"{name}-tasks").id for name in ("web", "worker")}
    assert {rule.at("referencedSecurityGroupId") for rule in rules} == sources


def test_importing_the_components_calls_and_registers_nothing() -> None:
    assert issubclass(AwsvpcService, pulumi.ComponentResource)
    with pytest.raises(AssertionError, match="registered nothing"):
        build_component(lambda: (LargeVpcArgs(), Ec2EcsClusterArgs(), WORKER, Region()))


def test_arguments_can_be_a_dict() -> None:
    def program() -> None:
        network = LargeVpc("network", {"nat_gateways": "single"}).network
        cluster = Ec2EcsCluster("cluster", {"max_size": 3}, network=network)
        AwsvpcService("web", {"topology": "public-api"}, network=network, capacity=cluster.capacity)

    recording = build_component(program)
    assert len(recording.all("ec2.NatGateway")) == 1
    assert recording.one("autoscaling.Group").inputs["maxSize"] == 3
    assert recording.one("ecs.Service").name == "web"


def test_a_dict_is_refused_with_the_message_of_its_class() -> None:
    problems = refuse_component(lambda: LargeVpc("network", {"natGateways": "single"}))
    assert [str(problem) for problem in problems] == [
        'natGateways: "single" is refused: there is no such argument; did you mean nat_gateways?'
    ]


def test_arguments_of_another_component_are_a_type_error() -> None:
    with pytest.raises(TypeError, match="args must be LargeVpcArgs or a dict of its arguments, not Ec2EcsClusterArgs"):
        build_component(lambda: LargeVpc("network", Ec2EcsClusterArgs()))  # type: ignore[arg-type]


def test_a_network_accepts_the_outputs_of_large_vpc() -> None:
    def program() -> None:
        vpc = LargeVpc("network")
        network = existing_network(
            vpc_id=vpc.vpc_id, public_subnet_ids=vpc.public_subnet_ids, private_subnet_ids=vpc.private_subnet_ids
        )
        make_service("web", AwsvpcServiceArgs(topology="public-api"), network=network)

    recording = build_component(program)
    public = [f"ec2.Subnet/network-public-{number}/id" for number in (1, 2)]
    assert recording.one("lb.LoadBalancer").inputs["subnets"] == public
