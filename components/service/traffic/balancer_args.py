"""The settings of a load balancer itself, independent of the services behind it."""

from __future__ import annotations

from typing import Annotated, TypeVar

from pydantic import Field, ValidationInfo, field_validator

from ...foundation.args import Args, CertificateArn, CidrBlock, Matching, WebAclArn, each_once
from ...foundation.deferred import Input, known_texts
from ...foundation.domain_name import PUBLIC, DomainName

LONGEST_IN_CERTIFICATE = 64
"""https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html"""

MOST_IN_CERTIFICATE = 100
"""10, unless AWS raises the quota: https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html"""

Domain = Input[Annotated[str, DomainName(PUBLIC, "a lowercase domain such as api.example.com is")]]
HostedZoneId = Input[Annotated[str, Matching("Z[A-Z0-9]{1,31}", "a hosted zone's id (Z...) is")]]
HostedZoneName = Input[Annotated[str, DomainName(PUBLIC, "a lowercase domain such as example.com is")]]
PrefixListId = Input[Annotated[str, Matching("pl-[0-9a-f]+", "a prefix list's id (pl-...) is")]]

T = TypeVar("T")
UniqueItems = Annotated[tuple[T, ...], Field(min_length=1), each_once("each is allowed once")]
Domains = Annotated[
    tuple[Domain, ...], Field(min_length=1, max_length=MOST_IN_CERTIFICATE), each_once("each is allowed once")
]


class BalancerArgs(Args):
    """The settings of a load balancer itself."""

    idle_timeout: Annotated[int, Field(ge=1, le=4_000)] = 30
    """Seconds without data after which the load balancer closes a connection."""

    allow_cidrs: UniqueItems[Input[CidrBlock]] | None = Field(default=None, strict=False)
    """IPv4 blocks that can reach the load balancer: for a public one instead of the internet, for an internal one in
    addition to the VPC or `allowFrom`, such as peered networks."""

    allow_prefix_lists: UniqueItems[PrefixListId] | None = Field(default=None, strict=False)
    """Prefix lists that can reach the load balancer, like `allowCidrs`, such as CloudFront's.

    With HTTPS, they reach only port 443: a list counts as its maximum number of entries, for CloudFront 55 of the 60
    rules that a security group can have by default.
    """

    certificate_arns: UniqueItems[CertificateArn] | None = Field(default=None, strict=False)
    """Issued ACM certificates in the stack's region. The load balancer uses HTTPS on port 443 and redirects port 80 to
    it. The first certificate is the default. The others are for clients that request one of their domains (SNI).
    Default: HTTP, or the certificate of `domains`."""

    domains: Domains | None = Field(default=None, strict=False)
    """The load balancer's domain names, in `hostedZone`. Each gets a DNS record. Without `certificateArns`, one
    certificate covers them all, and another list replaces it."""

    hosted_zone_id: HostedZoneId | None = None
    """The ID of the public Route 53 hosted zone of `domains`, if the account has several zones of the same name."""

    hosted_zone: HostedZoneName | None = None
    """The name of the public Route 53 hosted zone of `domains`."""

    web_acl_arn: WebAclArn | None = None
    """A regional WAF web ACL in the stack's region."""

    deletion_protection: bool = False
    """Whether Pulumi and AWS refuse to delete the load balancer: `pulumi destroy`, or a change that would replace it,
    does not start until it is false and applied."""

    @field_validator("domains")
    @classmethod
    def _fit_certificate(cls, value: tuple[Domain, ...] | None, info: ValidationInfo) -> tuple[Domain, ...] | None:
        if value is None or info.data.get("certificate_arns") is not None:
            return value
        if isinstance(value[0], str) and len(value[0]) > LONGEST_IN_CERTIFICATE:
            raise ValueError(
                f"as the first one, a domain of {LONGEST_IN_CERTIFICATE} characters or fewer is allowed, the limit of "
                f"ACM; put a shorter one first, or add certificateArns"
            )
        return value

    @field_validator("hosted_zone")
    @classmethod
    def _zone_holds_domains(cls, value: HostedZoneName | None, info: ValidationInfo) -> HostedZoneName | None:
        # A refused value is absent here, and has its own message.
        if "domains" not in info.data or "hosted_zone_id" not in info.data:
            return value
        domains = info.data["domains"]
        has_zone = value is not None or info.data["hosted_zone_id"] is not None
        if has_zone != (domains is not None):
            raise ValueError("domains and hostedZone need each other")
        known = known_texts(domains or ()) if isinstance(value, str) else []
        outside = [domain for domain in known if not f".{domain}".endswith(f".{value}")]
        if outside:
            verb = "is" if len(outside) == 1 else "are"
            raise ValueError(f"a zone that contains all domains is allowed; {' and '.join(outside)} {verb} outside")
        return value

    @property
    def has_tls(self) -> bool:
        """Whether the load balancer uses HTTPS."""
        return self.certificate_arns is not None or self.domains is not None

    @property
    def is_restricted(self) -> bool:
        """Whether only specified networks can reach a public load balancer."""
        return self.allow_cidrs is not None or self.allow_prefix_lists is not None
