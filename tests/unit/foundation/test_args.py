"""The args classes refuse mistakes, in messages with the names of Python arguments."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from components import (
    AwsvpcServiceArgs,
    Ec2EcsClusterArgs,
    ImageBuildArgs,
    LargeVpcArgs,
    RefusedError,
)
from components.observability.alarm_args import AlarmsArgs
from components.service.scaling.scaling_args import ServiceScalingArgs
from docs.generator.descriptions import descriptions
from tests.harness.settings_classes import OBJECTS, Path, class_at, config_with, value_at

CLASSES = sorted({class_at(path) for path in OBJECTS}, key=lambda found: found.__name__)
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
def test_every_key_has_a_description(found: type[BaseModel]) -> None:
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
def test_a_mistake_is_refused_with_the_name_of_its_python_argument(make: Callable[[], BaseModel], key: str) -> None:
    with pytest.raises(RefusedError) as caught:
        make()
    assert str(caught.value).startswith(f"{key}: ")
    assert len(caught.value.problems) == 1
    # Python shows no traceback of the validator above the refusal.
    assert caught.value.__suppress_context__


def test_messages_equal_those_of_a_stack_file_except_for_python_names() -> None:
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
        "scaling.requests_per_target: 9 is refused: it needs a load balancer, and load_balancer is none",
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
def test_the_message_for_an_unknown_argument_does_not_mention_indentation(keys: dict[str, Any], message: str) -> None:
    with pytest.raises(RefusedError) as caught:
        AwsvpcServiceArgs(topology="private-worker", **keys)
    assert str(caught.value) == message


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_is_not_finite_is_refused(value: float) -> None:
    topic = "arn:aws:sns:us-east-1:123456789012:on-call"
    with pytest.raises(RefusedError, match=r"latency_seconds: .* is refused: a finite number is allowed"):
        AlarmsArgs(topic_arn=topic, latency_seconds=value)


def test_lists_are_accepted_in_place_of_tuples() -> None:
    args = LargeVpcArgs.model_validate({"availability_zones": ["us-east-1a", "us-east-1b"], "interface_endpoints": []})
    assert args.availability_zones == ("us-east-1a", "us-east-1b")


def test_the_values_of_refused_args_are_not_shown() -> None:
    with pytest.raises(ValidationError) as caught:
        AwsvpcServiceArgs.model_validate({"topology": "public-api", "environment": {"TOKEN": 12345}})
    assert "12345" not in str(caught.value)


def _json(path: Path) -> str:
    return json.dumps(value_at(config_with(path), path))
