"""A shared load balancer, of this stack or of another one, as the services need it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pulumi
import pulumi_aws as aws

from ...foundation.deferred import settle
from ...foundation.ports import listener_ports


@dataclass(frozen=True)
class SharedBalancer:
    """A load balancer that services share: the one of a :class:`SharedLoadBalancer`, or of another stack.

    ``listener_arn`` is the listener that gets the rules, 443 with ``has_tls``. ``domain`` is the first of its names in
    the DNS. ``slow`` are resources that take as long as the load balancer; ``ready`` those that a rule waits for.
    """

    name: str
    is_public: bool
    has_tls: bool
    listener_arn: pulumi.Input[str]
    security_group_id: pulumi.Input[str]
    dns_name: pulumi.Input[str]
    arn_suffix: pulumi.Input[str]
    domain: pulumi.Input[str] | None = None
    slow: tuple[pulumi.Resource, ...] = ()
    rules_of_services: dict[str, aws.vpc.SecurityGroupIngressRule | aws.vpc.SecurityGroupEgressRule] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """The rules that services of this program add to its security group, by their names."""

    def __post_init__(self) -> None:
        """Refuse Outputs for values that decide which resources exist."""
        settle(self, plain=("name", "is_public", "has_tls"))

    @property
    def exported(self) -> dict[str, pulumi.Input[Any]]:
        """Its data in a platform's output, with the keys of a stack file."""
        return {
            "scheme": "public" if self.is_public else "internal",
            "hasTls": self.has_tls,
            "listenerArn": self.listener_arn,
            "securityGroupId": self.security_group_id,
            "dnsName": self.dns_name,
            "arnSuffix": self.arn_suffix,
            **({"domain": self.domain} if self.domain is not None else {}),
        }

    @property
    def ports(self) -> dict[str, int]:
        """The listeners' ports by the suffix of their rules' names."""
        return listener_ports(self.has_tls)
