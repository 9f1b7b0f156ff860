"""Latencies of AWS: off by default, scaled, concurrent, and only for completed changes."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from moto.core.utils import get_service_model

from localaws.server.latencies import LATENCIES
from localaws.tests.server.account import Account, refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localaws.tests.conftest import Server

FACTOR = 0.05
CLUSTER_SECONDS = LATENCIES["AWS::ECS::Cluster"].create_seconds * FACTOR


@pytest.fixture
def slow(server: Server) -> Iterator[Server]:
    server.request("POST", "/localaws/latencies", {"factor": FACTOR})
    yield server
    server.request("DELETE", "/localaws/latencies")


def seconds(server: Server, operation: str) -> list[float]:
    return [call["seconds"] for call in server.request("GET", "/localaws/calls") if call["operation"] == operation]


def test_every_operation_with_a_latency_exists_in_the_api_of_aws() -> None:
    for latency in LATENCIES.values():
        operations = get_service_model(latency.service).operation_names
        assert {latency.create, latency.delete} <= set(operations)


def test_latencies_are_off_by_default_and_after_a_reset(server: Server, aws: Account) -> None:
    assert server.request("GET", "/localaws/latencies")["factor"] == 0
    server.request("POST", "/localaws/latencies", {"factor": FACTOR})
    server.request("POST", "/moto-api/reset")
    aws.ecs.create_cluster(clusterName="main")
    assert seconds(server, "CreateCluster")[0] < CLUSTER_SECONDS


def test_the_latencies_of_creations_overlap(slow: Server, aws: Account) -> None:
    names = [f"cluster-{number}" for number in range(16)]
    began = time.monotonic()
    with ThreadPoolExecutor(len(names)) as executor:
        list(executor.map(lambda name: aws.ecs.create_cluster(clusterName=name), names))
    took = time.monotonic() - began
    assert all(each >= CLUSTER_SECONDS for each in seconds(slow, "CreateCluster"))
    assert took < len(names) * CLUSTER_SECONDS / 2


def test_reads_and_refusals_are_answered_immediately(slow: Server, aws: Account) -> None:
    aws.ecs.list_clusters()
    with refused("ClusterNotFoundException"):
        aws.ecs.delete_cluster(cluster="other")
    assert seconds(slow, "ListClusters")[0] < CLUSTER_SECONDS
    assert seconds(slow, "DeleteCluster")[0] < CLUSTER_SECONDS


def test_waiting_calls_continue_when_latencies_are_turned_off(slow: Server, aws: Account) -> None:
    slow.request("POST", "/localaws/latencies", {"factor": 0.3})
    waiting = threading.Thread(target=lambda: aws.ecs.create_cluster(clusterName="main"))
    waiting.start()
    while not aws.ecs.list_clusters()["clusterArns"]:
        time.sleep(0.01)
    slow.request("DELETE", "/localaws/latencies")
    waiting.join(timeout=1)
    assert not waiting.is_alive()


@pytest.mark.parametrize("order", [{}, [], {"factor": 0}, {"factor": 2}, {"factor": True}, {"factor": 0.1, "x": 1}])
def test_invalid_latencies_are_refused(server: Server, order: object) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        server.request("POST", "/localaws/latencies", order)
    assert caught.value.code == 400
    assert "expected" in json.loads(caught.value.read())["error"]
    assert server.request("GET", "/localaws/latencies")["factor"] == 0
