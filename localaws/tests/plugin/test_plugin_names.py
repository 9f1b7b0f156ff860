"""Certificates, DNS records, hosted zones and Cloud Map: dependencies and refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import grpc
import pytest

from localaws.plugin import api
from localaws.tests.plugin.engine import refusal
from localaws.tests.plugin.examples_names import hosted_zone, private_namespace, validated_certificate

if TYPE_CHECKING:
    from localaws.tests.plugin.engine import Engine, Resource
    from localaws.tests.server.account import Account

CERTIFICATE = "aws:acm/certificate:Certificate"
VALIDATION = "aws:acm/certificateValidation:CertificateValidation"
RECORD = "aws:route53/record:Record"
LISTENER = "aws:lb/listener:Listener"
GET_ZONE = "aws:route53/getZone:getZone"


@pytest.fixture(autouse=True)
def _short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "DEFAULT_PATIENCE_SECONDS", 0.4)


def certificate(engine: Engine) -> Resource:
    return engine.create(CERTIFICATE, {"domainName": "www.example.com", "validationMethod": "DNS"})


def record_of(made: Resource, zone_id: str) -> dict[str, Any]:
    proof = made.outputs["domainValidationOptions"][0]
    return {
        "zoneId": zone_id,
        "name": proof["resourceRecordName"],
        "type": proof["resourceRecordType"],
        "records": [proof["resourceRecordValue"]],
        "ttl": 60,
        "allowOverwrite": True,
    }


def test_a_certificate_is_issued_only_after_its_record_exists(engine: Engine, aws: Account) -> None:
    made = certificate(engine)
    assert made.outputs["status"] == "PENDING_VALIDATION"
    assert made.outputs["notAfter"] == ""
    with pytest.raises(grpc.RpcError) as caught:
        engine.create(VALIDATION, {"certificateArn": made.resource_id})
    assert "to be issued: its validation record must be in a public Route 53 hosted zone" in refusal(caught.value)
    record = engine.create(RECORD, record_of(made, hosted_zone(aws)))
    fqdn = record.outputs["fqdn"]
    done = engine.create(VALIDATION, {"certificateArn": made.resource_id, "validationRecordFqdns": [fqdn]})
    assert done.resource_id.endswith("+0000 UTC")
    seen = engine.read(made)
    assert seen is not None
    assert seen.outputs["status"] == "ISSUED"
    assert seen.outputs["notAfter"] > "2026"


def test_a_record_in_a_private_zone_does_not_validate_a_certificate(engine: Engine, aws: Account) -> None:
    made = certificate(engine)
    zone = aws.client("route53").create_hosted_zone(
        Name="example.com",
        CallerReference="private",
        VPC={"VPCRegion": "us-east-1", "VPCId": aws.vpc()},
        HostedZoneConfig={"PrivateZone": True},
    )
    engine.create(RECORD, record_of(made, zone["HostedZone"]["Id"].rpartition("/")[2]))
    seen = engine.read(made)
    assert seen is not None
    assert seen.outputs["status"] == "PENDING_VALIDATION"


def test_a_validation_without_its_record_names_the_record(engine: Engine) -> None:
    made = certificate(engine)
    with pytest.raises(grpc.RpcError) as caught:
        engine.create(VALIDATION, {"certificateArn": made.resource_id, "validationRecordFqdns": ["x.example.com"]})
    needed = made.outputs["domainValidationOptions"][0]["resourceRecordName"].rstrip(".")
    assert f"missing {needed} DNS validation record" in refusal(caught.value)


def https(balancer: str, target_group: str, arn: str) -> dict[str, Any]:
    action = {"type": "forward", "targetGroupArn": target_group}
    given = {"loadBalancerArn": balancer, "port": 443, "protocol": "HTTPS", "certificateArn": arn}
    return {**given, "defaultActions": [action]}


def test_a_listener_needs_an_issued_certificate_and_prevents_its_deletion(engine: Engine, aws: Account) -> None:
    vpc_id = aws.vpc()
    balancer, target_group = aws.load_balancer(aws.subnets(vpc_id)), aws.target_group(vpc_id)
    pending = certificate(engine)
    with pytest.raises(grpc.RpcError) as caught:
        engine.create(LISTENER, https(balancer, target_group, pending.resource_id))
    assert "UnsupportedCertificate" in refusal(caught.value)
    with pytest.raises(grpc.RpcError) as caught:
        engine.create(LISTENER, https(balancer, target_group, pending.resource_id[:-1] + "?"))
    assert "CertificateNotFound" in refusal(caught.value)
    issued, _ = validated_certificate(aws, hosted_zone(aws))
    listener = engine.create(LISTENER, https(balancer, target_group, issued))
    used = engine.imported(CERTIFICATE, issued)
    assert used is not None
    with pytest.raises(grpc.RpcError) as caught:
        engine.delete(used)
    assert "ResourceInUseException" in refusal(caught.value)
    engine.delete(listener)
    engine.delete(used)
    assert engine.read(used) is None


def test_an_existing_record_is_overwritten_only_if_the_program_allows_it(engine: Engine, aws: Account) -> None:
    given = {"zoneId": hosted_zone(aws), "name": "www", "type": "A", "records": ["192.0.2.1"], "ttl": 60}
    engine.create(RECORD, given)
    with pytest.raises(grpc.RpcError) as caught:
        engine.create(RECORD, {**given, "records": ["192.0.2.2"]})
    text = "[Tried to create resource record set [name='www.example.com.', type='A'] but it already exists]"
    assert f"InvalidChangeBatch: {text}" in refusal(caught.value)
    taken = engine.create(RECORD, {**given, "records": ["192.0.2.2"], "allowOverwrite": True})
    assert taken.outputs["records"] == ["192.0.2.2"]
    with pytest.raises(grpc.RpcError) as caught:
        engine.create(RECORD, {**given, "type": "CNAME", "records": ["example.org"]})
    assert "conflicts with other records with the same DNS name" in refusal(caught.value)


@pytest.mark.parametrize("name", ["www", "WWW.example.com", "www.example.com."])
def test_different_spellings_of_a_name_are_the_same_record(engine: Engine, aws: Account, name: str) -> None:
    given = {"zoneId": hosted_zone(aws), "name": name, "type": "TXT", "records": ["v=1; a b"], "ttl": 60}
    made = engine.create(RECORD, given)
    assert made.outputs["fqdn"] == "www.example.com"
    seen = engine.read(made)
    assert seen is not None
    assert seen.outputs == made.outputs
    assert list(engine.diff(seen, given).diffs) == []


def test_an_alias_with_the_prefix_of_the_console_is_not_a_change(engine: Engine, aws: Account) -> None:
    def given(name: str) -> dict[str, Any]:
        alias = {"name": name, "zoneId": "Z35SXDOTRQ7X7K", "evaluateTargetHealth": True}
        return {"zoneId": zone_id, "name": "www", "type": "A", "aliases": [alias]}

    zone_id = hosted_zone(aws)
    made = engine.create(RECORD, given("web-1.us-east-1.elb.amazonaws.com"))
    assert list(engine.diff(made, given("dualstack.Web-1.us-east-1.elb.amazonaws.com")).diffs) == []
    assert list(engine.diff(made, given("web-2.us-east-1.elb.amazonaws.com")).diffs) == ["aliases"]


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"records": ["192.0.2.1"]}, "ttl"),
        ({}, "aliases"),
        ({"type": "X", "records": ["a"], "ttl": 1}, "type"),
        ({"weightedRoutingPolicies": [{"weight": 1}], "records": ["a"], "ttl": 1}, "weightedRoutingPolicies"),
    ],
)
def test_an_invalid_record_is_refused_with_its_name(offline_engine: Engine, given: dict[str, Any], path: str) -> None:
    _, failures = offline_engine.check(RECORD, {"zoneId": "Z1", "name": "www", "type": "A", **given})
    assert list(failures) == [path]


def test_a_zone_is_found_by_its_name(engine: Engine, aws: Account) -> None:
    zone_id = hosted_zone(aws)
    hosted_zone(aws, "example.org")
    found = engine.invoke(GET_ZONE, name="example.com.", privateZone=False)
    assert (found["zoneId"], found["name"], found["privateZone"]) == (zone_id, "example.com", False)
    assert found["nameServers"]
    assert found["primaryNameServer"] == found["nameServers"][0]
    assert found["arn"] == f"arn:aws:route53:::hostedzone/{zone_id}"
    assert engine.invoke(GET_ZONE, zoneId=zone_id)["name"] == "example.com"


def test_a_missing_or_ambiguous_zone_is_reported(engine: Engine, aws: Account) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        engine.invoke(GET_ZONE, name="example.com")
    assert refusal(caught.value).endswith("no matching Route 53 Hosted Zone found")
    private_namespace(aws, aws.vpc(), "example.com")
    with pytest.raises(grpc.RpcError) as caught:
        engine.invoke(GET_ZONE, name="example.com")
    assert refusal(caught.value).endswith("no matching Route 53 Hosted Zone found")
    assert engine.invoke(GET_ZONE, name="example.com", privateZone=True)["privateZone"] is True
    private_namespace(aws, aws.vpc("10.1.0.0/16"), "example.com")
    with pytest.raises(grpc.RpcError) as caught:
        engine.invoke(GET_ZONE, name="example.com", privateZone=True)
    assert "multiple Route 53 Hosted Zones matched" in refusal(caught.value)


def discovered(aws: Account, desired_count: int) -> str:
    """Create an ECS service that Cloud Map registers as ``web.internal``; return the Cloud Map service's id."""
    vpc_id = aws.vpc()
    subnets = aws.subnets(vpc_id)
    aws.cluster()
    aws.associate(aws.capacity_provider(aws.group(subnets, aws.launch_template())))
    records = {"NamespaceId": private_namespace(aws, vpc_id), "DnsRecords": [{"Type": "A", "TTL": 10}]}
    registry = aws.client("servicediscovery").create_service(Name="web", DnsConfig=records)["Service"]
    aws.service(
        aws.task_definition(),
        subnets,
        [aws.security_group(vpc_id)],
        serviceRegistries=[{"registryArn": registry["Arn"]}],
        desiredCount=desired_count,
    )
    return str(registry["Id"])


