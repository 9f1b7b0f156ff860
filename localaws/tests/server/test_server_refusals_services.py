"""The server refuses settings of a service as ECS does, with AWS's codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from localaws.tests.server.account import TRUST, refused

if TYPE_CHECKING:
    from localaws.tests.server.account import Account

SPREAD = {"type": "spread", "field": "attribute:ecs.availability-zone"}
BINPACK = {"type": "binpack", "field": "cpu"}
INVALID = "InvalidParameterException"


class Place:
    """A cluster with two capacity providers, and a load balancer with a target group."""

    def __init__(self, aws: Account) -> None:
        self.aws = aws
        self.vpc = aws.vpc()
        self.subnets = aws.subnets(self.vpc)
        self.security_group = aws.security_group(self.vpc)
        aws.cluster()
        template = aws.launch_template()
        providers = [aws.capacity_provider(aws.group(self.subnets, template, name), name) for name in ("one", "two")]
        aws.associate(*providers)
        self.target_group = aws.target_group(self.vpc)
        aws.listener(aws.load_balancer(self.subnets), self.target_group)

    def create(self, definition: str | None = None, **options: Any) -> None:
        strategy = [{"capacityProvider": "one", "weight": 1, "base": 0}]
        definition = definition or self.aws.task_definition()
        settings = {"capacityProviderStrategy": strategy, "desiredCount": 0, **options}
        self.aws.service(definition, self.subnets, [self.security_group], **settings)

    def update(self, **changes: Any) -> None:
        self.aws.ecs.update_service(cluster="main", service="web", **changes)

    def described(self) -> dict[str, Any]:
        return dict(self.aws.ecs.describe_services(cluster="main", services=["web"])["services"][0])

    def attachment(self, **more: Any) -> dict[str, Any]:
        return {"targetGroupArn": self.target_group, "containerName": "web", "containerPort": 80, **more}


@pytest.fixture
def place(aws: Account) -> Place:
    return Place(aws)


def test_a_changed_capacity_provider_strategy_needs_a_forced_deployment(place: Place) -> None:
    place.create(desiredCount=2)
    same = [{"capacityProvider": "one", "weight": 1}]
    other = [{"capacityProvider": "two", "weight": 1}]
    [before] = place.described()["deployments"]
    place.update(capacityProviderStrategy=same)
    with refused(INVALID, "you must force a new deployment"):
        place.update(capacityProviderStrategy=other)
    assert [each["id"] for each in place.described()["deployments"]] == [before["id"]]
    place.update(capacityProviderStrategy=other, forceNewDeployment=True)
    [deployment] = place.described()["deployments"]
    assert deployment["id"] != before["id"]
    assert deployment["capacityProviderStrategy"] == [{"capacityProvider": "two", "weight": 1, "base": 0}]


DAEMON = {"schedulingStrategy": "DAEMON", "launchType": "EC2"}


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"deploymentConfiguration": {"maximumPercent": 100}}, "maximumPercent <= 100"),
        ({"placementStrategy": [BINPACK, SPREAD]}, "placementStrategy"),
        ({**DAEMON, "desiredCount": None, "capacityProviderStrategy": None}, "schedulingStrategy DAEMON"),
    ],
)
def test_rebalancing_with_an_unsupported_setting_is_refused(
    place: Place, settings: dict[str, Any], reason: str
) -> None:
    given = {
        "cluster": "main",
        "serviceName": "web",
        "taskDefinition": place.aws.task_definition(),
        "capacityProviderStrategy": [{"capacityProvider": "one", "weight": 1}],
        "desiredCount": 0,
        "networkConfiguration": {"awsvpcConfiguration": {"subnets": place.subnets}},
        **settings,
    }
    creation = {name: value for name, value in given.items() if value is not None}
    with refused(INVALID, f"AvailabilityZoneRebalancing does not support {reason}"):
        place.aws.ecs.create_service(**creation, availabilityZoneRebalancing="ENABLED")
    place.aws.ecs.create_service(**creation)
    assert place.described()["availabilityZoneRebalancing"] == "DISABLED"


def test_an_update_with_an_unsupported_setting_must_turn_rebalancing_off(place: Place) -> None:
    place.create()
    assert place.described()["availabilityZoneRebalancing"] == "ENABLED"
    hundred = {"minimumHealthyPercent": 50, "maximumPercent": 100}
    with refused(INVALID, "AvailabilityZoneRebalancing does not support maximumPercent <= 100"):
        place.update(deploymentConfiguration=hundred)
    with refused(INVALID, "AvailabilityZoneRebalancing does not support placementStrategy"):
        place.update(placementStrategy=[BINPACK])
    place.update(deploymentConfiguration=hundred, availabilityZoneRebalancing="DISABLED")
    with refused(INVALID, "AvailabilityZoneRebalancing does not support maximumPercent <= 100"):
        place.update(availabilityZoneRebalancing="ENABLED")


@pytest.mark.parametrize("strategy", ["BLUE_GREEN", "CANARY", "LINEAR"])
def test_a_traffic_shift_needs_an_advanced_configuration(place: Place, strategy: str) -> None:
    configuration = {"strategy": strategy, "bakeTimeInMinutes": 5}
    with refused(INVALID, "advancedConfiguration is required"):
        place.create(deploymentConfiguration=configuration, loadBalancers=[place.attachment()])
    place.create(loadBalancers=[place.attachment()])
    with refused(INVALID, "advancedConfiguration is required"):
        place.update(deploymentConfiguration=configuration)


def test_a_blue_green_deployment_without_a_bake_time_is_refused(place: Place) -> None:
    with refused(INVALID, "bakeTimeInMinutes is required"):
        place.create(deploymentConfiguration={"strategy": "BLUE_GREEN"})


def test_a_service_with_a_role_created_seconds_ago_is_refused(place: Place) -> None:
    role = place.aws.iam.create_role(RoleName="infrastructure", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
    advanced = {
        "alternateTargetGroupArn": place.target_group,
        "productionListenerRule": "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener-rule/app/web/1/2/3",
        "roleArn": role,
    }
    place.create(loadBalancers=[place.attachment()])
    with refused(INVALID, f"ECS was unable to assume the role '{role}'"):
        place.update(loadBalancers=[place.attachment(advancedConfiguration=advanced)])


def test_a_service_connect_port_must_exist_in_the_task_definition(place: Place) -> None:
    def connect(port: str) -> dict[str, Any]:
        alias = {"port": 80, "dnsName": "web"}
        return {"enabled": True, "namespace": "shop", "services": [{"portName": port, "clientAliases": [alias]}]}

    def definition(port: str) -> str:
        mapping = {"containerPort": 80, "name": port, "protocol": "tcp"}
        container = {"name": "web", "image": "nginx", "memory": 64, "portMappings": [mapping]}
        registered = place.aws.ecs.register_task_definition(
            family="web", networkMode="awsvpc", containerDefinitions=[container]
        )
        return str(registered["taskDefinition"]["taskDefinitionArn"])

    unknown = "does not refer to any named PortMapping"
    with refused(INVALID, unknown):
        place.create(definition("http"), serviceConnectConfiguration=connect("grpc"))
    place.create(definition("http"), serviceConnectConfiguration=connect("http"))
    with refused(INVALID, unknown):
        place.update(serviceConnectConfiguration=connect("grpc"))
    with refused(INVALID, unknown):
        place.update(taskDefinition=definition("grpc"))
    place.update(taskDefinition=definition("grpc"), serviceConnectConfiguration=connect("grpc"))


def test_a_service_connect_service_cannot_change_its_protocol(place: Place) -> None:
    # aws/containers-roadmap#2378
    def definition(**protocol: str) -> str:
        mapping = {"containerPort": 80, "name": "web", "protocol": "tcp", **protocol}
        container = {"name": "web", "image": "nginx", "memory": 64, "portMappings": [mapping]}
        registered = place.aws.ecs.register_task_definition(
            family="web", networkMode="awsvpc", containerDefinitions=[container]
        )
        return str(registered["taskDefinition"]["taskDefinitionArn"])

    endpoint = {"portName": "web", "clientAliases": [{"port": 80, "dnsName": "web"}]}
    connect = {"enabled": True, "namespace": "shop", "services": [endpoint]}
    place.create(definition(), serviceConnectConfiguration=connect)
    place.update(taskDefinition=definition(), serviceConnectConfiguration=connect)
    with refused(INVALID, "The following config cannot be changed for a SC service"):
        place.update(taskDefinition=definition(appProtocol="http2"))
    place.update(taskDefinition=definition(appProtocol="http2"), serviceConnectConfiguration={"enabled": False})
    place.update(taskDefinition=definition(appProtocol="http"))


def test_a_missing_service_registry_is_refused(place: Place) -> None:
    unknown = "arn:aws:servicediscovery:us-east-1:123456789012:service/srv-0123456789abcdef"
    with refused(INVALID, f"The service registry {unknown} does not exist"):
        place.create(serviceRegistries=[{"registryArn": unknown}])


def test_a_grace_period_without_a_load_balancer_is_refused(place: Place) -> None:
    message = "Health check grace period is only valid for services configured to use load balancers"
    with refused(INVALID, message):
        place.create(healthCheckGracePeriodSeconds=60)
    place.create()
    with refused(INVALID, message):
        place.update(loadBalancers=[place.attachment()], healthCheckGracePeriodSeconds=60)
    place.update(loadBalancers=[place.attachment()])
    place.update(healthCheckGracePeriodSeconds=60)
    assert place.described()["healthCheckGracePeriodSeconds"] == 60
    place.update(loadBalancers=[], healthCheckGracePeriodSeconds=0)
    with refused(INVALID, message):
        place.update(healthCheckGracePeriodSeconds=0)
