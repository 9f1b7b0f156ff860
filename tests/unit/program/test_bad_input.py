"""Every mistake in a stack file is refused by one message with its key, its value and the allowed values."""

from __future__ import annotations

from typing import Any

import pytest

from settings import Settings
from tests.harness import aws_functions
from tests.harness.build import build, end_with_error, refuse
from tests.harness.mistakes import Mistake
from tests.unit.program.bad_input import ALL

SMALLEST: dict[str, Any] = {"services": {"worker": {"topology": "private-worker"}}}

CASES = [
    pytest.param(mistake, id=f"{group}-{mistake.path[:40]}-{mistake.value[:20]}")
    for group in ALL
    for mistake in ALL[group]
]


def with_mistake(mistake: Mistake) -> dict[str, Any]:
    """Return the smallest config with the additions of the mistake; None removes a service."""
    config = {**SMALLEST, **mistake.config}
    services = mistake.config.get("services")
    if isinstance(services, dict):
        merged = {**SMALLEST["services"], **services}
        if services.get("worker"):
            merged["worker"] = {**SMALLEST["services"]["worker"], **services["worker"]}
        config["services"] = {name: service for name, service in merged.items() if service is not None}
    return config


@pytest.mark.parametrize("mistake", CASES)
def test_a_mistake_is_refused_by_one_message(mistake: Mistake) -> None:
    messages = refuse(with_mistake(mistake))
    assert len(messages) == 1, messages
    path, _, rest = messages[0].partition(": ")
    assert path == mistake.path
    value, _, allowed = rest.partition(" is refused: ")
    assert value.startswith(mistake.value), messages[0]
    assert mistake.allowed in allowed


def test_the_smallest_config_is_accepted() -> None:
    assert build(SMALLEST).names("ecs.Service") == ["worker"]


def test_a_stack_file_without_keys_of_this_project_is_refused() -> None:
    (message,) = refuse({})
    assert message.startswith("services: null is refused: at least one service is required")


def test_each_of_several_mistakes_is_reported_once() -> None:
    config = {
        "vpc": {"cidrBlock": "10.0.0.0/24", "natGatway": "none"},
        "cluster": {"minSize": 5, "maxSize": 3, "desiredCapacity": 9},
        "services": {"worker": {"topology": "private", "cpu": "256"}, "bad name": {"topology": "public-api"}},
    }
    assert sorted(message.partition(": ")[0] for message in refuse(config)) == [
        "cluster.maxSize",
        "services.bad name",
        "services.worker.cpu",
        "services.worker.topology",
        "vpc.cidrBlock",
        "vpc.natGatway",
    ]


def test_mistakes_that_only_aws_finds_are_reported_together() -> None:
    config = {
        "vpc": {"availabilityZones": ["us-east-1a", "us-east-1x"]},
        "services": {"worker": {"topology": "private-worker", "cpu": 8192, "memory": 99999}},
    }
    assert [message.partition(": ")[0] for message in refuse(config)] == [
        "vpc.availabilityZones[1]",
        "services.worker.cpu",
        "services.worker.memory",
    ]


def test_more_zones_than_the_region_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aws_functions, "ZONES", ("us-west-1a", "us-west-1c"))
    (message,) = refuse({**SMALLEST, "vpc": {"availabilityZones": 3}})
    assert message == "vpc.availabilityZones: 3 is refused: us-east-1 has us-west-1a, us-west-1c: 2 zones"


def test_a_region_without_the_recommended_ami_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = "/aws/service/bottlerocket/aws-ecs-2/x86_64/latest/image_id"
    monkeypatch.delitem(aws_functions.PARAMETERS, missing)
    cluster = {"operatingSystem": "bottlerocket", "amiUpdates": "all-instances"}
    (message,) = refuse({**SMALLEST, "cluster": cluster})
    assert message == (
        'cluster.operatingSystem: "bottlerocket" is refused: us-east-1 does not have its AMI, the SSM parameter'
        f" {missing}; your own ami is allowed"
    )


def test_an_unexpected_error_of_aws_is_reported_unchanged() -> None:
    message = end_with_error(
        {"ecs-on-ec2:services": SMALLEST["services"], "ecs-on-ec2:cluster": {"instanceType": "forbidden.large"}}
    )
    assert message.startswith("a look-up on AWS failed: ")
    assert "not authorized to perform this operation" in message


def test_keys_of_another_project_are_refused() -> None:
    message = end_with_error(
        {"shop:services": SMALLEST["services"], "shop:vpc": {}, "shop:tags": {}, "aws:region": "us-east-1"}
    )
    assert message == (
        "Pulumi.test.yaml: shop:services, shop:vpc are ignored, because Pulumi.yaml names this project ecs-on-ec2:"
        " write ecs-on-ec2:services"
    )


@pytest.mark.parametrize("key", sorted({str(field.alias) for field in Settings.model_fields.values()} - {"tags"}))
def test_each_key_of_another_project_is_refused(key: str) -> None:
    message = end_with_error(
        {f"shop:{key}": {}, "ecs-on-ec2:services": SMALLEST["services"], "aws:region": "us-east-1"}
    )
    assert f"shop:{key} is ignored, because Pulumi.yaml names this project ecs-on-ec2" in message


