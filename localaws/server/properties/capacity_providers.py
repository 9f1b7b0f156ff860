"""ECS capacity providers: managed draining, tags on request, strategies with AWS's defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.server.operations import after, instead
from localaws.server.refusals.capacity_providers import FARGATE_PROVIDERS

if TYPE_CHECKING:
    from localaws.server.operations import Call


@after("ecs", "CreateCapacityProvider")
def complete_provider(call: Call) -> None:
    """Turn managed draining on by default."""
    provider = call.backend("ecs").capacity_providers[call.params["name"]]
    provider.auto_scaling_group_provider.setdefault("managedDraining", "ENABLED")
    provider.type = "EC2_AUTOSCALING"
    provider.tags = provider.tags or []


@after("ecs", "UpdateCapacityProvider")
def update_draining(call: Call) -> None:
    """Update managed draining, which moto ignores."""
    provider = call.backend("ecs")._get_provider(call.params["name"])
    draining = call.params["autoScalingGroupProvider"].get("managedDraining")
    if draining:
        provider.auto_scaling_group_provider["managedDraining"] = draining


@instead("ecs", "DescribeCapacityProviders")
def describe_providers(call: Call) -> dict[str, Any]:
    """Return the named providers, or all of the account including AWS's."""
    ecs = call.backend("ecs")
    with_tags = "TAGS" in (call.params.get("include") or [])
    known = {provider.name: {**vars(provider)} for provider in ecs.capacity_providers.values()}
    for name in FARGATE_PROVIDERS:
        arn = f"arn:aws:ecs:{call.region}:{call.account}:capacity-provider/{name}"
        known[name] = {"capacityProviderArn": arn, "name": name, "status": "ACTIVE", "type": name}
    found, failures = [], []
    for name_or_arn in call.params.get("capacityProviders") or list(known):
        name = name_or_arn.rsplit("/", 1)[-1]
        if name in known:
            found.append(known[name] if with_tags else {**known[name], "tags": None})
        else:
            arn = f"arn:aws:ecs:{call.region}:{call.account}:capacity-provider/{name}"
            failures.append({"arn": arn, "reason": "MISSING"})
    return {"capacityProviders": found, "failures": failures}


@after("ecs", "PutClusterCapacityProviders", "CreateCluster")
def complete_default_strategy(call: Call) -> None:
    """Add a missing weight and base to a strategy."""
    name = call.params.get("cluster") or call.params.get("clusterName", "default")
    cluster = call.backend("ecs")._get_cluster(name)
    cluster.capacity_providers = cluster.capacity_providers or []
    cluster.default_capacity_provider_strategy = [
        {"weight": 0, "base": 0, **item} for item in cluster.default_capacity_provider_strategy or []
    ]
