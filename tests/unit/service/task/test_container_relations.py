"""Invalid relations between the containers of a task are refused before anything is created."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.harness.build import build_services, refuse

WEB: dict[str, Any] = {"topology": "public-api"}
PREPARE = {"image": "busybox:1.37", "memory": 64, "essential": False}
CHECK = {"command": ["CMD", "true"]}
ROUTER = {"image": "fluent:1", "memory": 64, "firelens": {}}
FIRELENS = {"driver": "awsfirelens", "options": {"Name": "cloudwatch_logs"}}


def refusals(**settings: Any) -> list[str]:
    return refuse({"services": {"web": {**WEB, **settings}}})


def waits(other: str, condition: str) -> dict[str, Any]:
    return {"dependsOn": {other: condition}}


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"container": waits("other", "START"), "sidecars": {"prepare": PREPARE}},
            (
                'container.dependsOn.other: "START" is refused: the name of another container of the task is allowed:'
                " prepare"
            ),
        ),
        (
            {"container": waits("web", "START")},
            (
                'container.dependsOn.web: "START" is refused: the name of another container of the task is allowed:'
                " there are none"
            ),
        ),
        (
            {"container": waits("prepare", "SUCCESS"), "sidecars": {"prepare": {**PREPARE, "essential": True}}},
            (
                'container.dependsOn.prepare: "SUCCESS" is refused: the task stops when prepare does; SUCCESS is'
                " allowed for a sidecar with essential: false"
            ),
        ),
        (
            {"sidecars": {"prepare": {**PREPARE, **waits("web", "COMPLETE")}}},
            (
                'sidecars.prepare.dependsOn.web: "COMPLETE" is refused: the task stops when web does; COMPLETE is'
                " allowed for a sidecar with essential: false"
            ),
        ),
        (
            {"container": waits("prepare", "HEALTHY"), "sidecars": {"prepare": PREPARE}},
            (
                'container.dependsOn.prepare: "HEALTHY" is refused: prepare has no healthCheck; START is allowed, or a'
                " healthCheck there"
            ),
        ),
        (
            {
                "container": waits("prepare", "START"),
                "sidecars": {
                    "prepare": {**PREPARE, **waits("proxy", "START")},
                    "proxy": {**PREPARE, **waits("web", "START")},
                },
            },
            (
                'sidecars.prepare.dependsOn.proxy: "START" is refused: prepare, proxy, web wait for each other, and'
                " none starts: one of them must not wait"
            ),
        ),
        (
            {"logging": FIRELENS},
            'logging.driver: "awsfirelens" is refused: a sidecar with firelens is needed, to route the logs',
        ),
        (
            {"sidecars": {"router": ROUTER}},
            (
                'sidecars.router: "router" is refused: with firelens, a container whose logging.driver is awsfirelens'
                " is needed"
            ),
        ),
        (
            {"logging": FIRELENS, "sidecars": {"router": ROUTER, "second": ROUTER}},
            'sidecars.second: "second" is refused: one log router is allowed, and router is one',
        ),
        (
            {"sidecars": {"router": {**ROUTER, "logging": FIRELENS}}},
            'sidecars.router.logging.driver: "awsfirelens" is refused: a log router cannot send to itself',
        ),
        (
            {"sidecars": {"proxy": {**PREPARE, "volumes": {"scratch": {"containerPath": "/in"}}}}},
            (
                'sidecars.proxy.volumes.scratch: "/in" is refused: the name of a volume in volumes is allowed: there'
                " are none"
            ),
        ),
        (
            {"volumes": {"scratch": {}}},
            "volumes.scratch.containerPath: null is refused: a path is needed, or a sidecar that mounts it",
        ),
        (
            {
                "volumes": {"one": {"containerPath": "/a"}, "two": {"containerPath": "/b"}},
                "sidecars": {
                    "proxy": {**PREPARE, "volumes": {"one": {"containerPath": "/x"}, "two": {"containerPath": "/x"}}}
                },
            },
            (
                'sidecars.proxy.volumes.two.containerPath: "/x" is refused: each containerPath is allowed once in a'
                " container"
            ),
        ),
    ],
)
def test_invalid_relations_between_containers_are_refused(settings: dict[str, Any], message: str) -> None:
    assert refusals(**settings) == [f"services.web.{message}"]


def containers_of(**settings: Any) -> dict[str, dict[str, Any]]:
    definition = build_services({"web": {**WEB, **settings}}).one("ecs.TaskDefinition")
    return {each["name"]: each for each in json.loads(definition.at("containerDefinitions"))}


def test_containers_wait_for_their_dependencies() -> None:
    found = containers_of(
        container=waits("prepare", "SUCCESS"),
        sidecars={
            "prepare": {**PREPARE, **waits("proxy", "HEALTHY")},
            "proxy": {**PREPARE, "healthCheck": CHECK},
            "watcher": {**PREPARE, **waits("web", "START")},
        },
    )
    assert found["web"]["dependsOn"] == [{"containerName": "prepare", "condition": "SUCCESS"}]
    assert found["prepare"]["dependsOn"] == [{"containerName": "proxy", "condition": "HEALTHY"}]
    assert found["watcher"]["dependsOn"] == [{"containerName": "web", "condition": "START"}]
    assert not found["prepare"]["essential"]


def test_a_log_router_gets_the_logs_of_the_others() -> None:
    options = {"enable-ecs-log-metadata": "true"}
    found = containers_of(logging=FIRELENS, sidecars={"router": {**ROUTER, "firelens": {"options": options}}})
    assert found["web"]["logConfiguration"] == {"logDriver": "awsfirelens", "options": {"Name": "cloudwatch_logs"}}
    assert found["router"]["firelensConfiguration"] == {"type": "fluentbit", "options": options}
    assert found["router"]["logConfiguration"]["logDriver"] == "awslogs"


def test_volumes_are_mounted_at_the_path_of_each_container() -> None:
    settings = {
        "volumes": {
            "scratch": {"containerPath": "/out"},
            "socket": {"hostPath": "/var/run/docker.sock"},
        },
        "sidecars": {
            "proxy": {
                **PREPARE,
                "volumes": {
                    "scratch": {"containerPath": "/in", "readOnly": True},
                    "socket": {"containerPath": "/var/run/docker.sock"},
                },
            }
        },
    }
    definition = build_services({"web": {**WEB, **settings}}).one("ecs.TaskDefinition")
    assert definition.at("volumes") == [{"name": "scratch"}, {"name": "socket", "hostPath": "/var/run/docker.sock"}]
    found = containers_of(**settings)
    assert found["web"]["mountPoints"] == [{"sourceVolume": "scratch", "containerPath": "/out", "readOnly": False}]
    assert found["proxy"]["mountPoints"] == [
        {"sourceVolume": "scratch", "containerPath": "/in", "readOnly": True},
        {"sourceVolume": "socket", "containerPath": "/var/run/docker.sock", "readOnly": False},
    ]
