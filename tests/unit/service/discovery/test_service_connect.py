"""Service Connect: the protocol, the timeout of requests, and the proxy's share of a task."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.build import PLATFORM, build_cluster, refuse
from tests.harness.recording import Recording
from tests.harness.registration import UNSET

WORKER: dict[str, Any] = {"topology": "private-worker"}
CONNECT = {"discovery": "service-connect"}
CERTIFICATE = "arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012"


def connected(**worker: Any) -> Recording:
    return build_cluster(CONNECT, {"worker": {**WORKER, **worker}})


def port_of(recording: Recording) -> dict[str, Any]:
    port: dict[str, Any] = recording.one("ecs.TaskDefinition").at("containerDefinitions.0.portMappings.0")
    return port


def endpoint_of(recording: Recording) -> dict[str, Any]:
    endpoint: dict[str, Any] = recording.one("ecs.Service").at("serviceConnectConfiguration.services.0")
    return endpoint


@pytest.mark.parametrize(
    ("worker", "protocol", "url"),
    [
        ({}, "http", "http://worker"),
        ({"loadBalancer": "none", "containerPort": 6379}, UNSET, "tcp://worker:6379"),
        ({"loadBalancer": "none", "serviceConnect": {"protocol": "http"}}, "http", "http://worker"),
        ({"loadBalancer": "none", "serviceConnect": {"protocol": "grpc"}}, "grpc", "http://worker"),
        ({"loadBalancer": {"protocol": "grpc", "certificateArns": [CERTIFICATE]}}, "grpc", "http://worker"),
        ({"loadBalancer": {"protocol": "http2", "certificateArns": [CERTIFICATE]}}, "http2", "http://worker"),
        ({"containerPort": 8080, "serviceConnect": {"protocol": "tcp"}}, UNSET, "tcp://worker:8080"),
    ],
)
def test_the_protocol_is_that_of_the_load_balancer_unless_set(worker: Any, protocol: Any, url: str) -> None:
    recording = connected(**worker)
    assert port_of(recording).get("appProtocol", UNSET) == protocol
    assert recording.exports["services"]["worker"]["discoveryUrl"] == url
    expected_port = 80 if url == "http://worker" else worker["containerPort"]
    assert endpoint_of(recording)["clientAlias"][0]["port"] == expected_port


def test_another_protocol_replaces_the_service() -> None:
    # ECS accepts it in no update: aws/containers-roadmap#2378.
    triggers = {
        connected(**worker).one("ecs.Service").replacement_trigger
        for worker in ({}, {"serviceConnect": {"protocol": "http2"}}, {"loadBalancer": "none"})
    }
    assert len(triggers) == 3


@pytest.mark.parametrize("worker", [{}, {"serviceConnect": {"protocol": "http"}}])
def test_the_trigger_of_a_service_with_http_is_unchanged(worker: Any) -> None:
    service = connected(**worker).one("ecs.Service")
    assert service.replacement_trigger is not None
    assert "http" not in str(service.replacement_trigger)


@pytest.mark.parametrize(("seconds", "idle"), [(30, 300), (300, 300), (900, 900), (0, 0)])
def test_the_idle_timeout_is_at_least_the_request_timeout(seconds: int, idle: int) -> None:
    timeout = endpoint_of(connected(serviceConnect={"requestTimeoutSeconds": seconds}))["timeout"]
    assert timeout == {"perRequestTimeoutSeconds": seconds, "idleTimeoutSeconds": idle}


def test_the_default_timeouts_are_those_of_ecs() -> None:
    # The provider sends 0, which means no limit, for a missing timeout (pulumi-aws#4265).
    assert "timeout" not in endpoint_of(connected())


def test_the_proxy_gets_the_rest_of_the_task() -> None:
    sidecars = {"envoy": {"image": "envoy", "cpu": 64, "memory": 128}}
    recording = connected(cpu=512, memory=1024, sidecars=sidecars, serviceConnect={"proxy": {}})
    definition = recording.one("ecs.TaskDefinition")
    assert (definition.at("cpu"), definition.at("memory")) == ("512", "1024")
    own = definition.at("containerDefinitions.0")
    assert (own["cpu"], own["memory"]) == (512 - 64 - 256, 1024 - 128 - 64)
    assert not [message for message in recording.messages if "proxy" in message]


def test_a_task_without_a_share_for_the_proxy_gives_a_warning() -> None:
    (warning,) = (message for message in connected().messages if "Service Connect" in message)
    assert "256 CPU units and 512 MiB" in warning
    assert "serviceConnect: {proxy: {}}" in warning
    assert not [message for message in build_cluster({}, {"worker": WORKER}).messages if "Service Connect" in message]


@pytest.mark.parametrize(
    ("cluster", "worker", "key", "words"),
    [
        (CONNECT, {"serviceConnect": {"protocol": "http3"}}, "protocol", "http, http2, grpc or tcp"),
        (CONNECT, {"serviceConnect": {"requestTimeoutSeconds": -1}}, "requestTimeoutSeconds", "0 or more"),
        (
            CONNECT,
            {"serviceConnect": {"protocol": "tcp", "requestTimeoutSeconds": 9}},
            "requestTimeoutSeconds",
            "tcp has no requests",
        ),
        (
            CONNECT,
            {"loadBalancer": "none", "serviceConnect": {"requestTimeoutSeconds": 9}},
            "requestTimeoutSeconds",
            "add protocol: http, http2 or grpc",
        ),
        (
            CONNECT,
            {"serviceConnect": {"proxy": {"cpu": 256}}},
            "proxy.cpu",
            "less than the rest of the task's cpu, 256",
        ),
        (CONNECT, {"serviceConnect": {"proxy": {"cpu": 1, "memory": 508}}}, "proxy.memory", "512, less 6 MiB"),
        (CONNECT, {"serviceConnect": {"proxy": {"memory": 32}}}, "proxy.memory", "64 MiB or more"),
        (
            {"discovery": "dns"},
            {"serviceConnect": {"protocol": "grpc"}},
            "protocol",
            "service-connect, and the cluster has dns",
        ),
        ({}, {"cpu": 512, "serviceConnect": {"proxy": {}}}, "proxy", "service-connect, and the cluster has none"),
    ],
)
def test_invalid_combinations_are_refused(cluster: Any, worker: Any, key: str, words: str) -> None:
    config = {"platform": {"network": PLATFORM["network"]}, "cluster": cluster}
    (mistake,) = refuse({**config, "services": {"worker": {**WORKER, **worker}}})
    assert mistake.startswith(f"services.worker.serviceConnect.{key}: "), mistake
    assert words in mistake


def test_the_message_shows_the_default_that_does_not_fit() -> None:
    worker = {"topology": "private-worker", "cpu": 256, "serviceConnect": {"proxy": {}}}
    (message,) = refuse({"services": {"worker": worker}})
    assert message.startswith("services.worker.serviceConnect.proxy.cpu: 256 is refused: less than")