def addresses(aws: Account) -> list[str]:
    """Return the addresses of ``web.internal``."""
    route53 = aws.client("route53")
    zone = next(each for each in route53.list_hosted_zones()["HostedZones"] if each["Name"] == "internal.")
    found = route53.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]
    return [
        value["Value"]
        for each in found
        if (each["Name"], each["Type"]) == ("web.internal.", "A")
        for value in each["ResourceRecords"]
    ]


def test_cloud_map_returns_the_addresses_of_the_running_tasks_only(aws: Account) -> None:
    registry = discovered(aws, 2)
    cloud_map = aws.client("servicediscovery")
    instances = cloud_map.list_instances(ServiceId=registry)["Instances"]
    tasks = aws.ecs.describe_tasks(cluster="main", tasks=aws.ecs.list_tasks(cluster="main")["taskArns"])["tasks"]
    assert {each["Id"] for each in instances} == {task["taskArn"].rpartition("/")[2] for task in tasks}
    private = {
        detail["value"]
        for task in tasks
        for detail in task["attachments"][0]["details"]
        if detail["name"] == "privateIPv4Address"
    }
    assert set(addresses(aws)) == private
    assert len(private) == 2
    aws.ecs.update_service(cluster="main", service="web", desiredCount=1)
    assert len(addresses(aws)) == 1
    aws.ecs.delete_service(cluster="main", service="web", force=True)
    assert addresses(aws) == []
    assert cloud_map.list_instances(ServiceId=registry)["Instances"] == []


