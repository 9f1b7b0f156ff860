"""The arguments of :class:`components.cluster.ec2_ecs_cluster.Ec2EcsCluster`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field, ValidationInfo, field_validator

from ..foundation.args import Args, KeyArn, LogRetentionDays, Matching, PolicyArnStr, each_once
from ..foundation.deferred import Input
from ..foundation.domain_name import PRIVATE, DomainName
from .agent_config import ON_BOTTLEROCKET, RESERVED_MEMORY, AgentConfig, refuse_unread_values
from .root_volume_args import RootVolumeArgs
from .user_data import content_type

RESERVED_PREFIXES = ("aws", "ecs", "fargate")
"""https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCapacityProvider.html"""

LONGEST_USER_DATA = 14_000
"""EC2 allows 16 KiB; the rest is for the program's own part."""

CAPACITY_PROVIDER_NAME = re.compile(r"[A-Za-z0-9_-]{1,255}")

PolicyArns = Annotated[tuple[PolicyArnStr, ...], Field(max_length=8), each_once("each policy is allowed once")]

InstanceTypeName = Annotated[str, Matching(r"[a-z0-9-]+\.[a-z0-9-]+", "an instance type such as c5.xlarge is")]

AmiOrParameter = Input[
    Annotated[
        str, Matching(r"ami-[0-9a-f]+|/[A-Za-z0-9_./-]+", "an AMI's id (ami-...) or an SSM parameter's name (/...) is")
    ]
]

UserData = Input[Annotated[str, Matching(r"[\t\n -~]+", "ASCII text is"), Field(max_length=LONGEST_USER_DATA)]]

OWN_TABLE = re.compile(r"^\s*\[?\s*\"?settings\"?\s*\.\s*\"?ecs\"?\s*[\].=]", re.MULTILINE)
"""The header or a key of Bottlerocket's table that the program writes. TOML allows each table once."""


