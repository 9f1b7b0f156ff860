"""A load balancer with its security group, listeners, certificates and records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pulumi
import pulumi_aws as aws

from ...foundation.access_logs import AccessLogs
from ...foundation.exclusive import create_exclusive_rules
from ...foundation.physical_names import LONGEST_LOAD_BALANCER_PREFIX, name_prefix
from ...foundation.ports import EVERYWHERE, HTTP_PORT, HTTPS_PORT, listener_ports
from ...foundation.region import Region
from ...foundation.security_group import allow_tcp_egress, allow_tcp_ingress, create_group_without_rules
from ...network.network import Network
from .balancer_args import BalancerArgs
from .certificate import NamedDomain, create_alias_record, create_certificate, name_domains
from .hosted_zone import hosted_zone_id

TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
"""TLS 1.3 with post-quantum key exchange, and 1.2 with forward secrecy only; one of the policies that Security Hub's
ELB.17 recommends. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html"""


class ApplicationLoadBalancer:
    """An Application Load Balancer and its listeners, children of a component.

    Creates a security group with its rules, the load balancer and a listener on 80 with the default action. With TLS, a
    listener on 443 has that action and the additional certificates, and the one on 80 redirects to it. With domains,
    also creates their certificate and records. The load balancer can connect only to the port and the group in
    ``sends_to``.

    A public one is open to the internet, or only to ``allow_cidrs`` and ``allow_prefix_lists``. An internal one is open
    to these and, with ``admits_vpc``, to the VPC's blocks. :meth:`admit` allows additional groups.
    """

    load_balancer: aws.lb.LoadBalancer
    security_group: aws.ec2.SecurityGroup
    listener: aws.lb.Listener
    """The listener with the default action."""

    def __init__(
        self,
        name: str,
        args: BalancerArgs,
        *,
        owner: str,
        public: bool,
        admits_vpc: bool,
        network: Network,
        region: Region,
        access_logs: AccessLogs | None,
        default_action: aws.lb.ListenerDefaultActionArgsDict,
        sends_to: tuple[int, pulumi.Input[str]] | None,
        parent: pulumi.Resource,
    ) -> None:
        self._name = name
        self._args = args
        self._owner = owner
        self._public = public
        self._network = network
        self._child = pulumi.ResourceOptions(parent=parent)
        self._ports = listener_ports(args.has_tls)
        self._ingress: list[aws.vpc.SecurityGroupIngressRule] = []
        self._create_security_group(admits_vpc, sends_to)
        self.load_balancer = self._create_load_balancer(access_logs)
        self._associate_web_acl()
        self._create_listeners(default_action, region)

    @property
    def url(self) -> pulumi.Output[str]:
        """The URL of the load balancer."""
        scheme = "https" if self._args.has_tls else "http"
        host = self._args.domains[0] if self._args.domains else self.load_balancer.dns_name
        return pulumi.Output.concat(scheme, "://", host)

    def admit(self, caller: str, security_group_id: pulumi.Input[str]) -> None:
        """Allow the tasks of the service ``caller``, by their security group, to reach the listeners."""
        self._admit(caller, caller, self._ports, source_group_id=security_group_id)

    def make_exclusive(
        self,
        opts: pulumi.ResourceOptions,
        rules_of_services: Iterable[aws.vpc.SecurityGroupIngressRule | aws.vpc.SecurityGroupEgressRule] = (),
    ) -> None:
        """Remove all rules but its own and those of the services; ``opts`` contain the dependencies."""
        rules = [*self._egress, *self._ingress, *rules_of_services]
        create_exclusive_rules(self._name, self.security_group, rules, pulumi.ResourceOptions.merge(self._child, opts))

    def _create_security_group(self, admits_vpc: bool, sends_to: tuple[int, pulumi.Input[str]] | None) -> None:
        facing = "public facing" if self._public else "private"
        self.security_group = create_group_without_rules(
            self._name, f"Access to the {facing} load balancer", self._network.vpc_id, self._child
        )
        self._egress: list[aws.vpc.SecurityGroupEgressRule] = []
        if sends_to is not None:
            port, tasks_group_id = sends_to
            # The port is in the name, so the rule for a new port is created before the old one is deleted.
            name, group_id = f"{self._name}-to-tasks-{port}", self.security_group.id
            self._egress = [
                allow_tcp_egress(name, "Requests to the tasks", group_id, port, tasks_group_id, self._child)
            ]
        if self._public and not self._args.is_restricted:
            self._admit("internet", "the internet", self._ports, cidr_block=EVERYWHERE)
        elif not self._public and admits_vpc:
            for role, block in self._network.cidr_blocks.items():
                self._admit(role, "the VPC", self._ports, cidr_block=block)
        # Service names have no dots, so these rules cannot have the name of a rule for a service. The rule for an
        # Output is named after its position.
        for number, block in enumerate(self._args.allow_cidrs or (), start=1):
            role, said = (block.replace("/", "-"), block) if isinstance(block, str) else (f"block.{number}", "a block")
            self._admit(role, said, self._ports, cidr_block=block)
        for number, prefix_list in enumerate(self._args.allow_prefix_lists or (), start=1):
            role, said = f"prefix.list.{number}", "a prefix list"
            if isinstance(prefix_list, str):
                role, said = prefix_list.replace("-", "."), prefix_list
            self._admit(role, said, {"": max(self._ports.values())}, prefix_list_id=prefix_list)

    def _admit(self, role: str, said: str, ports: Mapping[str, int], **source: pulumi.Input[str]) -> None:
        for suffix, port in ports.items():
            name, description = f"{self._name}-from-{role}{suffix}", f"Requests from {said}"
            rule = allow_tcp_ingress(name, description, self.security_group.id, port, self._child, **source)
            self._ingress.append(rule)

    def _create_load_balancer(self, access_logs: AccessLogs | None) -> aws.lb.LoadBalancer:
        network = self._network
        # Without the rule, no request reaches a task. The dependency also puts the balancer into the NAT gateways' step
        # of the teardown: see ARCHITECTURE.md.
        ready: list[pulumi.Resource] = [*self._egress, *(access_logs.ready if access_logs else ())]
        if self._public and network.internet_gateway is not None:
            # AWS creates no public load balancer in a VPC without a gateway (InvalidSubnet), and does not detach the
            # gateway while addresses are mapped (DependencyViolation).
            ready.append(network.internet_gateway)
        options = pulumi.ResourceOptions(
            custom_timeouts=pulumi.CustomTimeouts(create="20m", update="20m", delete="20m"),
            depends_on=ready,
            # AWS would refuse only after the service is deleted; the engine refuses the whole plan.
            protect=self._args.deletion_protection or None,
            # AWS cannot move a load balancer to another VPC; the provider would try.
            replacement_trigger=network.vpc_id,
        )
        # Explicit even without access logs: the provider ignores a removed block (aws_lb suppresses the difference),
        # and AWS would keep writing into a deleted bucket.
        logging: aws.lb.LoadBalancerAccessLogsArgsDict = {"bucket": "", "enabled": False}
        if access_logs is not None:
            logging = {"bucket": access_logs.bucket, "prefix": self._name, "enabled": True}
        return aws.lb.LoadBalancer(
            self._name,
            name_prefix=name_prefix(self._owner, LONGEST_LOAD_BALANCER_PREFIX),
            load_balancer_type="application",
            internal=not self._public,
            subnets=network.public_subnet_ids if self._public else network.private_subnet_ids,
            security_groups=[self.security_group.id],
            idle_timeout=self._args.idle_timeout,
            drop_invalid_header_fields=True,
            enable_deletion_protection=self._args.deletion_protection or None,
            access_logs=logging,
            opts=pulumi.ResourceOptions.merge(self._child, options),
        )

    def _associate_web_acl(self) -> None:
        if self._args.web_acl_arn is None:
            return
        # A load balancer has one web ACL, and deleting an old association removes the current one (pulumi-aws#4782).
        one_at_a_time = pulumi.ResourceOptions(delete_before_replace=True)
        aws.wafv2.WebAclAssociation(
            self._name,
            resource_arn=self.load_balancer.arn,
            web_acl_arn=self._args.web_acl_arn,
            opts=pulumi.ResourceOptions.merge(self._child, one_at_a_time),
        )

    def _create_listeners(self, default_action: aws.lb.ListenerDefaultActionArgsDict, region: Region) -> None:
        if not self._args.has_tls:
            self.listener = aws.lb.Listener(
                self._name,
                load_balancer_arn=self.load_balancer.arn,
                port=HTTP_PORT,
                protocol="HTTP",
                default_actions=[default_action],
                opts=self._child,
            )
            return
        zone_id = hosted_zone_id(self._args, region, self._owner)
        default, *others = self._certificates(zone_id)
        self.listener = aws.lb.Listener(
            f"{self._name}-https",
            load_balancer_arn=self.load_balancer.arn,
            port=HTTPS_PORT,
            protocol="HTTPS",
            ssl_policy=TLS_POLICY,
            certificate_arn=default,
            default_actions=[default_action],
            opts=self._child,
        )
        self._add_certificates(others)
        redirect: aws.lb.ListenerDefaultActionArgsDict = {
            "type": "redirect",
            "redirect": {"protocol": "HTTPS", "port": str(HTTPS_PORT), "status_code": "HTTP_301"},
        }
        aws.lb.Listener(
            self._name,
            load_balancer_arn=self.load_balancer.arn,
            port=HTTP_PORT,
            protocol="HTTP",
            default_actions=[redirect],
            # It waits for the certificate, up to an hour; until then, there is no redirect to it.
            opts=pulumi.ResourceOptions.merge(self._child, pulumi.ResourceOptions(depends_on=[self.listener])),
        )
        for number, domain in enumerate(self._domains):
            if zone_id is not None:
                # Only after the listener, so that a moved domain does not lead to a port without a listener.
                former_name = None if number else self._owner
                create_alias_record(domain, former_name, zone_id, self.load_balancer, self.listener, self._child)

    @property
    def _domains(self) -> list[NamedDomain]:
        return name_domains(self._args.domains or (), self._owner)

    def _certificates(self, zone_id: pulumi.Input[str] | None) -> Sequence[pulumi.Input[str]]:
        args = self._args
        if args.certificate_arns is not None:
            return args.certificate_arns
        if args.domains is None or zone_id is None:
            raise ValueError("BalancerArgs allows TLS only with certificates, or with domains in a zone")
        return [create_certificate(self._domains, self._owner, zone_id, self._child)]

    def _add_certificates(self, arns: Sequence[pulumi.Input[str]]) -> None:
        for number, arn in enumerate(arns, start=1):
            # Named by its id if it is known: if it were named by its position, a certificate that moves up would be
            # added again and then removed with its old position.
            role = arn.rpartition("/")[2] if isinstance(arn, str) else str(number)
            aws.lb.ListenerCertificate(
                f"{self._name}-{role}", listener_arn=self.listener.arn, certificate_arn=arn, opts=self._child
            )
