"""HTTPS with an existing certificate, or with a domain that the program validates."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest

from components.service.traffic.certificate import create_certificate, name_domains
from tests.harness.build import build_component, build_services
from tests.harness.recording import Recording
from tests.harness.registration import UNSET

ARN = "arn:aws:acm:us-east-1:123456789012:certificate/mine"
OWN_CERTIFICATE: dict[str, Any] = {"certificateArns": [ARN]}
DOMAIN: dict[str, Any] = {"domains": ["api.example.com"], "hostedZone": "example.com"}


def served(topology: str = "public-api", **settings: Any) -> Recording:
    return build_services({"web": {"topology": topology, "loadBalancer": settings}})


def listeners(recording: Recording) -> dict[int, Any]:
    return {listener.at("port"): listener for listener in recording.all("lb.Listener")}


@pytest.mark.parametrize("topology", ["public-api", "private-worker"])
def test_the_port_443_forwards_and_the_port_80_redirects(topology: str) -> None:
    recording = served(topology, **OWN_CERTIFICATE)
    found = listeners(recording)
    assert sorted(found) == [80, 443]
    https, http = found[443], found[80]
    assert (https.at("protocol"), https.at("certificateArn")) == ("HTTPS", ARN)
    assert https.at("defaultActions.0.forward.targetGroups.0.arn") == recording.one("lb.TargetGroup").computed["arn"]
    assert http.at("defaultActions") == [
        {"type": "redirect", "redirect": {"protocol": "HTTPS", "port": "443", "statusCode": "HTTP_301"}}
    ]


def test_the_redirect_to_443_waits_for_its_listener() -> None:
    recording = served(**DOMAIN)
    found = listeners(recording)
    assert found[443] in recording.waits_for(found[80])


def test_the_default_tls_policy_allows_tls_1_3() -> None:
    policy = listeners(served(**OWN_CERTIFICATE))[443].at("sslPolicy")
    assert policy.startswith("ELBSecurityPolicy-TLS13-1-")


def test_the_group_opens_both_ports_to_allowed_callers() -> None:
    rules = [
        rule for rule in served(**OWN_CERTIFICATE).all("vpc.SecurityGroupIngressRule") if "-public-from" in rule.name
    ]
    assert sorted((rule.at("fromPort"), rule.at("cidrIpv4")) for rule in rules) == [
        (80, "0.0.0.0/0"),
        (443, "0.0.0.0/0"),
    ]


def test_callers_get_both_ports_of_a_private_service() -> None:
    worker = {"topology": "private-worker", "allowFrom": ["web"], "loadBalancer": OWN_CERTIFICATE}
    recording = build_services({"web": {"topology": "public-api"}, "worker": worker})
    group = recording.one("ec2.SecurityGroup", "worker-private").id
    rules = [rule for rule in recording.all("vpc.SecurityGroupIngressRule") if rule.at("securityGroupId") == group]
    web = recording.one("ec2.SecurityGroup", "web-tasks").id
    assert sorted((rule.at("fromPort"), rule.at("referencedSecurityGroupId")) for rule in rules) == [
        (80, web),
        (443, web),
    ]


def test_a_domain_gets_a_certificate_a_validation_record_and_an_alias() -> None:
    recording = served(**DOMAIN)
    certificate = recording.one("acm.Certificate")
    assert (certificate.at("domainName"), certificate.at("validationMethod")) == ("api.example.com", "DNS")
    proof = recording.one("route53.Record", "api.example.com-validation")
    option = certificate.computed["domainValidationOptions"][0]
    assert proof.at("name") == option["resourceRecordName"]
    assert proof.at("records") == [option["resourceRecordValue"]]
    validation = recording.one("acm.CertificateValidation")
    assert validation.at("validationRecordFqdns") == [proof.computed["fqdn"]]
    alias = recording.one("route53.Record", "api.example.com")
    assert (alias.at("name"), alias.at("type"), alias.at("zoneId")) == ("api.example.com", "A", "Z0123456789")
    balancer = recording.one("lb.LoadBalancer")
    assert alias.at("aliases.0.name") == balancer.computed["dnsName"]


def test_a_certificate_has_its_only_domain_as_an_alternative_name() -> None:
    # For the provider, a missing list is not a change, so a certificate would keep a removed domain.
    assert served(**DOMAIN).one("acm.Certificate").at("subjectAlternativeNames") == ["api.example.com"]


def test_the_listener_waits_until_the_certificate_is_valid() -> None:
    recording = served(**DOMAIN)
    assert recording.one("acm.CertificateValidation") in recording.waits_for(listeners(recording)[443])


def test_the_other_topology_keeps_the_domain() -> None:
    # Route 53 refuses a duplicate record; with the same name, the record would be deleted with the old topology.
    public, private = served(**DOMAIN), served("private-worker", **DOMAIN)

    def of_domain(recording: Recording) -> set[str]:
        return {found.urn for found in recording if found.kind.startswith(("acm.", "route53."))}

    assert len(of_domain(public)) == 4
    assert of_domain(public) == of_domain(private)


def test_a_domain_with_an_existing_certificate_gets_only_the_record() -> None:
    recording = served(**DOMAIN, **OWN_CERTIFICATE)
    assert recording.names("acm.Certificate") == []
    assert recording.names("route53.Record") == ["api.example.com"]
    assert listeners(recording)[443].at("certificateArn") == ARN


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        ({}, "http://web-public.elb.amazonaws.com"),
        (OWN_CERTIFICATE, "https://web-public.elb.amazonaws.com"),
        (DOMAIN, "https://api.example.com"),
    ],
)
def test_the_url_has_the_scheme_and_the_domain(settings: dict[str, Any], url: str) -> None:
    assert served(**settings).exports["services"]["web"]["url"] == url


def test_without_a_certificate_the_port_443_is_closed() -> None:
    recording = served()
    assert list(listeners(recording)) == [80]
    assert listeners(recording)[80].at("sslPolicy") is UNSET


def test_a_domain_that_acm_changes_is_named() -> None:
    def program() -> None:
        domains = name_domains([pulumi.Output.from_input("API.example.com")], "web")
        create_certificate(domains, "web", "Z0123456789", pulumi.ResourceOptions())

    with pytest.raises(pulumi.RunError, match=r"no validation record for .API\.example\.com.: a lowercase domain"):
        build_component(program)