class Ec2EcsClusterArgs(Args):
    """The cluster and the instances that its tasks run on."""

    MOVED: ClassVar[Mapping[str, str]] = {"rootVolumeSize": "rootVolume.size"}

    instance_type: InstanceTypeName = "c5.xlarge"
    """The EC2 instance type. It must be available in the region."""

    ami: AmiOrParameter | None = None
    """An AMI's id, or the name of the SSM parameter that holds one. Default: the parameter of the AMI for ECS that AWS
    recommends for `operatingSystem` and the instance type's architecture."""

    ami_updates: Literal["new-instances", "all-instances"] = "new-instances"
    """The instances that use a new AMI when the parameter's value changes, such as when AWS publishes one.
    `new-instances`: only instances that start later. `all-instances`: the next update replaces the running ones too."""

    further_instance_types: tuple[InstanceTypeName, ...] = Field(default=(), strict=False)
    """Additional types of the same architecture for the Auto Scaling group to choose from. With spot instances, more
    types reduce the risk of interruptions."""

    spot_percent: Annotated[int, Field(ge=0, le=100)] = 0
    """The percentage of the instances above `onDemandBase` that are spot instances. If EC2 announces an interruption in
    time, the instance is replaced and its tasks are drained before EC2 reclaims it."""

    on_demand_base: Annotated[int, Field(ge=0, le=10_000)] = 0
    """The number of instances that are always on-demand instances."""

    operating_system: Literal["al2023", "bottlerocket"] = "al2023"
    """`al2023`: Amazon Linux 2023. `bottlerocket`: a smaller system without a shell, on which no service has `volumes`
    and `discovery` is not `service-connect`."""

    root_volume: RootVolumeArgs = RootVolumeArgs()
    """The encrypted volume of each instance, which holds images and containers."""

    user_data: UserData | None = None
    """User data that an instance runs at its first start, after the program's own part and before the ECS agent. With
    `al2023`: a script that starts with `#!`, or `#cloud-config`. With `bottlerocket`: TOML without the table
    `settings.ecs`. A change replaces the instances."""

    agent_config: AgentConfig = Field(default_factory=dict)
    """Variables of the ECS agent, such as `ECS_IMAGE_PULL_BEHAVIOR: prefer-cached`. The program sets
    `ECS_DISABLE_PRIVILEGED: "true"` unless it is set here. A change replaces the instances."""

    instance_policy_arns: PolicyArns = Field(default=(), strict=False)
    """Additional managed policies for the instances' role, such as one for your own agent. Tasks do not get them."""

    instance_refresh: Literal["automatic", "manual"] = "automatic"
    """`automatic`: an update that changes the launch template replaces the running instances one after another.
    `manual`: it leaves them until you start an instance refresh. The program warns while some are outdated."""

    max_instance_lifetime_days: Annotated[int, Field(ge=1, le=365)] | None = None
    """The number of days after which an instance is drained and replaced. ECS then does not protect instances with
    tasks from scale-in, because protected instances are not replaced: tasks move when the cluster shrinks. Default: no
    limit."""

    target_capacity: Annotated[int, Field(ge=1, le=100)] = 100
    """The percentage of the instances that ECS aims to have in use. Below 100, spare instances are ready for new
    tasks."""

    container_insights: Literal["enabled", "enhanced", "disabled"] = "enabled"
    """The metrics that CloudWatch collects about the cluster. `enhanced`: also for each task and container. `disabled`:
    only the services' CPU and memory; `alarms`, `dashboard` and `scaling.queue` need more. CloudWatch charges for each
    metric."""

    ssm_access: bool = False
    """Whether Session Manager may open a shell on the instances."""

    eni_trunking: bool = False
    """Whether an instance can run more tasks than it has network interfaces. Sets the account's default in the region,
    which stays when you destroy the stack. A change replaces the instances, since running ones keep their limit.
    Burstable types (t3, t4g) and older types do not support it."""

    min_size: Annotated[int, Field(ge=0, le=10_000)] = 0
    """The minimum number of instances in the Auto Scaling group."""

    max_size: Annotated[int, Field(ge=1, le=10_000)] = 100
    """The maximum number of instances in the Auto Scaling group."""

    desired_capacity: Annotated[int, Field(ge=0)] | None = None
    """The initial number of instances. ECS changes it afterwards. Default: `minSize`."""

    capacity_provider_name: (
        Annotated[str, Field(json_schema_extra={"pattern": "^(?!aws|ecs|fargate)[A-Za-z0-9_-]{1,255}$"})] | None
    ) = None
    """The capacity provider's name. Default: a name that Pulumi generates. Another name replaces the capacity provider
    and every service: ECS services are deleted before they are created again."""

    discovery: Literal["none", "dns", "service-connect"] = "none"
    """How services find each other without a load balancer. `dns`: each is NAME.`discoveryDomain`. `service-connect`:
    each is `http://NAME`, or with `loadBalancer: none` `tcp://NAME:containerPort`, through a proxy in every task. Only
    the services in `allowFrom` have access."""

    discovery_domain: Annotated[str, DomainName(PRIVATE, "a domain such as services.internal is")] = "services.internal"
    """With `dns`: the private domain of the services' names."""

    execute_command: bool = False
    """Whether services may allow ECS Exec. The sessions are logged to a log group of the cluster."""

    execute_command_log_retention_days: LogRetentionDays = 30
    """How long CloudWatch keeps the sessions of ECS Exec."""

    log_key_arn: KeyArn | None = None
    """A KMS key in the stack's region for these logs. Its policy must let CloudWatch Logs use it. Default: a key that
    AWS owns."""

    exclusive_permissions: bool = True
    """Whether the instances' role has only the program's policies, and their security group only its rules. If true,
    `pulumi up` after a refresh removes policies and rules that others have added. Set it to false if another tool
    attaches policies to instances, such as Quick Setup in Systems Manager."""

    @field_validator("further_instance_types")
    @classmethod
    def _each_once(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if len({*value, info.data.get("instance_type")}) <= len(value):
            raise ValueError("each type is allowed once, and not instanceType again")
        return value

    @field_validator("user_data")
    @classmethod
    def _system_reads_it(cls, value: UserData | None, info: ValidationInfo) -> UserData | None:
        # A system that is refused itself has no language to check.
        if isinstance(value, str) and "operating_system" in info.data:
            refuse_user_data(value, info.data["operating_system"])
        return value

    @field_validator("agent_config")
    @classmethod
    def _system_has_it(cls, value: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        refuse_unread_values(value)
        if info.data.get("operating_system") != "bottlerocket":
            return value
        for name, setting in value.items():
            if name not in ON_BOTTLEROCKET:
                raise ValueError(f"Bottlerocket does not support {name}: {', '.join(ON_BOTTLEROCKET)} are allowed")
            try:
                ON_BOTTLEROCKET[name](setting)
            except ValueError as error:
                raise ValueError(f"of {name}, {error}") from None
        return value

    @field_validator("instance_refresh")
    @classmethod
    def _replaces_for_an_ami(cls, value: str, info: ValidationInfo) -> str:
        if value == "manual" and info.data.get("ami_updates") == "all-instances":
            raise ValueError("amiUpdates all-instances needs automatic, which replaces the running instances")
        return value

    @field_validator("discovery")
    @classmethod
    def _system_has_the_proxy(cls, value: str, info: ValidationInfo) -> str:
        if value == "service-connect" and info.data.get("operating_system") == "bottlerocket":
            raise ValueError(
                "Bottlerocket starts no task with Service Connect (bottlerocket-os/bottlerocket#2801): none or dns is"
                " allowed, or operatingSystem al2023"
            )
        return value

    @field_validator("max_size")
    @classmethod
    def _max_covers_min(cls, value: int, info: ValidationInfo) -> int:
        least = info.data.get("min_size")
        if least is not None and value < least:
            raise ValueError(f"minSize, {least}, or more is allowed")
        return value

    @field_validator("desired_capacity")
    @classmethod
    def _desired_in_between(cls, value: int | None, info: ValidationInfo) -> int | None:
        least, most = info.data.get("min_size"), info.data.get("max_size")
        if value is not None and least is not None and most is not None and not least <= value <= most:
            raise ValueError(f"a number from minSize, {least}, to maxSize, {most}, is allowed")
        return value

    @field_validator("capacity_provider_name")
    @classmethod
    def _name_is_not_reserved(cls, value: str | None) -> str | None:
        if value is not None:
            refuse_capacity_provider_name(value)
        return value

    @property
    def all_instance_types(self) -> tuple[str, ...]:
        """Every possible instance type, in order of preference."""
        return (self.instance_type, *self.further_instance_types)

    @property
    def reserved_memory(self) -> int:
        """The MiB of each instance that the agent keeps for other processes than tasks."""
        return int(self.agent_config.get(RESERVED_MEMORY, "0"))

    @property
    def uses_spot(self) -> bool:
        """Whether an instance can be a spot instance."""
        return self.spot_percent > 0

    @property
    def is_mixed(self) -> bool:
        """Whether the group chooses between instance types, or between on-demand and spot."""
        return self.uses_spot or bool(self.further_instance_types)

    @property
    def initial_capacity(self) -> int:
        """The number of instances when the group is created."""
        return self.min_size if self.desired_capacity is None else self.desired_capacity


def refuse_user_data(text: str, operating_system: str | None) -> None:
    """Raise ``ValueError`` if the operating system does not run the user data."""
    if operating_system == "bottlerocket":
        if OWN_TABLE.search(text):
            raise ValueError("the program writes the table settings.ecs: other tables and agentConfig are allowed")
    elif content_type(text) is None:
        raise ValueError("a script that starts with #! or a text that starts with #cloud-config is allowed")


def refuse_capacity_provider_name(name: str) -> None:
    """Raise ``ValueError`` if ECS refuses the name."""
    if not CAPACITY_PROVIDER_NAME.fullmatch(name):
        raise ValueError("1 to 255 letters, digits, underscores and hyphens are allowed")
    if name.lower().startswith(RESERVED_PREFIXES):
        raise ValueError(
            f"a name that does not start with {', '.join(RESERVED_PREFIXES)} is allowed; ECS reserves those"
        )
