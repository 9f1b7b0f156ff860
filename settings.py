"""The stack's configuration, parsed into the components' args; every mistake is named by its key.

``load`` is all that the program calls. Nothing is created before it returns.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pulumi
from pulumi.runtime.config import is_config_secret
from pydantic import Field, ValidationError, model_validator
from pydantic.alias_generators import to_camel

from components.address_checks import check_addresses
from components.alarm_args import AlarmsArgs
from components.args import Args, PolicyArnStr, refusal_at
from components.arn_checks import (
    check_alarms_arns,
    check_cluster_arns,
    check_existing_cluster_arns,
    check_service_arns,
)
from components.audit_args import AuditLogsArgs
from components.awsvpc_service_args import AwsvpcServiceArgs, ServiceName
from components.capacity_checks import check_max_size
from components.ec2_ecs_cluster_args import Ec2EcsClusterArgs
from components.endpoint_needs import check_endpoints_of_cluster, check_endpoints_of_service
from components.existing_platform import OUTPUT, read_own_outputs, read_platform
from components.hosted_zone_checks import check_discovery_domain, check_hosted_zone
from components.large_vpc_args import LargeVpcArgs
from components.name_checks import check_callers, check_composed_names, check_domains, check_names
from components.network_checks import check_existing_network
from components.platform_args import ExistingClusterArgs, ExistingNetworkArgs, PlatformArgs
from components.reference_checks import (
    check_alarms_references,
    check_cluster_references,
    check_service_references,
)
from components.refusal import Problem, RefusedError, format_path, format_value
from components.region import ElasticIp, InstanceType, NotFoundError, Region
from components.region_checks import (
    check_cluster,
    check_existing_cluster,
    check_service,
    check_vpc,
    check_zones_of_instances,
    choose_zones,
)
from components.role_limits import RolePath
from components.secret_values import SecretValues
from components.tags import Tags
from components.task_checks import check_task
from components.validation_problems import problems_of
from stack_file import (
    end_program,
    read_config,
    refuse_keys_of_another_project,
    refuse_unknown_region,
)

PRIVATE_ECR_IMAGE = re.compile(r"\d{12}\.dkr\.ecr\.")


class Settings(Args):
    """What a stack file says under the project's name."""

    tags: Tags = Field(default_factory=dict)
    """Tags of your own on everything, beside `project`, `stack` and, on a service's parts, `service`."""

    permissions_boundary_arn: PolicyArnStr | None = None
    """The managed policy that is the permissions boundary of every role of the stack: the most that any policy can give
    them. Default: none."""

    role_path: RolePath = "/"
    """The path of every role and instance profile of the stack, such as `/ecs-on-ec2/dev/`, which a policy can name.
    Another path replaces them, starts new tasks, and gives new instances the new profile."""

    platform: PlatformArgs | None = None
    """A network, or a network and a cluster, of another stack or by their ids. Default: this stack makes its own.
    Coming to one or leaving it replaces every load balancer and service."""

    platform_only: bool = False
    """Whether this stack makes only the network and the cluster, for services in stacks of their own."""

    audit: AuditLogsArgs | None = None
    """Access logs and flow logs in a bucket. Default: none."""

    alarms: AlarmsArgs | None = None
    """Alarms of every service and of the capacity. Default: none."""

    dashboard: bool = False
    """Whether the stack has a CloudWatch dashboard."""

    vpc: LargeVpcArgs = LargeVpcArgs()
    """The network."""

    cluster: Ec2EcsClusterArgs = Ec2EcsClusterArgs()
    """The cluster and its instances."""

    services: dict[ServiceName, AwsvpcServiceArgs] = Field(default_factory=dict)
    """The services by name, at least one unless `platformOnly`."""

    @property
    def existing_network(self) -> ExistingNetworkArgs | None:
        """The network of another stack or by its ids, None where this stack makes its own."""
        return self.platform.network if self.platform else None

    @property
    def existing_cluster(self) -> ExistingClusterArgs | None:
        """The cluster of another stack or by its ids, None where this stack makes its own."""
        return self.platform.cluster if self.platform else None

    @property
    def makes_cluster(self) -> bool:
        """Whether the cluster is this stack's own."""
        return self.platform is None or (self.platform.stack is None and self.platform.cluster is None)

    @model_validator(mode="after")
    def _services_where_they_belong(self) -> Settings:
        if self.platform_only and self.services:
            raise refusal_at("services", "platformOnly is true: services belong in a stack of their own")
        if not self.platform_only and not self.services:
            raise refusal_at("services", "at least one service is needed, such as worker: {topology: private-worker}")
        return self

    @model_validator(mode="after")
    def _one_owner_each(self) -> Settings:
        if self.platform is None:
            return self
        if self.platform_only:
            raise refusal_at("platformOnly", "a stack either is a platform or uses one; platform is there too")
        if "vpc" in self.model_fields_set:
            raise refusal_at("vpc", "the network is not this stack's own; platform is there too")
        if "cluster" in self.model_fields_set and not self.makes_cluster:
            raise refusal_at("cluster", "the cluster is not this stack's own; platform is there too")
        return self


