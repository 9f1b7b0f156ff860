"""The table of logical ids and the parity table name the same resources."""

from __future__ import annotations

import pytest

from tests.unit.program.parity_row import Row
from tests.unit.program.test_parity import REFERENCE_RESOURCES, TABLE
from tools.adopt.reference import CLUSTER, COMPOSED, NETWORK, REPLACED, Key, execution_role, of_service, resources

SHARED = {**NETWORK, **CLUSTER}
TOPOLOGIES = {"dev": ("worker", "private"), "public-api": ("web", "public")}


def table(stack: str) -> dict[str, Key]:
    service, facing = TOPOLOGIES[stack]
    return {**SHARED, **of_service(service, facing), "ECSTaskExecutionRole": execution_role(service)}


def kind_of(key: Key) -> tuple[str, str]:
    """Return the parity table's name of a resource type: ``ec2.Vpc``, not ``aws:ec2/vpc:Vpc``."""
    module, _, name = key[0].removeprefix("aws:").partition(":")
    return f"{module.partition('/')[0]}.{name}", key[1]


@pytest.mark.parametrize("stack", TOPOLOGIES)
def test_every_logical_id_is_imported_composed_or_excluded(stack: str) -> None:
    word = TOPOLOGIES[stack][1].capitalize()
    known = {*table(stack), *COMPOSED, *REPLACED} - {"CustomAsgDestroyerFunction", "CustomAsgDestroyerRole"}
    assert known == set(REFERENCE_RESOURCES.format(word).split())
    assert not table(stack).keys() & (COMPOSED | REPLACED)


@pytest.mark.parametrize("stack", TOPOLOGIES)
def test_a_logical_id_has_the_same_resource_as_in_the_parity_table(stack: str) -> None:
    def of(row: Row) -> bool:
        return row.reference.partition(".")[0] == logical

    for logical, key in table(stack).items():
        compared = {(row.kind, row.name) for row in TABLE[stack] if of(row)}
        assert kind_of(key) in compared, logical


def test_the_resources_of_one_cluster_and_two_services_get_their_names() -> None:
    arn = "arn:aws:ecs:us-east-1:123456789012:service/c"
    worker = {"Service": f"{arn}/jobs", "PrivateLoadBalancer": "lb-1", "LogGroup": "logs-1"}
    api = {"Service": f"{arn}/api", "PublicLoadBalancer": "lb-2"}
    found = resources([{"VPC": "vpc-1"}, {"ECSTaskExecutionRole": "role", "ECSCluster": "c"}, worker, api])
    assert found == {
        ("aws:ec2/vpc:Vpc", "network"): "vpc-1",
        ("aws:ecs/cluster:Cluster", "cluster"): "c",
        ("aws:iam/role:Role", "jobs-execution"): "role",
        ("aws:ecs/service:Service", "jobs"): f"{arn}/jobs",
        ("aws:lb/loadBalancer:LoadBalancer", "jobs-private"): "lb-1",
        ("aws:cloudwatch/logGroup:LogGroup", "jobs"): "logs-1",
        ("aws:ecs/service:Service", "api"): f"{arn}/api",
        ("aws:lb/loadBalancer:LoadBalancer", "api-public"): "lb-2",
    }
