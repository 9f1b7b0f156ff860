"""Container definitions are canonical: an unchanged stack plans no change."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.harness.build import STACKS, build_services, build_stack
from tests.harness.registration import Registration

WEB: dict[str, Any] = {"topology": "public-api"}


def definition_of(**settings: Any) -> Registration:
    return build_services({"web": {**WEB, **settings}}).one("ecs.TaskDefinition")


@pytest.mark.parametrize("stack", STACKS)
def test_the_text_is_sorted_and_has_no_spaces(stack: str) -> None:
    for definition in build_stack(stack).all("ecs.TaskDefinition"):
        text = definition.at("containerDefinitions")
        assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"))


def test_the_environment_is_sorted_independently_of_the_file() -> None:
    one, other = (
        definition_of(environment=dict(pairs)) for pairs in ([("A", "1"), ("B", "2")], [("B", "2"), ("A", "1")])
    )
    assert one.at("containerDefinitions") == other.at("containerDefinitions")
    assert one.at("containerDefinitions.0.environment") == [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]


def test_defaults_that_aws_adds_are_explicit() -> None:
    container = json.loads(definition_of().at("containerDefinitions"))[0]
    assert container["essential"] is True
    assert container["portMappings"] == [{"containerPort": 80, "hostPort": 80, "protocol": "tcp"}]
    empty = {key: container[key] for key in ("environment", "mountPoints", "systemControls", "volumesFrom")}
    assert list(empty.values()) == [[], [], [], []]


@pytest.mark.parametrize("stack", STACKS)
def test_no_container_has_an_empty_key_that_aws_omits(stack: str) -> None:
    for definition in build_stack(stack).all("ecs.TaskDefinition"):
        for container in json.loads(definition.at("containerDefinitions")):
            left_out = {"secrets", "healthCheck", "command", "entryPoint", "user", "ulimits", "linuxParameters"}
            assert [key for key in left_out if container.get(key, "absent") in ([], {}, None, "")] == []


@pytest.mark.parametrize(("mode", "buffer"), [(None, "25m"), ("non-blocking", "25m"), ("blocking", None)])
def test_only_the_mode_non_blocking_has_a_buffer(mode: str | None, buffer: str | None) -> None:
    """Docker does not start a container with a buffer and the mode ``blocking``."""
    options = {"options": {"mode": mode}} if mode else {}
    (found,) = json.loads(definition_of(logging=options).at("containerDefinitions"))
    assert found["logConfiguration"]["options"].get("max-buffer-size") == buffer
    assert found["logConfiguration"]["options"]["mode"] == (mode or "non-blocking")


def test_the_settings_of_a_container_become_properties_of_ecs() -> None:
    container = {"image": "nginx:1.29", "containerPort": 8080, "cpu": 512, "memory": 1024, "environment": {"A": "ä"}}
    definition = definition_of(**container)
    (found,) = json.loads(definition.at("containerDefinitions"))
    assert (found["image"], found["cpu"], found["memory"]) == ("nginx:1.29", 512, 1024)
    assert found["portMappings"][0] == {"containerPort": 8080, "hostPort": 8080, "protocol": "tcp"}
    assert found["environment"] == [{"name": "A", "value": "ä"}]
    assert (definition.at("cpu"), definition.at("memory")) == ("512", "1024")


def test_empty_nested_keys_of_a_container_are_omitted() -> None:
    # The provider ignores empty lists of a container but not nested ones, and treats a start period of 0 as a change.
    settings = {"healthCheck": {"command": ["CMD", "true"]}, "tmpfs": [{"containerPath": "/tmp", "size": 64}]}
    definition = definition_of(container=settings)
    check = {"command": ["CMD", "true"], "interval": 30, "timeout": 5, "retries": 3}
    assert definition.at("containerDefinitions.0.healthCheck") == check
    assert definition.at("containerDefinitions.0.linuxParameters") == {"tmpfs": [{"containerPath": "/tmp", "size": 64}]}


def test_a_start_period_and_mount_options_are_written_if_they_are_set() -> None:
    check = {"command": ["CMD", "true"], "startPeriod": 10}
    tmpfs = {"containerPath": "/tmp", "size": 64, "mountOptions": ["noexec"]}
    definition = definition_of(container={"healthCheck": check, "tmpfs": [tmpfs]})
    assert definition.at("containerDefinitions.0.healthCheck.startPeriod") == 10
    assert definition.at("containerDefinitions.0.linuxParameters.tmpfs") == [tmpfs]
