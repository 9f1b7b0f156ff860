"""The certificate and the name of a service with a domain of its own."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

VALIDATION_TTL = 60


def make_certificate(
    name: str, domain: str, zone_id: pulumi.Input[str], opts: pulumi.ResourceOptions
) -> pulumi.Output[str]:
    """Create an ACM certificate and the DNS record that proves the domain; return its ARN once it is valid.

    A certificate is replaced before the old one is deleted, since a listener uses it.
    """
    certificate = aws.acm.Certificate(name, domain_name=domain, validation_method="DNS", opts=opts)
    proof = certificate.domain_validation_options[0]
    record = aws.route53.Record(
        f"{name}-validation",
        zone_id=zone_id,
        name=proof.apply(lambda option: option.resource_record_name),
        type=proof.apply(lambda option: option.resource_record_type),
        records=[proof.apply(lambda option: option.resource_record_value)],
        ttl=VALIDATION_TTL,
        # ACM asks for the same record again when the same domain gets a new certificate.
        allow_overwrite=True,
        opts=opts,
    )
    waiting = pulumi.ResourceOptions(custom_timeouts=pulumi.CustomTimeouts(create="75m"))
    validation = aws.acm.CertificateValidation(
        name,
        certificate_arn=certificate.arn,
        validation_record_fqdns=[record.fqdn],
        opts=pulumi.ResourceOptions.merge(opts, waiting),
    )
    return validation.certificate_arn


def make_alias(
    name: str,
    domain: str,
    zone_id: pulumi.Input[str],
    load_balancer: aws.lb.LoadBalancer,
    opts: pulumi.ResourceOptions,
) -> None:
    """Create the record by which the domain leads to the load balancer."""
    aws.route53.Record(
        name,
        zone_id=zone_id,
        name=domain,
        type="A",
        aliases=[
            {"name": load_balancer.dns_name, "zone_id": load_balancer.zone_id, "evaluate_target_health": True},
        ],
        opts=opts,
    )
