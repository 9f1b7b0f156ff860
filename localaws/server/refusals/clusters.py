"""ECS clusters: a cluster in use cannot be deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localaws.server.operations import AwsError, before

if TYPE_CHECKING:
    from localaws.server.operations import Call


@before("ecs", "DeleteCluster")
def cluster_is_unused(call: Call) -> None:
    """A cluster with services, container instances or tasks cannot be deleted."""
    ecs = call.backend("ecs")
    cluster = ecs._get_cluster(call.params["cluster"])
    if any(each.cluster_name == cluster.name and each.status == "ACTIVE" for each in ecs.services.values()):
        raise AwsError("ClusterContainsServicesException", "The Cluster cannot be deleted while Services are active.")
    if ecs.container_instances.get(cluster.name):
        raise AwsError(
            "ClusterContainsContainerInstancesException",
            "The Cluster cannot be deleted while Container Instances are active or draining.",
        )
    if any(task.last_status != "STOPPED" for task in ecs.tasks.get(cluster.name, {}).values()):
        raise AwsError("ClusterContainsTasksException", "The Cluster cannot be deleted while Tasks are active.")


@before(
    "ecs",
    "CreateService",
    "RunTask",
    "PutClusterCapacityProviders",
    "UpdateCluster",
    "DeleteCluster",
    "ListServices",
)
def cluster_is_active(call: Call) -> None:
    """A deleted cluster can be described for a while, but not used."""
    ecs = call.backend("ecs")
    cluster = ecs.clusters.get(str(call.params.get("cluster", "default")).split("/")[-1])
    if cluster is not None and cluster.status == "INACTIVE":
        raise AwsError("ClusterNotFoundException", "Cluster not found.")
