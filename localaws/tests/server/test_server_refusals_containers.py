"""AWS's refusals of settings of a container, and of names in a task definition."""

from __future__ import annotations

from typing import Any

import pytest

from localaws.tests.server.account import Account, refused

PARAMETER = "arn:aws:ssm:us-east-1:123456789012:parameter/key"
ROLE = "arn:aws:iam::123456789012:role/execution"


def register(aws: Account, container: dict[str, Any], **task: Any) -> None:
    given = {"family": "web", "networkMode": "awsvpc", "cpu": "256", "memory": "512", **task}
    containers = [{"name": "web", "image": "nginx", "memory": 128, **container}]
    aws.ecs.register_task_definition(containerDefinitions=containers, **given)


@pytest.mark.parametrize(
    ("container", "message"),
    [
        ({"name": "a b"}, "invalid characters"),
        ({"memory": 5}, "at least 6 MiB"),
        ({"memory": 64, "memoryReservation": 4}, "at least 6 MiB"),
        ({"links": ["other"]}, "Links are not supported"),
        ({"logConfiguration": {"logDriver": "awslogs"}}, "awslogs-group"),
        ({"portMappings": [{"containerPort": port, "name": "http"} for port in (80, 81)]}, "duplicate"),
        (
            {"environment": [{"name": "KEY", "value": "1"}], "secrets": [{"name": "KEY", "valueFrom": PARAMETER}]},
            "such as 'KEY'",
        ),
    ],
)
def test_an_invalid_setting_of_a_container_is_refused(aws: Account, container: dict[str, Any], message: str) -> None:
    with refused("ClientException", message):
        register(aws, container, executionRoleArn=ROLE)


@pytest.mark.parametrize(
    ("task", "message"),
    [
        ({"family": "a b"}, "Family contains invalid characters"),
        ({"volumes": [{"name": "data"}, {"name": "data"}]}, "duplicate"),
        ({"cpu": "64"}, "128"),
    ],
)
def test_an_invalid_setting_of_a_task_definition_is_refused(aws: Account, task: dict[str, Any], message: str) -> None:
    with refused("ClientException", message):
        register(aws, {}, **task)


def test_values_at_their_limits_are_accepted(aws: Account) -> None:
    log = {"logDriver": "awslogs", "options": {"awslogs-group": "web", "awslogs-region": "us-east-1"}}
    secrets = [{"name": "SECRET", "valueFrom": PARAMETER}]
    ports = [{"containerPort": 80, "name": "http"}, {"containerPort": 81}, {"containerPort": 82}]
    container = {"memory": 6, "logConfiguration": log, "secrets": secrets, "portMappings": ports, "name": "a_b-1"}
    register(aws, container, executionRoleArn=ROLE, cpu="128", volumes=[{"name": "one"}, {"name": "two"}])
