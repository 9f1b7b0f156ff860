"""The stack's configuration, parsed into the components' arguments; errors name the key.

The program only calls ``load``. Nothing is created before it returns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import pulumi
from pulumi.runtime.config import is_config_secret
from pydantic import Field, ValidationError, model_validator
from pydantic.alias_generators import to_camel

from components.cluster.ec2_ecs_cluster_args import Ec2EcsClusterArgs
from components.foundation.args import Args, PolicyArnStr, refusal_at
from components.foundation.overrides import OverrideArgs, Overrides, check_overrides
from components.foundation.refusal import Problem, RefusedError, format_path, format_value, refuse_settings
from components.foundation.region import Region
from components.foundation.role_limits import RolePath
from components.foundation.secret_values import SecretValues
from components.foundation.tags import Tags
from components.foundation.validation_problems import problems_of
from components.job.job_args import JobArgs
from components.network.large_vpc_args import LargeVpcArgs
from components.observability.alarm_args import AlarmsArgs
from components.observability.audit_args import AuditLogsArgs
from components.platform.existing import OUTPUT, read_platform
from components.platform.platform_args import (
    ExistingClusterArgs,
    ExistingLoadBalancerArgs,
    ExistingNetworkArgs,
    PlatformArgs,
)
from components.quotas.check import check_quotas
from components.service.awsvpc_service_args import AwsvpcServiceArgs
from components.service.task.container_args import Variables
from components.service.task.task_args import ServiceName, TaskArgs
from components.service.traffic.shared_load_balancer_args import SharedLoadBalancerArgs
from components.stack.name_checks import check_callers, check_composed_names, check_domains, check_job_names
from settings_checks import check, check_tasks, needs, warn
from stack_file import end_program, full_key, read_config, refuse_dates, refuse_unknown_region

AnyTask = TypeVar("AnyTask", bound=TaskArgs)
PRIVATE_ECR_IMAGE = re.compile(r"\d{12}\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.")


class Settings(Args):
    """The settings of a stack file."""

    tags: Tags = Field(default_factory=dict)
    """Your own tags for every resource, in addition to `project`, `stack` and, on the resources of a service,
    `service`."""

    permissions_boundary_arn: PolicyArnStr | None = None
    """The managed policy that is the permissions boundary of every role of the stack. It limits the permissions that
    other policies can grant. Default: none."""

    role_path: RolePath = "/"
    """The path of every role and instance profile of the stack, such as `/ecs-on-ec2/dev/`, which a policy can name.
    Another path replaces them, starts new tasks, and gives new instances the new profile."""

    platform: PlatformArgs | None = None
    """An existing network, with or without a cluster, from another stack or by ID. Default: this stack creates its own.
    Adding or removing this setting replaces every load balancer and service."""

    platform_only: bool = False
    """Whether this stack creates only the network and the cluster, for services in other stacks."""

    audit: AuditLogsArgs | None = None
    """Access logs and flow logs in a bucket. Default: none."""

    alarms: AlarmsArgs | None = None
    """Alarms for every service and for the capacity. Default: none."""

    dashboard: bool = False
    """Whether the stack has a CloudWatch dashboard."""

    vpc: LargeVpcArgs = LargeVpcArgs()
    """The network."""

    cluster: Ec2EcsClusterArgs = Ec2EcsClusterArgs()
    """The cluster and its instances."""

    load_balancers: dict[ServiceName, SharedLoadBalancerArgs] = Field(default_factory=dict)
    """Load balancers that services share, by name: see `services.<name>.loadBalancer.shared`. With `platformOnly`,
    the services of other stacks share them, and the program keeps the rules that these add to the security groups."""

    services: dict[ServiceName, AwsvpcServiceArgs] = Field(default_factory=dict)
    """The services by name; at least one, or a job, unless `platformOnly`."""

    jobs: dict[ServiceName, JobArgs] = Field(default_factory=dict)
    """The jobs by name: tasks that run to completion, on a schedule or on demand."""

    @property
    def tasks(self) -> dict[tuple[str, str], TaskArgs]:
        """The services and jobs, by `services` or `jobs` and the name."""
        services = {("services", name): args for name, args in self.services.items()}
        return {**services, **{("jobs", name): args for name, args in self.jobs.items()}}

    overrides: tuple[OverrideArgs, ...] = ()
    """Properties of individual resources, if no setting exists."""

    @property
    def existing_network(self) -> ExistingNetworkArgs | None:
        """The existing network, None if this stack creates one."""
        return self.platform.network if self.platform else None

    @property
    def existing_cluster(self) -> ExistingClusterArgs | None:
        """The existing cluster, None if this stack creates one."""
        return self.platform.cluster if self.platform else None

    @property
    def existing_balancers(self) -> dict[str, ExistingLoadBalancerArgs]:
        """The load balancers of another stack that services share, by name."""
        return (self.platform.load_balancers or {}) if self.platform else {}

    @property
    def creates_cluster(self) -> bool:
        """Whether this stack creates the cluster."""
        return self.platform is None or (self.platform.stack is None and self.platform.cluster is None)

    @model_validator(mode="after")
    def _services_where_they_belong(self) -> Settings:
        for key, tasks in (("services", self.services), ("jobs", self.jobs)):
            if self.platform_only and tasks:
                raise refusal_at(key, f"platformOnly is true: {key} belong in another stack")
        if not self.platform_only and not self.services and not self.jobs:
            raise refusal_at("services", "at least one service is required, such as worker: {topology: private-worker}")
        return self

    @model_validator(mode="after")
    def _one_owner_each(self) -> Settings:
        if self.platform is None:
            return self
        if self.platform_only:
            raise refusal_at("platformOnly", "a stack either is a platform or uses one; platform is also set")
        if "vpc" in self.model_fields_set:
            raise refusal_at("vpc", "this stack does not create the network, because platform is also set")
        if "cluster" in self.model_fields_set and not self.creates_cluster:
            raise refusal_at("cluster", "this stack does not create the cluster, because platform is also set")
        if self.audit and self.audit.flow_logs and "flow_logs" in self.audit.model_fields_set:
            raise refusal_at("audit.flowLogs", "this stack does not create the network, because platform is also set")
        return self


OWN_KEYS = frozenset(field.alias or name for name, field in Settings.model_fields.items()) - {"tags"}
"""Keys that identify a stack file of this program. Other namespaces also have ``tags``."""


def load(region: Region) -> Settings:
    """Read the stack's configuration and check it against AWS's data of the region.

    Ends the program after one error, with a line for each mistake.
    """
    try:
        config = read_config(OWN_KEYS)
        refuse_dates(config)
        refuse_unknown_region(region)
        settings = parse_and_look_up(config, region)
    except RefusedError as refused:
        end_program(refusal_text(refused.problems))
    except pulumi.RunError as error:
        end_program(str(error))
    _warn(settings, region)
    warn(settings, region)
    secret = [key for key in ("services", "jobs") if is_config_secret(full_key(key))]
    settings = settings.model_copy(update={key: _keep_secret(getattr(settings, key)) for key in secret})
    owners = (settings.vpc, settings.cluster, settings.alarms)
    region.accept(*owners, *settings.load_balancers.values(), *settings.tasks.values())
    return settings


def refuse_unmatched(overrides: Overrides) -> None:
    """Stop the program if an override is for a resource that it does not create."""
    unmatched = overrides.unmatched()
    if unmatched:
        end_program(refusal_text(unmatched))


def refusal_text(problems: Sequence[Problem]) -> str:
    """Return the text of one error, with a line for each mistake."""
    secrets = SecretValues.of(value for key, value in read_config(OWN_KEYS).items() if is_config_secret(full_key(key)))
    lines = [_line(_without_secret(problem, secrets)) for problem in problems]
    mistakes = "1 mistake" if len(lines) == 1 else f"{len(lines)} mistakes"
    return "\n".join([f"{mistakes} in the configuration of this stack:", *lines])


def parse_and_look_up(config: dict[str, Any], region: Region) -> Settings:
    """Parse the project's keys and check them against AWS. Raises :class:`RefusedError` for any mistake."""
    parsed = parse(config)
    settings, platform = _with_platform(parsed), parsed.platform
    refuse_settings(_of_stack(platform, problem) for problem in check(settings, region))
    return settings