def test_all_domains_outside_the_hosted_zone_are_reported() -> None:
    domains = ["api.example.org", "notexample.com", "www.example.com"]
    balancer = {"domains": domains, "hostedZone": "example.com"}
    (message,) = refuse({"services": {"web": {"topology": "public-api", "loadBalancer": balancer}}})
    assert message.endswith("api.example.org and notexample.com are outside")


@pytest.mark.parametrize(("region", "reached"), [("us-east-1", True), ("us-west-2", False)])
def test_without_nat_an_image_of_another_region_gives_a_warning(region: str, reached: bool) -> None:
    image = f"123456789012.dkr.ecr.{region}.amazonaws.com/worker:1"
    endpoints = ["ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry", "logs"]
    config = {
        "vpc": {"natGateways": "none", "interfaceEndpoints": endpoints},
        "services": {"worker": {"topology": "private-worker", "image": image}},
    }
    warned = [message for message in build(config).messages if message.startswith("services.worker.image: ")]
    assert bool(warned) is not reached
    assert all("is not in a private ECR registry in us-east-1" in message for message in warned)


@pytest.mark.parametrize(
    "error",
    [
        "no matching EC2 Instance Type found",
        "reading EC2 Instance Type: api error InvalidInstanceType: The following supplied instance types do not exist",
        "reading EC2 Instance Type: empty result",
        "reading EC2 Instance Type: couldn't find resource",
    ],
)
def test_each_error_of_the_provider_for_a_missing_type_is_recognized(
    error: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_args: dict[str, Any]) -> dict[str, Any]:
        raise aws_functions.AwsError(error)

    monkeypatch.setitem(aws_functions._FUNCTIONS, "getInstanceType", fail)
    (message,) = refuse(SMALLEST)
    assert message.startswith('cluster.instanceType: "c5.xlarge" is refused: us-east-1 has no instance type')


@pytest.mark.parametrize(
    ("keys", "path", "text"),
    [
        ({"environment": {"SINCE": "2024-01-01 00:00:00 +0000 UTC"}}, "environment.SINCE", "2024-01-01"),
        ({"image": "2024-05-06 07:08:09.5 +0200 +0200"}, "image", "2024-05-06T07:08:09"),
        ({"container": {"command": ["a", "2024-01-01 00:00:00 +0000 UTC"]}}, "container.command[1]", "2024-01-01"),
    ],
)
def test_a_date_without_quotes_is_refused_because_pulumi_rewrites_it(
    keys: dict[str, Any], path: str, text: str
) -> None:
    (message,) = refuse({"services": {"worker": {"topology": "private-worker", **keys}}})
    assert message.startswith(f'services.worker.{path}: "2024-')
    assert message.endswith(f'is refused: Pulumi rewrites a date without quotes: write "{text}", in quotes')


def test_a_date_without_quotes_can_force_a_deployment() -> None:
    deployment = {"forceNew": "2024-01-01 00:00:00 +0000 UTC"}
    config = {"services": {"worker": {"topology": "private-worker", "deployment": deployment}}}
    assert build(config).names("ecs.Service") == ["worker"]


def test_a_long_value_is_cut() -> None:
    (message,) = refuse({"services": {"worker": {"topology": "x" * 500}}})
    assert len(message) < 250
    assert "xxx... is refused" in message


def test_the_value_of_a_secret_is_not_shown() -> None:
    config = {"services": {"worker": {"topology": "private-worker", "environment": {"KEY": 12345}, "tpology": "hush"}}}
    messages = refuse(config, secrets=("services",))
    assert len(messages) == 2
    assert not [message for message in messages if "12345" in message or "hush" in message]


@pytest.mark.parametrize(
    ("configured", "error", "message"),
    [
        (
            "us-esat-1",
            'region not found for name "us-esat-1"',
            '"us-esat-1" is refused: AWS has no region with that name; did',
        ),
        ("mars-1", "no matching EC2 Region found: mars-1", '"mars-1" is refused: AWS has no region with that name'),
        (None, "missing region information", "null is refused: a region is required: write aws:region: us-east-1"),
    ],
)
def test_a_missing_or_unknown_region_is_refused(
    configured: str | None, error: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_args: dict[str, Any]) -> dict[str, Any]:
        raise aws_functions.AwsError(error)

    monkeypatch.setitem(aws_functions._FUNCTIONS, "getRegion", fail)
    config = {"ecs-on-ec2:services": SMALLEST["services"], **({"aws:region": configured} if configured else {})}
    assert end_with_error(config).startswith(f"aws:region: {message}")


def test_a_certificate_is_not_looked_up_if_there_are_other_mistakes() -> None:
    """The engine ends the program if a certificate is missing, before other mistakes are reported."""
    pending = "arn:aws:acm:us-east-1:123456789012:certificate/pending"
    service = {"topology": "private-worker", "loadBalancer": {"certificateArns": [pending]}, "memory": 100_000}
    (message,) = refuse({"services": {"worker": service}})
    assert message.startswith("services.worker.memory: ")
