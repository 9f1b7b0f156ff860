"""Converts the inputs from the engine into the arguments of the components."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar, cast

import pulumi
from pydantic import ValidationError

from ..cluster.capacity import Capacity
from ..cluster.namespace import Namespace
from ..foundation.access_logs import AccessLogs
from ..foundation.args import Args
from ..foundation.refusal import Problem, RefusedError
from ..foundation.region import Region
from ..foundation.validation_problems import problems_of
from ..network.network import Network
from ..service.traffic.shared_balancer import SharedBalancer

A = TypeVar("A", bound=Args)

SCHEMES = ("public", "internal")

# What the schema requires of each.
PARTS_OF_NETWORK = ("vpcId", "publicSubnetIds", "privateSubnetIds")
PARTS_OF_CAPACITY = ("clusterArn", "capacityProviderName")
PARTS_OF_BALANCER = ("scheme", "hasTls", "listenerArn", "securityGroupId", "dnsName", "arnSuffix")
PARTS_OF_METRICS = ("clusterName", "serviceName")


async def arguments(args_class: type[A], inputs: Mapping[str, Any]) -> A:
    """Return the arguments of a component from inputs of the same names.

    Raises:
        RefusedError: an input is refused.
    """
    given = {key: with_integers(value) for key, value in inputs.items() if value is not None}
    try:
        return args_class.model_validate(given, by_alias=True, by_name=False)
    except ValidationError as error:
        raise RefusedError(problems_of(error, args_class, given)) from None


def with_integers(value: Any) -> Any:
    """Return a value with whole numbers as integers; the engine has only floating-point numbers."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {key: with_integers(item) for key, item in value.items()}
    return [with_integers(item) for item in value] if isinstance(value, list) else value


async def known(value: Any, key: str) -> Any:
    """Return the value at ``key``, which must be known while planning, but can contain Outputs.

    Raises:
        RefusedError: it is not known yet.
    """
    if not isinstance(value, pulumi.Output):
        return value
    if not await value.is_known():
        raise RefusedError([Problem((key,), value, "a value that is known while planning is allowed")])
    return await value.future()


async def planned(value: Any, key: str, meanwhile: Any = None) -> Any:
    """Return the value at ``key``, or ``meanwhile`` in a preview that does not know it.

    Raises:
        RefusedError: an update does not know it.
    """
    if isinstance(value, pulumi.Output) and pulumi.runtime.is_dry_run() and not await value.is_known():
        return meanwhile
    return await known(value, key)


async def parts_of(value: Any, key: str, required: Iterable[str]) -> Mapping[str, Any]:
    """Return the object at ``key``, with its required parts unknown in a preview that does not know the object.

    An object in a program in YAML is one Output, unknown as a whole while a part of it is.

    Raises:
        RefusedError: an update does not know it.
    """
    if isinstance(value, pulumi.Output) and pulumi.runtime.is_dry_run() and not await value.is_known():
        return {part: value.apply(operator.itemgetter(part)) for part in required}
    found: Mapping[str, Any] = await known(value, key)
    return found


async def network_of(inputs: dict[str, Any]) -> Network:
    """Remove the network from the inputs and return it.

    The keys of ``cidrBlocks``, the zones and the endpoints decide which resources exist, so an update must know them.
    ``egress`` and ``internetGateway`` are Outputs that depend on the resources for which instances and load balancers
    wait.
    """
    network = await parts_of(inputs.pop("network"), "network", PARTS_OF_NETWORK)
    endpoints = await planned(network.get("endpoints"), "network.endpoints")
    egress, gateway = inputs.pop("egress", None), inputs.pop("internetGateway", None)
    return Network(
        vpc_id=network["vpcId"],
        cidr_blocks=await planned(network.get("cidrBlocks"), "network.cidrBlocks") or {},
        public_subnet_ids=network["publicSubnetIds"],
        private_subnet_ids=network["privateSubnetIds"],
        task_subnet_ids=network.get("taskSubnetIds"),
        egress=dependency(egress),
        internet_gateway=next(iter(dependency(gateway)), None),
        endpoints=endpoints,
        availability_zones=await planned(network.get("availabilityZones"), "network.availabilityZones") or (),
    )


