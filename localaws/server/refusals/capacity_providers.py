"""ECS capacity providers: their Auto Scaling groups, and the clusters and services that use them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.server.operations import AwsError, before, instead

if TYPE_CHECKING:
    from localaws.server.operations import Call

FARGATE_PROVIDERS = ("FARGATE", "FARGATE_SPOT")
RESERVED_PREFIXES = ("aws", "ecs", "fargate")


def group_of(call: Call, provider: Any) -> Any:
    """Return the Auto Scaling group of a capacity provider; ``None`` if it has been deleted."""
    return find_group(call, provider.auto_scaling_group_provider["autoScalingGroupArn"])


def find_group(call: Call, arn_or_name: str) -> Any:
    """Return an Auto Scaling group by ARN or name."""
    groups = call.backend("autoscaling").autoscaling_groups.values()
    return next((group for group in groups if arn_or_name in (group.arn, group.name)), None)


@before("ecs", "CreateCapacityProvider")
def provider_is_valid(call: Call) -> None:
    """The name is free and allowed; the group exists and has no other provider."""
    ecs, name = call.backend("ecs"), call.params["name"]
    if name.lower().startswith(RESERVED_PREFIXES):
        raise AwsError(
            "ClientException",
            "The specified capacity provider name is invalid. Up to 255 characters are allowed, including letters "
            "(upper and lowercase), numbers, underscores, and hyphens. The name cannot be prefixed with aws, ecs, or "
            "fargate. Specify a valid name and try again.",
        )
    if name in ecs.capacity_providers:
        raise AwsError(
            "ClientException",
            "The specified capacity provider already exists. To change the configuration of an existing capacity "
            "provider, update the capacity provider.",
        )
    settings = call.params.get("autoScalingGroupProvider") or {}
    group = find_group(call, settings.get("autoScalingGroupArn", ""))
    if group is None:
        raise AwsError(
            "ClientException",
            "The specified Auto Scaling group ARN is not valid. Specify a valid Auto Scaling group ARN and try again.",
        )
    for other in ecs.capacity_providers.values():
        if group_of(call, other) is group:
            raise AwsError(
                "ClientException",
                "The specified Auto Scaling group ARN is already being used by another capacity provider. Specify a "
                "unique Auto Scaling group ARN and try again.",
            )
    _check_termination_protection(settings, group)


@before("ecs", "UpdateCapacityProvider")
def update_is_valid(call: Call) -> None:
    """An update has the same conditions as a new provider."""
    provider = call.backend("ecs")._get_provider(call.params["name"])
    if provider is None:
        raise _not_found()
    current = provider.auto_scaling_group_provider
    given = call.params["autoScalingGroupProvider"]
    scaling = {**current["managedScaling"], **given.get("managedScaling", {})}
    merged = {**current, **given, "managedScaling": scaling}
    _check_termination_protection(merged, group_of(call, provider))


def _check_termination_protection(settings: dict[str, Any], group: Any) -> None:
    if settings.get("managedTerminationProtection") != "ENABLED":
        return
    if settings.get("managedScaling", {}).get("status") != "ENABLED":
        raise AwsError(
            "ClientException",
            "The managed termination protection setting for the capacity provider is invalid. To enable managed "
            "termination protection for a capacity provider, managed scaling must be enabled.",
        )
    if group is not None and not group.new_instances_protected_from_scale_in:
        raise AwsError(
            "ClientException",
            "The managed termination protection setting for the capacity provider is invalid. To enable managed "
            "termination protection for a capacity provider, the Auto Scaling group must have instance protection "
            "from scale in enabled.",
        )


@instead("ecs", "DeleteCapacityProvider")
def delete_provider(call: Call) -> dict[str, Any]:
    """Delete a provider, or answer as AWS does for one in use: without an error, with DELETE_FAILED and the reason.

    https://github.com/hashicorp/terraform-provider-aws/pull/48156 quotes AWS's answer.
    """
    ecs = call.backend("ecs")
    provider = ecs._get_provider(call.params["capacityProvider"])
    if provider is None:
        raise _not_found()
    clusters = [
        cluster.name
        for cluster in ecs.clusters.values()
        if cluster.status == "ACTIVE" and provider.name in (cluster.capacity_providers or [])
    ]
    if clusters:
        provider.update_status = "DELETE_FAILED"
        provider.update_status_reason = (
            f"The capacity provider cannot be deleted because it is associated with cluster: {clusters[0]}. "
            "Remove the capacity provider from the cluster and try again."
        )
    else:
        ecs.capacity_providers.pop(provider.name)
        provider.status, provider.update_status = "INACTIVE", "DELETE_COMPLETE"
    return {"capacityProvider": provider}


def _not_found() -> AwsError:
    return AwsError(
        "InvalidParameterException",
        "The specified capacity provider was not found. Specify a valid capacity provider and try again.",
    )


@before("ecs", "PutClusterCapacityProviders")
def association_is_valid(call: Call) -> None:
    """Associated providers exist, the default strategy uses only them, and no service and no task loses its provider.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PutClusterCapacityProviders.html
    """
    ecs = call.backend("ecs")
    cluster = ecs._get_cluster(call.params["cluster"])
    names = [_name(ecs, name) for name in call.params.get("capacityProviders", [])]
    if any(item["capacityProvider"] not in names for item in call.params.get("defaultCapacityProviderStrategy", [])):
        raise AwsError(
            "InvalidParameterException",
            "The specified default capacity provider strategy cannot contain a capacity provider that is not "
            "associated with the cluster. Associate the capacity provider with the cluster and try again.",
        )
    removed = set(cluster.capacity_providers or []) - set(names)
    if removed & (_providers_of_services(ecs, cluster) | _providers_of_tasks(ecs, cluster)):
        raise AwsError("ResourceInUseException", "The specified capacity provider is in use and cannot be removed.")


@before("ecs", "CreateCluster")
def cluster_providers_exist(call: Call) -> None:
    """The capacity providers of a new cluster exist."""
    for name in call.params.get("capacityProviders") or []:
        _name(call.backend("ecs"), name)


def _name(ecs: Any, name_or_arn: str) -> str:
    if name_or_arn in FARGATE_PROVIDERS:
        return name_or_arn
    provider = ecs._get_provider(name_or_arn)
    if provider is None:
        raise _not_found()
    return str(provider.name)


def _providers_of_services(ecs: Any, cluster: Any) -> set[str]:
    return {
        item["capacityProvider"]
        for service in ecs.services.values()
        if service.cluster_name == cluster.name and service.status == "ACTIVE"
        for item in getattr(service, "capacity_provider_strategy", None) or []
    }


def _providers_of_tasks(ecs: Any, cluster: Any) -> set[str]:
    tasks = ecs.tasks.get(cluster.name, {}).values()
    return {task.capacity_provider_name for task in tasks if task.last_status != "STOPPED"}


@before("ecs", "CreateService", "UpdateService", "RunTask")
def strategy_is_valid(call: Call) -> None:
    """A strategy names providers of the cluster, and excludes a launch type."""
    strategy = call.params.get("capacityProviderStrategy") or []
    if strategy and call.params.get("launchType"):
        raise AwsError(
            "InvalidParameterException",
            "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.",
        )
    cluster = call.backend("ecs")._get_cluster(call.params.get("cluster", "default"))
    if any(item["capacityProvider"] not in (cluster.capacity_providers or []) for item in strategy):
        raise AwsError(
            "InvalidParameterException",
            "The specified capacity provider strategy cannot contain a capacity provider that is not associated with "
            "the cluster. Associate the capacity provider with the cluster or specify a valid capacity provider and "
            "try again.",
        )
