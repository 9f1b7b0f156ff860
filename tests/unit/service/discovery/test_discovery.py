"""Discovery of services without a load balancer, and the callers that then reach their tasks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.build import PLATFORM, build_cluster
from tests.harness.recording import Recording
from tests.harness.registration import UNSET

WORKER: dict[str, Any] = {"topology": "private-worker"}
API: dict[str, Any] = {"topology": "public-api"}


def found(discovery: str, **services: Any) -> Recording:
    return build_cluster({"discovery": discovery}, services)


def admitted(recording: Recording, service: str) -> set[str]:
    """Return the groups that reach a service's tasks."""
    names = {group.id: group.name for group in recording.all("ec2.SecurityGroup")}
    group = recording.one("ec2.SecurityGroup", f"{service}-tasks").id
    rules = [rule for rule in recording.all("vpc.SecurityGroupIngressRule") if rule.at("securityGroupId") == group]
    return {names[rule.at("referencedSecurityGroupId")] for rule in rules}


def test_discovery_is_off_by_default() -> None:
    recording = build_cluster({}, {"web": API})
    assert [str(item) for item in recording if item.kind.startswith("servicediscovery")] == []
    assert recording.one("ecs.Service").at("serviceConnectConfiguration") is UNSET


def test_dns_gives_each_service_a_name_in_the_private_domain() -> None:
    recording = found("dns", web=API, worker={**WORKER, "allowFrom": ["web"]})
    namespace = recording.one("servicediscovery.PrivateDnsNamespace")
    assert namespace.at("vpc") == PLATFORM["network"]["vpcId"]
    for name in ("web", "worker"):
        registry = recording.one("servicediscovery.Service", name)
        assert registry.at("dnsConfig.namespaceId") == namespace.id
        assert registry.at("dnsConfig.dnsRecords.0.type") == "A"
        service = recording.one("ecs.Service", name)
        assert service.at("serviceRegistries.registryArn") == registry.computed["arn"]
    assert recording.exports["services"]["worker"]["discoveryUrl"] == "http://worker.services.internal"


def test_names_in_another_domain_are_created_before_the_old_ones_are_deleted() -> None:
    recording = found("dns", worker=WORKER)
    for kind in ("PrivateDnsNamespace", "Service"):
        assert recording.one(f"servicediscovery.{kind}").delete_before_replace is False


def test_names_are_deleted_even_if_tasks_are_still_registered() -> None:
    # The provider does not retry if Cloud Map refuses (ResourceInUse), and ECS deregisters tasks asynchronously.
    recording = found("dns", worker=WORKER)
    assert recording.one("servicediscovery.Service").at("forceDestroy") is True


def test_service_connect_gives_each_service_its_name() -> None:
    recording = found("service-connect", web=API, worker={**WORKER, "allowFrom": ["web"], "containerPort": 8080})
    namespace = recording.one("servicediscovery.HttpNamespace")
    configuration = recording.one("ecs.Service", "worker").at("serviceConnectConfiguration")
    assert configuration["enabled"] is True
    assert configuration["namespace"] == namespace.computed["arn"]
    (service,) = configuration["services"]
    assert (service["discoveryName"], service["portName"]) == ("worker", "service")
    assert recording.exports["services"]["worker"]["discoveryUrl"] == "http://worker"
    definition = recording.one("ecs.TaskDefinition", "worker")
    assert definition.at("containerDefinitions.0.portMappings.0.name") == "service"


@pytest.mark.parametrize("discovery", ["dns", "service-connect"])
def test_only_callers_and_the_load_balancer_can_connect_to_the_tasks(discovery: str) -> None:
    recording = found(discovery, web=API, batch=WORKER, worker={**WORKER, "allowFrom": ["web"]})
    assert admitted(recording, "worker") == {"worker-private", "web-tasks"}
    assert admitted(recording, "batch") == {"batch-private"}


def test_without_a_load_balancer_only_callers_can_connect_to_the_tasks() -> None:
    recording = found(
        "dns", web=API, redis={**WORKER, "loadBalancer": "none", "allowFrom": ["web"], "containerPort": 6379}
    )
    assert recording.names("lb.LoadBalancer") == ["web-public"]
    assert admitted(recording, "redis") == {"web-tasks"}
    assert recording.one("ecs.Service", "redis").at("loadBalancers") is UNSET
    assert "url" not in recording.exports["services"]["redis"]
    assert recording.exports["services"]["redis"]["discoveryUrl"] == "tcp://redis.services.internal:6379"


def test_a_caller_starts_after_the_services_it_calls_by_service_connect() -> None:
    recording = found("service-connect", web=API, worker={**WORKER, "allowFrom": ["web"]})
    web, worker = recording.one("ecs.Service", "web"), recording.one("ecs.Service", "worker")
    assert worker in recording.waits_for(web)
    assert web not in recording.waits_for(worker)


def test_services_that_call_each_other_have_no_circular_dependency() -> None:
    recording = found("service-connect", a={**WORKER, "allowFrom": ["b"]}, b={**WORKER, "allowFrom": ["a"]})
    a, b = recording.one("ecs.Service", "a"), recording.one("ecs.Service", "b")
    assert not (a in recording.waits_for(b) and b in recording.waits_for(a))
