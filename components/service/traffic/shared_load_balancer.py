"""A load balancer that several services share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from ...foundation.access_logs import AccessLogs
from ...foundation.argument_checks import require, require_if_given
from ...foundation.arn_checks import check_partitions
from ...foundation.refusal import refuse_any
from ...foundation.region import Region
from ...foundation.tags import tagging
from ...network.network import Network
from .application_load_balancer import ApplicationLoadBalancer
from .balancer_checks import check_balancer, check_certificates_of_balancer, check_own_blocks
from .shared_balancer import SharedBalancer
from .shared_load_balancer_args import SharedLoadBalancerArgs


class SharedLoadBalancer(pulumi.ComponentResource):
    """A load balancer whose listener has a rule for each service behind it, and answers 404 to all other requests.

    Creates what :class:`ApplicationLoadBalancer` lists. An internal one is open to the VPC's blocks if ``admits_vpc``,
    and to the tasks that the services behind it name in ``allow_from``: such a caller reaches every service behind it.

    Raises:
        RefusedError: a certificate, web ACL or hosted zone does not exist or does not fit. Nothing is created then.
    """

    balancer: SharedBalancer
    """The load balancer, for services."""
    url: pulumi.Output[str]
    """Its URL."""
    dns_name: pulumi.Output[str]
    """Its DNS name."""

    def __init__(
        self,
        name: str,
        args: SharedLoadBalancerArgs | Mapping[str, Any] | None = None,
        opts: pulumi.ResourceOptions | None = None,
        *,
        network: Network,
        admits_vpc: bool = True,
        region: Region | None = None,
        access_logs: AccessLogs | None = None,
    ) -> None:
        tagged = pulumi.ResourceOptions(transformations=[tagging({"loadBalancer": name})])
        super().__init__("ecs-on-ec2:index:SharedLoadBalancer", name, None, pulumi.ResourceOptions.merge(opts, tagged))
        args = SharedLoadBalancerArgs.of(args)
        require(network=(network, Network))
        require_if_given(region=(region, Region), access_logs=(access_logs, AccessLogs))
        region = region or Region(pulumi.InvokeOptions(parent=self))
        if not region.has_accepted(args):
            refuse_any(check_partitions(args, region))
            own_blocks = network.cidr_blocks.values() if admits_vpc and not args.is_public else ()
            refuse_any([*check_balancer(args, region), *check_own_blocks(args, own_blocks)])
            refuse_any(check_certificates_of_balancer(args, region))
        self._load_balancer = made = ApplicationLoadBalancer(
            name,
            args,
            owner=name,
            public=args.is_public,
            admits_vpc=admits_vpc,
            network=network,
            region=region,
            access_logs=access_logs,
            default_action={
                "type": "fixed-response",
                "fixed_response": {"content_type": "text/plain", "message_body": "Not found", "status_code": "404"},
            },
            sends_to=None,
            parent=self,
        )
        self.url, self.dns_name = made.url, made.load_balancer.dns_name
        self.balancer = SharedBalancer(
            name=name,
            is_public=args.is_public,
            has_tls=args.has_tls,
            listener_arn=made.listener.arn,
            security_group_id=made.security_group.id,
            dns_name=self.dns_name,
            arn_suffix=made.load_balancer.arn_suffix,
            domain=args.domains[0] if args.domains else None,
            slow=(made.load_balancer,),
        )
        self.register_outputs(self.outputs)

    def make_exclusive(self, opts: pulumi.ResourceOptions) -> None:
        """Remove all rules of its security group that neither it nor a service of this program has.

        Called once all services behind it are created, with their dependencies in ``opts``: a service of another
        program would lose its rules. Updating the list deletes rules that the program no longer has, which tasks of the
        previous revision need until the last one stops.
        """
        rules = self.balancer.rules_of_services
        self._load_balancer.make_exclusive(opts, [rules[name] for name in sorted(rules)])

    @property
    def outputs(self) -> dict[str, pulumi.Output[str]]:
        """The outputs by their exported names."""
        return {"url": self.url, "loadBalancerDnsName": self.dns_name}