def dependency(value: Any) -> list[pulumi.Resource]:
    """Return the value for ``depends_on`` to wait for the resources behind an Output; empty for a plain value.

    The SDK also accepts Outputs there, and waits for their dependencies.
    """
    return [cast("pulumi.Resource", value.apply(lambda _: None))] if isinstance(value, pulumi.Output) else []


async def capacity_of(inputs: dict[str, Any], opts: pulumi.ResourceOptions | None) -> Capacity:
    """Remove the capacity from the inputs, and return it with the data of its instance types.

    The component's AWS provider, which the engine gives in ``opts``, looks up the instance types.
    """
    providers = opts.providers if opts else None
    provider = providers.get("aws") if isinstance(providers, Mapping) else None
    region = Region(pulumi.InvokeOptions(provider=provider))
    capacity = await parts_of(inputs.pop("capacity"), "capacity", PARTS_OF_CAPACITY)
    namespace = await known(capacity.get("namespace"), "capacity.namespace")
    # The existence of a domain decides how services register.
    domain = await planned(namespace.get("domain"), "capacity.namespace.domain") if namespace else None
    types = await planned(capacity.get("instanceTypes"), "capacity.instanceTypes") or ()
    arn = capacity["clusterArn"]
    name = capacity.get("clusterName")
    if name is None:
        name = pulumi.Output.from_input(arn).apply(lambda known_arn: str(known_arn).rpartition("/")[2])
    return Capacity(
        cluster_arn=arn,
        cluster_name=name,
        capacity_provider_name=capacity["capacityProviderName"],
        # Its Output also depends on the association with the cluster.
        ready=tuple(dependency(capacity["capacityProviderName"])),
        instance_types=tuple(region.instance_type(each) for each in types),
        eni_trunking=bool(await planned(capacity.get("eniTrunking"), "capacity.eniTrunking")),
        operating_system=await planned(capacity.get("operatingSystem"), "capacity.operatingSystem"),
        execute_command_log_group_arn=capacity.get("executeCommandLogGroupArn"),
        namespace=Namespace(namespace["id"], namespace["arn"], domain) if namespace else None,
    )


def access_logs_of(inputs: dict[str, Any]) -> AccessLogs | None:
    """Remove the bucket of the access logs from the inputs and return it."""
    bucket = inputs.pop("accessLogsBucket", None)
    return None if bucket is None else AccessLogs(bucket)


async def balancers_of(inputs: dict[str, Any]) -> dict[str, SharedBalancer]:
    """Remove the load balancers that services share from the inputs and return them.

    The scheme, HTTPS and the domain decide which resources exist, so an update must know them.
    """
    fitting = "public" if inputs.get("topology") == "public-api" else "internal"
    found: dict[str, SharedBalancer] = {}
    for name, given in (await known(inputs.pop("loadBalancers", None), "loadBalancers") or {}).items():
        path = f"loadBalancers.{name}"
        parts = await parts_of(given, path, PARTS_OF_BALANCER)
        scheme = await planned(parts["scheme"], f"{path}.scheme", fitting)
        if scheme not in SCHEMES:
            raise RefusedError([Problem(("loadBalancers", name, "scheme"), scheme, "public or internal is allowed")])
        found[name] = SharedBalancer(
            name=name,
            is_public=scheme == "public",
            has_tls=bool(await planned(parts["hasTls"], f"{path}.hasTls")),
            listener_arn=parts["listenerArn"],
            security_group_id=parts["securityGroupId"],
            dns_name=parts["dnsName"],
            arn_suffix=parts["arnSuffix"],
            domain=await planned(parts.get("domain"), f"{path}.domain"),
            slow=tuple(dependency(parts["dnsName"])),
        )
    return found
