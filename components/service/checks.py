"""Tasks that no instance holds, and ARNs and endpoints that a service cannot use.

Each check returns the problems that it finds, with paths relative to the arguments.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from ..foundation.arn_checks import check_log_key, check_region_of, is_in, region_of
from ..foundation.refusal import KeyPath, Problem
from ..foundation.region import InstanceType, NotFoundError, Region
from ..network.endpoint_needs import Need, unmet_needs
from .awsvpc_service_args import AwsvpcServiceArgs
from .task.container_args import SidecarArgs
from .task.task_rights import secrets_of

SECRET_STORES = ("secretsmanager", "ssm")
"""The services of the ARNs that ``secrets`` takes; each has an endpoint of its own name."""


def check_task_size(args: AwsvpcServiceArgs, instance_types: Sequence[InstanceType]) -> list[Problem]:
    """Find a task that an instance of one of these types does not hold."""
    return next((problems for type_ in instance_types if (problems := _check_size(args, type_))), [])


def _check_size(args: AwsvpcServiceArgs, instance_type: InstanceType) -> list[Problem]:
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


def check_references(args: AwsvpcServiceArgs, region: Region) -> list[Problem]:
    """Find ARNs of another region, a web ACL that does not exist, and a key that cannot encrypt logs."""
    return [
        *check_region_of(("certificateArn",), args.certificate_arn, region),
        *_check_web_acl(args, region),
        *check_log_key(args.log_key_arn, region),
        *_check_secrets_keys(args),
    ]


def check_certificate(args: AwsvpcServiceArgs, region: Region) -> list[Problem]:
    """Find a certificate that is not issued. Where there is none, the engine ends the program."""
    arn = args.certificate_arn
    if not isinstance(arn, str) or not is_in(arn, region):
        return []
    status = region.certificate_status(arn)
    if status == "ISSUED":
        return []
    return [Problem(("certificateArn",), arn, f"its status is {status}; a certificate that is ISSUED is allowed")]


def _check_web_acl(args: AwsvpcServiceArgs, region: Region) -> list[Problem]:
    arn = args.web_acl_arn
    path: KeyPath = ("webAclArn",)
    if not isinstance(arn, str) or not is_in(arn, region):
        return check_region_of(path, arn, region)
    name = arn.split("/")[-2]
    try:
        found = region.web_acl_arn(name)
    except NotFoundError:
        return [Problem(path, arn, f"the account has no regional web ACL {name} in {region.name}")]
    return [] if found == arn else [Problem(path, arn, f"the account's web ACL {name} is {found}")]


def _check_secrets_keys(args: AwsvpcServiceArgs) -> list[Problem]:
    """Find keys that encrypt none of the secrets: a task reads secrets of other regions too, each with a key there."""
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


def check_endpoints_of_service(args: AwsvpcServiceArgs, endpoints: Collection[str] | None) -> list[Problem]:
    """Find settings of a service that need another endpoint than ``endpoints``; None: NAT leads to all."""
    needs = [*([(("executeCommand",), True, "ssmmessages")] if args.execute_command else []), *_secrets((), args)]
    for name, sidecar in args.sidecars.items():
        needs += _secrets(("sidecars", name), sidecar)
    return unmet_needs(needs, endpoints)


def _secrets(path: KeyPath, args: AwsvpcServiceArgs | SidecarArgs) -> Iterator[Need]:
    named: dict[KeyPath, object] = {("secrets", variable): arn for variable, arn in args.secrets.items()}
    named |= {("logging", "secretOptions", option): arn for option, arn in args.logging.secret_options.items()}
    named[("registryCredentialsArn",)] = args.registry_credentials_arn
    for key, arn in named.items():
        # An output's is not known yet.
        store = arn.split(":")[2] if isinstance(arn, str) else ""
        if store in SECRET_STORES:
            yield (*path, *key), arn, store
