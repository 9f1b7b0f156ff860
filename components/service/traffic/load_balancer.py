"""The load balancer of a service, and the access to it."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from ...foundation.access_logs import AccessLogs
from ...foundation.region import Region
from ...network.network import Network
from .application_load_balancer import ApplicationLoadBalancer
from .load_balancer_args import LoadBalancerArgs
from .service_traffic import ALTERNATE, ServiceTraffic
from .target_group import create_target_group
from .traffic_shift import TrafficShift


class ServiceLoadBalancer(ServiceTraffic):
    """An Application Load Balancer with its listeners and target group, children of the service's component.

    Creates what :class:`ApplicationLoadBalancer` lists and a target group; and for a deployment strategy that shifts
    traffic what :class:`TrafficShift` lists.

    The children's names contain the topology: a target group cannot change its load balancer, so after a change of the
    topology, the new resources are created before the old ones are deleted. The resources of a domain are named after
    the domain and stay. The load balancer can connect only to the tasks' group on the container's port.
    """

    is_shared = False

    def __init__(
        self,
        service_name: str,
        args: LoadBalancerArgs,
        *,
        public: bool,
        admits_vpc: bool,
        container_port: int,
        shifts_traffic: bool,
        network: Network,
        region: Region,
        access_logs: AccessLogs | None,
        tasks_group_id: pulumi.Input[str],
        parent: pulumi.Resource,
    ) -> None:
        name = f"{service_name}-{'public' if public else 'private'}"
        child = pulumi.ResourceOptions(parent=parent)

        def target_group(suffix: str) -> aws.lb.TargetGroup:
            return create_target_group(f"{name}{suffix}", service_name, args, container_port, network.vpc_id, child)

        self.target_group = target_group("")
        self._balancer = ApplicationLoadBalancer(
            name,
            args,
            owner=service_name,
            public=public,
            admits_vpc=admits_vpc,
            network=network,
            region=region,
            access_logs=access_logs,
            # A single group shares with no other; 1 is the default of AWS and the provider.
            default_action={
                "type": "forward",
                "forward": {"target_groups": [{"arn": self.target_group.arn, "weight": 1}]},
            },
            sends_to=(container_port, tasks_group_id),
            parent=parent,
        )
        made, adjective = self._balancer.load_balancer, "public" if public else "private"
        self.url, self.dns_name, self.arn_suffix = self._balancer.url, made.dns_name, made.arn_suffix
        self.security_group_id = self._balancer.security_group.id
        self.source = (f"{adjective}-load-balancer", f"Ingress from the {adjective} ALB")
        self.slow = (made,)
        if shifts_traffic:
            listener_arn, alternate = self._balancer.listener.arn, target_group(ALTERNATE)
            self.shift = TrafficShift(service_name, name, listener_arn, self.target_group, alternate, region, parent)

    @property
    def ready(self) -> list[pulumi.Resource]:
        """The dependencies of the service; ECS accepts a target group only if a load balancer uses it."""
        return [self._balancer.listener, *(self.shift.ready if self.shift else [])]

    def admit(self, caller: str, security_group_id: pulumi.Input[str]) -> None:
        """Allow the tasks of the service ``caller``, by their security group, to reach the load balancer."""
        self._balancer.admit(caller, security_group_id)

    def make_exclusive(self, opts: pulumi.ResourceOptions) -> None:
        """Remove all other rules, and all other policies of ECS's role; ``opts`` contain the dependencies."""
        self._balancer.make_exclusive(opts)
        if self.shift is not None:
            self.shift.make_exclusive(opts)
