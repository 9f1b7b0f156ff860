"""Checks for tasks that fit on no instance, and for ARNs and endpoints that a service cannot use.

Each check returns the problems that it finds, with paths relative to the arguments.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from ..foundation.arn_checks import check_log_key, region_of
from ..foundation.refusal import KeyPath, Problem
from ..foundation.region import InstanceType, Region
from ..network.endpoint_needs import LOGS, Need, unmet_needs
from .awsvpc_service_args import AwsvpcServiceArgs
from .queue_scaling import check_queue
from .service_connect_checks import check_service_connect
from .task.container_args import SidecarArgs
from .task.task_args import TaskArgs
from .task.task_checks import check_definition
from .task.task_permissions import secrets_of
from .traffic.balancer_checks import check_balancer, check_certificates_of_balancer, check_own_blocks

SECRET_STORES = ("secretsmanager", "ssm")
"""The AWS services of the ARNs in ``secrets``; each has an endpoint with the same name."""


def check_task_size(args: TaskArgs, instance_types: Sequence[InstanceType]) -> list[Problem]:
    """Find a task that does not fit on an instance of one of these types."""
    return next((problems for type_ in instance_types if (problems := _check_size(args, type_))), [])


def _check_size(args: TaskArgs, instance_type: InstanceType) -> list[Problem]:
    problems = []
    if args.cpu > instance_type.cpu_units:
        has = (
            f"{instance_type.name} has {instance_type.cpu_units} CPU units ({instance_type.vcpus} vCPUs): at most that"
        )
        problems.append(Problem(("cpu",), args.cpu, has))
    if args.memory > instance_type.registered_memory:
        has = (
            f"{instance_type.name} has {instance_type.memory} MiB, of which the system leaves "
            f"{instance_type.registered_memory} to tasks: at most that"
        )
        problems.append(Problem(("memory",), args.memory, has))
    return problems


def check_task(
    args: TaskArgs, region: Region, *, operating_system: str | None, instance_types: Sequence[InstanceType]
) -> list[Problem]:
    """Find settings of a service's or a job's task that its instances, IAM or the region do not allow.

    Args:
        args: the task.
        region: where it runs.
        operating_system: the operating system of the instances. None is not checked.
        instance_types: the types of the instances, if they are known.
    """
    return [
        *check_task_size(args, instance_types),
        *check_log_key(args.log_key_arn, region),
        *_check_secrets_keys(args),
        *check_definition(args, region, operating_system, instance_types),
    ]


def check_service(
    args: AwsvpcServiceArgs,
    region: Region,
    *,
    discovery: str,
    operating_system: str | None,
    instance_types: Sequence[InstanceType],
    cidr_blocks: Iterable[object] = (),
) -> list[Problem]:
    """Find the problems of :func:`check_task`, and of the load balancer, the queue and ``discovery``.

    ``cidr_blocks`` are the blocks of the VPC.
    """
    of_balancer = check_balancer(args.balancer, region) if args.balancer else []
    if args.balancer and args.topology == "private-worker" and args.allow_from is None:
        of_balancer += check_own_blocks(args.balancer, cidr_blocks)
    queue = args.scaling.queue if args.scaling else None
    of_queue = check_queue(queue, region) if queue else []
    return [
        *check_task(args, region, operating_system=operating_system, instance_types=instance_types),
        *(problem.under("loadBalancer") for problem in of_balancer),
        *(problem.under("scaling", "queue") for problem in of_queue),
        *check_service_connect(args, discovery),
    ]


def check_certificates(args: AwsvpcServiceArgs, region: Region) -> list[Problem]:
    """Find certificates of the load balancer that are not issued."""
    found = check_certificates_of_balancer(args.balancer, region) if args.balancer else []
    return [problem.under("loadBalancer") for problem in found]


def _check_secrets_keys(args: TaskArgs) -> list[Problem]:
    """Find keys that encrypt none of the secrets. Secrets of other regions are encrypted with keys there."""
    secrets = secrets_of(args)
    if not all(isinstance(arn, str) for arn in secrets):
        return []
    regions = sorted({region_of(secret) for secret in secrets if isinstance(secret, str)})
    return [
        Problem(
            ("secretsKeyArns", index),
            arn,
            f"it is in {region_of(arn)}; a key of a region that secrets are in, {' or '.join(regions)}, is allowed",
        )
        for index, arn in enumerate(args.secrets_key_arns)
        if isinstance(arn, str) and regions and region_of(arn) not in regions
    ]


def check_endpoints_of_task(args: TaskArgs, endpoints: Collection[str] | None) -> list[Problem]:
    """Find settings of a task that need more endpoints. If ``endpoints`` is None, NAT reaches all services."""
    needs = [*([(("executeCommand",), True, "ssmmessages")] if args.execute_command else []), *_secrets((), args)]
    for name, sidecar in args.sidecars.items():
        needs += _secrets(("sidecars", name), sidecar)
    return unmet_needs([*needs, *list(_logs(args))[:1]], endpoints)


def _logs(args: TaskArgs) -> Iterator[Need]:
    """Return the settings that write logs. The first is enough for a problem: all need the same endpoint."""
    containers: dict[KeyPath, TaskArgs | SidecarArgs] = {(): args}
    containers |= {("sidecars", name): sidecar for name, sidecar in args.sidecars.items()}
    for path, container in containers.items():
        if container.logging.driver == "awslogs":
            yield (*path, "logging", "driver"), "awslogs", LOGS
    if args.execute_command:
        # The log of the sessions.
        yield ("executeCommand",), True, LOGS


def _secrets(path: KeyPath, args: TaskArgs | SidecarArgs) -> Iterator[Need]:
    named: dict[KeyPath, object] = {("secrets", variable): arn for variable, arn in args.secrets.items()}
    named |= {("logging", "secretOptions", option): arn for option, arn in args.logging.secret_options.items()}
    named[("registryCredentialsArn",)] = args.registry_credentials_arn
    for key, arn in named.items():
        # The region of an Output is not known yet.
        store = arn.split(":")[2] if isinstance(arn, str) else ""
        if store in SECRET_STORES:
            yield (*path, *key), arn, store
