"""A service's place behind a shared load balancer."""

from __future__ import annotations

from typing import Any

import pulumi
import pulumi_aws as aws

from ...foundation.region import Region
from ...foundation.security_group import allow_tcp_egress, allow_tcp_ingress
from ...network.network import Network
from .load_balancer_args import LoadBalancerArgs
from .service_traffic import ALTERNATE, ServiceTraffic
from .shared_balancer import SharedBalancer
from .target_group import create_target_group
from .traffic_shift import TrafficShift, forward_to


class SharedLoadBalancerTarget(ServiceTraffic):
    """A target group and a rule of the shared load balancer's listener, children of the service's component.

    Creates the target group, the rule that lets the load balancer call the tasks, and the listener rule; for a
    deployment strategy that shifts traffic, what :class:`TrafficShift` lists. Their names also contain the load
    balancer's name: a target group cannot change its load balancer, so after a move, the new resources are created
    before the old ones are deleted.
    """

    is_shared = True

    def __init__(
        self,
        service_name: str,
        args: LoadBalancerArgs,
        balancer: SharedBalancer,
        *,
        container_port: int,
        shifts_traffic: bool,
        network: Network,
        region: Region,
        tasks_group_id: pulumi.Input[str],
        parent: pulumi.Resource,
    ) -> None:
        self._balancer = balancer
        self._name = name = f"{service_name}-shared-{balancer.name}"
        self._child = pulumi.ResourceOptions(parent=parent)

        def target_group(suffix: str) -> aws.lb.TargetGroup:
            return create_target_group(
                f"{name}{suffix}", service_name, args, container_port, network.vpc_id, self._child
            )

        self.target_group = target_group("")
        self.dns_name = pulumi.Output.from_input(balancer.dns_name)
        self.arn_suffix = pulumi.Output.from_input(balancer.arn_suffix)
        self.security_group_id = pulumi.Output.from_input(balancer.security_group_id)
        self.source = (f"shared-{balancer.name}-load-balancer", f"Ingress from the load balancer {balancer.name}")
        self.slow = balancer.slow
        host = next((host for host in args.hosts or () if not _has_wildcards(host)), balancer.domain)
        scheme = "https" if balancer.has_tls else "http"
        self.url = pulumi.Output.concat(scheme, "://", balancer.dns_name if host is None else host)
        self._egress = self._allow_requests(f"Requests to {service_name}", container_port, tasks_group_id)
        priority = args.priority or 0
        if shifts_traffic:
            listener_arn, alternate = balancer.listener_arn, target_group(ALTERNATE)
            self.shift = TrafficShift(
                service_name,
                name,
                listener_arn,
                self.target_group,
                alternate,
                region,
                parent,
                priority=priority,
                conditions=conditions(args),
            )
        else:
            # A rule whose weights ECS owns replaces this one, and the other way round.
            replaced = pulumi.ResourceOptions(replacement_trigger="rolling", delete_before_replace=True)
            self._rule = aws.lb.ListenerRule(
                name,
                listener_arn=balancer.listener_arn,
                priority=priority,
                conditions=conditions(args),
                actions=[forward_to({self.target_group: 1})],
                opts=pulumi.ResourceOptions.merge(self._child, replaced),
            )

    def _allow_requests(
        self, description: str, port: int, tasks_group_id: pulumi.Input[str]
    ) -> aws.vpc.SecurityGroupEgressRule:
        # The port is in the name, so the rule for a new port is created before the old one is deleted.
        name, group_id = f"{self._name}-{port}", self._balancer.security_group_id
        rule = allow_tcp_egress(name, description, group_id, port, tasks_group_id, self._child)
        self._balancer.rules_of_services[name] = rule
        return rule

    @property
    def ready(self) -> list[pulumi.Resource]:
        """The dependencies of the service; ECS accepts a target group only if a load balancer uses it."""
        return [self._egress, *(self.shift.ready if self.shift else [self._rule])]

    def admit(self, caller: str, security_group_id: pulumi.Input[str]) -> None:
        """Allow the tasks of the service ``caller``, by their security group, to reach the load balancer."""
        admit_to_shared(self._balancer, caller, security_group_id, self._child, f"{self._name}-from-{caller}")

    def make_exclusive(self, opts: pulumi.ResourceOptions) -> None:
        """Remove all other policies of ECS's role; ``opts`` contain the dependencies.

        The load balancer's group also has the rules of other services: see ``SharedLoadBalancer.make_exclusive``.
        """
        if self.shift is not None:
            self.shift.make_exclusive(opts)


def _has_wildcards(host: pulumi.Input[str]) -> bool:
    # If a host is an Output, it is usually a domain.
    return isinstance(host, str) and ("*" in host or "?" in host)


def admit_to_shared(
    balancer: SharedBalancer,
    caller: str,
    security_group_id: pulumi.Input[str],
    opts: pulumi.ResourceOptions,
    name: str,
) -> None:
    """Allow the tasks of the service ``caller``, by their security group, to reach a shared load balancer."""
    for suffix, port in balancer.ports.items():
        balancer.rules_of_services[f"{name}{suffix}"] = allow_tcp_ingress(
            f"{name}{suffix}",
            f"Requests from {caller}",
            balancer.security_group_id,
            port,
            opts,
            source_group_id=security_group_id,
        )


def conditions(args: LoadBalancerArgs) -> list[Any]:
    """Return the conditions of a service's listener rule."""
    of_hosts = [{"host_header": {"values": list(args.hosts)}}] if args.hosts else []
    of_paths = [{"path_pattern": {"values": list(args.paths)}}] if args.paths else []
    return [*of_hosts, *of_paths]