def load(region: Region) -> Settings:
    """Read the stack's configuration and check it against AWS's data of the region.

    Ends the program after one error, with a line for each mistake.
    """
    project = pulumi.get_project()
    try:
        settings = _load(project, region)
    except RefusedError as refused:
        config = read_config(project).items()
        secrets = SecretValues.of(value for key, value in config if is_config_secret(f"{project}:{key}"))
        lines = [f"{project}:{_without_secret(project, problem, secrets)}" for problem in refused.problems]
        mistakes = "1 mistake" if len(lines) == 1 else f"{len(lines)} mistakes"
        end_program("\n".join([f"{mistakes} in the configuration of this stack:", *lines]))
    except pulumi.RunError as error:
        end_program(str(error))
    _warn(settings)
    return _keep_secret(settings) if is_config_secret(f"{project}:services") else settings


def _load(project: str, region: Region) -> Settings:
    refuse_keys_of_another_project(project)
    refuse_unknown_region(region)
    parsed = parse(read_config(project))
    settings, platform = _with_platform(parsed), parsed.platform
    _refuse(_of_stack(platform, problem) for problem in check(settings, region))
    return settings


def parse(config: dict[str, Any]) -> Settings:
    """Parse the project's keys. Raises :class:`RefusedError` for what the args classes refuse."""
    try:
        settings: Settings = Settings.from_stack_file(config)
    except ValidationError as error:
        raise RefusedError(problems_of(error, Settings, config)) from None
    services = settings.services
    problems = [
        *check_callers(services),
        *check_composed_names(services),
        *check_domains(services),
        *_check_execute_command(settings),
    ]
    _refuse([*(problem.under("services") for problem in problems), *_check_endpoints(settings)])
    return settings


def _refuse(problems: Iterable[Problem]) -> None:
    found = tuple(problems)
    if found:
        raise RefusedError(found)


def _with_platform(settings: Settings) -> Settings:
    """Return the settings with the ids of the network and cluster in place of the name of the stack that has them."""
    stack = settings.platform and settings.platform.stack
    if not stack:
        return settings
    output = read_platform(stack)
    try:
        platform: PlatformArgs = PlatformArgs.from_stack_file(output)
    except ValidationError:
        allowed = f"a stack with platformOnly is allowed; the output {OUTPUT} of this one is {format_value(output)}"
        raise RefusedError([Problem(("platform", "stack"), stack, allowed)]) from None
    return settings.model_copy(update={"platform": platform})


def _of_stack(platform: PlatformArgs | None, problem: Problem) -> Problem:
    """Return a problem of another stack's platform at the key that names the stack."""
    if platform is None or platform.stack is None or problem.path[0] != "platform":
        return problem
    what = f"its {format_path(problem.path[1:])} is {format_value(problem.value)}: {problem.allowed}"
    return Problem(("platform", "stack"), platform.stack, what)


def _check_execute_command(settings: Settings) -> list[Problem]:
    """Find services with ECS Exec where the cluster lacks it. Paths start with the services' names."""
    if not settings.makes_cluster or settings.cluster.execute_command:
        return []
    allowed = "it needs cluster.executeCommand: true, which logs the sessions"
    asking = [name for name, service in settings.services.items() if service.execute_command]
    return [Problem((name, "executeCommand"), True, allowed) for name in asking]


def _check_endpoints(settings: Settings) -> list[Problem]:
    """Find what does not work without a NAT gateway and without the endpoint for it."""
    endpoints = settings.vpc.only_endpoints
    problems = [problem.under("cluster") for problem in check_endpoints_of_cluster(settings.cluster, endpoints)]
    for name, service in settings.services.items():
        found = check_endpoints_of_service(service, endpoints)
        problems += [problem.under("services", name) for problem in found]
    return problems


def check(settings: Settings, region: Region) -> list[Problem]:
    """Find what AWS's data of the region refuses."""
    problems = [*_check_platform(settings, region)]
    if settings.alarms is not None:
        found = [*check_alarms_arns(settings.alarms, region), *check_alarms_references(settings.alarms, region)]
        problems += _under(found, "alarms")
    try:
        instance_types = [region.instance_type(name) for name in _instance_types(settings)]
    except NotFoundError:
        instance_types = []
    if settings.makes_cluster:
        problems += _under(_check_own_cluster(settings, instance_types, region), "cluster")
    discovery = (settings.existing_cluster or settings.cluster).discovery
    system = (settings.existing_cluster or settings.cluster).operating_system
    for name, service in settings.services.items():
        problems += [problem.under("services") for problem in check_names(name, service, discovery)]
        found = [
            *check_service(service, instance_types),
            *check_service_arns(service, region),
            *check_service_references(service, region),
            *check_task(service, region, system),
            *check_hosted_zone(service, region),
        ]
        problems += [problem.under("services", name) for problem in found]
    return problems


