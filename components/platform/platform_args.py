"""The settings of an existing network, cluster and load balancers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from ..cluster.ec2_ecs_cluster_args import InstanceTypeName, refuse_capacity_provider_name
from ..foundation.args import Args, CidrBlock, Matching, arn_of, refusal_at

SubnetId = Annotated[str, Matching("subnet-[0-9a-f]+", "a subnet's id (subnet-...) is")]
SubnetIds = Annotated[tuple[SubnetId, ...], Field(min_length=2, strict=False)]
ClusterArn = Annotated[str, arn_of("an ECS cluster", "ecs", "cluster/[A-Za-z0-9_-]{1,255}", "cluster/NAME")]
LogGroupArn = Annotated[
    str, arn_of("a log group, without :* at the end,", "logs", r"log-group:[A-Za-z0-9_./#-]{1,512}", "log-group:NAME")
]
NamespaceArn = Annotated[
    str, arn_of("a Cloud Map namespace", "servicediscovery", "namespace/ns-[a-z0-9]+", "namespace/ns-...")
]
Name = Annotated[str, Field(min_length=1)]


class ExistingNetworkArgs(Args):
    """An existing VPC. Its private subnets must reach ECS and the image registry."""

    vpc_id: Annotated[str, Matching("vpc-[0-9a-f]+", "a VPC's id (vpc-...) is")]
    """The VPC's id. Another VPC replaces every load balancer."""

    cidr_blocks: Annotated[dict[Name, CidrBlock], Field(min_length=1)]
    """The VPC's blocks, each by a name that never changes, such as `vpc: 10.0.0.0/16`."""

    @field_validator("cidr_blocks")
    @classmethod
    def _rules_have_names_of_their_own(cls, value: dict[str, str]) -> dict[str, str]:
        # The names of the rules of a listener on 443 end in "-https" after the block's name.
        for name in value:
            if f"{name}-https" in value:
                raise ValueError(f"with {name}, any name except {name}-https is allowed")
        return value

    public_subnet_ids: SubnetIds
    """Subnets for internet-facing load balancers, in two zones or more."""

    private_subnet_ids: SubnetIds
    """Subnets for instances, tasks and internal load balancers, in two zones or more."""

    task_subnet_ids: SubnetIds | None = None
    """Subnets for tasks. Default: `privateSubnetIds`."""


class ExistingNamespaceArgs(Args):
    """An existing Cloud Map namespace."""

    id: Annotated[str, Matching("ns-[a-z0-9]+", "a Cloud Map namespace's id (ns-...) is")]
    """Its id."""

    arn: NamespaceArn
    """Its ARN."""

    @field_validator("arn")
    @classmethod
    def _ends_with_id(cls, value: str, info: ValidationInfo) -> str:
        if (id_ := info.data.get("id")) is not None and not value.endswith(f"/{id_}"):
            raise ValueError(f"the ARN of the namespace {id_} is allowed")
        return value

    domain: Name | None = None
    """Its private domain. Default: none, which means a namespace for Service Connect."""


class ExistingClusterArgs(Args):
    """An existing cluster with a capacity provider."""

    cluster_arn: ClusterArn
    """The cluster's ARN. Another cluster replaces every service."""

    capacity_provider_name: Name
    """The capacity provider to run tasks on. Another one replaces every service."""

    @field_validator("capacity_provider_name")
    @classmethod
    def _name_is_not_reserved(cls, value: str) -> str:
        refuse_capacity_provider_name(value)
        return value

    instance_types: tuple[InstanceTypeName, ...] = Field(default=(), strict=False)
    """The types of its instances. The program refuses a task that does not fit on one. Default: no check."""

    eni_trunking: bool = False
    """Whether its instances can run more tasks than they have network interfaces."""

    operating_system: Literal["al2023", "bottlerocket"] | None = None
    """The operating system of its instances. The program refuses settings that do not work on it. Default: no check."""

    execute_command_log_group_arn: LogGroupArn | None = None
    """The log group of its ECS Exec sessions. Default: none."""

    namespace: ExistingNamespaceArgs | None = None
    """The namespace for service discovery. Default: none."""

    @field_validator("namespace")
    @classmethod
    def _system_has_the_proxy(
        cls, value: ExistingNamespaceArgs | None, info: ValidationInfo
    ) -> ExistingNamespaceArgs | None:
        is_service_connect = value is not None and value.domain is None
        if is_service_connect and info.data.get("operating_system") == "bottlerocket":
            raise ValueError(
                "Bottlerocket starts no task with Service Connect (bottlerocket-os/bottlerocket#2801): a namespace with"
                " a domain is allowed"
            )
        return value

    @property
    def discovery(self) -> Literal["none", "dns", "service-connect"]:
        """The kind of service discovery, named as in the settings of `cluster`."""
        if self.namespace is None:
            return "none"
        return "dns" if self.namespace.domain else "service-connect"

    @property
    def cluster_name(self) -> str:
        """The last part of the ARN."""
        return self.cluster_arn.rpartition("/")[2]


class ExistingLoadBalancerArgs(Args):
    """An existing load balancer that services share."""

    scheme: Literal["public", "internal"] = "public"
    """`public`: internet-facing. `internal`: reachable inside the VPC."""

    has_tls: bool = False
    """Whether its listener uses HTTPS on port 443. Default: HTTP on port 80."""

    listener_arn: Annotated[
        str,
        arn_of("a listener", "elasticloadbalancing", "listener/app/[A-Za-z0-9/-]+", "listener/app/NAME/ID/LISTENER"),
    ]
    """The listener that gets a rule for each service. Another one replaces the rules and target groups."""

    security_group_id: Annotated[str, Matching("sg-[0-9a-f]+", "a security group's id (sg-...) is")]
    """Its security group. The program adds egress rules to the tasks, and ingress rules from the services in
    `allowFrom`."""

    dns_name: Name
    """Its DNS name."""

    arn_suffix: Annotated[str, Matching("app/[A-Za-z0-9-]+/[0-9a-f]+", "the end of its ARN (app/NAME/ID) is")]
    """The end of its ARN, `app/NAME/ID`, which CloudWatch uses as its name."""

    domain: Name | None = None
    """Its first domain name. Default: none."""

    @property
    def is_public(self) -> bool:
        """Whether it is internet-facing."""
        return self.scheme == "public"


class PlatformArgs(Args):
    """An existing network, and optionally a cluster, for this stack."""

    stack: Name | None = None
    """A stack of this program with `platformOnly`, as `ORGANIZATION/PROJECT/STACK`: its network and cluster. Another
    platform replaces every load balancer and service."""

    network: ExistingNetworkArgs | None = None
    """The network, by its IDs, instead of `stack`. Changing from the platform's cluster to this stack's own replaces
    every service."""

    cluster: ExistingClusterArgs | None = None
    """The cluster, in addition to `network`. Default: this stack creates one in that network, as `cluster` describes.
    Adding or removing this setting replaces every service."""

    load_balancers: dict[Name, ExistingLoadBalancerArgs] | None = None
    """Existing load balancers for services to share, by name, in addition to `network`. Default: none."""

    @model_validator(mode="after")
    def _stack_or_ids(self) -> PlatformArgs:
        if self.stack is None and self.network is None:
            raise refusal_at("network", "either stack or network is needed")
        if self.stack is not None and (self.network or self.cluster or self.load_balancers):
            raise refusal_at("stack", "either stack or network, cluster and loadBalancers are allowed, not both")
        return self
