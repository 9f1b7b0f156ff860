"""An existing network and cluster, for the components."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from ..cluster.capacity import Capacity
from ..cluster.namespace import Namespace
from ..foundation.region import Region
from ..network.network import Network
from .platform_args import ExistingClusterArgs, ExistingNetworkArgs

OUTPUT = "platform"
"""The output of a platform stack for other stacks: a ``PlatformArgs``, in the form of a stack file."""


def existing_network(args: ExistingNetworkArgs) -> Network:
    """Return the network, whose egress already exists."""
    return Network(
        vpc_id=args.vpc_id,
        # Sorted, so that the order of the keys in a stack file does not reorder the list of rules.
        cidr_blocks=dict(sorted(args.cidr_blocks.items())),
        public_subnet_ids=args.public_subnet_ids,
        private_subnet_ids=args.private_subnet_ids,
        task_subnet_ids=args.task_subnet_ids,
    )


def existing_capacity(args: ExistingClusterArgs, region: Region) -> Capacity:
    """Return the cluster's capacity, with the data of its instance types."""
    namespace = args.namespace
    return Capacity(
        cluster_arn=args.cluster_arn,
        cluster_name=args.cluster_name,
        capacity_provider_name=args.capacity_provider_name,
        instance_types=tuple(region.instance_type(name) for name in args.instance_types),
        eni_trunking=args.eni_trunking,
        operating_system=args.operating_system,
        execute_command_log_group_arn=args.execute_command_log_group_arn,
        namespace=Namespace(namespace.id, namespace.arn, namespace.domain) if namespace else None,
    )


def platform_output(
    network: Network, capacity: Capacity, load_balancers: Mapping[str, Mapping[str, Any]] | None = None
) -> dict[str, Any]:
    """Return the value that a stack exports as :data:`OUTPUT`.

    ``load_balancers`` are the shared ones, by name, in the form of :class:`ExistingLoadBalancerArgs`.
    """
    namespace = capacity.namespace
    cluster: dict[str, Any] = {
        "clusterArn": capacity.cluster_arn,
        "capacityProviderName": capacity.capacity_provider_name,
        "instanceTypes": [instance_type.name for instance_type in capacity.instance_types],
        "eniTrunking": capacity.eni_trunking,
    }
    if capacity.operating_system is not None:
        cluster["operatingSystem"] = capacity.operating_system
    if capacity.execute_command_log_group_arn is not None:
        cluster["executeCommandLogGroupArn"] = capacity.execute_command_log_group_arn
    if namespace is not None:
        domain = {"domain": namespace.domain} if namespace.domain else {}
        cluster["namespace"] = {"id": namespace.id, "arn": namespace.arn, **domain}
    tasks = {"taskSubnetIds": network.task_subnet_ids} if network.task_subnet_ids else {}
    return {
        "network": {
            "vpcId": network.vpc_id,
            "cidrBlocks": dict(network.cidr_blocks),
            "publicSubnetIds": network.public_subnet_ids,
            "privateSubnetIds": network.private_subnet_ids,
            **tasks,
        },
        "cluster": cluster,
        **({"loadBalancers": {name: dict(each) for name, each in load_balancers.items()}} if load_balancers else {}),
    }


def read_platform(stack: str) -> Any:
    """Return the output :data:`OUTPUT` of another stack, or None if it does not have the output.

    Raises :class:`pulumi.RunError` if there is no such stack.
    """
    try:
        return _read_outputs(stack).get(OUTPUT)
    except Exception as error:  # the SDK raises no more specific class for a failed invoke
        raise pulumi.RunError(f"the stack {stack} could not be read: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    """Return the last of the errors that the engine lists, without the calls that led to it."""
    return " ".join(str(error).rpartition("* ")[2].rpartition("error: ")[2].split())


def read_own_outputs() -> Mapping[str, Any]:
    """Return the outputs of this stack's last deployment, empty if there was none."""
    try:
        return _read_outputs(f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}")
    except Exception:  # noqa: BLE001 the SDK raises no narrower class for a failed invoke
        return {}


def _read_outputs(stack: str) -> Mapping[str, Any]:
    # Uses the engine's function instead of a StackReference, whose outputs are unknown while the program decides which
    # resources to create.
    found: Mapping[str, Any] = pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", {"name": stack}).value["outputs"]
    return found