def parse(config: dict[str, Any]) -> Settings:
    """Parse the project's keys. Raises :class:`RefusedError` if the arguments classes refuse a value."""
    try:
        settings: Settings = Settings.from_stack_file(config)
    except ValidationError as error:
        raise RefusedError(problems_of(error, Settings, config)) from None
    services = settings.services
    problems = [
        *check_callers(services, settings.jobs),
        *check_composed_names(services),
        *check_domains(services, settings.load_balancers),
    ]
    of_jobs = [problem.under("jobs") for problem in check_job_names(settings.jobs, services)]
    further = [*check_tasks(settings), *check_overrides(settings.overrides)]
    further += check_quotas(needs(settings))
    refuse_settings([*(problem.under("services") for problem in problems), *of_jobs, *further])
    return settings


def _with_platform(settings: Settings) -> Settings:
    """Return the settings with the ids of the network and cluster instead of the platform stack's name."""
    stack = settings.platform and settings.platform.stack
    if not stack:
        return settings
    try:
        output = read_platform(stack)
    except pulumi.RunError as error:
        allowed = f"a stack that exists is allowed, as ORGANIZATION/PROJECT/STACK; {error}"
        raise RefusedError([Problem(("platform", "stack"), stack, allowed)]) from None
    try:
        platform: PlatformArgs = PlatformArgs.from_stack_file(output)
    except ValidationError:
        allowed = f"a stack with platformOnly is allowed; the output {OUTPUT} of this one is {format_value(output)}"
        raise RefusedError([Problem(("platform", "stack"), stack, allowed)]) from None
    return settings.model_copy(update={"platform": platform})


