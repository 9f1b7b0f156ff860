"""A preview warns about subnets that are too small for the maximum size of a stack."""

from __future__ import annotations

from typing import Any

from tests.harness.build import PLATFORM, build, build_stack

SMALL = "10.0.0.0/20"
"""A block whose two private subnets, /22 each, have 2 x (1024 - 5) addresses."""


def warnings(**config: Any) -> list[str]:
    services = {"worker": {"topology": "private-worker", **config.pop("worker", {})}}
    messages = build({"services": services, **config}).messages
    return [message for message in messages if "addresses" in message]


def test_a_shipped_stack_has_enough_addresses() -> None:
    for stack in ("dev", "public-api", "prod"):
        assert [message for message in build_stack(stack).messages if "addresses" in message] == []


def test_tasks_during_a_deployment_and_other_interfaces_are_counted() -> None:
    # 2038 addresses: 2 x 8 for the load balancer, 2 x 1 for the endpoint, 20 for instances, and 2000 for tasks.
    vpc = {"cidrBlock": SMALL, "interfaceEndpoints": ["logs"]}
    enough: dict[str, Any] = {"vpc": vpc, "cluster": {"maxSize": 20, "eniTrunking": False}}
    assert warnings(**enough, worker={"desiredCount": 0, "scaling": {"minCount": 0, "maxCount": 1000, "cpu": 50}}) == []
    (message,) = warnings(**enough, worker={"scaling": {"minCount": 0, "maxCount": 1001, "cpu": 50}})
    assert message.startswith(
        "vpc.cidrBlock: with its most tasks and all deployments at once, the stack needs 2040 addresses"
    )
    assert "(20 for instances, 16 for load balancers, 2 for endpoints, the rest for tasks)" in message
    assert "the 2 subnets have 2038" in message
    assert "vpc.splitTaskSubnets" in message


def test_the_maximum_of_a_schedule_is_counted() -> None:
    night = {"schedule": "cron(0 22 * * ? *)", "minCount": 0, "maxCount": 4000}
    scaling = {"minCount": 0, "maxCount": 10, "cpu": 50, "schedules": {"night": night}}
    assert len(warnings(vpc={"cidrBlock": SMALL}, worker={"scaling": scaling})) == 1


def test_a_smaller_deployment_needs_fewer_addresses() -> None:
    worker = {"scaling": {"minCount": 10, "maxCount": 1200, "cpu": 50}}
    assert len(warnings(vpc={"cidrBlock": SMALL}, worker=worker)) == 1
    assert warnings(vpc={"cidrBlock": SMALL}, worker={**worker, "deployment": {"maximumPercent": 150}}) == []
    # Blue-green runs both sets in full, independent of maximumPercent.
    twice = {"strategy": "blue-green", "maximumPercent": 150}
    assert len(warnings(vpc={"cidrBlock": SMALL}, worker={**worker, "deployment": twice})) == 1


def test_trunking_needs_a_second_address_for_each_instance() -> None:
    worker = {"desiredCount": 900}
    cluster = {"maxSize": 150, "instanceType": "c5.24xlarge"}
    assert warnings(vpc={"cidrBlock": SMALL}, cluster=cluster, worker=worker) == []
    trunking = {**cluster, "eniTrunking": True}
    assert len(warnings(vpc={"cidrBlock": SMALL}, cluster=trunking, worker=worker)) == 1


def test_tasks_in_their_own_subnets_need_no_addresses_of_private_subnets() -> None:
    worker = {"scaling": {"minCount": 0, "maxCount": 1100, "cpu": 50}}
    split = {"cidrBlock": SMALL, "splitTaskSubnets": True}
    assert warnings(vpc=split, worker=worker) == []
    (message,) = warnings(vpc={**split, "taskCidrBlock": "100.64.0.0/20"}, worker=worker)
    assert message.startswith("vpc.taskCidrBlock: ")
    assert "2200 addresses, but the 2 subnets have 2038" in message
    (message,) = warnings(vpc=split, cluster={"maxSize": 2100}, worker=worker)
    assert message.startswith("vpc.cidrBlock: ")


def test_a_daemon_needs_an_address_for_each_instance() -> None:
    daemon = {"loadBalancer": "none", "scheduling": "daemon"}
    assert warnings(vpc={"cidrBlock": SMALL}, cluster={"maxSize": 1019}, worker=daemon) == []
    assert len(warnings(vpc={"cidrBlock": SMALL}, cluster={"maxSize": 1020}, worker=daemon)) == 1


def test_the_subnets_of_a_platform_are_looked_up() -> None:
    # Two subnets of 10.0.0.0/18 under the mocks: 2 x (16384 - 5).
    services = {f"worker{number}": {"topology": "private-worker", "desiredCount": 5000} for number in range(4)}
    messages = build({"platform": PLATFORM, "services": services}).messages
    (message,) = [message for message in messages if "addresses" in message]
    assert message.startswith("platform: ")
    assert "the 2 subnets have 32758" in message
