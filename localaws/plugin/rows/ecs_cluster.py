"""ECS clusters and capacity providers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from localaws.plugin.api import Api, RefusedError
from localaws.plugin.mapping import Members, Nested, from_api, supported, to_api
from localaws.plugin.row import REPLACE, AutoName, Inputs, Property, Row, State

CLUSTER_GONE = "ClusterNotFoundException"
# The provider retries only these, for 10 minutes.
CLUSTER_BUSY = frozenset(
    {
        "ClusterContainsContainerInstancesException",
        "ClusterContainsServicesException",
        "ClusterContainsTasksException",
        "UpdateInProgressException",
    }
)
ASSOCIATION_BUSY = frozenset({"ResourceInUseException", "UpdateInProgressException"})
CONFIGURATION: Members = {
    "executeCommandConfiguration": Nested(
        "executeCommandConfiguration",
        {
            "kmsKeyId": "kmsKeyId",
            "logging": "logging",
            "logConfiguration": Nested(
                "logConfiguration",
                {
                    "cloudWatchEncryptionEnabled": "cloudWatchEncryptionEnabled",
                    "cloudWatchLogGroupName": "cloudWatchLogGroupName",
                    "s3BucketEncryptionEnabled": "s3EncryptionEnabled",
                    "s3BucketName": "s3BucketName",
                    "s3KeyPrefix": "s3KeyPrefix",
                },
            ),
        },
    ),
    "managedStorageConfiguration": Nested(
        "managedStorageConfiguration",
        {
            "fargateEphemeralStorageKmsKeyId": "fargateEphemeralStorageKmsKeyId",
            "kmsKeyId": "kmsKeyId",
        },
    ),
}
CLUSTER: Members = {
    "configuration": Nested("configuration", CONFIGURATION),
    "serviceConnectDefaults": Nested("serviceConnectDefaults", {"namespace": "namespace"}),
    "settings": Nested("settings", {"name": "name", "value": "value"}),
}
PROVIDER: Members = {
    "autoScalingGroupArn": "autoScalingGroupArn",
    "managedDraining": "managedDraining",
    "managedTerminationProtection": "managedTerminationProtection",
    "managedScaling": Nested(
        "managedScaling",
        {
            "instanceWarmupPeriod": "instanceWarmupPeriod",
            "maximumScalingStepSize": "maximumScalingStepSize",
            "minimumScalingStepSize": "minimumScalingStepSize",
            "status": "status",
            "targetCapacity": "targetCapacity",
        },
    ),
}
STRATEGY: Members = {"capacityProvider": "capacityProvider", "base": "base", "weight": "weight"}


def ecs_tags(inputs: Inputs) -> dict[str, Any]:
    """Return the ``tags`` parameter of an ECS call; empty without tags."""
    tags = inputs.get("tagsAll") or {}
    return {"tags": [{"key": key, "value": value} for key, value in tags.items()]} if tags else {}


def tags_of(item: Mapping[str, Any]) -> dict[str, str]:
    """Return the tags of an item from the ECS API."""
    return {tag["key"]: tag.get("value", "") for tag in item.get("tags", [])}


def write_tags(api: Api, resource_id: str, state: State, changed: Mapping[str, str], removed: list[str]) -> None:
    """Set and remove tags of an ECS resource, by its ARN."""
    if removed:
        api.ecs.untag_resource(resourceArn=state["arn"], tagKeys=removed)
    if changed:
        api.ecs.tag_resource(resourceArn=state["arn"], **ecs_tags({"tagsAll": changed}))


def _create_cluster(api: Api, inputs: Inputs) -> str:
    answer = api.ecs.create_cluster(clusterName=inputs["name"], **to_api(CLUSTER, inputs), **ecs_tags(inputs))
    return str(answer["cluster"]["clusterArn"])


def _cluster(api: Api, name: str) -> dict[str, Any] | None:
    cluster = api.first(
        api.ecs.describe_clusters,
        "clusters",
        CLUSTER_GONE,
        clusters=[name],
        include=["CONFIGURATIONS", "SETTINGS", "TAGS"],
    )
    return None if cluster is None or cluster["status"] == "INACTIVE" else cluster


def _read_cluster(api: Api, cluster_id: str, state: State) -> State | None:
    cluster = _cluster(api, cluster_id)
    if cluster is None:
        return None
    return {
        **from_api(CLUSTER, cluster),
        "id": cluster["clusterArn"],
        "arn": cluster["clusterArn"],
        "name": cluster["clusterName"],
        "tagsAll": tags_of(cluster),
    }


def _update_cluster(api: Api, cluster_id: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    # Settings default to AWS's values; other properties are sent only if the program sets them.
    wanted = {"settings": state.get("settings"), **{name: inputs[name] for name in CLUSTER if inputs.get(name)}}
    api.ecs.update_cluster(cluster=cluster_id, **to_api(CLUSTER, wanted))


def _delete_cluster(api: Api, cluster_id: str, state: State) -> None:
    api.retry(CLUSTER_BUSY, api.ecs.delete_cluster, cluster=cluster_id)


def _create_provider(api: Api, inputs: Inputs) -> str:
    answer = api.ecs.create_capacity_provider(
        name=inputs["name"],
        autoScalingGroupProvider=to_api(PROVIDER, inputs["autoScalingGroupProvider"]),
        **ecs_tags(inputs),
    )
    return str(answer["capacityProvider"]["capacityProviderArn"])


def _provider(api: Api, provider_id: str) -> dict[str, Any] | None:
    provider = api.first(
        api.ecs.describe_capacity_providers, "capacityProviders", capacityProviders=[provider_id], include=["TAGS"]
    )
    return None if provider is None or provider.get("status") == "INACTIVE" else provider


def _read_provider(api: Api, provider_id: str, state: State) -> State | None:
    provider = _provider(api, provider_id)
    if provider is None:
        return None
    return {
        "id": provider["capacityProviderArn"],
        "arn": provider["capacityProviderArn"],
        "name": provider["name"],
        "autoScalingGroupProvider": from_api(PROVIDER, provider["autoScalingGroupProvider"]),
        "tagsAll": tags_of(provider),
    }


def _update_provider(api: Api, provider_id: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    wanted = to_api(PROVIDER, inputs["autoScalingGroupProvider"])
    wanted.pop("autoScalingGroupArn")
    api.retry(
        {"UpdateInProgressException"},
        api.ecs.update_capacity_provider,
        name=state["name"],
        autoScalingGroupProvider=wanted,
    )


def _delete_provider(api: Api, provider_id: str, state: State) -> None:
    if _provider(api, provider_id) is None:
        return
    api.ecs.delete_capacity_provider(capacityProvider=provider_id)
    remaining = _provider(api, provider_id)
    if remaining is None:
        return
    if remaining.get("updateStatus") == "DELETE_FAILED":
        raise RefusedError(
            f"waiting for ECS Capacity Provider ({provider_id}) delete: {remaining.get('updateStatusReason', '')}"
        )
    api.wait(lambda: _provider(api, provider_id) is None, f"capacity provider {provider_id} to be deleted")


def _associate(api: Api, cluster: str, providers: list[str], strategies: list[dict[str, Any]]) -> None:
    api.retry(
        ASSOCIATION_BUSY,
        api.ecs.put_cluster_capacity_providers,
        cluster=cluster,
        capacityProviders=providers,
        defaultCapacityProviderStrategy=[to_api(STRATEGY, each) for each in strategies],
    )


def _create_association(api: Api, inputs: Inputs) -> str:
    strategies = inputs.get("defaultCapacityProviderStrategies", [])
    _associate(api, inputs["clusterName"], inputs.get("capacityProviders", []), strategies)
    return str(inputs["clusterName"])


def _read_association(api: Api, cluster_name: str, state: State) -> State | None:
    cluster = _cluster(api, cluster_name)
    if cluster is None:
        return None
    strategies = [from_api(STRATEGY, each) for each in cluster.get("defaultCapacityProviderStrategy") or []]
    return {
        "clusterName": cluster["clusterName"],
        "capacityProviders": sorted(cluster.get("capacityProviders") or []),
        "defaultCapacityProviderStrategies": strategies,
    }


def _update_association(api: Api, cluster_name: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    _create_association(api, inputs)


def _delete_association(api: Api, cluster_name: str, state: State) -> None:
    _associate(api, cluster_name, [], [])


ROWS = [
    Row(
        resource_type="aws:ecs/cluster:Cluster",
        label="ECS Cluster",
        properties={
            "name": REPLACE,
            "configuration": Property(fields=supported(CONFIGURATION)),
            "serviceConnectDefaults": Property(fields=supported({"namespace": "namespace"})),
            "settings": Property(computed=True, unordered=True),
        },
        outputs=frozenset({"arn"}),
        auto_name=AutoName(),
        create=_create_cluster,
        read=_read_cluster,
        update=_update_cluster,
        delete=_delete_cluster,
        write_tags=write_tags,
        import_id="cluster name",
    ),
    Row(
        resource_type="aws:ecs/capacityProvider:CapacityProvider",
        label="ECS Capacity Provider",
        properties={
            "name": REPLACE,
            "autoScalingGroupProvider": Property(
                fields={**supported(PROVIDER), "autoScalingGroupArn": REPLACE},
            ),
        },
        outputs=frozenset({"arn"}),
        auto_name=AutoName(),
        check=lambda inputs: (
            []
            if "autoScalingGroupProvider" in inputs
            else [("autoScalingGroupProvider", "Missing required property 'autoScalingGroupProvider'")]
        ),
        create=_create_provider,
        read=_read_provider,
        update=_update_provider,
        delete=_delete_provider,
        write_tags=write_tags,
        import_id="capacity provider ARN",
    ),
    Row(
        resource_type="aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
        label="ECS Cluster Capacity Providers",
        properties={
            "clusterName": REPLACE,
            "capacityProviders": Property(unordered=True),
            "defaultCapacityProviderStrategies": Property(unordered=True),
        },
        create=_create_association,
        read=_read_association,
        update=_update_association,
        delete=_delete_association,
        import_id="cluster name",
    ),
]
