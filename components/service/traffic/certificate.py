"""The certificate and the records of domains.

They are named after the domains, not after their load balancer. So a domain can move to another load balancer, and
keeps its records if its service gets another name: Route 53 accepts no second record of the same name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import pulumi
import pulumi_aws as aws

VALIDATION_TTL = 60

PARENTS = ("AwsvpcService", "SharedLoadBalancer")
"""The components that can have a domain, by the last part of their types."""

PROOF = "-validation"
"""The suffix in the name of a domain's validation record. A domain ends in letters, so no domain has such a name."""


class NamedDomain(NamedTuple):
    """A domain and the name of its resources in the stack."""

    name: str
    domain: pulumi.Input[str]


def name_domains(domains: Sequence[pulumi.Input[str]], owner: str) -> list[NamedDomain]:
    """Name the resources after the domains, or after the owner and the position if the domain is an Output."""
    return [
        NamedDomain(domain if isinstance(domain, str) else f"{owner}-domain-{number}", domain)
        for number, domain in enumerate(domains, start=1)
    ]


def create_certificate(
    domains: Sequence[NamedDomain], former_name: str, zone_id: pulumi.Input[str], opts: pulumi.ResourceOptions
) -> pulumi.Output[str]:
    """Create an ACM certificate and the DNS records that prove its domains; return its ARN once it is valid.

    It is named after the first domain. A certificate is replaced before the old one is deleted, since a listener uses
    it. ``former_name`` is the name of its resources before they were named after the domain.
    """
    first = domains[0]
    known = [pulumi.Alias(name=former_name), *_of_others(first.name, opts)]
    renamed = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(aliases=known))
    certificate = aws.acm.Certificate(
        first.name,
        domain_name=first.domain,
        # With the first domain, as ACM returns them: the provider ignores the removal of the whole list, so the
        # certificate would keep a domain that has no validation record any more.
        subject_alternative_names=[domain.domain for domain in domains],
        validation_method="DNS",
        opts=renamed,
    )
    records = [
        _create_proof(domain, former_name if domain == first else None, zone_id, certificate, opts)
        for domain in domains
    ]
    waiting = pulumi.ResourceOptions(custom_timeouts=pulumi.CustomTimeouts(create="75m"))
    validation = aws.acm.CertificateValidation(
        first.name,
        certificate_arn=certificate.arn,
        validation_record_fqdns=[record.fqdn for record in records],
        opts=pulumi.ResourceOptions.merge(renamed, waiting),
    )
    return validation.certificate_arn


def _create_proof(
    domain: NamedDomain,
    former_name: str | None,
    zone_id: pulumi.Input[str],
    certificate: aws.acm.Certificate,
    opts: pulumi.ResourceOptions,
) -> aws.route53.Record:
    # ACM uses the same record for all certificates of a domain in an account, and checks it at each renewal:
    # https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html. Certificates of other stacks, or created by
    # hand, also need it. So an existing record is adopted, and never deleted.
    renamed = [pulumi.Alias(name=f"{former_name}{PROOF}")] if former_name else []
    shared = pulumi.ResourceOptions(
        retain_on_delete=True, aliases=[*renamed, *_of_others(f"{domain.name}{PROOF}", opts)]
    )

    def of_domain(wanted: str) -> pulumi.Output[Any]:
        return certificate.domain_validation_options.apply(lambda options: _option_of(wanted, options))

    proof: pulumi.Output[Any] = pulumi.Output.from_input(domain.domain).apply(of_domain)
    return aws.route53.Record(
        f"{domain.name}{PROOF}",
        zone_id=zone_id,
        name=proof.apply(lambda option: option.resource_record_name),
        type=proof.apply(lambda option: option.resource_record_type),
        records=[proof.apply(lambda option: option.resource_record_value)],
        ttl=VALIDATION_TTL,
        allow_overwrite=True,
        opts=pulumi.ResourceOptions.merge(opts, shared),
    )


def _option_of(domain: str, options: Iterable[Any]) -> Any:
    """Return a domain's entry, which has any place in the provider's list. Raises ``RunError`` if there is none."""
    for option in options:
        if option.domain_name == domain:
            return option
    # ACM changes the domain, for example to lowercase: only a domain that was an Output is not checked before.
    raise pulumi.RunError(f'the certificate has no validation record for "{domain}": a lowercase domain is allowed')


def _of_others(name: str, opts: pulumi.ResourceOptions) -> list[pulumi.Alias]:
    """Return aliases: the names of a domain's resource under the other components that can have the domain.

    With them, a domain moves in place between a service's own load balancer and a shared one.
    """
    own = getattr(opts.parent, "pulumi_resource_type", "")
    others = [f"ecs-on-ec2:index:{kind}" for kind in PARENTS if not own.endswith(f":{kind}")]
    here = f"urn:pulumi:{pulumi.get_stack()}::{pulumi.get_project()}"
    return [pulumi.Alias(name=name, parent=f"{here}::{kind}::{name}") for kind in others]


def create_alias_record(
    domain: NamedDomain,
    former_name: str | None,
    zone_id: pulumi.Input[str],
    load_balancer: aws.lb.LoadBalancer,
    listener: aws.lb.Listener,
    opts: pulumi.ResourceOptions,
) -> None:
    """Create the domain's record for the load balancer, after the listener.

    Without ``allow_overwrite``: an existing record with this name belongs to another service.
    """
    renamed = [pulumi.Alias(name=former_name)] if former_name else []
    after = pulumi.ResourceOptions(depends_on=[listener], aliases=[*renamed, *_of_others(domain.name, opts)])
    aws.route53.Record(
        domain.name,
        zone_id=zone_id,
        name=domain.domain,
        type="A",
        aliases=[
            {"name": load_balancer.dns_name, "zone_id": load_balancer.zone_id, "evaluate_target_health": True},
        ],
        opts=pulumi.ResourceOptions.merge(opts, after),
    )
