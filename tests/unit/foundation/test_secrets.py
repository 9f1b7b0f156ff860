"""Secret values stay secret in the state and in the output."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest

from components import AwsvpcServiceArgs
from tests.harness.build import build, build_component, project_config
from tests.harness.standalone import make_service

CONFIG: dict[str, Any] = {
    "services": {"web": {"topology": "public-api", "environment": {"TOKEN": "hush", "MODE": "a"}}}
}


def test_a_secret_stack_value_encrypts_the_container_definitions() -> None:
    recording = build(CONFIG, secrets=("services",))
    definition = recording.one("ecs.TaskDefinition")
    assert "containerDefinitions" in definition.secret_inputs
    assert definition.at("containerDefinitions.0.environment") == [
        {"name": "MODE", "value": "a"},
        {"name": "TOKEN", "value": "hush"},
    ]


def test_a_secret_stack_value_stays_secret_in_the_environment_of_a_sidecar() -> None:
    sidecar = {"image": "envoy", "memory": 64, "environment": {"TOKEN": "hush"}}
    config = {"services": {"web": {"topology": "public-api", "sidecars": {"proxy": sidecar}}}}
    definition = build(config, secrets=("services",)).one("ecs.TaskDefinition")
    assert "containerDefinitions" in definition.secret_inputs


def test_without_secret_values_nothing_is_secret() -> None:
    secret = [str(found) for found in build(CONFIG) if found.secret_inputs]
    assert secret == []


def test_a_secret_network_setting_does_not_encrypt_the_container_definitions() -> None:
    config = {**project_config("dev"), "vpc": {"natGateways": "single"}}
    definition = build(config, secrets=("vpc",)).one("ecs.TaskDefinition")
    assert "containerDefinitions" not in definition.secret_inputs


@pytest.mark.parametrize("preview", [False, True])
def test_a_secret_output_in_the_environment_stays_secret(preview: bool) -> None:
    def program() -> None:
        token = pulumi.Output.secret("hush")
        make_service("web", AwsvpcServiceArgs(topology="public-api", environment={"TOKEN": token}))

    definition = build_component(program, preview=preview).one("ecs.TaskDefinition")
    assert "containerDefinitions" in definition.secret_inputs


def test_a_secret_in_a_service_does_not_encrypt_the_exports() -> None:
    assert build(CONFIG, secrets=("services",)).secret_exports == frozenset()


def test_a_component_registers_only_encrypted_outputs_as_secret() -> None:
    role = {"arn": "arn:aws:iam::123456789012:role/shared-execution"}
    config = {"services": {"web": {"topology": "private-worker", "executionRole": role}}}
    assert build(config, secrets=("services",)).one("AwsvpcService").secret_outputs == {"taskExecutionRoleArn"}
    assert build(config).one("AwsvpcService").secret_outputs == set()