def test_cloud_map_resources_in_use_cannot_be_deleted(engine: Engine, aws: Account) -> None:
    registry = discovered(aws, 1)
    service = engine.imported("aws:servicediscovery/service:Service", registry)
    assert service is not None
    namespace = engine.imported(
        "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace", service.outputs["namespaceId"]
    )
    assert namespace is not None
    for busy in (service, namespace):
        with pytest.raises(grpc.RpcError) as caught:
            engine.delete(busy)
        assert "ResourceInUse" in refusal(caught.value)
    aws.ecs.delete_service(cluster="main", service="web", force=True)
    engine.delete(service)
    engine.delete(namespace)
    assert aws.client("route53").list_hosted_zones()["HostedZones"] == []


def test_a_forced_deletion_deregisters_instances(engine: Engine, aws: Account) -> None:
    vpc_id = aws.vpc()
    records = {"namespaceId": private_namespace(aws, vpc_id), "dnsRecords": [{"type": "A", "ttl": 10}]}
    service = engine.create(
        "aws:servicediscovery/service:Service", {"name": "web", "dnsConfig": records, "forceDestroy": True}
    )
    cloud_map = aws.client("servicediscovery")
    cloud_map.register_instance(
        ServiceId=service.resource_id, InstanceId="task", Attributes={"AWS_INSTANCE_IPV4": "10.0.0.9"}
    )
    assert len(cloud_map.list_instances(ServiceId=service.resource_id)["Instances"]) == 1
    engine.delete(service)
    assert cloud_map.list_services()["Services"] == []