def _check_platform(settings: Settings, region: Region) -> Iterator[Problem]:
    """Find mistakes in the network and the cluster, whoever makes them."""
    zones: Sequence[str] = ()
    if settings.platform is None:
        owner = functools.partial(_is_own, settings.tags)
        of_vpc = check_vpc(settings.vpc, region)
        yield from _under([*of_vpc, *check_addresses(settings.vpc, region, owner)], "vpc")
        zones = () if of_vpc else choose_zones(settings.vpc, region)
    elif settings.existing_network is not None:
        yield from _under(check_existing_network(settings.existing_network, region), "platform", "network")
    if settings.makes_cluster:
        cluster = settings.cluster
        found = [
            *check_cluster(cluster, region),
            *check_zones_of_instances(cluster, zones, region),
            *check_cluster_arns(cluster, region),
            *check_cluster_references(cluster, region),
        ]
        yield from _under(found, "cluster")
    elif settings.existing_cluster:
        existing = settings.existing_cluster
        found = [*check_existing_cluster(existing, region), *check_existing_cluster_arns(existing, region)]
        yield from _under(found, "platform", "cluster")


def _check_own_cluster(settings: Settings, instance_types: Sequence[InstanceType], region: Region) -> Iterator[Problem]:
    """Find what of the cluster does not go with the services."""
    args, services = settings.cluster, settings.services
    yield from check_max_size(args, services.values(), instance_types)
    yield from check_discovery_domain(args.discovery, args.discovery_domain, services, region)


def _is_own(tags: Mapping[str, str], address: ElasticIp, gateway_tags: Mapping[str, str]) -> bool:
    """Return whether a NAT gateway with an address is this stack's: by its tags, or before a rename by the outputs."""
    own = {"project": pulumi.get_project(), "stack": pulumi.get_stack(), **tags}
    if all(gateway_tags.get(key) == own[key] for key in ("project", "stack")):
        return True
    return address.public_ip in read_own_outputs().get("natPublicIps", ())


def _under(problems: Iterable[Problem], *path: str) -> Iterator[Problem]:
    return (problem.under(*path) for problem in problems)


def _instance_types(settings: Settings) -> tuple[str, ...]:
    existing = settings.existing_cluster
    return existing.instance_types if existing else settings.cluster.all_instance_types


def _warn(settings: Settings) -> None:
    """Say what works only under conditions that nobody can check here."""
    if settings.vpc.nat_gateways != "none":
        return
    if settings.cluster.discovery == "service-connect":
        pulumi.warn(
            "cluster.discovery: with vpc.natGateways none, the proxies of service-connect may not reach ECS: they ask"
            " ecs-sc.REGION.api.aws, for which AWS names no endpoint service. dns needs none"
        )
    for name, service in settings.services.items():
        image = service.image
        if service.build is None and isinstance(image, str) and not PRIVATE_ECR_IMAGE.match(image):
            shown = secret_values(settings).hide(image)
            pulumi.warn(
                f"services.{name}.image: {shown} is not in a private ECR registry; with vpc.natGateways none, instances"
                " reach no other, and the tasks will not start"
            )


def _without_secret(project: str, problem: Problem, secrets: SecretValues) -> Problem:
    hidden = replace(problem, allowed=secrets.hide(problem.allowed))
    return hidden.without_value() if is_config_secret(f"{project}:{problem.path[0]}") else hidden


def secret_values(settings: Settings) -> SecretValues:
    """Return the texts of those settings in which something was set with ``pulumi config set --secret``."""
    project = pulumi.get_project()
    encrypted = [name for name in Settings.model_fields if is_config_secret(f"{project}:{to_camel(name)}")]
    return SecretValues.of(getattr(settings, name) for name in encrypted)


def _keep_secret(settings: Settings) -> Settings:
    """Make the environment secret, where a value of ``services`` was set with ``--secret``.

    Pulumi says that of a structured value as a whole, and hands it over decrypted.
    """
    services = {}
    for name, service in settings.services.items():
        sidecars = {
            sidecar: args.model_copy(update={"environment": _secret(args.environment)})
            for sidecar, args in service.sidecars.items()
        }
        update = {"environment": _secret(service.environment), "sidecars": sidecars}
        services[name] = service.model_copy(update=update)
    return settings.model_copy(update={"services": services})


def _secret(environment: Mapping[str, pulumi.Input[str]]) -> dict[str, pulumi.Output[str]]:
    return {key: pulumi.Output.secret(value) for key, value in environment.items()}
