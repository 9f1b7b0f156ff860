"""The exported test commands are valid in a shell, contain valid JSON, and use the correct resources."""

from __future__ import annotations

import json
import shlex
from typing import Any

import pytest

from tests.harness.build import STACKS, build, build_stack, project_config
from tests.harness.recording import Recording

CURL = ["curl", "--fail", "--silent", "--show-error", "--max-time", "10"]


def commands(recording: Recording, service: str) -> dict[str, str]:
    exports: dict[str, Any] = recording.exports["services"][service]
    return {name: value for name, value in exports.items() if name.lower().endswith("testcommand")}


def options_of(command: str) -> dict[str, str]:
    """Parse ``aws ecs run-task`` into its options, as a shell would."""
    words = shlex.split(command)
    assert words[:3] == ["aws", "ecs", "run-task"]
    options = words[3:]
    assert all(option.startswith("--") for option in options[::2])
    return dict(zip(options[::2], options[1::2], strict=True))


def test_a_public_api_is_tested_by_curl() -> None:
    recording = build_stack("public-api")
    url = recording.exports["services"]["web"]["url"]
    assert {name: shlex.split(text) for name, text in commands(recording, "web").items()} == {
        "testCommand": [*CURL, url]
    }


def test_a_private_worker_is_tested_by_a_task_in_the_vpc() -> None:
    recording = build_stack("dev")
    url = recording.exports["services"]["worker"]["url"]
    found = commands(recording, "worker")
    assert shlex.split(found["outsideTestCommand"]) == [*CURL, url]
    options = options_of(found["testCommand"])
    assert options["--cluster"] == recording.exports["clusterName"]
    assert options["--task-definition"] == recording.one("ecs.TaskDefinition").computed["arn"]
    provider = recording.exports["capacityProviderName"]
    assert options["--capacity-provider-strategy"] == f"capacityProvider={provider},weight=1"
    network = json.loads(options["--network-configuration"])["awsvpcConfiguration"]
    service = recording.one("ecs.Service").at("networkConfiguration")
    assert network == {"subnets": service["subnets"], "securityGroups": service["securityGroups"]}
    (override,) = json.loads(options["--overrides"])["containerOverrides"]
    assert override == {"name": "worker", "command": [*CURL, url]}


@pytest.mark.parametrize(
    ("settings", "insecure"),
    [
        (
            {"loadBalancer": {"certificateArns": ["arn:aws:acm:us-east-1:123456789012:certificate/mine"]}},
            ["--insecure"],
        ),
        ({"loadBalancer": {"domains": ["api.example.com"], "hostedZone": "example.com"}}, []),
    ],
)
def test_a_certificate_is_checked_if_it_matches_the_url(settings: dict[str, Any], insecure: list[str]) -> None:
    recording = build({"services": {"worker": {"topology": "private-worker", **settings}}})
    url = recording.exports["services"]["worker"]["url"]
    found = commands(recording, "worker")
    curl = [*CURL[:4], *insecure, *CURL[4:], url]
    assert shlex.split(found["outsideTestCommand"]) == curl
    (override,) = json.loads(options_of(found["testCommand"])["--overrides"])["containerOverrides"]
    assert override["command"] == curl


@pytest.mark.parametrize("stack", STACKS)
def test_every_command_is_one_valid_line_of_shell(stack: str) -> None:
    recording = build_stack(stack)
    found = [text for service in recording.exports["services"] for text in commands(recording, service).values()]
    assert len(found) >= len(recording.names("ecs.Service"))
    for text in found:
        assert "\n" not in text
        assert shlex.split(text)[0] in ("aws", "curl")


def test_a_worker_with_callers_is_tested_as_its_first_caller() -> None:
    worker = {"topology": "private-worker", "allowFrom": ["web", "batch"]}
    services = {"web": {"topology": "public-api"}, "batch": {"topology": "private-worker"}, "worker": worker}
    recording = build({"services": services})
    options = options_of(commands(recording, "worker")["testCommand"])
    assert options["--task-definition"] == recording.one("ecs.TaskDefinition", "web").computed["arn"]
    network = json.loads(options["--network-configuration"])["awsvpcConfiguration"]
    assert network["securityGroups"] == [recording.one("ec2.SecurityGroup", "web-tasks").id]
    (override,) = json.loads(options["--overrides"])["containerOverrides"]
    assert override["name"] == "web"


def test_the_task_subnets_are_used_if_they_exist() -> None:
    recording = build({**project_config("dev"), "vpc": {"splitTaskSubnets": True}})
    options = options_of(commands(recording, "worker")["testCommand"])
    network = json.loads(options["--network-configuration"])["awsvpcConfiguration"]
    assert network["subnets"] == recording.one("ecs.Service").at("networkConfiguration.subnets")


@pytest.mark.parametrize(
    ("entry_point", "is_shell"),
    [
        (["sh", "-c"], True),
        (["/bin/bash", "-ec"], True),
        (["/docker-entrypoint.sh"], False),
        (["app", "--exec"], False),
    ],
)
def test_a_command_for_a_shell_is_one_argument(entry_point: list[str], is_shell: bool) -> None:
    worker = {"topology": "private-worker", "container": {"entryPoint": entry_point}}
    recording = build({"services": {"worker": worker}})
    curl = [*CURL, recording.exports["services"]["worker"]["url"]]
    (override,) = json.loads(options_of(commands(recording, "worker")["testCommand"])["--overrides"])[
        "containerOverrides"
    ]
    assert override["command"] == ([shlex.join(curl)] if is_shell else curl)
