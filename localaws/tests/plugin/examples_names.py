"""Examples of resources that name a service: Cloud Map, certificates and DNS records."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from localaws.tests.plugin.example import Example

if TYPE_CHECKING:
    from collections.abc import Callable

    from localaws.tests.server.account import Account

_references = itertools.count()


def hosted_zone(aws: Account, name: str = "example.com") -> str:
    """Create a public hosted zone; return its id."""
    created = aws.client("route53").create_hosted_zone(Name=name, CallerReference=str(next(_references)))
    return str(created["HostedZone"]["Id"]).rpartition("/")[2]


def _finished(cloud_map: Any, answer: dict[str, Any]) -> str:
    operation = cloud_map.get_operation(OperationId=answer["OperationId"])["Operation"]
    return str(operation["Targets"]["NAMESPACE"])


def private_namespace(aws: Account, vpc_id: str, name: str = "internal") -> str:
    cloud_map = aws.client("servicediscovery")
    return _finished(cloud_map, cloud_map.create_private_dns_namespace(Name=name, Vpc=vpc_id))


def _private_namespace(aws: Account) -> Example:
    cloud_map = aws.client("servicediscovery")
    vpc_id = aws.vpc()
    return Example(
        {"name": "internal", "vpc": vpc_id, "description": "one", "tags": {"Name": "one"}},
        change={"description": "two", "tags": {"Name": "two"}},
        replace={"name": "other"},
        drift=lambda made: cloud_map.update_private_dns_namespace(
            Id=made.resource_id, UpdaterRequestId="1", Namespace={"Description": "three"}
        ),
        drifted="description",
        import_id=lambda made: f"{made.resource_id}:{vpc_id}",
    )


def _http_namespace(aws: Account) -> Example:
    cloud_map = aws.client("servicediscovery")
    return Example(
        {"name": "main", "description": "one", "tags": {"Name": "one"}},
        change={"tags": {"Name": "two"}},
        replace={"name": "other", "description": "two"},
        drift=lambda made: cloud_map.tag_resource(
            ResourceARN=made.outputs["arn"], Tags=[{"Key": "Name", "Value": "three"}]
        ),
        drifted="tags",
    )


def _discovery_service(aws: Account) -> Example:
    cloud_map = aws.client("servicediscovery")
    namespace = private_namespace(aws, aws.vpc())
    dns = {"namespaceId": namespace, "dnsRecords": [{"type": "A", "ttl": 10}], "routingPolicy": "MULTIVALUE"}
    changed = {"Description": "three", "DnsConfig": {"DnsRecords": [{"Type": "A", "TTL": 30}]}}
    return Example(
        {"name": "web", "description": "one", "dnsConfig": dns, "forceDestroy": True, "tags": {"Name": "one"}},
        change={
            "description": "two",
            "dnsConfig": {**dns, "dnsRecords": [{"type": "A", "ttl": 60}]},
            "tags": {"Name": "two"},
        },
        replace={"name": "other"},
        drift=lambda made: cloud_map.update_service(Id=made.resource_id, Service=changed),
        drifted="dnsConfig",
    )


def _certificate(aws: Account) -> Example:
    acm = aws.client("acm")
    return Example(
        {
            "domainName": "www.example.com",
            "validationMethod": "DNS",
            "subjectAlternativeNames": ["b.example.com", "a.example.com"],
            "options": {"certificateTransparencyLoggingPreference": "ENABLED"},
            "tags": {"Name": "one"},
        },
        change={"options": {"certificateTransparencyLoggingPreference": "DISABLED"}, "tags": {"Name": "two"}},
        replace={"domainName": "api.example.com"},
        drift=lambda made: acm.update_certificate_options(
            CertificateArn=made.resource_id, Options={"CertificateTransparencyLoggingPreference": "DISABLED"}
        ),
        drifted="options",
    )


def validated_certificate(aws: Account, zone_id: str, domain: str = "www.example.com") -> tuple[str, str]:
    """Request a certificate and publish its validation record; return its ARN and the record's name."""
    acm = aws.client("acm")
    arn = acm.request_certificate(DomainName=domain, ValidationMethod="DNS")["CertificateArn"]
    proof = acm.describe_certificate(CertificateArn=arn)["Certificate"]["DomainValidationOptions"][0]["ResourceRecord"]
    record = {"Name": proof["Name"], "Type": "CNAME", "TTL": 60, "ResourceRecords": [{"Value": proof["Value"]}]}
    change = {"Action": "UPSERT", "ResourceRecordSet": record}
    aws.client("route53").change_resource_record_sets(HostedZoneId=zone_id, ChangeBatch={"Changes": [change]})
    return str(arn), str(proof["Name"])


def _validation(aws: Account) -> Example:
    zone_id = hosted_zone(aws)
    arn, name = validated_certificate(aws, zone_id)
    other, _ = validated_certificate(aws, zone_id, "api.example.com")
    return Example(
        {"certificateArn": arn, "validationRecordFqdns": [name]},
        replace={"certificateArn": other},
        import_id=lambda _: arn,
    )


def _record(aws: Account) -> Example:
    route53 = aws.client("route53")
    zone_id = hosted_zone(aws)
    balancer = {"name": "dualstack.Web-1.us-east-1.elb.amazonaws.com", "zoneId": "Z35SXDOTRQ7X7K"}
    record = {"Name": "www.example.com", "Type": "A", "TTL": 300, "ResourceRecords": [{"Value": "192.0.2.9"}]}
    return Example(
        {"zoneId": zone_id, "name": "www", "type": "A", "records": ["192.0.2.2", "192.0.2.1"], "ttl": 60},
        change={"records": None, "ttl": None, "aliases": [{**balancer, "evaluateTargetHealth": True}]},
        replace={"name": "api"},
        drift=lambda _: route53.change_resource_record_sets(
            HostedZoneId=zone_id, ChangeBatch={"Changes": [{"Action": "UPSERT", "ResourceRecordSet": record}]}
        ),
        drifted="records",
    )


EXAMPLES: dict[str, Callable[[Account], Example]] = {
    "aws:acm/certificate:Certificate": _certificate,
    "aws:acm/certificateValidation:CertificateValidation": _validation,
    "aws:route53/record:Record": _record,
    "aws:servicediscovery/httpNamespace:HttpNamespace": _http_namespace,
    "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace": _private_namespace,
    "aws:servicediscovery/service:Service": _discovery_service,
}