def _of_stack(platform: PlatformArgs | None, problem: Problem) -> Problem:
    """Return a problem of a platform stack with the path of the key that contains the stack's name."""
    if platform is None or platform.stack is None or problem.path[0] != "platform":
        return problem
    what = f"its {format_path(problem.path[1:])} is {format_value(problem.value)}: {problem.allowed}"
    return Problem(("platform", "stack"), platform.stack, what)


def _warn(settings: Settings, region: Region) -> None:
    """Warn about settings that cannot be checked here."""
    if settings.vpc.nat_gateways != "none":
        return
    if settings.cluster.discovery == "service-connect":
        pulumi.warn(
            "cluster.discovery: with vpc.natGateways none, the proxies of service-connect may not reach ECS: they "
            "call ecs-sc.REGION.api.aws, for which AWS documents no endpoint service. dns needs none"
        )
    for (kind, name), task in settings.tasks.items():
        image = task.image
        registry = PRIVATE_ECR_IMAGE.match(image) if isinstance(image, str) else None
        if task.build is None and isinstance(image, str) and (registry is None or registry[1] != region.name):
            shown = secret_values(settings).hide(image)
            pulumi.warn(
                f"{kind}.{name}.image: {shown} is not in a private ECR registry in {region.name}; with vpc.natGateways"
                " none, instances reach no other registry, and the tasks will not start"
            )


def _line(problem: Problem) -> str:
    setting = str(problem.path[0])
    return f"{full_key(setting).removesuffix(setting)}{problem}"


def _without_secret(problem: Problem, secrets: SecretValues) -> Problem:
    hidden = replace(problem, allowed=secrets.hide(problem.allowed))
    return hidden.without_value() if is_config_secret(full_key(str(problem.path[0]))) else hidden


def secret_values(settings: Settings) -> SecretValues:
    """Return the texts of the settings that contain values set with ``pulumi config set --secret``."""
    encrypted = [name for name in Settings.model_fields if is_config_secret(full_key(to_camel(name)))]
    return SecretValues.of(getattr(settings, name) for name in encrypted)


def _keep_secret(tasks: Mapping[str, AnyTask]) -> dict[str, AnyTask]:
    """Make the environments secret if a value of these services or jobs was set with ``--secret``.

    Pulumi marks a structured value as secret only as a whole, and passes it decrypted.
    """
    kept = {}
    for name, task in tasks.items():
        sidecars = {
            sidecar: args.model_copy(update={"environment": _secret(args.environment)})
            for sidecar, args in task.sidecars.items()
        }
        kept[name] = task.model_copy(update={"environment": _secret(task.environment), "sidecars": sidecars})
    return kept


def _secret(environment: Variables) -> Variables:
    if not isinstance(environment, Mapping):
        return environment
    return {key: pulumi.Output.secret(value) for key, value in environment.items()}
