"""The load balancer in front of a service, and who reaches it."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from ...foundation.access_logs import AccessLogs
from ...foundation.exclusive import only_rules
from ...foundation.iam_role import name_prefix
from ...foundation.region import Region
from ...foundation.security_group import EVERYWHERE, allow_tcp, make_closed_group, send_tcp
from ...network.network import Network
from ..awsvpc_service_args import AwsvpcServiceArgs
from .certificate import make_alias, make_certificate
from .hosted_zone_checks import hosted_zone_id
from .traffic_shift import TrafficShift

HTTP_PORT = 80
HTTPS_PORT = 443
IDLE_TIMEOUT = 30

TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
"""TLS 1.3 with post-quantum key exchange, and 1.2 with forward secrecy only; one of those that Security Hub's ELB.17
asks for. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html"""

LONGEST_NAME_PREFIX = 6
"""Load balancers and target groups have names of 32 characters, of which the provider's random suffix needs 26."""


class ServiceLoadBalancer:
    """An Application Load Balancer with its listeners and target group, children of the service's component.

    Creates a security group with its rules, the load balancer, the target group, and a listener on 80; with TLS a
    listener on 443, to which the other redirects, and for a domain its certificate and records; and for a deployment
    strategy that shifts traffic what :class:`TrafficShift` lists.

    A ``public-api``'s is open to the internet, a ``private-worker``'s to the VPC's blocks, or with ``allow_from`` to
    those let in by :meth:`admit`. The children's names carry the topology: a target group cannot change its load
    balancer, so the other topology's parts are made beside these before these are deleted. What belongs to the domain
    is named after the domain, and stays. It sends to the tasks' group on the container's port, and nowhere else.
    """

    load_balancer: aws.lb.LoadBalancer
    target_group: aws.lb.TargetGroup
    security_group: aws.ec2.SecurityGroup
    shift: TrafficShift | None = None

    def __init__(
        self,
        service_name: str,
        args: AwsvpcServiceArgs,
        network: Network,
        region: Region,
        access_logs: AccessLogs | None,
        tasks_group_id: pulumi.Input[str],
        parent: pulumi.Resource,
    ) -> None:
        self._args = args
        self._network = network
        self._public = args.topology == "public-api"
        self._service_name = service_name
        self._name = f"{service_name}-{args.adjective}"
        self._name_prefix = name_prefix(service_name, LONGEST_NAME_PREFIX)
        self._child = pulumi.ResourceOptions(parent=parent)
        self._ports = {"": HTTP_PORT, "-https": HTTPS_PORT} if args.has_tls else {"": HTTP_PORT}
        self._ingress: list[aws.vpc.SecurityGroupIngressRule] = []
        self.security_group = self._make_security_group(tasks_group_id)
        self.load_balancer = self._make_load_balancer(access_logs)
        if args.web_acl_arn is not None:
            # A load balancer has one web ACL, and deleting its old association takes away whichever it has by then
            # (pulumi-aws#4782).
            one_at_a_time = pulumi.ResourceOptions(delete_before_replace=True)
            aws.wafv2.WebAclAssociation(
                self._name,
                resource_arn=self.load_balancer.arn,
                web_acl_arn=args.web_acl_arn,
                opts=pulumi.ResourceOptions.merge(self._child, one_at_a_time),
            )
        self.target_group = self.make_target_group("")
        self._listener = self._make_listeners(region)
        if args.deployment.shifts_traffic:
            alternate = self.make_target_group("-alternate")
            self.shift = TrafficShift(
                service_name, self._name, self._listener, self.target_group, alternate, region, parent
            )

    @property
    def url(self) -> pulumi.Output[str]:
        """Where the service is reached, by those who may."""
        scheme = "https" if self._args.has_tls else "http"
        return pulumi.Output.concat(scheme, "://", self._args.domain or self.load_balancer.dns_name)

    @property
    def target_groups(self) -> dict[str, aws.lb.TargetGroup]:
        """The target groups by their role: one, or two between which requests are shifted."""
        groups = {"": self.target_group}
        if self.shift is not None:
            groups["-alternate"] = self.shift.alternate
        return groups

    @property
    def ready(self) -> list[pulumi.Resource]:
        """What the service waits for; ECS takes no target group that nothing ties to a load balancer."""
        return [self._listener, *(self.shift.ready if self.shift else [])]

    @property
    def resource_label(self) -> pulumi.Output[str]:
        """The load balancer and target group as CloudWatch's request count per target names them."""
        return pulumi.Output.concat(self.load_balancer.arn_suffix, "/", self.target_group.arn_suffix)

    def admit(self, caller: str, security_group_id: pulumi.Input[str]) -> None:
        """Let the tasks of the service ``caller``, whose security group it is, reach the listeners."""
        for suffix, port in self._ports.items():
            rule = allow_tcp(
                f"{self._name}-from-{caller}{suffix}",
                f"Requests from {caller}",
                self.security_group.id,
                port,
                self._child,
                source_group_id=security_group_id,
            )
            self._ingress.append(rule)

    def close(self, opts: pulumi.ResourceOptions) -> None:
        """Let nothing else reach it, and ECS's role have no other policies; ``opts`` say after what."""
        own = pulumi.ResourceOptions.merge(self._child, opts)
        only_rules(self._name, self.security_group, [self._egress, *self._ingress], own)
        if self.shift is not None:
            self.shift.close(opts)

    def _make_security_group(self, tasks_group_id: pulumi.Input[str]) -> aws.ec2.SecurityGroup:
        facing = "public facing" if self._public else "private"
        group = make_closed_group(
            self._name, f"Access to the {facing} load balancer", self._network.vpc_id, self._child
        )
        # The port is in the name, so that a new port's rule is there before the old one's goes.
        port = self._args.container_port
        name = f"{self._name}-to-tasks-{port}"
        self._egress = send_tcp(name, "Requests to the tasks", group.id, port, tasks_group_id, self._child)
        sources: dict[str, pulumi.Input[str]] = {}
        if self._public:
            sources = {"internet": EVERYWHERE}
        elif self._args.allow_from is None:
            sources = dict(self._network.cidr_blocks)
        for role, cidr_block in sources.items():
            for suffix, port in self._ports.items():
                rule = allow_tcp(
                    f"{self._name}-from-{role}{suffix}",
                    "Requests from the internet" if self._public else "Requests from the VPC",
                    group.id,
                    port,
                    self._child,
                    cidr_block=cidr_block,
                )
                self._ingress.append(rule)
        return group

    def _make_load_balancer(self, access_logs: AccessLogs | None) -> aws.lb.LoadBalancer:
        network = self._network
        # Without the rule no request goes on to a task. Waiting for it also puts the balancer into the step of the NAT
        # gateways at teardown: see ARCHITECTURE.md.
        ready: list[pulumi.Resource] = [self._egress, *(access_logs.ready if access_logs else ())]
        if self._public and network.internet_gateway is not None:
            # AWS makes no public load balancer in a VPC without a gateway (InvalidSubnet), and detaches none while
            # addresses are mapped (DependencyViolation).
            ready.append(network.internet_gateway)
        options = pulumi.ResourceOptions(
            custom_timeouts=pulumi.CustomTimeouts(create="20m", update="20m", delete="20m"),
            depends_on=ready,
            # AWS would refuse only once the service before it is deleted; the engine refuses the whole plan.
            protect=self._args.deletion_protection or None,
            # AWS moves no load balancer to another VPC; the provider would try.
            replacement_trigger=network.vpc_id,
        )
        # Said where there are none, too: the provider takes a block that is gone for one that stays (aws_lb suppresses
        # the difference), and AWS would go on writing into a bucket that is deleted.
        logging = aws.lb.LoadBalancerAccessLogsArgs(bucket="", enabled=False)
        if access_logs is not None:
            logging = aws.lb.LoadBalancerAccessLogsArgs(bucket=access_logs.bucket, prefix=self._name, enabled=True)
        return aws.lb.LoadBalancer(
            self._name,
            name_prefix=self._name_prefix,
            load_balancer_type="application",
            internal=not self._public,
            subnets=network.public_subnet_ids if self._public else network.private_subnet_ids,
            security_groups=[self.security_group.id],
            idle_timeout=IDLE_TIMEOUT,
            drop_invalid_header_fields=True,
            enable_deletion_protection=self._args.deletion_protection or None,
            access_logs=logging,
            opts=pulumi.ResourceOptions.merge(self._child, options),
        )

    def make_target_group(self, suffix: str) -> aws.lb.TargetGroup:
        """Make a group that tasks are registered with by their addresses."""
        return aws.lb.TargetGroup(
            f"{self._name}{suffix}",
            name_prefix=self._name_prefix,
            target_type="ip",
            protocol="HTTP",
            port=self._args.container_port,
            vpc_id=self._network.vpc_id,
            deregistration_delay=0,
            health_check={
                "path": self._args.health_check_path,
                "protocol": "HTTP",
                "interval": 6,
                "timeout": 5,
                "healthy_threshold": 2,
                "unhealthy_threshold": 10,
            },
            opts=self._child,
        )

    def _make_listeners(self, region: Region) -> aws.lb.Listener:
        """Make the listeners; return the one that forwards to the target group."""
        # One group has no other beside it to share with; 1 is what AWS and the provider give it where nobody says.
        target = aws.lb.ListenerDefaultActionForwardTargetGroupArgs(arn=self.target_group.arn, weight=1)
        forward = aws.lb.ListenerDefaultActionArgs(
            type="forward", forward=aws.lb.ListenerDefaultActionForwardArgs(target_groups=[target])
        )
        if not self._args.has_tls:
            return aws.lb.Listener(
                self._name,
                load_balancer_arn=self.load_balancer.arn,
                port=HTTP_PORT,
                protocol="HTTP",
                default_actions=[forward],
                opts=self._child,
            )
        zone_id = hosted_zone_id(self._args, region)
        https = aws.lb.Listener(
            f"{self._name}-https",
            load_balancer_arn=self.load_balancer.arn,
            port=HTTPS_PORT,
            protocol="HTTPS",
            ssl_policy=TLS_POLICY,
            certificate_arn=self._certificate(zone_id),
            default_actions=[forward],
            opts=self._child,
        )
        redirect = aws.lb.ListenerDefaultActionRedirectArgs(
            protocol="HTTPS", port=str(HTTPS_PORT), status_code="HTTP_301"
        )
        aws.lb.Listener(
            self._name,
            load_balancer_arn=self.load_balancer.arn,
            port=HTTP_PORT,
            protocol="HTTP",
            default_actions=[aws.lb.ListenerDefaultActionArgs(type="redirect", redirect=redirect)],
            # Which waits for the certificate, up to an hour: until then nobody is sent there.
            opts=pulumi.ResourceOptions.merge(self._child, pulumi.ResourceOptions(depends_on=[https])),
        )
        if self._args.domain is not None and zone_id is not None:
            # Only then, so that a domain that moves here does not lead to a port where nobody listens.
            make_alias(self._args.domain, self._service_name, zone_id, self.load_balancer, https, self._child)
        return https

    def _certificate(self, zone_id: str | None) -> pulumi.Input[str] | None:
        args = self._args
        if args.certificate_arn is not None or args.domain is None or zone_id is None:
            return args.certificate_arn
        return make_certificate(args.domain, self._service_name, zone_id, self._child)
